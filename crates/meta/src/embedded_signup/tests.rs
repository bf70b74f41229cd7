use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(value: Value) -> Result<Message, ParseError> {
    parse(&value.to_string())
}

fn event(name: &str, data: Value) -> Value {
    json!({"type": "WA_EMBEDDED_SIGNUP", "event": name, "data": data})
}

fn id(text: &str) -> Id {
    text.parse().expect("id")
}

#[test]
fn a_finish_brings_all_ids() {
    let message = parse(
        r#"{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","version":3,
            "data":{"phone_number_id":"106540352242922","waba_id":"524126980791429",
                    "business_id":"2729063490586005","page_ids":["1"]}}"#,
    )
    .expect("finish");
    let ids = Ids {
        waba_id: Some(id("524126980791429")),
        business_id: Some(id("2729063490586005")),
        phone_number_id: Some(id("106540352242922")),
    };
    assert_eq!(message.event, Event::Finish(ids));
    assert_eq!(Value::Object(message.extra), json!({"page_ids": ["1"]}));
}

#[test]
fn a_finish_without_a_number_may_or_may_not_name_one() {
    let bare = read(event("FINISH_ONLY_WABA", json!({"waba_id": "524126980791429"}))).expect("bare");
    let ids = Ids {
        waba_id: Some(id("524126980791429")),
        ..Ids::default()
    };
    assert_eq!(bare.event, Event::FinishOnlyWaba(ids.clone()));
    let blank = read(event(
        "FINISH_ONLY_WABA",
        json!({"waba_id": "524126980791429", "phone_number_id": "", "business_id": null}),
    ));
    assert_eq!(blank.expect("blank").event, Event::FinishOnlyWaba(ids));
}

#[test]
fn coexistence_and_migrations_are_finishes_too() {
    let ids = Ids {
        waba_id: Some(id("524126980791429")),
        ..Ids::default()
    };
    let data = json!({"waba_id": "524126980791429"});
    let coexistence =
        read(event("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", data.clone())).expect("coexistence");
    assert_eq!(coexistence.event, Event::FinishCoexistence(ids.clone()));
    let other = read(event("FINISH_OBO_MIGRATION", data)).expect("migration");
    assert_eq!(
        other.event,
        Event::FinishOther {
            name: "FINISH_OBO_MIGRATION".into(),
            ids: ids.clone()
        }
    );
    assert_eq!(other.event.ids(), Some(&ids));
    assert_eq!(other.event.name(), "FINISH_OBO_MIGRATION");
}

