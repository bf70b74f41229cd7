//! The third pane: who the buyer is, and whose conversation it is.

use domain::{
    ConversationId,
    contact::{Consent, ContactView},
    conversation::{ConversationRow, ConversationState, Label},
    say,
};
use leptos::prelude::*;

use super::{
    doors, form,
    place::Pane,
    signals::{anew, live, text, words},
    state::State,
    talk,
};
use crate::{
    components::{
        Ago, Icon, Menu, Notice, Select, TextArea, TextField, Tint, exact, label_class, labels_key, length,
    },
    contacts::doors::{EditContact, SetConsent},
};

/// The pane; empty without a conversation.
pub fn pane(state: State) -> AnyView {
    let lang = state.lang;
    let open = text(move || state.open().map(|_| String::from("open")).unwrap_or_default());
    let inside = anew(open, move || {
        let is_open = state.open().is_some();
        is_open.then(|| talk::contact(state))
    });
    let back = words(move || state.place().with(|place| place.showing(Pane::Talk).href()));
    view! {
        <aside class="desk-contact" aria-label=say::inbox::contact(lang)>
            <a class="back back-link" href=back><Icon name="chevron-left"/>{say::inbox::back_to_thread(lang)}</a>
            {inside}
        </aside>
    }
    .into_any()
}

/// Who the buyer is, and whose conversation it is.
pub fn inside(state: State) -> AnyView {
    let given = text(move || {
        let around = state.desk().with(|desk| {
            let people = desk.people.iter().map(|(id, _)| id.as_str());
            labels_key(&desk.labels) + &people.collect::<String>()
        });
        state.of_talk(|talk| work_key(&talk.thread.row)) + &around
    });
    let work = anew(given, move || {
        let row = state
            .talk()
            .with_untracked(|talk| Some(talk.as_ref()?.thread.row.clone()));
        row.map(|row| work(state, &row))
    });
    view! {
        {part(state, who_key, who)}
        {form_part(state, edit_key, edit)}
        {form_part(state, agreement_key, agreement)}
        {part(state, |contact| contact.id.to_string(), since)}
        {work}
    }
    .into_any()
}

/// A part of what is known of the buyer: drawn anew only when what it shows has changed. `key` begins with the buyer's id.
fn part(state: State, key: fn(&ContactView) -> String, draw: fn(State, ContactView) -> AnyView) -> AnyView {
    let shown = text(move || state.of_talk(|talk| key(&talk.thread.contact)));
    drawn(state, shown, draw)
}

/// The same for a form: what somebody is filling in stays until it was saved, or another buyer is opened.
fn form_part(
    state: State,
    key: fn(&ContactView) -> String,
    draw: fn(State, ContactView) -> AnyView,
) -> AnyView {
    let shown = Memo::new(move |shown: Option<&String>| {
        let (now, id) = state.of_talk(|talk| {
            let contact = &talk.thread.contact;
            (key(contact), Some(contact.id.clone()))
        });
        let is_typed = state.ui().with(|ui| ui.filling_in == id);
        let same = shown.filter(|shown| is_typed && shown.lines().next() == now.lines().next());
        same.cloned().unwrap_or(now)
    });
    let form = drawn(state, shown, draw);
    view! { <div on:input=move |_| fill_in(state, true)>{form}</div> }.into_any()
}

fn drawn(state: State, shown: Memo<String>, draw: fn(State, ContactView) -> AnyView) -> AnyView {
    anew(shown, move || {
        let contact = state
            .talk()
            .with_untracked(|talk| Some(talk.as_ref()?.thread.contact.clone()));
        contact.map(|contact| draw(state, contact))
    })
}

fn fill_in(state: State, is_typed: bool) {
    let id = state.of_talk(|talk| Some(talk.thread.contact.id.clone()));
    let who = id.filter(|_| is_typed);
    if state.ui().with_untracked(|ui| ui.filling_in != who) {
        state.ui().update(|ui| ui.filling_in = who);
    }
}

fn who_key(contact: &ContactView) -> String {
    let stopped = contact.stopped_at.map(|at| at.0.to_string());
    [
        contact.id.as_str(),
        &contact.name,
        contact.phone.as_deref().unwrap_or_default(),
        &stopped.unwrap_or_default(),
    ]
    .join("\n")
}

fn edit_key(contact: &ContactView) -> String {
    let name = contact.own_name.as_deref().unwrap_or_default();
    let theirs = contact.profile_name.as_deref().unwrap_or_default();
    [contact.id.as_str(), name, theirs, &contact.notes].join("\n")
}

