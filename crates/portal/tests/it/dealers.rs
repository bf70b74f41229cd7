use domain::{DealerId, Span, dealer::NewDealer, number::NumberKind, sender::HealthLevel};
use portal::{Error, dealers, people, signups};
use serde_json::json;
use simulator::{Outcome, Rule, SignupScript};

use crate::{
    house::{House, PASSWORD, desk, houses},
    journey::{choice, own},
};

fn new(name: &str, owner: &str) -> NewDealer {
    NewDealer {
        name: name.into(),
        owner_email: owner.into(),
    }
}

async fn found(house: &House, search: &str) -> Vec<String> {
    let list = dealers::list(&house.world, &house.admin, search, None)
        .await
        .unwrap();
    assert_eq!(list.total as usize, list.page.rows.len());
    list.page.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn an_admin_adds_a_dealer_whose_owner_comes_through_the_mail() {
    for house in houses().await {
        let world = &house.world;
        let input = new("  Garage Zuid ", "Ria@Zuid.example");
        let id = dealers::add(world, &house.admin, input).await.unwrap();

        let token = house.token_mailed_to("ria@zuid.example").await;
        assert_eq!(
            people::read_invitation(world, &token).await.unwrap().to,
            "Garage Zuid"
        );
        people::accept_invitation(world, &token, Some("Ria"), &PASSWORD.into(), desk())
            .await
            .unwrap();
        let ria = house.sign_in("ria@zuid.example", PASSWORD).await.unwrap();
        assert_eq!(ria.owned_dealer().unwrap(), &id);

        let story = dealers::open(world, &house.admin, &id, None).await.unwrap();
        assert_eq!(
            (story.dealer.name.as_str(), story.members[0].name.as_str()),
            ("Garage Zuid", "Ria")
        );
        let told: Vec<&str> = story
            .timeline
            .rows
            .iter()
            .map(|entry| entry.what.as_str())
            .collect();
        for what in ["dealer.added", "mail.kept", "person.joined", "person.signed_in"] {
            assert!(told.contains(&what), "{what}: {told:?}");
        }
    }
}

#[tokio::test]
async fn a_dealer_needs_a_name_and_an_owner_whom_mail_reaches() {
    for house in houses().await {
        for (input, field) in [
            (new("G", "ria@zuid.example"), "name"),
            (new(&"G".repeat(65), "ria@zuid.example"), "name"),
            (new("Garage Zuid", "ria"), "owner_email"),
            (new("Garage Zuid", "piet@jansen.example"), "owner_email"),
        ] {
            let Err(Error::Invalid(fields)) = dealers::add(&house.world, &house.admin, input).await else {
                panic!("it was added");
            };
            assert_eq!(fields[0].field, field);
        }
        assert_eq!(found(&house, "").await.len(), 2, "nothing was added");
    }
}

#[tokio::test]
async fn dealers_are_found_by_name_and_by_mail_and_signs_mean_themselves() {
    for house in houses().await {
        let world = &house.world;
        world.clock.advance(Span::seconds(1));
        dealers::add(
            world,
            &house.admin,
            new("Ärztehaus 100% Auto", "ria_o@zuid.example"),
        )
        .await
        .unwrap();

        assert_eq!(found(&house, "JANSEN").await, ["Autobedrijf Jansen"]);
        assert_eq!(found(&house, "noor@linde").await, ["Garage De Linde"]);
        assert_eq!(found(&house, "ärzte").await, ["Ärztehaus 100% Auto"]);
        assert_eq!(found(&house, "100%").await, ["Ärztehaus 100% Auto"]);
        assert_eq!(found(&house, "ria_").await, ["Ärztehaus 100% Auto"]);
        assert!(found(&house, "%").await.len() == 1);
        assert!(found(&house, "nothing like it").await.is_empty());
        assert_eq!(found(&house, "").await[0], "Ärztehaus 100% Auto", "newest first");
    }
}

#[tokio::test]
async fn the_list_goes_on_where_it_ended() {
    for house in houses().await {
        let world = &house.world;
        for n in 0..60 {
            world.clock.advance(Span::seconds(n % 2));
            let input = new(&format!("Garage {n}"), &format!("owner{n}@x.example"));
            dealers::add(world, &house.admin, input).await.unwrap();
        }

        let first = dealers::list(world, &house.admin, "garage", None).await.unwrap();
        let second = dealers::list(world, &house.admin, "garage", first.page.next.as_deref())
            .await
            .unwrap();

        let mut ids: Vec<_> = first
            .page
            .rows
            .iter()
            .chain(&second.page.rows)
            .map(|row| row.id.clone())
            .collect();
        assert_eq!((first.total, ids.len(), second.page.next), (61, 61, None));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 61, "none twice");
    }
}

