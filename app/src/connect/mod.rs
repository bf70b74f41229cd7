//! From *Connect WhatsApp* to *Connected*, in four steps. Where one is comes from the session, never from the page:
//! whoever closes the laptop finds the same step again, on another device too.

pub mod alone;
mod before;
mod code;
pub mod doors;
mod facebook;
mod follow;
mod help;
mod live;
mod number;

use domain::{
    say,
    signup::{ConnectPage, OpenSignup, SignupState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Load, Page, Stepper, StepperItem},
    door::{Args, Brought, bring, parsed},
    i18n::lang,
};

/// The token of the session's link: the address of its page and of its live news.
#[derive(Debug, Clone)]
struct Token(String);

/// Lets parts of the page load it again: after a start, and after starting over.
#[derive(Debug, Clone, Copy)]
struct Reload(Brought);

/// `/connect`.
pub fn page() -> AnyView {
    let lang = lang();
    let loaded = bring::<doors::LoadConnect>(Args::new);
    provide_context(Reload(loaded));
    view! {
        <Page title=say::connect::title(lang) lead=say::connect::lead(lang) narrow=true>
            <Load from=loaded lines=7 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

fn draw(page: ConnectPage) -> AnyView {
    match page.open.clone() {
        Some(open) => session(&page, open),
        None => view! {
            <div class="connect">
                <Steps facebook=page.facebook_needed at=Signal::stored(0)/>
                <number::NumberStep page/>
            </div>
        }
        .into_any(),
    }
}

/// The page once its data is here, without anything that loads it again.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(data: ConnectPage) -> AnyView {
    let lang = lang();
    view! {
        <Page title=say::connect::title(lang) lead=say::connect::lead(lang) narrow=true>{draw(data)}</Page>
    }
    .into_any()
}

/// Which part of an open session is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Facebook,
    Live,
}

fn session(page: &ConnectPage, open: OpenSignup) -> AnyView {
    provide_context(Token(open.token.clone()));
    let progress = follow::progress(&open.token, open.progress.clone());
    let state = Memo::new(move |_| progress.with(|progress| progress.state));
    let asked = use_query_map().with_untracked(|query| query.get("step"));
    let begun = open.progress.left_at.is_some() && asked.as_deref() != Some("before");
    let ready = RwSignal::new(begun || asked.as_deref() == Some("facebook"));
    let part = Memo::new(move |_| match state.get() {
        SignupState::Open if ready.get() => Part::Facebook,
        SignupState::Open => Part::Before,
        _ => Part::Live,
    });
    let facebook = page.facebook_needed || open.progress.state == SignupState::Open;
    let at = Signal::derive(move || match part.get() {
        Part::Before => 1_usize,
        Part::Facebook => 2,
        Part::Live if state.get() == SignupState::Connected => 4,
        Part::Live => 3,
    });
    let at = Signal::derive(move || if facebook { at.get() } else { at.get().saturating_sub(2) });
    let app_name = page.app_name.clone();
    let draw = move || match part.get() {
        Part::Before => view! { <before::BeforeStep app_name=app_name.clone() id=open.link.session_id.clone() ready/> }.into_any(),
        Part::Facebook => view! { <facebook::FacebookStep open=open.clone() progress/> }.into_any(),
        Part::Live => view! { <live::Live progress token=open.token.clone()/> }.into_any(),
    };
    view! { <div class="connect"><Steps facebook at/>{draw}</div> }.into_any()
}

/// The four steps; a further number on a known account skips Meta's window.
#[component]
fn Steps(facebook: bool, at: Signal<usize>) -> AnyView {
    let lang = lang();
    let item = |name| StepperItem { name, href: None };
    let mut items = vec![item(say::connect::step_number(lang))];
    if facebook {
        items.push(item(say::connect::step_before(lang)));
        items.push(item(say::connect::step_facebook(lang)));
    }
    items.push(item(say::connect::step_live(lang)));
    view! { <Stepper items at/> }.into_any()
}
