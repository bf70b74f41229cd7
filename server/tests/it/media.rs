//! Files over HTTP: what browsers and Twilio are told about them.

use reqwest::{StatusCode, header};
use serde_json::Value;

use crate::house::{Browser, House, OWNER, STRANGER, house};

/// A PNG of one grey pixel.
pub const PIXEL: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

impl House {
    /// Hands a file in; gives its id.
    pub async fn hand_in(&self, browser: &Browser, content_type: &str, bytes: &[u8]) -> String {
        let answer = self.send_file(browser, content_type, bytes.to_vec()).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let view: Value = answer.json().await.expect("JSON");
        view["id"].as_str().expect("an id").to_owned()
    }

    async fn send_file(&self, browser: &Browser, content_type: &str, bytes: Vec<u8>) -> reqwest::Response {
        self.request("POST", "/inbox/media", browser)
            .header(header::CONTENT_TYPE, content_type)
            .header("x-file-name", "foto%20van%20de%20golf.png")
            .body(bytes)
            .send()
            .await
            .expect("an answer")
    }
}

#[tokio::test]
async fn a_file_is_nothing_but_a_file() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let id = house.hand_in(&owner, "image/png", PIXEL).await;
    let answer = house.get(&format!("/media/{id}"), &owner).await;
    assert_eq!(answer.status(), 200);
    let told = |name: header::HeaderName| answer.headers()[name].to_str().expect("plain").to_owned();
    assert_eq!(told(header::CONTENT_TYPE), "image/png");
    assert_eq!(told(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(told(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    assert_eq!(told(header::CACHE_CONTROL), "private, no-cache");
    assert_eq!(
        told(header::CONTENT_DISPOSITION),
        "inline; filename*=UTF-8''foto%20van%20de%20golf.png"
    );
    assert_eq!(answer.bytes().await.expect("bytes"), PIXEL);
    let small = house.get(&format!("/media/{id}/small"), &owner).await;
    assert_eq!(
        (small.status().as_u16(), &small.headers()[header::CONTENT_TYPE]),
        (200, &header::HeaderValue::from_static("image/jpeg"))
    );

    let document = house
        .hand_in(&owner, "application/pdf", b"%PDF-1.7 <script>")
        .await;
    let answer = house.get(&format!("/media/{document}"), &owner).await;
    let disposition = answer.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("plain");
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let none = house.get(&format!("/media/{document}/small"), &owner).await;
    assert_eq!(none.status(), 404);
}

#[tokio::test]
async fn a_player_gets_the_part_it_asks_for() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let id = house.hand_in(&owner, "audio/ogg", b"OggS and a voice").await;
    let ask = async |range: &str| {
        let request = house.request("GET", &format!("/media/{id}"), &owner);
        request
            .header(header::RANGE, range)
            .send()
            .await
            .expect("an answer")
    };
    let part = ask("bytes=4-7").await;
    assert_eq!(
        (part.status().as_u16(), &part.headers()[header::CONTENT_RANGE]),
        (206, &header::HeaderValue::from_static("bytes 4-7/16"))
    );
    assert_eq!(part.bytes().await.expect("bytes"), " and");
    assert_eq!(ask("bytes=99-").await.status(), 416);
}

#[tokio::test]
async fn what_whatsapp_would_refuse_is_refused_here_with_the_reason() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let six_mb = [PIXEL, &vec![0; 6 << 20]].concat();
    let cases: [(&str, Vec<u8>, u16, &str); 5] = [
        ("image/png", six_mb, 422, "5 MB"),
        (
            "text/html",
            b"<html>".to_vec(),
            422,
            "does not take files of this kind",
        ),
        ("image/png", b"<html>".to_vec(), 422, "not what its name says"),
        ("image/png", Vec::new(), 422, "empty"),
        ("video/mp4", vec![0; 18 << 20], 413, "16 MB"),
    ];
    for (content_type, bytes, status, words) in cases {
        let answer = house.send_file(&owner, content_type, bytes).await;
        let (is, text) = (answer.status().as_u16(), answer.text().await.expect("words"));
        assert!(
            is == status && text.contains(words),
            "{content_type}: {is} {text}"
        );
    }
}

#[tokio::test]
async fn a_forms_body_is_small_all_the_same() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let request = house.request("POST", "/whatsapp/create-signup-session", &owner);
    let answer = request
        .header(header::CONTENT_TYPE, "application/json")
        .body(vec![b' '; 300 * 1024])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn nobody_else_gets_a_file() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let id = house.hand_in(&owner, "image/png", PIXEL).await;
    let stranger = house.sign_in(STRANGER).await;
    for path in [format!("/media/{id}"), format!("/media/{id}/small")] {
        assert_eq!(house.get(&path, &stranger).await.status(), 404);
        assert_eq!(house.get(&path, &Browser::default()).await.status(), 401);
    }
    assert_eq!(house.get("/media/out/nonsense", &owner).await.status(), 404);
}

#[tokio::test]
async fn what_a_browser_keeps_is_shown_only_while_it_may_be() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let stranger = house.sign_in(STRANGER).await;
    let id = house.hand_in(&owner, "image/png", PIXEL).await;
    for path in [format!("/media/{id}"), format!("/media/{id}/small")] {
        let first = house.get(&path, &owner).await;
        let tag = first.headers()[header::ETAG].clone();
        let again = async |browser: &Browser| {
            let request = house.request("GET", &path, browser);
            let request = request.header(header::IF_NONE_MATCH, tag.clone());
            request.send().await.expect("an answer")
        };

        let unchanged = again(&owner).await;
        assert_eq!(unchanged.status(), 304, "{path}");
        assert_eq!(unchanged.headers()[header::ETAG], tag);
        for same in [header::CACHE_CONTROL, header::CONTENT_SECURITY_POLICY] {
            assert_eq!(unchanged.headers()[&same], first.headers()[&same], "{path}");
        }
        assert_eq!(unchanged.bytes().await.expect("nothing").len(), 0);
        assert_eq!(again(&stranger).await.status(), 404, "{path}");
        assert_eq!(again(&Browser::default()).await.status(), 401, "{path}");
    }
}
