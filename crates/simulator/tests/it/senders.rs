use std::time::Duration;

use serde_json::{Value, json};
use simulator::{MetaEvent, Outcome, Rule, SignupScript, Solution};

use crate::stage::{Stage, keys};

fn code(reply: &crate::stage::Reply) -> (u16, u64) {
    (reply.status, reply.json["code"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn a_number_that_twilio_reads_itself_goes_online_without_anybody() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Mobile", &[]).await;
    let waba = stage.waba().await;

    let made = stage.register(&dealer, &number, &waba).await;
    assert_eq!(made.status, 202);
    assert_eq!(
        keys(&made.json),
        [
            "configuration",
            "profile",
            "sender_id",
            "sid",
            "status",
            "webhook"
        ]
    );
    assert_eq!(
        keys(&made.json["configuration"]),
        [
            "account_type",
            "verification_code",
            "verification_method",
            "voice_application_sid",
            "waba_id"
        ]
    );
    assert_eq!(made.json["status"], "CREATING");
    assert!(made.headers.contains_key("t-request-id"));

    let sid = made.json["sid"].as_str().unwrap();
    assert_eq!(stage.look(&dealer, sid).await["status"], "VERIFYING");
    let online = stage.look(&dealer, sid).await;
    assert_eq!(online["status"], "ONLINE");
    assert_eq!(
        keys(&online),
        [
            "compliance",
            "configuration",
            "friendly_name",
            "offline_reasons",
            "profile",
            "properties",
            "sender_id",
            "sid",
            "status",
            "url",
            "webhook"
        ]
    );
    assert_eq!(online["properties"]["quality_rating"], "HIGH");
    assert!(online["configuration"]["verification_method"].is_null());
    // Webhooks that were never set are empty, not missing.
    assert_eq!(online["webhook"]["callback_url"], "");
    assert!(
        online["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/v2/Channels/Senders/{sid}"))
    );
    assert!(stage.simulator.otps().is_empty());
}

#[tokio::test]
async fn a_list_needs_its_channel_and_shows_the_own_account_only() {
    let stage = Stage::set().await;
    let (dealer, _, sid, _) = stage.online(json!({})).await;
    let other = stage.subaccount("two").await;

    assert_eq!(
        code(&stage.get(&dealer, &stage.senders_url("")).await),
        (400, 20001)
    );
    let mine = stage.get(&dealer, &stage.senders_url("?Channel=whatsapp")).await;
    assert_eq!(mine.json["senders"].as_array().unwrap().len(), 1);
    assert_eq!(
        keys(&mine.json["meta"]),
        [
            "first_page_url",
            "key",
            "next_page_url",
            "page",
            "page_size",
            "previous_page_url",
            "url"
        ]
    );
    assert_eq!(mine.json["meta"]["key"], "senders");

    // The parent's credentials act on the parent, which has the ISV's own and no dealer's.
    let parents = stage
        .get(&stage.parent(), &stage.senders_url("?Channel=whatsapp"))
        .await;
    let numbers: Vec<&Value> = parents.json["senders"].as_array().unwrap().iter().collect();
    assert_eq!(numbers.len(), 1);
    assert_eq!(
        (&numbers[0]["sender_id"], &numbers[0]["status"]),
        (&json!("whatsapp:+12025550143"), &json!("ONLINE"))
    );
    stage.simulator.set_own_sender(None);
    let parents = stage
        .get(&stage.parent(), &stage.senders_url("?Channel=whatsapp"))
        .await;
    assert_eq!(parents.json["senders"], json!([]));
    assert_eq!(
        code(
            &stage
                .get(&stage.parent(), &stage.senders_url(&format!("/{sid}")))
                .await
        ),
        (404, 20404)
    );
    assert_eq!(
        code(&stage.get(&other, &stage.senders_url(&format!("/{sid}"))).await),
        (404, 20404)
    );
}

#[tokio::test]
async fn what_is_not_valid_is_63100() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    let number = "+31612345678";
    for more in [
        json!({"sender_id": "+31612345678"}),
        json!({"profile": {"name": ""}}),
        json!({"profile": {"vertical": "automotive"}}),
        json!({"profile": {"websites": ["https://a.example"]}}),
        json!({"configuration": {"verification_method": "email"}}),
        json!({"configuration": {"waba_id": ""}}),
        json!({"webhook": {"callback_method": "GET"}}),
        json!({"webhook": {"callback_url": "not an address"}}),
    ] {
        let refused = stage.register_with(&dealer, number, &waba, more.clone()).await;
        assert_eq!(code(&refused), (400, 63100), "{more}");
    }
    let form = stage
        .form(
            &dealer,
            &stage.senders_url(""),
            &[("sender_id", "whatsapp:+31612345678")],
        )
        .await;
    assert_eq!(code(&form), (400, 63100));
    assert!(stage.simulator.senders().is_empty());
    assert_eq!(stage.simulator.registrations(number), 0);
}

