//! The desk: list, thread and contact, live.
//!
//! The server draws its page as it draws every page. In the browser only the desk itself is woken, by a piece of WASM of
//! its own ([`wake`]) that holds neither router nor frame: those are most of the app's weight, and this page is opened
//! on phones all day. Rail, menus and dialogs round it are woken by `public/page.js`, as on `/connect`. So nothing in
//! here uses the router, `Load`, `bring` or any other resource: what the desk starts from stands in `data-desk`, what it
//! learns later it asks with `door::ask`, and where it is it keeps in the address with `history`.
//! See `docs/decisions/0007`.

#[cfg(feature = "ssr")]
mod page;

use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use page::InboxPage;

/// The element that is woken.
pub const DESK: &str = "desk";

/// The desk, from what its page brought as JSON. Drawn alike by the server and by the browser that wakes it.
fn desk(start: &str) -> AnyView {
    let _ = start;
    ().into_any()
}

/// Wakes the desk up, if this is its page; answers whether it is.
#[cfg(feature = "hydrate")]
pub fn wake() {
    use wasm_bindgen::JsCast;

    let found = document().get_element_by_id(DESK);
    let Some(root) = found.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    let start = root.get_attribute("data-desk").unwrap_or_default();
    let woken = move || {
        crate::routes::provide_facts();
        desk(&start)
    };
    leptos::mount::hydrate_from(root, woken).forget();
}
