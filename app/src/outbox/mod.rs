//! The mails we have written, and one of them to read.

pub mod doors;

use domain::{
    MailId, Page as Part,
    mail::{Mail, MailState},
    say,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    answer::Refusal,
    components::{Ago, Badge, Empty, LinkButton, Loaded, Notice, Page, PageHead, Pager, Table, Tint, exact},
    i18n::lang,
};

/// `/admin/outbox` and `/admin/outbox/{id}`.
pub fn page(path: &str) -> AnyView {
    if path.trim_matches('/').split('/').nth(2).is_some() { one() } else { list() }
}

fn list() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let loaded = Resource::new_blocking(move || query.with(|query| query.get("after")), doors::load_mails);
    view! {
        <Page title=say::outbox::title(lang) lead=say::outbox::lead(lang)>
            <Loaded from=loaded lines=8 draw/>
        </Page>
    }
    .into_any()
}

fn draw(mails: Part<Mail>) -> AnyView {
    let lang = lang();
    if mails.rows.is_empty() {
        return view! {
            <div class="card"><Empty icon="mail" title=say::outbox::none(lang) detail=say::outbox::none_detail(lang)/></div>
        }
        .into_any();
    }
    let kept = mails.rows.iter().any(|mail| mail.state == MailState::Kept);
    let further = use_query_map().with_untracked(|query| query.get("after").is_some());
    let heads = vec![say::outbox::subject(lang), say::outbox::to(lang), say::outbox::state(lang), say::outbox::when(lang)];
    view! {
        {kept.then(|| view! { <Notice title=say::outbox::lead_kept(lang)/> })}
        <div>
            <Table caption=say::outbox::title(lang) heads>{mails.rows.into_iter().map(row).collect_view()}</Table>
            <Pager path="/admin/outbox?" further next=mails.next/>
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
                <span class="sub">{mail.dealer_name}</span>
            </th>
            <td data-name=say::outbox::to(lang)>{mail.to}</td>
            <td data-name=say::outbox::state(lang)>{badge(mail.state)}</td>
            <td data-name=say::outbox::when(lang) class="quiet nowrap"><Ago at=mail.at/></td>
        </tr>
    }
    .into_any()
}

fn badge(state: MailState) -> AnyView {
    let lang = lang();
    let (tint, icon, words) = match state {
        MailState::Kept => (Tint::None, "eye", say::outbox::kept(lang)),
        MailState::Waiting => (Tint::Wait, "clock", say::outbox::waiting(lang)),
        MailState::Sent => (Tint::Good, "check", say::outbox::sent(lang)),
        MailState::Failed => (Tint::Bad, "x", say::outbox::failed(lang)),
    };
    view! { <Badge tint icon words/> }.into_any()
}

fn one() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let loaded = Resource::new_blocking(id, |id| async move {
        match id.parse::<MailId>() {
            Ok(id) => doors::load_mail(id).await,
            Err(_) => Err(Refusal::missing()),
        }
    });
    view! { <div class="page narrow"><Loaded from=loaded lines=8 draw=draw_one/></div> }.into_any()
}

fn draw_one(mail: Mail) -> AnyView {
    let lang = lang();
    let links: Vec<String> = mail
        .body
        .split_whitespace()
        .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .map(|word| word.trim_end_matches(['.', ',', ')', '>']).to_owned())
        .collect();
    view! {
        <PageHead title=mail.subject back=Some(("/admin/outbox".to_owned(), say::outbox::back(lang).to_owned()))/>
        <section class="card mail">
            <dl class="card-head facts">
                <dt>{say::outbox::to(lang)}</dt>
                <dd>{mail.to}</dd>
                <dt>{say::outbox::when(lang)}</dt>
                <dd><time datetime=mail.at.rfc3339()>{exact(mail.at)}</time></dd>
                <dt>{say::outbox::state(lang)}</dt>
                <dd>{badge(mail.state)} {mail.error}</dd>
            </dl>
            <pre class="card-body">{mail.body}</pre>
            {(!links.is_empty()).then(|| view! {
                <div class="card-foot">
                    <span class="small faint">{say::outbox::links(lang)}</span>
                    {links.into_iter().map(|href| view! { <LinkButton href=href.clone()>{short(&href)}</LinkButton> }).collect_view()}
                </div>
            })}
        </section>
    }
    .into_any()
}

/// The path of an address, cut to what fits a button.
fn short(address: &str) -> String {
    let path = address.splitn(4, '/').nth(3).unwrap_or(address);
    let start: String = path.chars().take(28).collect();
    if start.len() < path.len() { format!("/{start}…") } else { format!("/{start}") }
}
