//! The document round the app. Only the server draws it.

use domain::{account::Theme, say};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use leptos_router::location::RequestUrl;

use crate::{
    App,
    components::{Icon, Notice, Tint},
    context::request_info,
};

/// What a page loads to be awake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: a form before signing in.
    Nothing,
    /// `public/page.js`: the way to a connected number, which must be quick on a dealer's phone.
    Script,
    /// The same script for what stands round the desk, and the desk's own WASM.
    Desk,
    /// The app itself.
    Wasm,
}

impl Needs {
    fn script(self) -> bool {
        matches!(self, Self::Script | Self::Desk)
    }
    fn wasm(self) -> bool {
        matches!(self, Self::Desk | Self::Wasm)
    }
}

fn needs(path: &str) -> Needs {
    let starts = |all: &[&str]| all.iter().any(|start| path.starts_with(start));
    if starts(&["/login", "/forgot", "/reset/", "/invite/"]) {
        Needs::Nothing
    } else if path == "/connect" || starts(&["/whatsapp/"]) {
        Needs::Script
    } else if path == "/inbox" || starts(&["/inbox/"]) {
        Needs::Desk
    } else {
        Needs::Wasm
    }
}

/// The two pages that open windows: the dashboard's step opens the signup page, and that one Meta's window. Both, because
/// the tie between two pages holds only where they have the same opener policy.
fn opens_windows(path: &str) -> bool {
    path == "/connect" || path.starts_with("/whatsapp/signup/")
}

/// The address of a script of `public/`, which changes when its content does.
pub fn script(name: &str) -> String {
    let text = match name {
        "signup" => include_str!("../../public/signup.js"),
        "device" => include_str!("../../public/device.js"),
        _ => include_str!("../../public/page.js"),
    };
    format!("/{name}.js?v={}", fingerprint(text))
}

/// A short name that changes when the text does: FNV-1a.
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The document. Nothing is interpolated into `<script>` or `<style>`: the renderer does not escape those.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    crate::compat::set_page_policy(None);
    let info = request_info();
    let url = use_context::<RequestUrl>().and_then(|url| url.parse().ok());
    if url.as_ref().is_some_and(|url| opens_windows(url.path())) {
        crate::compat::keep_windows();
    }
    let needs = url.map_or(Needs::Wasm, |url| needs(url.path()));
    let boot = serde_json::to_string(&info).unwrap_or_default();
    let nonce = leptos::nonce::use_nonce();
    // Without one the style sheet follows the device.
    let theme = (info.theme != Theme::System).then(|| info.theme.as_str());
    view! {
        <!DOCTYPE html>
        <html lang=info.lang.tag() data-theme=theme data-ready=(needs == Needs::Nothing).then_some("")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content=info.theme.schemes()/>
                <meta name="theme-color" content=info.brand.colour.clone()/>
                <meta name="robots" content="noindex"/>
                {needs.wasm().then(|| view! { <meta name="boot" content=boot/> })}
                <link rel="icon" type="image/svg+xml" href="/icon.svg"/>
                <link rel="apple-touch-icon" href="/icon-192.png"/>
                <link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <link rel="stylesheet" href="/brand.css"/>
                {info.me.as_ref().map(|me| view! {
                    <script src=script("device") nonce=nonce.clone() defer=true data-tells=me.dealer.is_some().then_some("")></script>
                })}
                {needs.script().then(|| view! { <script src=script("page") nonce=nonce defer=true></script> })}
                {needs.wasm().then(|| view! {
                    <AutoReload options=options.clone()/>
                    <HydrationScripts options=options.clone()/>
                })}
                <MetaTags/>
            </head>
            <body>
                <App/>
                {needs.script().then(|| view! { <Templates lang=info.lang/> })}
            </body>
        </html>
    }
}

/// What `page.js` puts into the page: a form's refusal, and a short message that something was done.
#[component]
fn Templates(lang: domain::Lang) -> AnyView {
    view! {
        <template id="refusal"><Notice tint=Tint::Bad title=""/></template>
        <template id="toast">
            <div class="toast">
                <Icon name="check-circle"/>
                <span class="grow"></span>
                <button type="button" class="button ghost small square" aria-label=say::ui::close(lang)><Icon name="x"/></button>
            </div>
        </template>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_way_to_meta_opens_windows() {
        assert!(opens_windows("/connect") && opens_windows("/whatsapp/signup/abc"));
        for path in [
            "/",
            "/connections/abc",
            "/whatsapp/onboarding-callback",
            "/inbox/abc",
        ] {
            assert!(!opens_windows(path), "{path}");
        }
    }

    #[test]
    fn a_page_loads_no_more_than_it_needs() {
        for (path, wanted) in [
            ("/login", Needs::Nothing),
            ("/invite/abc", Needs::Nothing),
            ("/connect", Needs::Script),
            ("/whatsapp/signup/abc", Needs::Script),
            ("/inbox", Needs::Desk),
            ("/inbox/abc", Needs::Desk),
            ("/connections/abc", Needs::Wasm),
            ("/", Needs::Wasm),
            ("/admin/dealers", Needs::Wasm),
        ] {
            assert_eq!(needs(path), wanted, "{path}");
        }
    }
}
