//! The popup's buttons, pressed over HTTP; what they look like is seen in the browser tests.

use serde_json::{Value, json};
use simulator::{Outcome, Rule};

use crate::stage::{Stage, send};

struct Popup<'a> {
    stage: &'a Stage,
    view: Value,
}

impl<'a> Popup<'a> {
    async fn open(stage: &'a Stage) -> Self {
        let solution = stage.simulator.config().solution_id.clone();
        Self::open_with(stage, json!({"setup": {"solutionID": solution}})).await
    }

    async fn open_with(stage: &'a Stage, extras: Value) -> Self {
        let config = stage.simulator.config();
        let asked = json!({"app_id": config.app_id, "config_id": config.config_id, "extras": extras});
        let url = stage.simulator.url().join("/meta/runs").unwrap();
        Self {
            stage,
            view: send(stage.http.post(url).json(&asked)).await.json,
        }
    }

    async fn press(&mut self, action: &str, given: Value) -> &Value {
        let id = self.view["id"].as_str().unwrap();
        let url = self
            .stage
            .simulator
            .url()
            .join(&format!("/meta/runs/{id}/{action}"))
            .unwrap();
        self.view = send(self.stage.http.post(url).json(&given)).await.json;
        &self.view
    }

    async fn reach_number(&mut self) {
        self.press("login", json!({})).await;
        self.press("portfolio", json!({"name": "Garage Peeters"})).await;
        self.press("waba", json!({"id": ""})).await;
        self.press(
            "profile",
            json!({"account_name": "Garage Peeters", "display_name": "Garage Peeters"}),
        )
        .await;
        assert_eq!(self.view["screen"], "PHONE_NUMBER_SETUP");
    }

    fn said(&self) -> Vec<Value> {
        let plays = self.view["plays"].as_array().unwrap();
        let texts = plays.iter().filter(|play| play["kind"] == "message");
        texts
            .filter_map(|play| serde_json::from_str::<Value>(play["text"].as_str().unwrap()).ok())
            .filter(|message| message["type"] == "WA_EMBEDDED_SIGNUP")
            .collect()
    }
}

#[tokio::test]
async fn the_whole_way_with_a_number_ends_in_finish() {
    let stage = Stage::set().await;
    let mut popup = Popup::open(&stage).await;
    popup.reach_number().await;
    popup
        .press("number", json!({"number": "+31 6 1234 5678", "method": "sms"}))
        .await;
    assert_eq!(popup.view["screen"], "PHONE_NUMBER_VERIFICATION");
    assert_eq!(popup.view["phone"]["number"], "+31612345678");
    let code = stage.simulator.otp("+31612345678").unwrap();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    popup.press("code", json!({"code": wrong})).await;
    assert!(popup.view["error"].is_string());
    popup
        .press("code", json!({"code": format!("{}-{}", &code[..3], &code[3..])}))
        .await;
    assert_eq!(popup.view["screen"], "PERMISSIONS");
    popup.press("finish", json!({})).await;

    assert_eq!(popup.view["screen"], "DONE");
    assert_eq!(popup.said()[0]["event"], "FINISH");
    let waba = stage.simulator.wabas().pop().unwrap();
    assert!(waba.is_shared);
    assert_eq!(popup.said()[0]["data"]["waba_id"], waba.id.as_str());
    let plays = popup.view["plays"].to_string();
    assert!(plays.contains("fb_login=1&status=connected&code="));
}

#[tokio::test]
async fn each_screen_can_be_scripted_to_be_the_last() {
    for screen in simulator::SCREENS {
        let stage = Stage::set().await;
        stage
            .simulator
            .script(Rule::new(Outcome::CancelAt(screen.into())));
        let mut popup = Popup::open(&stage).await;
        for (action, given) in [
            ("login", json!({})),
            ("portfolio", json!({"name": "G"})),
            ("waba", json!({})),
            ("profile", json!({"account_name": "Gar", "display_name": "Gar"})),
            ("number", json!({"number": "+31612345678"})),
            ("later", json!({})),
        ] {
            popup.press(action, given).await;
            if popup.view["auto"] == "cancel" {
                break;
            }
        }
        assert_eq!(popup.view["screen"], screen);
        popup.press("cancel", json!({})).await;
        assert_eq!(
            popup.said()[0],
            json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": {"current_step": screen}})
        );
        assert!(stage.simulator.wabas().iter().all(|waba| !waba.is_shared));
    }
}

