//! The fleet: every dealer, where it is, and one dealer's whole story.

pub mod doors;
mod story;

use domain::{
    dealer::{DealerList, DealerRow},
    member::Role, say,
    signup::Quota,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    answer::HasOutcome,
    components::{
        Ago, Button, CloseDialog, Dialog, Empty, HealthBadge, Icon, Kind, LinkButton, Loaded, OpenDialog, Page, Pager, RefusalNotice,
        Table, TextField, field_error, toast_when_done,
    },
    context::me,
    i18n::lang,
};

const ADD: &str = "add-dealer";

/// `/admin`, `/admin/dealers` and `/admin/dealers/{id}`.
pub fn page(path: &str) -> AnyView {
    let mut parts = path.trim_matches('/').split('/').skip(2);
    match parts.next() {
        Some(id) if !id.is_empty() => story::page(),
        _ => list(),
    }
}

fn list() -> AnyView {
    let lang = lang();
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let query = use_query_map();
    let asked = move || query.with(|query| (query.get("q").unwrap_or_default(), query.get("after")));
    let loaded = Resource::new_blocking(asked, |(search, after)| doors::load_dealers(search, after));
    let action = admin.then(|| {
        view! { <OpenDialog dialog=ADD kind=Kind::Primary icon="plus">{say::dealers::add(lang)}</OpenDialog> }.into_any()
    });
    let first = query.with_untracked(|query| query.get("q")).unwrap_or_default();
    view! {
        <Page title=say::dealers::title(lang) action=action.unwrap_or_else(|| ().into_any())>
            <leptos_router::components::Form method="get" action="" attr:class="filters" attr:role="search">
                <div class="with-icon">
                    <Icon name="search"/>
                    <input
                        class="input" type="search" name="q" value=first placeholder=say::dealers::search(lang)
                        aria-label=say::dealers::search(lang)
                    />
                </div>
                <Button>{say::dealers::find(lang)}</Button>
            </leptos_router::components::Form>
            <Loaded from=loaded lines=8 draw/>
            {admin.then(|| view! { <Add/> })}
        </Page>
    }
    .into_any()
}

fn draw(list: DealerList) -> AnyView {
    let lang = lang();
    let query = use_query_map().get_untracked();
    let search = query.get("q").unwrap_or_default();
    let further = query.get("after").is_some();
    let rows = list.page.rows;
    if rows.is_empty() {
        let empty = if search.is_empty() {
            view! { <Empty icon="users" title=say::dealers::none(lang) detail=say::dealers::none_detail(lang)/> }
        } else {
            view! {
                <Empty icon="search" title=say::dealers::no_match(lang) detail=say::dealers::no_match_detail(lang)>
                    <LinkButton href="/admin/dealers">{say::dealers::show_all(lang)}</LinkButton>
                </Empty>
            }
        };
        return view! { <div class="card">{empty}</div> }.into_any();
    }
    let heads = vec![
        say::dealers::dealer(lang),
        say::dealers::state(lang),
        say::dealers::last(lang),
        say::dealers::since(lang),
    ];
    let path = if search.is_empty() { "/admin/dealers?".to_owned() } else { format!("/admin/dealers?q={}&", encoded(&search)) };
    view! {
        <div class="tiles">
            <div class="tile"><b>{list.total}</b><span>{say::dealers::title(lang)}</span></div>
            <QuotaTile quota=list.quota/>
        </div>
        <div>
            <Table caption=say::dealers::title(lang) heads>{rows.into_iter().map(row).collect_view()}</Table>
            <Pager path further next=list.page.next/>
        </div>
    }
    .into_any()
}

fn row(dealer: DealerRow) -> AnyView {
    let lang = lang();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/admin/dealers/{}", dealer.id)>{dealer.name}</a>
                <span class="sub">{dealer.owner}</span>
            </th>
            <td data-name=say::dealers::state(lang)>
                <span class="state-cell">
                    {dealer.level.map(|level| view! { <HealthBadge level/> })}
                    <span class="quiet">{dealer.words}</span>
                </span>
            </td>
            <td data-name=say::dealers::last(lang) class="quiet nowrap">
                {dealer.seen.map_or_else(|| say::ui::never(lang).into_any(), |at| view! { <Ago at/> }.into_any())}
            </td>
            <td data-name=say::dealers::since(lang) class="quiet nowrap"><Ago at=dealer.added/></td>
        </tr>
    }
    .into_any()
}

/// The ISV's rolling week: how many places are left.
#[component]
fn QuotaTile(quota: Quota) -> AnyView {
    let lang = lang();
    view! {
        <div class="tile">
            <b>{say::dealers::quota_used(lang, quota.used, quota.limit)}</b>
            <span>{say::dealers::quota(lang)}</span>
            <meter
                class="meter" min="0" max=quota.limit value=quota.used high=quota.limit.saturating_sub(2)
                low=quota.limit.saturating_sub(3) optimum="0" aria-label=say::dealers::quota(lang)
            ></meter>
            {quota.free_at.map(|at| view! { <span>{say::dealers::quota_free(lang)} " " <Ago at/></span> })}
        </div>
    }
    .into_any()
}

#[component]
fn Add() -> AnyView {
    let lang = lang();
    let action = ServerAction::<doors::AddDealer>::new();
    let answer = action.outcome();
    toast_when_done(answer, say::dealers::added(lang), || crate::components::close_dialog(ADD));
    view! {
        <Dialog id=ADD title=say::dealers::add(lang)>
            <p class="quiet">{say::dealers::add_lead(lang)}</p>
            <RefusalNotice answer/>
            <ActionForm action attr:class="form">
                <TextField
                    label=say::dealers::name(lang) name="name" required=true min=2 max=64 autocomplete="off"
                    wrong=field_error(answer, "name")
                />
                <TextField
                    label=say::dealers::owner(lang) name="owner_email" kind="email" required=true autocomplete="off"
                    wrong=field_error(answer, "owner_email")
                />
                <div class="foot">
                    <CloseDialog dialog=ADD/>
                    <Button kind=Kind::Primary busy=action.pending()>{say::dealers::add(lang)}</Button>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}

/// Text as it may stand in a query.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
