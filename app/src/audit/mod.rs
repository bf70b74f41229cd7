//! Who did what, when, from where.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/audit`.
pub fn page() -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
