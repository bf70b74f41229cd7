//! The mails that were written: all of them, and one to read.

mod body;
pub mod doors;
pub mod letter;

use domain::{
    Page as Part,
    mail::{Mail, MailState},
    say,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Ago, Badge, Empty, Load, Page, Pager, Table, Tint},
    door::{bring, parsed},
    i18n::lang,
};

/// `/admin/outbox` and `/admin/outbox/{id}`.
pub fn page(path: &str) -> AnyView {
    match path.strip_prefix("/admin/outbox/") {
        Some(id) if !id.is_empty() => letter::page(),
        _ => list(),
    }
}

fn list() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let mails = bring::<doors::ListMails>(move || {
        vec![(
            "after",
            query.with(|query| query.get("after").unwrap_or_default()),
        )]
    });
    view! {
        <Page title=say::outbox::title(lang) lead=say::outbox::lead(lang)>
            <Load from=mails lines=9 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(part: Part<Mail>) -> AnyView {
    let lang = lang();
    view! { <Page title=say::outbox::title(lang) lead=say::outbox::lead(lang)>{draw(part)}</Page> }.into_any()
}

fn draw(part: Part<Mail>) -> AnyView {
    let lang = lang();
    if part.rows.is_empty() {
        return view! {
            <div class="card"><Empty icon="mail" title=say::outbox::none_title(lang) detail=say::outbox::none_detail(lang)/></div>
        }
        .into_any();
    }
    let further = use_query_map().with_untracked(|query| query.get("after").is_some());
    let heads = vec![
        say::outbox::subject(lang),
        say::outbox::to(lang),
        say::outbox::state(lang),
        say::outbox::at(lang),
    ];
    view! {
        <div>
            <Table caption=say::outbox::title(lang) heads>{part.rows.into_iter().map(row).collect_view()}</Table>
            <Pager path="/admin/outbox?" further next=part.next/>
        </div>
    }
    .into_any()
}

fn row(mail: Mail) -> AnyView {
    let lang = lang();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/admin/outbox/{}", mail.id)>{mail.subject}</a>
                {mail.dealer_name.map(|name| view! { <span class="sub">{name}</span> })}
            </th>
            <td data-name=say::outbox::to(lang)>{mail.to}</td>
            <td data-name=say::outbox::state(lang)>{badge(mail.state)}</td>
            <td data-name=say::outbox::at(lang) class="nowrap"><Ago at=mail.at/></td>
        </tr>
    }
    .into_any()
}

/// Where a mail is, in a word.
fn badge(state: MailState) -> AnyView {
    let lang = lang();
    let (tint, icon, words) = match state {
        MailState::Kept => (Tint::None, "mail", say::outbox::kept(lang)),
        MailState::Waiting => (Tint::Wait, "clock", say::outbox::waiting(lang)),
        MailState::Sent => (Tint::Good, "check", say::outbox::sent(lang)),
        MailState::Failed => (Tint::Bad, "x", say::outbox::failed(lang)),
    };
    view! { <Badge tint icon words/> }.into_any()
}
