use serde_json::json;

use super::*;

const ENTRY: &str = "35602282435505";
const WABA: &str = "980198427658004";

fn id(text: &str) -> Id {
    text.parse().expect("id")
}

fn body(changes: Value) -> Vec<u8> {
    json!({"object": "whatsapp_business_account",
        "entry": [{"id": ENTRY, "time": 1_744_823_932, "changes": changes}]})
    .to_string()
    .into_bytes()
}

fn one(field: &str, value: Value) -> AccountUpdate {
    let mut all = parse(&body(json!([{"field": field, "value": value}]))).expect("notification");
    assert_eq!(all.len(), 1);
    all.remove(0).update
}

#[test]
fn a_new_partner_is_named_by_waba_info_and_not_by_the_entry() {
    let all = parse(
        br#"{"object":"whatsapp_business_account","entry":[{"id":"506914307656634","time":1744823932,
            "changes":[{"field":"account_update","value":{"event":"PARTNER_ADDED",
            "waba_info":{"waba_id":"980198427658004","owner_business_id":"2329417887457253",
            "solution_id":"303610109049230","solution_partner_business_ids":["506914307656634","116133292427920"]}}}]}]}"#,
    )
    .expect("notification");
    assert_eq!(
        all,
        [Notification {
            entry_id: "506914307656634".into(),
            time: Some(1_744_823_932),
            update: AccountUpdate::PartnerAdded {
                waba_id: id(WABA),
                owner_business_id: Some(id("2329417887457253")),
                solution_id: Some(id("303610109049230")),
            },
        }]
    );
}

#[test]
fn a_partner_event_without_waba_info_is_not_guessed_from_the_entry() {
    for event in ["PARTNER_ADDED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED"] {
        for value in [
            json!({"event": event}),
            json!({"event": event, "waba_info": {"waba_id": "x"}}),
        ] {
            let expected = AccountUpdate::Other {
                field: "account_update".into(),
                value: value.clone(),
            };
            assert_eq!(one("account_update", value), expected);
        }
    }
}

#[test]
fn a_dealer_may_connect_without_the_solution() {
    let update = one(
        "account_update",
        json!({"event": "PARTNER_ADDED", "waba_info": {"waba_id": WABA}}),
    );
    let expected = AccountUpdate::PartnerAdded {
        waba_id: id(WABA),
        owner_business_id: None,
        solution_id: None,
    };
    assert_eq!(update, expected);
}

#[test]
fn a_dealer_may_leave_in_two_ways() {
    let info = json!({"waba_id": WABA, "owner_business_id": "2329417887457253"});
    let owner_business_id = Some(id("2329417887457253"));
    assert_eq!(
        one(
            "account_update",
            json!({"event": "PARTNER_REMOVED", "waba_info": info})
        ),
        AccountUpdate::PartnerRemoved {
            waba_id: id(WABA),
            owner_business_id: owner_business_id.clone()
        }
    );
    assert_eq!(
        one(
            "account_update",
            json!({"event": "PARTNER_APP_UNINSTALLED", "waba_info": info})
        ),
        AccountUpdate::PartnerAppUninstalled {
            waba_id: id(WABA),
            owner_business_id
        }
    );
}

#[test]
fn a_ban_tells_its_state_and_date() {
    for (word, state) in [
        ("DISABLE", BanState::Disable),
        ("SCHEDULE_FOR_DISABLE", BanState::ScheduleForDisable),
        ("REINSTATE", BanState::Reinstate),
        ("PONDER", BanState::Unknown("PONDER".into())),
    ] {
        let value = json!({"event": "DISABLED_UPDATE",
            "ban_info": {"waba_ban_state": word, "waba_ban_date": "April 17, 2025"}});
        let expected = AccountUpdate::DisabledUpdate {
            waba_id: Some(id(ENTRY)),
            state,
            date: Some("April 17, 2025".into()),
        };
        assert_eq!(one("account_update", value), expected);
    }
}

