//! Another number for a signup that is under way, and what becomes of the one before.

use domain::{
    Code, Span,
    number::NumberKind,
    signup::{SignupState, StartSignup},
};
use portal::{Error, jobs, senders, signups};
use simulator::{Outcome, PartnerAdded, Rule, SignupScript};

use crate::{
    house::{House, houses},
    journey::{Holder, choice, own},
};

/// The same session with another number.
fn instead(holder: &Holder, other: StartSignup) -> StartSignup {
    StartSignup {
        session_id: Some(holder.id().clone()),
        ..other
    }
}

async fn type_code(house: &House, holder: &Holder) {
    let code = house.simulator.otps().last().expect("a code").code.clone();
    signups::submit_code(&house.world, &holder.actor, holder.id(), &code)
        .await
        .expect("the code is taken");
}

/// The numbers at Twilio, and those that are registered with WhatsApp.
fn outside(house: &House) -> (Vec<String>, Vec<String>) {
    let (numbers, senders) = (house.simulator.numbers(), house.simulator.senders());
    (
        numbers.into_iter().map(|number| number.phone_number).collect(),
        senders.into_iter().map(|sender| sender.sender_id()).collect(),
    )
}

#[tokio::test]
async fn whoever_mistyped_their_number_types_it_anew_and_goes_on_without_a_second_window() {
    for house in houses().await {
        let holder = house.start(&house.jansen, own("+31612345679")).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::minutes(10)).await;
        house.expect_state(&holder, SignupState::CodeNeeded).await;

        let right = house
            .start(&house.jansen, instead(&holder, own("+31612345678")))
            .await;
        assert_eq!(right.id(), holder.id());
        house.settle_within(Span::minutes(10)).await;
        house.expect_state(&holder, SignupState::CodeNeeded).await;
        assert_eq!(outside(&house).1, ["whatsapp:+31612345678"]);
        type_code(&house, &holder).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        let [integration] = &house.integrations(&house.jansen).await[..] else {
            panic!("one connection")
        };
        assert_eq!(integration.phone_number.as_str(), "+31612345678");
        let told = house.story(&house.jansen.id).await;
        assert!(told.contains(&"signup.other_number".to_owned()), "{told:?}");
        // Whoever really has that number can have it here.
        house.start(&house.linde, own("+31612345679")).await;
    }
}