fn agreement_key(contact: &ContactView) -> String {
    let how = contact.consent_how.as_deref().unwrap_or_default();
    [contact.id.as_str(), contact.consent.as_str(), how].join("\n")
}

/// What is shown of a conversation beside it, as one text.
fn work_key(row: &ConversationRow) -> String {
    let mut key = vec![row.id.as_str(), row.state.as_str()];
    key.push(row.assignee.as_ref().map_or("", |id| id.as_str()));
    key.extend(row.labels.iter().map(domain::LabelId::as_str));
    key.join(" ")
}

fn who(state: State, contact: ContactView) -> AnyView {
    let lang = state.lang;
    let phone = match contact.phone {
        Some(phone) => view! { <span class="number">{phone}</span> }.into_any(),
        None => view! { <span class="faint">{say::inbox::hidden_number(lang)}</span> }.into_any(),
    };
    view! {
        <section class="who">
            {super::list::face(&contact.name)}
            <h2 dir="auto">{contact.name.clone()}</h2>
            <p>{phone}</p>
        </section>
        {contact.stopped_at.map(|at| view! {
            <Notice tint=Tint::Warn title=say::inbox::stopped(lang, &contact.name) detail=say::inbox::stopped_since(lang, exact(at))/>
        })}
    }
    .into_any()
}

/// Since when they write, and where all of it is.
fn since(state: State, contact: ContactView) -> AnyView {
    let lang = state.lang;
    let page = format!("/contacts/{}", contact.id);
    view! {
        <p class="small faint">{say::inbox::first_written(lang)} ": " <Ago at=contact.since/></p>
        {first_reply(state)}
        <a class="small" href=page>{say::inbox::contact_page(lang)}</a>
    }
    .into_any()
}

/// How long the buyer waited for the first answer of a person.
fn first_reply(state: State) -> AnyView {
    let lang = state.lang;
    let waited = text(move || {
        let waited = state.talk().with(|talk| talk.as_ref()?.thread.first_reply);
        waited.map(|waited| length(lang, waited)).unwrap_or_default()
    });
    live(move || {
        let waited = waited.get();
        (!waited.is_empty())
            .then(|| view! { <p class="small faint">{say::inbox::first_reply(lang)} ": " {waited}</p> })
    })
}

/// After a change: who the buyer is, as the server has it now.
fn again(state: State) {
    fill_in(state, false);
    #[cfg(feature = "hydrate")]
    super::live::refresh_contact(state);
    let _ = state;
}

/// Name and notes.
fn edit(state: State, contact: ContactView) -> AnyView {
    let lang = state.lang;
    let name = contact.own_name.unwrap_or_default();
    let hidden = vec![
        ("id", contact.id.to_string()),
        ("was_name", name.clone()),
        ("was_notes", contact.notes.clone()),
    ];
    let hint = contact
        .profile_name
        .as_ref()
        .map(|name| say::inbox::name_hint(lang, name))
        .unwrap_or_default();
    let inside = view! {
        <TextField label=say::inbox::name(lang) name="name" id="contact-name" value=name hint=hint max=80/>
        <TextArea label=say::inbox::notes(lang) name="notes" value=contact.notes hint=say::inbox::notes_hint(lang)/>
        <button type="submit" class="button small">{say::inbox::notes_save(lang)}</button>
    };
    form::form_then::<EditContact>(state, "stack-s", hidden, inside.into_any(), again)
}

/// Whether they agreed to be written to.
fn agreement(state: State, contact: ContactView) -> AnyView {
    let lang = state.lang;
    let now = match contact.consent {
        Consent::Unknown => say::inbox::consent_unknown(lang),
        Consent::Given => say::inbox::consent_given(lang),
        Consent::Refused => say::inbox::consent_refused(lang),
    };
    let how = contact.consent_how.unwrap_or_default();
    let options = vec![
        ("unknown".to_owned(), say::inbox::consent_unknown(lang).to_owned()),
        ("given".to_owned(), say::inbox::consent_given(lang).to_owned()),
        ("refused".to_owned(), say::inbox::consent_refused(lang).to_owned()),
    ];
    let inside = view! {
        <Select label=say::inbox::consent(lang) name="consent" options value=contact.consent.as_str()/>
        <TextField label=say::inbox::consent_how(lang) name="how" id="consent-how" value=how.clone() max=500/>
        <button type="submit" class="button small">{say::inbox::notes_save(lang)}</button>
    };
    let hidden = vec![("id", contact.id.to_string())];
    let form = form::form_then::<SetConsent>(state, "stack-s", hidden, inside.into_any(), again);
    view! {
        <details class="consent">
            <summary><span class="faint">{say::inbox::consent(lang)}": "</span>{now} " " <small class="faint">{how}</small><Icon name="chevron-down"/></summary>
            {form}
        </details>
    }
    .into_any()
}

