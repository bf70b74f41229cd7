//! Webhooks: who may speak, what is kept, and what is answered.

use std::time::Duration;

use domain::{Span, Timestamp};
use reqwest::{Response, header};
use secrecy::SecretString;

use crate::house::{Browser, Connected, House, OWNER, STRANGER, houses};

type Form = Vec<(String, String)>;

fn inbound(connected: &Connected, sid: u32) -> Form {
    form(&[
        ("AccountSid", &connected.account),
        ("Body", "Is the blue one still there? ü & +"),
        ("From", "whatsapp:+31612345678"),
        ("MessageSid", &format!("SM{sid:032x}")),
        ("NumMedia", "0"),
        ("To", &format!("whatsapp:{}", connected.number)),
    ])
}

fn form(pairs: &[(&str, &str)]) -> Form {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn send(house: &House, path: &str, form: &Form, signature: &str) -> Response {
    let request = house.request("POST", path, &Browser::default()).form(form);
    request
        .header("X-Twilio-Signature", signature)
        .send()
        .await
        .expect("an answer")
}

#[tokio::test]
async fn only_what_the_account_signed_over_our_public_address_is_kept() {
    for house in houses().await {
        let owner = house.sign_in(OWNER).await;
        let connected = house.connect(&owner).await;
        let before = house.stored("inbound").await;
        // The token of before a rotation; Twilio may sign with it for a while.
        let old = SecretString::from("0123456789abcdef0123456789abcdef");
        keep(&house, "twilio_auth_token_before", &old).await;

        let path = format!("/webhooks/twilio/{}/inbound", connected.key);
        let url = format!("{}{path}", house.url);
        let sign = |token: &str, url: &str, form: &Form| twilio::signature::sign(token, url, form);
        let token = connected.auth_token.as_str();

        let message = inbound(&connected, 1);
        let right = sign(token, &url, &message);
        let answer = send(&house, &path, &message, &right).await;
        assert_eq!(answer.status(), 200, "{}", house.engine);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/xml; charset=utf-8");
        let twiml = answer.text().await.expect("an answer");
        assert!(twiml.ends_with("<Response/>"), "{twiml}");
        assert_eq!(house.stored("inbound").await, before + 1);

        // The same again: the same answer, nothing new.
        assert_eq!(send(&house, &path, &message, &right).await.status(), 200);
        assert_eq!(house.stored("inbound").await, before + 1);

        let by_old = inbound(&connected, 2);
        let signed = sign("0123456789abcdef0123456789abcdef", &url, &by_old);
        assert_eq!(
            send(&house, &path, &by_old, &signed).await.status(),
            200,
            "the token before"
        );
        let (base, port) = url.split_once("://").expect("an address");
        let (host, rest) = port.split_once('/').expect("a path");
        let bare = host.split(':').next().expect("a host");
        let without_port = inbound(&connected, 3);
        let signed = sign(token, &format!("{base}://{bare}/{rest}"), &without_port);
        assert_eq!(
            send(&house, &path, &without_port, &signed).await.status(),
            200,
            "signed without the port"
        );
        assert_eq!(house.stored("inbound").await, before + 3);

        let other = inbound(&connected, 4);
        let forged = sign("ffffffffffffffffffffffffffffffff", &url, &other);
        let elsewhere = sign(token, &format!("https://evil.test{path}"), &other);
        let foreign: Form = other
            .iter()
            .map(|(name, value)| {
                let value = if name == "AccountSid" {
                    "AC00000000000000000000000000000000"
                } else {
                    value
                };
                (name.clone(), value.to_owned())
            })
            .collect();
        let about_another = sign(token, &url, &foreign);
        for (form, signature, why) in [
            (&other, forged.as_str(), "another token"),
            (&other, right.as_str(), "another message"),
            (&other, elsewhere.as_str(), "another address"),
            (&other, "", "an empty signature"),
            (&other, "no base64 at all", "no signature"),
            (&foreign, about_another.as_str(), "another account"),
        ] {
            assert_eq!(send(&house, &path, form, signature).await.status(), 403, "{why}");
        }
        let unsigned = house.request("POST", &path, &Browser::default()).form(&other);
        assert_eq!(unsigned.send().await.expect("an answer").status(), 403);
        let nobodys = "/webhooks/twilio/nobodys-key/inbound";
        let signed = sign(token, &format!("{}{nobodys}", house.url), &other);
        assert_eq!(send(&house, nobodys, &other, &signed).await.status(), 403);
        assert_eq!(
            house.stored("inbound").await,
            before + 3,
            "{}: a refused webhook leaves no row",
            house.engine
        );
    }
}

#[tokio::test]
async fn the_key_of_one_dealer_opens_nothing_to_another() {
    for house in houses().await {
        let jansen = house.connect(&house.sign_in(OWNER).await).await;
        let linde = house.connect(&house.sign_in(STRANGER).await).await;
        let before = house.stored("inbound").await;
        let path = format!("/webhooks/twilio/{}/inbound", linde.key);
        let message = inbound(&jansen, 1);
        let signed = twilio::signature::sign(&jansen.auth_token, &format!("{}{path}", house.url), &message);
        assert_eq!(send(&house, &path, &message, &signed).await.status(), 403);
        assert_eq!(house.stored("inbound").await, before, "{}", house.engine);
    }
}

#[tokio::test]
async fn each_status_of_a_message_is_kept_once() {
    for house in houses().await {
        let connected = house.connect(&house.sign_in(OWNER).await).await;
        let before = house.stored("status").await;
        let path = format!("/webhooks/twilio/{}/status", connected.key);
        let url = format!("{}{path}", house.url);
        for status in ["sent", "delivered", "sent", "read"] {
            let news = form(&[
                ("AccountSid", &connected.account),
                ("MessageSid", "SM00000000000000000000000000000009"),
                ("MessageStatus", status),
            ]);
            let signed = twilio::signature::sign(&connected.auth_token, &url, &news);
            assert_eq!(send(&house, &path, &news, &signed).await.status(), 204);
        }
        assert_eq!(house.stored("status").await, before + 3, "{}", house.engine);
    }
}

#[tokio::test]
async fn many_at_once_are_all_kept_and_all_worked_on() {
    for house in houses().await {
        let owner = house.sign_in(OWNER).await;
        let connected = house.connect(&owner).await;
        let before = house.stored("inbound").await;
        let path = format!("/webhooks/twilio/{}/inbound", connected.key);
        let url = format!("{}{path}", house.url);
        let messages: Vec<Form> = (1..=200).map(|sid| inbound(&connected, sid)).collect();
        let sent = messages.iter().map(|message| async {
            let signed = twilio::signature::sign(&connected.auth_token, &url, message);
            send(&house, &path, message, &signed).await.status().as_u16()
        });
        let answers = futures::future::join_all(sent).await;
        assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
        assert_eq!(house.stored("inbound").await, before + 200, "{}", house.engine);

        portal::jobs::run_until_idle(house.world())
            .await
            .expect("the jobs run");
        let mut db = house.world().store.write().await.expect("a write");
        let far = Timestamp(i64::MAX);
        // What was worked on can be forgotten; nothing else is left but what the worker has in its hands.
        while store::hooks::delete_done(&mut db, far).await.expect("an answer") == 0 {}
        db.commit().await.expect("a commit");
    }
}

#[tokio::test]
async fn metas_webhook_is_checked_over_its_raw_body() {
    for house in houses().await {
        let before = house.stored("meta").await;
        let secret = house.simulator().config().app_secret.clone();
        let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
        let signed = meta::signature::sign(secret.as_bytes(), body);
        let send = async |body: &'static [u8], signature: Option<&str>| {
            let mut request = house
                .request("POST", "/webhooks/meta", &Browser::default())
                .body(body);
            if let Some(signature) = signature {
                request = request.header(meta::signature::HEADER, signature);
            }
            request.send().await.expect("an answer").status().as_u16()
        };
        assert_eq!(send(body, Some(&signed)).await, 200);
        assert_eq!(send(body, Some(&signed)).await, 200, "twice is the same news");
        assert_eq!(house.stored("meta").await, before + 1, "{}", house.engine);
        assert_eq!(send(b"{}", Some(&signed)).await, 403);
        assert_eq!(send(body, Some("sha256=00")).await, 403);
        assert_eq!(send(body, None).await, 403);
        assert_eq!(house.stored("meta").await, before + 1, "{}", house.engine);
    }
}

