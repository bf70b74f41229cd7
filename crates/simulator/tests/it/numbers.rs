use serde_json::{Value, json};

use crate::stage::{Credentials, Stage, keys};

async fn search(stage: &Stage, who: &Credentials, rest: &str) -> Vec<Value> {
    let url = stage.core(&format!("Accounts/{}/AvailablePhoneNumbers/{rest}", who.sid));
    let found = stage.get(who, &url).await;
    assert_eq!(found.status, 200, "{}", found.json);
    // The one list without pages.
    assert_eq!(keys(&found.json), ["available_phone_numbers", "uri"]);
    found.json["available_phone_numbers"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_number_for_sale_is_a_valid_number_of_its_country() {
    let stage = Stage::set().await;
    for (country, kinds) in [
        ("NL", &["Local", "Mobile", "National", "TollFree"][..]),
        ("BE", &["Local", "Mobile", "National", "TollFree"]),
        ("ES", &["Local", "Mobile", "National", "TollFree"]),
        ("DE", &["Local", "Mobile", "National", "TollFree"]),
        ("GB", &["Local", "Mobile", "National", "TollFree"]),
        ("US", &["Local", "TollFree"]),
    ] {
        for kind in kinds {
            let numbers = stage.simulator.for_sale(country, kind);
            assert!(numbers.len() >= 50, "{country} {kind} has {}", numbers.len());
            for text in numbers {
                let number = phonenumber::parse(None, &text).unwrap();
                assert!(phonenumber::is_valid(&number), "{country} {kind} {text}");
            }
        }
    }
}

#[tokio::test]
async fn a_search_filters_by_what_a_number_can_do_and_by_its_digits() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;

    let mobile = search(&stage, &dealer, "NL/Mobile.json?SmsEnabled=true&PageSize=5").await;
    assert_eq!(mobile.len(), 5);
    assert_eq!(
        mobile[0]["capabilities"],
        json!({"voice": true, "sms": true, "mms": false})
    );
    assert_eq!(mobile[0]["iso_country"], "NL");
    assert_eq!(
        keys(&mobile[0]),
        [
            "address_requirements",
            "beta",
            "capabilities",
            "friendly_name",
            "iso_country",
            "lata",
            "latitude",
            "locality",
            "longitude",
            "phone_number",
            "postal_code",
            "rate_center",
            "region"
        ]
    );
    assert!(
        search(&stage, &dealer, "NL/Local.json?SmsEnabled=true")
            .await
            .is_empty()
    );
    let wanted = &mobile[0]["phone_number"].as_str().unwrap()[6..];
    let same = search(&stage, &dealer, &format!("NL/Mobile.json?Contains={wanted}")).await;
    assert_eq!(same[0], mobile[0]);
}

#[tokio::test]
async fn the_same_seed_sells_the_same_numbers() {
    let (one, two) = (Stage::set().await, Stage::set().await);
    assert_eq!(
        one.simulator.for_sale("NL", "Mobile"),
        two.simulator.for_sale("NL", "Mobile")
    );
    assert_eq!(one.subaccount("x").await.sid, two.subaccount("x").await.sid);
}

#[tokio::test]
async fn a_number_is_bought_into_the_subaccount_and_only_once() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.simulator.for_sale("NL", "Mobile")[0].clone();

    let bought = stage.buy(&dealer, &number, &[("FriendlyName", "dealer:1")]).await;
    let again = stage.buy(&dealer, &number, &[]).await;

    assert_eq!(bought.status, 201);
    assert_eq!(bought.json["account_sid"], dealer.sid);
    assert_eq!(bought.json["type"], "mobile");
    assert_eq!(
        keys(&bought.json),
        [
            "account_sid",
            "address_requirements",
            "address_sid",
            "api_version",
            "beta",
            "bundle_sid",
            "capabilities",
            "date_created",
            "date_updated",
            "emergency_address_sid",
            "emergency_address_status",
            "emergency_status",
            "friendly_name",
            "identity_sid",
            "origin",
            "phone_number",
            "sid",
            "sms_application_sid",
            "sms_fallback_method",
            "sms_fallback_url",
            "sms_method",
            "sms_url",
            "status",
            "status_callback",
            "status_callback_method",
            "trunk_sid",
            "type",
            "uri",
            "voice_application_sid",
            "voice_caller_id_lookup",
            "voice_fallback_method",
            "voice_fallback_url",
            "voice_method",
            "voice_receive_mode",
            "voice_url"
        ]
    );
    assert_eq!((again.status, &again.json["code"]), (400, &json!(21422)));
    assert_eq!(stage.simulator.numbers().len(), 1);
    let offered = search(&stage, &dealer, "NL/Mobile.json?PageSize=50").await;
    assert!(offered.iter().all(|one| one["phone_number"] != number.as_str()));
}

#[tokio::test]
async fn a_bought_number_is_found_changed_and_released() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    let number = stage.buy_kind(&dealer, "Local", &[]).await;
    let base = format!("Accounts/{}/IncomingPhoneNumbers", dealer.sid);

    let digits = number.trim_start_matches('+');
    let listed = stage
        .get(
            &dealer,
            &stage.core(&format!("{base}.json?PhoneNumber=%2B{digits}")),
        )
        .await;
    let sid = listed.json["incoming_phone_numbers"][0]["sid"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = stage.core(&format!("{base}/{sid}.json"));
    let changed = stage
        .form(&stage.parent(), &one, &[("VoiceUrl", "https://p.example/voice")])
        .await;
    assert_eq!(
        (changed.status, &changed.json["voice_url"]),
        (200, &json!("https://p.example/voice"))
    );

    assert_eq!(stage.delete(&dealer, &one).await.status, 204);
    assert_eq!(stage.get(&dealer, &one).await.status, 404);
    assert!(stage.simulator.numbers().is_empty());
}

#[tokio::test]
async fn nonsense_is_not_for_sale() {
    let stage = Stage::set().await;
    let dealer = stage.subaccount("one").await;
    assert_eq!(stage.buy(&dealer, "+31612345678", &[]).await.json["code"], 21422);
    assert_eq!(stage.buy(&dealer, "hello", &[]).await.json["code"], 21421);
    let url = stage.core(&format!(
        "Accounts/{}/AvailablePhoneNumbers/XX/Local.json",
        dealer.sid
    ));
    assert_eq!(stage.get(&dealer, &url).await.status, 404);
}

#[tokio::test]
async fn prices_are_told_by_country_and_type() {
    let stage = Stage::set().await;
    let base = stage.simulator.urls().pricing;
    let nl = stage
        .get(&stage.parent(), &format!("{base}/v1/PhoneNumbers/Countries/NL"))
        .await;
    assert_eq!(
        keys(&nl.json),
        [
            "country",
            "iso_country",
            "phone_number_prices",
            "price_unit",
            "url"
        ]
    );
    let mobile = nl.json["phone_number_prices"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["number_type"] == "mobile");
    assert!(
        mobile.unwrap()["current_price"]
            .as_str()
            .unwrap()
            .parse::<f64>()
            .unwrap()
            > 0.0
    );

    let all = stage
        .get(
            &stage.parent(),
            &format!("{base}/v1/PhoneNumbers/Countries?PageSize=2"),
        )
        .await;
    assert_eq!(all.json["meta"]["key"], "countries");
    let next = all.json["meta"]["next_page_url"].as_str().unwrap();
    assert!(next.starts_with(base.as_str()), "{next}");
}
