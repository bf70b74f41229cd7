use domain::{
    Timestamp,
    dealer::{DealerList, DealerRow},
    member::Role,
    say,
    sender::HealthLevel,
    signup::Quota,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

use super::{
    add::{AddButton, AddForm},
    doors::ListDealers,
};
use crate::{
    components::{
        Ago, Badge, Button, Empty, HealthBadge, Icon, LastMessage, LinkButton, Load, Notice, Page, Pager,
        Table, Tint,
    },
    context::me,
    door::{bring, parsed},
    i18n::lang,
};

/// Everyone who has, or will have, a line.
pub fn page() -> AnyView {
    let query = use_query_map();
    let found = bring::<ListDealers>(move || {
        query.with(|query| vec![("search", word(query, "q")), ("after", word(query, "after"))])
    });
    whole(view! { <Load from=found lines=9 draw=|json| parsed(json, draw)/> }.into_any())
}

/// What stands round the list, whatever it holds.
fn whole(list: AnyView) -> AnyView {
    let lang = lang();
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let on_page = use_query_map().with_untracked(|query| query.get("add").is_some());
    let action = (admin && !on_page).then(|| view! { <AddButton/> });
    view! {
        <Page title=say::dealers::title(lang) lead=say::dealers::lead(lang) action=action.into_any()>
            {admin.then(|| view! { <AddForm on_page/> })}
            <Search/>
            {list}
        </Page>
    }
    .into_any()
}

fn word(query: &ParamsMap, name: &str) -> String {
    query
        .get(name)
        .map(|word| word.trim().to_owned())
        .unwrap_or_default()
}

/// A form of its own, so that it works without JavaScript; with it the page stays.
#[component]
fn Search() -> AnyView {
    let lang = lang();
    let text = use_query_map().with_untracked(|query| word(query, "q"));
    let input = NodeRef::<leptos::html::Input>::new();
    let navigate = use_navigate();
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = input
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default();
        navigate(&address(text.trim()), NavigateOptions::default());
    };
    view! {
        <form class="filters" role="search" method="get" action="/admin/dealers" on:submit=find>
            <div class="with-icon">
                <Icon name="search"/>
                <input
                    class="input" type="search" name="q" value=text node_ref=input autocomplete="off"
                    aria-label=say::dealers::search(lang) placeholder=say::dealers::search_example(lang)
                />
            </div>
            <Button>{say::ui::search(lang)}</Button>
        </form>
    }
    .into_any()
}

fn address(search: &str) -> String {
    let mut query = ParamsMap::new();
    if !search.is_empty() {
        query.insert("q", search.to_owned());
    }
    format!("/admin/dealers{}", query.to_query_string())
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(list: DealerList) -> AnyView {
    whole(draw(list))
}

fn draw(list: DealerList) -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let (search, further) =
        query.with_untracked(|query| (word(query, "q"), !word(query, "after").is_empty()));
    let total = list.total;
    let count = if total == 1 {
        say::dealers::total_one(lang).to_owned()
    } else {
        say::dealers::total(lang, total)
    };
    let rows = if list.page.rows.is_empty() {
        nothing(&search)
    } else {
        table(list.page.rows)
    };
    let path = address(&search);
    let path = if path.contains('?') {
        format!("{path}&")
    } else {
        format!("{path}?")
    };
    view! {
        <div class="stack">
            <QuotaLine quota=list.quota count/>
            {rows}
            <Pager path further next=list.page.next/>
        </div>
    }
    .into_any()
}

/// How many more may start this week, and how many there are.
#[component]
fn QuotaLine(quota: Quota, count: String) -> AnyView {
    let lang = lang();
    let Quota { used, limit, free_at } = quota;
    if used < limit {
        return view! {
            <p class="quota">
                <meter class="meter" min="0" max=limit value=used high=limit.saturating_sub(limit / 5) optimum="0" aria-hidden="true"></meter>
                <span>{say::dealers::quota(lang, used, limit)}</span>
                <span class="faint number">{count}</span>
            </p>
        }
        .into_any();
    }
    view! {
        <Notice tint=Tint::Warn title=say::dealers::quota_full(lang, used, limit) detail=say::dealers::quota_full_detail(lang)>
            {free_at.map(|at| view! { <span class="who">{say::dealers::quota_free(lang)} " " <Ago at/></span> })}
        </Notice>
    }
    .into_any()
}

fn table(rows: Vec<DealerRow>) -> AnyView {
    let lang = lang();
    let heads = vec![
        say::dealers::name(lang),
        say::dealers::health(lang),
        say::dealers::seen(lang),
        say::dealers::added(lang),
    ];
    view! {
        <Table caption=say::dealers::title(lang) heads>
            {rows.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn row(dealer: DealerRow) -> AnyView {
    let lang = lang();
    let DealerRow {
        id,
        name,
        owner,
        level,
        words,
        last_inbound,
        added,
        seen,
    } = dealer;
    let seen = match seen {
        Some(at) => view! { <Ago at/> }.into_any(),
        None => view! { <span class="faint">{say::ui::never(lang)}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/admin/dealers/{id}")>{name}</a>
                <span class="sub">{owner.unwrap_or_else(|| say::dealers::no_owner(lang).to_owned())}</span>
            </th>
            <td data-name=say::dealers::health(lang)><Standing level words last=last_inbound/></td>
            <td data-name=say::dealers::seen(lang) class="nowrap">{seen}</td>
            <td data-name=say::dealers::added(lang) class="nowrap"><Ago at=added/></td>
        </tr>
    }
    .into_any()
}

/// Where a dealer is: the health of its worst number, and the words for it.
#[component]
pub fn Standing(
    /// The health, before the first number `None`.
    level: Option<HealthLevel>,
    /// The words.
    words: String,
    /// When a buyer last wrote, which is told where all is well.
    last: Option<Timestamp>,
) -> AnyView {
    let connected = level == Some(HealthLevel::Connected);
    let more = match (connected, words.is_empty()) {
        (false, true) => None,
        (false, false) => Some(words.into_any()),
        (true, true) => Some(view! { <LastMessage at=last/> }.into_any()),
        (true, false) => Some(view! { {words} ", " <LastMessage at=last/> }.into_any()),
    };
    let badge = match level {
        Some(level) => view! { <HealthBadge level/> },
        None => view! { <Badge tint=Tint::None words=say::dealers::not_connected(lang())/> },
    };
    view! { <span class="standing">{badge} " " {more.map(|more| view! { <span class="quiet">{more}</span> })}</span> }
        .into_any()
}

fn nothing(search: &str) -> AnyView {
    let lang = lang();
    let empty = if search.is_empty() {
        view! { <Empty icon="users" title=say::dealers::empty_title(lang) detail=say::dealers::empty_detail(lang)/> }
    } else {
        view! {
            <Empty icon="search" title=say::dealers::none_title(lang) detail=say::dealers::none_detail(lang, search)>
                <LinkButton href="/admin/dealers">{say::dealers::show_all(lang)}</LinkButton>
            </Empty>
        }
    };
    view! { <div class="card">{empty}</div> }.into_any()
}
