//! Step 1: which number, and under which name. What is chosen stands in the address too, so that looking for numbers
//! works without JavaScript; with it, `page.js` draws the parts named in `data-looks` anew on every change.

use domain::{
    number::{CodeBy, Line, NumberCheck, NumberKind, NumberOffer},
    profile, say,
    signup::{ConnectPage, OpenSignup},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    ANOTHER,
    doors::{CheckNumber, SearchNumbers, StartSignup},
};
use crate::{
    answer::{Outcome, Refusal},
    components::{
        Button, Choice, Empty, Icon, Kind, LinkButton, Load, Notice, RefusalNotice, Select, TextField, Tint,
        Wrong, exact, field_error,
    },
    door::{PostForm, Posting, bring, parsed},
    i18n::lang,
};

#[component]
pub fn NumberStep(
    page: ConnectPage,
    /// The open session that gets this number in place of its own.
    #[prop(optional)]
    instead: Option<OpenSignup>,
) -> AnyView {
    let lang = lang();
    let query = use_query_map().get_untracked();
    let kind = asked(&query, "phone_number_type")
        .and_then(|text| NumberKind::parse(&text))
        .or(instead.as_ref().map(|open| open.kind))
        .unwrap_or(page.kind);
    let display_name = asked(&query, "display_name");
    let name = instead
        .as_ref()
        .map_or(page.display_name, |open| open.progress.display_name.clone());
    let so_far = |of: fn(&OpenSignup) -> Option<String>| instead.as_ref().and_then(of);
    let vertical = asked(&query, "vertical")
        .or(so_far(|open| Some(open.vertical.clone())))
        .unwrap_or_else(|| profile::AUTOMOTIVE.to_owned());
    let forward_to = asked(&query, "forward_to")
        .or(so_far(|open| open.forward_to.as_ref().map(ToString::to_string)))
        .unwrap_or_default();
    let is_offered = |country: &String| page.countries.iter().any(|(code, _)| code == country);
    let country = asked(&query, "country")
        .or(so_far(|open| Some(open.country.clone())).filter(is_offered))
        .or_else(|| page.countries.first().map(|(code, _)| code.clone()))
        .unwrap_or_default();
    let digits = asked(&query, "digits").unwrap_or_default();
    let way = Posting::to::<StartSignup>();
    let answer = way.outcome();
    let shut = page.blocked.is_some();
    view! {
        <section class="panel">
            <header>
                <h2>{say::connect::number_title(lang)}</h2>
                <p>{say::connect::number_lead(lang)}</p>
            </header>
            {page.blocked.map(|problem| {
                let when = problem.retry_at.map(|at| say::ui::try_again_at(lang, exact(at))).unwrap_or_default();
                let detail = format!("{} {when}", problem.detail);
                view! { <Notice id="why-not" tint=Tint::Warn title=say::connect::blocked(lang) detail/> }
            })}
            {instead.as_ref().map(instead_of)}
            <RefusalNotice answer/>
            <PostForm to=way class="form number-form" looks="offers checked code-way named" top=true>
                {instead.map(|open| view! {
                    <input type="hidden" name="step" value=ANOTHER/>
                    <input type="hidden" name="session_id" value=open.link.session_id.to_string()/>
                })}
                <Kinds chosen=kind/>
                <div class="for-bought stack">
                    <Search countries=page.countries country=country.clone() digits=digits.clone()/>
                    <fieldset class="field">
                        <legend>{say::connect::choose(lang)}</legend>
                        <div id="offers" data-part=""><Offers kind country digits/></div>
                        <Wrong id="offers-about".to_owned() names="offer phone_number".to_owned() wrong=field_error(answer, "phone_number")/>
                    </fieldset>
                </div>
                <div class="for-voice">
                    <TextField
                        label=say::connect::forward(lang)
                        name="forward_to"
                        kind="tel"
                        autocomplete="off"
                        value=forward_to
                        hint=say::connect::forward_hint(lang)
                        wrong=field_error(answer, "forward_to")
                    />
                </div>
                <OwnNumber query answer/>
                <div data-look="">
                    <TextField
                        label=say::connect::display_name(lang) name="display_name"
                        value=display_name.clone().unwrap_or(name) autocomplete="organization"
                        hint=say::connect::display_name_hint(lang) required=true max=75 wrong=field_error(answer, "display_name")
                    />
                    <div id="named" data-part="" aria-live="polite"><Named name=display_name/></div>
                </div>
                <Select
                    label=say::connect::vertical(lang) name="vertical" value=vertical
                    options=profile::VERTICALS.iter().map(|v| ((*v).to_owned(), (*v).to_owned())).collect()
                    wrong=field_error(answer, "vertical")
                />
                <div class="foot">
                    <Button kind=Kind::Primary disabled=shut>{say::ui::go_on(lang)}</Button>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// What becomes of the number so far. Nothing does until another one is chosen.
fn instead_of(open: &OpenSignup) -> AnyView {
    let lang = lang();
    let title = match &open.progress.number {
        Some(number) => say::connect::instead_title(lang, number),
        None => say::connect::instead_title_none(lang).to_owned(),
    };
    view! {
        <Notice title detail=say::connect::instead_detail(lang)>
            <LinkButton href="/connect">{say::connect::instead_keep(lang)}</LinkButton>
        </Notice>
    }
    .into_any()
}

fn asked(query: &ParamsMap, name: &str) -> Option<String> {
    query.get(name).filter(|text| !text.is_empty())
}

#[component]
fn Kinds(chosen: NumberKind) -> AnyView {
    let lang = lang();
    let card = |kind: NumberKind, title: &'static str, detail: &'static str, aside: &'static str| {
        let value = kind.as_str();
        view! { <Choice name="phone_number_type" value title detail aside checked=chosen == kind required=true/> }
    };
    view! {
        <fieldset class="field" data-look="">
            <legend>{say::connect::kind(lang)}</legend>
            <div class="choices">
                {card(NumberKind::SmsCapable, say::connect::kind_sms(lang), say::connect::kind_sms_detail(lang), say::connect::quickest(lang))}
                {card(NumberKind::VoiceOnly, say::connect::kind_voice(lang), say::connect::kind_voice_detail(lang), "")}
                {card(NumberKind::Byo, say::connect::kind_byo(lang), say::connect::kind_byo_detail(lang), "")}
            </div>
        </fieldset>
    }
    .into_any()
}

/// Country and digits, and a button that looks again.
#[component]
fn Search(countries: Vec<(String, String)>, country: String, digits: String) -> AnyView {
    let lang = lang();
    view! {
        <div class="pair">
            <div data-look=""><Select label=say::connect::country(lang) name="country" options=countries value=country/></div>
            <div class="field">
                <label for="field-digits">{say::connect::contains(lang)}</label>
                <div class="copy">
                    <input
                        class="input" id="field-digits" name="digits" value=digits inputmode="numeric"
                        placeholder="030" maxlength="12"
                    />
                    <button type="submit" class="button" formmethod="get" formaction="/connect" formnovalidate=true>
                        {say::connect::search(lang)}
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Numbers that can be bought. Hidden by the stylesheet while a number of one's own is chosen.
#[component]
fn Offers(kind: NumberKind, country: String, digits: String) -> AnyView {
    // Whoever chose a number of their own may come back; then these are what they find.
    let kind = if kind.is_bought() {
        kind
    } else {
        NumberKind::SmsCapable
    };
    let offers = bring::<SearchNumbers>(move || {
        vec![
            ("kind", kind.as_str().to_owned()),
            ("country", country.clone()),
            ("contains", digits.clone()),
        ]
    });
    view! { <Load from=offers lines=3 draw=|json| parsed(json, list)/> }.into_any()
}

fn list(offers: Vec<NumberOffer>) -> AnyView {
    let lang = lang();
    if offers.is_empty() {
        return view! {
            <div class="card plain">
                <Empty icon="search" title=say::connect::no_offers(lang) detail=say::connect::no_offers_detail(lang)/>
            </div>
        }
        .into_any();
    }
    let first = offers.iter().position(|offer| !offer.needs_papers);
    let cards = offers.into_iter().enumerate().map(|(index, offer)| {
        let detail = offer
            .place
            .map(|place| say::connect::in_place(lang, place, &offer.country))
            .unwrap_or_default();
        let aside = if offer.needs_papers {
            say::connect::papers(lang).to_owned()
        } else {
            offer
                .monthly_micros
                .map(|micros| say::connect::a_month(lang, price(micros, &offer.currency)))
                .unwrap_or_default()
        };
        view! {
            <Choice
                name="offer" value=offer.number.to_string() title=offer.national detail aside
                checked=first == Some(index) disabled=offer.needs_papers
            />
        }
    });
    view! { <div class="numbers">{cards.collect_view()}</div> }.into_any()
}

/// Millionths of a currency as people write it: *€1.15*.
fn price(micros: i64, currency: &str) -> String {
    let cents = (micros + 5_000) / 10_000;
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    match currency {
        "EUR" => format!("€{amount}"),
        "USD" => format!("${amount}"),
        "GBP" => format!("£{amount}"),
        other => format!("{amount} {other}"),
    }
}

/// A number of one's own: what line it is, how the code comes, and how to take it off WhatsApp first.
#[component]
fn OwnNumber(query: ParamsMap, answer: Outcome) -> AnyView {
    let lang = lang();
    let number = asked(&query, "own_number").unwrap_or_default();
    let check = (!number.is_empty()).then(|| {
        let asked = number.clone();
        bring::<CheckNumber>(move || vec![("number", asked.clone())])
    });
    let checked = check.map(|check| {
        view! {
            <Suspense>
                {move || Suspend::new(async move {
                    match check.await {
                        Ok(json) => parsed(&json, understood),
                        Err(refusal) => misread(refusal),
                    }
                })}
            </Suspense>
        }
    });
    let code_way = check.map_or_else(
        || ways(None, None),
        |check| {
            view! {
                <Suspense>
                    {move || {
                        let query = query.clone();
                        Suspend::new(async move { way_of(&query, check.await.ok().as_deref()) })
                    }}
                </Suspense>
            }
            .into_any()
        },
    );
    let guide = [
        say::connect::on_whatsapp_1(lang),
        say::connect::on_whatsapp_2(lang),
        say::connect::on_whatsapp_3(lang),
        say::connect::on_whatsapp_4(lang),
    ];
    view! {
        <div class="for-own stack">
            <div data-look="">
                <TextField
                    label=say::connect::own_number(lang) name="own_number" also="phone_number" kind="tel" autocomplete="tel"
                    value=number hint=say::connect::own_number_hint(lang) wrong=field_error(answer, "phone_number")
                />
                <div id="checked" data-part="" aria-live="polite">{checked}</div>
            </div>
            <fieldset class="field">
                <legend>{say::connect::code_by(lang)}</legend>
                <div id="code-way" data-part="">{code_way}</div>
            </fieldset>
            <details class="guide">
                <summary><Icon name="help"/><b>{say::connect::on_whatsapp(lang)}</b><Icon name="chevron-down"/></summary>
                <p class="quiet">{say::connect::on_whatsapp_detail(lang)}</p>
                <ol class="numbered">{guide.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
            </details>
        </div>
    }
    .into_any()
}

/// How the code comes: by the number's line, unless the dealer chose for this very number already.
fn way_of(query: &ParamsMap, check: Option<&str>) -> AnyView {
    let check = check.and_then(crate::json::read::<NumberCheck>);
    let Some(check) = check.filter(|check| check.problems.is_empty()) else {
        return ways(None, None);
    };
    let number = check.number.to_string();
    let chosen = asked(query, "code_by")
        .and_then(|by| CodeBy::parse(&by))
        .filter(|_| asked(query, "code_for").as_ref() == Some(&number));
    ways(Some(number), Some(chosen.unwrap_or(check.code_by)))
}

fn ways(number: Option<String>, chosen: Option<CodeBy>) -> AnyView {
    let lang = lang();
    let is = |by: CodeBy| chosen == Some(by);
    view! {
        {number.map(|number| view! { <input type="hidden" name="code_for" value=number/> })}
        <div class="choices across">
            <Choice
                id="code-by-sms" name="code_by" value=CodeBy::Sms.as_str() checked=is(CodeBy::Sms)
                title=say::connect::by_sms(lang) detail=say::connect::by_sms_detail(lang)
            />
            <Choice
                id="code-by-voice" name="code_by" value=CodeBy::Voice.as_str() checked=is(CodeBy::Voice)
                title=say::connect::by_voice(lang) detail=say::connect::by_voice_detail(lang)
            />
        </div>
    }
    .into_any()
}

/// What is typed is no number: a word about it beside the field, and no fault of the page.
fn misread(Refusal(problem): Refusal) -> AnyView {
    crate::compat::set_status(200);
    let first = problem.fields.into_iter().next();
    let why = first.map_or(problem.detail, |fault| fault.message);
    view! { <p class="wrong-now"><Icon name="alert"/><span>{why}</span></p> }.into_any()
}

fn understood(check: NumberCheck) -> AnyView {
    let lang = lang();
    if let Some(problem) = check.problems.into_iter().next() {
        return view! { <p class="wrong-now"><Icon name="alert"/><span>{problem.message}</span></p> }
            .into_any();
    }
    let line = match check.line {
        Line::Mobile => say::connect::line_mobile(lang),
        Line::Landline => say::connect::line_landline(lang),
        Line::Either => say::connect::line_either(lang),
        Line::Unsupported => "",
    };
    let notes = check
        .notes
        .into_iter()
        .map(|note| view! { <p class="small quiet">{note}</p> });
    view! {
        <p class="right-now"><Icon name="check"/><span><b class="number">{check.national}</b> " · " {line}</span></p>
        {notes.collect_view()}
    }
    .into_any()
}

/// What Meta would say about the name, before anything is sent.
#[component]
fn Named(name: Option<String>) -> AnyView {
    let refused = name.and_then(|name| profile::display_name(lang(), &name).err());
    refused
        .map(|why| view! { <p class="wrong-now"><Icon name="alert"/><span>{why}</span></p> })
        .into_any()
}
