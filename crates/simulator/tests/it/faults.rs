use std::time::Instant;

use serde_json::json;
use simulator::{Config, Outcome, Rule, Simulator, Speed};

use crate::stage::Stage;

#[tokio::test]
async fn too_many_requests_does_nothing_and_says_when_to_come_back() {
    let stage = Stage::set().await;
    stage
        .simulator
        .script(Rule::new(Outcome::Http429).call("accounts.create"));
    let refused = stage
        .form(
            &stage.parent(),
            &stage.core("Accounts.json"),
            &[("FriendlyName", "x")],
        )
        .await;
    assert_eq!((refused.status, &refused.json["code"]), (429, &json!(20429)));
    assert_eq!(refused.headers["retry-after"], "1");
    assert!(stage.simulator.subaccounts().is_empty());
    stage.subaccount("x").await;
}

#[tokio::test]
async fn a_server_error_with_unknown_outcome_has_done_the_work() {
    let stage = Stage::set().await;
    stage
        .simulator
        .script(Rule::new(Outcome::Http500Unknown).call("accounts.create"));
    let broken = stage
        .form(
            &stage.parent(),
            &stage.core("Accounts.json"),
            &[("FriendlyName", "x")],
        )
        .await;
    assert_eq!((broken.status, &broken.json["code"]), (500, &json!(20500)));
    assert_eq!(stage.simulator.subaccounts().len(), 1);
}

#[tokio::test]
async fn a_cut_connection_has_done_the_work_and_answers_nothing() {
    let stage = Stage::set().await;
    stage
        .simulator
        .script(Rule::new(Outcome::ConnectionCut).call("accounts.create"));
    let (sid, token) = (stage.parent().sid, stage.parent().token);
    let url = stage.core("Accounts.json");
    let sent = stage
        .http
        .post(&url)
        .basic_auth(&sid, Some(&token))
        .form(&[("FriendlyName", "x")])
        .send()
        .await;
    assert!(sent.is_err());
    assert_eq!(stage.simulator.subaccounts().len(), 1);
    assert_eq!(stage.simulator.heard().pop().unwrap().status, 0);
}

#[tokio::test]
async fn an_error_page_of_html_is_not_json() {
    let stage = Stage::set().await;
    stage.simulator.script(Rule::new(Outcome::Http500Html));
    let broken = stage.get(&stage.parent(), &stage.core("Accounts.json")).await;
    assert_eq!(broken.status, 500);
    assert!(broken.json.is_null());
}

#[tokio::test]
async fn a_slow_answer_takes_real_time() {
    let stage = Stage::set().await;
    let mut rule = Rule::new(Outcome::Slow);
    rule.seconds = Some(1);
    stage.simulator.script(rule);
    let start = Instant::now();
    assert_eq!(
        stage
            .get(&stage.parent(), &stage.core("Accounts.json"))
            .await
            .status,
        200
    );
    assert!(start.elapsed().as_millis() >= 1000);
}

#[tokio::test]
async fn a_rule_for_one_number_leaves_the_others_alone() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let numbers = stage.simulator.for_sale("NL", "Mobile");
    stage.simulator.script(
        Rule::new(Outcome::Http503)
            .number(&numbers[1])
            .call("numbers.buy")
            .times(2),
    );
    assert_eq!(stage.buy(&dealer, &numbers[0], &[]).await.status, 201);
    assert_eq!(stage.buy(&dealer, &numbers[1], &[]).await.status, 503);
    assert_eq!(stage.buy(&dealer, &numbers[1], &[]).await.status, 503);
    assert_eq!(stage.buy(&dealer, &numbers[1], &[]).await.status, 201);
    assert!(stage.simulator.rules().is_empty());
}

#[tokio::test]
async fn the_memory_names_calls_and_accounts_and_keeps_no_password() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    stage.get(&dealer, &stage.senders_url("?Channel=whatsapp")).await;
    let heard = stage.simulator.heard();
    let last = heard.last().unwrap();
    assert_eq!(
        (last.call.as_str(), last.account.as_deref()),
        ("senders.list", Some(dealer.sid.as_str()))
    );
    assert_eq!(stage.simulator.heard_calls("accounts.create"), 1);
    let all = serde_json::to_string(&heard).unwrap();
    assert!(!all.contains(&dealer.token) && !all.contains(&stage.parent().token));
}

#[tokio::test]
async fn a_state_file_carries_everything_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        state_file: Some(folder.path().join("simulator.json")),
        ..Config::default()
    };
    let stage = Stage::with(config.clone()).await;
    let (dealer, number, sid, _) = stage.online(json!({})).await;
    let waiting = stage.waba().await;
    stage.simulator.stop().await;

    let stage = Stage::with(config).await;
    assert_eq!(stage.look(&dealer, &sid).await["status"], "ONLINE");
    assert_eq!(stage.simulator.registrations(&number), 1);
    assert!(stage.simulator.wabas().iter().any(|waba| waba.id == waiting));
    // Chance goes on where it was: a new account is not an old one.
    assert_ne!(stage.subaccount("two").await.sid, dealer.sid);
}

#[tokio::test]
async fn at_demo_speed_a_sender_is_online_in_seconds_by_itself() {
    let simulator = Simulator::start(Config {
        speed: Speed::Factor(300.0),
        ..Config::default()
    })
    .await
    .unwrap();
    let stage = Stage {
        simulator,
        http: reqwest::Client::new(),
    };
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Mobile", &[]).await;
    let waba = stage.waba().await;
    let made = stage.register(&dealer, &number, &waba).await;
    let sid = made.json["sid"].as_str().unwrap();
    assert_eq!(stage.look(&dealer, sid).await["status"], "CREATING");
    stage.simulator.advance(std::time::Duration::from_secs(1)).await;
    assert_eq!(stage.look(&dealer, sid).await["status"], "ONLINE");
}
