//! What the composer does in a browser: sends, keeps drafts, takes files in.

use std::cell::RefCell;

use domain::{
    AttachmentId, ConversationId, Timestamp,
    conversation::Desk,
    message::{AttachmentView, Kind},
};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlTextAreaElement, XmlHttpRequest};

use super::{
    browser,
    composer::{FIELD, fault},
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
    let href = state.place()
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
        state.ui().update(|ui| ui.canned = canned);
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

// --- Files -----------------------------------------------------------------------------------------------------------

/// Files were chosen.
pub fn chosen(state: State) {
    let Some(input) = browser::element::<web_sys::HtmlInputElement>("files") else {
        return;
    };
    take_in(state, input.files());
    input.set_value("");
}

/// Files in the clipboard are attached; text is the field's own business.
pub fn pasted(state: State, event: &leptos::ev::ClipboardEvent) {
    let files = event.clipboard_data().and_then(|data| data.files());
    if files.as_ref().is_some_and(|files| files.length() > 0) {
        event.prevent_default();
        take_in(state, files);
    }
}

/// Files were dropped on the thread.
pub fn dropped(state: State, event: &leptos::ev::DragEvent) {
    event.prevent_default();
    take_in(state, event.data_transfer().and_then(|data| data.files()));
}

fn take_in(state: State, files: Option<web_sys::FileList>) {
    let Some(files) = files else { return };
    for file in (0..files.length()).filter_map(|at| files.item(at)) {
        upload(state, file);
    }
}

fn upload(state: State, file: web_sys::File) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole numbers"
    )]
    let bytes = file.size() as u64;
    let (name, content_type) = (file.name(), file.type_());
    let wrong = fault(state.lang, &name, &content_type, bytes);
    let goes = wrong.is_none();
    let mut key = 0;
    state.ui().update(|ui| {
        key = ui.files.last().map_or(0, |last| last.key + 1);
        ui.files.push(Upload {
            key,
            name: name.clone(),
            kind: domain::media::kind(&content_type),
            percent: 0,
            id: None,
            wrong,
        });
    });
    if goes && travel(state, key, &file, &name, &content_type).is_none() {
        end(state, key, None);
    }
}

/// One file to the server. Not `fetch`: that does not say how far it is.
fn travel(state: State, key: u32, file: &web_sys::File, name: &str, content_type: &str) -> Option<()> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("POST", "/inbox/media").ok()?;
    request.set_request_header("content-type", content_type).ok()?;
    request.set_request_header("x-file-name", &encoded(name)).ok()?;
    let moved = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "percents are small"
        )]
        let percent = (event.loaded() / event.total().max(1.0) * 99.0) as u32;
        change(state, key, |file| file.percent = percent);
    });
    request
        .upload()
        .ok()?
        .set_onprogress(Some(moved.as_ref().unchecked_ref()));
    moved.forget();
    let asked = request.clone();
    let ended = Closure::<dyn FnMut()>::new(move || {
        let text = asked.response_text().ok().flatten().unwrap_or_default();
        let ok = asked.status().is_ok_and(|status| status == 200 || status == 201);
        end(state, key, ok.then_some(text));
    });
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    ended.forget();
    request.send_with_opt_blob(Some(file)).ok()
}

fn end(state: State, key: u32, answer: Option<String>) {
    let kept = answer.and_then(|json| serde_json::from_str::<AttachmentView>(&json).ok());
    let lang = state.lang;
    change(state, key, move |file| match kept {
        Some(kept) => {
            file.percent = 100;
            file.id = Some(kept.id);
        }
        None => file.wrong = Some(domain::say::inbox::attach_failed(lang, &file.name)),
    });
}

fn change(state: State, key: u32, with: impl FnOnce(&mut Upload)) {
    state.ui().update(|ui| {
        if let Some(file) = ui.files.iter_mut().find(|file| file.key == key) {
            with(file);
        }
    });
}

// --- The end of the thread -------------------------------------------------------------------------------------------

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
