//! Templates: the only words that reach a buyer who has not written for a day.

use domain::{say, window::Window};
use leptos::prelude::*;

use super::state::State;
use crate::components::Icon;

/// Why only a template can be sent, and which there are.
pub fn picker(state: State) -> AnyView {
    view! { {why(state)} }.into_any()
}

fn why(state: State) -> AnyView {
    let lang = state.lang;
    let name = state.of_talk(|talk| talk.thread.row.name.clone());
    let words = match untrack(|| state.window()) {
        Window::Closed { since: Some(_) } => say::inbox::window_closed(lang, name),
        Window::Closed { since: None } => say::inbox::window_never(lang, name),
        _ => return ().into_any(),
    };
    view! { <p class="window-closed"><Icon name="clock"/>{words}</p> }.into_any()
}
