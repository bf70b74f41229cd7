use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Ending, MetaEvent, PartnerAdded, SignupScript, Solution};

use crate::ear::Ear;
use crate::stage::{Stage, send};

async fn with_webhook() -> (Stage, Ear) {
    let stage = Stage::set().await;
    let ear = Ear::silent().await;
    stage.simulator.set_meta_webhook(ear.at("/meta"));
    (stage, ear)
}

fn event(messages: &[String]) -> Option<Value> {
    messages
        .iter()
        .filter_map(|text| serde_json::from_str::<Value>(text).ok())
        .find(|message| message["type"] == "WA_EMBEDDED_SIGNUP")
}

#[tokio::test]
async fn finishing_without_a_number_names_the_waba_and_the_business() {
    let (stage, _) = with_webhook().await;
    let done = stage.simulator.complete_signup(SignupScript::default()).await;
    let said = event(&done.messages).unwrap();
    assert_eq!(said["event"], "FINISH_ONLY_WABA");
    assert_eq!(
        said["data"],
        json!({"waba_id": done.waba_id, "business_id": done.business_id})
    );
    assert!(done.messages.len() > 1, "noise comes along");
    assert!(done.code.is_some());
}

#[tokio::test]
async fn finishing_with_a_number_names_it_too() {
    let (stage, _) = with_webhook().await;
    let script = SignupScript {
        number: Some("+31612345678".into()),
        ..SignupScript::default()
    };
    let done = stage.simulator.complete_signup(script).await;
    let said = event(&done.messages).unwrap();
    assert_eq!(said["event"], "FINISH");
    assert_eq!(
        said["data"]["phone_number_id"],
        done.phone_number_id.unwrap().as_str()
    );
    assert!(
        said["data"]["waba_id"]
            .as_str()
            .unwrap()
            .bytes()
            .all(|b| b.is_ascii_digit())
    );
}

#[tokio::test]
async fn meta_tells_the_app_that_the_partner_was_added_and_signs_it() {
    let (stage, ear) = with_webhook().await;
    let done = stage.simulator.complete_signup(SignupScript::default()).await;
    stage.simulator.settle().await;

    let heard = ear.heard("/meta");
    assert_eq!(heard.len(), 1);
    let secret = stage.simulator.config().app_secret.as_bytes().to_vec();
    assert_eq!(
        heard[0].header("x-hub-signature-256"),
        meta::signature::sign(&secret, &heard[0].body)
    );
    let body = heard[0].json();
    let change = &body["entry"][0]["changes"][0];
    assert_eq!(
        (&body["object"], &change["field"]),
        (&json!("whatsapp_business_account"), &json!("account_update"))
    );
    assert_eq!(change["value"]["event"], "PARTNER_ADDED");
    let info = &change["value"]["waba_info"];
    assert_eq!(info["waba_id"], done.waba_id.as_str());
    assert_eq!(info["owner_business_id"], done.business_id.as_str());
    assert_eq!(info["solution_id"], stage.simulator.config().solution_id.as_str());
    assert_ne!(body["entry"][0]["id"], done.waba_id.as_str());
}

#[tokio::test]
async fn partner_added_comes_before_twice_never_or_without_the_solution() {
    for (when, count) in [
        (PartnerAdded::Before, 1),
        (PartnerAdded::Twice, 2),
        (PartnerAdded::Never, 0),
        (PartnerAdded::WithoutSolutionId, 1),
    ] {
        let (stage, ear) = with_webhook().await;
        stage
            .simulator
            .complete_signup(SignupScript {
                partner_added: when,
                ..SignupScript::default()
            })
            .await;
        if when != PartnerAdded::Before {
            stage.simulator.settle().await;
        }
        let heard = ear.heard("/meta");
        assert_eq!(heard.len(), count, "{when:?}");
        for one in heard {
            let info = &one.json()["entry"][0]["changes"][0]["value"]["waba_info"];
            assert_eq!(
                info.get("solution_id").is_some(),
                when != PartnerAdded::WithoutSolutionId
            );
        }
    }
}

#[tokio::test]
async fn a_popup_without_the_solution_shares_nothing_and_meta_names_no_solution() {
    let (stage, ear) = with_webhook().await;
    let script = SignupScript {
        solution: Solution::Missing,
        ..SignupScript::default()
    };
    let done = stage.simulator.complete_signup(script).await;
    stage.simulator.settle().await;
    let waba = stage
        .simulator
        .wabas()
        .into_iter()
        .find(|waba| waba.id == done.waba_id)
        .unwrap();
    assert!(!waba.is_shared);
    let info = &ear.heard("/meta")[0].json()["entry"][0]["changes"][0]["value"]["waba_info"];
    assert!(info.get("solution_id").is_none());
}

