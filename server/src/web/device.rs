//! What the device's own worker is made of: its script, and the page for when there is no line.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use domain::{Lang, brand::Brand};
use leptos::prelude::LeptosOptions;
use serde_json::json;

use super::{Shared, brand, visitor::Visitor};

const WORKER: &str = include_str!("../../../public/worker.js");
/// What the page names besides the style sheet.
const KEPT: [&str; 3] = ["/offline", "/brand.css", "/icon.svg"];

/// `GET /worker.js`. Asked for anew each time, or a deploy would not reach the devices.
pub async fn worker(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    let options = &shared.site.options;
    let script = |brand: &Brand| script_of(options, brand);
    let mut response = brand::drawn(
        &shared,
        visitor,
        &headers,
        "text/javascript; charset=utf-8",
        script,
    )
    .await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // A worker lives by the policy of its own script: it fetches, and nothing else.
    let policy = HeaderValue::from_static("default-src 'none'; connect-src 'self'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// `GET /offline`.
pub async fn offline(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    let options = &shared.site.options;
    let page = |brand: &Brand| app::offline::offline(options, brand, Lang::default());
    brand::drawn(&shared, visitor, &headers, "text/html; charset=utf-8", page).await
}

/// The worker with the two lines that differ between deploys and brands.
fn script_of(options: &LeptosOptions, brand: &Brand) -> String {
    let page = app::offline::offline(options, brand, Lang::default());
    // Its style sheet, whose name changes with its content.
    let named = page.split('"').filter(|part| part.starts_with("/pkg/"));
    let kept: Vec<&str> = KEPT.into_iter().chain(named).collect();
    let version = app::shell::fingerprint(&format!("{WORKER}{page}"));
    format!(
        "const VERSION = {};\nconst KEPT = {};\n{WORKER}",
        json!(version),
        json!(kept)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(name: &str, file: &str) -> String {
        let brand = Brand {
            id: "default".parse().expect("an id"),
            name: name.to_owned(),
            logo: None,
            colour: "#123456".to_owned(),
            support_mail: String::new(),
        };
        script_of(&LeptosOptions::builder().output_name(file).build(), &brand)
    }

    #[test]
    fn it_is_another_one_after_a_deploy_and_for_another_brand() {
        let one = script("Autolijn", "a");
        assert!(
            one.contains(r#"["/offline","/brand.css","/icon.svg","/pkg/a.css"]"#),
            "{one}"
        );
        let version = |script: &str| script.lines().next().map(str::to_owned);
        assert_eq!(version(&one), version(&script("Autolijn", "a")));
        assert_ne!(version(&one), version(&script("Autolijn", "b")));
        assert_ne!(version(&one), version(&script("Lindenberg", "a")));
    }
}
