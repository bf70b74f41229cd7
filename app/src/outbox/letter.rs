use domain::{
    mail::{Mail, MailState},
    say,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    badge,
    body::{Part, parts},
    doors::OpenMail,
};
use crate::{
    components::{Icon, Load, Notice, PageHead, Tint, exact},
    door::{bring, parsed},
    i18n::lang,
};

/// `/admin/outbox/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let mail = bring::<OpenMail>(move || vec![("id", id())]);
    view! {
        <Title text=say::outbox::title(lang())/>
        <div class="page narrow"><Load from=mail lines=9 whole=true draw=|json| parsed(json, draw)/></div>
    }
    .into_any()
}

/// One mail.
pub fn draw(mail: Mail) -> AnyView {
    let lang = lang();
    let parts = parts(&mail.body);
    let live = parts.iter().any(|part| matches!(part, Part::Link(_)));
    view! {
        <PageHead title=mail.subject back=Some(("/admin/outbox".to_owned(), say::outbox::back(lang).to_owned()))/>
        {standing(mail.state, mail.error)}
        <article class="card letter">
            <dl class="facts">
                <dt>{say::outbox::to(lang)}</dt>
                <dd>{mail.to}</dd>
                <dt>{say::outbox::at(lang)}</dt>
                <dd><time datetime=mail.at.rfc3339()>{exact(mail.at)}</time></dd>
                {mail.dealer_name.map(|name| view! { <dt>{say::outbox::about(lang)}</dt><dd>{name}</dd> })}
                <dt>{say::outbox::state(lang)}</dt>
                <dd>{badge(mail.state)}</dd>
            </dl>
            <div class="letter-text">{parts.into_iter().map(part).collect_view()}</div>
            {live.then(|| view! { <p class="card-foot small faint"><Icon name="lock"/>{say::outbox::links(lang)}</p> })}
        </article>
    }
    .into_any()
}

/// A new tab, because some of these pages must be loaded whole, and because the admin wants to stay here.
fn part(part: Part) -> AnyView {
    match part {
        Part::Text(text) => text.into_any(),
        Part::Link(address) => {
            let href = address.clone();
            view! { <a href=href target="_blank" rel="noopener">{address}</a> }.into_any()
        }
    }
}

/// What the state means where it is not simply *sent*.
fn standing(state: MailState, error: Option<String>) -> AnyView {
    let lang = lang();
    match state {
        MailState::Kept => view! { <Notice title=say::outbox::kept_detail(lang)/> }.into_any(),
        MailState::Waiting => view! { <Notice title=say::outbox::waiting_detail(lang)/> }.into_any(),
        MailState::Failed => {
            let detail = error
                .map(|words| say::outbox::failed_why(lang, words))
                .unwrap_or_default();
            view! { <Notice tint=Tint::Bad title=say::outbox::failed_detail(lang) detail/> }.into_any()
        }
        MailState::Sent => ().into_any(),
    }
}
