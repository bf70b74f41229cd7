//! From *Connect WhatsApp* to *Connected*, in four steps. Where one is comes from the session, never from the page:
//! whoever closes the laptop finds the same step again, on another device too.
//!
//! Drawn by the server only. A dealer's first visit, often on a phone, loads a few kilobytes of script
//! (`public/page.js`) instead of WASM; it draws the parts marked `data-part` anew when the server has news.

pub mod alone;
mod before;
mod code;
pub mod doors;
mod facebook;
mod help;
mod live;
mod number;
mod test_step;

use domain::{
    say,
    signup::{ConnectPage as Data, OpenSignup, Progress, SignupState, StepState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Load, Page, Stepper, StepperItem},
    door::{Args, bring, parsed},
    i18n::lang,
};

/// `/connect`.
#[component]
pub fn ConnectPage() -> AnyView {
    let lang = lang();
    let connected = use_query_map().with_untracked(|query| query.get("connected"));
    let body = if let Some(id) = connected {
        let loaded = bring::<doors::LoadSession>(move || vec![("id", id.clone())]);
        view! { <Load from=loaded lines=7 draw=|json| parsed(json, ended)/> }
    } else {
        let loaded = bring::<doors::LoadConnect>(Args::new);
        view! { <Load from=loaded lines=7 draw=|json| parsed(json, draw)/> }
    };
    view! { <Page title=say::connect::title(lang) lead=say::connect::lead(lang) narrow=true>{body}</Page> }
        .into_any()
}

/// A session by its name: one that has just become *Connected*, and may still wait for the test message.
fn ended(session: OpenSignup) -> AnyView {
    let OpenSignup { progress, token, .. } = session;
    let address = format!("/whatsapp/signup/{token}/live");
    let (state, steps) = (state_name(progress.state), states(&progress));
    view! {
        <div class="connect" id="connect" data-part="" data-live=address data-state=state data-steps=steps>
            <Steps facebook=true at=4 back=false/>
            <live::Live progress token/>
        </div>
    }
    .into_any()
}

/// The page once its data is here.
pub fn draw(page: Data) -> AnyView {
    match page.open.clone() {
        Some(open) => session(&page, open),
        None => view! {
            <div class="connect" id="connect" data-part="">
                <Steps facebook=page.facebook_needed at=0 back=false/>
                <number::NumberStep page/>
            </div>
        }
        .into_any(),
    }
}

/// An open session, at the step it is at.
fn session(page: &Data, open: OpenSignup) -> AnyView {
    let progress = open.progress.clone();
    let state = progress.state;
    let asked = use_query_map().with_untracked(|query| query.get("step"));
    let begun = progress.left_at.is_some() && asked.as_deref() != Some("before");
    let at_facebook = state == SignupState::Open && (begun || asked.as_deref() == Some("facebook"));
    let at = match state {
        SignupState::Open if at_facebook => 2,
        SignupState::Open => 1,
        SignupState::Connected => 4,
        _ => 3,
    };
    // A further number on a known account never was in Meta's window.
    let facebook = progress
        .steps
        .first()
        .is_none_or(|step| step.state != StepState::Done || step.at.is_some());
    let at = if facebook { at } else { at - 2 };
    if asked.as_deref() == Some(ANOTHER) && state != SignupState::Connected {
        return view! {
            <div class="connect" id="connect" data-part="">
                <Steps facebook at=0 back=false/>
                <number::NumberStep page=page.clone() instead=open/>
            </div>
        }
        .into_any();
    }
    let address = format!("/whatsapp/signup/{}/live", open.token);
    let id = open.link.session_id.clone();
    let until = open.link.ends().to_owned();
    let step = match state {
        SignupState::Open if at_facebook => view! { <facebook::FacebookStep open/> }.into_any(),
        SignupState::Open => view! {
            <before::BeforeStep app_name=page.app_name.clone() account=page.lost_account.clone()/>
        }
        .into_any(),
        _ => view! { <live::Live progress=progress.clone() token=open.token/> }.into_any(),
    };
    view! {
        <div
            class="connect" id="connect" data-part="" data-live=address data-state=state_name(state)
            data-steps=states(&progress)
        >
            <Steps facebook at back=state != SignupState::Connected/>
            {step}
        </div>
        <help::Later id=id.clone() token="" until/>
        <help::Help id token=""/>
    }
    .into_any()
}

/// The word for a state on the wire, for `page.js` to compare.
fn state_name(state: SignupState) -> String {
    word(&state)
}

fn word(state: &impl serde::Serialize) -> String {
    serde_json::to_value(state)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Where every step is, for `page.js` to compare.
fn states(progress: &Progress) -> String {
    let states = progress.steps.iter().map(|step| word(&step.state));
    states.collect::<Vec<_>>().join(" ")
}

/// What the address asks for to choose another number: the session stays, and nothing is lost until one is chosen.
const ANOTHER: &str = "number";
/// Where another number is chosen.
const CHOOSE_ANOTHER: &str = "/connect?step=number";

/// The four steps; a further number on a known account skips Meta's window. `back` leads to the first one.
#[component]
fn Steps(facebook: bool, at: usize, back: bool) -> AnyView {
    let lang = lang();
    let item = |name| StepperItem { name, href: None };
    let mut items = vec![StepperItem {
        href: back.then_some(CHOOSE_ANOTHER),
        ..item(say::connect::step_number(lang))
    }];
    if facebook {
        items.push(item(say::connect::step_before(lang)));
        items.push(item(say::connect::step_facebook(lang)));
    }
    items.push(item(say::connect::step_live(lang)));
    view! { <Stepper items at=Signal::stored(at)/> }.into_any()
}
