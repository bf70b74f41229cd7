use serde_json::{Value, json};
use simulator::{Attachment, Button, Choice, Inbound, Location, Referral};
use twilio::form::{InboundMessage, MessageKind, value};

use crate::talk::{BUYER, talk};

#[tokio::test]
async fn a_text_carries_what_twilio_always_sends() {
    let talk = talk().await;
    let inbound = Inbound {
        body: "Is the Golf still there? 🚗".into(),
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let mut names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "AccountSid",
        "ApiVersion",
        "Body",
        "ChannelMetadata",
        "ExternalUserId",
        "Forwarded",
        "FrequentlyForwarded",
        "From",
        "MessageSid",
        "MessageType",
        "NumMedia",
        "NumSegments",
        "ProfileName",
        "ReferralNumMedia",
        "SmsMessageSid",
        "SmsSid",
        "SmsStatus",
        "To",
        "WaId",
    ];
    assert_eq!(names, expected);
    let metadata: Value = serde_json::from_str(value(&form, "ChannelMetadata").unwrap()).unwrap();
    assert_eq!(
        metadata,
        json!({"type": "whatsapp", "data": {"context": {
            "Forwarded": "false", "FrequentlyForwarded": "false", "ProfileName": "Bram", "WaId": "31655555555"}}})
    );
    let message = InboundMessage::of(&form);
    assert_eq!(message.phone(), Some(BUYER));
    assert_eq!(
        message.business_user_id().map(str::to_owned),
        talk.stage.simulator.user_id(BUYER, &talk.number)
    );
}

#[tokio::test]
async fn each_kind_of_message_says_what_it_is() {
    let talk = talk().await;
    let plain = talk.draft();
    let file = |content_type: &str| Inbound {
        media: Some(Attachment::new(content_type, "x")),
        ..plain.clone()
    };
    for (inbound, kind) in [
        (plain.clone(), MessageKind::Text),
        (file("image/jpeg"), MessageKind::Image),
        (file("image/webp"), MessageKind::Sticker),
        (file("audio/ogg"), MessageKind::Audio),
        (file("video/mp4"), MessageKind::Video),
        (file("application/pdf"), MessageKind::Document),
        (
            Inbound {
                location: Some(Location::default()),
                ..plain.clone()
            },
            MessageKind::Location,
        ),
        (
            Inbound {
                list: Some(Choice::default()),
                ..plain.clone()
            },
            MessageKind::Interactive,
        ),
        (
            Inbound {
                message_type: "reaction".into(),
                ..plain.clone()
            },
            MessageKind::from("reaction"),
        ),
    ] {
        let form = talk.arrives(&inbound).await;
        assert_eq!(InboundMessage::of(&form).kind(), kind, "{inbound:?}");
    }
}

