//! The document round the app. Only the server draws it.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use leptos_router::location::RequestUrl;

use crate::{App, context::request_info};

/// Whether a page is one before signing in: a form that needs no script, so none is loaded and it is ready at once.
fn is_gate(path: &str) -> bool {
    ["/login", "/forgot", "/reset/", "/invite/"].iter().any(|start| path.starts_with(start))
}

/// The document. Nothing is interpolated into `<script>` or `<style>`: the renderer does not escape those.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    crate::compat::set_page_policy(None);
    let info = request_info();
    let gate = use_context::<RequestUrl>().and_then(|url| url.parse().ok()).is_some_and(|url| is_gate(url.path()));
    let boot = serde_json::to_string(&info).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=info.lang.tag() data-ready=gate.then_some("")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content=info.brand.colour.clone()/>
                <meta name="robots" content="noindex"/>
                <meta name="boot" content=boot/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <link rel="stylesheet" href="/brand.css"/>
                {(!gate).then(|| view! {
                    <AutoReload options=options.clone()/>
                    <HydrationScripts options=options.clone()/>
                })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
