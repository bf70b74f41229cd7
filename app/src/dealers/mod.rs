//! Dealers, as the ISV sees them: the list, and one of them opened.

mod add;
pub mod doors;
pub mod list;
mod signup;
pub mod story;

use leptos::prelude::*;

/// `/admin`, `/admin/dealers` and `/admin/dealers/{id}`.
pub fn page(path: &str) -> AnyView {
    match path.strip_prefix("/admin/dealers/") {
        Some(id) if !id.is_empty() => story::page(),
        _ => list::page(),
    }
}
