//! Who did what, when, from where, on whom.

pub mod doors;

use domain::{Page as Part, audit::AuditLine, say};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Ago, Empty, Loaded, Page, Pager, Table},
    i18n::lang,
};

/// `/admin/audit`.
pub fn page() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let loaded = Resource::new_blocking(move || query.with(|query| query.get("after")), doors::load_audit);
    view! {
        <Page title=say::audit::title(lang) lead=say::audit::lead(lang)>
            <Loaded from=loaded lines=9 draw/>
        </Page>
    }
    .into_any()
}

fn draw(lines: Part<AuditLine>) -> AnyView {
    let lang = lang();
    if lines.rows.is_empty() {
        return view! {
            <div class="card"><Empty icon="scroll" title=say::audit::none(lang) detail=say::audit::none_detail(lang)/></div>
        }
        .into_any();
    }
    let further = use_query_map().with_untracked(|query| query.get("after").is_some());
    let heads = vec![
        say::audit::what(lang),
        say::audit::who(lang),
        say::audit::dealer(lang),
        say::audit::from(lang),
        say::audit::when(lang),
    ];
    view! {
        <div>
            <Table caption=say::audit::title(lang) heads>{lines.rows.into_iter().map(row).collect_view()}</Table>
            <Pager path="/admin/audit?" further next=lines.next/>
        </div>
    }
    .into_any()
}

fn row(line: AuditLine) -> AnyView {
    let lang = lang();
    let dealer = match (line.dealer, line.dealer_name) {
        (Some(id), Some(name)) => view! { <a href=format!("/admin/dealers/{id}")>{name}</a> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{line.words}<span class="sub mono">{line.what}</span></th>
            <td data-name=say::audit::who(lang)>{line.who}</td>
            <td data-name=say::audit::dealer(lang)>{dealer}</td>
            <td data-name=say::audit::from(lang) class="mono small">{line.from}</td>
            <td data-name=say::audit::when(lang) class="quiet nowrap"><Ago at=line.at/></td>
        </tr>
    }
    .into_any()
}
