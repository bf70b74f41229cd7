//! Step 1: which number, and under which name.

use domain::{
    number::{Line, NumberCheck, NumberKind, NumberOffer},
    profile, say,
    signup::ConnectPage,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::{
    Reload,
    doors::{CheckNumber, SearchNumbers, StartSignup},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    components::{
        Button, Choice, Empty, Icon, Kind, Load, Notice, RefusalNotice, Select, TextField, Tint, exact,
        field_error,
    },
    door::{PostForm, Posting, ask, bring, outdated, parsed},
    i18n::lang,
};

/// What the offers are searched by. It stands in the address too, so that searching works without JavaScript.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Search {
    kind: NumberKind,
    country: String,
    contains: String,
}

#[component]
pub fn NumberStep(page: ConnectPage) -> AnyView {
    let lang = lang();
    let Reload(reload) = expect_context();
    let query = use_query_map().get_untracked();
    let first_country = page.countries.first().map(|(code, _)| code.clone()).unwrap_or_default();
    let asked = |key| query.get(key).filter(|text: &String| !text.is_empty());
    let kind = asked("phone_number_type").and_then(|text| NumberKind::parse(&text)).unwrap_or(page.kind);
    let search = RwSignal::new(Search {
        kind,
        country: asked("country").unwrap_or(first_country),
        contains: asked("contains").unwrap_or_default(),
    });
    let display_name = asked("display_name").unwrap_or_else(|| page.display_name.clone());
    let vertical = asked("vertical").unwrap_or_else(|| profile::AUTOMOTIVE.to_owned());

    let action = Posting::to::<StartSignup>();
    let answer = action.outcome();
    Effect::new(move |_| {
        if matches!(answer.get(), Some(Ok(()))) {
            reload.refetch();
        }
    });

    let blocked = page.blocked.clone();
    let shut = blocked.is_some();
    view! {
        <section class="panel">
            <header>
                <h2>{say::connect::number_title(lang)}</h2>
                <p>{say::connect::number_lead(lang)}</p>
            </header>
            {blocked.map(|problem| {
                let when = problem.retry_at.map(|at| say::ui::try_again_at(lang, exact(at))).unwrap_or_default();
                view! {
                    <Notice
                        id="why-not" tint=Tint::Warn title=say::connect::blocked(lang)
                        detail=format!("{} {when}", problem.detail)
                    />
                }
            })}
            <RefusalNotice answer/>
            <PostForm to=action class="form number-form">
                <Kinds search first=kind/>
                <Offers search countries=page.countries answer/>
                <OwnNumber answer/>
                <DisplayName first=display_name answer/>
                <Select
                    label=say::connect::vertical(lang) name="vertical" value=vertical
                    options=profile::VERTICALS.iter().map(|v| ((*v).to_owned(), (*v).to_owned())).collect()
                    wrong=field_error(answer, "vertical")
                />
                <div class="foot">
                    <Button kind=Kind::Primary busy=action.pending() disabled=shut>{say::ui::go_on(lang)}</Button>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

#[component]
fn Kinds(search: RwSignal<Search>, first: NumberKind) -> AnyView {
    let lang = lang();
    let name = "phone_number_type";
    let choose = move |event: leptos::ev::Event| {
        if let Some(kind) = NumberKind::parse(&event_target_value(&event)) {
            search.update(|search| search.kind = kind);
        }
    };
    let card = |kind: NumberKind, title: &'static str, detail: &'static str, aside: &'static str| {
        view! { <Choice name value=kind.as_str() title detail aside checked=first == kind required=true/> }
    };
    view! {
        <fieldset class="field" on:change=choose>
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

/// Numbers that can be bought: search and choose. Hidden by the stylesheet while a number of one's own is chosen.
#[component]
fn Offers(
    search: RwSignal<Search>,
    countries: Vec<(String, String)>,
    answer: Outcome,
) -> AnyView {
    let lang = lang();
    let first = search.get_untracked();
    let bought = Memo::new(move |before: Option<&Search>| {
        let now = search.get();
        // A number of one's own is not searched for; the last offers stay for the way back.
        if now.kind.is_bought() { now } else { before.cloned().unwrap_or(Search { kind: NumberKind::SmsCapable, ..now }) }
    });
    let offers = bring::<SearchNumbers>(move || {
        let Search { kind, country, contains } = bought.get();
        vec![("kind", kind.as_str().to_owned()), ("country", country), ("contains", contains)]
    });
    let wrong = field_error(answer, "phoneNumber");
    let contains = NodeRef::<leptos::html::Input>::new();
    let find = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let text = contains.get_untracked().map(|input| input.value()).unwrap_or_default();
        search.update(|search| search.contains = text);
    };
    let country = first.country.clone();
    view! {
        <div class="for-bought stack">
            <div class="pair">
                <div class="field" on:change=move |event| {
                    let country = event_target_value(&event);
                    search.update(|search| search.country = country);
                }>
                    <Select label=say::connect::country(lang) name="country" options=countries value=country/>
                </div>
                <div class="field">
                    <label for="field-contains">{say::connect::contains(lang)}</label>
                    <div class="copy">
                        <input
                            class="input" id="field-contains" name="contains" value=first.contains inputmode="numeric"
                            placeholder="030" maxlength="12" node_ref=contains
                        />
                        <button type="submit" class="button" formmethod="get" formaction="/connect" on:click=find>
                            {say::connect::search(lang)}
                        </button>
                    </div>
                </div>
            </div>
            <fieldset class="field">
                <legend>{say::connect::choose(lang)}</legend>
                <Load from=offers lines=3 draw=|json| parsed(json, list)/>
                <crate::components::Wrong id="offers-about".to_owned() wrong/>
            </fieldset>
        </div>
    }
    .into_any()
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
        let detail = match offer.place {
            Some(place) => say::connect::in_place(lang, place, &offer.country),
            None => offer.country,
        };
        let aside = if offer.needs_papers {
            say::connect::papers(lang).to_owned()
        } else {
            offer.monthly_micros.map(|micros| say::connect::a_month(lang, price(micros, &offer.currency))).unwrap_or_default()
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

/// A number of one's own: looked at while it is typed, and how to take it off WhatsApp first.
#[component]
fn OwnNumber(answer: Outcome) -> AnyView {
    let lang = lang();
    let checked = RwSignal::new(None::<Answer<NumberCheck>>);
    let look = Action::new(move |number: &String| {
        let number = number.clone();
        async move {
            let answer = ask(CheckNumber::PATH, vec![("number", number)]).await;
            let read = answer.and_then(|json| serde_json::from_str(&json).map_err(|_| outdated()));
            checked.set(Some(read));
        }
    });
    let changed = move |event: leptos::ev::Event| {
        let number = event_target_value(&event);
        checked.set(None);
        if !number.trim().is_empty() {
            look.dispatch(number);
        }
    };
    let refused = field_error(answer, "phoneNumber");
    let wrong = Signal::derive(move || {
        let found = checked.with(|checked| match checked {
            Some(Ok(check)) => check.problems.first().map(|problem| problem.message.clone()),
            Some(Err(Refusal(problem))) => {
                Some(problem.fields.first().map_or_else(|| problem.detail.clone(), |field| field.message.clone()))
            }
            None => None,
        });
        found.or_else(|| refused.get())
    });
    let understood = move || {
        checked.with(|checked| {
            let Some(Ok(check)) = checked else { return ().into_any() };
            let line = match check.line {
                Line::Mobile => say::connect::line_mobile(lang),
                Line::Landline => say::connect::line_landline(lang),
                Line::Either => say::connect::line_either(lang),
                Line::Unsupported => return ().into_any(),
            };
            view! { <p class="hint"><b class="number">{check.national.clone()}</b> " · " {line}</p> }.into_any()
        })
    };
    let guide = [
        say::connect::on_whatsapp_1(lang),
        say::connect::on_whatsapp_2(lang),
        say::connect::on_whatsapp_3(lang),
        say::connect::on_whatsapp_4(lang),
    ];
    view! {
        <div class="for-own stack">
            <div class="field" on:change=changed>
                <TextField
                    label=say::connect::own_number(lang) name="own_number" kind="tel" autocomplete="tel"
                    hint=say::connect::own_number_hint(lang) wrong
                />
                <div aria-live="polite">
                    {move || look.pending().get().then(|| view! { <p class="hint">{say::connect::checking(lang)}</p> })}
                    {understood}
                </div>
            </div>
            <fieldset class="field">
                <legend>{say::connect::code_by(lang)}</legend>
                <div class="choices across">
                    <Choice name="code_by" value="sms" title=say::connect::by_sms(lang) detail=say::connect::by_sms_detail(lang) checked=true/>
                    <Choice name="code_by" value="voice" title=say::connect::by_voice(lang) detail=say::connect::by_voice_detail(lang)/>
                </div>
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

/// The name buyers see, held against Meta's rules while it is typed.
#[component]
fn DisplayName(first: String, answer: Outcome) -> AnyView {
    let lang = lang();
    let typed = RwSignal::new(None::<String>);
    let refused = field_error(answer, "displayName");
    let wrong = Signal::derive(move || {
        typed
            .with(|typed| typed.as_deref().and_then(|name| profile::display_name(lang, name).err()))
            .map(str::to_owned)
            .or_else(|| refused.get())
    });
    view! {
        <div class="field" on:change=move |event| typed.set(Some(event_target_value(&event)))>
            <TextField
                label=say::connect::display_name(lang) name="display_name" value=first autocomplete="organization"
                hint=say::connect::display_name_hint(lang) required=true max=75 wrong
            />
        </div>
    }
    .into_any()
}
