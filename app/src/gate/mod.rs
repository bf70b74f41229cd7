//! The pages before a person is known. Plain forms: they work without JavaScript, and the server answers them.

pub mod doors;
mod set_password;

pub use set_password::SetPasswordPage;

use domain::{Timestamp, say};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Button, Kind, Notice, TextField, Tint, exact},
    context::request_info,
    frame::BrandLink,
};

/// The demo's password, shown on purpose: these logins exist in the demo only.
const DEMO_PASSWORD: &str = "forecourt-demo";

/// Two halves: the form, and on wide screens a picture of what it is for.
#[component]
pub fn Gate(
    /// The window's title.
    #[prop(into)]
    title: String,
    /// Heading, words and form.
    children: Children,
) -> AnyView {
    let info = request_info();
    let lang = info.lang;
    let mail = info.brand.support_mail.clone();
    view! {
        <Title text=title/>
        <div class="gate">
            <div class="gate-form">
                <BrandLink brand=info.brand.clone()/>
                <div class="middle">{children()}</div>
                <footer>
                    <a href=format!("mailto:{mail}")>{say::login::help(lang, &mail)}</a>
                </footer>
            </div>
            <div class="gate-art" aria-hidden="true">
                <div class="chat">
                    <p class="bubble in">{say::login::art_buyer(lang)}<small>"14:02"</small></p>
                    <p class="bubble out">{say::login::art_dealer(lang)}<small>"14:03 ✓✓"</small></p>
                    <p class="bubble in">{say::login::art_buyer_again(lang)}<small>"14:03"</small></p>
                    <p class="bubble out">{say::login::art_dealer_again(lang)}<small>"14:04 ✓✓"</small></p>
                </div>
                <p class="line">{say::login::art_line(lang)}</p>
            </div>
        </div>
    }
    .into_any()
}

/// Why the person is on this page again, from `?reason=` (a problem's code) and `?retry_at=` (microseconds).
#[component]
pub fn Reason() -> AnyView {
    let lang = crate::i18n::lang();
    let query = use_query_map().get_untracked();
    let retry_at = query
        .get("retry_at")
        .and_then(|at| at.parse().ok())
        .map(Timestamp);
    let bad = |title: &str, detail: &str| view! { <Notice tint=Tint::Bad title detail/> }.into_any();
    let plain = |title: &str| view! { <Notice title/> }.into_any();
    match query.get("reason").as_deref() {
        Some("sign_in_failed") => bad(say::login::failed(lang), say::login::failed_detail(lang)),
        Some("too_many_attempts") => {
            let until = retry_at.map(|at| say::login::too_many_until(lang, exact(at)));
            bad(
                say::login::too_many(lang),
                until.as_deref().unwrap_or(say::login::too_many_detail(lang)),
            )
        }
        Some("invalid_input") => bad(
            say::login::password_weak(lang),
            say::login::password_weak_detail(lang),
        ),
        Some("link_invalid" | "session_expired" | "session_revoked" | "not_found") => {
            bad(say::login::link_gone(lang), say::login::link_gone_detail(lang))
        }
        Some("sign_in_needed") => plain(say::login::sign_in_first(lang)),
        Some("signed_out") => plain(say::login::signed_out(lang)),
        Some("password_set") => plain(say::login::password_set(lang)),
        Some(_) => bad(say::ui::error_title(lang), say::problem::internal(lang)),
        None => ().into_any(),
    }
}

/// Signing in. `POST /login` is the server's.
#[component]
pub fn LoginPage() -> AnyView {
    let info = request_info();
    let lang = info.lang;
    let query = use_query_map().get_untracked();
    let email = query.get("email").unwrap_or_default();
    let next = query.get("next").filter(|path| crate::compat::is_local(path));
    let next = move || {
        next.clone()
            .map(|path| view! { <input type="hidden" name="next" value=path/> })
    };
    view! {
        <Gate title=say::login::title(lang)>
            <header class="stack-s">
                <h1>{say::login::title(lang)}</h1>
                <p class="lead">{say::login::lead(lang)}</p>
            </header>
            <Reason/>
            <form class="form" method="post" action="/login">
                {next()}
                <TextField
                    label=say::login::email(lang) name="email" kind="email" value=email
                    autocomplete="username" inputmode="email" required=true
                />
                <TextField
                    label=say::login::password(lang) name="password" kind="password"
                    autocomplete="current-password" required=true
                />
                <Button kind=Kind::Primary size="wide">{say::login::submit(lang)}</Button>
                <p class="small"><a href="/forgot">{say::login::forgot(lang)}</a></p>
            </form>
            {info.demo.then(|| view! {
                <div class="demo-doors">
                    <p class="or">{say::login::or_demo(lang)}</p>
                    <DemoDoor email="dealer@forecourt.test" words=say::login::demo_dealer(lang)/>
                    <DemoDoor email="admin@forecourt.test" words=say::login::demo_admin(lang)/>
                </div>
            })}
        </Gate>
    }
    .into_any()
}

#[component]
fn DemoDoor(email: &'static str, words: &'static str) -> AnyView {
    view! {
        <form method="post" action="/login">
            <input type="hidden" name="email" value=email/>
            <input type="hidden" name="password" value=DEMO_PASSWORD/>
            <Button>{words}</Button>
        </form>
    }
    .into_any()
}

/// Asking for a reset link. `POST /forgot` is the server's; it answers alike for known and unknown addresses.
#[component]
pub fn ForgotPage() -> AnyView {
    let lang = crate::i18n::lang();
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let body = if sent {
        view! { <Notice tint=Tint::Good title=say::login::forgot_sent(lang) detail=say::login::forgot_sent_detail(lang)/> }.into_any()
    } else {
        view! {
            <form class="form" method="post" action="/forgot">
                <TextField
                    label=say::login::email(lang) name="email" kind="email"
                    autocomplete="username" inputmode="email" required=true
                />
                <Button kind=Kind::Primary size="wide">{say::login::forgot_submit(lang)}</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <Gate title=say::login::forgot_title(lang)>
            <header class="stack-s">
                <h1>{say::login::forgot_title(lang)}</h1>
                <p class="lead">{say::login::forgot_lead(lang)}</p>
            </header>
            <Reason/>
            {body}
            <p class="small"><a href="/login">{say::login::back_to_login(lang)}</a></p>
        </Gate>
    }
    .into_any()
}
