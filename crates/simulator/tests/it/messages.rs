use std::time::Duration;

use serde_json::json;
use simulator::{Inbound, Outcome, Rule};

use crate::ear::Ear;
use crate::stage::{Stage, keys};
use crate::talk::{BUYER, talk};

#[tokio::test]
async fn a_buyer_writes_and_the_webhook_is_signed_by_the_subaccount() {
    let talk = talk().await;
    let sid = talk.buyer_writes("Is the Golf still there? 🚗").unwrap();
    talk.stage.simulator.settle().await;

    let heard = &talk.ear.heard("/in")[0];
    assert_eq!(heard.field("MessageSid").unwrap(), sid);
    assert_eq!(heard.field("AccountSid").unwrap(), talk.dealer.sid);
    assert_eq!(heard.field("WaId").unwrap(), "31655555555");
    assert_eq!(
        heard.header("x-twilio-signature"),
        twilio::signature::sign(&talk.dealer.token, talk.ear.at("/in").as_str(), &heard.form())
    );
}

#[tokio::test]
async fn a_buyer_behind_a_username_has_no_number() {
    let talk = talk().await;
    let inbound = Inbound {
        to: talk.number.clone(),
        body: "Hi".into(),
        ..Inbound::default()
    };
    talk.stage.simulator.inbound(&inbound).unwrap();
    talk.stage.simulator.settle().await;

    let heard = &talk.ear.heard("/in")[0];
    assert_eq!(heard.field("WaId"), None);
    assert_eq!(heard.field("ProfileName"), None);
    assert!(heard.field("From").unwrap().starts_with("whatsapp:NL."));
}

#[tokio::test]
async fn an_answer_inside_the_window_is_sent_delivered_and_read() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();

    let sent = talk.send(&[("Body", "Yes, it is")]).await;
    assert_eq!((sent.status, &sent.json["status"]), (201, &json!("queued")));
    assert_eq!(
        keys(&sent.json),
        [
            "account_sid",
            "api_version",
            "body",
            "date_created",
            "date_sent",
            "date_updated",
            "direction",
            "error_code",
            "error_message",
            "from",
            "messaging_service_sid",
            "num_media",
            "num_segments",
            "price",
            "price_unit",
            "sid",
            "status",
            "subresource_uris",
            "to",
            "uri"
        ]
    );
    assert!(sent.json["price"].is_null());
    talk.stage.simulator.settle().await;

    let mut statuses = talk.statuses();
    statuses.sort();
    assert_eq!(statuses, ["delivered", "read", "sent"]);
    let heard = &talk.ear.heard("/status")[0];
    assert_eq!(
        heard.header("x-twilio-signature"),
        twilio::signature::sign(&talk.dealer.token, talk.ear.at("/status").as_str(), &heard.form())
    );
    let url = talk.stage.core(&format!(
        "Accounts/{}/Messages/{}.json",
        talk.dealer.sid,
        sent.json["sid"].as_str().unwrap()
    ));
    let fetched = talk.stage.get(&talk.dealer, &url).await;
    assert_eq!(fetched.json["status"], "read");
    assert_eq!(
        (&fetched.json["price"], &fetched.json["price_unit"]),
        (&json!("-0.00500"), &json!("USD"))
    );
}

#[tokio::test]
async fn free_text_outside_the_window_is_accepted_and_fails_later() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    talk.stage.simulator.advance(Duration::from_hours(25)).await;

    assert_eq!(talk.send(&[("Body", "Still interested?")]).await.status, 201);
    talk.stage.simulator.settle().await;
    let failed = &talk.ear.heard("/status")[0];
    assert_eq!(failed.field("MessageStatus").unwrap(), "failed");
    assert_eq!(failed.field("ErrorCode").unwrap(), "63016");

    let template = talk
        .approved("still_interested", "UTILITY", "Are you still interested?")
        .await;
    talk.send(&[("ContentSid", &template)]).await;
    talk.stage.simulator.settle().await;
    assert!(talk.statuses().contains(&"delivered".to_owned()));
}

#[tokio::test]
async fn an_explicit_status_callback_wins() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    let url = talk.ear.at("/mine").to_string();
    talk.send(&[("Body", "Yes"), ("StatusCallback", &url)]).await;
    talk.stage.simulator.settle().await;
    assert_eq!(
        (talk.ear.heard("/mine").len(), talk.ear.heard("/status").len()),
        (3, 0)
    );
}

