//! The two roots that a page may be woken by. Each is a piece of WASM of its own, with what only it needs: see
//! `docs/decisions/0007`.

use leptos::lazy;

/// Wakes the app: router, frame and the area that the page belongs to.
#[lazy]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(clippy::unused_async, reason = "On the server a root only names its WASM.")
)]
pub async fn wake_app() {
    #[cfg(feature = "hydrate")]
    if let Some(body) = leptos::prelude::document().body() {
        leptos::mount::hydrate_from_async(body, crate::App).await.forget();
    }
}

/// Wakes the desk alone.
#[lazy]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(clippy::unused_async, reason = "On the server a root only names its WASM.")
)]
pub async fn wake_desk() {
    #[cfg(feature = "hydrate")]
    crate::inbox::wake().await;
}

/// Names the root's WASM in the head of the page, so that the browser fetches it together with the rest. On the
/// server a root does nothing but that.
#[cfg(feature = "ssr")]
pub fn announce(root: impl Future<Output = ()>) {
    let mut no_waker = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = std::pin::pin!(root).poll(&mut no_waker);
}