#[tokio::test]
async fn a_place_is_told_with_name_and_address() {
    let talk = talk().await;
    let place = Location {
        latitude: 52.370_216,
        longitude: -4.895_168,
        label: "Dam".into(),
        address: "Dam 1, Amsterdam".into(),
    };
    let inbound = Inbound {
        location: Some(place),
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    let at = message.coordinates().unwrap();
    assert_eq!((at.latitude, at.longitude), (52.370_216, -4.895_168));
    assert_eq!(
        (message.label(), message.address()),
        (Some("Dam"), Some("Dam 1, Amsterdam"))
    );
}

#[tokio::test]
async fn a_tapped_button_names_the_message_it_stood_under() {
    let talk = talk().await;
    let question = "Shall we plan a test drive with you?";
    let template = talk.approved("drive", "UTILITY", question).await;
    let as_template = talk.sent(&[("ContentSid", &template)]).await.sid;
    let tap = |sid: &str| Inbound {
        button: Some(Button {
            text: "Yes".into(),
            payload: "drive_yes".into(),
        }),
        reply_to: sid.to_owned(),
        ..talk.draft()
    };
    let form = talk.arrives(&tap(&as_template)).await;
    let message = InboundMessage::of(&form);
    assert_eq!(message.kind(), MessageKind::Button);
    assert_eq!(
        (message.body(), message.button_text(), message.button_payload()),
        (Some("Yes"), Some("Yes"), Some("drive_yes"))
    );
    assert_eq!(message.replied_sid(), Some(as_template.as_str()));
    let number = format!("whatsapp:{}", talk.number);
    assert_eq!(message.replied_sender(), Some(number.as_str()));
    let metadata: Value = serde_json::from_str(message.channel_metadata().unwrap()).unwrap();
    assert_eq!(metadata["data"]["context"]["ButtonText"], "Yes");

    let in_window = talk.sent(&[("Body", question)]).await.sid;
    let form = talk.arrives(&tap(&in_window)).await;
    assert_eq!(InboundMessage::of(&form).kind(), MessageKind::Interactive);
}

#[tokio::test]
async fn a_quote_a_list_answer_and_a_forward_are_told() {
    let talk = talk().await;
    let first = talk.buyer_writes("Golf?").unwrap();
    let inbound = Inbound {
        list: Some(Choice {
            id: "suv".into(),
            title: "SUV".into(),
        }),
        reply_to: first,
        forwarded: true,
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    assert_eq!(
        (message.list_id(), message.list_title(), message.body()),
        (Some("suv"), Some("SUV"), Some("SUV"))
    );
    // People quote themselves, too.
    assert_eq!(
        message.replied_sender(),
        Some(format!("whatsapp:{BUYER}").as_str())
    );
    assert!(message.forwarded() && !message.frequently_forwarded());
    let sid = message.message_sid().unwrap();
    assert!(talk.message(sid.as_str()).quotes.is_some());
}

#[tokio::test]
async fn an_advertisement_is_named_and_its_picture_needs_no_credentials() {
    let talk = talk().await;
    let inbound = Inbound {
        body: "I saw your offer".into(),
        referral: Some(Referral {
            headline: "Golf from 199".into(),
            body: "Now with winter tyres".into(),
            source_id: "120210".into(),
            source_url: "https://fb.me/golf".into(),
            media: Some(Attachment::new("image/jpeg", "a picture")),
            ..Referral::default()
        }),
        ..talk.draft()
    };
    let form = talk.arrives(&inbound).await;
    let message = InboundMessage::of(&form);
    let referral = message.referral().unwrap();
    assert_eq!(
        (referral.headline, referral.body, referral.source_type),
        (Some("Golf from 199"), Some("Now with winter tyres"), Some("ad"))
    );
    assert!(referral.click.is_some_and(|click| click.len() > 10));
    assert_eq!(value(&form, "ReferralNumMedia"), Some("1"));
    assert_eq!(message.num_media(), 0);
    let picture = reqwest::get(referral.media_url.unwrap()).await.unwrap();
    assert_eq!(picture.text().await.unwrap(), "a picture");
}

#[tokio::test]
async fn a_buyer_can_write_through_the_control_api() {
    let talk = talk().await;
    let body = json!({"from": BUYER, "to": talk.number, "media": {"content_type": "text/plain", "bytes": "SGk="},
        "location": {"latitude": 1.0, "longitude": 2.0}});
    let sent = talk.stage.control("inbound", &body).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    let media = talk.stage.simulator.media(sent.json["sid"].as_str().unwrap());
    assert_eq!(talk.stage.simulator.file(&media[0].sid).unwrap(), b"Hi");
    let wrong = json!({"from": "", "user_id": "nobody", "to": talk.number});
    assert_eq!(talk.stage.control("inbound", &wrong).await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_people_write_arrives_in_the_order_in_which_it_was_written() {
    let talk = talk().await;
    let written: Vec<String> = (0..60).map(|n| n.to_string()).collect();
    for body in &written {
        talk.buyer_writes(body).unwrap();
    }
    talk.stage.simulator.settle().await;
    let heard = talk.ear.heard("/in").into_iter();
    let heard: Vec<String> = heard.filter_map(|form| form.field("Body")).collect();
    assert_eq!(heard, written);
}
