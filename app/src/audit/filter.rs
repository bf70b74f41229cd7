use domain::{dealer::DealerList, say};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

use super::doors::FindDealers;
use crate::{
    components::{Button, Icon, Kind, LinkButton, Load},
    door::{bring, parsed},
    i18n::lang,
};

/// Finds the dealer whose lines are wanted. `?find=` is what was typed; the dealers found are links to their lines.
#[component]
pub fn Filter() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let typed = Memo::new(move |_| {
        query.with(|query| {
            query
                .get("find")
                .map(|text| text.trim().to_owned())
                .unwrap_or_default()
        })
    });
    let input = NodeRef::<leptos::html::Input>::new();
    let navigate = use_navigate();
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut query = ParamsMap::new();
        query.insert(
            "find",
            input
                .get_untracked()
                .map(|input| input.value())
                .unwrap_or_default(),
        );
        navigate(
            &format!("/admin/audit{}", query.to_query_string()),
            NavigateOptions::default(),
        );
    };
    view! {
        <form class="filters" role="search" method="get" action="/admin/audit" on:submit=find>
            <div class="with-icon">
                <Icon name="search"/>
                <input
                    class="input" type="search" name="find" value=typed.get_untracked() node_ref=input autocomplete="off"
                    aria-label=say::audit_page::find(lang) placeholder=say::audit_page::find_example(lang)
                />
            </div>
            <Button>{say::audit_page::filter(lang)}</Button>
        </form>
        <Show when=move || !typed.read().is_empty()><Found typed/></Show>
    }
    .into_any()
}

#[component]
fn Found(typed: Memo<String>) -> AnyView {
    let found = bring::<FindDealers>(move || vec![("text", typed.get())]);
    view! { <Load from=found lines=1 draw=|json| parsed(json, choose)/> }.into_any()
}

fn choose(found: DealerList) -> AnyView {
    let lang = lang();
    let rows = found.page.rows;
    if rows.is_empty() {
        let typed = use_query_map().with_untracked(|query| query.get("find").unwrap_or_default());
        return view! { <p class="quiet" role="status">{say::audit_page::no_match(lang, typed.trim())}</p> }
            .into_any();
    }
    view! {
        <p class="row" role="status">
            <span class="quiet">{say::audit_page::choose(lang)}</span>
            {rows
                .into_iter()
                .map(|dealer| {
                    let href = format!("/admin/audit?dealer={}", dealer.id);
                    view! { <LinkButton kind=Kind::Small href>{dealer.name}</LinkButton> }
                })
                .collect_view()}
        </p>
    }
    .into_any()
}

/// Says that the lines of one dealer only are shown, and takes that away again.
#[component]
pub fn Chosen(name: Option<String>) -> AnyView {
    let lang = lang();
    let words = name.map_or_else(
        || say::audit_page::only_one(lang).to_owned(),
        |name| say::audit_page::only(lang, name),
    );
    view! {
        <p class="row">
            <b>{words}</b>
            <LinkButton kind=Kind::Small href="/admin/audit" icon="x">{say::audit_page::clear(lang)}</LinkButton>
        </p>
    }
    .into_any()
}
