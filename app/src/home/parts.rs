use domain::{
    home::{ChecklistItem, ConnectionCard, Home},
    member::Role,
    say,
    signup::{OpenSignup, SignupState},
};
use leptos::prelude::*;

use crate::{
    components::{GoButton, HealthLine, Icon, Kind, LinkButton, Notice, SubTitle, Tint, exact},
    context::me,
    i18n::lang,
};

/// The card that says what comes next: connect, go on, watch, or type the code. Nothing once all is done.
#[component]
pub fn NextStep(home: Home) -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let has_line = home.has_line();
    if let Some(open) = home.open.filter(|_| owner) {
        return resume(open);
    }
    if has_line {
        return ().into_any();
    }
    let blocked = home.blocked.map(|problem| {
        let detail = problem
            .retry_at
            .map(|at| say::ui::try_again_at(lang, exact(at)))
            .unwrap_or_default();
        view! { <Notice id="why-not" tint=Tint::Warn title=problem.detail detail/> }
    });
    let disabled = blocked.is_some();
    let action = if owner {
        view! {
            <GoButton to="/connect" kind=Kind::Primary size="large" disabled=disabled described_by="why-not">
                {say::home::connect(lang)}
            </GoButton>
        }
        .into_any()
    } else {
        view! { <p class="quiet">{say::home::owner_only(lang)}</p> }.into_any()
    };
    card(
        say::home::connect_title(lang),
        say::home::connect_detail(lang).to_owned(),
        action,
        blocked.into_any(),
        true,
    )
}

fn resume(open: OpenSignup) -> AnyView {
    let lang = lang();
    let progress = open.progress;
    let (title, detail, button) = match progress.state {
        SignupState::CodeNeeded => (
            say::home::code_title(lang),
            say::home::code_detail(lang).to_owned(),
            say::home::code(lang),
        ),
        SignupState::Stuck => {
            let detail = progress
                .trouble
                .map(|trouble| format!("{} {}", trouble.what, trouble.act));
            (
                say::home::stuck_title(lang),
                detail.unwrap_or_default(),
                say::home::going_live(lang),
            )
        }
        SignupState::GoingLive => (
            say::home::going_live_title(lang),
            say::home::going_live_detail(lang).to_owned(),
            say::home::going_live(lang),
        ),
        _ => {
            let detail = progress.left_at.map(|step| say::home::resume_left(lang, step));
            let detail = detail.unwrap_or_else(|| say::home::resume_detail(lang).to_owned());
            (say::home::resume_title(lang), detail, say::home::resume(lang))
        }
    };
    let action = view! { <GoButton to="/connect" kind=Kind::Primary size="large">{button}</GoButton> };
    card(title, detail, action.into_any(), ().into_any(), true)
}

fn card(title: &'static str, detail: String, action: AnyView, more: AnyView, first: bool) -> AnyView {
    view! {
        <section class="line-card" class:first=first>
            <div class="say">
                <h2>{title}</h2>
                <p>{detail}</p>
                {more}
                {action}
            </div>
            <svg class="art" viewBox="0 0 120 96" fill="none" aria-hidden="true">
                <use href="/icons.svg#art-line"></use>
            </svg>
        </section>
    }
    .into_any()
}

/// Every connected number with its health.
#[component]
pub fn Numbers(home: Home) -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let add = owner && home.has_line() && home.open.is_none() && home.blocked.is_none();
    view! {
        <section class="card">
            <SubTitle title=say::home::numbers(lang)>
                {add.then(|| view! { <LinkButton kind=Kind::Small href="/connect" icon="plus">{say::home::another(lang)}</LinkButton> })}
            </SubTitle>
            <ConnectionRows connections=home.connections/>
        </section>
    }
    .into_any()
}

/// The rows of connected numbers, for a dealer's home and for the ISV's view of a dealer.
#[component]
pub fn ConnectionRows(connections: Vec<ConnectionCard>) -> AnyView {
    let lang = lang();
    view! {
        <ul class="rows">
            {connections
                .into_iter()
                .map(|card| {
                    let href = format!("/connections/{}", card.id);
                    let name = say::home::open_number(lang, &card.national);
                    let act = card.health.act.clone();
                    view! {
                        <li>
                            <div class="grow">
                                <span class="row tight"><b class="number nowrap">{card.national}</b><span class="quiet">{card.display_name}</span></span>
                                <HealthLine health=card.health last=card.last_inbound/>
                                {(!act.is_empty()).then(|| view! { <span class="sub">{act}</span> })}
                            </div>
                            <a class="button small" href=href aria-label=name>{say::home::open(lang)}</a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// The five things before the first buyer.
#[component]
pub fn Checklist(items: Vec<ChecklistItem>) -> AnyView {
    let lang = lang();
    let all = items.len();
    let done = items.iter().filter(|item| item.done).count();
    let first_open = items.iter().position(|item| !item.done);
    view! {
        <section class="card">
            <SubTitle title=say::home::checklist(lang)>
                <span class="small faint number">{say::home::checklist_done(lang, done, all)}</span>
            </SubTitle>
            <ol class="checklist">
                {items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| {
                        view! {
                            <li class:done=item.done>
                                <span class="mark"><Icon name="check"/></span>
                                <div>
                                    <b>{item.title} {item.done.then(|| view! { <span class="for-ears">{say::ui::done(lang)}</span> })}</b>
                                    <small>{item.detail}</small>
                                </div>
                                {(first_open == Some(index) && !item.href.is_empty())
                                    .then(|| view! { <LinkButton kind=Kind::Small href=item.href>{say::home::do_it(lang)}</LinkButton> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
    .into_any()
}
