//! The desk: list, thread and contact, live.
//!
//! The server draws its page as it draws every page. In the browser only the desk itself is woken, by a piece of WASM of
//! its own ([`wake`]) that holds neither router nor frame: those are most of the app's weight, and this page is opened
//! on phones all day. Rail, menus and dialogs round it are woken by `public/page.js`, as on `/connect`. So nothing in
//! here uses the router, `Load`, `bring` or any other resource: what the desk starts from stands in `data-desk`, what it
//! learns later it asks with `door::ask`, and where it is it keeps in the address with `history`.
//! See `docs/decisions/0007`.

#[cfg(feature = "hydrate")]
mod browser;
mod bubble;
mod canned;
mod clock;
mod composer;
mod contact;
pub mod doors;
mod empty;
mod files;
mod form;
mod keys;
mod list;
#[cfg(feature = "hydrate")]
mod live;
#[cfg(any(feature = "hydrate", test))]
mod mention;
mod merge;
#[cfg(feature = "ssr")]
mod page;
mod pending;
mod place;
mod signals;
mod state;
mod talk;
mod templates;
mod thread;
mod travel;
#[cfg(feature = "hydrate")]
mod upload;
#[cfg(feature = "hydrate")]
mod writing;

use leptos::prelude::*;

pub use list::view_name;
#[cfg(feature = "ssr")]
pub use page::InboxPage;
use state::State;
#[cfg(all(test, feature = "ssr"))]
pub use {
    page::whole,
    state::{First, Start},
};

/// The element that is woken.
pub const DESK: &str = "desk";

/// The address of a list.
pub fn listing(filter: &domain::conversation::Filter) -> String {
    place::Place::default().listing(filter.clone()).href()
}

/// The desk. Drawn alike by the server and by the browser that wakes it.
fn drawn(state: State) -> AnyView {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| untrack(|| awake(state)));
    let shows = signals::words(move || state.place().with(|place| place.shows().to_owned()));
    view! {
        <div
            class="desk" data-shows=shows
            on:click=move |event| travel::clicked(state, &event)
            on:dragover=move |event| event.prevent_default()
            on:drop=move |event| talk::dropped(state, &event)
        >
            {list::pane(state)}
            {thread::pane(state)}
            {contact::pane(state)}
            {keys::dialog(state)}
        </div>
    }
    .into_any()
}

/// The browser has taken over.
#[cfg(feature = "hydrate")]
fn awake(state: State) {
    state.awake().set(true);
    live::listen(state);
    keys::listen(state);
    pending::resume(state);
    live::look(state);
    travel::follow_history(state);
    Effect::new(move |_| tell_unread(state.desk().with(|desk| desk.counts.unread)));
    let brand = crate::context::request_info().brand.name;
    Effect::new(move |_| {
        let name = state.of_talk(|talk| talk.thread.row.name.clone());
        let title = if name.is_empty() {
            domain::say::inbox::title(state.lang)
        } else {
            &name
        };
        document().set_title(&[title, " · ", &brand].concat());
    });
}

/// Keeps the count in the menu, which stands outside the desk.
#[cfg(feature = "hydrate")]
fn tell_unread(unread: u32) {
    if let Some(tally) = document().get_element_by_id(crate::frame::UNREAD) {
        tally.set_text_content(Some(&unread.to_string()));
        let _ = tally.toggle_attribute_with_force("hidden", unread == 0);
    }
}

/// Wakes the desk up, if this is its page.
#[cfg(feature = "hydrate")]
pub async fn wake() {
    use wasm_bindgen::JsCast;

    let found = document().get_element_by_id(DESK);
    let Some(root) = found.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    // A page that could not be drawn holds a refusal and nothing to start from. Without a start, or without the piece
    // that it needs, a page is what it is without WASM: links and forms.
    let start = root.get_attribute("data-desk").unwrap_or_default();
    let Some(start) = crate::json::read::<state::Start>(&start) else {
        return;
    };
    if start.thread.is_some() && !talk::ready().await {
        return;
    }
    let woken = move || {
        crate::routes::provide_facts();
        drawn(State::new(start))
    };
    leptos::mount::hydrate_from(root, woken).forget();
}
