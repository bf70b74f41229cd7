//! What the composer does in a browser: sends, keeps drafts, follows the end of the thread.

use std::cell::RefCell;

use domain::{AttachmentId, Code, ConversationId, Timestamp, message::Kind};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;

use super::{
    browser,
    composer::{self, FIELD, NOTE_FIELD},
    doors, form, live, mention,
    pending::{self, Pending},
    place::Pane,
    state::{State, Upload},
};
use crate::{door, percent::encoded};

/// The field that is written in: for messages or for notes.
fn field(state: State) -> Option<HtmlTextAreaElement> {
    browser::element(if notes(state) { NOTE_FIELD } else { FIELD })
}

fn notes(state: State) -> bool {
    state.place().with_untracked(|place| place.pane == Pane::Note)
}

/// The conversation on the page, unless another one is on its way.
pub fn here(state: State) -> Option<ConversationId> {
    let there = state.place().with_untracked(|place| place.conversation.clone());
    untrack(|| state.open()).filter(|open| Some(open) == there.as_ref())
}

/// Enter in the field sends, elsewhere it presses what has the focus.
pub fn enter(state: State, event: &leptos::ev::KeyboardEvent) {
    let in_field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
        .is_some();
    if in_field {
        event.prevent_default();
        send(state);
    }
}

/// *Send* was pressed.
pub fn submitted(state: State, event: &leptos::ev::SubmitEvent) {
    event.prevent_default();
    send(state);
}

/// Where the dealer is goes out.
pub fn place_chosen(state: State, event: &leptos::ev::MouseEvent) {
    event.prevent_default();
    let Some(conversation) = here(state) else { return };
    let out = Out {
        state,
        conversation,
        at: untrack(|| state.now().get()),
    };
    let words = domain::say::inbox::kind_location(state.lang);
    out.send(Kind::Location, false, doors::SendPlace::PATH, &[], words);
    to_newest(state);
    // The menu that it was chosen in closes when the focus leaves it.
    browser::focus(FIELD);
}

/// What is written goes out, or becomes a note.
fn send(state: State) {
    let (Some(field), Some(conversation)) = (field(state), here(state)) else {
        return;
    };
    let text = field.value().trim().to_owned();
    let note = notes(state);
    if !note && under_way(state, &conversation) {
        state.ui().update(|ui| ui.send_after = Some(conversation));
        return;
    }
    let files = if note {
        Vec::new()
    } else {
        ready(state, &conversation)
    };
    if text.is_empty() && files.is_empty() {
        return;
    }
    let wrong = composer::too_long(state.lang, &text, note, !files.is_empty());
    if state.ui().with_untracked(|ui| ui.refused != wrong) {
        state.ui().update(|ui| ui.refused.clone_from(&wrong));
    }
    if wrong.is_some() {
        return;
    }
    let out = Out {
        state,
        conversation: conversation.clone(),
        at: untrack(|| state.now().get()),
    };
    if note {
        out.note(&text);
    } else if files.is_empty() {
        out.text(&text);
    } else {
        out.files(files, &text);
        state
            .ui()
            .update(|ui| ui.files.retain(|file| file.conversation != conversation));
    }
    put(state, "");
    if !note {
        forget(state);
    }
    to_newest(state);
}

/// A file has arrived, or will not: what waited for it goes out, if nothing is wrong and it is still looked at.
pub fn uploaded(state: State) {
    let waits = state.ui().with_untracked(|ui| ui.send_after.clone());
    let Some(conversation) = waits.filter(|waits| !under_way(state, waits)) else {
        return;
    };
    let wrong = state.ui().with_untracked(|ui| {
        let mut here = ui.files.iter().filter(|file| file.conversation == conversation);
        here.any(|file| file.wrong.is_some())
    });
    state.ui().update(|ui| ui.send_after = None);
    if !wrong && !notes(state) && here(state) == Some(conversation) {
        send(state);
    }
}