#[tokio::test]
async fn dealers_do_not_see_dealers() {
    for house in houses().await {
        let owner = &house.jansen.owner;
        let listed = dealers::list(&house.world, owner, "", None).await;
        let opened = dealers::open(&house.world, owner, &house.jansen.id, None).await;
        let added = dealers::add(&house.world, owner, new("Garage Zuid", "ria@zuid.example")).await;

        assert!(matches!(listed, Err(Error::Missing)));
        assert!(matches!(opened, Err(Error::Missing)));
        assert!(matches!(added, Err(Error::Missing)));
        let nowhere = dealers::open(&house.world, &house.admin, &"nowhere".parse().unwrap(), None).await;
        assert!(matches!(nowhere, Err(Error::Missing)));
    }
}

/// The dealer's line in the list.
async fn line(house: &House, dealer: &DealerId) -> (Option<HealthLevel>, String) {
    let list = dealers::list(&house.world, &house.admin, "", None).await.unwrap();
    let row = list.page.rows.into_iter().find(|row| row.id == *dealer).unwrap();
    (row.level, row.words)
}

#[tokio::test]
async fn the_list_says_how_far_each_dealer_came() {
    for house in houses().await {
        let (jansen, linde) = (&house.jansen, &house.linde);
        assert_eq!(line(&house, &jansen.id).await, (None, "Has not started".into()));

        let holder = house.start(jansen, choice(NumberKind::SmsCapable)).await;
        let waits = line(&house, &jansen.id).await.1;
        assert_eq!(waits, "Has the link, has not opened the Facebook window");
        let cancel = json!({
            "type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "version": "3",
            "data": {"current_step": "PHONE_NUMBER_SETUP"}
        });
        house
            .report(&holder, "message", Some(&cancel.to_string()))
            .await
            .unwrap();
        assert_eq!(line(&house, &jansen.id).await.1, "Left at the phone number");
        house.connect(jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(
            line(&house, &jansen.id).await,
            (Some(HealthLevel::Connected), String::new())
        );

        let holder = house.start(linde, own("+31 6 12345678")).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        assert_eq!(
            line(&house, &linde.id).await.1,
            "Waits for the code from WhatsApp"
        );
        house.world.clock.advance(Span::seconds(1));
        signups::revoke(&house.world, &linde.owner, holder.id())
            .await
            .ok();
        let story = dealers::open(&house.world, &house.admin, &linde.id, None)
            .await
            .unwrap();
        assert_eq!(story.earlier.len() + usize::from(story.open.is_some()), 1);
    }
}

#[tokio::test]
async fn a_dealers_story_tells_everything_in_words_newest_first() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;

        let story = dealers::open(&house.world, &house.admin, &house.jansen.id, None)
            .await
            .unwrap();

        assert!(
            story.timeline.rows.is_sorted_by(|a, b| a.at >= b.at),
            "newest first"
        );
        for entry in &story.timeline.rows {
            assert!(
                entry.words.contains(' ') || entry.words == "Connected",
                "words, not a name: {entry:?}"
            );
        }
        let told = |what: &str| {
            story
                .timeline
                .rows
                .iter()
                .filter(|entry| entry.what == what)
                .count()
        };
        for what in [
            "signup.started",
            "window.opened",
            "subaccount.made",
            "number.bought",
            "connected",
            "mail.kept",
        ] {
            assert_eq!(told(what), 1, "{what} is told once");
        }
        assert_eq!(story.connections.len(), 1);
        assert_eq!(story.connections[0].health.level, HealthLevel::Connected);
        assert_eq!(
            (story.dealer.last_inbound, story.connections[0].last_inbound),
            (None, None),
            "no buyer has written yet"
        );
        assert!(story.subaccount.is_some_and(|sid| sid.starts_with("AC")));
        assert!(story.open.is_none() && story.earlier.len() == 1);
        assert_eq!(story.earlier[0].2, "Connected");
        let other = dealers::open(&house.world, &house.admin, &house.linde.id, None)
            .await
            .unwrap();
        assert!(other.connections.is_empty() && other.subaccount.is_none());
        assert!(
            other.timeline.rows.is_empty(),
            "one dealer's story holds nothing of another's"
        );
    }
}

