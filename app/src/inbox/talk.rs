//! What only an open conversation needs: thread, composer, contact. In the browser it is a piece of WASM of its own,
//! fetched when a conversation is open or somebody is about to open one, so that the list is awake sooner.

#[cfg(feature = "hydrate")]
use std::cell::Cell;

use domain::ConversationId;
use leptos::{ev::DragEvent, prelude::*};

use super::{composer, contact, state::State, thread};

/// The ways into that piece: nothing else of it may be named by what is always there.
struct Ways {
    thread: fn(State, &ConversationId) -> AnyView,
    contact: fn(State) -> AnyView,
    dropped: fn(State, &DragEvent),
    #[cfg(feature = "hydrate")]
    show: fn(State, String),
}

static WAYS: Ways = Ways {
    thread: thread::thread,
    contact: contact::inside,
    dropped: composer::dropped,
    #[cfg(feature = "hydrate")]
    show: super::travel::show_message,
};

/// What the manifest of pieces calls it.
#[cfg(feature = "ssr")]
const NAME: &str = "desk_talk";

#[cfg(feature = "hydrate")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "what makes a piece of it lets it fail to come"
)]
mod piece {
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::{WAYS, Ways};

    /// Fetches the piece.
    #[wasm_split(desk_talk, wasm_split_path = leptos::wasm_split, fallible)]
    pub fn fetch() -> Result<&'static Ways, SplitLoaderError> {
        Ok(&WAYS)
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    static HERE: Cell<Option<&'static Ways>> = const { Cell::new(None) };
}

/// Waits until the piece is here; `false` if it could not be fetched. Nobody may set a conversation before.
#[cfg(feature = "hydrate")]
pub async fn ready() -> bool {
    if HERE.get().is_none() {
        HERE.set(piece::fetch().await.ok());
    }
    HERE.get().is_some()
}

/// Somebody is about to open a conversation.
pub fn soon() {
    #[cfg(feature = "hydrate")]
    if HERE.get().is_none() {
        wasm_bindgen_futures::spawn_local(async {
            ready().await;
        });
    }
}

/// Lets the browser fetch the piece together with the page.
#[cfg(feature = "ssr")]
pub fn announce() {
    leptos::prefetch_lazy_fn_on_server(NAME);
}

#[cfg(feature = "hydrate")]
fn ways() -> Option<&'static Ways> {
    HERE.get()
}

#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unnecessary_wraps, reason = "in a browser it may not be here yet")]
fn ways() -> Option<&'static Ways> {
    Some(&WAYS)
}

/// The open conversation.
pub fn thread(state: State, id: &ConversationId) -> AnyView {
    ways().map_or_else(|| ().into_any(), |ways| (ways.thread)(state, id))
}

/// Who the buyer of the open conversation is.
pub fn contact(state: State) -> AnyView {
    ways().map_or_else(|| ().into_any(), |ways| (ways.contact)(state))
}

/// Brings a message of the open conversation into sight.
#[cfg(feature = "hydrate")]
pub fn show(state: State, message: String) {
    if let Some(ways) = ways().filter(|_| !message.is_empty()) {
        (ways.show)(state, message);
    }
}

/// Something was dropped on the desk.
pub fn dropped(state: State, event: &DragEvent) {
    event.prevent_default();
    if let Some(ways) = ways() {
        (ways.dropped)(state, event);
    }
}
