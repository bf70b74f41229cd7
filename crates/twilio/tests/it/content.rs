use serde_json::{Value, json};
use twilio::{
    Action, ApprovalStatus, Category, ContentSid, ContentType, ContentTypes, NewApproval, NewContent,
    QuickReply,
};

use crate::server::{ACCOUNT, answer, creds, start};

const TEMPLATE: &str = "HX66666666666666666666666666666666";

fn sid() -> ContentSid {
    TEMPLATE.parse().expect("sid")
}

/// As Twilio's specification shows it.
fn wire() -> Value {
    json!({"sid": TEMPLATE, "account_sid": ACCOUNT, "friendly_name": "", "language": "en",
        "variables": {"name": "foo"},
        "types": {"twilio/text": {"body": "Foo Bar Co is located at 39.7392, 104.9903"},
            "twilio/location": {"longitude": 104.9903, "latitude": 39.7392, "label": "Foo Bar Co"}},
        "url": format!("https://content.twilio.com/v1/Content/{TEMPLATE}"),
        "date_created": "2015-07-30T19:00:00Z", "date_updated": "2015-07-30T19:00:00Z",
        "links": {"approval_create": "https://x", "approval_fetch": "https://y"}})
}

#[tokio::test]
async fn a_template_is_made_with_json() {
    let server = start([answer(201, wire())]).await;
    let new = NewContent {
        friendly_name: Some("Test drive".into()),
        language: "nl".into(),
        variables: [("1".to_owned(), "Jan".to_owned())].into(),
        types: ContentTypes::from(ContentType::QuickReply(QuickReply {
            body: "Shall we plan a drive, {{1}}, this week?".into(),
            actions: vec![Action::reply("Yes", "yes")],
        })),
    };

    let made = server.client.create_content(&creds(), &new).await.expect("made");

    let heard = server.one();
    assert_eq!(heard.line(), "POST /v1/Content");
    assert_eq!(
        heard.json(),
        json!({"friendly_name": "Test drive", "language": "nl", "variables": {"1": "Jan"},
            "types": {"twilio/quick-reply": {"body": "Shall we plan a drive, {{1}}, this week?",
                "actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "yes"}]}}})
    );
    assert_eq!((made.sid, made.friendly_name), (sid(), None));
    assert_eq!(made.variables["name"], "foo");
    let known = made.types.known();
    let names: Vec<&str> = known.iter().map(ContentType::name).collect();
    assert_eq!(names, ["twilio/location", "twilio/text"]);
}

#[tokio::test]
async fn nothing_is_said_about_what_is_not_wanted() {
    let server = start([answer(201, wire())]).await;
    let new = NewContent {
        language: "en".into(),
        ..NewContent::default()
    };
    server.client.create_content(&creds(), &new).await.expect("made");
    assert_eq!(server.one().json(), json!({"language": "en", "types": {}}));
}

#[tokio::test]
async fn a_list_follows_its_pages() {
    let server = start([]).await;
    let next = server
        .url
        .join("/v1/Content?PageSize=500&Page=1&PageToken=PA1")
        .expect("url");
    server.then(answer(
        200,
        json!({"contents": [wire()], "meta": {"key": "contents", "next_page_url": next.as_str()}}),
    ));
    let mut second = wire();
    second["friendly_name"] = json!("Second");
    second["variables"] = json!(null);
    second["types"] = json!({"whatsapp/flows": {"flow_id": "1"}});
    server.then(answer(
        200,
        json!({"contents": [second], "meta": {"key": "contents", "next_page_url": null}}),
    ));

    let all = server.client.list_content(&creds()).await.expect("templates");

    assert_eq!(
        server.lines(),
        [
            "GET /v1/Content?PageSize=500",
            "GET /v1/Content?PageSize=500&Page=1&PageToken=PA1"
        ]
    );
    assert_eq!(all[1].friendly_name.as_deref(), Some("Second"));
    assert!(all[1].variables.is_empty() && all[1].types.known().is_empty());
    assert_eq!(all[1].types.names().next(), Some("whatsapp/flows"));
}

#[tokio::test]
async fn approvals_come_flat_in_the_joined_list() {
    let mut approved = wire();
    approved["approval_requests"] = json!({"category": "TRANSACTIONAL", "status": "approved", "rejection_reason": "",
        "name": "media_test", "content_type": "twilio/media", "allow_category_change": false});
    let mut rejected = wire();
    rejected["approval_requests"] = json!({"category": "UTILITY", "status": "rejected", "name": "x",
        "rejection_reason": "code=100, subCode=2388299, userMessage=Variables can't be at the start or end",
        "content_type": "twilio/text", "allow_category_change": true});
    let mut empty = wire();
    empty["approval_requests"] = json!({"name": "", "category": "", "content_type": "", "status": "unsubmitted",
        "rejection_reason": "", "allow_category_change": true});
    let mut absent = wire();
    absent["approval_requests"] = json!(null);
    let page = json!({"contents": [approved, rejected, empty, absent, wire()], "meta": {"key": "contents"}});
    let server = start([answer(200, page)]).await;

    let all = server
        .client
        .list_content_with_approvals(&creds())
        .await
        .expect("templates");

    assert_eq!(server.lines(), ["GET /v1/ContentAndApprovals?PageSize=500"]);
    let statuses: Vec<&str> = all.iter().map(|one| one.approval.status.as_str()).collect();
    assert_eq!(
        statuses,
        [
            "approved",
            "rejected",
            "unsubmitted",
            "unsubmitted",
            "unsubmitted"
        ]
    );
    // A category of older days is kept as it was written.
    assert_eq!(
        all[0].approval.category,
        Some(Category::Unknown("TRANSACTIONAL".into()))
    );
    assert!(
        all[1]
            .approval
            .rejection_reason
            .as_deref()
            .is_some_and(|why| why.contains("2388299"))
    );
    assert_eq!((&all[2].approval.name, &all[2].approval.category), (&None, &None));
    assert_eq!(all[0].content.sid, sid());
}

#[tokio::test]
async fn approval_is_asked_for_and_told() {
    let submitted = json!({"name": "tree_fiddy", "category": "UTILITY", "content_type": "twilio/location",
        "status": "unsubmitted", "rejection_reason": "", "allow_category_change": true});
    let told = json!({"sid": TEMPLATE, "account_sid": ACCOUNT, "url": "https://x",
        "whatsapp": {"type": "whatsapp", "name": "tree_fiddy", "category": "MARKETING",
            "content_type": "twilio/location", "status": "on_holiday", "rejection_reason": null,
            "allow_category_change": true}});
    let never = json!({"sid": TEMPLATE, "account_sid": ACCOUNT, "url": "https://x", "whatsapp": null});
    let server = start([answer(201, submitted), answer(200, told), answer(200, never)]).await;
    let wanted = NewApproval {
        name: "tree_fiddy".into(),
        category: Category::Utility,
    };

    let first = server
        .client
        .submit_content(&creds(), &sid(), &wanted)
        .await
        .expect("submitted");
    let then = server
        .client
        .fetch_approval(&creds(), &sid())
        .await
        .expect("told");
    let never = server
        .client
        .fetch_approval(&creds(), &sid())
        .await
        .expect("told");

    assert_eq!(first.status, ApprovalStatus::Unsubmitted);
    assert_eq!(then.status, ApprovalStatus::Unknown("on_holiday".into()));
    assert_eq!(
        (then.category, then.rejection_reason),
        (Some(Category::Marketing), None)
    );
    assert_eq!(never.status, ApprovalStatus::Unsubmitted);
    let heard = server.heard();
    assert_eq!(
        heard[0].line(),
        format!("POST /v1/Content/{TEMPLATE}/ApprovalRequests/whatsapp")
    );
    assert_eq!(
        heard[0].json(),
        json!({"name": "tree_fiddy", "category": "UTILITY"})
    );
    assert_eq!(
        heard[1].line(),
        format!("GET /v1/Content/{TEMPLATE}/ApprovalRequests")
    );
}

#[tokio::test]
async fn a_template_is_fetched_and_deleted() {
    let server = start([answer(200, wire()), answer(204, ""), answer(404, "")]).await;
    let fetched = server
        .client
        .fetch_content(&creds(), &sid())
        .await
        .expect("template");
    assert_eq!(fetched.date_created.as_deref(), Some("2015-07-30T19:00:00Z"));
    for _ in 0..2 {
        server
            .client
            .delete_content(&creds(), &sid())
            .await
            .expect("gone");
    }
    let one = format!("/v1/Content/{TEMPLATE}");
    assert_eq!(
        server.lines(),
        [
            format!("GET {one}"),
            format!("DELETE {one}"),
            format!("DELETE {one}")
        ]
    );
}
