//! The signup's endpoints, from the first click to *Connected*.

use serde_json::{Value, json};

use crate::house::{ADMIN, Browser, OWNER, STRANGER, house, houses};

#[tokio::test]
async fn a_dealer_connects_and_the_live_page_follows() {
    for house in houses().await {
        let owner = house.sign_in(OWNER).await;
        let connected = house.connect(&owner).await;
        let all: Value = house
            .get("/api/integrations", &owner)
            .await
            .json()
            .await
            .expect("a list");
        assert_eq!(all.as_array().map(Vec::len), Some(1), "{}", house.engine);
        let one = &all[0];
        assert_eq!(one["id"], connected.integration.as_str());
        assert_eq!(one["status"], "connected");
        assert_eq!(one["meta"]["registeredVia"], "twilio_embedded_signup");
        for name in ["wabaId", "twilioSubaccountSid", "facebookBusinessId", "senderId"] {
            assert!(one["meta"][name].is_string(), "{name} in {one}");
        }
        let stranger = house.sign_in(STRANGER).await;
        let path = format!("/api/integrations/{}", connected.integration);
        let foreign = house.get(&path, &stranger).await;
        assert_eq!(foreign.status(), 404);
        assert_eq!(foreign.headers()["content-type"], "application/problem+json");
        let none: Value = house
            .get("/api/integrations", &stranger)
            .await
            .json()
            .await
            .expect("a list");
        assert_eq!(none, json!([]));
    }
}

#[tokio::test]
async fn the_same_open_session_is_returned_not_a_second_one() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let wish = json!({ "phoneNumberType": "sms_capable" });
    let mut links: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let answer = house
            .post_json("/whatsapp/create-signup-session", &wish, &owner)
            .await;
        assert_eq!(answer.status(), 201);
        links.push(answer.json().await.expect("a link"));
    }
    assert_eq!(links[0]["sessionId"], links[1]["sessionId"]);
    assert!(
        links[0]["url"]
            .as_str()
            .expect("an address")
            .starts_with(&house.url)
    );
    assert!(links[0]["expiresAt"].as_str().expect("a time").ends_with('Z'));
    assert_eq!(links[0]["state"], "open");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_with_a_code() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let path = "/whatsapp/create-signup-session";
    let wrong = house
        .post_json(path, &json!({ "phoneNumberType": "fax" }), &owner)
        .await;
    assert_eq!(wrong.status(), 422);
    assert_eq!(wrong.headers()["content-type"], "application/problem+json");
    let problem: Value = wrong.json().await.expect("a problem");
    assert_eq!(problem["code"], "invalid_input");
    assert!(
        problem["detail"]
            .as_str()
            .expect("a sentence")
            .contains("phoneNumberType"),
        "{problem}"
    );

    let own = json!({ "phoneNumberType": "byo", "phoneNumber": "12" });
    let problem: Value = house
        .post_json(path, &own, &owner)
        .await
        .json()
        .await
        .expect("a problem");
    assert_eq!(
        (problem["code"].as_str(), problem["status"].as_u64()),
        (Some("invalid_input"), Some(422))
    );
    assert!(problem["field"].is_string(), "{problem}");

    let text = house
        .request("POST", path, &owner)
        .body("{}")
        .send()
        .await
        .expect("an answer");
    assert_eq!(text.status(), 415);
    let huge = house
        .request("POST", path, &owner)
        .json(&"x".repeat(300 * 1024))
        .send()
        .await
        .expect("an answer");
    assert_eq!(huge.status(), 413);
}

#[tokio::test]
async fn a_payload_that_is_not_ours_gets_a_readable_page_and_changes_nothing() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let token = house.begin(&owner).await.token;
    let mut forged = token.clone();
    forged.pop();
    let last = if token.ends_with('A') { 'E' } else { 'A' };
    forged.push(last);
    for payload in ["", "payload=", "payload=nonsense", &format!("payload={forged}")] {
        let path =
            format!("/whatsapp/onboarding-callback?WhatsAppBusinessAccountId=123456789012345&{payload}");
        let answer = house.get(&path, &Browser::default()).await;
        let status = answer.status();
        assert!(status.is_client_error(), "{payload}: {status}");
        let page = answer.text().await.expect("a page");
        assert!(page.contains("<h1>") && page.contains("href=\"/\""), "{page}");
        let events = format!(
            "/whatsapp/signup/{}/events",
            payload.trim_start_matches("payload=")
        );
        if !payload.trim_start_matches("payload=").is_empty() {
            let event = json!({ "kind": "opened" });
            let answer = house.post_json(&events, &event, &Browser::default()).await;
            assert!(answer.status().is_client_error(), "{payload}");
        }
    }
    assert!(house.simulator().subaccounts().is_empty());
}

#[tokio::test]
async fn the_redirect_leads_to_the_page_of_the_session() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let token = house.begin(&owner).await.token;
    let script = simulator::SignupScript {
        number: None,
        ..simulator::SignupScript::default()
    };
    let waba = house.simulator().complete_signup(script).await.waba_id;
    let path = format!("/whatsapp/onboarding-callback?WhatsAppBusinessAccountId={waba}&payload={token}");
    for _ in 0..2 {
        let answer = house.get(&path, &Browser::default()).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(
            answer.headers()["location"],
            format!("/whatsapp/signup/{token}").as_str()
        );
    }
    house.follow(&token).await;
    assert_eq!(house.simulator().subaccounts().len(), 1);
}

