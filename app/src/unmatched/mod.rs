//! Finishes from Meta that match no session.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/unmatched`.
pub fn page() -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