/// Whose it is, its labels, and when somebody has to look again.
fn work(state: State, row: &ConversationRow) -> AnyView {
    let (labels, people, me) = state
        .desk()
        .with_untracked(|desk| (desk.labels.clone(), desk.people.clone(), desk.me.clone()));
    let id = row.id.clone();
    view! {
        <hr/>
        {assign(state, row, people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(), me.as_str())}
        {set_labels(state, row, labels)}
        <div class="row">
            {super::thread::resolve(state, &id, row.state)}
            {(row.state == ConversationState::Open).then(|| snooze(state, &id))}
        </div>
    }
    .into_any()
}

fn assign(state: State, row: &ConversationRow, people: Vec<(String, String)>, me: &str) -> AnyView {
    let lang = state.lang;
    let whose = row.assignee.as_ref().map(ToString::to_string).unwrap_or_default();
    let is_mine = whose == me;
    let option = |value: String, name: String| {
        let selected = value == whose;
        view! { <option value=value selected=selected>{name}</option> }
    };
    let nobody = option(String::new(), say::inbox::nobody(lang).to_owned());
    let options = people
        .into_iter()
        .map(|(id, name)| option(id, name))
        .collect_view();
    let inside = view! {
        <div class="field">
            <label for="assignee">{say::inbox::assign_to(lang)}</label>
            <div class="row tight">
                <select class="input grow" id="assignee" name="person">{nobody}{options}</select>
                <button type="submit" class="button">{say::inbox::assign(lang)}</button>
            </div>
        </div>
    };
    let to_me = (!is_mine).then(|| {
        let hidden = vec![("conversation", row.id.to_string()), ("person", me.to_owned())];
        let button =
            view! { <button type="submit" class="link-button small">{say::inbox::assign_me(lang)}</button> };
        form::form::<doors::Assign>(state, hidden, button.into_any())
    });
    let hidden = vec![("conversation", row.id.to_string())];
    view! {
        {form::form::<doors::Assign>(state, hidden, inside.into_any())}
        {to_me}
    }
    .into_any()
}

fn set_labels(state: State, row: &ConversationRow, labels: Vec<Label>) -> AnyView {
    let lang = state.lang;
    if labels.is_empty() {
        return view! { <p class="small faint">{say::inbox::labels_none(lang)}</p> }.into_any();
    }
    let boxes = labels.into_iter().enumerate().map(|(index, label)| {
        let checked = row.labels.contains(&label.id);
        let class = label_class(label.colour);
        view! {
            <label class="check">
                <input type="checkbox" name=format!("labels[{index}]") value=label.id.to_string() checked=checked/>
                <span class=class>{label.name}</span>
            </label>
        }
    });
    let inside = view! {
        <fieldset class="field">
            <legend>{say::inbox::labels(lang)}</legend>
            <div class="label-boxes">{boxes.collect_view()}</div>
        </fieldset>
        <button type="submit" class="button small">{say::inbox::labels_save(lang)}</button>
    };
    let hidden = vec![("conversation", row.id.to_string())];
    form::form::<doors::SetLabels>(state, hidden, inside.into_any())
}

fn snooze(state: State, id: &ConversationId) -> AnyView {
    let lang = state.lang;
    let choices = [
        (1, say::inbox::snooze_hour(lang)),
        (4, say::inbox::snooze_evening(lang)),
        (24, say::inbox::snooze_tomorrow(lang)),
        (168, say::inbox::snooze_week(lang)),
    ];
    let id = id.to_string();
    let summary = view! { <span class="button small"><Icon name="snooze"/>{say::inbox::snooze(lang)}</span> };
    view! {
        <Menu class="up start" summary=summary.into_any()>
            {choices.into_iter().map(|(hours, words)| {
                let hidden = vec![
                    ("conversation", id.clone()),
                    ("to", ConversationState::Snoozed.as_str().to_owned()),
                    ("hours", hours.to_string()),
                ];
                form::form::<doors::ChangeState>(state, hidden, view! { <button type="submit">{words}</button> }.into_any())
            }).collect_view()}
        </Menu>
    }
    .into_any()
}
