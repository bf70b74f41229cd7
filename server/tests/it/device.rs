//! What a device keeps of the portal, and how it says that it wants to be told of messages.

use reqwest::Response;
use serde_json::{Value, json};

use crate::house::{Browser, House, OWNER, STRANGER, house};

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name).unwrap_or_else(|| panic!("no {name}"));
    value.to_str().expect("text")
}

#[tokio::test]
async fn the_worker_comes_anew_each_time_and_may_fetch_and_nothing_else() {
    let house = house().await;
    let answer = house.get("/worker.js", &Browser::default()).await;
    assert_eq!(answer.status(), 200);
    assert!(header(&answer, "content-type").starts_with("text/javascript"));
    assert_eq!(header(&answer, "cache-control"), "no-cache");
    assert_eq!(
        header(&answer, "content-security-policy"),
        "default-src 'none'; connect-src 'self'"
    );
    let script = answer.text().await.expect("a script");
    assert!(script.starts_with("const VERSION = \""), "{script}");
}

#[tokio::test]
async fn the_page_without_a_line_says_nothing_of_whoever_is_signed_in() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let whole = |answer: Response| async { answer.text().await.expect("a page") };
    let page = whole(house.get("/offline", &owner).await).await;
    assert_eq!(
        page,
        whole(house.get("/offline", &Browser::default()).await).await
    );
    assert!(
        page.contains("No connection") && page.contains("Forecourt"),
        "{page}"
    );
    assert!(!page.contains("<script"), "{page}");
}

#[tokio::test]
async fn signing_out_clears_what_the_device_keeps() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let answer = house.post("/logout", &[], &owner).await;
    assert_eq!(header(&answer, "clear-site-data"), "\"storage\"");
}

const ENDPOINT: &str = "http://127.0.0.1:9/push/abc";

fn subscription(shows_text: bool) -> Value {
    // RFC 8291, 5: the user agent's keys, as `PushSubscription.toJSON()` writes them.
    json!({
        "endpoint": ENDPOINT,
        "expirationTime": null,
        "keys": {
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
        "showsText": shows_text,
    })
}

async fn renewed(house: &House, browser: &Browser) -> Value {
    let which = json!({ "endpoint": ENDPOINT });
    let answer = house.post_json("/push/renew", &which, browser).await;
    answer.json().await.expect("JSON")
}

#[tokio::test]
async fn a_device_says_what_it_wants_to_be_told_and_that_it_wants_no_more() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let key: Value = house.get("/push", &owner).await.json().await.expect("JSON");
    assert_eq!(key["key"].as_str().map(str::len), Some(87), "65 bytes: {key}");

    for shows_text in [false, true] {
        let answer = house.post_json("/push", &subscription(shows_text), &owner).await;
        assert_eq!(answer.status(), 204);
        let known = json!({ "known": true, "showsText": shows_text });
        assert_eq!(renewed(&house, &owner).await, known);
    }
    let stranger = house.sign_in(STRANGER).await;
    let unknown = json!({ "known": false, "showsText": null });
    assert_eq!(renewed(&house, &stranger).await, unknown);

    let which = json!({ "endpoint": ENDPOINT });
    let answer = house.post_json("/push/forget", &which, &owner).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(renewed(&house, &owner).await, unknown);
    let answer = house.post_json("/push/test", &which, &owner).await;
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn an_address_that_nobody_should_call_is_named_as_the_fault() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let mut wish = subscription(true);
    wish["endpoint"] = "https://169.254.169.254/latest".into();
    let answer = house.post_json("/push", &wish, &owner).await;
    assert_eq!(answer.status(), 422);
    let problem: Value = answer.json().await.expect("a problem");
    assert_eq!(problem["field"], "endpoint");
}