#[tokio::test]
async fn a_number_that_was_bought_and_is_not_wanted_any_more_is_given_back() {
    for house in houses().await {
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let offer = |at: usize| StartSignup {
            phone_number: Some(shelf[at].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let holder = house.start(&house.jansen, offer(0)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        assert_eq!(outside(&house).0, [shelf[0].clone()]);
        house.expect_state(&holder, SignupState::GoingLive).await;

        house.start(&house.jansen, instead(&holder, offer(1))).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(
            outside(&house),
            (vec![shelf[1].clone()], vec![format!("whatsapp:{}", shelf[1])])
        );
        assert_eq!(house.integrations(&house.jansen).await.len(), 1);
    }
}

#[tokio::test]
async fn changing_ones_mind_twice_keeps_the_number_that_was_bought() {
    for house in houses().await {
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let offer = StartSignup {
            phone_number: Some(shelf[0].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let holder = house.start(&house.jansen, offer.clone()).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        house
            .start(&house.jansen, instead(&holder, own("+31612345678")))
            .await;
        house.start(&house.jansen, instead(&holder, offer)).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(outside(&house).0, [shelf[0].clone()]);
        assert_eq!(house.simulator.heard_calls("numbers.buy"), 1);
    }
}

#[tokio::test]
async fn before_the_window_the_link_stays_and_nothing_is_asked_of_twilio() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let other = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        let changed = house
            .start(&house.jansen, instead(&holder, own("+31612345678")))
            .await;
        assert_eq!(changed.link.url, holder.link.url);
        house.settle().await;
        assert_eq!(house.simulator.heard_calls("numbers.buy"), 0);

        // Another dealer's session is not to be had, nor one's own that is over, nor a number twice.
        let refused = async |input| signups::start(&house.world, &house.jansen.owner, input).await;
        let foreign = refused(instead(&other, own("+31687654321"))).await;
        assert!(matches!(foreign, Err(Error::Problem(problem)) if problem.code == Code::Conflict));
        let second = house.start(&house.jansen, own("+31687654321")).await;
        let twice = refused(instead(&second, own("+31612345678"))).await;
        assert!(
            matches!(&twice, Err(Error::Invalid(fields)) if fields[0].field == "phoneNumber"),
            "{twice:?}"
        );
    }
}

#[tokio::test]
async fn a_signup_that_was_withdrawn_leaves_no_number_behind_that_costs() {
    for house in houses().await {
        let world = &house.world;
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        assert_eq!(house.simulator.numbers().len(), 1);
        signups::revoke(world, &house.jansen.owner, holder.id())
            .await
            .unwrap();
        house.settle().await;
        assert_eq!(outside(&house), (vec![], vec![]));

        // A number that was connected once, and kept, is the dealer's still.
        let kept = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.settle().await;
        house.expect_state(&kept, SignupState::Connected).await;
        let id = house.integrations(&house.jansen).await[0].id.clone();
        let goodbye = domain::integration::Disconnect {
            id: id.clone(),
            release_number: false,
            confirmation: "Autobedrijf Jansen".into(),
        };
        senders::disconnect(world, &house.jansen.owner, goodbye)
            .await
            .unwrap();
        let again = senders::reconnect(world, &house.jansen.owner, &id).await.unwrap();
        jobs_at_once(&house).await;
        signups::revoke(world, &house.jansen.owner, &again.session_id)
            .await
            .unwrap();
        house.settle().await;
        let (numbers, senders) = outside(&house);
        assert_eq!(
            (numbers.len(), senders),
            (1, vec![]),
            "kept, and on WhatsApp no longer"
        );
    }
}

#[tokio::test]
async fn a_number_whose_purchase_was_never_answered_is_given_back_too() {
    for house in houses().await {
        for (dealer, withdrawn) in [(&house.jansen, false), (&house.linde, true)] {
            let holder = house.start(dealer, choice(NumberKind::SmsCapable)).await;
            let lost = Rule::new(Outcome::Http500Unknown).call("numbers.buy");
            house.simulator.script(lost);
            house.go_through_window(&holder, SignupScript::default()).await;
            jobs_at_once(&house).await;
            assert_eq!(outside(&house).0.len(), 1, "bought, and nobody here knows");
            if withdrawn {
                signups::revoke(&house.world, &dealer.owner, holder.id())
                    .await
                    .unwrap();
                house.settle().await;
            } else {
                house.start(dealer, instead(&holder, own("+31612345678"))).await;
                house.settle().await;
                type_code(&house, &holder).await;
                house.settle().await;
                house.expect_state(&holder, SignupState::Connected).await;
            }
            assert_eq!(outside(&house).0, Vec::<String>::new(), "withdrawn: {withdrawn}");
        }
    }
}

#[tokio::test]
async fn what_is_given_back_is_asked_for_until_it_is_done() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        // Longer than a job is tried.
        let down = Rule::new(Outcome::Http503).call("numbers.delete").times(25);
        house.simulator.script(down);
        signups::revoke(&house.world, &house.jansen.owner, holder.id())
            .await
            .unwrap();
        jobs::start(&house.world).await.unwrap();
        for _ in 0..72 {
            jobs::run_until_idle(&house.world).await.unwrap();
            house.world.clock.advance(Span::hours(1));
        }
        assert!(
            house.simulator.rules().is_empty(),
            "it was asked for until Twilio answered"
        );
        assert_eq!(outside(&house).0.len(), 0);
    }
}

#[tokio::test]
async fn an_account_that_only_a_browser_named_gets_so_many_numbers_and_no_more() {
    for house in houses().await {
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let offer = |at: usize| StartSignup {
            phone_number: Some(shelf[at].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let refused = Rule::new(Outcome::Refused(63101)).always();
        house.simulator.script(refused);
        let holder = house.start(&house.jansen, offer(0)).await;
        let unheard = SignupScript {
            partner_added: PartnerAdded::Never,
            ..SignupScript::default()
        };
        house.go_through_window(&holder, unheard).await;
        for (at, number) in shelf.iter().enumerate().take(4) {
            house.settle_within(Span::minutes(10)).await;
            let stuck = house.expect_state(&holder, SignupState::Stuck).await;
            let expected = if at < 3 { vec![number.clone()] } else { vec![] };
            assert_eq!(outside(&house).0, expected, "{:?}", stuck.trouble);
            house.start(&house.jansen, instead(&holder, offer(at + 1))).await;
        }
    }
}

#[tokio::test]
async fn a_number_that_the_dealer_chooses_stands_over_the_one_being_looked_for() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let dealer = &house.jansen.id;
        let read = async || {
            let mut db = house.world.store.read().await.unwrap();
            let signup = store::signups::get(&mut db, dealer, holder.id()).await;
            signup.unwrap().unwrap()
        };
        let looked_for = read().await;
        house
            .start(&house.jansen, instead(&holder, own("+31612345678")))
            .await;
        let found = "+31687654321".parse().unwrap();
        let mut db = house.world.store.write().await.unwrap();
        assert!(
            !store::signups::choose(&mut db, dealer, &looked_for, Some(&found))
                .await
                .unwrap()
        );
        db.commit().await.unwrap();
        let now = read().await;
        assert_eq!(now.wanted.unwrap().as_str(), "+31612345678");
        assert_eq!(now.kind, NumberKind::Byo);
    }
}

/// What is due now, and nothing later.
async fn jobs_at_once(house: &House) {
    portal::jobs::run_until_idle(&house.world)
        .await
        .expect("jobs run");
}