#[tokio::test]
async fn meta_tries_again_until_it_is_answered_with_200() {
    let stage = Stage::set().await;
    let status = Arc::new(AtomicU16::new(500));
    let answer = Arc::clone(&status);
    let ear = Ear::open(move |_| (answer.load(Ordering::SeqCst), String::new())).await;
    stage.simulator.set_meta_webhook(ear.at("/meta"));
    stage.simulator.complete_signup(SignupScript::default()).await;
    stage.simulator.settle().await;
    assert_eq!(ear.heard("/meta").len(), 1);

    stage.simulator.advance(Duration::from_mins(2)).await;
    assert_eq!(ear.heard("/meta").len(), 2);
    status.store(200, Ordering::SeqCst);
    stage.simulator.advance(Duration::from_hours(24 * 9)).await;
    assert_eq!(ear.heard("/meta").len(), 3);
    assert_eq!(ear.heard("/meta")[0].body, ear.heard("/meta")[2].body);
}

#[tokio::test]
async fn every_other_ending_says_what_meta_says() {
    let (stage, ear) = with_webhook().await;
    let end = |ending: Ending| {
        stage.simulator.complete_signup(SignupScript {
            ending,
            ..SignupScript::default()
        })
    };

    for screen in simulator::SCREENS {
        let done = end(Ending::Cancel(screen.into())).await;
        assert_eq!(
            event(&done.messages).unwrap()["data"],
            json!({"current_step": screen})
        );
        assert_eq!(done.code, None);
    }
    let reported = event(&end(Ending::Report).await.messages).unwrap();
    assert_eq!(reported["event"], "CANCEL");
    assert_eq!(
        crate::stage::keys(&reported["data"]),
        ["error_id", "error_message", "session_id", "timestamp"]
    );
    assert!(end(Ending::Closed).await.messages.is_empty());
    stage.simulator.settle().await;
    assert!(ear.heard("/meta").is_empty(), "nothing was shared yet");

    let unheard = end(Ending::Unheard).await;
    assert!(unheard.messages.is_empty() && unheard.code.is_none());
    stage.simulator.settle().await;
    assert_eq!(ear.heard("/meta").len(), 1, "Meta knows nevertheless");

    let twice = end(Ending::FinishTwice).await;
    let finishes = twice
        .messages
        .iter()
        .filter(|text| text.contains("FINISH"))
        .count();
    assert_eq!(finishes, 2);
}

#[tokio::test]
async fn the_code_lives_thirty_seconds_and_works_once() {
    let (stage, _) = with_webhook().await;
    let config = stage.simulator.config().clone();
    let url = format!("{}/v25.0/oauth/access_token", stage.simulator.urls().graph);
    let exchange = async |code: &str| {
        let query = [
            ("client_id", config.app_id.as_str()),
            ("client_secret", &config.app_secret),
            ("code", code),
        ];
        send(stage.http.get(&url).query(&query)).await
    };
    let first = stage.simulator.complete_signup(SignupScript::default()).await;
    let code = first.code.unwrap();
    let token = exchange(&code).await;
    assert_eq!((token.status, &token.json["token_type"]), (200, &json!("bearer")));
    assert_eq!(exchange(&code).await.json["error"]["error_subcode"], 36009);

    let late = stage
        .simulator
        .complete_signup(SignupScript::default())
        .await
        .code
        .unwrap();
    stage.simulator.advance(Duration::from_secs(31)).await;
    assert_eq!(exchange(&late).await.json["error"]["error_subcode"], 36007);

    let read = |id: &str, rest: &str| {
        let url = format!("{}/v25.0/{id}{rest}", stage.simulator.urls().graph);
        send(
            stage
                .http
                .get(url)
                .bearer_auth(token.json["access_token"].as_str().unwrap()),
        )
    };
    assert_eq!(read(&first.waba_id, "").await.json["id"], first.waba_id.as_str());
    assert_eq!(
        read(&first.waba_id, "/phone_numbers").await.json["data"],
        json!([])
    );
    let foreign = stage.waba().await;
    assert_eq!(read(&foreign, "").await.status, 400);
}

#[tokio::test]
async fn later_events_reach_the_app_in_metas_words() {
    let (stage, ear) = with_webhook().await;
    let done = stage.simulator.complete_signup(SignupScript::default()).await;
    stage.simulator.settle().await;
    for (name, field) in [
        ("PARTNER_REMOVED", "account_update"),
        ("PARTNER_APP_UNINSTALLED", "account_update"),
        ("DISABLED_UPDATE", "account_update"),
        ("ACCOUNT_DELETED", "account_update"),
        ("LIMIT", "phone_number_quality_update"),
        ("NAME", "phone_number_name_update"),
    ] {
        let before = ear.heard("/meta").len();
        let event = MetaEvent {
            event: name.into(),
            waba_id: done.waba_id.clone(),
            number: Some("+31612345678".into()),
            value: None,
        };
        stage.simulator.meta_event(&event).unwrap();
        stage.simulator.settle().await;
        let heard = ear.heard("/meta");
        assert_eq!(heard.len(), before + 1, "{name}");
        assert_eq!(
            heard.last().unwrap().json()["entry"][0]["changes"][0]["field"],
            field
        );
    }
}