fn under_way(state: State, conversation: &ConversationId) -> bool {
    state.ui().with_untracked(|ui| {
        let is =
            |file: &Upload| file.conversation == *conversation && file.id.is_none() && file.wrong.is_none();
        ui.files.iter().any(is)
    })
}

fn ready(state: State, conversation: &ConversationId) -> Vec<(AttachmentId, Kind)> {
    state.ui().with_untracked(|ui| {
        let here = ui.files.iter().filter(|file| file.conversation == *conversation);
        here.filter_map(|file| Some((file.id.clone()?, file.kind)))
            .collect()
    })
}

/// Somebody writes to a conversation.
struct Out {
    state: State,
    conversation: ConversationId,
    at: Timestamp,
}

impl Out {
    fn text(&self, text: &str) {
        self.send(Kind::Text, false, doors::SendText::PATH, &[("body", text)], text);
    }

    fn note(&self, text: &str) {
        let named = self
            .state
            .desk()
            .with_untracked(|desk| mention::named(&desk.people, text));
        let mut fields = vec![("body", text)];
        fields.extend(named.iter().map(|id| ("mentions[]", id.as_str())));
        self.send(Kind::Text, true, doors::WriteNote::PATH, &fields, text);
    }

    /// One message a file; the words go under the first.
    fn files(&self, files: Vec<(AttachmentId, Kind)>, text: &str) {
        for (index, (id, kind)) in files.into_iter().enumerate() {
            let caption = if index == 0 { text } else { "" };
            let fields = [("attachment", id.as_str()), ("caption", caption)];
            self.send(kind, false, doors::SendMedia::PATH, &fields, caption);
        }
    }

    fn send(&self, kind: Kind, note: bool, path: &str, fields: &[(&str, &str)], words: &str) {
        let request_id = browser::unique();
        let mut body = format!("conversation={}&request_id={request_id}", self.conversation);
        for (name, value) in fields {
            body.push('&');
            body.push_str(name);
            body.push('=');
            body.push_str(&encoded(value));
        }
        let pending = Pending {
            request_id,
            conversation: self.conversation.clone(),
            at: self.at,
            kind,
            note,
            path: path.to_owned(),
            form: body,
            words: words.to_owned(),
            refused: None,
        };
        pending::send(self.state, pending);
    }
}

/// A form with fields of its own goes out: a template.
pub fn send_form(state: State, event: &leptos::ev::SubmitEvent, kind: Kind, path: &str, words: String) {
    let form = event.target().and_then(|target| target.dyn_into().ok());
    let (Some(form), Some(conversation)) = (form, here(state)) else {
        return;
    };
    let form: web_sys::HtmlFormElement = form;
    // The name that the server gave it is for browsers without JavaScript.
    let written = state.fixed(|fixed| format!("request_id={}", fixed.request_id));
    let request_id = browser::unique();
    let fields = browser::fields(&form).replace(&written, &format!("request_id={request_id}"));
    let pending = Pending {
        request_id,
        conversation,
        at: untrack(|| state.now().get()),
        kind,
        note: false,
        path: path.to_owned(),
        form: fields,
        words,
        refused: None,
    };
    pending::send(state, pending);
    form.reset();
    // A second click meets no button: what goes out costs money.
    if let Ok(Some(around)) = form.closest("details") {
        let _ = around.remove_attribute("open");
    }
    let href = state
        .place()
        .with_untracked(|place| place.showing(Pane::Talk).href());
    super::travel::go_to(state, &href);
}

/// Puts words into the field.
pub fn put(state: State, text: &str) {
    if let Some(field) = field(state) {
        field.set_value(text);
        let _ = field.focus();
        written(state);
    }
}

