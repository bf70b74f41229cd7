//! Files that are chosen, pasted or dropped: judged here, and handed to the server while the text is still written.

use std::cell::Cell;

use domain::message::AttachmentView;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::XmlHttpRequest;

use super::{
    browser,
    composer::fault,
    place::encoded,
    state::{State, Upload},
};
use crate::json::read;

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
