use serde_json::json;

use crate::stage::{Credentials, Stage, keys};

#[tokio::test]
async fn a_new_subaccount_has_every_field_and_its_token() {
    let stage = Stage::set().await;
    let made = stage
        .form(
            &stage.parent(),
            &stage.core("Accounts.json"),
            &[("FriendlyName", "dealer:7")],
        )
        .await;

    assert_eq!(made.status, 201);
    assert_eq!(
        keys(&made.json),
        [
            "auth_token",
            "date_created",
            "date_updated",
            "friendly_name",
            "owner_account_sid",
            "sid",
            "status",
            "subresource_uris",
            "type",
            "uri"
        ]
    );
    assert_eq!(made.json["owner_account_sid"], stage.parent().sid);
    assert_eq!(made.json["status"], "active");
    assert!(made.json["date_created"].as_str().unwrap().ends_with(" +0000"));
    assert!(made.headers.contains_key("t-request-id"));
}

#[tokio::test]
async fn subaccounts_are_found_by_name_and_the_token_is_told_again() {
    let stage = Stage::set().await;
    let first = stage.subaccount("dealer:1").await;
    stage.subaccount("dealer:2").await;

    let url = format!(
        "{}?FriendlyName=dealer%3A1&Status=active",
        stage.core("Accounts.json")
    );
    let found = stage.get(&stage.parent(), &url).await;

    assert_eq!(found.json["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(found.json["accounts"][0]["sid"], first.sid);
    assert_eq!(found.json["accounts"][0]["auth_token"], first.token);
}

#[tokio::test]
async fn lists_come_in_pages_whose_links_are_relative_and_can_be_followed() {
    let stage = Stage::set().await;
    for index in 0..5 {
        stage.subaccount(&format!("dealer:{index}")).await;
    }
    let first = stage
        .get(
            &stage.parent(),
            &format!("{}?PageSize=4", stage.core("Accounts.json")),
        )
        .await;
    assert_eq!(
        keys(&first.json),
        [
            "accounts",
            "end",
            "first_page_uri",
            "next_page_uri",
            "page",
            "page_size",
            "previous_page_uri",
            "start",
            "uri"
        ]
    );
    let next = first.json["next_page_uri"].as_str().unwrap();
    assert!(next.starts_with("/2010-04-01/Accounts.json?"), "{next}");
    assert!(next.contains("PageToken=PAAC"), "{next}");

    // Relative to the host, as Twilio's are: that leads back here without a prefix.
    let second = stage
        .get(
            &stage.parent(),
            stage.simulator.url().join(next).unwrap().as_str(),
        )
        .await;
    assert_eq!(second.json["accounts"].as_array().unwrap().len(), 2);
    assert_eq!(second.json["start"], 4);
    assert!(second.json["next_page_uri"].is_null());
}

#[tokio::test]
async fn errors_have_twilios_four_fields() {
    let stage = Stage::set().await;
    let stranger = Credentials {
        sid: stage.parent().sid,
        token: "wrong".into(),
    };

    let refused = stage.get(&stranger, &stage.core("Accounts.json")).await;

    assert_eq!(refused.status, 401);
    assert_eq!(
        refused.json,
        json!({"code": 20003, "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003", "status": 401})
    );
    let missing = stage
        .get(&stage.parent(), &stage.core("Accounts/ACnope.json"))
        .await;
    assert_eq!((missing.status, &missing.json["code"]), (404, &json!(20404)));
}

#[tokio::test]
async fn a_subaccount_sees_itself_and_neither_siblings_nor_the_power_to_create() {
    let stage = Stage::set().await;
    let one = stage.subaccount("one").await;
    let two = stage.subaccount("two").await;

    let own = stage
        .get(&one, &stage.core(&format!("Accounts/{}.json", one.sid)))
        .await;
    let sibling = stage
        .get(&one, &stage.core(&format!("Accounts/{}.json", two.sid)))
        .await;
    let children = stage
        .form(&one, &stage.core("Accounts.json"), &[("FriendlyName", "x")])
        .await;
    let mixed = Credentials {
        sid: one.sid.clone(),
        token: stage.parent().token,
    };
    let with_parents_token = stage
        .get(&mixed, &stage.core(&format!("Accounts/{}.json", one.sid)))
        .await;

    assert_eq!(own.status, 200);
    assert_eq!((sibling.status, &sibling.json["code"]), (404, &json!(20404)));
    assert_eq!(children.status, 403);
    assert_eq!(with_parents_token.status, 401);
}

#[tokio::test]
async fn an_api_key_works_for_its_own_account_only() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let keys_of = |sid: &str| stage.core(&format!("Accounts/{sid}/Keys.json"));
    let made = stage
        .form(
            &stage.parent(),
            &keys_of(&dealer.sid),
            &[("FriendlyName", "portal")],
        )
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(
        keys(&made.json),
        ["date_created", "date_updated", "friendly_name", "secret", "sid"]
    );
    let key = Credentials {
        sid: made.json["sid"].as_str().unwrap().into(),
        token: made.json["secret"].as_str().unwrap().into(),
    };

    assert_eq!(
        stage
            .get(&key, &stage.core(&format!("Accounts/{}.json", dealer.sid)))
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .get(&key, &stage.senders_url("?Channel=whatsapp"))
            .await
            .status,
        200
    );

    let parents = stage
        .form(&stage.parent(), &keys_of(&stage.parent().sid), &[])
        .await;
    let parents = Credentials {
        sid: parents.json["sid"].as_str().unwrap().into(),
        token: parents.json["secret"].as_str().unwrap().into(),
    };
    assert_eq!(
        stage
            .get(&parents, &stage.core(&format!("Accounts/{}.json", dealer.sid)))
            .await
            .status,
        404
    );
    let listed = stage.get(&stage.parent(), &keys_of(&dealer.sid)).await;
    assert!(listed.json["keys"][0].get("secret").is_none());
}

#[tokio::test]
async fn a_suspended_account_is_refused_and_a_closed_one_stays_closed() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let account = stage.core(&format!("Accounts/{}.json", dealer.sid));

    assert_eq!(
        stage
            .form(&stage.parent(), &account, &[("Status", "suspended")])
            .await
            .status,
        200
    );
    let refused = stage.get(&dealer, &stage.senders_url("?Channel=whatsapp")).await;
    assert_eq!((refused.status, &refused.json["code"]), (403, &json!(20005)));
    assert_eq!(
        stage
            .form(&stage.parent(), &account, &[("Status", "active")])
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .get(&dealer, &stage.senders_url("?Channel=whatsapp"))
            .await
            .status,
        200
    );

    assert_eq!(
        stage
            .form(&stage.parent(), &account, &[("Status", "closed")])
            .await
            .status,
        200
    );
    let reopened = stage
        .form(&stage.parent(), &account, &[("Status", "active")])
        .await;
    assert_eq!(reopened.status, 400);
}

#[tokio::test]
async fn the_thousandth_subaccount_is_the_last() {
    let stage = Stage::set().await;
    for index in 0..1000 {
        stage.subaccount(&format!("dealer:{index}")).await;
    }
    let refused = stage
        .form(
            &stage.parent(),
            &stage.core("Accounts.json"),
            &[("FriendlyName", "x")],
        )
        .await;
    assert_eq!((refused.status, &refused.json["code"]), (400, &json!(21480)));
}

#[tokio::test]
async fn the_balance_is_the_parents() {
    let stage = Stage::set().await;
    let url = stage.core(&format!("Accounts/{}/Balance.json", stage.parent().sid));
    let balance = stage.get(&stage.parent(), &url).await;
    assert_eq!(keys(&balance.json), ["account_sid", "balance", "currency"]);
    assert!(balance.json["balance"].is_string());
}
