//! Whether the ISV itself can connect dealers.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/readiness`.
pub fn page() -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