#[tokio::test]
async fn one_waba_belongs_to_one_account() {
    let stage = Stage::set().await;
    let (dealer, _, _, waba) = stage.online(json!({})).await;
    let other_waba = stage.waba().await;
    let other = stage.subaccount("two").await;

    assert_eq!(
        code(&stage.register(&dealer, "+31612345678", &other_waba).await),
        (400, 63102)
    );
    assert_eq!(
        code(&stage.register(&other, "+31612345678", &waba).await),
        (400, 63101)
    );
    assert_eq!(
        code(&stage.register(&other, "+31612345678", "999999999999999").await),
        (400, 63101)
    );
}

#[tokio::test]
async fn a_waba_that_was_not_shared_cannot_be_used() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    for solution in [Solution::Missing, Solution::Wrong("1".into())] {
        let script = SignupScript {
            solution,
            ..SignupScript::default()
        };
        let waba = stage.simulator.complete_signup(script).await.waba_id;
        assert_eq!(
            code(&stage.register(&dealer, "+31612345678", &waba).await),
            (400, 63101)
        );
    }
}

#[tokio::test]
async fn another_providers_credit_line_a_full_waba_and_a_banned_one_have_their_codes() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    stage
        .simulator
        .change_waba(&waba, |waba| waba.has_foreign_credit_line = true);
    assert_eq!(
        code(&stage.register(&dealer, "+31612345678", &waba).await),
        (400, 63103)
    );
    stage
        .simulator
        .change_waba(&waba, |waba| waba.has_foreign_credit_line = false);

    stage.simulator.change_waba(&waba, |waba| waba.is_banned = true);
    assert_eq!(
        code(&stage.register(&dealer, "+31612345678", &waba).await),
        (400, 63112)
    );
    stage.simulator.change_waba(&waba, |waba| waba.is_banned = false);

    stage.simulator.change_waba(&waba, |waba| waba.max_numbers = 1);
    assert_eq!(stage.register(&dealer, "+31612345678", &waba).await.status, 202);
    assert_eq!(
        code(&stage.register(&dealer, "+31612345679", &waba).await),
        (400, 63104)
    );
}

#[tokio::test]
async fn a_further_number_needs_no_waba_id() {
    let stage = Stage::set().await;
    let (dealer, _, _, waba) = stage.online(json!({})).await;
    let second = stage.buy_kind(&dealer, "Mobile", &[]).await;
    let body = json!({"sender_id": format!("whatsapp:{second}"), "profile": {"name": "Second"}});
    let made = stage.json(&dealer, &stage.senders_url(""), &body).await;
    assert_eq!(made.status, 202);
    assert_eq!(made.json["configuration"]["waba_id"], waba.as_str());
}

#[tokio::test]
async fn a_number_that_is_registered_already_is_refused_and_costs_nothing() {
    let stage = Stage::set().await;
    let (dealer, number, sid, waba) = stage.online(json!({})).await;
    assert_eq!(code(&stage.register(&dealer, &number, &waba).await), (409, 63105));
    assert_eq!(stage.simulator.registrations(&number), 1);

    assert_eq!(
        stage
            .delete(&dealer, &stage.senders_url(&format!("/{sid}")))
            .await
            .status,
        204
    );
    assert_eq!(stage.register(&dealer, &number, &waba).await.status, 202);
}

#[tokio::test]
async fn the_eleventh_registration_in_72_hours_is_refused() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    let number = "+31612345678";
    for _ in 0..10 {
        let made = stage.register(&dealer, number, &waba).await;
        assert_eq!(made.status, 202);
        let one = stage.senders_url(&format!("/{}", made.json["sid"].as_str().unwrap()));
        stage.delete(&dealer, &one).await;
    }
    assert_eq!(code(&stage.register(&dealer, number, &waba).await), (400, 20249));

    stage.simulator.advance(Duration::from_hours(73)).await;
    assert_eq!(stage.register(&dealer, number, &waba).await.status, 202);
}

#[tokio::test]
async fn a_scripted_refusal_hits_its_number_and_nobody_else() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    stage
        .simulator
        .script(Rule::new(Outcome::Refused(63104)).number("+31612345678"));

    assert_eq!(stage.register(&dealer, "+31600000001", &waba).await.status, 202);
    assert_eq!(
        code(&stage.register(&dealer, "+31612345678", &waba).await),
        (400, 63104)
    );
    assert_eq!(stage.register(&dealer, "+31612345678", &waba).await.status, 202);
}

