//! What the composer does in a browser: sends, keeps drafts, follows the end of the thread.

use std::cell::RefCell;

use domain::{AttachmentId, ConversationId, Timestamp, conversation::Desk, message::Kind};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;

use super::{
    browser,
    composer::FIELD,
    doors, form, live,
    pending::{self, Pending},
    place::{Pane, encoded},
    state::{State, Upload},
};

fn field() -> Option<HtmlTextAreaElement> {
    browser::element(FIELD)
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

/// What is written goes out, or becomes a note.
fn send(state: State) {
    let (Some(field), Some(conversation)) = (field(), state.open()) else {
        return;
    };
    let text = field.value().trim().to_owned();
    let note = state.place().with_untracked(|place| place.pane == Pane::Note);
    let files = if note { Vec::new() } else { ready(state) };
    let uploading = state.ui().with_untracked(|ui| {
        let under_way = |file: &Upload| file.id.is_none() && file.wrong.is_none();
        ui.files.iter().any(under_way)
    });
    if (text.is_empty() && files.is_empty()) || (uploading && !note) {
        return;
    }
    let out = Out {
        state,
        conversation,
        at: untrack(|| state.now().get()),
    };
    if note {
        out.note(&text);
    } else if files.is_empty() {
        out.text(&text);
    } else {
        out.files(files, &text);
        state.ui().update(|ui| ui.files.clear());
    }
    put(state, "");
    forget(state);
    to_newest(state);
}

fn ready(state: State) -> Vec<(AttachmentId, Kind)> {
    state.ui().with_untracked(|ui| {
        let ready = ui
            .files
            .iter()
            .filter_map(|file| Some((file.id.clone()?, file.kind)));
        ready.collect()
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
        let named = self.state.desk().with_untracked(|desk| named(desk, text));
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
    let (Some(form), Some(conversation)) = (form, state.open()) else {
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
    let href = state
        .place()
        .with_untracked(|place| place.showing(Pane::Talk).href());
    super::travel::go_to(state, &href);
}

/// Whom a note names: `@` and the beginning of a name.
fn named(desk: &Desk, text: &str) -> Vec<String> {
    let people = desk.people.iter().filter(|(_, name)| {
        let first = name.split_whitespace().next().unwrap_or(name);
        text.contains(&format!("@{name}"))
            || text.split_whitespace().any(|word| {
                word.strip_prefix('@')
                    .map(|word| word.trim_end_matches([',', '.', ':', '?']))
                    == Some(first)
            })
    });
    people.map(|(id, _)| id.to_string()).collect()
}

/// Puts words into the field.
pub fn put(state: State, text: &str) {
    if let Some(field) = field() {
        field.set_value(text);
        let _ = field.focus();
        written(state);
    }
}

thread_local! {
    /// The conversation whose draft is not saved yet.
    static DRAFT: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Something was typed: a `/` brings the replies up, the rest is kept as a draft.
pub fn written(state: State) {
    let (Some(field), Some(conversation)) = (field(), state.open()) else {
        return;
    };
    let text = field.value();
    let canned = text
        .strip_prefix('/')
        .filter(|typed| !typed.contains(char::is_whitespace))
        .map(|typed| (typed.to_owned(), 0));
    if state.ui().with_untracked(|ui| ui.canned != canned) {
        state.ui().update(|ui| ui.canned.clone_from(&canned));
    }
    let is_note = state.place().with_untracked(|place| place.pane == Pane::Note);
    if !text.is_empty() && canned.is_none() && !is_note {
        typing(&conversation);
    }
    let draft = Some((conversation.to_string(), text));
    DRAFT.set(draft.clone());
    spawn_local(async move {
        browser::pause(800).await;
        if DRAFT.with_borrow(|now| *now == draft) {
            save(state);
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

fn args(draft: Option<(String, String)>) -> Option<crate::door::Args> {
    let (conversation, body) = draft?;
    Some(vec![("conversation", conversation), ("body", body)])
}

/// Hands the draft in now.
pub fn save(_: State) {
    if let Some(args) = args(DRAFT.take()) {
        form::quietly(doors::SaveDraft::PATH, args);
    }
}

/// What was sent is no draft any more.
fn forget(state: State) {
    if let Some(conversation) = state.open() {
        DRAFT.set(Some((conversation.to_string(), String::new())));
        save(state);
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
