use serde_json::{Value, json};
use twilio::{
    Class, Configuration, DisplayNameStatus, NewSender, Profile, SenderStatus, SenderUpdate, Webhook, Website,
};

use crate::server::{answer, creds, start};

const SENDER: &str = "XEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn created() -> Value {
    json!({"sid": SENDER, "status": "CREATING", "sender_id": "whatsapp:+3197010200000",
        "configuration": {"waba_id": "524126980791429", "verification_method": "sms", "verification_code": null,
            "voice_application_sid": null, "account_type": null},
        "webhook": {"callback_url": "https://p.example/in", "callback_method": "POST", "fallback_url": "",
            "fallback_method": "POST", "status_callback_url": "", "status_callback_method": "POST"},
        "profile": {"name": "Best Cars", "vertical": "Automotive", "emails": [{"email": "a@b.example", "label": "Email"}],
            "websites": [{"website": "https://b.example", "label": "Website1"}]}})
}

#[tokio::test]
async fn registering_sends_json_without_empty_groups() {
    let server = start([answer(202, created())]).await;
    let sender = NewSender {
        sender_id: "whatsapp:+3197010200000".into(),
        configuration: Some(Configuration {
            waba_id: Some("524126980791429".into()),
            verification_method: Some("sms".into()),
            ..Configuration::default()
        }),
        webhook: Some(Webhook {
            callback_url: Some("https://p.example/in".into()),
            callback_method: Some("POST".into()),
            ..Webhook::default()
        }),
        profile: Some(Profile {
            name: Some("Best Cars".into()),
            vertical: Some("Automotive".into()),
            websites: Some(vec![Website {
                website: "https://b.example".into(),
                label: "Website".into(),
            }]),
            ..Profile::default()
        }),
        ..NewSender::default()
    };

    let made = server
        .client
        .create_sender(&creds(), &sender)
        .await
        .expect("made");

    let heard = server.one();
    assert_eq!(heard.line(), "POST /v2/Channels/Senders");
    assert_eq!(heard.content_type, "application/json");
    assert_eq!(
        heard.json(),
        json!({"sender_id": "whatsapp:+3197010200000",
            "configuration": {"waba_id": "524126980791429", "verification_method": "sms"},
            "webhook": {"callback_url": "https://p.example/in", "callback_method": "POST"},
            "profile": {"name": "Best Cars", "vertical": "Automotive",
                "websites": [{"website": "https://b.example", "label": "Website"}]}})
    );
    assert_eq!((made.sid.as_str(), made.status), (SENDER, SenderStatus::Creating));
    assert_eq!(made.webhook.callback_url.as_deref(), Some("https://p.example/in"));
    assert_eq!(
        (made.webhook.fallback_url, made.webhook.status_callback_url),
        (None, None)
    );
    assert!(made.offline_reasons.is_empty() && made.properties.is_none());
}

#[tokio::test]
async fn an_offline_sender_says_why_in_text_codes() {
    let mut wire = created();
    wire["status"] = json!("OFFLINE");
    wire["compliance"] = Value::Null;
    wire["offline_reasons"] = json!([{"code": "63111", "message": "gone",
        "more_info": "https://www.twilio.com/docs/api/errors/63111"}]);
    let server = start([answer(200, wire)]).await;

    let sender = server
        .client
        .fetch_sender(&creds(), &SENDER.parse().expect("sid"))
        .await
        .expect("sender");

    assert_eq!(server.lines(), [format!("GET /v2/Channels/Senders/{SENDER}")]);
    assert_eq!(sender.status, SenderStatus::Offline);
    let code = sender.offline_reasons[0].code.parse().expect("digits");
    assert_eq!(twilio::look_up(code).map(|line| line.class), Some(Class::Account));
}

#[tokio::test]
async fn an_online_sender_shows_quality_and_a_name_that_waits() {
    let mut wire = created();
    wire["status"] = json!("ONLINE:UPDATING");
    wire["configuration"]["verification_method"] = Value::Null;
    wire["offline_reasons"] = Value::Null;
    wire["properties"] = json!({"quality_rating": "HIGH", "messaging_limit": "10K Customers/24hr"});
    wire["pending_display_name"] = json!("Better Cars");
    wire["pending_display_name_status"] = json!("PENDING_REVIEW");
    wire["url"] = json!("https://messaging.twilio.com/v2/Channels/Senders/XE");
    let server = start([answer(200, wire)]).await;

    let sender = server
        .client
        .fetch_sender(&creds(), &SENDER.parse().expect("sid"))
        .await
        .expect("sender");

    assert!(sender.status.is_online());
    assert_eq!(
        sender.properties.expect("properties").quality_rating.as_deref(),
        Some("HIGH")
    );
    assert_eq!(sender.pending_display_name.as_deref(), Some("Better Cars"));
    assert_eq!(
        sender.pending_display_name_status,
        Some(DisplayNameStatus::PendingReview)
    );
}

