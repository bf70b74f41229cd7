//! Wakes the server's HTML up in the browser, nothing else.

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded. `<html data-ready>` says when every handler is in place;
/// an effect would say so too early, while the area's own piece of WASM is still on its way.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else { return };
        leptos::mount::hydrate_from_async(body, app::App).await.forget();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-ready", "");
        }
    });
}
