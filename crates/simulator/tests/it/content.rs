use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Outcome, Rule};
use twilio::{ApprovalStatus, Category, ContentType, ContentTypes, NewApproval, NewContent, Text};

use crate::stage::keys;
use crate::talk::{Talk, talk};

const GOOD: &str = "Hi {{1}}, your {{2}} has arrived at our showroom today";

fn text(body: &str) -> Value {
    json!({"twilio/text": {"body": body}})
}

#[tokio::test]
async fn a_template_has_the_shape_of_the_specification() {
    let talk = talk().await;
    let sid = talk.template(text(GOOD)).await;

    let fetched = talk
        .stage
        .get(&talk.dealer, &talk.content(&format!("/{sid}")))
        .await;
    let expected = [
        "account_sid",
        "date_created",
        "date_updated",
        "friendly_name",
        "language",
        "links",
        "sid",
        "types",
        "url",
        "variables",
    ];
    assert_eq!((fetched.status, keys(&fetched.json)), (200, expected.to_vec()));
    assert_eq!(
        keys(&fetched.json["links"]),
        ["approval_create", "approval_fetch"]
    );
    assert_eq!(fetched.json["url"], talk.content(&format!("/{sid}")));
    let created = fetched.json["date_created"].as_str().unwrap();
    assert!(created.len() == 20 && created.ends_with('Z'), "{created}");

    let listed = talk.stage.get(&talk.dealer, &talk.content("?PageSize=10")).await;
    assert_eq!(listed.json["contents"][0], fetched.json);
    assert_eq!(listed.json["meta"]["key"], "contents");

    let flat = [
        "allow_category_change",
        "category",
        "content_type",
        "name",
        "rejection_reason",
        "status",
    ];
    let both = format!("{}AndApprovals", talk.content(""));
    let both = talk.stage.get(&talk.dealer, &both).await;
    let unsubmitted = &both.json["contents"][0]["approval_requests"];
    assert_eq!(
        (&unsubmitted["status"], &unsubmitted["name"]),
        (&json!("unsubmitted"), &json!(""))
    );

    let submitted = talk.submit(&sid, "car_arrived", "UTILITY").await;
    assert_eq!((submitted.status, keys(&submitted.json)), (201, flat.to_vec()));
    assert_eq!(submitted.json["status"], "received");
    let url = talk.content(&format!("/{sid}/ApprovalRequests"));
    let approval = talk.stage.get(&talk.dealer, &url).await.json;
    assert_eq!(keys(&approval), ["account_sid", "sid", "url", "whatsapp"]);
    assert_eq!(approval["whatsapp"]["type"], "whatsapp");
    assert_eq!(approval["whatsapp"]["content_type"], "twilio/text");
}

#[tokio::test]
async fn the_typed_client_takes_a_template_from_making_to_approval_and_away() {
    let talk = talk().await;
    let (client, creds) = talk.client();
    let new = NewContent {
        friendly_name: Some("Car arrived".into()),
        language: "nl".into(),
        variables: [("1", "Jan"), ("2", "Golf")]
            .map(|(k, v)| (k.into(), v.into()))
            .into(),
        types: ContentTypes::from(ContentType::Text(Text { body: GOOD.into() })),
    };
    let made = client.create_content(&creds, &new).await.unwrap();
    assert_eq!((&made.types, &made.variables), (&new.types, &new.variables));
    assert_eq!(client.fetch_content(&creds, &made.sid).await.unwrap(), made);
    let before = client.fetch_approval(&creds, &made.sid).await.unwrap();
    assert_eq!((before.status, before.name), (ApprovalStatus::Unsubmitted, None));

    let wanted = NewApproval {
        name: "car_arrived".into(),
        category: Category::Utility,
    };
    let submitted = client.submit_content(&creds, &made.sid, &wanted).await.unwrap();
    assert_eq!(submitted.status, ApprovalStatus::Received);
    let pending = client.fetch_approval(&creds, &made.sid).await.unwrap();
    assert_eq!(pending.status, ApprovalStatus::Pending);
    let listed = client.list_content_with_approvals(&creds).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].content.sid, made.sid);
    assert!(listed[0].approval.status.is_approved());
    assert_eq!(listed[0].approval.category, Some(Category::Utility));
    assert_eq!(
        client.list_content(&creds).await.unwrap(),
        std::slice::from_ref(&made)
    );

    client.delete_content(&creds, &made.sid).await.unwrap();
    client.delete_content(&creds, &made.sid).await.unwrap();
    assert!(
        client
            .fetch_content(&creds, &made.sid)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let talk = talk().await;
    for _ in 0..5 {
        talk.template(text(GOOD)).await;
    }
    let mut url = Some(talk.content("?PageSize=2"));
    let mut sids = Vec::new();
    while let Some(next) = url {
        let page = talk.stage.get(&talk.dealer, &next).await.json;
        let all = page["contents"].as_array().unwrap();
        sids.extend(all.iter().map(|one| one["sid"].as_str().unwrap().to_owned()));
        url = page["meta"]["next_page_url"].as_str().map(str::to_owned);
    }
    sids.sort();
    sids.dedup();
    assert_eq!(sids.len(), 5);
}