#[tokio::test]
async fn a_review_lasts_as_long_as_it_was_scripted() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Mobile", &[]).await;
    let waba = stage.waba().await;
    stage
        .simulator
        .script(Rule::new(Outcome::TwilioReview).lasting(Duration::from_hours(20)));
    let made = stage.register(&dealer, &number, &waba).await;
    let sid = made.json["sid"].as_str().unwrap();

    for _ in 0..5 {
        assert_eq!(stage.look(&dealer, sid).await["status"], "TWILIO_REVIEW");
    }
    stage.simulator.advance(Duration::from_hours(21)).await;
    assert_eq!(stage.look(&dealer, sid).await["status"], "ONLINE");
}

#[tokio::test]
async fn offline_just_after_registering_can_pass_by_itself() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Mobile", &[]).await;
    let waba = stage.waba().await;
    stage.simulator.script(Rule::new(Outcome::TransientOffline));
    let made = stage.register(&dealer, &number, &waba).await;
    let sid = made.json["sid"].as_str().unwrap();

    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(
            stage.look(&dealer, sid).await["status"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(seen, ["VERIFYING", "OFFLINE", "ONLINE"]);
}

#[tokio::test]
async fn reasons_for_being_offline_are_texts_with_a_link() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    stage.simulator.script(Rule::new(Outcome::EndsOffline(63112)));
    let made = stage.register(&dealer, "+31612345678", &waba).await;
    let sender = stage.look(&dealer, made.json["sid"].as_str().unwrap()).await;

    assert_eq!(sender["status"], "OFFLINE");
    let reason = &sender["offline_reasons"][0];
    assert_eq!(keys(reason), ["code", "message", "more_info"]);
    assert_eq!(reason["code"], "63112");
    assert!(sender["properties"].is_null());
}

#[tokio::test]
async fn an_update_changes_one_group_and_shows_no_other() {
    let stage = Stage::set().await;
    let (dealer, _, sid, _) = stage.online(json!({})).await;
    let one = stage.senders_url(&format!("/{sid}"));
    let webhook = json!({"webhook": {"callback_url": "https://p.example/in"}});

    let changed = stage.json(&dealer, &one, &webhook).await;
    assert_eq!(
        (changed.status, &changed.json["status"]),
        (202, &json!("ONLINE:UPDATING"))
    );
    assert_eq!(changed.json["webhook"]["callback_url"], "https://p.example/in");
    assert_eq!(
        (&changed.json["profile"], &changed.json["configuration"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
}

#[tokio::test]
async fn a_new_display_name_waits_for_meta() {
    let stage = Stage::set().await;
    let (dealer, _, sid, _) = stage.online(json!({})).await;
    let one = stage.senders_url(&format!("/{sid}"));
    stage
        .json(
            &dealer,
            &one,
            &json!({"profile": {"name": "New Name", "about": "Open till six"}}),
        )
        .await;

    let before = stage.look(&dealer, &sid).await;
    assert_eq!(before["profile"]["name"], "Autohaus Lindenberg");
    assert_eq!(before["profile"]["about"], "Open till six");
    assert_eq!(before["pending_display_name_status"], "PENDING_REVIEW");
    stage.simulator.advance(Duration::from_hours(1)).await;
    let after = stage.look(&dealer, &sid).await;
    assert_eq!(after["profile"]["name"], "New Name");
    assert_eq!(after["pending_display_name_status"], "COMPLETED");
}

#[tokio::test]
async fn what_happens_at_meta_shows_at_twilio() {
    let stage = Stage::set().await;
    let (dealer, _, sid, waba) = stage.online(json!({})).await;
    let happen = |event: &str, value: Option<&str>| {
        let event = MetaEvent {
            event: event.into(),
            waba_id: waba.clone(),
            number: None,
            value: value.map(Into::into),
        };
        stage.simulator.meta_event(&event).unwrap();
    };
    happen("QUALITY", Some("RED"));
    happen("LIMIT", Some("TIER_10K"));
    let sender = stage.look(&dealer, &sid).await;
    assert_eq!(
        sender["properties"],
        json!({"quality_rating": "LOW", "messaging_limit": "10K Customers/24hr"})
    );

    happen("DISABLED_UPDATE", Some("SCHEDULE_FOR_DISABLE"));
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
    happen("DISABLED_UPDATE", Some("DISABLE"));
    let banned = stage.look(&dealer, &sid).await;
    assert_eq!(
        (&banned["status"], &banned["offline_reasons"][0]["code"]),
        (&json!("OFFLINE"), &json!("63112"))
    );
    happen("DISABLED_UPDATE", Some("REINSTATE"));
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");

    happen("PARTNER_REMOVED", None);
    let gone = stage.look(&dealer, &sid).await;
    assert_eq!(
        (&gone["status"], &gone["offline_reasons"][0]["code"]),
        (&json!("OFFLINE"), &json!("63111"))
    );
}