#[tokio::test]
async fn metas_handshake_needs_the_word_that_was_agreed() {
    for house in houses().await {
        let ask = async |token: &str| {
            let path = format!(
                "/webhooks/meta?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444"
            );
            let answer = house.get(&path, &Browser::default()).await;
            (answer.status().as_u16(), answer.text().await.expect("an answer"))
        };
        assert_eq!(ask("forecourt-demo").await, (200, "1158201444".into()));
        assert_eq!(ask("another").await.0, 403);
        assert_eq!(ask("").await.0, 403);
    }
}

#[tokio::test]
async fn a_webhook_may_not_be_too_large() {
    for house in houses().await {
        let body = vec![b'a'; 300 * 1024];
        for path in ["/webhooks/meta", "/webhooks/twilio/key/inbound"] {
            let answer = house
                .request("POST", path, &Browser::default())
                .body(body.clone())
                .send()
                .await;
            assert_eq!(answer.expect("an answer").status(), 413, "{path}");
        }
    }
}

#[tokio::test]
async fn a_token_that_was_rotated_away_signs_for_hours_only() {
    for house in houses().await {
        let connected = house.connect(&house.sign_in(OWNER).await).await;
        let path = format!("/webhooks/twilio/{}/inbound", connected.key);
        let url = format!("{}{path}", house.url);
        let now = house.world().clock.now();
        let old = SecretString::from("0123456789abcdef0123456789abcdef");
        for (age, answer) in [(Span::hours(1), 200), (Span::hours(3), 403)] {
            keep_since(&house, "twilio_auth_token_before", &old, now - age).await;
            // What is remembered of the account is over by then.
            house.simulator().advance(Duration::from_mins(6)).await;
            let message = inbound(&connected, answer);
            let signed = twilio::signature::sign("0123456789abcdef0123456789abcdef", &url, &message);
            let status = send(&house, &path, &message, &signed).await.status().as_u16();
            assert_eq!(u32::from(status), answer, "{}", house.engine);
        }
    }
}

