//! Connected numbers: further ones, the test message, health, disconnecting, coming back.

use domain::{
    Code, IntegrationId, Lang, Span,
    integration::{Connection, Disconnect},
    member::Role,
    number::NumberKind,
    sender::{HealthLevel, Remedy},
    signup::{SignupState, Step, StepState},
};
use portal::{Error, home, integrations, jobs, senders, signups};
use serde_json::json;
use simulator::SignupScript;

use crate::{
    house::{House, houses},
    journey::{at, choice, own},
};

async fn opened(house: &House, id: &IntegrationId) -> Connection {
    integrations::open(&house.world, &house.jansen.owner, id)
        .await
        .expect("the page opens")
}

/// Jansen with one connected number.
async fn connected(house: &House) -> IntegrationId {
    house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
    house.integrations(&house.jansen).await[0].id.clone()
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

async fn buyer_writes(house: &House, to: &str, sid: &str) {
    buyer_says(house, to, sid, "Hallo").await;
}

async fn buyer_says(house: &House, to: &str, sid: &str, body: &str) {
    let to = format!("whatsapp:{to}");
    let form = form(&[
        ("MessageSid", sid),
        ("From", "whatsapp:+31611111111"),
        ("To", &to),
        ("Body", body),
    ]);
    let now = house.world.clock.now();
    portal::messages::receive(&house.world, &house.jansen.id, &form, now)
        .await
        .expect("received");
    senders::note_inbound(&house.world, &house.jansen.id, &form, now)
        .await
        .expect("noted");
}

#[tokio::test]
async fn a_further_number_goes_straight_to_registration_on_the_known_account() {
    for house in houses().await {
        connected(&house).await;
        let page = signups::connect_page(&house.world, &house.jansen.owner)
            .await
            .unwrap();
        assert!(!page.facebook_needed);
        let second = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(second.link.state, SignupState::GoingLive);
        house.settle().await;
        house.expect_state(&second, SignupState::Connected).await;

        let [one, two] = &house.integrations(&house.jansen).await[..] else {
            panic!("two integrations")
        };
        assert_eq!(one.meta.waba_id, two.meta.waba_id);
        assert_ne!(one.phone_number, two.phone_number);
        assert_eq!(
            (
                house.simulator.subaccounts().len(),
                house.simulator.senders().len()
            ),
            (1, 2)
        );
    }
}

#[tokio::test]
async fn the_first_message_is_answered_once_and_both_ways_are_seen() {
    for house in houses().await {
        let id = connected(&house).await;
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        let written = simulator::Inbound {
            from: "+31611111111".into(),
            to: number.as_str().into(),
            body: "Hallo".into(),
            ..simulator::Inbound::default()
        };
        house.simulator.inbound(&written).expect("the sender hears");
        for _ in 0..2 {
            buyer_writes(&house, number.as_str(), "SM00000000000000000000000000000001").await;
            jobs::run_until_idle(&house.world).await.unwrap();
        }
        buyer_writes(&house, number.as_str(), "SM00000000000000000000000000000002").await;
        jobs::run_until_idle(&house.world).await.unwrap();
        let [answer] = &house
            .simulator
            .messages()
            .into_iter()
            .filter(|m| m.direction != "inbound")
            .collect::<Vec<_>>()[..]
        else {
            panic!("one answer")
        };
        assert!(answer.body.contains(house.jansen.name), "{}", answer.body);
        assert!(opened(&house, &id).await.test.answered.is_none());

        let delivered = form(&[("MessageSid", &answer.sid), ("MessageStatus", "delivered")]);
        let now = house.world.clock.now();
        senders::note_status(&house.world, &house.linde.id, &delivered, now)
            .await
            .unwrap();
        assert!(
            opened(&house, &id).await.test.answered.is_none(),
            "another dealer's webhook says nothing"
        );
        for _ in 0..2 {
            senders::note_status(&house.world, &house.jansen.id, &delivered, now)
                .await
                .unwrap();
        }
        let page = opened(&house, &id).await;
        assert_eq!(
            (page.test.received, page.test.answered, page.last_inbound),
            (Some(now), Some(now), Some(now))
        );
        let home = home::view(&house.world, &house.jansen.owner).await.unwrap();
        assert_eq!(home.connections[0].last_inbound, Some(now));
        let list = portal::dealers::list(&house.world, &house.admin, "", None)
            .await
            .unwrap();
        let told = list.page.rows.iter().find(|row| row.id == house.jansen.id);
        assert_eq!(told.unwrap().last_inbound, Some(now));
    }
}

#[tokio::test]
async fn the_test_message_is_the_last_step_and_connected_does_not_wait_for_it() {
    for house in houses().await {
        let holder = house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let fresh = house.progress(&holder).await;
        assert_eq!(
            (at(&fresh, Step::Webhooks), at(&fresh, Step::Test)),
            (StepState::Done, StepState::NeedsYou)
        );
        assert!(fresh.qr_svg.is_some() && fresh.chat.is_some() && fresh.integration.is_some());

        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        buyer_writes(&house, number.as_str(), "SM00000000000000000000000000000001").await;
        let half = house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(at(&half, Step::Test), StepState::Running);
        assert!(
            half.test
                .is_some_and(|test| test.received.is_some() && test.answered.is_none())
        );

        // The holder of the link may skip it, and nobody else's link may.
        let id = house.integrations(&house.jansen).await[0].id.clone();
        let other = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        let refused = senders::skip_test(&house.world, &other.actor, &id).await;
        assert!(matches!(refused, Err(Error::Missing)));
        senders::skip_test(&house.world, &holder.actor, &id)
            .await
            .unwrap();
        let skipped = house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(at(&skipped, Step::Test), StepState::Done);
        jobs::run_until_idle(&house.world).await.unwrap();
    }
}

#[tokio::test]
async fn who_begins_with_a_stop_word_is_not_answered() {
    for house in houses().await {
        let id = connected(&house).await;
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        buyer_says(
            &house,
            number.as_str(),
            "SM00000000000000000000000000000001",
            "STOP",
        )
        .await;
        let (waiting, _) = jobs::list(&house.world, &house.admin, None, None).await.unwrap();
        let answer = jobs::Work::words(Lang::default(), "answer_test");
        assert!(
            waiting.rows.iter().all(|job| job.words != answer),
            "nothing is even tried"
        );
        jobs::run_until_idle(&house.world).await.unwrap();
        assert!(house.simulator.messages().is_empty());
        assert!(opened(&house, &id).await.test.received.is_some());
    }
}

#[tokio::test]
async fn who_skips_the_test_sends_no_buyer_an_answer() {
    for house in houses().await {
        let id = connected(&house).await;
        senders::skip_test(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        buyer_writes(&house, number.as_str(), "SM00000000000000000000000000000001").await;
        jobs::run_until_idle(&house.world).await.unwrap();
        assert!(house.simulator.messages().is_empty());
        assert!(opened(&house, &id).await.test.skipped.is_some());
    }
}

/// What we answered that buyer, oldest first: Twilio's names.
fn answers(house: &House) -> Vec<String> {
    let all = house.simulator.messages().into_iter();
    all.filter(|one| one.direction != "inbound")
        .map(|one| one.sid)
        .collect()
}

/// Twilio tells that a message of Jansen's arrived.
async fn arrives(house: &House, sid: &str) {
    let delivered = form(&[("MessageSid", sid), ("MessageStatus", "delivered")]);
    let now = house.world.clock.now();
    senders::note_status(&house.world, &house.jansen.id, &delivered, now)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_owner_may_test_again_and_both_ways_are_seen_anew() {
    for house in houses().await {
        let world = &house.world;
        let id = connected(&house).await;
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        senders::skip_test(world, &house.jansen.owner, &id).await.unwrap();
        let before = world.clock.now();
        let ans = house.hire(&house.jansen, "ans@jansen.example", Role::Agent).await;
        assert!(matches!(
            senders::test_again(world, &ans, &id).await,
            Err(Error::Denied)
        ));
        for stranger in [&house.linde.owner, &house.admin] {
            assert!(senders::test_again(world, stranger, &id).await.is_err());
        }

        let mut earlier: Vec<String> = Vec::new();
        for n in 1..=2 {
            world.clock.advance(Span::minutes(30));
            let began = world.clock.now();
            senders::test_again(world, &house.jansen.owner, &id)
                .await
                .unwrap();
            let test = opened(&house, &id).await.test;
            assert_eq!((test.received, test.answered, test.skipped), (None, None, None));
            // Late news of the test before, and a webhook from before it began, say nothing.
            if let Some(sid) = earlier.last() {
                arrives(&house, sid).await;
            }
            let late = [
                ("MessageSid", "SM00000000000000000000000000000009"),
                ("From", "whatsapp:+31611111111"),
                ("To", &number.whatsapp()),
                ("Body", "Hallo"),
            ];
            senders::note_inbound(world, &house.jansen.id, &form(&late), before)
                .await
                .unwrap();
            let test = opened(&house, &id).await.test;
            assert_eq!((test.received, test.answered), (None, None));

            let written = simulator::Inbound {
                from: "+31611111111".into(),
                to: number.as_str().into(),
                body: "Hallo".into(),
                ..simulator::Inbound::default()
            };
            house.simulator.inbound(&written).expect("the sender hears");
            for _ in 0..2 {
                buyer_writes(&house, number.as_str(), &format!("SM{n:032x}")).await;
                jobs::run_until_idle(world).await.unwrap();
            }
            let sids = answers(&house);
            assert_eq!(sids.len(), n, "one answer a test");
            arrives(&house, &sids[n - 1]).await;
            let test = opened(&house, &id).await.test;
            assert_eq!((test.received, test.answered), (Some(began), Some(began)));
            earlier = sids;
        }

        let story = house.story(&house.jansen.id).await;
        let times = |what: &str| story.iter().filter(|told| *told == what).count();
        assert_eq!((times("test.again"), times("test.answered")), (2, 2));
        let log = portal::audit::list(world, &house.admin, Some(&house.jansen.id), None).await;
        let mut lines = log.unwrap().rows;
        lines.retain(|line| line.what == "sender.test_again" && line.who == "piet@jansen.example");
        assert_eq!(lines.len(), 2, "{lines:?}");
    }
}

#[tokio::test]
async fn a_buyer_who_writes_long_after_a_new_test_began_is_not_answered() {
    for house in houses().await {
        let world = &house.world;
        let id = connected(&house).await;
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        senders::skip_test(world, &house.jansen.owner, &id).await.unwrap();
        senders::test_again(world, &house.jansen.owner, &id)
            .await
            .unwrap();
        world.clock.advance(Span::minutes(16));
        buyer_writes(&house, number.as_str(), "SM00000000000000000000000000000001").await;
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(answers(&house), Vec::<String>::new());
        assert!(opened(&house, &id).await.test.received.is_some());

        let input = domain::integration::Disconnect {
            id: id.clone(),
            confirmation: house.jansen.name.to_owned(),
            release_number: false,
        };
        senders::disconnect(world, &house.jansen.owner, input)
            .await
            .unwrap();
        match senders::test_again(world, &house.jansen.owner, &id).await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::NotConnected),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_meta_says_about_the_account_changes_its_health_at_once() {
    for house in houses().await {
        let id = connected(&house).await;
        let waba = opened(&house, &id).await.meta.waba_id;
        let business = opened(&house, &id).await.meta.facebook_business_id;
        let info = json!({"waba_id": waba, "owner_business_id": business});
        let level = async || opened(&house, &id).await.health.level;
        let ban = |state: &str| json!({"waba_info": info, "ban_info": {"waba_ban_state": state, "waba_ban_date": "April 17, 2027"}});
        assert_eq!(level().await, HealthLevel::Connected);

        house
            .meta_says("DISABLED_UPDATE", ban("SCHEDULE_FOR_DISABLE"))
            .await;
        let warned = opened(&house, &id).await.health;
        assert_eq!(
            (warned.level, warned.button),
            (HealthLevel::ActionNeeded, Some(Remedy::Meta))
        );
        house.meta_says("DISABLED_UPDATE", ban("DISABLE")).await;
        let paused = opened(&house, &id).await.health;
        assert_eq!(
            (paused.level, paused.code, paused.button),
            (HealthLevel::Paused, Some(63112), Some(Remedy::Meta))
        );
        house.meta_says("DISABLED_UPDATE", ban("REINSTATE")).await;
        assert_eq!(level().await, HealthLevel::Connected);
        for event in ["PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_DELETED"] {
            house.meta_says(event, json!({"waba_info": info})).await;
            let health = opened(&house, &id).await.health;
            assert_eq!(
                (health.level, health.code, health.button),
                (HealthLevel::ActionNeeded, Some(63111), Some(Remedy::Reconnect)),
                "{event}"
            );
            let page = signups::connect_page(&house.world, &house.jansen.owner)
                .await
                .unwrap();
            assert!(page.facebook_needed, "the account is no longer known");
        }
        let solution = house.simulator.config().solution_id.clone();
        let mut again = info.clone();
        again["solution_id"] = solution.into();
        house
            .meta_says("PARTNER_ADDED", json!({"waba_info": again}))
            .await;
        assert_eq!(level().await, HealthLevel::Connected);
        house
            .meta_says(
                "PARTNER_REMOVED",
                json!({"waba_info": {"waba_id": "99999999999"}}),
            )
            .await;
        assert_eq!(level().await, HealthLevel::Connected, "nobody's account");
    }
}

/// Every order of so many things.
fn orders(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(of - 1);
    let place = |order: &Vec<usize>, at: usize| {
        let mut longer = order.clone();
        longer.insert(at, of - 1);
        longer
    };
    shorter
        .iter()
        .flat_map(|order| (0..of).map(|at| place(order, at)).collect::<Vec<_>>())
        .collect()
}

#[tokio::test]
async fn metas_newest_words_stand_in_whatever_order_they_arrive() {
    for house in houses().await {
        let id = connected(&house).await;
        let meta = opened(&house, &id).await.meta;
        let info = json!({"waba_id": meta.waba_id, "owner_business_id": meta.facebook_business_id,
            "solution_id": house.simulator.config().solution_id});
        let ban = |state: &str| json!({"waba_info": info, "ban_info": {"waba_ban_state": state}});
        let plain = || json!({"waba_info": info});
        let removed = || ("PARTNER_REMOVED", plain());
        let added = || ("PARTNER_ADDED", plain());
        let disabled = || ("DISABLED_UPDATE", ban("DISABLE"));
        let reinstated = || ("DISABLED_UPDATE", ban("REINSTATE"));
        // What happened, oldest first, and how the number is doing after it.
        let histories = [
            (
                vec![disabled(), removed(), reinstated(), added()],
                HealthLevel::Connected,
            ),
            (vec![removed(), disabled(), added()], HealthLevel::Paused),
            (
                vec![disabled(), added(), reinstated(), removed()],
                HealthLevel::ActionNeeded,
            ),
            (
                vec![
                    ("ACCOUNT_DELETED", plain()),
                    ("PARTNER_APP_UNINSTALLED", plain()),
                    added(),
                    reinstated(),
                ],
                HealthLevel::Connected,
            ),
        ];
        for (history, level) in histories {
            for order in orders(history.len()) {
                house.world.clock.advance(Span::hours(1));
                let began = house.world.clock.now();
                house.world.clock.advance(Span::hours(1));
                for at in &order {
                    let (event, more) = history[*at].clone();
                    let minutes = i64::try_from(*at).unwrap();
                    house
                        .meta_says_of(began + Span::minutes(minutes), event, more)
                        .await;
                }

                let engine = house.store.engine;
                let health = opened(&house, &id).await.health;
                assert_eq!(health.level, level, "{engine}: {order:?} of {history:?}");
                let page = signups::connect_page(&house.world, &house.jansen.owner)
                    .await
                    .unwrap();
                let lost = level == HealthLevel::ActionNeeded;
                assert_eq!(page.facebook_needed, lost, "{engine}: {order:?} of {history:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_word_of_metas_from_beyond_its_time_is_of_the_moment_it_came() {
    for house in houses().await {
        let id = connected(&house).await;
        let waba = opened(&house, &id).await.meta.waba_id;
        let info = json!({"waba_info": {"waba_id": waba}});
        let level = async || opened(&house, &id).await.health.level;
        let far = house.world.clock.now() + Span::days(900);
        house.meta_says_of(far, "PARTNER_REMOVED", info.clone()).await;
        assert_eq!(level().await, HealthLevel::ActionNeeded);
        house.world.clock.advance(Span::minutes(1));
        house.meta_says("PARTNER_ADDED", info).await;
        assert_eq!(level().await, HealthLevel::Connected);
    }
}

#[tokio::test]
async fn a_share_that_twilio_used_before_meta_spoke_of_it_is_told_all_the_same() {
    for house in houses().await {
        let began = house.world.clock.now();
        house.world.clock.advance(Span::minutes(1));
        let id = connected(&house).await;
        let waba = opened(&house, &id).await.meta.waba_id;
        let said = async || {
            let story = house.story(&house.jansen.id).await;
            story.iter().filter(|what| *what == "meta.partner_added").count()
        };
        assert_eq!(said().await, 0, "Meta's webhook is late");

        let info = json!({"waba_info": {"waba_id": waba}});
        house.meta_says_of(began, "PARTNER_ADDED", info).await;

        assert_eq!(said().await, 1, "{}", house.store.engine);
    }
}

#[tokio::test]
async fn an_account_that_was_taken_away_again_is_not_taken_for_a_finish() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        let shared = house.world.clock.now();
        house.world.clock.advance(Span::minutes(5));
        let info = json!({"waba_info": {"waba_id": window.waba_id}});
        house.meta_says("PARTNER_REMOVED", info).await;
        let solution = house.simulator.config().solution_id.clone();
        let info = json!({"waba_info": {"waba_id": window.waba_id, "solution_id": solution}});
        house.meta_says_of(shared, "PARTNER_ADDED", info).await;
        house.expect_state(&holder, SignupState::Open).await;
    }
}

#[tokio::test]
async fn the_daily_look_and_the_button_ask_twilio_how_it_is() {
    for house in houses().await {
        jobs::start(&house.world).await.unwrap();
        let id = connected(&house).await;
        let waba = opened(&house, &id).await.meta.waba_id;
        let event = simulator::MetaEvent {
            waba_id: waba,
            event: "PARTNER_REMOVED".into(),
            number: None,
            value: None,
        };
        house.simulator.meta_event(&event).expect("it happens");
        assert_eq!(
            opened(&house, &id).await.health.level,
            HealthLevel::Connected,
            "Twilio was not asked yet"
        );
        house.settle_within(Span::hours(26)).await;
        let health = opened(&house, &id).await.health;
        assert_eq!(
            (health.level, health.code),
            (HealthLevel::ActionNeeded, Some(63111))
        );
        assert!(health.checked.is_some() && !health.act.is_empty());

        let asked = house.simulator.heard_calls("senders.fetch");
        senders::refresh(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        assert_eq!(house.simulator.heard_calls("senders.fetch"), asked + 1);
        let refused = senders::refresh(&house.world, &house.linde.owner, &id).await;
        assert!(matches!(refused, Err(Error::Missing)));
    }
}

#[tokio::test]
async fn webhooks_that_drifted_are_seen_and_repaired_with_one_click() {
    for house in houses().await {
        let id = connected(&house).await;
        let account = house.simulator.subaccounts()[0].clone();
        let creds = twilio::Credentials {
            account_sid: account.sid.parse().unwrap(),
            auth_token: account.auth_token.clone().into(),
        };
        let sid = house.simulator.senders()[0].sid.parse().unwrap();
        let elsewhere = twilio::SenderUpdate {
            webhook: Some(twilio::Webhook {
                callback_url: Some("https://elsewhere.example/in".into()),
                ..twilio::Webhook::default()
            }),
            ..twilio::SenderUpdate::default()
        };
        house
            .world
            .twilio
            .update_sender(&creds, &sid, &elsewhere)
            .await
            .unwrap();
        senders::refresh(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        let page = opened(&house, &id).await;
        assert_eq!(
            (page.health.level, page.health.button),
            (HealthLevel::ActionNeeded, Some(Remedy::Repair))
        );
        let wrong: Vec<&str> = page
            .webhooks
            .iter()
            .filter(|check| !check.ok)
            .map(|check| check.name.as_str())
            .collect();
        assert_eq!(wrong, ["inbound"]);

        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        assert!(senders::repair_webhooks(&house.world, &agent, &id).await.is_err());
        senders::repair_webhooks(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        let page = opened(&house, &id).await;
        assert_eq!(page.health.level, HealthLevel::Connected);
        assert!(page.webhooks.iter().all(|check| check.ok));

        // Who clicked is in the log, and what it led to in the story: once, the refused try not at all.
        let log = portal::audit::list(&house.world, &house.admin, Some(&house.jansen.id), None).await;
        let log = log.unwrap().rows.into_iter();
        let clicks: Vec<_> = log
            .filter(|line| line.what == "sender.webhooks_repaired")
            .map(|line| line.who)
            .collect();
        assert_eq!(clicks, ["piet@jansen.example"]);
        let story = house.story(&house.jansen.id).await;
        let times = |what: &str| story.iter().filter(|told| *told == what).count();
        assert_eq!((times("webhooks.drifted"), times("webhooks.repaired")), (1, 1));
        senders::repair_webhooks(&house.world, &house.admin, &id)
            .await
            .expect("admins are shown the button, too");
    }
}

fn goodbye(house: &House, id: &IntegrationId, release_number: bool) -> Disconnect {
    Disconnect {
        id: id.clone(),
        confirmation: house.jansen.name.to_owned(),
        release_number,
    }
}

#[tokio::test]
async fn disconnecting_takes_the_typed_name_deletes_the_sender_and_keeps_the_account() {
    for house in houses().await {
        let world = &house.world;
        let id = connected(&house).await;
        let wrong = Disconnect {
            confirmation: "jansen".into(),
            ..goodbye(&house, &id, true)
        };
        let refused = senders::disconnect(world, &house.jansen.owner, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        assert!(matches!(
            senders::disconnect(world, &agent, goodbye(&house, &id, true)).await,
            Err(Error::Denied)
        ));
        assert_eq!(house.simulator.senders().len(), 1);

        for _ in 0..2 {
            senders::disconnect(world, &house.jansen.owner, goodbye(&house, &id, true))
                .await
                .unwrap();
        }
        assert_eq!(
            (house.simulator.senders().len(), house.simulator.numbers().len()),
            (0, 0)
        );
        assert_eq!(house.simulator.subaccounts().len(), 1);
        let page = opened(&house, &id).await;
        assert_eq!(page.health.level, HealthLevel::Disconnected);
        assert!(page.disconnected_at.is_some());
        assert_eq!(
            house.integrations(&house.jansen).await[0].status,
            HealthLevel::Disconnected
        );
    }
}

#[tokio::test]
async fn a_number_that_was_kept_can_be_connected_again() {
    for house in houses().await {
        let world = &house.world;
        let id = connected(&house).await;
        senders::disconnect(world, &house.jansen.owner, goodbye(&house, &id, false))
            .await
            .unwrap();
        assert_eq!(house.simulator.numbers().len(), 1);
        let link = senders::reconnect(world, &house.jansen.owner, &id).await.unwrap();
        let holder = house.hold(link).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.heard_calls("numbers.buy"), 1);
        let [before, after] = &house.integrations(&house.jansen).await[..] else {
            panic!("the old and the new")
        };
        assert_eq!(before.phone_number, after.phone_number);
        assert_eq!(
            (before.status, after.status),
            (HealthLevel::Disconnected, HealthLevel::Connected)
        );
        let home = home::view(world, &house.jansen.owner).await.unwrap();
        assert_eq!(home.connections.len(), 1, "shown once");
    }
}

/// Takes the account of a connected number away, at Twilio and in Meta's words; the portal at the address and the account.
async fn taken_away(house: &House, id: &IntegrationId) -> SignupScript {
    let meta = opened(house, id).await.meta;
    let event = simulator::MetaEvent {
        waba_id: meta.waba_id.clone(),
        event: "PARTNER_REMOVED".into(),
        number: None,
        value: None,
    };
    house.simulator.meta_event(&event).expect("it happens");
    let info =
        json!({"waba_info": {"waba_id": meta.waba_id, "owner_business_id": meta.facebook_business_id}});
    house.meta_says("PARTNER_REMOVED", info).await;
    SignupScript {
        business_id: meta.facebook_business_id,
        waba_id: Some(meta.waba_id),
        ..SignupScript::default()
    }
}

#[tokio::test]
async fn a_number_whose_account_was_taken_away_comes_back_through_the_window() {
    for looked_first in [true, false] {
        for house in houses().await {
            let world = &house.world;
            let id = connected(&house).await;
            let script = taken_away(&house, &id).await;
            if looked_first {
                senders::refresh(world, &house.jansen.owner, &id).await.unwrap();
            }

            let link = senders::reconnect(world, &house.jansen.owner, &id).await.unwrap();
            assert_eq!(link.state, SignupState::Open);
            let holder = house.hold(link).await;
            let window = house.go_through_window(&holder, script).await;
            house.meta_says_added(&window).await;
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            let all = house.integrations(&house.jansen).await;
            assert_eq!(all.last().unwrap().status, HealthLevel::Connected);
            assert_eq!(house.simulator.senders().len(), 1);
        }
    }
}

#[tokio::test]
async fn an_account_that_was_taken_away_twice_is_mended_by_the_window_whoever_tells() {
    for told_by_meta in [true, false] {
        for house in houses().await {
            let world = &house.world;
            let id = connected(&house).await;
            let script = taken_away(&house, &id).await;
            let link = senders::reconnect(world, &house.jansen.owner, &id).await.unwrap();
            let holder = house.hold(link).await;
            // Taken away again before the number was registered: Twilio refuses it.
            house.go_through_window(&holder, script.clone()).await;
            taken_away(&house, &id).await;
            house.settle().await;
            house.expect_state(&holder, SignupState::Stuck).await;

            // Pressed once more it waits for the window still, and is not lost.
            let link = senders::reconnect(world, &house.jansen.owner, &id).await.unwrap();
            assert_eq!(link.session_id, *holder.id());
            house.settle().await;
            house.expect_state(&holder, SignupState::Stuck).await;

            if told_by_meta {
                let window = house.simulator.complete_signup(script).await;
                house.meta_says_added(&window).await;
            } else {
                house.go_through_window(&holder, script).await;
            }
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            assert_eq!(house.simulator.senders().len(), 1);
        }
    }
}

#[tokio::test]
async fn an_old_word_of_metas_takes_nothing_from_a_number_that_twilio_accepted_since() {
    for house in houses().await {
        let id = connected(&house).await;
        let meta = opened(&house, &id).await.meta;
        let taken_away = house.world.clock.now();
        let info = json!({"waba_info": {"waba_id": meta.waba_id}});
        house.meta_says("PARTNER_REMOVED", info.clone()).await;
        house.world.clock.advance(Span::hours(1));

        // Shared again, and Meta's word of that is lost.
        let link = senders::reconnect(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        let holder = house.hold(link).await;
        let script = SignupScript {
            business_id: meta.facebook_business_id,
            waba_id: Some(meta.waba_id),
            ..SignupScript::default()
        };
        house.go_through_window(&holder, script).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        house.meta_says_of(taken_away, "PARTNER_REMOVED", info).await;

        let all = house.integrations(&house.jansen).await;
        assert_eq!(all.last().unwrap().status, HealthLevel::Connected);
        let page = signups::connect_page(&house.world, &house.jansen.owner)
            .await
            .unwrap();
        assert!(!page.facebook_needed);
    }
}

#[tokio::test]
async fn another_dealers_connection_is_not_found() {
    for house in houses().await {
        let world = &house.world;
        let id = connected(&house).await;
        let noor = &house.linde.owner;
        assert!(matches!(
            integrations::open(world, noor, &id).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            integrations::get(world, noor, &id).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            senders::repair_webhooks(world, noor, &id).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            senders::reconnect(world, noor, &id).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            senders::skip_test(world, noor, &id).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            senders::disconnect(world, noor, goodbye(&house, &id, true)).await,
            Err(Error::Missing)
        ));
        assert!(house.integrations(&house.linde).await.is_empty());
        assert!(integrations::open(world, &house.admin, &id).await.is_ok());
        assert_eq!(
            integrations::get(world, &house.jansen.owner, &id)
                .await
                .unwrap()
                .id,
            id
        );
    }
}

#[tokio::test]
async fn a_number_that_is_connected_elsewhere_cannot_be_taken() {
    for house in houses().await {
        let holder = house.start(&house.jansen, own("+31612345678")).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::minutes(5)).await;
        let refused = signups::start(&house.world, &house.linde.owner, own("06 12345678")).await;
        let Err(Error::Problem(problem)) = refused else {
            panic!("refused")
        };
        assert_eq!(problem.code, domain::Code::NumberOnWhatsapp);
        assert!(problem.field("phoneNumber").is_some());
    }
}

#[tokio::test]
async fn the_dealers_story_names_the_brand_and_never_the_tools_behind_it() {
    for house in houses().await {
        let id = connected(&house).await;
        let page = opened(&house, &id).await;
        assert!(page.events.len() > 5);
        for event in &page.events {
            let shown = format!("{} {}", event.who, event.words);
            assert!(
                !shown.contains("Forecourt") && !shown.contains("Twilio"),
                "{shown}"
            );
        }
        let isv = integrations::open(&house.world, &house.admin, &id).await.unwrap();
        assert!(isv.events.iter().any(|event| event.who == "Twilio"));
    }
}

#[tokio::test]
async fn the_checklist_follows_what_was_done() {
    for house in houses().await {
        let world = &house.world;
        let done = async || {
            let home = home::view(world, &house.jansen.owner)
                .await
                .expect("the page opens");
            home.checklist.iter().map(|item| item.done).collect::<Vec<_>>()
        };
        assert_eq!(done().await, [false; 5]);
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(done().await, [true, false, false, false, false]);
        let home = home::view(world, &house.jansen.owner).await.unwrap();
        assert_eq!(home.open.expect("it can be resumed").link.url, holder.link.url);

        house.go_through_window(&holder, SignupScript::default()).await;
        assert_eq!(done().await, [true, true, false, false, false]);
        assert_eq!(
            at(&house.progress(&holder).await, Step::Facebook),
            StepState::Done
        );
        house.settle().await;
        assert_eq!(done().await, [true, true, true, false, false]);
        let id = house.integrations(&house.jansen).await[0].id.clone();
        senders::skip_test(world, &house.jansen.owner, &id).await.unwrap();
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        assert_eq!(done().await, [true; 5]);

        let home = home::view(world, &agent).await.unwrap();
        assert_eq!(home.connections.len(), 1);
        assert!(home.open.is_none(), "an agent gets no link");
        assert!(matches!(
            home::view(world, &house.admin).await,
            Err(Error::Missing)
        ));
    }
}

#[tokio::test]
async fn a_page_of_before_the_reconnecting_does_not_give_the_number_back() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let before = connected(&house).await;
        let leave = async |id: &IntegrationId, release_number| {
            senders::disconnect(world, owner, goodbye(&house, id, release_number)).await
        };
        leave(&before, false).await.unwrap();
        leave(&before, false).await.expect("it is so already");
        let link = senders::reconnect(world, owner, &before).await.unwrap();
        let holder = house.hold(link).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;

        match leave(&before, true).await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::Conflict),
            other => panic!("{other:?}"),
        }

        assert_eq!(house.simulator.numbers().len(), 1);
        let after = house.integrations(&house.jansen).await.remove(1);
        assert_eq!(after.status, HealthLevel::Connected);
        leave(&after.id, true).await.unwrap();
        assert_eq!(house.simulator.numbers().len(), 0);
        leave(&before, true).await.expect("it is so already");
    }
}