#[test]
fn deletion_violation_and_restriction_are_about_the_entry() {
    let waba_id = Some(id(ENTRY));
    assert_eq!(
        one("account_update", json!({"event": "ACCOUNT_DELETED"})),
        AccountUpdate::AccountDeleted {
            waba_id: waba_id.clone()
        }
    );
    assert_eq!(
        one(
            "account_update",
            json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}})
        ),
        AccountUpdate::AccountViolation {
            waba_id: waba_id.clone(),
            violation: Some("SCAM".into())
        }
    );
    let restriction = Restriction {
        kind: "RESTRICTED_BIZ_INITIATED_MESSAGING".into(),
        expiration: Some("1641848690".into()),
    };
    let info = json!({"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1_641_848_690});
    for shape in [json!([info]), info] {
        assert_eq!(
            one(
                "account_update",
                json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": shape})
            ),
            AccountUpdate::AccountRestriction {
                waba_id: waba_id.clone(),
                restrictions: vec![restriction.clone()]
            }
        );
    }
}

#[test]
fn reviews_limits_quality_and_names_are_read() {
    let waba_id = Some(id(ENTRY));
    assert_eq!(
        one("account_review_update", json!({"decision": "APPROVED"})),
        AccountUpdate::AccountReview {
            waba_id: waba_id.clone(),
            decision: "APPROVED".into()
        }
    );
    for (limit, shown) in [(json!(2000), "2000"), (json!("TIER_2K"), "TIER_2K")] {
        let value = json!({"max_daily_conversations_per_business": limit, "max_phone_numbers_per_waba": 25});
        let expected = AccountUpdate::BusinessCapability {
            waba_id: waba_id.clone(),
            daily_conversations: Some(shown.into()),
            max_phone_numbers: Some(25),
        };
        assert_eq!(one("business_capability_update", value), expected);
    }
    let quality = json!({"display_phone_number": "15550783881", "event": "THROUGHPUT_UPGRADE",
        "max_daily_conversations_per_business": "TIER_UNLIMITED"});
    assert_eq!(
        one("phone_number_quality_update", quality),
        AccountUpdate::PhoneNumberQuality {
            waba_id: waba_id.clone(),
            display_phone_number: "15550783881".into(),
            event: "THROUGHPUT_UPGRADE".into(),
            daily_conversations: Some("TIER_UNLIMITED".into()),
        }
    );
    let name = json!({"display_phone_number": "15550783881", "decision": "REJECTED",
        "requested_verified_name": "Best Cars", "rejection_reason": "NAME_FORMAT_UNACCEPTABLE"});
    assert_eq!(
        one("phone_number_name_update", name),
        AccountUpdate::PhoneNumberName {
            waba_id,
            display_phone_number: "15550783881".into(),
            decision: "REJECTED".into(),
            requested_name: Some("Best Cars".into()),
            rejection_reason: Some("NAME_FORMAT_UNACCEPTABLE".into()),
        }
    );
}

#[test]
fn the_solution_reports_its_state() {
    let value =
        json!({"event": "SOLUTION_UPDATED", "solution_id": "303610109049230", "solution_status": "ACTIVE"});
    let expected = AccountUpdate::PartnerSolution {
        event: "SOLUTION_UPDATED".into(),
        solution_id: id("303610109049230"),
        status: Some("ACTIVE".into()),
    };
    assert_eq!(one("partner_solutions", value), expected);
}

#[test]
fn one_strange_change_does_not_hide_the_others() {
    let all = parse(&body(json!([
        {"field": "messages", "value": {"x": 1}},
        {"field": "account_update", "value": null},
        {"field": "account_update"},
        {"field": "account_update", "value": {"event": "AD_ACCOUNT_LINKED"}},
        {"field": "account_update", "value": {"event": "PARTNER_REMOVED", "waba_info": {"waba_id": WABA}}},
    ])))
    .expect("notification");
    let shapes: Vec<bool> = all
        .iter()
        .map(|one| matches!(one.update, AccountUpdate::Other { .. }))
        .collect();
    assert_eq!(shapes, [true, true, true, true, false]);
}

#[test]
fn several_entries_come_out_in_order() {
    let deleted = json!([{"field": "account_update", "value": {"event": "ACCOUNT_DELETED"}}]);
    let body = json!({"object": "whatsapp_business_account",
        "entry": [{"id": "11111", "changes": deleted}, {"id": "22222", "time": 2, "changes": deleted}]});
    let all = parse(body.to_string().as_bytes()).expect("notification");
    let order: Vec<_> = all.iter().map(|one| (one.entry_id.as_str(), one.time)).collect();
    assert_eq!(order, [("11111", None), ("22222", Some(2))]);
}

#[test]
fn what_is_no_notification_is_refused() {
    assert!(matches!(parse(b""), Err(ParseError::Json(_))));
    assert!(matches!(parse(b"{}"), Err(ParseError::Json(_))));
    assert!(matches!(
        parse(br#"{"object":"page","entry":[]}"#),
        Err(ParseError::NotWhatsApp)
    ));
    assert_eq!(
        parse(br#"{"object":"whatsapp_business_account"}"#).expect("empty"),
        []
    );
}
