//! Another number for a signup that is under way, and what becomes of the one before.

use domain::{
    Code, Span,
    number::NumberKind,
    signup::{SignupState, StartSignup},
};
use portal::{Error, senders, signups};
use simulator::SignupScript;

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
        assert_eq!(house.simulator.numbers().len(), 1);
    }
}

/// What is due now, and nothing later.
async fn jobs_at_once(house: &House) {
    portal::jobs::run_until_idle(&house.world)
        .await
        .expect("jobs run");
}