#[tokio::test]
async fn a_dealer_that_cannot_go_on_is_seen_with_the_step() {
    for house in houses().await {
        house.simulator.script(Rule::new(Outcome::Refused(63101)));
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;

        let (level, words) = line(&house, &house.jansen.id).await;
        assert_eq!(
            (level, words.as_str()),
            (None, "Stuck: Register the number with WhatsApp")
        );
    }
}

#[tokio::test]
async fn a_long_story_goes_on_page_by_page_to_its_beginning() {
    for house in houses().await {
        let (world, admin, dealer) = (&house.world, &house.admin, &house.jansen.id);
        let holder = house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let mut db = world.store.write().await.unwrap();
        for at in 0..340 {
            // Several at the same moment.
            if at % 7 == 0 {
                world.clock.advance(Span::seconds(1));
            }
            let id = format!("event-{at:03}");
            let new = store::events::NewEvent {
                id: &id,
                signup: Some(holder.id()),
                at: world.clock.now(),
                who: "Twilio",
                what: "sender.status",
                about: Some(&id),
                ..store::events::NewEvent::default()
            };
            store::events::insert(&mut db, dealer, &new).await.unwrap();
        }
        db.commit().await.unwrap();
        signups::invite(world, admin, dealer).await.unwrap();
        let whole = told_in_all(&house).await;

        let mut told = Vec::new();
        let mut after: Option<String> = None;
        let mut pages = 0;
        loop {
            let story = dealers::open(world, admin, dealer, after.as_deref())
                .await
                .unwrap();
            assert!(!story.timeline.rows.is_empty() && pages < 9);
            told.extend(story.timeline.rows);
            pages += 1;
            after = story.timeline.next;
            if after.is_none() {
                break;
            }
        }

        let engine = house.store.engine;
        assert!(pages > 3, "{engine}: {pages}");
        assert!(told.is_sorted_by(|a, b| a.at >= b.at), "newest first");
        let count = |what: &str| told.iter().filter(|entry| entry.what == what).count();
        for what in ["signup.started", "window.opened", "number.bought", "connected"] {
            let times = whole.iter().filter(|each| *each == what).count();
            assert_eq!(count(what), times, "{engine}: {what}");
        }
        let numbered: std::collections::BTreeSet<&str> = told
            .iter()
            .filter(|entry| entry.words.contains("event-"))
            .map(|entry| entry.words.as_str())
            .collect();
        assert_eq!((numbered.len(), count("mail.kept")), (340, 2), "{engine}");
        assert!(
            told.iter()
                .rev()
                .take(3)
                .any(|entry| entry.what == "signup.started"),
            "{engine}: the beginning is at the end"
        );
        // An address that is not one of ours begins anew.
        let first = dealers::open(world, admin, dealer, Some("nonsense"))
            .await
            .unwrap();
        assert_eq!(first.timeline.rows[0], told[0]);
    }
}

/// The names of everything in the numbers' story, however long.
async fn told_in_all(house: &House) -> Vec<String> {
    let mut db = house.world.store.read().await.unwrap();
    let events = store::events::list(&mut db, &house.jansen.id, 1_000).await;
    events.unwrap().into_iter().map(|event| event.what).collect()
}
