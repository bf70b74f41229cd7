use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Outcome, Reached, Rule, SignupScript};

use crate::ear::{Ear, Heard};
use crate::stage::{Credentials, Stage};

const BYO: &str = "+31612345678";

async fn registered(stage: &Stage, more: Value) -> (Credentials, String) {
    let dealer = stage.subaccount("one").await;
    let waba = stage.waba().await;
    let made = stage.register_with(&dealer, BYO, &waba, more).await;
    assert_eq!(made.status, 202, "{}", made.json);
    (dealer, made.json["sid"].as_str().unwrap().to_owned())
}

async fn enter(stage: &Stage, dealer: &Credentials, sid: &str, code: &str) -> crate::stage::Reply {
    let body = json!({"configuration": {"verification_code": code}});
    stage
        .json(dealer, &stage.senders_url(&format!("/{sid}")), &body)
        .await
}

fn other_than(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

#[tokio::test]
async fn the_dealers_own_number_waits_for_the_code_on_the_dealers_phone() {
    let stage = Stage::set().await;
    let (dealer, sid) = registered(&stage, json!({})).await;

    assert_eq!(stage.look(&dealer, &sid).await["status"], "PENDING_VERIFICATION");
    assert_eq!(stage.look(&dealer, &sid).await["status"], "PENDING_VERIFICATION");
    let code = stage.simulator.otp(BYO).unwrap();
    let otp = stage.simulator.otps().pop().unwrap();
    assert_eq!(otp.reached, Reached::DealersPhone);
    assert!(otp.text.contains(&format!("{}-{}", &code[..3], &code[3..])));

    let taken = enter(&stage, &dealer, &sid, &code).await;
    assert_eq!((taken.status, &taken.json["status"]), (202, &json!("VERIFYING")));
    assert!(taken.json["configuration"]["verification_code"].is_null());
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
}

#[tokio::test]
async fn a_wrong_code_is_found_out_later_and_the_right_one_still_works() {
    let stage = Stage::set().await;
    let (dealer, sid) = registered(&stage, json!({})).await;
    stage.look(&dealer, &sid).await;
    let code = stage.simulator.otp(BYO).unwrap();

    let taken = enter(&stage, &dealer, &sid, other_than(&code)).await;
    assert_eq!((taken.status, &taken.json["status"]), (202, &json!("VERIFYING")));
    let sender = stage.look(&dealer, &sid).await;
    assert_eq!(sender["status"], "PENDING_VERIFICATION");
    assert_eq!(sender["offline_reasons"][0]["code"], "63116");

    enter(&stage, &dealer, &sid, &code).await;
    let online = stage.look(&dealer, &sid).await;
    assert_eq!(
        (&online["status"], &online["offline_reasons"]),
        (&json!("ONLINE"), &Value::Null)
    );
}

#[tokio::test]
async fn a_code_is_late_too_old_or_declared_wrong_when_that_is_scripted() {
    let stage = Stage::set().await;
    stage.simulator.script(
        Rule::new(Outcome::OtpLate)
            .number(BYO)
            .lasting(Duration::from_mins(7)),
    );
    let (dealer, sid) = registered(&stage, json!({})).await;
    stage.look(&dealer, &sid).await;
    assert_eq!(stage.simulator.otp(BYO), None);
    stage.simulator.advance(Duration::from_mins(8)).await;
    let code = stage.simulator.otp(BYO).unwrap();

    for outcome in [Outcome::OtpWrong, Outcome::OtpExpired] {
        stage.simulator.script(Rule::new(outcome));
        enter(&stage, &dealer, &sid, &code).await;
        assert_eq!(
            stage.look(&dealer, &sid).await["offline_reasons"][0]["code"],
            "63116"
        );
    }
    stage.simulator.advance(Duration::from_mins(11)).await;
    enter(&stage, &dealer, &sid, &code).await;
    assert_eq!(
        stage.look(&dealer, &sid).await["offline_reasons"][0]["code"],
        "63116"
    );
}

#[tokio::test]
async fn a_new_code_by_voice_replaces_the_old_one_and_costs_one_of_ten() {
    let stage = Stage::set().await;
    let (dealer, sid) = registered(&stage, json!({})).await;
    stage.look(&dealer, &sid).await;
    let old = stage.simulator.otp(BYO).unwrap();

    let body = json!({"configuration": {"verification_method": "voice"}});
    let again = stage
        .json(&dealer, &stage.senders_url(&format!("/{sid}")), &body)
        .await;
    assert_eq!(again.status, 202);
    assert_eq!(stage.simulator.registrations(BYO), 2);
    let new = stage.simulator.otp(BYO).unwrap();
    assert_ne!(old, new);
    let spoken: Vec<String> = new.chars().map(String::from).collect();
    assert!(
        stage
            .simulator
            .otps()
            .pop()
            .unwrap()
            .text
            .contains(&spoken.join(", "))
    );

    enter(&stage, &dealer, &sid, &old).await;
    assert_eq!(stage.look(&dealer, &sid).await["status"], "PENDING_VERIFICATION");
    enter(&stage, &dealer, &sid, &new).await;
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
}

#[tokio::test]
async fn a_code_for_a_sender_that_waits_for_none_is_63105() {
    let stage = Stage::set().await;
    let (dealer, _, sid, _) = stage.online(json!({})).await;
    let refused = enter(&stage, &dealer, &sid, "123456").await;
    assert_eq!((refused.status, &refused.json["code"]), (400, &json!(63105)));
}

#[tokio::test]
async fn a_number_verified_in_the_popup_needs_no_second_code_unless_scripted() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let script = SignupScript {
        number: Some(BYO.into()),
        ..SignupScript::default()
    };
    let waba = stage.simulator.complete_signup(script).await.waba_id;
    let made = stage.register(&dealer, BYO, &waba).await;
    let sid = made.json["sid"].as_str().unwrap().to_owned();
    stage.look_until(&dealer, &sid, "ONLINE").await;
    assert!(stage.simulator.otps().is_empty());

    stage
        .delete(&dealer, &stage.senders_url(&format!("/{sid}")))
        .await;
    stage.simulator.script(Rule::new(Outcome::OtpAgain));
    let made = stage.register(&dealer, BYO, &waba).await;
    let sid = made.json["sid"].as_str().unwrap().to_owned();
    stage.look_until(&dealer, &sid, "PENDING_VERIFICATION").await;
    assert!(stage.simulator.otp(BYO).is_some());
}

