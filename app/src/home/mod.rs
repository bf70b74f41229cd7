//! A dealer's home: what to do next, and how the numbers are doing.

pub mod doors;
mod parts;

pub use parts::ConnectionRows;

use domain::{
    home::{ConnectionCard, Home},
    say,
    sender::HealthLevel,
};
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
    let any = !home.connections.is_empty();
    let is = |level| move |card: &ConnectionCard| card.health.level == level;
    let lead = if home.connections.iter().any(is(HealthLevel::Connected)) {
        say::home::lead_live(lang)
    } else if home.connections.iter().any(is(HealthLevel::InReview)) {
        say::home::lead_review(lang)
    } else if home.has_line() {
        say::home::lead_attention(lang)
    } else if any {
        say::home::lead_gone(lang)
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
            {any.then(|| view! { <parts::Numbers home=home.clone()/> })}
            <parts::Checklist items=home.checklist/>
        </Page>
    }
    .into_any()
}
