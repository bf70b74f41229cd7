//! What Meta's webhook says about a WABA or a number that changes nothing here: its dealer reads it in words.

use domain::{Lang, Span, dealer::Tone, number::NumberKind};
use portal::{integrations, jobs, signups, story};
use serde_json::{Value, json};
use simulator::{DeliveredFrom, MetaEvent, SignupScript};

use crate::{
    house::{Dealership, House, houses},
    journey::choice,
};

/// Something happens at Meta, and Forecourt is told in the simulator's words.
async fn happens(house: &House, waba_id: &str, event: &str, value: &str) {
    let simulator = &house.simulator;
    simulator.set_meta_webhook(simulator.url().join("/nobody").unwrap());
    let event = MetaEvent {
        waba_id: waba_id.to_owned(),
        event: event.to_owned(),
        number: None,
        value: Some(value.to_owned()),
    };
    simulator.meta_event(&event).expect("it happens");
    let DeliveredFrom::Meta { body } = simulator.deliveries().pop().expect("a webhook").from else {
        panic!("Meta's webhook")
    };
    hears(house, &body).await;
}

async fn hears(house: &House, body: &str) {
    let now = house.world.clock.now();
    signups::meta_update(&house.world, body.as_bytes(), now)
        .await
        .expect("Meta is heard");
}

/// One change as Meta sends it about a WABA.
async fn says(house: &House, entry: &str, field: &str, value: Value) {
    let seconds = house.world.clock.now().as_seconds();
    let body = json!({"object": "whatsapp_business_account", "entry": [
        {"id": entry, "time": seconds, "changes": [{"field": field, "value": value}]}]});
    hears(house, &body.to_string()).await;
}

/// The newest line of a dealer's story.
async fn newest(house: &House, dealer: &Dealership) -> (String, Tone) {
    let mut db = house.world.store.read().await.expect("a read");
    let told = story::of_dealer(&mut db, Lang::En, &dealer.id, 1).await;
    let line = told.expect("the story").pop().expect("a line");
    assert_eq!(line.who, "Meta", "{}", line.words);
    (line.words, line.tone)
}

fn told(words: &str, tone: Tone) -> (String, Tone) {
    (words.to_owned(), tone)
}

#[tokio::test]
async fn a_restriction_and_a_review_are_told_to_the_dealer_whose_account_it_is() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let waba = house.integrations(&house.jansen).await.remove(0).meta.waba_id;
        let others = house.story(&house.linde.id).await;

        for (event, value, words, tone) in [
            (
                "ACCOUNT_RESTRICTION",
                "RESTRICTED_BIZ_INITIATED_MESSAGING",
                "Meta restricts the WhatsApp account: it may not write to buyers who have not just written. Its Business \
                 Support Home says why",
                Tone::Bad,
            ),
            (
                "ACCOUNT_RESTRICTION",
                "RESTRICTED_SINGING",
                "Meta restricts the WhatsApp account: RESTRICTED_SINGING. Its Business Support Home says why",
                Tone::Bad,
            ),
            (
                "ACCOUNT_VIOLATION",
                "SCAM",
                "Meta sees a violation of its rules: SCAM",
                Tone::Bad,
            ),
            (
                "REVIEW",
                "REJECTED",
                "Meta has reviewed the WhatsApp account and rejects it; its Business Support Home says why",
                Tone::Bad,
            ),
            (
                "REVIEW",
                "APPROVED",
                "Meta has reviewed the WhatsApp account and approves it",
                Tone::Good,
            ),
        ] {
            happens(&house, &waba, event, value).await;
            assert_eq!(newest(&house, &house.jansen).await, told(words, tone));
        }
        assert_eq!(
            house.story(&house.linde.id).await,
            others,
            "nobody else reads of it"
        );
    }
}

#[tokio::test]
async fn a_restriction_is_told_with_its_end_and_each_of_several() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let waba = house.integrations(&house.jansen).await.remove(0).meta.waba_id;
        let before = house.story(&house.jansen.id).await.len();

        let info = json!([
            {"restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION"},
            {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "expiration": 1_795_251_600},
        ]);
        let value = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": info});
        says(&house, &waba, "account_update", value).await;

        assert_eq!(house.story(&house.jansen.id).await.len(), before + 2);
        let words = "Meta restricts the WhatsApp account until 2026-11-21: it may not answer buyers. Its Business Support \
                     Home says why";
        assert_eq!(newest(&house, &house.jansen).await, told(words, Tone::Bad));
    }
}