#[test]
fn leaving_names_the_step_even_one_nobody_documented() {
    for step in ["PHONE_NUMBER_SETUP", "A_STEP_OF_TOMORROW"] {
        let message = read(event("CANCEL", json!({"current_step": step}))).expect("cancel");
        assert_eq!(
            message.event,
            Event::Cancel {
                current_step: Some(step.into())
            }
        );
    }
    let silent = read(json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL"})).expect("cancel");
    assert_eq!(silent.event, Event::Cancel { current_step: None });
}

#[test]
fn a_report_keeps_what_meta_said() {
    let report = Report {
        error_message: Some("Your number is on WhatsApp".into()),
        error_id: Some("524126".into()),
        session_id: Some("f34b51dab5e0498".into()),
        timestamp: Some("1746041036".into()),
    };
    let current = json!({"error_message": "Your number is on WhatsApp", "error_id": "524126",
        "session_id": "f34b51dab5e0498", "timestamp": "1746041036"});
    assert_eq!(
        read(event("CANCEL", current)).expect("report").event,
        Event::Report(report.clone())
    );
    let older = json!({"error_message": "Your number is on WhatsApp", "error_code": 524_126,
        "session_id": "f34b51dab5e0498", "timestamp": 1_746_041_036});
    assert_eq!(
        read(event("ERROR", older)).expect("report").event,
        Event::Report(report)
    );
}

#[test]
fn an_unknown_event_keeps_its_name_and_data() {
    let message = read(event("PAUSE", json!({"waba_id": 7, "x": [1]}))).expect("unknown");
    assert_eq!(message.event, Event::Unknown { name: "PAUSE".into() });
    assert_eq!(Value::Object(message.extra), json!({"waba_id": 7, "x": [1]}));
}

#[test]
fn an_id_as_a_number_is_refused_with_its_reason() {
    let error = parse(r#"{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","data":{"waba_id":524126980791429}}"#);
    assert_eq!(error, Err(ParseError::NumericId { field: "waba_id" }));
    let sentence = error.expect_err("number").to_string();
    assert_eq!(
        sentence,
        "waba_id is a number; ids must be text, because numbers lose digits"
    );
}

#[test]
fn an_id_that_is_none_is_refused() {
    for bad in [
        json!("1234"),
        json!("1".repeat(31)),
        json!("12345x"),
        json!("1' or 1=1"),
        json!({}),
        json!(true),
    ] {
        let error = read(event("FINISH", json!({"business_id": bad})));
        assert_eq!(error, Err(ParseError::BadId { field: "business_id" }), "{bad}");
    }
}

#[test]
fn noise_on_the_channel_is_not_ours() {
    for noise in [
        "",
        "cb=f1&domain=portal.example.com&origin=x",
        "null",
        "[]",
        "\"WA_EMBEDDED_SIGNUP\"",
        r#"{"type":"OTHER","event":"FINISH"}"#,
        r#"{"event":"FINISH","data":{}}"#,
        r#"{"type":["WA_EMBEDDED_SIGNUP"],"event":"FINISH"}"#,
    ] {
        assert_eq!(parse(noise), Err(ParseError::NotOurs), "{noise}");
    }
    let long = event("FINISH", json!({"x": "y".repeat(70_000)}));
    assert_eq!(read(long), Err(ParseError::NotOurs));
}

#[test]
fn our_message_without_an_event_says_so() {
    assert_eq!(
        read(json!({"type": "WA_EMBEDDED_SIGNUP", "event": 1})),
        Err(ParseError::NoEvent)
    );
    assert_eq!(
        read(json!({"type": "WA_EMBEDDED_SIGNUP"})),
        Err(ParseError::NoEvent)
    );
}

#[test]
fn facebook_and_its_subdomains_may_speak() {
    for good in [
        "https://facebook.com",
        "https://www.facebook.com",
        "https://business.facebook.com",
        "https://web.facebook.com",
        "https://WWW.Facebook.com",
        "https://www.facebook.com/",
    ] {
        assert!(origin_allowed(good, None), "{good}");
    }
}

#[test]
fn nobody_who_only_looks_like_facebook_may_speak() {
    for bad in [
        "https://evilfacebook.com",
        "https://facebook.com.evil.example",
        "https://evil.example/facebook.com",
        "https://evil.example#.facebook.com",
        "https://evil.example?.facebook.com",
        "https://evil.example\\.facebook.com",
        "http://www.facebook.com",
        "https://www.facebook.com@evil.example",
        "https://evil.example@www.facebook.com",
        "https://:x@www.facebook.com",
        "https://www.facebook.com.",
        "https://facebook.com.",
        "https://.facebook.com",
        "https://..facebook.com",
        "https://www.facebook.com:8443",
        "https://www.facebook.com:443x",
        "https://www.fаcebook.com",
        "https://www.facebook.com\u{2024}evil.example",
        "https://www。facebook。com",
        "https://ｗｗｗ.facebook.com",
        "https://www.face\nbook.com",
        " https://www.facebook.com",
        "https://www.facebook.com/path",
        "https:www.facebook.com",
        "wss://www.facebook.com",
        "file://www.facebook.com",
        "javascript:alert(1)//.facebook.com",
        "data:text/html,.facebook.com",
        "null",
        "",
        "facebook.com",
        "*",
    ] {
        assert!(!origin_allowed(bad, None), "{bad:?}");
    }
}

#[test]
fn the_extra_origin_must_be_exactly_the_same() {
    let extra = Some("http://127.0.0.1:4010");
    assert!(origin_allowed("http://127.0.0.1:4010", extra));
    assert!(origin_allowed(
        "http://127.0.0.1:4010",
        Some("http://127.0.0.1:4010/")
    ));
    for bad in [
        "http://127.0.0.1:4011",
        "https://127.0.0.1:4010",
        "http://127.0.0.1",
        "http://localhost:4010",
        "http://x@127.0.0.1:4010",
    ] {
        assert!(!origin_allowed(bad, extra), "{bad}");
    }
    assert!(origin_allowed("https://www.facebook.com", extra));
    for empty in ["", "null", "*", "file:///"] {
        assert!(!origin_allowed(empty, Some(empty)), "{empty:?}");
    }
}

proptest! {
    #[test]
    fn nothing_that_arrives_makes_it_panic(text in "\\PC*", origin in "\\PC*") {
        let _ = parse(&text);
        let _ = origin_allowed(&origin, Some(&text));
    }

    #[test]
    fn only_the_dot_before_facebook_makes_a_subdomain(label in "[a-z0-9]{1,20}") {
        let sub = format!("https://{label}.facebook.com");
        let (glued, under, after) = (
            format!("https://{label}facebook.com"),
            format!("https://facebook.com.{label}.example"),
            format!("https://{label}-facebook.com"),
        );
        prop_assert!(origin_allowed(&sub, None));
        for bad in [glued, under, after] {
            prop_assert!(!origin_allowed(&bad, None));
        }
    }
}