#[tokio::test]
async fn a_number_in_use_on_whatsapp_is_refused_until_it_is_deleted_there() {
    let stage = Stage::set().await;
    stage.simulator.put_on_whatsapp("+31612345678");
    let mut popup = Popup::open(&stage).await;
    popup.reach_number().await;
    popup.press("number", json!({"number": "+31612345678"})).await;
    assert_eq!(popup.view["screen"], "PHONE_NUMBER_SETUP");
    assert!(
        popup.view["error"]
            .as_str()
            .unwrap()
            .contains("already registered")
    );
    stage.simulator.remove_from_whatsapp("+31612345678");
    popup.press("number", json!({"number": "+31612345678"})).await;
    assert_eq!(popup.view["screen"], "PHONE_NUMBER_VERIFICATION");
}

#[tokio::test]
async fn a_wrong_app_or_configuration_is_an_error_screen() {
    let stage = Stage::set().await;
    let url = stage.simulator.url().join("/meta/runs").unwrap();
    let view = send(
        stage
            .http
            .post(url)
            .json(&json!({"app_id": "1", "config_id": "2"})),
    )
    .await
    .json;
    assert_eq!(view["screen"], "ERROR");
}

#[tokio::test]
async fn an_error_can_be_reported_and_an_old_popup_calls_it_error() {
    for (outcome, name) in [(Outcome::ErrorReport, "CANCEL"), (Outcome::LegacyError, "ERROR")] {
        let stage = Stage::set().await;
        stage.simulator.script(Rule::new(outcome));
        let mut popup = Popup::open(&stage).await;
        popup.press("login", json!({})).await;
        popup.press("portfolio", json!({"name": "G"})).await;
        popup.press("waba", json!({})).await;
        popup
            .press("profile", json!({"account_name": "Gar", "display_name": "Gar"}))
            .await;
        assert_eq!(popup.view["screen"], "ERROR");
        popup.press("report", json!({})).await;
        assert_eq!(popup.said()[0]["event"], name);
        assert!(popup.said()[0]["data"]["error_id"].is_string());
    }
}

#[tokio::test]
async fn unknown_events_and_double_finishes_come_when_scripted() {
    let stage = Stage::set().await;
    stage.simulator.script(Rule::new(Outcome::UnknownEvent));
    stage.simulator.script(Rule::new(Outcome::FinishTwice));
    stage.simulator.script(Rule::new(Outcome::CallbackFirst));
    stage.simulator.script(Rule::new(Outcome::FinishWithoutNumber));
    let mut popup = Popup::open(&stage).await;
    popup.reach_number().await;
    assert_eq!(popup.view["auto"], "later");
    popup.press("later", json!({})).await;
    popup.press("finish", json!({})).await;
    let events: Vec<Value> = popup.said().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(
        events,
        [
            json!("WABA_REVIEW_STARTED"),
            json!("FINISH_ONLY_WABA"),
            json!("FINISH_ONLY_WABA")
        ]
    );
    assert_eq!(popup.view["plays"][0]["kind"], "callback");
    assert!(stage.simulator.rules().is_empty());
}

#[tokio::test]
async fn an_existing_waba_is_offered_again() {
    let stage = Stage::set().await;
    let mut popup = Popup::open(&stage).await;
    popup.reach_number().await;
    popup.press("cancel", json!({})).await;
    let mut again = Popup::open(&stage).await;
    again.press("login", json!({})).await;
    let portfolio = again.view["portfolios"][0]["id"].clone();
    again.press("portfolio", json!({"id": portfolio})).await;
    let waba = again.view["wabas"][0]["id"].clone();
    again.press("waba", json!({"id": waba})).await;
    assert_eq!(again.view["screen"], "PHONE_NUMBER_SETUP");
}