/// Answers Meta's call as a portal does.
fn portal(heard: &Heard) -> (u16, String) {
    let twiml = match heard.path.as_str() {
        "/voice" => {
            "<?xml version=\"1.0\"?><Response><Record maxLength=\"30\" transcribe=\"true\" \
             transcribeCallback=\"/heard?x=1&amp;y=2\" action=\"/done\"/></Response>"
        }
        "/forward" => "<Response><Dial><Number>+31699999999</Number></Dial></Response>",
        _ => "<Response/>",
    };
    (200, twiml.into())
}

#[tokio::test]
async fn meta_calls_a_voice_number_and_the_code_comes_back_as_a_transcript() {
    let stage = Stage::set().await;
    let ear = Ear::open(portal).await;
    let dealer = stage.subaccount("one").await;
    let url = ear.at("/voice").to_string();
    let number = stage.buy_kind(&dealer, "Local", &[("VoiceUrl", &url)]).await;
    let waba = stage.waba().await;
    let voice = json!({"configuration": {"verification_method": "voice"}});
    let made = stage.register_with(&dealer, &number, &waba, voice).await;
    let sid = made.json["sid"].as_str().unwrap().to_owned();

    stage.look_until(&dealer, &sid, "VERIFYING").await;
    stage.simulator.settle().await;

    let ringing = &ear.heard("/voice")[0];
    assert_eq!(ringing.field("CallStatus").as_deref(), Some("ringing"));
    assert_eq!(ringing.field("AccountSid").as_deref(), Some(dealer.sid.as_str()));
    assert_eq!(
        ringing.header("x-twilio-signature"),
        twilio::signature::sign(&dealer.token, &url, &ringing.form())
    );
    let transcript = &ear.heard("/heard")[0];
    assert_eq!(transcript.query, "x=1&y=2");
    let text = transcript.field("TranscriptionText").unwrap();
    let digits: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    let signed_url = ear.at("/heard?x=1&y=2").to_string();
    assert_eq!(
        transcript.header("x-twilio-signature"),
        twilio::signature::sign(&dealer.token, &signed_url, &transcript.form())
    );
    assert_eq!(
        ear.heard("/done")[0].field("CallStatus").as_deref(),
        Some("completed")
    );

    enter(&stage, &dealer, &sid, &digits).await;
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
}

#[tokio::test]
async fn a_call_can_be_answered_by_an_application_and_forwarded_to_a_person() {
    let stage = Stage::set().await;
    let ear = Ear::open(portal).await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Local", &[]).await;
    let applications = stage.core(&format!("Accounts/{}/Applications.json", dealer.sid));
    let forward = ear.at("/forward").to_string();
    let made = stage
        .form(
            &dealer,
            &applications,
            &[("FriendlyName", "otp"), ("VoiceUrl", &forward)],
        )
        .await;
    assert_eq!(made.status, 201);
    let application = made.json["sid"].clone();
    let waba = stage.waba().await;
    let voice =
        json!({"configuration": {"verification_method": "voice", "voice_application_sid": application}});
    let made = stage.register_with(&dealer, &number, &waba, voice).await;
    stage
        .look_until(&dealer, made.json["sid"].as_str().unwrap(), "VERIFYING")
        .await;
    stage.simulator.settle().await;

    let call = stage.simulator.calls().pop().unwrap();
    assert_eq!(
        (call.dialed.as_deref(), call.verbs.as_slice()),
        (Some("+31699999999"), &["Dial".to_owned()][..])
    );
    assert_eq!(stage.simulator.otp("+31699999999"), stage.simulator.otp(&number));
}

#[tokio::test]
async fn nobody_hears_a_call_without_a_voice_webhook() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Local", &[]).await;
    let waba = stage.waba().await;
    let voice = json!({"configuration": {"verification_method": "voice"}});
    let made = stage.register_with(&dealer, &number, &waba, voice).await;
    let sid = made.json["sid"].as_str().unwrap();
    stage.look_until(&dealer, sid, "VERIFYING").await;
    stage.simulator.settle().await;

    assert!(stage.simulator.calls()[0].result.starts_with("nobody answers"));
    assert_eq!(stage.look(&dealer, sid).await["status"], "VERIFYING");
}
