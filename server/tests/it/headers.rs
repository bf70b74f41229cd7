//! What every answer tells browsers not to do.

use reqwest::header::HeaderMap;

use server::web::PAGES;

use crate::house::{ADMIN, Browser, House, OWNER, house, house_with};

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("plain"))
}

#[tokio::test]
async fn no_answer_may_be_framed_sniffed_or_kept() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    for path in [
        "/login",
        "/",
        "/account",
        "/nothing",
        "/brand.css",
        "/api/integrations",
        "/healthz",
        "/pkg/nothing.js",
    ] {
        let answer = house.get(path, &owner).await;
        let headers = answer.headers();
        assert!(
            value(headers, "content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(value(headers, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(
            value(headers, "referrer-policy"),
            "strict-origin-when-cross-origin",
            "{path}"
        );
        assert_eq!(
            value(headers, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            value(headers, "permissions-policy").contains("camera=()"),
            "{path}"
        );
        assert!(!value(headers, "cache-control").contains("public"), "{path}");
        assert!(!value(headers, "x-request-id").is_empty(), "{path}");
        // The public address is http here; browsers ignore the header there anyway.
        assert_eq!(value(headers, "strict-transport-security"), "", "{path}");
    }
}

#[tokio::test]
async fn pages_name_their_nonce_and_carry_no_inline_style() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    for (path, browser) in [
        ("/login", &Browser::default()),
        ("/", &owner),
        ("/connect", &owner),
        ("/nothing", &owner),
    ] {
        let answer = house.get(path, browser).await;
        let policy = value(answer.headers(), "content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce");
        assert!(nonce.len() >= 16, "{path}: {nonce}");
        let directive = |name: &str| {
            let found = policy
                .split(';')
                .map(str::trim)
                .find(|part| part.starts_with(name));
            found
                .unwrap_or_else(|| panic!("{path}: no {name} in {policy}"))
                .to_owned()
        };
        assert!(!directive("script-src").contains("unsafe-inline"), "{path}");
        assert_eq!(directive("style-src"), "style-src 'self'", "{path}");
        assert!(
            !policy.contains("facebook"),
            "{path}: only the signup page speaks to Meta"
        );
        let page = answer.text().await.expect("a page");
        assert!(page.contains(&format!("nonce=\"{nonce}\"")), "{path}");
        assert!(!page.contains(" style=\"") && !page.contains("<style"), "{path}");
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains("nonce="), "{path}: <script{tag}>");
        }
        let other = house.get(path, browser).await;
        assert!(
            !value(other.headers(), "content-security-policy").contains(nonce),
            "{path}: the nonce repeats"
        );
    }
}

#[tokio::test]
async fn only_the_signup_page_may_load_metas_script() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let path = signup_page(&house, &owner).await;
    let answer = house.get(&path, &Browser::default()).await;
    assert_eq!(answer.status(), 200);
    let policy = value(answer.headers(), "content-security-policy").to_owned();
    let scripts = policy
        .split(';')
        .find(|part| part.contains("script-src"))
        .expect("a directive");
    let simulated = house.simulator().url().origin().ascii_serialization();
    assert!(scripts.contains(&simulated), "{scripts}");
}

/// The path of a signed link's page.
async fn signup_page(house: &House, owner: &Browser) -> String {
    format!("/whatsapp/signup/{}", house.begin(owner).await.token)
}

#[tokio::test]
async fn only_the_pages_that_open_windows_keep_hold_of_them() {
    const POLICY: &str = "cross-origin-opener-policy";
    let house = house().await;
    let (owner, admin) = (house.sign_in(OWNER).await, house.sign_in(ADMIN).await);
    let signup = signup_page(&house, &owner).await;
    for path in ["/connect", signup.as_str(), "/whatsapp/signup/nothing"] {
        let answer = house.get(path, &owner).await;
        assert_eq!(
            value(answer.headers(), POLICY),
            "same-origin-allow-popups",
            "{path}"
        );
    }
    for (page, _) in PAGES {
        let path = page.split('{').next().unwrap_or_default();
        let path = format!("{path}{}", if page.contains('{') { "nothing" } else { "" });
        if path == "/connect" || path.starts_with("/whatsapp/") {
            continue;
        }
        for browser in [&owner, &admin, &Browser::default()] {
            let answer = house.get(&path, browser).await;
            assert_eq!(value(answer.headers(), POLICY), "same-origin", "{path}");
        }
    }
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_https_where_it_is_the_public_address() {
    let house = house_with("FORECOURT_PUBLIC_URL", "https://portal.example").await;
    for path in ["/login", "/nothing", "/healthz", "/brand.css", "/pkg/nothing.js"] {
        let answer = house.get(path, &Browser::default()).await;
        assert_eq!(
            value(answer.headers(), "strict-transport-security"),
            "max-age=63072000; includeSubDomains",
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_brand_is_a_stylesheet_of_two_properties() {
    let house = house().await;
    let answer = house.get("/brand.css", &Browser::default()).await;
    assert_eq!(value(answer.headers(), "content-type"), "text/css; charset=utf-8");
    assert_eq!(
        answer.text().await.expect("css"),
        ":root { --brand: #0b6b50; --on-brand: #ffffff; }\n"
    );
}
