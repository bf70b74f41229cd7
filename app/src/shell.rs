//! The document round the app. Only the server draws it.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, context::request_info};

/// The document. Nothing is interpolated into `<script>` or `<style>`: the renderer does not escape those.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    crate::compat::set_page_policy(None);
    let info = request_info();
    let boot = serde_json::to_string(&info).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=info.lang.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content=info.brand.colour.clone()/>
                <meta name="robots" content="noindex"/>
                <meta name="boot" content=boot/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <link rel="stylesheet" href="/brand.css"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
