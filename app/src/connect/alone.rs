//! The page of a link: in a window of the dashboard, or on its own on somebody's phone, without a login. The only
//! page that loads Meta's SDK; the few lines that speak to it are `public/signup.js`, so that they work before (and
//! without) WASM.

use domain::{
    say,
    signup::{Button as Act, MetaWindow, Progress, SignupState, SignupView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    doors::OpenLink,
    help::{HELP, Help, LATER, Later},
    live::Live,
};
use crate::{
    answer::{Answer, Refusal},
    compat::MetaOrigins,
    components::{CopyField, Empty, Icon, Kind, Notice, OpenDialog, Skeleton, Tint, exact},
    context::{request_info, world},
    door::{bring, outdated},
    frame::BrandLink,
    i18n::lang,
};

/// `/whatsapp/signup/{token}`.
#[component]
pub fn LinkPage() -> AnyView {
    let token = use_params_map()
        .with_untracked(|params| params.get("token"))
        .unwrap_or_default();
    let asked = token.clone();
    let view = bring::<OpenLink>(move || vec![("token", asked.clone())]);
    let info = request_info();
    let mail = info.brand.support_mail.clone();
    view! {
        <div class="alone">
            <header class="row row-between"><BrandLink brand=info.brand/></header>
            <div class="stack-l">
                <Suspense fallback=|| view! { <Skeleton lines=6/> }>
                    {move || {
                        let token = token.clone();
                        Suspend::new(async move { draw(token, view.await) })
                    }}
                </Suspense>
            </div>
            <footer><a href=format!("mailto:{mail}")>{say::login::help(info.lang, &mail)}</a></footer>
        </div>
    }
    .into_any()
}

fn draw(token: String, view: Answer<String>) -> AnyView {
    let lang = lang();
    let view = view.and_then(|json| serde_json::from_str::<SignupView>(&json).map_err(|_| outdated()));
    let view = match view {
        Ok(view) => view,
        Err(Refusal(problem)) => {
            return view! {
                <Title text=say::connect::link_over(lang)/>
                <h1>{say::connect::link_over(lang)}</h1>
                <div class="card">
                    <Empty icon="link" title=problem.detail detail=say::connect::link_over_detail(lang)/>
                </div>
            }
            .into_any();
        }
    };
    let SignupView {
        progress,
        dealer_name,
        window,
        expires,
    } = view;
    let title = say::connect::alone_title(lang, &dealer_name);
    let expires = exact(expires);
    let until = expires.clone();
    let address = format!("/whatsapp/signup/{token}/live");
    let (state, steps) = (super::state_name(progress.state), super::states(&progress));
    let id = progress.id.clone();
    let part = match window {
        _ if !waits_for_facebook(&progress) => {
            view! { <Live progress token=token.clone() alone=true/> }.into_any()
        }
        Ok(window) => {
            crate::compat::set_page_policy(Some(&origins(&window)));
            let name = &progress.display_name;
            let lead = match &progress.number {
                Some(number) => say::connect::alone_lead(lang, name, number),
                None => say::connect::alone_lead_no_number(lang, name),
            };
            view! {
                <p class="quiet">{lead}</p>
                // A part of its own: Meta's window may tell of it while the panel below is kept.
                <div id="reported" data-part="" role="status">
                    {progress.trouble.map(|trouble| view! { <Notice tint=Tint::Warn title=trouble.what detail=trouble.act/> })}
                </div>
                <FacebookPanel window left_at=progress.left_at token=token.clone()/>
                <p class="small faint">{say::connect::valid_until(lang, expires)}</p>
            }
            .into_any()
        }
        Err(problem) => {
            let detail = problem
                .retry_at
                .map(|at| say::ui::try_again_at(lang, exact(at)))
                .unwrap_or_default();
            view! { <Notice tint=Tint::Warn title=problem.detail detail/> }.into_any()
        }
    };
    view! {
        <Title text=title.clone()/>
        <h1>{title}</h1>
        <div class="stack-l" id="signup" data-part="" data-live=address data-state=state data-steps=steps>{part}</div>
        <Later id=id.clone() token=token.clone() until/>
        <Help id token/>
    }
    .into_any()
}

/// Whether Meta's window is what comes next: at first, or again after a refusal that only it can mend.
fn waits_for_facebook(progress: &Progress) -> bool {
    match progress.state {
        SignupState::Open => true,
        SignupState::Stuck => {
            progress.trouble.as_ref().and_then(|trouble| trouble.button) == Some(Act::Facebook)
        }
        _ => false,
    }
}

fn origins(window: &MetaWindow) -> MetaOrigins {
    // `https://host/path` up to the third slash.
    let sdk = window
        .sdk_url
        .splitn(4, '/')
        .take(3)
        .collect::<Vec<_>>()
        .join("/");
    MetaOrigins {
        sdk,
        simulator: window.simulator_origin.clone(),
    }
}

/// Every state of Meta's window, drawn at once; `signup.js` shows the one that is true.
#[component]
fn FacebookPanel(window: MetaWindow, left_at: Option<String>, token: String) -> AnyView {
    let lang = lang();
    let nonce = leptos::nonce::use_nonce();
    let address = world().url(&format!("/whatsapp/signup/{token}"));
    let left = left_at.is_some();
    let step = left_at.unwrap_or_else(|| say::connect::unknown_step(lang).to_owned());
    // The step stands in a part of its own, because the script puts a later one there.
    let cancelled = say::connect::cancelled_title(lang, "\u{0}");
    let (before, after) = cancelled.split_once('\u{0}').unwrap_or_default();
    let (before, after) = (before.to_owned(), after.to_owned());
    let go = move || {
        view! {
            <button type="button" class="button primary large wide" data-do="login" disabled=true>
                {say::connect::facebook_button(lang)}
            </button>
        }
    };
    view! {
        <section
            class="panel"
            id="facebook"
            data-keep=""
            data-token=token.clone()
            data-sdk=window.sdk_url
            data-app=window.app_id
            data-config=window.config_id
            data-version=window.graph_version
            data-extras=window.extras
            data-simulator=window.simulator_origin
            data-left=left.then_some("")
        >
            <div class="stack" data-when="ready" hidden=left>
                {go()}
                <noscript>
                    <Notice tint=Tint::Warn title=say::connect::sdk_missing_title(lang) detail=say::connect::sdk_missing_detail(lang)/>
                </noscript>
            </div>
            <div class="waiting" data-when="waiting" role="status" hidden=true>
                <span class="pulse"><Icon name="window"/></span>
                <div>
                    <h2>{say::connect::waiting_title(lang)}</h2>
                    <p class="quiet">{say::connect::waiting_detail(lang)}</p>
                </div>
                <div class="row">
                    <button type="button" class="button primary" data-do="front">{say::connect::to_front(lang)}</button>
                    <button type="button" class="button" data-do="blocked">{say::connect::not_open(lang)}</button>
                    <button type="button" class="button" data-do="closed">{say::connect::i_closed(lang)}</button>
                </div>
            </div>
            <div class="stack" data-when="cancelled" hidden=!left>
                <div class="notice tone-none" role="status">
                    <Icon name="info"/>
                    <div>
                        <b>{before}<span data-fill="step">{step}</span>{after}</b>
                        <p>{say::connect::cancelled_detail(lang)}</p>
                    </div>
                </div>
                {go()}
            </div>
            <State name="blocked" title=say::connect::blocked_title(lang) detail=say::connect::blocked_detail(lang)>{go()}</State>
            <State name="closed" title=say::connect::closed_title(lang) detail=say::connect::closed_detail(lang)>{go()}</State>
            <State name="lost" title=say::connect::lost_title(lang) detail=say::connect::lost_detail(lang)>{go()}</State>
            <State name="sdk_missing" title=say::connect::sdk_missing_title(lang) detail=say::connect::sdk_missing_detail(lang)>
                <button type="button" class="button primary" data-do="reload">{say::connect::sdk_again(lang)}</button>
            </State>
            <div class="waiting" data-when="finishing" role="status" hidden=true>
                <span class="pulse"><Icon name="refresh" spin=true/></span>
                <p>{say::connect::finishing(lang)}</p>
            </div>
            <div class="stack" data-when="failed" hidden=true>
                <div class="notice tone-bad" role="alert">
                    <Icon name="alert"/>
                    <div><b>{say::connect::finish_failed(lang)}</b><p data-fill="why"></p></div>
                </div>
                <button type="button" class="button primary" data-do="finish">{say::connect::finish_again(lang)}</button>
            </div>
            <div class="row">
                <OpenDialog dialog=LATER kind=Kind::Ghost icon="mail">{say::connect::later(lang)}</OpenDialog>
                <OpenDialog dialog=HELP kind=Kind::Ghost icon="help">{say::connect::help(lang)}</OpenDialog>
            </div>
            <details class="guide">
                <summary><Icon name="phone"/><b>{say::connect::other_device(lang)}</b><Icon name="chevron-down"/></summary>
                <CopyField label=say::connect::link(lang) value=address/>
            </details>
            <script src=crate::shell::script("signup") nonce=nonce defer=true></script>
        </section>
    }
    .into_any()
}

#[component]
fn State(name: &'static str, title: &'static str, detail: &'static str, children: Children) -> AnyView {
    view! {
        <div class="stack" data-when=name hidden=true>
            <div class="notice tone-warn" role="status">
                <Icon name="alert"/>
                <div><b>{title}</b><p>{detail}</p></div>
            </div>
            {children()}
        </div>
    }
    .into_any()
}
