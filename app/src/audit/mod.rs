//! Who did what, when, from where, on whom.

pub mod doors;
mod filter;

use domain::{DealerId, Page as Part, audit::AuditLine, say};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use self::filter::{Chosen, Filter};
use crate::{
    components::{Ago, Empty, LinkButton, Load, Page, Pager, Table},
    door::{bring, parsed},
    i18n::lang,
};

/// `/admin/audit`, with `?dealer=` of one dealer only.
pub fn page() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let lines = bring::<doors::ListAudit>(move || {
        query.with(|query| {
            let mut asked = vec![("after", query.get("after").unwrap_or_default())];
            asked.extend(dealer(query).map(|id| ("dealer", id.into())));
            asked
        })
    });
    view! {
        <Page title=say::audit_page::title(lang) lead=say::audit_page::lead(lang)>
            <Filter/>
            <Load from=lines lines=10 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(part: Part<AuditLine>) -> AnyView {
    let lang = lang();
    view! { <Page title=say::audit_page::title(lang) lead=say::audit_page::lead(lang)>{view! { <Filter/> {draw(part)} }}</Page> }.into_any()
}

fn dealer(query: &ParamsMap) -> Option<DealerId> {
    query.get("dealer").and_then(|id| id.parse().ok())
}

fn draw(part: Part<AuditLine>) -> AnyView {
    let lang = lang();
    let (only, further) =
        use_query_map().with_untracked(|query| (dealer(query), query.get("after").is_some()));
    let name = part.rows.iter().find_map(|line| line.dealer_name.clone());
    let path = only.as_ref().map_or_else(
        || "/admin/audit?".to_owned(),
        |id| format!("/admin/audit?dealer={id}&"),
    );
    let filtered = only.is_some();
    let body = if part.rows.is_empty() {
        nothing(filtered)
    } else {
        let heads = vec![
            say::audit_page::what(lang),
            say::audit_page::who(lang),
            say::audit_page::dealer(lang),
            say::audit_page::from(lang),
            say::audit_page::at(lang),
        ];
        view! {
            <Table caption=say::audit_page::title(lang) heads>
                {part.rows.into_iter().map(|line| row(line, filtered)).collect_view()}
            </Table>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            {filtered.then(|| view! { <Chosen name/> })}
            {body}
            <Pager path further next=part.next/>
        </div>
    }
    .into_any()
}

fn nothing(filtered: bool) -> AnyView {
    let lang = lang();
    let empty = if filtered {
        view! {
            <Empty icon="scroll" title=say::audit_page::none_dealer_title(lang) detail=say::audit_page::none_dealer_detail(lang)>
                <LinkButton href="/admin/audit">{say::audit_page::clear(lang)}</LinkButton>
            </Empty>
        }
    } else {
        view! { <Empty icon="scroll" title=say::audit_page::none_title(lang) detail=say::audit_page::none_detail(lang)/> }
    };
    view! { <div class="card">{empty}</div> }.into_any()
}

/// A dealer's name leads to its lines, and among those to the dealer.
fn row(line: AuditLine, filtered: bool) -> AnyView {
    let lang = lang();
    let dealer = match (line.dealer, line.dealer_name) {
        (Some(id), Some(name)) if filtered => {
            view! { <a href=format!("/admin/dealers/{id}")>{name}</a> }.into_any()
        }
        (Some(id), Some(name)) => {
            let only = say::audit_page::only_named(lang, &name);
            view! { <a href=format!("/admin/audit?dealer={id}") title=only>{name}</a> }.into_any()
        }
        _ => ().into_any(),
    };
    let from = match line.from.as_str() {
        "" => view! { <span class="faint nowrap">{say::audit_page::machine(lang)}</span> }.into_any(),
        _ => view! { <span class="mono">{line.from}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{line.words}<span class="sub mono">{line.what}</span></th>
            <td data-name=say::audit_page::who(lang)>{line.who}</td>
            <td data-name=say::audit_page::dealer(lang)>{dealer}</td>
            <td data-name=say::audit_page::from(lang)>{from}</td>
            <td data-name=say::audit_page::at(lang) class="nowrap"><Ago at=line.at/></td>
        </tr>
    }
    .into_any()
}