#[tokio::test]
async fn news_that_comes_again_is_told_once_and_the_same_of_another_day_again() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let waba = house.integrations(&house.jansen).await.remove(0).meta.waba_id;
        let told = async || {
            let story = house.story(&house.jansen.id).await;
            story.iter().filter(|what| *what == "meta.reviewed").count()
        };
        for times in [1, 1, 2] {
            if times == 2 {
                house.world.clock.advance(Span::days(1));
            }
            says(
                &house,
                &waba,
                "account_review_update",
                json!({"decision": "PENDING"}),
            )
            .await;
            assert_eq!(told().await, times, "{}", house.store.engine);
        }
    }
}

#[tokio::test]
async fn what_becomes_of_a_name_is_told_on_its_numbers_page_and_looked_up_at_twilio() {
    for house in houses().await {
        let world = &house.world;
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let connected = house.integrations(&house.jansen).await.remove(0);
        jobs::run_until_idle(world).await.unwrap();
        let asked = house.simulator.heard_calls("senders.fetch");

        let number = connected.phone_number.as_str().trim_start_matches('+');
        let named = |decision: &str, reason: Value| {
            json!({"display_phone_number": number, "decision": decision,
                "requested_verified_name": "Best Cars", "rejection_reason": reason})
        };
        for (value, words, tone) in [
            (
                named("PENDING", Value::Null),
                "Meta is looking at the display name Best Cars",
                Tone::Plain,
            ),
            (
                named("REJECTED", json!("NAME_INDIVIDUAL_ISSUE")),
                "Meta rejects the display name Best Cars: it is a single person's",
                Tone::Bad,
            ),
            (
                named("APPROVED", Value::Null),
                "Meta approves the display name Best Cars",
                Tone::Good,
            ),
        ] {
            says(&house, &connected.meta.waba_id, "phone_number_name_update", value).await;
            assert_eq!(newest(&house, &house.jansen).await, told(words, tone));
        }
        // An entry that names no account: the number says whose it is.
        says(
            &house,
            "",
            "phone_number_name_update",
            named("DEFERRED", Value::Null),
        )
        .await;
        let words = "Meta has put off its look at the display name Best Cars";
        assert_eq!(newest(&house, &house.jansen).await, told(words, Tone::Warn));

        let page = integrations::open(world, &house.jansen.owner, &connected.id)
            .await
            .expect("the page opens");
        assert!(page.events.iter().any(|event| event.words == words));
        jobs::run_until_idle(world).await.unwrap();
        assert!(house.simulator.heard_calls("senders.fetch") > asked);
    }
}

#[tokio::test]
async fn a_review_of_an_account_that_is_being_connected_is_told_already() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let window = house.go_through_window(&holder, SignupScript::default()).await;
        let before = house.story(&house.jansen.id).await;
        happens(&house, &window.waba_id, "REVIEW", "PENDING").await;
        assert_eq!(
            house.story(&house.jansen.id).await,
            before,
            "so far the account is what a browser says it is"
        );
        house.meta_says_added(&window).await;
        house.world.clock.advance(Span::minutes(1));
        happens(&house, &window.waba_id, "REVIEW", "PENDING").await;
        let words = "Meta is reviewing the WhatsApp account";
        assert_eq!(newest(&house, &house.jansen).await, told(words, Tone::Plain));
    }
}

#[tokio::test]
async fn news_of_nobodys_account_and_of_the_partner_solution_is_no_dealers() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let before = house.story(&house.jansen.id).await;
        let solution = house.simulator.config().solution_id.clone();
        for (field, value) in [
            ("account_review_update", json!({"decision": "REJECTED"})),
            (
                "partner_solutions",
                json!({"event": "SOLUTION_UPDATED", "solution_id": solution, "solution_status": "DEACTIVATED"}),
            ),
            ("account_update", json!({"event": "MM_LITE_TERMS_SIGNED"})),
        ] {
            says(&house, "99999999999", field, value).await;
        }
        assert_eq!(house.story(&house.jansen.id).await, before);
    }
}