#[tokio::test]
async fn a_program_reads_integrations_with_its_key_until_it_is_withdrawn() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let connected = house.connect(&owner).await;
    let made = house
        .request("POST", "/api/app/keys/doors/make_key", &owner)
        .header("accept", "application/json")
        .form(&[("name", "CRM")])
        .send()
        .await
        .expect("an answer");
    assert_eq!(made.status(), 200);
    let made: Value = made.json().await.expect("a key");
    let key = made["secret"].as_str().expect("it is told").to_owned();

    let read = async |path: &str, header: &str| {
        let nobody = house.request("GET", path, &Browser::default());
        let answer = nobody.header("authorization", header).send().await;
        let answer = answer.expect("an answer");
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.expect("JSON"),
        )
    };
    let (status, all) = read("/api/integrations", &format!("Bearer {key}")).await;
    assert_eq!((status, all.as_array().map(Vec::len)), (200, Some(1)));
    let one = format!("/api/integrations/{}", connected.integration);
    let (status, one) = read(&one, &format!("bearer {key}")).await;
    assert_eq!(
        (status, &one["meta"]["registeredVia"]),
        (200, &json!("twilio_embedded_signup"))
    );
    assert_eq!(one["meta"]["twilioSubaccountSid"], connected.account.as_str());
    for wrong in ["Bearer forecourt_x", "Bearer", "Basic x", &key] {
        let (status, problem) = read("/api/integrations", wrong).await;
        assert_eq!(
            (status, &problem["code"]),
            (401, &json!("sign_in_needed")),
            "{wrong}"
        );
    }
    // A key opens nothing else.
    let page = house.request("GET", "/inbox", &Browser::default());
    let page = page.header("authorization", format!("Bearer {key}")).send().await;
    assert_ne!(page.expect("an answer").status(), 200);
    // A wrong key is refused although its browser is signed in.
    let both = house.request("GET", "/api/integrations", &owner);
    let both = both.header("authorization", "Bearer wrong").send().await;
    assert_eq!(both.expect("an answer").status(), 401);

    let keys = house.post("/api/app/keys/doors/load_keys", &[], &owner).await;
    let keys: Value = keys.json().await.expect("keys");
    assert!(!keys.to_string().contains(&key));
    let id = keys[0]["id"].as_str().expect("an id");
    let door = house.request("POST", "/api/app/keys/doors/withdraw_key", &owner);
    let done = door
        .header("accept", "application/json")
        .form(&[("id", id)])
        .send()
        .await;
    assert_eq!(done.expect("an answer").status(), 200);
    assert_eq!(read("/api/integrations", &format!("Bearer {key}")).await.0, 401);
}

#[tokio::test]
async fn the_page_chooses_how_the_code_comes_by_the_line_of_the_number_until_the_dealer_does() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let page = async |more: &str| {
        let path = format!("/connect?phone_number_type=byo&{more}");
        house.get(&path, &owner).await.text().await.expect("a page")
    };
    let is_chosen = |page: &str, value: &str| {
        let input = page.split("<input").find(|input| {
            input.contains(r#"name="code_by""#) && input.contains(&format!(r#"value="{value}""#))
        });
        let input = input.expect("both ways are offered");
        input.split('>').next().is_some_and(|tag| tag.contains("checked"))
    };

    let landline = page("own_number=020+808+1234").await;
    assert!(is_chosen(&landline, "voice") && !is_chosen(&landline, "sms"));
    assert!(
        landline.contains("a menu or an answering machine"),
        "the note is shown"
    );
    let mobile = page("own_number=06+12345678").await;
    assert!(is_chosen(&mobile, "sms") && !is_chosen(&mobile, "voice"));
    assert!(mobile.contains("wait three minutes"), "the note is shown");

    // What was chosen for this number stays; for another it does not.
    let chosen = page("own_number=06+12345678&code_by=voice&code_for=%2B31612345678").await;
    assert!(is_chosen(&chosen, "voice"));
    let other = page("own_number=020+808+1234&code_by=sms&code_for=%2B31612345678").await;
    assert!(is_chosen(&other, "voice"));

    let nothing = page("own_number=0800+1234").await;
    assert!(nothing.contains("freephone"));
    assert!(!is_chosen(&nothing, "sms") && !is_chosen(&nothing, "voice"));
}

#[tokio::test]
async fn a_dealers_page_leads_to_the_beginning_of_its_story() {
    let house = house().await;
    let (world, admin) = (house.world(), house.sign_in(ADMIN).await);
    let mut db = world.store.write().await.expect("a write");
    let owner = store::people::find_by_email(&mut db, OWNER).await;
    let owner = owner.expect("the database answers").expect("the owner");
    let dealer = owner.dealer.expect("a dealer's owner");
    for at in 0..150 {
        let id = format!("event-{at:03}");
        let new = store::events::NewEvent {
            id: &id,
            at: world.clock.now(),
            who: "Twilio",
            what: "sender.status",
            about: Some(&id),
            ..store::events::NewEvent::default()
        };
        let told = store::events::insert(&mut db, &dealer, &new).await;
        told.expect("told");
    }
    db.commit().await.expect("saved");

    let path = format!("/admin/dealers/{dealer}");
    let first = house.get(&path, &admin).await.text().await.expect("a page");
    assert!(first.contains("event-149") && !first.contains("event-000"));
    let (_, rest) = first.split_once(&format!("{path}?after=")).expect("a way on");
    let after = rest.split('"').next().expect("an address");
    let next = house.get(&format!("{path}?after={after}"), &admin).await;
    let next = next.text().await.expect("a page");
    assert!(next.contains("event-000") && !next.contains("event-149"));
    assert!(
        next.contains(&format!("href=\"{path}\"")),
        "and back to the newest"
    );
}
