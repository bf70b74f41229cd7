//! What stands where no conversation is: five different reasons, each with its one action.

use domain::{conversation::Filter, member::Role, say};
use leptos::prelude::*;

use super::state::State;
use crate::{
    components::{Empty, Kind, LinkButton, Qr},
    context::me,
    i18n::lang,
};

/// No number is connected.
pub fn off() -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let detail = if owner {
        say::inbox::off_detail(lang)
    } else {
        say::inbox::off_detail_agent(lang)
    };
    view! {
        <Empty icon="plug" title=say::inbox::off_title(lang) detail>
            {owner.then(|| view! { <LinkButton href="/connect" kind=Kind::Primary>{say::inbox::connect(lang)}</LinkButton> })}
        </Empty>
    }
    .into_any()
}

/// Nobody has written yet: how to be the first.
pub fn first(state: State) -> AnyView {
    let lang = lang();
    let Some(first) = state.fixed(|fixed| fixed.first.clone()) else {
        return ().into_any();
    };
    view! {
        <Empty icon="message" title=say::inbox::empty_title(lang) detail=say::inbox::empty_detail(lang, &first.number)>
            <Qr svg=first.qr_svg label=say::inbox::empty_qr(lang, &first.number)/>
            <a class="button primary" href=first.chat target="_blank" rel="noopener">{say::inbox::empty_chat(lang)}</a>
        </Empty>
    }
    .into_any()
}

/// Nothing is in this view.
pub fn view(state: State) -> AnyView {
    let lang = lang();
    let href = state
        .place()
        .with_untracked(|place| place.listing(Filter::default()).href());
    view! {
        <Empty icon="check-circle" title=say::inbox::view_empty_title(lang) detail=say::inbox::view_empty_detail(lang)>
            <a class="button" href=href>{say::inbox::show_all(lang)}</a>
        </Empty>
    }
    .into_any()
}

/// Nothing was found.
pub fn no_hits(state: State) -> AnyView {
    let lang = lang();
    let (text, href) = state.place().with_untracked(|place| {
        let filter = place.filter.clone();
        (place.search.clone(), place.listing(filter).href())
    });
    view! {
        <Empty icon="search" title=say::inbox::no_hits_title(lang) detail=say::inbox::no_hits_detail(lang, text)>
            <a class="button" href=href>{say::inbox::search_clear(lang)}</a>
        </Empty>
    }
    .into_any()
}

/// No conversation is open.
pub fn pick() -> AnyView {
    let lang = lang();
    view! { <Empty icon="inbox" title=say::inbox::pick_title(lang) detail=say::inbox::pick_detail(lang)/> }
        .into_any()
}
