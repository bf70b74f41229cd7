//! Wakes the server's HTML up in the browser, nothing else.

use app::wake::{wake_app, wake_desk};
use leptos::prelude::document;
use std::sync::atomic::AtomicU8;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes that nobody reads. Splitting moves every constant into the piece of WASM that uses it, and pieces begin at round
/// addresses: what that takes must have been there before, or all constants stay in the piece that every page loads.
/// Nothing refers to these, so they are dropped and leave their room: the first for words and tables, the second for
/// what changes.
#[used]
static ROOM: [u8; 32 * 1024] = [1; 32 * 1024];
#[used]
static MORE_ROOM: [AtomicU8; 1024] = [const { AtomicU8::new(1) }; 1024];

/// Called by the page's script once the module is loaded. `<html data-ready>` says when every handler is in place;
/// an effect would say so too early, while a piece of WASM is still on its way.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        if document().get_element_by_id(app::inbox::DESK).is_some() {
            wake_desk().await;
        } else {
            wake_app().await;
        }
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-ready", "");
        }
    });
}
