//! Dealers: the list, and one of them opened.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/dealers` and `/admin/dealers/{id}`.
pub fn page(_path: &str) -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
