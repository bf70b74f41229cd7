//! What a device shows before any page is awake: its theme, the brand's icon, the manifest.

use reqwest::header;

use crate::house::{Browser, OWNER, house, house_with};

#[tokio::test]
async fn a_theme_is_kept_on_the_device_and_in_the_first_byte_of_every_page() {
    let house = house().await;
    let as_the_device = house.get("/login", &Browser::default()).await;
    let page = as_the_device.text().await.expect("a page");
    assert!(!page.contains("data-theme") && page.contains("content=\"light dark\""));

    let answer = house
        .post("/theme", &[("theme", "dark")], &Browser::default())
        .await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()[header::LOCATION], "/account");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("plain");
    let cookie = cookie.split(';').next().expect("a cookie").to_owned();

    let mut owner = house.sign_in(OWNER).await;
    let session = owner.cookie.take().expect("signed in");
    owner.cookie = Some(format!("{session}; {cookie}"));
    for (path, browser) in [
        (
            "/login",
            &Browser {
                cookie: Some(cookie.clone()),
            },
        ),
        ("/account", &owner),
        ("/connect", &owner),
    ] {
        let page = house.get(path, browser).await.text().await.expect("a page");
        assert!(page.contains("data-theme=\"dark\""), "{path}");
        assert!(page.contains("name=\"color-scheme\" content=\"dark\""), "{path}");
    }
    let nonsense = house.post("/theme", &[("theme", "pink")], &owner).await;
    assert_eq!(nonsense.status(), 422);
}

#[tokio::test]
async fn the_manifest_and_its_icons_are_the_brands() {
    let house = house().await;
    let page = house.get("/login", &Browser::default()).await;
    let page = page.text().await.expect("a page");
    assert!(page.contains("rel=\"manifest\" href=\"/manifest.webmanifest\""));

    let answer = house.get("/manifest.webmanifest", &Browser::default()).await;
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "application/manifest+json"
    );
    let manifest: serde_json::Value = answer.json().await.expect("JSON");
    assert_eq!(manifest["theme_color"], "#0b6b50");
    let icons = manifest["icons"].as_array().expect("icons");
    assert_eq!(icons.len(), 3);
    for icon in icons {
        let path = icon["src"].as_str().expect("an address");
        let answer = house.get(path, &Browser::default()).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            icon["type"].as_str().expect("a kind")
        );
    }
}

#[tokio::test]
async fn the_logo_of_the_settings_is_on_every_page_and_can_run_nothing() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("logo.svg");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    std::fs::write(&path, svg).expect("written");
    let house = house_with("FORECOURT_BRAND_LOGO", path.to_str().expect("a path")).await;
    let owner = house.sign_in(OWNER).await;
    let mut address = String::new();
    for (path, browser) in [
        ("/login", &Browser::default()),
        ("/", &owner),
        ("/connect", &owner),
        ("/inbox", &owner),
    ] {
        let page = house.get(path, browser).await.text().await.expect("a page");
        let logo = page.split('"').find(|part| part.starts_with("/brand/logo?v="));
        address = logo.unwrap_or_else(|| panic!("{path} shows the logo")).to_owned();
    }

    let answer = house.get(&address, &Browser::default()).await;
    assert_eq!(answer.status(), 200);
    let head = answer.headers().clone();
    assert_eq!(head[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(head[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = head[header::CONTENT_SECURITY_POLICY].to_str().expect("plain");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    assert!(
        !policy.contains("allow-scripts") && !policy.contains("script-src"),
        "{policy}"
    );
    assert_eq!(answer.text().await.expect("a file"), svg);
}
