use serde_json::{Value, json};
use twilio::{Class, MessageFilter, MessageStatus, NewMessage};

use crate::server::{SUBACCOUNT, answer, creds, pairs, start, subaccount};

const MESSAGE: &str = "SM55555555555555555555555555555555";

fn wire(status: &str) -> Value {
    json!({"account_sid": SUBACCOUNT, "api_version": "2010-04-01", "body": "Hallo 🚗",
        "date_created": "Thu, 24 Aug 2023 05:01:45 +0000", "date_sent": null,
        "date_updated": "Thu, 24 Aug 2023 05:01:45 +0000", "direction": "outbound-api", "error_code": null,
        "error_message": null, "from": "whatsapp:+3197010200000", "messaging_service_sid": null, "num_media": "0",
        "num_segments": "1", "price": null, "price_unit": null, "sid": MESSAGE, "status": status,
        "subresource_uris": {}, "to": "whatsapp:+31612345678", "uri": "/x"})
}

fn hello() -> NewMessage {
    NewMessage {
        from: "whatsapp:+3197010200000".into(),
        to: "whatsapp:+31612345678".into(),
        body: Some("Hallo 🚗 & co".into()),
        ..NewMessage::default()
    }
}

#[tokio::test]
async fn a_free_form_message_is_a_form() {
    let server = start([answer(201, wire("queued"))]).await;

    let sent = server
        .client
        .send_message(&creds(), &subaccount(), &hello())
        .await
        .expect("sent");

    let heard = server.one();
    assert_eq!(
        heard.line(),
        format!("POST /2010-04-01/Accounts/{SUBACCOUNT}/Messages.json")
    );
    assert_eq!(heard.content_type, "application/x-www-form-urlencoded");
    let expected = [
        ("To", "whatsapp:+31612345678"),
        ("From", "whatsapp:+3197010200000"),
        ("Body", "Hallo 🚗 & co"),
    ];
    assert_eq!(heard.form(), pairs(&expected));
    assert_eq!((sent.sid.as_str(), sent.status), (MESSAGE, MessageStatus::Queued));
    assert_eq!(
        (sent.price, sent.date_sent, sent.num_segments.as_str()),
        (None, None, "1")
    );
}

#[tokio::test]
async fn a_template_names_its_content_and_a_picture_its_address() {
    let server = start([answer(201, wire("accepted"))]).await;
    let content = format!("HX{}", "6".repeat(32));
    let message = NewMessage {
        body: None,
        status_callback: Some("https://p.example/status".into()),
        media_url: vec!["https://p.example/a.jpg".into(), "https://p.example/b.jpg".into()],
        content_sid: Some(content.parse().expect("sid")),
        content_variables: Some(r#"{"1":"Jan"}"#.into()),
        ..hello()
    };

    let sent = server
        .client
        .send_message(&creds(), &subaccount(), &message)
        .await
        .expect("sent");

    assert_eq!(sent.status, MessageStatus::Accepted);
    let form = server.one().form();
    let expected = [
        ("StatusCallback", "https://p.example/status"),
        ("ContentSid", content.as_str()),
        ("ContentVariables", r#"{"1":"Jan"}"#),
        ("MediaUrl", "https://p.example/a.jpg"),
        ("MediaUrl", "https://p.example/b.jpg"),
    ];
    assert_eq!(form[2..], pairs(&expected));
}

#[tokio::test]
async fn a_place_is_a_persistent_action() {
    let server = start([answer(201, wire("queued"))]).await;
    let message = NewMessage {
        persistent_action: vec!["geo:52.37,4.89|Showroom".into()],
        ..hello()
    };
    server
        .client
        .send_message(&creds(), &subaccount(), &message)
        .await
        .expect("sent");
    let form = server.one().form();
    assert_eq!(
        form.last(),
        pairs(&[("PersistentAction", "geo:52.37,4.89|Showroom")]).first()
    );
}

#[tokio::test]
async fn a_message_is_emptied_with_an_empty_body() {
    let mut redacted = wire("delivered");
    redacted["body"] = json!("");
    let server = start([answer(200, redacted)]).await;

    let message = server
        .client
        .redact_message(&creds(), &subaccount(), &MESSAGE.parse().expect("sid"))
        .await
        .expect("redacted");

    let heard = server.one();
    assert_eq!(
        heard.line(),
        format!("POST /2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}.json")
    );
    assert_eq!((heard.body.as_str(), message.body.as_str()), ("Body=", ""));
}

#[tokio::test]
async fn a_message_is_deleted_when_it_is_final_and_once_is_enough() {
    let early = json!({"code": 20_009, "message": "not final", "status": 400});
    let server = start([answer(400, early), answer(204, ""), answer(404, "")]).await;
    let delete = || async {
        let sid = MESSAGE.parse().expect("sid");
        server.client.delete_message(&creds(), &subaccount(), &sid).await
    };
    assert_eq!(delete().await.expect_err("too early").class(), Class::Wait);
    delete().await.expect("deleted");
    delete().await.expect("gone");
    assert_eq!(
        server.lines()[2],
        format!("DELETE /2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}.json")
    );
}

#[tokio::test]
async fn a_failed_message_tells_its_code_and_a_rated_one_its_price() {
    let mut failed = wire("undelivered");
    failed["error_code"] = json!(63_016);
    failed["price"] = json!("-0.00750");
    failed["price_unit"] = json!("USD");
    let server = start([answer(200, failed)]).await;

    let message = server
        .client
        .fetch_message(&creds(), &subaccount(), &MESSAGE.parse().expect("sid"))
        .await;

    let message = message.expect("message");
    assert_eq!(
        server.lines(),
        [format!(
            "GET /2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}.json"
        )]
    );
    assert_eq!(
        (message.status, message.error_code),
        (MessageStatus::Undelivered, Some(63_016))
    );
    assert_eq!(message.price.as_deref(), Some("-0.00750"));
}

#[tokio::test]
async fn a_list_stops_at_its_limit_without_asking_for_more() {
    let page = |next: &str| json!({"messages": [wire("sent"), wire("read")], "next_page_uri": next});
    let next = format!("/2010-04-01/Accounts/{SUBACCOUNT}/Messages.json?Page=1");
    let server = start([answer(200, page(&next)), answer(200, page(&next))]).await;
    let filter = MessageFilter {
        to: Some("whatsapp:+31612345678".into()),
        sent_after: Some("2026-11-01".into()),
        limit: Some(3),
        ..MessageFilter::default()
    };

    let messages = server
        .client
        .list_messages(&creds(), &subaccount(), &filter)
        .await
        .expect("messages");

    assert_eq!(messages.len(), 3);
    let place = format!("GET /2010-04-01/Accounts/{SUBACCOUNT}/Messages.json");
    assert_eq!(
        server.lines(),
        [
            format!("{place}?To=whatsapp%3A%2B31612345678&DateSent%3E=2026-11-01&PageSize=3"),
            format!("{place}?Page=1"),
        ]
    );
}

#[tokio::test]
async fn an_opted_out_recipient_is_the_recipients_choice() {
    let refusal = json!({"code": 21_610, "message": "unsubscribed", "more_info": "", "status": 400});
    let server = start([answer(400, refusal)]).await;

    let error = server
        .client
        .send_message(&creds(), &subaccount(), &hello())
        .await
        .expect_err("refused");

    assert_eq!(error.class(), Class::Recipient);
}
