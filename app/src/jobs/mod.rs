//! Background work, and what gave up.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/jobs`.
pub fn page() -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
