//! Files that are chosen, pasted or dropped: judged here, and handed to the server while the text is still written.

use std::cell::Cell;

use domain::message::AttachmentView;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::XmlHttpRequest;

use super::{
    browser,
    composer::fault,
    state::{State, Upload},
};
use crate::{json::read, percent::encoded};

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

thread_local! {
    /// No two files of a page have the same name, so what travels for one that was removed changes no other.
    static KEYS: Cell<u32> = const { Cell::new(0) };
}

fn upload(state: State, file: web_sys::File) {
    let Some(conversation) = state.open() else { return };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole numbers"
    )]
    let bytes = file.size() as u64;
    let (name, content_type) = (file.name(), file.type_());
    let wrong = fault(state.lang, &name, &content_type, bytes);
    let goes = wrong.is_none();
    let key = KEYS.replace(KEYS.get() + 1);
    state.ui().update(|ui| {
        ui.files.push(Upload {
            key,
            conversation,
            name,
            kind: domain::media::kind(&content_type),
            percent: 0,
            id: None,
            wrong,
        });
    });
    if goes {
        set_out(state, key, file);
    }
}

fn set_out(state: State, key: u32, file: web_sys::File) {
    if travel(state, key, file).is_none() {
        end(state, key, None);
    }
}

/// One file to the server, on a bad line again until it is there or taken back. Not `fetch`: that does not say how far
/// it is.
fn travel(state: State, key: u32, file: web_sys::File) -> Option<()> {
    let (name, content_type) = (file.name(), file.type_());
    let request = XmlHttpRequest::new().ok()?;
    request.open("POST", "/inbox/media").ok()?;
    request.set_request_header("content-type", &content_type).ok()?;
    request.set_request_header("x-file-name", &encoded(&name)).ok()?;
    let (sent, asked) = (request.clone(), request.clone());
    let moved = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "percents are small"
        )]
        let percent = (event.loaded() / event.total().max(1.0) * 99.0) as u32;
        if !change(state, key, |file| file.percent = percent) {
            // It was removed meanwhile.
            let _ = sent.abort();
        }
    });
    request
        .upload()
        .ok()?
        .set_onprogress(Some(moved.as_ref().unchecked_ref()));
    moved.forget();
    let body = file.clone();
    let ended = Closure::<dyn FnMut()>::new(move || {
        // Nobody answered; an aborted one has no chip any more.
        if asked.status().is_ok_and(|status| status == 0) {
            again(state, key, file.clone());
            return;
        }
        let text = asked.response_text().ok().flatten().unwrap_or_default();
        let ok = asked.status().is_ok_and(|status| status == 200 || status == 201);
        end(state, key, ok.then_some(text));
    });
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    ended.forget();
    request.send_with_opt_blob(Some(&body)).ok()
}

/// How long after the line was bad it is tried again, in milliseconds.
const AGAIN: i32 = 3_000;

fn again(state: State, key: u32, file: web_sys::File) {
    spawn_local(async move {
        browser::pause(AGAIN).await;
        if change(state, key, |file| file.percent = 0) {
            set_out(state, key, file);
        }
    });
}

fn end(state: State, key: u32, answer: Option<String>) {
    let kept = answer.and_then(|json| read::<AttachmentView>(&json));
    let lang = state.lang;
    change(state, key, move |file| match kept {
        Some(kept) => {
            file.percent = 100;
            file.id = Some(kept.id);
        }
        None => file.wrong = Some(domain::say::inbox::attach_failed(lang, &file.name)),
    });
    super::writing::uploaded(state);
}

/// Changes a file; `false` once it was removed.
fn change(state: State, key: u32, with: impl FnOnce(&mut Upload)) -> bool {
    let there = state
        .ui()
        .with_untracked(|ui| ui.files.iter().position(|file| file.key == key));
    if let Some(at) = there {
        state.ui().update(|ui| with(&mut ui.files[at]));
    }
    there.is_some()
}