#[tokio::test]
async fn an_update_sends_one_group_and_bears_an_answer_full_of_nulls() {
    let wire = json!({"sid": SENDER, "status": "VERIFYING", "sender_id": "whatsapp:+3197010200000",
        "configuration": null, "webhook": null, "profile": null, "properties": null, "offline_reasons": null});
    let server = start([answer(202, wire)]).await;
    let update = SenderUpdate {
        configuration: Some(Configuration {
            verification_code: Some("123456".into()),
            ..Configuration::default()
        }),
        ..SenderUpdate::default()
    };

    let sender = server
        .client
        .update_sender(&creds(), &SENDER.parse().expect("sid"), &update)
        .await;

    assert_eq!(
        server.one().json(),
        json!({"configuration": {"verification_code": "123456"}})
    );
    let sender = sender.expect("sender");
    assert_eq!(sender.status, SenderStatus::Verifying);
    assert_eq!(
        (sender.webhook, sender.profile),
        (Webhook::default(), Profile::default())
    );
}

#[tokio::test]
async fn an_empty_text_is_sent_because_it_clears() {
    let server = start([answer(202, created())]).await;
    let update = SenderUpdate {
        webhook: Some(Webhook {
            fallback_url: Some(String::new()),
            ..Webhook::default()
        }),
        ..SenderUpdate::default()
    };

    server
        .client
        .update_sender(&creds(), &SENDER.parse().expect("sid"), &update)
        .await
        .expect("updated");

    assert_eq!(server.one().json(), json!({"webhook": {"fallback_url": ""}}));
}

#[tokio::test]
async fn a_list_names_its_channel_and_follows_its_pages() {
    let server = start([]).await;
    let next = format!(
        "{}v2/Channels/Senders?Channel=whatsapp&PageSize=1000&Page=1&PageToken=x",
        server.url
    );
    let mut other = created();
    other["status"] = json!("SLEEPING");
    server.then(answer(
        200,
        json!({"senders": [created()], "meta": {"key": "senders", "next_page_url": next}}),
    ));
    server.then(answer(
        200,
        json!({"senders": [other], "meta": {"key": "senders", "next_page_url": null}}),
    ));

    let senders = server.client.list_senders(&creds()).await.expect("senders");

    assert_eq!(senders.len(), 2);
    assert_eq!(senders[1].status, SenderStatus::Unknown("SLEEPING".into()));
    assert_eq!(
        server.lines(),
        [
            "GET /v2/Channels/Senders?Channel=whatsapp&PageSize=1000",
            "GET /v2/Channels/Senders?Channel=whatsapp&PageSize=1000&Page=1&PageToken=x",
        ]
    );
}

#[tokio::test]
async fn credentials_are_not_carried_to_another_host() {
    let stranger = start([]).await;
    let next = format!("{}v2/Channels/Senders?Page=1", stranger.url);
    let server = start([answer(
        200,
        json!({"senders": [], "meta": {"next_page_url": next}}),
    )])
    .await;

    let error = server.client.list_senders(&creds()).await.expect_err("refused");

    assert!(
        matches!(
            error,
            twilio::Error::Decode {
                outcome_unknown: false,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(stranger.heard().is_empty());
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let server = start([]).await;
    let next = format!("{}v2/Channels/Senders?Page=1", server.url);
    for _ in 0..300 {
        server.then(answer(
            200,
            json!({"senders": [], "meta": {"next_page_url": next}}),
        ));
    }

    assert!(server.client.list_senders(&creds()).await.is_err());
    assert_eq!(server.heard().len(), 200);
}

#[tokio::test]
async fn deleting_twice_is_fine() {
    let server = start([
        answer(204, ""),
        answer(404, json!({"code": 20404, "message": "", "status": 404})),
    ])
    .await;
    let sid = SENDER.parse().expect("sid");

    for _ in 0..2 {
        server
            .client
            .delete_sender(&creds(), &sid)
            .await
            .expect("deleted");
    }

    assert_eq!(server.lines()[0], format!("DELETE /v2/Channels/Senders/{SENDER}"));
}

#[tokio::test]
async fn a_sender_survives_a_round_trip_through_json() {
    let sender: twilio::Sender = serde_json::from_value(created()).expect("sender");
    let again = serde_json::from_value(serde_json::to_value(&sender).expect("json")).expect("sender");
    assert_eq!(sender, again);
}
