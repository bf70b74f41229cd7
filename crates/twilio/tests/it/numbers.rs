use serde_json::{Value, json};
use twilio::{NewNumber, NumberSearch, NumberType, NumberUpdate};

use crate::server::{SUBACCOUNT, answer, creds, pairs, start, subaccount};

const NUMBER: &str = "PN33333333333333333333333333333333";

fn owned(phone_number: &str) -> Value {
    json!({"sid": NUMBER, "account_sid": SUBACCOUNT, "phone_number": phone_number, "friendly_name": "Dealer",
        "capabilities": {"voice": true, "sms": true, "mms": false, "fax": false}, "status": "in-use",
        "type": "mobile", "voice_url": "", "sms_url": "https://portal.example.com/sms", "bundle_sid": null,
        "address_sid": null, "address_requirements": "none", "beta": false})
}

fn page(numbers: &[Value]) -> Value {
    json!({"incoming_phone_numbers": numbers, "next_page_uri": null, "page": 0})
}

#[tokio::test]
async fn a_search_asks_only_for_what_was_wanted() {
    let found = json!({"available_phone_numbers": [{"phone_number": "+3197010200000", "friendly_name": "(NL)",
        "iso_country": "NL", "capabilities": {"mms": false, "sms": true, "voice": false}, "beta": false,
        "address_requirements": "any", "lata": null, "locality": null, "region": null, "latitude": null}],
        "uri": "/x"});
    let server = start([answer(200, found.clone()), answer(200, found)]).await;
    let search = NumberSearch {
        sms: Some(true),
        contains: Some("+31970*".into()),
        limit: Some(20),
        ..NumberSearch::default()
    };
    let anything = NumberSearch::default();
    let client = &server.client;

    let numbers = client
        .search_numbers(&creds(), &subaccount(), "NL", NumberType::Mobile, &search)
        .await;
    client
        .search_numbers(&creds(), &subaccount(), "NL", NumberType::TollFree, &anything)
        .await
        .expect("found");

    let number = numbers.expect("found").remove(0);
    assert_eq!(number.phone_number, "+3197010200000");
    assert!(number.capabilities.sms && !number.capabilities.voice);
    assert_eq!(number.address_requirements.as_deref(), Some("any"));
    let place = format!("GET /2010-04-01/Accounts/{SUBACCOUNT}/AvailablePhoneNumbers/NL");
    assert_eq!(
        server.lines(),
        [
            format!("{place}/Mobile.json?SmsEnabled=true&Contains=%2B31970*&PageSize=20"),
            format!("{place}/TollFree.json"),
        ]
    );
}

#[tokio::test]
async fn a_kind_that_the_country_does_not_have_is_an_empty_search() {
    let server = start([answer(
        404,
        json!({"code": 20404, "message": "not found", "status": 404}),
    )])
    .await;
    let search = NumberSearch::default();

    let found = server
        .client
        .search_numbers(&creds(), &subaccount(), "NL", NumberType::National, &search)
        .await;

    assert_eq!(found.expect("nothing"), []);
}

#[tokio::test]
async fn buying_sends_only_the_fields_that_are_set() {
    let server = start([answer(201, owned("+3197010200000"))]).await;
    let number = NewNumber {
        phone_number: "+3197010200000".into(),
        friendly_name: Some("Dealer".into()),
        bundle_sid: Some(format!("BU{}", "4".repeat(32)).parse().expect("sid")),
        ..NewNumber::default()
    };

    let bought = server
        .client
        .buy_number(&creds(), &subaccount(), &number)
        .await
        .expect("bought");

    let heard = server.one();
    assert_eq!(
        heard.line(),
        format!("POST /2010-04-01/Accounts/{SUBACCOUNT}/IncomingPhoneNumbers.json")
    );
    let bundle = format!("BU{}", "4".repeat(32));
    let expected = [
        ("PhoneNumber", "+3197010200000"),
        ("FriendlyName", "Dealer"),
        ("BundleSid", bundle.as_str()),
    ];
    assert_eq!(heard.form(), pairs(&expected));
    assert_eq!((bought.sid.as_str(), bought.voice_url), (NUMBER, None));
    assert_eq!(bought.sms_url.as_deref(), Some("https://portal.example.com/sms"));
}

#[tokio::test]
async fn looking_for_a_number_ignores_those_that_only_resemble_it() {
    let server = start([answer(
        200,
        page(&[owned("+31970102000001"), owned("+3197010200000")]),
    )])
    .await;

    let found = server
        .client
        .list_numbers(&creds(), &subaccount(), Some("+3197010200000"))
        .await
        .expect("found");

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].phone_number, "+3197010200000");
    let target = server.one().target;
    assert!(
        target.ends_with("IncomingPhoneNumbers.json?PageSize=1000&PhoneNumber=%2B3197010200000"),
        "{target}"
    );
}

#[tokio::test]
async fn an_update_can_clear_an_address() {
    let server = start([answer(200, owned("+3197010200000"))]).await;
    let update = NumberUpdate {
        voice_url: Some(String::new()),
        ..NumberUpdate::default()
    };
    let sid = NUMBER.parse().expect("sid");

    server
        .client
        .update_number(&creds(), &subaccount(), &sid, &update)
        .await
        .expect("updated");

    let heard = server.one();
    assert!(
        heard
            .line()
            .ends_with(&format!("IncomingPhoneNumbers/{NUMBER}.json"))
    );
    assert_eq!(heard.form(), pairs(&[("VoiceUrl", "")]));
}

#[tokio::test]
async fn releasing_a_number_twice_is_fine_and_without_permission_is_not() {
    let gone = answer(404, json!({"code": 20404, "message": "not found", "status": 404}));
    let denied = answer(
        401,
        json!({"code": 20003, "message": "Authenticate", "status": 401}),
    );
    let server = start([answer(204, ""), gone, denied]).await;
    let sid = NUMBER.parse().expect("sid");

    for _ in 0..2 {
        server
            .client
            .release_number(&creds(), &subaccount(), &sid)
            .await
            .expect("released");
    }
    let error = server
        .client
        .release_number(&creds(), &subaccount(), &sid)
        .await
        .expect_err("denied");

    assert_eq!(error.code(), Some(20_003));
    let line = format!("DELETE /2010-04-01/Accounts/{SUBACCOUNT}/IncomingPhoneNumbers/{NUMBER}.json");
    assert_eq!(server.lines(), [line.clone(), line.clone(), line]);
}

#[tokio::test]
async fn prices_stay_text() {
    let body = json!({"country": "Netherlands", "iso_country": "NL", "price_unit": "USD", "url": "x",
        "phone_number_prices": [{"number_type": "mobile", "base_price": "6.00", "current_price": "5.10"}]});
    let server = start([answer(200, body)]).await;

    let prices = server.client.number_prices(&creds(), "NL").await.expect("prices");

    assert_eq!(server.lines(), ["GET /v1/PhoneNumbers/Countries/NL"]);
    assert_eq!(prices.price_unit, "USD");
    assert_eq!(prices.phone_number_prices[0].current_price, "5.10");
}
