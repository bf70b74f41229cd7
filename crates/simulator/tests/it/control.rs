use serde_json::json;
use simulator::{Outcome, Rule, Scope};

use crate::ear::Ear;
use crate::stage::{Stage, send};

#[tokio::test]
async fn rules_are_written_and_read_as_json() {
    let rule: Rule = serde_json::from_value(json!({
        "scope": {"number": "+31612345678"}, "outcome": "twilio_review", "times": 2, "seconds": 60,
    }))
    .unwrap();
    assert_eq!(rule.outcome, Outcome::TwilioReview);
    assert_eq!((rule.times, rule.seconds), (Some(2), Some(60)));
    let any: Rule =
        serde_json::from_value(json!({"scope": {"any": true}, "outcome": "error_63101"})).unwrap();
    assert_eq!(
        (any.scope, any.outcome, any.times),
        (Scope::default(), Outcome::Refused(63101), Some(1))
    );

    for (name, outcome) in Outcome::PLAIN {
        assert_eq!(&name.parse::<Outcome>().unwrap(), outcome);
        assert_eq!(outcome.to_string(), *name);
    }
    for screen in simulator::SCREENS {
        assert_eq!(
            format!("cancel_at_{screen}").parse(),
            Ok(Outcome::CancelAt(screen.into()))
        );
    }
    assert!("cancel_at_NOWHERE".parse::<Outcome>().is_err());
    assert!("whatever".parse::<Outcome>().is_err());
}

#[tokio::test]
async fn everything_can_be_done_from_outside_rust() {
    let stage = Stage::set().await;
    let ear = Ear::silent().await;
    assert_eq!(
        stage
            .control("meta-webhook", &json!({"url": ear.at("/meta").as_str()}))
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .control("rules", &json!({"scope": {}, "outcome": "transient_offline"}))
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .control("rules", &json!({"scope": {}, "outcome": "nonsense"}))
            .await
            .status,
        400
    );
    assert_eq!(stage.simulator.rules().len(), 1);

    let signup = stage
        .control("signup", &json!({"business_name": "Garage Peeters"}))
        .await
        .json;
    stage.control("settle", &json!({})).await;
    assert_eq!(ear.heard("/meta").len(), 1);
    let waba = signup["waba_id"].as_str().unwrap();
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Mobile", &[]).await;
    assert_eq!(stage.register(&dealer, &number, waba).await.status, 202);
    stage.control("advance", &json!({"seconds": 600})).await;

    let state = send(
        stage
            .http
            .get(stage.simulator.url().join("/control/state").unwrap()),
    )
    .await
    .json;
    assert_eq!(state["senders"][0]["status"], "ONLINE");
    assert_eq!(state["wabas"][0]["name"], "Garage Peeters");
    let token = stage.simulator.account(&dealer.sid).unwrap().auth_token;
    assert!(!state.to_string().contains(&token), "the page shows no secret");

    assert_eq!(
        stage
            .control(
                "meta-event",
                &json!({"event": "PARTNER_REMOVED", "waba_id": waba})
            )
            .await
            .status,
        200
    );
    assert_eq!(
        stage.simulator.sender(&number).unwrap().status,
        simulator::Status::Offline
    );
    assert_eq!(
        stage
            .control("inbound", &json!({"from": "+31655555555", "to": number}))
            .await
            .status,
        400
    );

    stage.control("reset", &json!({})).await;
    assert!(stage.simulator.senders().is_empty() && stage.simulator.subaccounts().is_empty());
}

#[tokio::test]
async fn the_page_and_its_parts_are_there_under_a_strict_policy() {
    let stage = Stage::set().await;
    for path in [
        "/",
        "/control/assets/control.js",
        "/control/assets/control.css",
        "/meta/sdk.js",
        "/meta/dialog",
        "/meta/dialog.js",
        "/meta/dialog.css",
    ] {
        let page = stage
            .http
            .get(stage.simulator.url().join(path).unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(page.status(), 200, "{path}");
        if path == "/" || path == "/meta/dialog" {
            let policy = page.headers()["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
        }
        let text = page.text().await.unwrap();
        assert!(text.len() > 100, "{path}");
        assert!(!text.contains("style="), "{path}");
    }
}

#[tokio::test]
async fn the_handshake_is_done_as_meta_does_it() {
    let stage = Stage::set().await;
    assert_eq!(
        stage
            .control("handshake", &json!({"verify_token": "t"}))
            .await
            .status,
        400
    );
    let ear = Ear::open(|heard| {
        let query: Vec<(String, String)> = url::form_urlencoded::parse(heard.query.as_bytes())
            .into_owned()
            .collect();
        let get = |name: &str| query.iter().find(|(key, _)| key == name).unwrap().1.clone();
        if get("hub.verify_token") == "right" {
            (200, get("hub.challenge"))
        } else {
            (403, String::new())
        }
    })
    .await;
    stage.simulator.set_meta_webhook(ear.at("/meta"));
    assert_eq!(
        stage
            .control("handshake", &json!({"verify_token": "right"}))
            .await
            .json["ok"],
        true
    );
    assert_eq!(
        stage
            .control("handshake", &json!({"verify_token": "wrong"}))
            .await
            .json["ok"],
        false
    );
}
