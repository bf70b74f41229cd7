//! A dealer's home: what to do next, and how the numbers are doing.

pub mod doors;
mod parts;

pub use parts::ConnectionRows;

use domain::{home::Home, say};
use leptos::prelude::*;

use crate::{
    components::{Load, Page},
    context::me,
    door::{Args, bring, parsed},
    i18n::lang,
};

/// `/`. People of the ISV have another home.
pub fn page() -> AnyView {
    if crate::context::request_info().is_isv() {
        crate::compat::redirect_local("/admin/dealers");
        return ().into_any();
    }
    let home = bring::<doors::LoadHome>(Args::new);
    view! { <Load from=home lines=8 whole=true draw=|json| parsed(json, draw)/> }.into_any()
}

/// The page once its data is here.
pub fn draw(home: Home) -> AnyView {
    let lang = lang();
    let name = me().map(|me| me.name).unwrap_or_default();
    let first_name = name.split_whitespace().next().unwrap_or_default().to_owned();
    let live = !home.connections.is_empty();
    let lead = if live {
        say::home::lead_live(lang)
    } else {
        say::home::lead_new(lang)
    };
    let title = if first_name.is_empty() {
        say::home::title(lang).to_owned()
    } else {
        say::home::hello(lang, first_name)
    };
    view! {
        <Page title lead>
            <parts::NextStep home=home.clone()/>
            {live.then(|| view! { <parts::Numbers home=home.clone()/> })}
            <parts::Checklist items=home.checklist/>
        </Page>
    }
    .into_any()
}