#[tokio::test]
async fn a_key_made_after_a_stranger_came_is_known_soon() {
    for house in houses().await {
        let linde = house.sign_in(STRANGER).await;
        let knock = async |key: &str, token: &str, account: &str| {
            let path = format!("/webhooks/twilio/{key}/inbound");
            let message = form(&[("AccountSid", account), ("MessageSid", &format!("SM{:032x}", 7))]);
            let signed = twilio::signature::sign(token, &format!("{}{path}", house.url), &message);
            send(&house, &path, &message, &signed).await.status()
        };
        assert_eq!(knock("nobodys", "a token", "AC0").await, 403);
        let connected = house.connect(&linde).await;
        house.simulator().advance(Duration::from_secs(1)).await;
        let (key, token, account) = (&connected.key, &connected.auth_token, &connected.account);
        assert_eq!(knock(key, token, account).await, 200, "{}", house.engine);
        assert_eq!(knock("nobodys", token, account).await, 403);
    }
}

async fn keep(house: &House, name: &str, secret: &SecretString) {
    keep_since(house, name, secret, house.world().clock.now()).await;
}

async fn keep_since(house: &House, name: &str, secret: &SecretString, at: Timestamp) {
    let world = house.world();
    let mut db = world.store.write().await.expect("a write");
    let person = store::people::find_by_email(&mut db, OWNER)
        .await
        .expect("an answer")
        .expect("somebody");
    let dealer = person.dealer.expect("a dealer");
    portal::vault::put(&mut db, world, at, &dealer, name, secret)
        .await
        .expect("a secret is kept");
    db.commit().await.expect("a commit");
}
