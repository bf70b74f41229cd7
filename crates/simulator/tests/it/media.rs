use serde_json::json;
use simulator::{Attachment, ContactCard, Inbound};
use twilio::Error;
use twilio::form::InboundMessage;

use crate::ear::Ear;
use crate::stage::keys;
use crate::talk::{talk, talk_to};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n not a real one";

#[tokio::test]
async fn a_picture_is_behind_credentials_and_its_storage_is_not() {
    let talk = talk().await;
    let inbound = Inbound {
        media: Some(Attachment::new("image/png", PICTURE)),
        body: "This one?".into(),
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    let (url, content_type) = message.media().next().unwrap();
    assert_eq!((content_type, message.num_media()), ("image/png", 1));
    let sid = message.message_sid().unwrap();
    assert!(sid.as_str().starts_with("MM"));

    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    assert_eq!(http.get(url).send().await.unwrap().status(), 401);
    let protected = http
        .get(url)
        .basic_auth(&talk.dealer.sid, Some(&talk.dealer.token));
    let answer = protected.send().await.unwrap();
    assert_eq!(answer.status(), 307);
    let storage = answer.headers()["location"].to_str().unwrap().to_owned();
    let bytes = http.get(&storage).send().await.unwrap();
    assert_eq!(bytes.headers()["content-type"], "image/png");
    assert_eq!(bytes.bytes().await.unwrap(), PICTURE);
    let (rest, token) = storage.rsplit_once('/').unwrap();
    assert!(token.len() >= 32);
    let guessed = http
        .get(format!("{rest}/{}", "0".repeat(token.len())))
        .send()
        .await
        .unwrap();
    assert_eq!(guessed.status(), 404);

    let other = talk.stage.subaccount("Other").await;
    let stranger = http.get(url).basic_auth(&other.sid, Some(&other.token));
    assert_eq!(stranger.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_typed_client_lists_fetches_and_deletes() {
    let talk = talk().await;
    let inbound = Inbound {
        media: Some(Attachment::new("image/png", PICTURE)),
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    let (url, _) = message.media().next().unwrap();
    let sid = message.message_sid().unwrap();
    let (client, creds) = talk.client();
    let account = &creds.account_sid;

    let listed = client.list_media(&creds, account, &sid).await.unwrap();
    assert_eq!((listed.len(), listed[0].content_type.as_str()), (1, "image/png"));
    assert_eq!(client.media_url(account, &sid, &listed[0].sid).as_str(), url);
    let fetched = client.fetch_media(&creds, url, 1000).await.unwrap();
    assert_eq!(
        (fetched.content_type.as_str(), fetched.bytes.as_slice()),
        ("image/png", PICTURE)
    );
    let small = client.fetch_media(&creds, url, 10).await.unwrap_err();
    assert!(matches!(small, Error::TooLarge { limit: 10 }));

    client
        .delete_media(&creds, account, &sid, &listed[0].sid)
        .await
        .unwrap();
    client
        .delete_media(&creds, account, &sid, &listed[0].sid)
        .await
        .unwrap();
    assert!(
        client
            .fetch_media(&creds, url, 1000)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(client.list_media(&creds, account, &sid).await.unwrap().is_empty());
    assert_eq!(talk.message(sid.as_str()).num_media, 0);
}

#[tokio::test]
async fn an_attachment_has_the_shape_of_the_specification() {
    let talk = talk().await;
    let inbound = Inbound {
        media: Some(Attachment::new("image/png", PICTURE)),
        ..talk.draft()
    };
    let sid = talk.stage.simulator.inbound(&inbound).unwrap();
    let base = format!("Accounts/{}/Messages/{sid}/Media", talk.dealer.sid);
    let listed = talk
        .stage
        .get(&talk.dealer, &talk.stage.core(&format!("{base}.json")))
        .await
        .json;
    let one = &listed["media_list"][0];
    let expected = [
        "account_sid",
        "content_type",
        "date_created",
        "date_updated",
        "parent_sid",
        "sid",
        "uri",
    ];
    assert_eq!(keys(one), expected);
    assert_eq!(
        (&listed["page"], &listed["next_page_uri"]),
        (&json!(0), &json!(null))
    );
    let path = format!("{base}/{}.json", one["sid"].as_str().unwrap());
    let fetched = talk.stage.get(&talk.dealer, &talk.stage.core(&path)).await;
    assert_eq!(&fetched.json, one);
}

#[tokio::test]
async fn contact_cards_travel_as_a_file() {
    let talk = talk().await;
    let inbound = Inbound {
        contacts: vec![ContactCard {
            name: "Anna de Vries".into(),
            phone: "+31611112222".into(),
        }],
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    assert_eq!(message.message_type(), Some("contacts"));
    let card = message.contact_cards().next().unwrap();
    let (client, creds) = talk.client();
    let card = String::from_utf8(client.fetch_media(&creds, card, 1000).await.unwrap().bytes).unwrap();
    assert!(
        card.contains("FN:Anna de Vries") && card.contains("+31611112222"),
        "{card}"
    );
}

#[tokio::test]
async fn a_file_that_is_sent_is_fetched_and_kept() {
    let ear = Ear::open(|heard| match heard.path.as_str() {
        "/car.jpg" => (200, "a picture".into()),
        "/gone.jpg" => (404, "no".into()),
        _ => (200, "<Response/>".into()),
    });
    let talk = talk_to(ear.await).await;
    talk.buyer_writes("Picture?").unwrap();

    let car = talk.ear.at("/car.jpg").to_string();
    let sent = talk.sent(&[("Body", "Here"), ("MediaUrl", &car)]).await;
    assert!(sent.sid.starts_with("MM"));
    assert_eq!((sent.status.as_str(), sent.num_media), ("read", 1));
    let media = talk.stage.simulator.media(&sent.sid);
    assert_eq!(talk.stage.simulator.file(&media[0].sid).unwrap(), b"a picture");

    for bad in [talk.ear.at("/gone.jpg").as_str(), "http://127.0.0.1:9/car.jpg"] {
        let failed = talk.sent(&[("MediaUrl", bad)]).await;
        assert_eq!(
            (failed.status.as_str(), failed.error),
            ("failed", Some(63019)),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn a_message_under_way_cannot_be_deleted_and_takes_its_files_with_it() {
    let ear = Ear::open(|_| (200, "a picture".into())).await;
    let talk = talk_to(ear).await;
    talk.buyer_writes("Picture?").unwrap();
    talk.stage.simulator.settle().await;
    let rule = simulator::Rule::new(simulator::Outcome::ReadLate);
    talk.stage.simulator.script(rule);
    let car = talk.ear.at("/car.jpg").to_string();
    let sid = talk.sent(&[("MediaUrl", &car)]).await.sid;
    let (client, creds) = talk.client();
    let account = &creds.account_sid;
    let message = sid.parse().unwrap();
    let early = client
        .delete_message(&creds, account, &message)
        .await
        .unwrap_err();
    assert_eq!(early.code(), Some(20009));

    talk.stage
        .simulator
        .advance(std::time::Duration::from_mins(10))
        .await;
    let redacted = client.redact_message(&creds, account, &message).await.unwrap();
    assert_eq!(redacted.body, "");
    let media = talk.stage.simulator.media(&sid).remove(0);
    client.delete_message(&creds, account, &message).await.unwrap();
    client.delete_message(&creds, account, &message).await.unwrap();
    assert!(talk.stage.simulator.media(&sid).is_empty());
    assert_eq!(talk.stage.simulator.file(&media.sid), None);
}

#[tokio::test]
async fn files_outlive_a_restart_beside_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let config = simulator::Config {
        state_file: Some(folder.path().join("state.json")),
        ..simulator::Config::default()
    };
    let stage = crate::stage::Stage::with(config.clone()).await;
    let (_, number, _, _) = stage.online(json!({"callback_url": "http://127.0.0.1:9/"})).await;
    let inbound = Inbound {
        from: "+31655555555".into(),
        to: number,
        media: Some(Attachment::new("image/png", PICTURE)),
        ..Inbound::default()
    };
    let sid = stage.simulator.inbound(&inbound).unwrap();
    stage.simulator.clone().stop().await;

    let again = crate::stage::Stage::with(config).await;
    let media = again.simulator.media(&sid).remove(0);
    assert_eq!(again.simulator.file(&media.sid).unwrap(), PICTURE);
}