#[tokio::test]
async fn reports_are_lost_doubled_or_left_out_when_that_is_scripted() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    talk.stage.simulator.settle().await;
    talk.stage.simulator.script(Rule::new(Outcome::WebhookLost));
    talk.send(&[("Body", "one")]).await;
    talk.stage.simulator.settle().await;
    assert_eq!(talk.statuses().len(), 2);

    talk.stage
        .simulator
        .script(Rule::new(Outcome::WebhookTwice).times(3));
    talk.send(&[("Body", "two")]).await;
    talk.stage.simulator.settle().await;
    assert_eq!(talk.statuses().len(), 2 + 6);

    talk.stage.simulator.script(Rule::new(Outcome::StuckAtSent));
    talk.send(&[("Body", "three")]).await;
    talk.stage.simulator.settle().await;
    assert_eq!(talk.statuses()[8..], ["sent".to_owned()]);
}

#[tokio::test]
async fn a_sender_that_is_not_there_is_63007_and_a_bad_number_21211() {
    let talk = talk().await;
    let url = talk
        .stage
        .core(&format!("Accounts/{}/Messages.json", talk.dealer.sid));
    let to = format!("whatsapp:{BUYER}");
    let from = format!("whatsapp:{}", talk.number);
    for (from, to, code) in [
        ("whatsapp:+31600000000", to.as_str(), 63007),
        (from.as_str(), "whatsapp:12", 21211),
    ] {
        let form = [("From", from), ("To", to), ("Body", "x")];
        assert_eq!(
            talk.stage.form(&talk.dealer, &url, &form).await.json["code"],
            code
        );
    }
}

#[tokio::test]
async fn messages_are_listed_redacted_and_deleted() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    let sid = talk.send(&[("Body", "Yes")]).await.json["sid"]
        .as_str()
        .unwrap()
        .to_owned();
    talk.stage.simulator.settle().await;
    let base = format!("Accounts/{}/Messages", talk.dealer.sid);
    let to = format!("whatsapp%3A%2B{}", &BUYER[1..]);
    let listed = talk
        .stage
        .get(&talk.dealer, &talk.stage.core(&format!("{base}.json?To={to}")))
        .await;
    assert_eq!(listed.json["messages"][0]["sid"], sid.as_str());
    assert_eq!(listed.json["messages"].as_array().unwrap().len(), 1);

    let one = talk.stage.core(&format!("{base}/{sid}.json"));
    let redacted = talk.stage.form(&talk.dealer, &one, &[("Body", "")]).await;
    assert_eq!((redacted.status, &redacted.json["body"]), (200, &json!("")));
    assert_eq!(talk.stage.delete(&talk.dealer, &one).await.status, 204);
    assert_eq!(talk.stage.get(&talk.dealer, &one).await.status, 404);
}

#[tokio::test]
async fn a_suspended_account_hears_nothing() {
    let talk = talk().await;
    let account = talk.stage.core(&format!("Accounts/{}.json", talk.dealer.sid));
    talk.stage
        .form(&talk.stage.parent(), &account, &[("Status", "suspended")])
        .await;
    assert!(talk.buyer_writes("Hi").is_err());
    talk.stage.simulator.settle().await;
    assert!(talk.ear.heard("/in").is_empty());
}

#[tokio::test]
async fn an_unreachable_webhook_is_tried_once_more_and_then_its_fallback() {
    let stage = Stage::set().await;
    let ear = Ear::silent().await;
    let (_, number, _, _) = stage
        .online(
            json!({"callback_url": "http://127.0.0.1:9/in", "fallback_url": ear.at("/fallback").as_str()}),
        )
        .await;
    stage
        .simulator
        .inbound(&Inbound {
            from: BUYER.into(),
            to: number,
            ..Inbound::default()
        })
        .unwrap();
    stage.simulator.settle().await;
    assert_eq!(ear.heard("/fallback").len(), 1);
    assert_eq!(stage.simulator.deliveries()[0].answers, [0, 0, 200]);
    assert!(
        !ear.heard("/fallback")[0]
            .header("i-twilio-idempotency-token")
            .is_empty()
    );
}
