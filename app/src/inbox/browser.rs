//! What only a browser has: its store, its clock, its history, its timers. On the server nothing of this is called.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Keeps a text under a name, or forgets it. A browser that keeps nothing still sends.
pub fn keep(name: &str, text: Option<&str>) {
    let Some(store) = store() else { return };
    let _ = match text {
        Some(text) => store.set_item(name, text),
        None => store.remove_item(name),
    };
}

/// Everything kept under names that begin so, without that beginning.
pub fn kept(start: &str) -> Vec<(String, String)> {
    let Some(store) = store() else {
        return Vec::new();
    };
    let names = (0..store.length().unwrap_or(0)).filter_map(|at| store.key(at).ok().flatten());
    names
        .filter_map(|name| {
            let text = store.get_item(&name).ok().flatten()?;
            Some((name.strip_prefix(start)?.to_owned(), text))
        })
        .collect()
}

/// A name that no other message has.
pub fn unique() -> String {
    window()
        .crypto()
        .map(|crypto| crypto.random_uuid())
        .unwrap_or_default()
}

/// Resolves after so many milliseconds.
pub async fn pause(millis: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// How far the person's clock is from UTC at a moment, in microseconds.
pub fn from_utc(at: domain::Timestamp) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit")]
    let date = js_sys::Date::new(&JsValue::from_f64((at.0 / 1_000) as f64));
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day fit")]
    let minutes = date.get_timezone_offset() as i64;
    -minutes * 60_000_000
}

/// Path and query as they are.
pub fn address() -> String {
    let location = window().location();
    format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    )
}

/// Writes an address without asking for its page: a step of its own for *Back*, or in the place of this one.
pub fn go(address: &str, step: bool) {
    let Ok(history) = window().history() else { return };
    let _ = if step {
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address))
    };
}

/// The element of that id, as what it is.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on the element of that id.
pub fn focus(id: &str) {
    if let Some(element) = element::<web_sys::HtmlElement>(id) {
        let _ = element.focus();
    }
}

/// Whether the page lies open before somebody.
pub fn is_seen() -> bool {
    !document().hidden()
}

/// A form's fields as the body of a request.
pub fn fields(form: &web_sys::HtmlFormElement) -> String {
    web_sys::FormData::new_with_form(form)
        .and_then(|data| web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data))
        .map(|body| String::from(body.to_string()))
        .unwrap_or_default()
}
