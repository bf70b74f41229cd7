use domain::{
    contact::{Consent, ContactPage, ContactView, Talk},
    say,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
#[cfg(feature = "hydrate")]
use server_fn::ServerFn;

use super::doors;
use crate::{
    components::{
        Ago, Button, Choice, CloseDialog, Dialog, Kind, Load, Notice, OpenDialog, PageHead, RefusalNotice,
        TextArea, TextField, Tint, close_dialog, exact, field_error, toast_when_done,
    },
    door::{PostForm, Posting, bring, parsed},
    i18n::lang,
};

/// The dialog that erases.
const ERASE: &str = "erase";

/// What can be done on the page, and what it shows.
#[derive(Clone, Copy)]
struct Deeds {
    shown: StoredValue<Option<RwSignal<ContactPage>>>,
    edit: Posting,
    consent: Posting,
    stop: Posting,
    erase: Posting,
}

/// `/contacts/{id}`.
pub fn page() -> AnyView {
    let lang = lang();
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let contact = bring::<doors::OpenContact>(move || vec![("id", id())]);
    let deeds = Deeds {
        shown: StoredValue::new(None),
        edit: Posting::to::<doors::EditContact>(),
        consent: Posting::to::<doors::SetConsent>(),
        stop: Posting::to::<doors::SetStopped>(),
        erase: Posting::to::<doors::EraseContact>(),
    };
    provide_context(deeds);
    let look = move || {
        #[cfg(feature = "hydrate")]
        look_again(deeds, contact);
    };
    toast_when_done(deeds.edit.outcome(), say::contacts::saved(lang), look);
    toast_when_done(deeds.consent.outcome(), say::contacts::consent_saved(lang), look);
    toast_when_done(deeds.stop.outcome(), say::contacts::stop_saved(lang), look);
    toast_when_done(deeds.erase.outcome(), say::contacts::erased(lang), move || {
        close_dialog(ERASE);
        contact.refetch();
    });
    view! {
        <Title text=say::contacts::title(lang)/>
        <div class="page narrow"><Load from=contact lines=9 whole=true draw=|json| parsed(json, draw)/></div>
    }
    .into_any()
}

/// Brings what is shown up to date. The parts that did not change stay as they are, with what is being typed in them.
#[cfg(feature = "hydrate")]
fn look_again(deeds: Deeds, contact: crate::door::Brought) {
    let Some(shown) = deeds.shown.get_value() else {
        return;
    };
    let Some(id) = shown.try_with_untracked(|page| page.contact.id.to_string()) else {
        return;
    };
    leptos::task::spawn_local(async move {
        let brought = crate::door::ask(<doors::OpenContact as ServerFn>::PATH, vec![("id", id)]).await;
        match brought.ok().and_then(|json| crate::json::read(&json)) {
            // The page may be gone by now, or show another.
            Some(page) => drop(shown.try_set(page)),
            None => contact.refetch(),
        }
    });
}

/// A part of the page that is drawn anew when what it is made of is another, and only then.
fn part(
    page: RwSignal<ContactPage>,
    of: fn(&ContactPage) -> String,
    draw: fn(ContactPage) -> AnyView,
) -> AnyView {
    let of = Memo::new(move |_| page.with(of));
    (move || {
        of.with(|_| ());
        untrack(|| draw(page.get_untracked()))
    })
    .into_any()
}

fn draw(page: ContactPage) -> AnyView {
    let lang = lang();
    if let Some(at) = page.erased_at {
        let back = Some(("/contacts".to_owned(), say::contacts::back(lang).to_owned()));
        let detail = say::contacts::erased_when(lang, exact(at));
        return view! {
            <PageHead title=say::contacts::erased_title(lang) back/>
            <Notice title=detail/>
        }
        .into_any();
    }
    let deeds: Deeds = expect_context();
    let export = export(&page.contact);
    let since = page.contact.since;
    let lead = page.contact.phone.clone();
    let lead = lead.unwrap_or_else(|| say::contacts::hidden(lang).to_owned());
    let page = RwSignal::new(page);
    deeds.shown.set_value(Some(page));
    let name = |page: &ContactPage| page.contact.name.clone();
    let silenced =
        |page: &ContactPage| format!("{:?}", (page.contact.stopped_at, &page.contact.stopped_word));
    let named = |page: &ContactPage| {
        let contact = &page.contact;
        format!("{:?}", (&contact.own_name, &contact.profile_name, &contact.notes))
    };
    let agreed = |page: &ContactPage| {
        let contact = &page.contact;
        format!(
            "{:?}",
            (contact.consent, contact.consent_at, &contact.consent_how)
        )
    };
    view! {
        {part(page, name, head)}
        <div class="stack">
            <p class="quiet">{lead}" · "{say::contacts::since(lang)}" "<Ago at=since/></p>
            {part(page, silenced, |page| silence(&page.contact))}
            {part(page, |page| format!("{:?}", page.talks), |page| talks(page.talks))}
            {part(page, named, |page| details(page.contact))}
            {part(page, agreed, |page| consent(page.contact))}
            {export}
            {part(page, name, |page| page.may_erase.then(|| erase(page.contact)).into_any())}
        </div>
    }
    .into_any()
}

fn head(page: ContactPage) -> AnyView {
    let back = Some(("/contacts".to_owned(), say::contacts::back(lang()).to_owned()));
    view! { <PageHead title=page.contact.name back/> }.into_any()
}

fn talks(talks: Vec<Talk>) -> AnyView {
    if talks.is_empty() {
        return ().into_any();
    }
    let lang = lang();
    let rows = talks.into_iter().map(|talk| {
        let last = if talk.last.is_empty() {
            say::contacts::nothing_said(lang).to_owned()
        } else {
            talk.last
        };
        view! {
            <li class="row">
                <a href=format!("/inbox/{}", talk.conversation) rel="external">{talk.number}</a>
                <span class="quiet">{last}</span>
                <span class="small faint nowrap"><Ago at=talk.last_at/></span>
            </li>
        }
    });
    view! {
        <section class="card stack">
            <h2>{say::contacts::talks(lang)}</h2>
            <ul class="plain stack">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Whether anything is sent to them, and the button that changes it.
fn silence(contact: &ContactView) -> AnyView {
    let lang = lang();
    let Deeds { stop, .. } = expect_context();
    let stopped = contact.stopped_at.is_some();
    let id = contact.id.to_string();
    let by_themselves = contact.stopped_word.is_some();
    let detail = match &contact.stopped_word {
        Some(word) => say::contacts::stopped_themselves(lang, word),
        None => say::contacts::stopped_detail(lang).to_owned(),
    };
    let notice =
        stopped.then(|| view! { <Notice tint=Tint::Warn title=say::contacts::stopped_title(lang) detail/> });
    if by_themselves {
        return notice.into_any();
    }
    let words = if stopped {
        say::contacts::start(lang)
    } else {
        say::contacts::stop(lang)
    };
    view! {
        {notice}
        <RefusalNotice answer=stop.outcome()/>
        <PostForm to=stop>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="stopped" value=(!stopped).to_string()/>
            <Button kind=Kind::Small busy=stop.pending()>{words}</Button>
        </PostForm>
    }
    .into_any()
}

fn details(contact: ContactView) -> AnyView {
    let lang = lang();
    let Deeds { edit, .. } = expect_context();
    let answer = edit.outcome();
    let hint = match &contact.profile_name {
        Some(name) => say::contacts::own_name_hint(lang, name),
        None => say::contacts::own_name_none(lang).to_owned(),
    };
    let own_name = contact.own_name.unwrap_or_default();
    view! {
        <section class="card stack">
            <h2>{say::contacts::details(lang)}</h2>
            <RefusalNotice answer/>
            <PostForm to=edit class="form">
                <input type="hidden" name="id" value=contact.id.to_string()/>
                <input type="hidden" name="was_name" value=own_name.clone()/>
                <input type="hidden" name="was_notes" value=contact.notes.clone()/>
                <TextField
                    label=say::contacts::own_name(lang) name="name" hint autocomplete="off"
                    value=own_name wrong=field_error(answer, "name")
                />
                <TextArea
                    label=say::contacts::notes(lang) name="notes" hint=say::contacts::notes_hint(lang)
                    value=contact.notes.clone() wrong=field_error(answer, "notes")
                />
                <div><Button kind=Kind::Primary busy=edit.pending()>{say::contacts::save(lang)}</Button></div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn consent(contact: ContactView) -> AnyView {
    let lang = lang();
    let deeds: Deeds = expect_context();
    let answer = deeds.consent.outcome();
    let now = contact.consent;
    let since = contact
        .consent_at
        .map(|at| view! { <p class="small faint">{say::contacts::consent_since(lang, exact(at))}</p> });
    let choices = [
        (Consent::Unknown, say::contacts::consent_unknown(lang)),
        (Consent::Given, say::contacts::consent_given(lang)),
        (Consent::Refused, say::contacts::consent_refused(lang)),
    ];
    let choices = choices.map(|(consent, title)| {
        view! { <Choice name="consent" value=consent.as_str() title checked=consent == now/> }
    });
    view! {
        <section class="card stack">
            <h2>{say::contacts::consent(lang)}</h2>
            <p class="quiet">{say::contacts::consent_lead(lang)}</p>
            {since}
            <RefusalNotice answer/>
            <PostForm to=deeds.consent class="form">
                <input type="hidden" name="id" value=contact.id.to_string()/>
                <div class="choices">{choices.collect_view()}</div>
                <TextField
                    label=say::contacts::consent_how(lang) name="how" autocomplete="off"
                    placeholder=say::contacts::consent_how_example(lang)
                    value=contact.consent_how.clone().unwrap_or_default() wrong=field_error(answer, "how")
                />
                <div><Button busy=deeds.consent.pending()>{say::contacts::save(lang)}</Button></div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn export(contact: &ContactView) -> AnyView {
    let lang = lang();
    view! {
        <section class="card stack">
            <h2>{say::contacts::export(lang)}</h2>
            <p class="quiet">{say::contacts::export_detail(lang)}</p>
            <p><a class="button small" href=format!("/contacts/{}/export", contact.id) rel="external" download="">
                {say::contacts::export_do(lang)}
            </a></p>
        </section>
    }
    .into_any()
}

fn erase(contact: ContactView) -> AnyView {
    let lang = lang();
    let Deeds { erase, .. } = expect_context();
    let title = say::contacts::erase_confirm(lang, &contact.name);
    view! {
        <section class="card stack">
            <h2>{say::contacts::erase(lang)}</h2>
            <p class="quiet">{say::contacts::erase_detail(lang)}</p>
            <p><OpenDialog dialog=ERASE kind=Kind::Danger>{say::contacts::erase_do(lang)}</OpenDialog></p>
        </section>
        <Dialog id=ERASE title>
            <p class="quiet">{say::contacts::erase_detail(lang)}</p>
            <RefusalNotice answer=erase.outcome()/>
            <PostForm to=erase class="form">
                <input type="hidden" name="id" value=contact.id.to_string()/>
                <TextField
                    label=say::contacts::erase_type(lang, &contact.name) name="confirmation" required=true
                    autocomplete="off" wrong=field_error(erase.outcome(), "confirmation")
                />
                <div class="foot">
                    <CloseDialog dialog=ERASE/>
                    <Button kind=Kind::Danger busy=erase.pending()>{say::contacts::erase_do(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}
