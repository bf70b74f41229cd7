//! What a device shows before any page is awake: its theme, the brand's icon, the manifest.

use reqwest::header;

use crate::house::{Browser, OWNER, house};

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
