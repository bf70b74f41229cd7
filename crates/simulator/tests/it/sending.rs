use std::time::Duration;

use serde_json::json;
use simulator::{Inbound, Outcome, Rule};
use twilio::{MessageStatus, NewMessage};

use crate::talk::{BUYER, Talk, talk};

const GOOD: &str = "Hi {{1}}, your {{2}} has arrived at our showroom today";

#[tokio::test]
async fn a_template_is_rendered_with_values_or_else_with_its_samples() {
    let talk = talk().await;
    let sid = talk.approved("car_arrived", "UTILITY", GOOD).await;
    // Nobody has written: only a template gets through.
    let sent = talk
        .sent(&[("ContentSid", &sid), ("ContentVariables", r#"{"1":"Anna"}"#)])
        .await;
    assert_eq!(sent.body, "Hi Anna, your Golf has arrived at our showroom today");
    assert_eq!((sent.status.as_str(), sent.as_template), ("read", true));
    let sent = talk.sent(&[("ContentSid", &sid)]).await;
    assert_eq!(sent.body, "Hi Jan, your Golf has arrived at our showroom today");
}

#[tokio::test]
async fn the_buttons_of_a_template_can_be_seen_and_tapped() {
    let talk = talk().await;
    let sid = talk
        .template(json!({
            "twilio/quick-reply": {"body": "Shall we plan a test drive with you?",
                "actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "drive_yes"}, {"title": "No", "id": "drive_no"}]},
        }))
        .await;
    talk.buyer_writes("Hi").unwrap();
    let sent = talk.sent(&[("ContentSid", &sid)]).await;
    let shown = sent.content.unwrap();
    assert_eq!(shown.kind, "twilio/quick-reply");
    let titles: Vec<&str> = shown.buttons.iter().map(|button| button.title.as_str()).collect();
    assert_eq!(titles, ["Yes", "No"]);
    assert_eq!(shown.buttons[1].id, "drive_no");
    // It was not approved, so inside the window it went out as an ordinary message.
    assert!(!sent.as_template);
}

/// Sends what is named and returns the code it failed with.
async fn failure(talk: &Talk, extra: &[(&str, &str)]) -> Option<u32> {
    let before = talk.ear.heard("/status").len();
    let sent = talk.sent(extra).await;
    let news = talk.ear.heard("/status").split_off(before);
    let told = news.iter().find_map(|one| one.field("ErrorCode"));
    assert_eq!(told, sent.error.map(|code| code.to_string()));
    if sent.error.is_some() {
        assert!(
            ["failed", "undelivered"].contains(&sent.status.as_str()),
            "{}",
            sent.status
        );
    }
    sent.error
}

#[tokio::test]
async fn what_whatsapp_does_not_take_fails_later_with_its_code() {
    let talk = talk().await;
    let good = talk.approved("good", "UTILITY", GOOD).await;
    let draft = talk.template(json!({"twilio/text": {"body": GOOD}})).await;
    let unsampled = talk
        .template(json!({"twilio/text": {"body": "Hi {{1}}, there are {{9}} cars here for you"}}))
        .await;
    let rejected = talk
        .judged(
            "rejected",
            "UTILITY",
            "{{1}} your car has arrived at our showroom",
        )
        .await;
    let paused = talk.approved("paused", "UTILITY", GOOD).await;
    assert!(talk.stage.simulator.complain_about(&paused));
    talk.stage
        .simulator
        .script(Rule::new(Outcome::TemplateDisabled).template("disabled"));
    let disabled = talk.approved("disabled", "UTILITY", GOOD).await;
    talk.stage.simulator.advance(Duration::from_mins(10)).await;

    let file = talk.ear.at("/file").to_string();
    for (extra, code) in [
        (vec![("Body", "Hi")], Some(63016)),
        (vec![("ContentSid", good.as_str())], None),
        (vec![("ContentSid", draft.as_str())], Some(63016)),
        (vec![("ContentSid", rejected.as_str())], Some(63040)),
        (vec![("ContentSid", paused.as_str())], Some(63041)),
        (vec![("ContentSid", disabled.as_str())], Some(63042)),
        (vec![("ContentSid", unsampled.as_str())], Some(63028)),
        (
            vec![("ContentSid", good.as_str()), ("MediaUrl", &file)],
            Some(63030),
        ),
        (
            vec![
                ("ContentSid", good.as_str()),
                ("ContentVariables", r#"{"1":"a\nb"}"#),
            ],
            Some(63013),
        ),
    ] {
        assert_eq!(failure(&talk, &extra).await, code, "{extra:?}");
    }
    talk.buyer_writes("Hi").unwrap();
    for sid in [&draft, &rejected] {
        assert_eq!(failure(&talk, &[("ContentSid", sid)]).await, None);
    }
}

#[tokio::test]
async fn what_twilio_sees_at_once_is_refused_at_once() {
    let talk = talk().await;
    let sid = talk.approved("good", "UTILITY", GOOD).await;
    let unknown = format!("HX{}", "a".repeat(32));
    let own = format!("whatsapp:{}", talk.number);
    for (extra, code) in [
        (vec![], 21602),
        (vec![("ContentVariables", "{}")], 21654),
        (vec![("ContentSid", unknown.as_str())], 21655),
        (
            vec![("ContentSid", sid.as_str()), ("ContentVariables", "[1]")],
            21656,
        ),
        (vec![("Body", "x"), ("PersistentAction", "geo:999,4.89")], 63011),
    ] {
        let refused = talk.send(&extra).await;
        assert_eq!(
            (refused.status, &refused.json["code"]),
            (400, &json!(code)),
            "{extra:?}"
        );
    }
    let refused = talk
        .send_to(own.trim_start_matches("whatsapp:"), &[("Body", "x")])
        .await;
    assert_eq!(refused.json["code"], 63031);
}

#[tokio::test]
async fn marketing_has_its_own_limits() {
    let talk = talk().await;
    let sid = talk.approved("sale", "MARKETING", GOOD).await;
    let to_america = talk.send_to("+12025550123", &[("ContentSid", &sid)]).await;
    talk.stage.simulator.settle().await;
    let sent = talk.message(to_america.json["sid"].as_str().unwrap());
    assert_eq!((sent.error, sent.status.as_str()), (Some(63049), "undelivered"));

    assert_eq!(failure(&talk, &[("ContentSid", &sid)]).await, None);
    talk.stage.simulator.stop_marketing(BUYER, &talk.number, true);
    assert_eq!(failure(&talk, &[("ContentSid", &sid)]).await, Some(63033));
    talk.stage.simulator.stop_marketing(BUYER, &talk.number, false);
    assert_eq!(failure(&talk, &[("ContentSid", &sid)]).await, None);
}

#[tokio::test]
async fn who_has_said_stop_is_not_written_to_until_start() {
    let talk = talk().await;
    let say = |word: &str| Inbound {
        body: word.into(),
        opt_out: Some(word.into()),
        ..talk.draft()
    };
    let form = talk.arrives(&say("STOP")).await;
    assert!(form.contains(&("OptOutType".into(), "STOP".into())));
    let refused = talk.send(&[("Body", "Yes?")]).await;
    assert_eq!((refused.status, &refused.json["code"]), (400, &json!(21610)));
    talk.arrives(&say("START")).await;
    assert_eq!(talk.send(&[("Body", "Welcome back")]).await.status, 201);
}

#[tokio::test]
async fn any_code_can_be_scripted_for_a_person_or_a_template() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    let sid = talk.approved("good", "UTILITY", GOOD).await;
    let script = |rule: Rule| talk.stage.simulator.script(rule);
    script(Rule::new(Outcome::Fails(63024)).person("+31600000001"));
    script(Rule::new(Outcome::Fails(63027)).template("good"));
    assert_eq!(failure(&talk, &[("Body", "x")]).await, None);
    assert_eq!(failure(&talk, &[("ContentSid", &sid)]).await, Some(63027));

    script(
        Rule::new(Outcome::Refused(21610))
            .call("messages.create")
            .person(BUYER),
    );
    assert_eq!(talk.send(&[("Body", "x")]).await.json["code"], 21610);
    assert_eq!(talk.send(&[("Body", "x")]).await.status, 201);
    // A refusal that is meant for registrations is not used up by messages.
    script(Rule::new(Outcome::Refused(63104)));
    assert_eq!(talk.send(&[("Body", "x")]).await.status, 201);
}

#[tokio::test]
async fn a_service_accepts_first_and_chooses_the_sender_later() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    let service = format!("MG{}", "1".repeat(32));
    let url = talk
        .stage
        .core(&format!("Accounts/{}/Messages.json", talk.dealer.sid));
    let to = format!("whatsapp:{BUYER}");
    let form = [
        ("To", to.as_str()),
        ("MessagingServiceSid", &service),
        ("Body", "Hi"),
    ];
    let accepted = talk.stage.form(&talk.dealer, &url, &form).await;
    assert_eq!(
        (accepted.status, &accepted.json["status"]),
        (201, &json!("accepted"))
    );
    assert!(accepted.json["from"].is_null());
    talk.stage.simulator.settle().await;
    let sent = talk.message(accepted.json["sid"].as_str().unwrap());
    assert_eq!(
        (sent.status.as_str(), sent.from),
        ("read", format!("whatsapp:{}", talk.number))
    );
    assert!(talk.statuses().contains(&"queued".to_owned()));
    assert_eq!(
        talk.ear.heard("/status")[0].field("MessagingServiceSid"),
        Some(service)
    );
}

#[tokio::test]
async fn a_buyer_may_read_late_never_or_hear_nothing() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    let script = |rule: Rule| talk.stage.simulator.script(rule);
    script(Rule::new(Outcome::ReadLate).person(BUYER));
    let sid = talk.sent(&[("Body", "one")]).await.sid;
    assert_eq!(talk.message(&sid).status, "delivered");
    talk.stage.simulator.advance(Duration::from_mins(10)).await;
    assert_eq!(talk.message(&sid).status, "read");

    script(Rule::new(Outcome::NeverRead).person(BUYER));
    assert_eq!(talk.sent(&[("Body", "two")]).await.status, "delivered");
    script(
        Rule::new(Outcome::StuckAtSent)
            .person(BUYER)
            .number(&talk.number)
            .always(),
    );
    assert_eq!(talk.sent(&[("Body", "three")]).await.status, "sent");
    assert_eq!(talk.sent(&[("Body", "four")]).await.status, "sent");
}

#[tokio::test]
async fn reports_about_one_sender_or_person_can_be_lost_or_late() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    talk.stage.simulator.settle().await;
    let script = |rule: Rule| talk.stage.simulator.script(rule);
    script(Rule::new(Outcome::WebhookLost).person("+31600000001").always());
    script(Rule::new(Outcome::WebhookLost).number(&talk.number).person(BUYER));
    script(Rule::new(Outcome::WebhookLate).number(&talk.number));
    talk.sent(&[("Body", "one")]).await;
    // `sent` is lost and `delivered` is late.
    assert_eq!(talk.statuses(), ["read"]);
    talk.stage.simulator.advance(Duration::from_mins(1)).await;
    assert_eq!(talk.statuses(), ["read", "delivered"]);
}

#[tokio::test]
async fn somebody_without_a_number_is_answered_by_their_id() {
    let talk = talk().await;
    let hidden = Inbound {
        from: String::new(),
        body: "Hi".into(),
        ..talk.draft()
    };
    let form = talk.arrives(&hidden).await;
    let from = twilio::form::value(&form, "From").unwrap();
    let person = from.trim_start_matches("whatsapp:").to_owned();
    assert_eq!(
        talk.stage.simulator.user_id("Bram", &talk.number),
        Some(person.clone())
    );

    let (client, creds) = talk.client();
    let answer = NewMessage {
        from: format!("whatsapp:{}", talk.number),
        to: from.to_owned(),
        body: Some("Hello".into()),
        ..NewMessage::default()
    };
    let sent = client
        .send_message(&creds, &creds.account_sid, &answer)
        .await
        .unwrap();
    talk.stage.simulator.settle().await;
    let sent = client
        .fetch_message(&creds, &creds.account_sid, &sent.sid)
        .await
        .unwrap();
    assert_eq!(sent.status, MessageStatus::Read);
    assert_eq!(
        talk.send_to("NL.no-good", &[("Body", "x")]).await.json["code"],
        21211
    );
}

#[tokio::test]
async fn a_place_is_sent_with_its_name_and_address() {
    let talk = talk().await;
    talk.buyer_writes("Where are you?").unwrap();
    let (client, creds) = talk.client();
    let place = NewMessage {
        from: format!("whatsapp:{}", talk.number),
        to: format!("whatsapp:{BUYER}"),
        body: Some("Our showroom".into()),
        persistent_action: vec!["geo:52.37,4.89|Keizersgracht 1".into()],
        ..NewMessage::default()
    };
    let sent = client
        .send_message(&creds, &creds.account_sid, &place)
        .await
        .unwrap();
    let place = talk.message(sent.sid.as_str()).location.unwrap();
    assert_eq!((place.latitude, place.longitude), (52.37, 4.89));
    assert_eq!(
        (place.label.as_str(), place.address.as_str()),
        ("Our showroom", "Keizersgracht 1")
    );
}

#[tokio::test]
async fn dots_are_shown_for_25_seconds_or_until_the_answer_and_mark_as_read() {
    let talk = talk().await;
    let simulator = &talk.stage.simulator;
    let first = talk.buyer_writes("Hi").unwrap();
    let second = talk.buyer_writes("Anybody there?").unwrap();
    let (client, creds) = talk.client();
    assert!(
        client
            .show_typing(&creds, &second.parse().unwrap())
            .await
            .unwrap()
    );
    assert!(simulator.is_typing(BUYER, &talk.number));
    assert!(talk.message(&first).seen.is_some() && talk.message(&second).seen.is_some());
    simulator.advance(Duration::from_secs(26)).await;
    assert!(!simulator.is_typing(BUYER, &talk.number));

    client
        .show_typing(&creds, &second.parse().unwrap())
        .await
        .unwrap();
    talk.sent(&[("Body", "Yes")]).await;
    assert!(!simulator.is_typing(BUYER, &talk.number));
    let unknown = format!("SM{}", "0".repeat(32)).parse().unwrap();
    assert!(
        client
            .show_typing(&creds, &unknown)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn messages_are_listed_by_day_and_by_no_time_of_day() {
    let talk = talk().await;
    talk.buyer_writes("Hi").unwrap();
    talk.sent(&[("Body", "one")]).await;
    talk.stage.simulator.advance(Duration::from_hours(24)).await;
    talk.buyer_writes("Hi").unwrap();
    // A template names the moment it was made in the same way.
    let today = talk.template(json!({"twilio/text": {"body": GOOD}})).await;
    let today = talk
        .stage
        .get(&talk.dealer, &talk.content(&format!("/{today}")))
        .await
        .json;
    let moment = today["date_created"].as_str().unwrap();
    talk.sent(&[("Body", "two")]).await;
    let listed = |query: String| {
        let talk = &talk;
        async move {
            let path = format!(
                "Accounts/{}/Messages.json?From=whatsapp%3A%2B{}&{query}",
                talk.dealer.sid,
                &talk.number[1..]
            );
            talk.stage.get(&talk.dealer, &talk.stage.core(&path)).await
        }
    };
    let today = &moment[..10];
    for (query, words) in [
        (format!("DateSent={today}"), vec!["two"]),
        (format!("DateSent%3E={today}"), vec!["two"]),
        (format!("DateSent%3C={today}"), vec!["two", "one"]),
    ] {
        let page = listed(query.clone()).await.json;
        let all = page["messages"].as_array().unwrap();
        let bodies: Vec<_> = all.iter().map(|one| one["body"].as_str().unwrap()).collect();
        assert_eq!(bodies, words, "{query}");
    }
    for name in ["DateSent", "DateSent%3E", "DateSent%3C"] {
        let refused = listed(format!("{name}={moment}")).await;
        assert_eq!((refused.status, &refused.json["code"]), (400, &json!(20001)));
    }
}