#[tokio::test]
async fn templates_belong_to_one_subaccount() {
    let talk = talk().await;
    let sid = talk.template(text(GOOD)).await;
    let other = talk.stage.subaccount("Other").await;
    for who in [&other, &talk.stage.parent()] {
        let listed = talk.stage.get(who, &talk.content("")).await;
        assert_eq!(listed.json["contents"], json!([]));
        let one = talk.content(&format!("/{sid}"));
        assert_eq!(talk.stage.get(who, &one).await.status, 404);
        assert_eq!(talk.stage.delete(who, &one).await.status, 404);
    }
}

#[tokio::test]
async fn a_bad_template_is_refused_at_once() {
    let talk = talk().await;
    let many: serde_json::Map<String, Value> = (1..=101).map(|n| (n.to_string(), json!("x"))).collect();
    let items: Vec<Value> = (0..11)
        .map(|n| json!({"id": n.to_string(), "item": "x"}))
        .collect();
    for (body, code) in [
        (json!({"types": text("x")}), 20001),
        (json!({"language": "Dutch", "types": text("x")}), 20001),
        (json!({"language": "nl"}), 92001),
        (json!({"language": "nl", "types": {}}), 92001),
        (
            json!({"language": "nl", "types": text("x"), "variables": many}),
            92002,
        ),
        (
            json!({"language": "nl", "types": {"twilio/unheard-of": {}}}),
            92003,
        ),
        (json!({"language": "nl", "types": text("")}), 92003),
        (
            json!({"language": "nl", "types": {"twilio/quick-reply": {"body": "x", "actions": []}}}),
            92003,
        ),
        (
            json!({"language": "nl", "types": {"twilio/list-picker": {"body": "x", "button": "y", "items": items}}}),
            92003,
        ),
        (
            json!({"language": "nl", "types": {"twilio/card": {"title": "x"}}}),
            92003,
        ),
        (
            json!({"language": "nl", "types": text("x"), "variables": {"a_name_that_is_too_long": "x"}}),
            92004,
        ),
        (
            json!({"language": "nl", "types": text("x"), "variables": {"1": 5}}),
            92004,
        ),
        (json!({"language": "nl", "types": text("Hi {{#each}}")}), 90025),
    ] {
        let refused = talk.create(body.clone()).await;
        assert_eq!(
            (refused.status, &refused.json["code"]),
            (400, &json!(code)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_bad_request_for_approval_is_refused_at_once() {
    let talk = talk().await;
    let sid = talk.template(text(GOOD)).await;
    for (name, category, code) in [
        ("Car Arrived", "UTILITY", 92004),
        ("", "UTILITY", 92004),
        ("car_arrived", "utility", 20001),
    ] {
        let refused = talk.submit(&sid, name, category).await;
        assert_eq!(
            (refused.status, &refused.json["code"]),
            (400, &json!(code)),
            "{name}"
        );
    }
    let picker =
        json!({"twilio/list-picker": {"body": "x", "button": "y", "items": [{"id": "1", "item": "z"}]}});
    let picker = talk.template(picker).await;
    assert_eq!(talk.submit(&picker, "list", "UTILITY").await.json["code"], 92004);

    assert_eq!(talk.submit(&sid, "car_arrived", "UTILITY").await.status, 201);
    assert_eq!(
        talk.submit(&sid, "car_arrived", "UTILITY").await.json["code"],
        92009
    );
}

#[tokio::test]
async fn meta_rejects_with_a_reason_and_blocks_the_name_for_thirty_days() {
    let talk = talk().await;
    let sid = talk
        .judged(
            "car_arrived",
            "UTILITY",
            "{{1}} your car has arrived at our showroom",
        )
        .await;
    let rejected = talk.approval(&sid).await;
    assert_eq!(rejected["status"], "rejected");
    assert_eq!(
        rejected["rejection_reason"],
        "code=100, subCode=2388299, userMessage=Variables can't be at the start or end of the template"
    );

    let again = talk.judged("car_arrived", "UTILITY", GOOD).await;
    let reason = talk.approval(&again).await["rejection_reason"].clone();
    assert!(reason.as_str().unwrap().contains("subCode=2388023"), "{reason}");

    talk.stage.simulator.advance(Duration::from_hours(31 * 24)).await;
    talk.approved("car_arrived", "UTILITY", GOOD).await;
    let twice = talk.judged("car_arrived", "UTILITY", GOOD).await;
    let reason = talk.approval(&twice).await["rejection_reason"].clone();
    assert!(reason.as_str().unwrap().contains("subCode=2388024"), "{reason}");
}

async fn status(talk: &Talk, sid: &str) -> String {
    talk.approval(sid).await["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_meta_does_can_be_scripted_for_one_name_or_the_next() {
    let talk = talk().await;
    let script = |rule: Rule| talk.stage.simulator.script(rule);
    script(Rule::new(Outcome::TemplateRejected).template("second"));
    let first = talk.judged("first", "UTILITY", GOOD).await;
    assert_eq!(status(&talk, &first).await, "approved");
    let second = talk.judged("second", "UTILITY", GOOD).await;
    assert_eq!(status(&talk, &second).await, "rejected");

    script(Rule::new(Outcome::TemplateRecategorized));
    let third = talk.judged("third", "UTILITY", GOOD).await;
    assert_eq!(talk.approval(&third).await["category"], "MARKETING");

    script(Rule::new(Outcome::TemplateDisabled));
    let fourth = talk.judged("fourth", "UTILITY", GOOD).await;
    assert_eq!(status(&talk, &fourth).await, "approved");
    talk.stage.simulator.advance(Duration::from_mins(10)).await;
    assert_eq!(status(&talk, &fourth).await, "disabled");
}

#[tokio::test]
async fn a_stuck_template_is_helped_by_making_it_anew() {
    let talk = talk().await;
    talk.stage.simulator.script(Rule::new(Outcome::TemplateStuck));
    let sid = talk.template(text(GOOD)).await;
    talk.submit(&sid, "car_arrived", "UTILITY").await;
    talk.stage.simulator.advance(Duration::from_hours(48)).await;
    assert_eq!(status(&talk, &sid).await, "received");

    talk.stage
        .delete(&talk.dealer, &talk.content(&format!("/{sid}")))
        .await;
    talk.approved("car_arrived", "UTILITY", GOOD).await;
}

#[tokio::test]
async fn a_template_is_paused_for_three_hours_then_six_then_disabled() {
    let talk = talk().await;
    talk.stage.simulator.script(Rule::new(Outcome::TemplatePaused));
    let sid = talk.approved("car_arrived", "UTILITY", GOOD).await;
    talk.stage.simulator.advance(Duration::from_mins(10)).await;
    assert_eq!(status(&talk, &sid).await, "paused");
    talk.stage.simulator.advance(Duration::from_hours(3)).await;
    assert_eq!(status(&talk, &sid).await, "approved");

    assert!(talk.stage.simulator.complain_about(&sid));
    talk.stage.simulator.advance(Duration::from_hours(5)).await;
    assert_eq!(status(&talk, &sid).await, "paused");
    talk.stage.simulator.advance(Duration::from_hours(1)).await;
    assert_eq!(status(&talk, &sid).await, "approved");

    assert!(talk.stage.simulator.complain_about(&sid));
    assert_eq!(status(&talk, &sid).await, "disabled");
    assert!(!talk.stage.simulator.complain_about(&sid));
}

#[tokio::test]
async fn a_template_can_be_changed_until_it_is_submitted() {
    let talk = talk().await;
    let sid = talk.template(text(GOOD)).await;
    let one = talk.content(&format!("/{sid}"));
    let put = |body: Value| {
        let request = talk.stage.http.put(&one);
        let request = request.basic_auth(&talk.dealer.sid, Some(&talk.dealer.token));
        crate::stage::send(request.json(&body))
    };
    let changed = put(json!({"types": text("Something else"), "friendly_name": "Else"})).await;
    assert_eq!(
        (changed.status, &changed.json["friendly_name"]),
        (200, &json!("Else"))
    );
    assert_eq!(changed.json["types"], text("Something else"));
    assert_eq!(changed.json["language"], "nl");
    talk.submit(&sid, "else", "UTILITY").await;
    assert_eq!(put(json!({"types": text("Again")})).await.json["code"], 92009);
}
