//! Templates: the list with where each stands, and the form that writes a new one.

pub mod doors;
mod list;
mod new;
mod preview;

use leptos::prelude::*;

/// `/templates` and `/templates/new`.
pub fn page(path: &str) -> AnyView {
    if path.trim_end_matches('/') == "/templates/new" {
        new::page()
    } else {
        list::page()
    }
}
