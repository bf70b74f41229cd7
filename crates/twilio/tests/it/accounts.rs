use secrecy::ExposeSecret;
use serde_json::{Value, json};
use twilio::{AccountStatus, Class};

use crate::server::{ACCOUNT, SUBACCOUNT, account, answer, creds, pairs, start, subaccount};

fn wire(sid: &str, name: &str, status: &str) -> Value {
    json!({"auth_token": "sub-token", "date_created": "Thu, 30 Jul 2015 20:00:00 +0000",
        "date_updated": "Thu, 30 Jul 2015 20:00:00 +0000", "friendly_name": name,
        "owner_account_sid": ACCOUNT, "sid": sid, "status": status, "type": "Full",
        "subresource_uris": {}, "uri": format!("/2010-04-01/Accounts/{sid}.json")})
}

fn sid(digit: char) -> String {
    format!("AC{}", digit.to_string().repeat(32))
}

#[tokio::test]
async fn a_new_subaccount_brings_its_own_credentials() {
    let server = start([answer(201, wire(SUBACCOUNT, "dealer 7 é", "active"))]).await;

    let made = server
        .client
        .create_subaccount(&creds(), "dealer 7 é")
        .await
        .expect("made");

    let heard = server.one();
    assert_eq!(heard.line(), "POST /2010-04-01/Accounts.json");
    assert_eq!(heard.content_type, "application/x-www-form-urlencoded");
    assert_eq!(heard.form(), pairs(&[("FriendlyName", "dealer 7 é")]));
    // base64("AC1…1:tok:en")
    assert_eq!(
        heard.authorization,
        "Basic QUMxMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTp0b2s6ZW4="
    );
    assert!(heard.user_agent.starts_with("Forecourt/"));
    let own = made.credentials().expect("a token");
    assert_eq!(
        (own.account_sid, own.auth_token.expose_secret()),
        (subaccount(), "sub-token")
    );
    assert!(!format!("{made:?}").contains("sub-token"));
}

#[tokio::test]
async fn a_search_by_name_follows_pages_and_believes_only_exact_active_children() {
    let first = json!({"accounts": [wire(ACCOUNT, "dealer 7", "active"), wire(&sid('3'), "dealer 77", "active"),
            wire(&sid('4'), "dealer 7", "suspended")],
        "next_page_uri": "/2010-04-01/Accounts.json?Page=1&PageToken=PAx"});
    let last = json!({"accounts": [wire(SUBACCOUNT, "dealer 7", "active")], "next_page_uri": null});
    let server = start([answer(200, first), answer(200, last)]).await;

    let found = server
        .client
        .find_subaccounts(&creds(), "dealer 7")
        .await
        .expect("found");

    let sids: Vec<_> = found.iter().map(|account| account.sid.as_str()).collect();
    assert_eq!(sids, [SUBACCOUNT]);
    assert_eq!(
        server.lines(),
        [
            "GET /2010-04-01/Accounts.json?FriendlyName=dealer+7&Status=active&PageSize=1000",
            "GET /2010-04-01/Accounts.json?Page=1&PageToken=PAx",
        ]
    );
}

#[tokio::test]
async fn an_account_is_fetched_suspended_and_closed() {
    let server = start([
        answer(200, wire(SUBACCOUNT, "x", "active")),
        answer(200, wire(SUBACCOUNT, "x", "suspended")),
        answer(200, wire(SUBACCOUNT, "x", "on-holiday")),
    ])
    .await;
    let client = &server.client;

    let fetched = client
        .fetch_account(&creds(), &subaccount())
        .await
        .expect("fetched");
    let suspended = client
        .set_account_status(&creds(), &subaccount(), AccountStatus::Suspended)
        .await;
    let odd = client
        .set_account_status(&creds(), &subaccount(), AccountStatus::Closed)
        .await
        .expect("odd");

    assert_eq!(fetched.status, AccountStatus::Active);
    assert_eq!(suspended.expect("suspended").status, AccountStatus::Suspended);
    assert_eq!(odd.status, AccountStatus::Unknown("on-holiday".into()));
    let heard = server.heard();
    assert_eq!(
        heard[0].line(),
        format!("GET /2010-04-01/Accounts/{SUBACCOUNT}.json")
    );
    assert_eq!(
        heard[1].line(),
        format!("POST /2010-04-01/Accounts/{SUBACCOUNT}.json")
    );
    assert_eq!(heard[1].form(), pairs(&[("Status", "suspended")]));
    assert_eq!(heard[2].form(), pairs(&[("Status", "closed")]));
}

#[tokio::test]
async fn a_balance_stays_the_text_that_twilio_sent() {
    let body = json!({"account_sid": ACCOUNT, "balance": "-0.05", "currency": "USD"});
    let server = start([answer(200, body)]).await;

    let balance = server.client.balance(&creds()).await.expect("balance");

    assert_eq!(
        (balance.balance.as_str(), balance.currency.as_str()),
        ("-0.05", "USD")
    );
    assert_eq!(balance.account_sid, account());
    assert_eq!(
        server.lines(),
        [format!("GET /2010-04-01/Accounts/{ACCOUNT}/Balance.json")]
    );
}

#[tokio::test]
async fn the_subaccount_cap_is_the_accounts_problem() {
    let refusal = json!({"code": 21_480, "message": "Maximum reached",
        "more_info": "https://www.twilio.com/docs/errors/21480", "status": 400});
    let server = start([answer(400, refusal)]).await;

    let error = server
        .client
        .create_subaccount(&creds(), "one too many")
        .await
        .expect_err("refused");

    assert_eq!((error.code(), error.class()), (Some(21_480), Class::Account));
    assert!(!error.outcome_unknown());
}
