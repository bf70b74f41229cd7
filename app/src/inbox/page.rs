//! The desk's page, which only the server draws.

use leptos::{attr::custom::custom_attribute, prelude::*};

use super::{DESK, desk};

/// `/inbox` and `/inbox/{conversation}`.
#[component]
pub fn InboxPage() -> AnyView {
    let start = String::from("{}");
    let drawn = desk(&start);
    view! { <div {..custom_attribute("data-desk", start)} id=DESK>{drawn}</div> }.into_any()
}