thread_local! {
    /// The conversation whose draft is not saved yet, and its words.
    static DRAFT: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Something was typed: a `/` brings the replies up, the rest is kept as a draft. Notes are no drafts: they would be
/// messages the next time.
pub fn written(state: State) {
    let (Some(field), Some(conversation)) = (field(state), here(state)) else {
        return;
    };
    if notes(state) {
        return;
    }
    let text = field.value();
    let canned = text
        .strip_prefix('/')
        .filter(|typed| !typed.contains(char::is_whitespace))
        .map(|typed| (typed.to_owned(), 0));
    if state.ui().with_untracked(|ui| ui.canned != canned) {
        state.ui().update(|ui| ui.canned.clone_from(&canned));
    }
    if !text.is_empty() && canned.is_none() {
        typing(&conversation);
    }
    let draft = Some((conversation.to_string(), text));
    DRAFT.set(draft.clone());
    spawn_local(async move {
        browser::pause(800).await;
        if DRAFT.with_borrow(|now| *now == draft) {
            save();
        }
    });
}

/// WhatsApp shows *typing* for 25 seconds; it is told anew a little earlier. Source: Twilio, "Typing indicators".
const TYPING: f64 = 20_000.0;

thread_local! {
    /// When the buyer was last shown that somebody is writing, and in which conversation.
    static TYPED: RefCell<(String, f64)> = const { RefCell::new((String::new(), 0.0)) };
}

fn typing(conversation: &ConversationId) {
    let now = js_sys::Date::now();
    let told = TYPED.with_borrow(|(last, at)| last == conversation.as_str() && now - at < TYPING);
    if !told {
        TYPED.set((conversation.to_string(), now));
        form::quietly(
            doors::ShowTyping::PATH,
            vec![("conversation", conversation.to_string())],
        );
    }
}

thread_local! {
    /// Drafts on their way to the server, the newest of each conversation.
    static SAVING: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Hands the draft in now; on a bad line again until it is taken, or there is a newer one. One after the other, so that
/// none comes after its own successor.
pub fn save() {
    let Some(draft) = DRAFT.take() else {
        return;
    };
    let is_under_way = SAVING.with_borrow_mut(|all| {
        let is_under_way = !all.is_empty();
        all.retain(|(conversation, _)| *conversation != draft.0);
        all.push(draft);
        is_under_way
    });
    if is_under_way {
        return;
    }
    spawn_local(async move {
        while let Some(draft) = SAVING.with_borrow(|all| all.first().cloned()) {
            let args = vec![("conversation", draft.0.clone()), ("body", draft.1.clone())];
            match door::ask(doors::SaveDraft::PATH, args).await {
                Err(refusal) if refusal.0.code == Code::Unavailable => browser::pause(3_000).await,
                _ => SAVING.with_borrow_mut(|all| all.retain(|one| *one != draft)),
            }
        }
    });
}

/// What was sent is no draft any more.
fn forget(state: State) {
    if let Some(conversation) = here(state) {
        DRAFT.set(Some((conversation.to_string(), String::new())));
        save();
    }
}

/// The page goes away: the draft goes with the last breath.
pub fn last_breath() {
    let Some((conversation, body)) = DRAFT.take() else {
        return;
    };
    let Ok(fields) = web_sys::UrlSearchParams::new() else {
        return;
    };
    fields.append("conversation", &conversation);
    fields.append("body", &body);
    let navigator = window().navigator();
    let _ = navigator.send_beacon_with_opt_url_search_params(doors::SaveDraft::PATH, Some(&fields));
}

/// The thread was scrolled: the newest message is in sight or not. The thread grows upwards, so its end is at 0.
pub fn scrolled(state: State) {
    let Some(talk) = browser::element::<web_sys::Element>("talk") else {
        return;
    };
    let away = talk.scroll_top() < -80;
    if state.ui().with_untracked(|ui| ui.away != away) {
        state.ui().update(|ui| {
            ui.away = away;
            if !away {
                ui.below = 0;
            }
        });
        live::look(state);
    }
}

/// To the newest message.
pub fn to_newest(state: State) {
    if let Some(talk) = browser::element::<web_sys::Element>("talk") {
        talk.set_scroll_top(0);
    }
    scrolled(state);
}
