//! The language of the page. Sentences come from `domain::say`.

use domain::Lang;
use leptos::prelude::use_context;

use crate::context::RequestInfo;

/// The person's language. Read it once at the top of a component: event handlers run without a context.
pub fn lang() -> Lang {
    use_context::<RequestInfo>().map_or_else(Lang::default, |info| info.lang)
}
