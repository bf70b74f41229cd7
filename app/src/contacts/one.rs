use domain::{
    contact::{Consent, ContactPage, ContactView, Talk},
    say,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

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

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Deeds {
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
        edit: Posting::to::<doors::EditContact>(),
        consent: Posting::to::<doors::SetConsent>(),
        stop: Posting::to::<doors::SetStopped>(),
        erase: Posting::to::<doors::EraseContact>(),
    };
    provide_context(deeds);
    toast_when_done(deeds.edit.outcome(), say::contacts::saved(lang), move || {
        contact.refetch();
    });
    toast_when_done(
        deeds.consent.outcome(),
        say::contacts::consent_saved(lang),
        move || contact.refetch(),
    );
    toast_when_done(deeds.stop.outcome(), say::contacts::stop_saved(lang), move || {
        contact.refetch();
    });
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

fn draw(page: ContactPage) -> AnyView {
    let lang = lang();
    let back = Some(("/contacts".to_owned(), say::contacts::back(lang).to_owned()));
    let talks = (!page.talks.is_empty()).then(|| talks(page.talks));
    if let Some(at) = page.erased_at {
        let detail = say::contacts::erased_when(lang, exact(at));
        return view! {
            <PageHead title=say::contacts::erased_title(lang) back/>
            <Notice title=detail/>
        }
        .into_any();
    }
    let contact = page.contact;
    let lead = contact
        .phone
        .clone()
        .unwrap_or_else(|| say::contacts::hidden(lang).to_owned());
    view! {
        <PageHead title=contact.name.clone() back/>
        <div class="stack">
            <p class="quiet">{lead}" · "{say::contacts::since(lang)}" "<Ago at=contact.since/></p>
            {silence(&contact)}
            {talks}
            {details(contact.clone())}
            {consent(contact.clone())}
            {export(&contact)}
            {page.may_erase.then(|| erase(contact))}
        </div>
    }
    .into_any()
}

fn talks(talks: Vec<Talk>) -> AnyView {
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
    let notice = stopped
        .then(|| view! { <Notice tint=Tint::Warn title=say::contacts::stopped_title(lang) detail/> });
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
    view! {
        <section class="card stack">
            <h2>{say::contacts::details(lang)}</h2>
            <RefusalNotice answer/>
            <PostForm to=edit class="form">
                <input type="hidden" name="id" value=contact.id.to_string()/>
                <TextField
                    label=say::contacts::own_name(lang) name="name" hint autocomplete="off"
                    value=contact.own_name.clone().unwrap_or_default() wrong=field_error(answer, "name")
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
