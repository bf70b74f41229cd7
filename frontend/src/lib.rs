//! Wakes the server's HTML up in the browser, nothing else.

use app::wake::{wake_app, wake_desk};
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

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
