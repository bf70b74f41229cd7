//! The mails that were made.

use leptos::prelude::*;

use crate::components::Page;

/// `/admin/outbox` and `/admin/outbox/{id}`.
pub fn page(_path: &str) -> AnyView {
    view! { <Page title="">{()}</Page> }.into_any()
}
