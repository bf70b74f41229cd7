//! From the end of Meta's window to *Connected*: codes, refusals, waiting, and what a person can do about them.

use std::time::Duration;

use domain::{
    Code, Span,
    number::{CodeBy, NumberKind},
    signup::{Button, Progress, SignupState, StartSignup, Step, StepState},
};
use portal::{Error, hooks, jobs, senders, signups};
use simulator::{Outcome, Rule, SignupScript};

use crate::{
    calls::{Form, call, transcript},
    house::{House, houses},
    journey::{Holder, at, choice, own},
};

const OWN: &str = "+31612345678";

fn problem<T: std::fmt::Debug>(result: portal::Result<T>) -> domain::Problem {
    match result {
        Err(Error::Problem(problem)) => problem,
        other => panic!("a problem, not: {other:?}"),
    }
}

/// Up to where WhatsApp waits for the six digits of the dealer's own number.
async fn until_code(house: &House, input: StartSignup) -> Holder {
    let holder = house.start(&house.jansen, input).await;
    house.go_through_window(&holder, SignupScript::default()).await;
    house.settle_within(Span::minutes(10)).await;
    house.expect_state(&holder, SignupState::CodeNeeded).await;
    holder
}

async fn hand_in(house: &House, holder: &Holder, code: &str) -> portal::Result<Progress> {
    signups::submit_code(&house.world, &holder.actor, holder.id(), code).await
}

#[tokio::test]
async fn a_number_of_ones_own_takes_a_wrong_and_then_a_right_code() {
    for house in houses().await {
        let holder = until_code(&house, own(OWN)).await;
        let wanted = house.progress(&holder).await.code.expect("a code is wanted");
        assert_eq!((wanted.by, wanted.left, wanted.wrong), (CodeBy::Sms, 9, None));
        let progress = house.progress(&holder).await;
        assert_eq!(at(&progress, Step::Verification), StepState::NeedsYou);

        for shape in ["", "12345", "1234567", "abcdef"] {
            assert!(
                matches!(hand_in(&house, &holder, shape).await, Err(Error::Invalid(_))),
                "{shape}"
            );
        }
        let right = house.simulator.otp(OWN).expect("WhatsApp has sent a code");
        let wrong = if right == "000000" { "000001" } else { "000000" };
        let progress = hand_in(&house, &holder, wrong).await.unwrap();
        assert_eq!(progress.state, SignupState::GoingLive, "it is being judged");
        house.settle_within(Span::minutes(10)).await;
        let progress = house.expect_state(&holder, SignupState::CodeNeeded).await;
        assert!(progress.code.expect("asked again").wrong.is_some());

        hand_in(&house, &holder, &format!("{} {}", &right[..3], &right[3..]))
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(
            problem(hand_in(&house, &holder, &right).await).code,
            Code::Conflict
        );
        assert_eq!(house.simulator.numbers().len(), 0, "nothing was bought");
        assert_eq!(house.simulator.registrations(OWN), 1);
    }
}

#[tokio::test]
async fn a_number_that_was_verified_in_the_window_needs_no_second_code() {
    for house in houses().await {
        let holder = house.start(&house.jansen, own(OWN)).await;
        let script = SignupScript {
            number: Some(OWN.into()),
            ..SignupScript::default()
        };
        house.go_through_window(&holder, script).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        let integration = &house.integrations(&house.jansen).await[0];
        assert!(integration.meta.phone_number_id.is_some());
    }
}

#[tokio::test]
async fn new_digits_come_by_text_or_call_as_long_as_the_budget_lasts() {
    for house in houses().await {
        let world = &house.world;
        let holder = until_code(&house, own(OWN)).await;
        let again = async |by| signups::resend_code(world, &holder.actor, holder.id(), by, None).await;
        for n in 1..10 {
            world.clock.advance(Span::seconds(60));
            let by = if n % 2 == 0 { CodeBy::Sms } else { CodeBy::Voice };
            let wanted = again(by).await.unwrap().code.expect("a code is wanted");
            assert_eq!((wanted.by, wanted.left), (by, 9 - n));
            assert!(
                wanted.other.is_some_and(|other| other != by),
                "the other way is offered"
            );
            let soon = problem(again(by).await);
            assert_eq!(
                (soon.code, soon.retry_at),
                (Code::TooManyAttempts, wanted.again_at)
            );
        }
        world.clock.advance(Span::minutes(2));
        let used_up = problem(again(CodeBy::Sms).await);
        assert_eq!(used_up.code, Code::RegistrationLimit);
        let free = used_up.retry_at.expect("when it is possible again");
        assert_eq!(
            house.simulator.registrations(OWN),
            10,
            "the one that would lock the number was not asked for"
        );

        world.clock.advance(free - world.clock.now());
        house.simulator.advance(Duration::from_hours(73)).await;
        again(CodeBy::Sms).await.unwrap();
        let code = house.simulator.otp(OWN).expect("a new code");
        hand_in(&house, &holder, &code).await.unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn the_right_code_is_not_asked_of_anybody_else() {
    for house in houses().await {
        let holder = until_code(&house, own(OWN)).await;
        let code = house.simulator.otp(OWN).unwrap();
        for actor in [&house.linde.owner, &house.admin] {
            let refused = signups::submit_code(&house.world, actor, holder.id(), &code).await;
            assert!(matches!(refused, Err(Error::Missing)));
        }
        signups::submit_code(&house.world, &house.jansen.owner, holder.id(), &code)
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

/// Up to where WhatsApp calls the number, and the key in the address that Twilio would ask.
async fn until_call(house: &House, input: StartSignup) -> (Holder, String, String, String) {
    let holder = house.start(&house.jansen, input).await;
    house.go_through_window(&holder, SignupScript::default()).await;
    house.settle_within(Span::minutes(5)).await;
    let [number] = &house.simulator.numbers()[..] else {
        panic!("one number")
    };
    let key = number.voice_url.split('/').nth(5).expect("a key").to_owned();
    assert_eq!(
        number.voice_url,
        house.world.url(&format!("/webhooks/twilio/{key}/voice"))
    );
    let code = house.simulator.otps().last().expect("a code").code.clone();
    (holder, key, number.phone_number.clone(), code)
}

#[tokio::test]
async fn a_number_for_calls_only_is_verified_by_what_its_call_says() {
    for house in houses().await {
        let (holder, key, number, code) = until_call(&house, choice(NumberKind::VoiceOnly)).await;
        let (world, jansen) = (&house.world, &house.jansen.id);
        let progress = house.expect_state(&holder, SignupState::GoingLive).await;
        assert!(progress.code.is_none(), "nobody has to type anything");

        let url = world.url(&format!("/webhooks/twilio/{key}/voice"));
        let answer = senders::voice(world, jansen, &key, &call(&number, &[("CallStatus", "ringing")]))
            .await
            .unwrap();
        assert!(
            answer.contains("<Record") && answer.matches(&url).count() == 2,
            "{answer}"
        );
        let ended = call(
            &number,
            &[("RecordingUrl", "https://x/RE1"), ("Digits", "hangup")],
        );
        assert!(
            senders::voice(world, jansen, &key, &ended)
                .await
                .unwrap()
                .ends_with("<Response/>")
        );
        twilio_posts(&house, &key, &transcript(&number, &code)).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.heard_calls("senders.create"), 1);
    }
}

#[tokio::test]
async fn a_call_that_nobody_understands_leaves_it_to_the_dealer() {
    for house in houses().await {
        let (holder, key, number, code) = until_call(&house, choice(NumberKind::VoiceOnly)).await;
        let failed = call(
            &number,
            &[
                ("RecordingUrl", "https://x/RE1"),
                ("TranscriptionStatus", "failed"),
            ],
        );
        twilio_posts(&house, &key, &failed).await;
        let wanted = house
            .expect_state(&holder, SignupState::CodeNeeded)
            .await
            .code
            .expect("a code is wanted");
        assert_eq!(wanted.by, CodeBy::Voice);
        hand_in(&house, &holder, &code).await.unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_call_can_be_passed_on_to_the_dealer_who_types_what_it_says() {
    for house in houses().await {
        let input = StartSignup {
            forward_to: Some("020 123 4567".into()),
            ..choice(NumberKind::VoiceOnly)
        };
        let (holder, key, number, code) = until_call(&house, input).await;
        let ringing = call(&number, &[("CallStatus", "ringing")]);
        let answer = senders::voice(&house.world, &house.jansen.id, &key, &ringing)
            .await
            .unwrap();
        assert!(answer.contains("<Number>+31201234567</Number>"), "{answer}");
        let wanted = house
            .expect_state(&holder, SignupState::CodeNeeded)
            .await
            .code
            .expect("a code is wanted");
        assert!(wanted.to.contains("123 4567"), "{}", wanted.to);
        hand_in(&house, &holder, &code).await.unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_call_to_a_number_that_waits_for_nothing_gets_no_instruction() {
    for house in houses().await {
        let (_, key, number, _) = until_call(&house, choice(NumberKind::VoiceOnly)).await;
        let ringing = call(&number, &[("CallStatus", "ringing")]);
        let answer = senders::voice(&house.world, &house.linde.id, &key, &ringing)
            .await
            .unwrap();
        assert!(answer.ends_with("<Response/>"), "another dealer's: {answer}");
        let elsewhere = call("+31201234567", &[("CallStatus", "ringing")]);
        let answer = senders::voice(&house.world, &house.jansen.id, &key, &elsewhere)
            .await
            .unwrap();
        assert!(answer.ends_with("<Response/>"));
    }
}

/// Twilio posts what became of a call, and the server takes it in as it does.
async fn twilio_posts(house: &House, key: &str, form: &Form) {
    let (world, jansen) = (&house.world, &house.jansen.id);
    house.store_call(jansen, form).await;
    senders::voice(world, jansen, key, form).await.expect("answered");
    hooks::take(world, 10).await.expect("worked on");
}

async fn told(house: &House, what: &str) -> usize {
    let story = house.story(&house.jansen.id).await;
    story.iter().filter(|told| *told == what).count()
}

#[tokio::test]
async fn a_spoken_code_is_handed_in_once_also_if_only_its_webhook_was_kept() {
    for killed in [true, false] {
        for house in houses().await {
            let (holder, key, number, code) = until_call(&house, choice(NumberKind::VoiceOnly)).await;
            let heard = transcript(&number, &code);
            let before = house.simulator.heard_calls("senders.update");
            for _ in 0..2 {
                if killed {
                    house.store_call(&house.jansen.id, &heard).await;
                } else {
                    twilio_posts(&house, &key, &heard).await;
                    jobs::run_until_idle(&house.world).await.unwrap();
                }
            }
            hooks::take(&house.world, 10).await.unwrap();
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            let engine = house.store.engine;
            assert_eq!(
                house.simulator.heard_calls("senders.update"),
                before + 1,
                "{engine}: {killed}"
            );
            assert_eq!(told(&house, "code.heard").await, 1, "{engine}: {killed}");
        }
    }
}

/// A number for calls only whose first code goes wrong like this.
async fn until_call_with(house: &House, rule: Rule) -> (Holder, String, String) {
    let holder = house.start(&house.jansen, choice(NumberKind::VoiceOnly)).await;
    house.simulator.script(rule);
    house.go_through_window(&holder, SignupScript::default()).await;
    house.settle_within(Span::minutes(4)).await;
    let number = house.simulator.numbers()[0].clone();
    let key = number.voice_url.split('/').nth(5).expect("a key").to_owned();
    (holder, key, number.phone_number)
}

#[tokio::test]
async fn a_call_that_never_comes_is_asked_for_again_or_passed_on() {
    for passed_on in [false, true] {
        for house in houses().await {
            let world = &house.world;
            let (holder, key, number) = until_call_with(&house, Rule::new(Outcome::OtpNever)).await;
            let progress = house.expect_state(&holder, SignupState::GoingLive).await;
            assert!(progress.code.is_none(), "it may come yet");
            house.settle_within(Span::minutes(10)).await;
            let progress = house.expect_state(&holder, SignupState::CodeNeeded).await;
            assert_eq!(at(&progress, Step::Verification), StepState::NeedsYou);
            let wanted = progress.code.expect("a code is wanted");
            assert_eq!((wanted.by, wanted.other, wanted.left), (CodeBy::Voice, None, 9));
            assert_eq!(wanted.forward_to.as_deref(), Some(""), "the call is ours");
            assert_eq!(told(&house, "code.no_call").await, 1);

            let again =
                async |to| signups::resend_code(world, &holder.actor, holder.id(), CodeBy::Voice, to).await;
            let refused = again(Some("reception")).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
            let to = passed_on.then_some("020 123 4567");
            let wanted = again(to).await.unwrap().code.expect("a code is wanted still");
            assert_eq!(wanted.left, 8);
            assert_eq!(house.simulator.registrations(&number), 2);
            let code = house.simulator.otps().last().expect("a code").code.clone();
            let ringing = call(&number, &[("CallStatus", "ringing")]);
            let answer = senders::voice(world, &house.jansen.id, &key, &ringing)
                .await
                .unwrap();
            if passed_on {
                assert!(answer.contains("<Number>+31201234567</Number>"), "{answer}");
                assert!(wanted.to.contains("123 4567"), "{}", wanted.to);
                hand_in(&house, &holder, &code).await.unwrap();
            } else {
                assert!(answer.contains("<Record"), "{answer}");
                twilio_posts(&house, &key, &transcript(&number, &code)).await;
            }
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            assert_eq!(house.simulator.registrations(&number), 2);
        }
    }
}

#[tokio::test]
async fn a_late_call_is_understood_all_the_same() {
    for house in houses().await {
        let late = Rule::new(Outcome::OtpLate).lasting(Duration::from_mins(20));
        let (holder, key, number) = until_call_with(&house, late).await;
        house.settle_within(Span::minutes(20)).await;
        house.expect_state(&holder, SignupState::CodeNeeded).await;
        assert_eq!(house.simulator.otp(&number), None, "not yet");
        house.simulator.advance(Duration::from_mins(21)).await;
        let code = house.simulator.otp(&number).expect("it rings now");
        twilio_posts(&house, &key, &transcript(&number, &code)).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.registrations(&number), 1);
    }
}

#[tokio::test]
async fn a_spoken_code_that_is_too_old_is_asked_for_again() {
    for house in houses().await {
        let (holder, key, number) = until_call_with(&house, Rule::new(Outcome::OtpExpired)).await;
        let code = house.simulator.otps().last().expect("a code").code.clone();
        twilio_posts(&house, &key, &transcript(&number, &code)).await;
        house.settle_within(Span::minutes(4)).await;
        let wanted = house
            .expect_state(&holder, SignupState::CodeNeeded)
            .await
            .code
            .expect("a code is wanted");
        assert!(wanted.wrong.is_some_and(|why| why.contains("too late")));
        assert_eq!(wanted.left, 9, "a wrong code costs no registration");

        let world = &house.world;
        signups::resend_code(world, &holder.actor, holder.id(), CodeBy::Voice, None)
            .await
            .unwrap();
        let code = house.simulator.otps().last().expect("a code").code.clone();
        twilio_posts(&house, &key, &transcript(&number, &code)).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.registrations(&number), 2);
    }
}

#[tokio::test]
async fn when_whatsapp_ends_a_call_without_its_code_the_dealer_is_asked() {
    for house in houses().await {
        let (holder, ..) = until_call_with(&house, Rule::new(Outcome::EndsOffline(63116))).await;
        let progress = house.expect_state(&holder, SignupState::CodeNeeded).await;
        assert_eq!(progress.code.expect("a code is wanted").left, 9);
        house.settle().await;
        assert_eq!(told(&house, "code.no_call").await, 1, "told once");
    }
}

#[tokio::test]
async fn a_code_for_ones_own_number_that_comes_late_too_old_or_never_is_asked_for_again() {
    for outcome in [Outcome::OtpLate, Outcome::OtpExpired, Outcome::OtpNever] {
        for house in houses().await {
            house.simulator.script(Rule::new(outcome.clone()));
            let holder = until_code(&house, own(OWN)).await;
            let left = async || house.progress(&holder).await.code.expect("a code is wanted").left;
            assert_eq!(left().await, 9);
            match outcome {
                Outcome::OtpLate => {
                    assert_eq!(house.simulator.otp(OWN), None);
                    house.simulator.advance(Duration::from_mins(6)).await;
                }
                Outcome::OtpExpired => {
                    let code = house.simulator.otp(OWN).expect("a code");
                    hand_in(&house, &holder, &code).await.unwrap();
                    house.settle_within(Span::minutes(10)).await;
                    let progress = house.expect_state(&holder, SignupState::CodeNeeded).await;
                    let wrong = progress.code.expect("asked again").wrong;
                    assert!(wrong.is_some_and(|why| why.contains("too late")));
                    assert_eq!(left().await, 9, "a wrong code costs no registration");
                }
                _ => assert_eq!(house.simulator.otp(OWN), None),
            }
            if outcome != Outcome::OtpLate {
                let (world, actor) = (&house.world, &holder.actor);
                signups::resend_code(world, actor, holder.id(), CodeBy::Sms, None)
                    .await
                    .unwrap();
                assert_eq!(left().await, 8);
            }
            let code = house.simulator.otp(OWN).expect("a code");
            hand_in(&house, &holder, &code).await.unwrap();
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            let spent = if outcome == Outcome::OtpLate { 1 } else { 2 };
            assert_eq!(house.simulator.registrations(OWN), spent);
        }
    }
}

/// A session that goes live with this scripted.
async fn scripted(house: &House, input: StartSignup, rule: Rule) -> Holder {
    let holder = house.start(&house.jansen, input).await;
    house.simulator.script(rule);
    house.go_through_window(&holder, SignupScript::default()).await;
    house.settle().await;
    holder
}

#[tokio::test]
async fn a_refused_registration_says_who_must_act_and_can_be_tried_again() {
    for (code, button) in [
        (63100, Button::Help),
        (63101, Button::Facebook),
        (63102, Button::Help),
        (63103, Button::Facebook),
        (63104, Button::Retry),
        (63112, Button::Retry),
    ] {
        for house in houses().await {
            let rule = Rule::new(Outcome::Refused(code));
            let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
            let progress = house.expect_state(&holder, SignupState::Stuck).await;
            assert_eq!(at(&progress, Step::Sender), StepState::Stuck);
            let trouble = progress.trouble.expect("a trouble");
            assert_eq!((trouble.code, trouble.button), (Some(code), Some(button)));
            assert!(!trouble.what.is_empty() && !trouble.act.is_empty());
            let (_, counts) = jobs::list(&house.world, &house.admin, None, None).await.unwrap();
            assert_eq!(counts.dead, 1, "the ISV sees it");

            let progress = signups::retry(&house.world, &holder.actor, holder.id())
                .await
                .unwrap();
            assert_eq!(progress.state, SignupState::GoingLive);
            house.settle().await;
            house.expect_state(&holder, SignupState::Connected).await;
            assert_eq!(house.simulator.numbers().len(), 1);
            let (_, counts) = jobs::list(&house.world, &house.admin, None, None).await.unwrap();
            assert_eq!(counts.dead, 0);
        }
    }
}

#[tokio::test]
async fn an_account_that_twilio_cannot_use_is_replaced_by_going_through_the_window_again() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let script = SignupScript {
            solution: simulator::Solution::Missing,
            ..SignupScript::default()
        };
        let first = house.go_through_window(&holder, script).await;
        house.settle().await;
        let trouble = house
            .expect_state(&holder, SignupState::Stuck)
            .await
            .trouble
            .expect("a trouble");
        assert_eq!(
            (trouble.code, trouble.button),
            (Some(63101), Some(Button::Facebook))
        );
        assert!(
            signups::open(&house.world, &holder.actor)
                .await
                .unwrap()
                .window
                .is_ok()
        );

        let second = house.go_through_window(&holder, SignupScript::default()).await;
        assert_ne!(first.waba_id, second.waba_id);
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(
            house.integrations(&house.jansen).await[0].meta.waba_id,
            second.waba_id
        );
        assert_eq!(house.simulator.numbers().len(), 1, "the number waited");
    }
}

#[tokio::test]
async fn a_number_that_is_still_on_whatsapp_is_registered_anew_after_it_left() {
    for house in houses().await {
        house.simulator.put_on_whatsapp(OWN);
        let holder = house.start(&house.jansen, own(OWN)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::minutes(10)).await;
        let trouble = house
            .expect_state(&holder, SignupState::Stuck)
            .await
            .trouble
            .expect("a trouble");
        assert_eq!((trouble.code, trouble.button), (Some(63110), Some(Button::Retry)));

        house.simulator.remove_from_whatsapp(OWN);
        signups::retry(&house.world, &holder.actor, holder.id())
            .await
            .unwrap();
        house.settle_within(Span::minutes(10)).await;
        house.expect_state(&holder, SignupState::CodeNeeded).await;
        let code = house.simulator.otp(OWN).expect("a code");
        hand_in(&house, &holder, &code).await.unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.senders().len(), 1);
    }
}

#[tokio::test]
async fn a_registration_that_ends_offline_says_why_and_heals_when_meta_does() {
    for house in houses().await {
        let rule = Rule::new(Outcome::EndsOffline(63112));
        let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
        let progress = house.expect_state(&holder, SignupState::Stuck).await;
        assert_eq!(progress.trouble.expect("a trouble").code, Some(63112));
        signups::retry(&house.world, &house.admin, holder.id())
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_eq!(house.simulator.senders().len(), 1);
    }
}

#[tokio::test]
async fn twilios_own_word_that_the_budget_is_used_up_is_waited_for() {
    for house in houses().await {
        let rule = Rule::new(Outcome::Refused(20249));
        let began = house.world.clock.now();
        let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
        let trouble = house
            .expect_state(&holder, SignupState::Stuck)
            .await
            .trouble
            .expect("a trouble");
        let at = trouble.retry_at.expect("when it is possible again");
        assert_eq!((trouble.code, trouble.button), (Some(20249), None));
        assert!(at - began >= Span::hours(72));
        let refused = problem(signups::retry(&house.world, &holder.actor, holder.id()).await);
        assert_eq!(
            (refused.code, refused.retry_at),
            (Code::RegistrationLimit, Some(at))
        );
        house.settle_within(Span::hours(74)).await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_review_is_told_as_normal_and_a_long_one_as_unusual() {
    for house in houses().await {
        let rule = Rule::new(Outcome::TwilioReview).lasting(Duration::from_hours(30));
        let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
        let progress = house.expect_state(&holder, SignupState::GoingLive).await;
        assert_eq!(at(&progress, Step::Online), StepState::Running);
        let normal = progress.trouble.expect("words about the review");
        assert!(normal.act.contains("normal") && normal.button.is_none());
        house.settle_within(Span::hours(25)).await;
        let slow = house
            .expect_state(&holder, SignupState::GoingLive)
            .await
            .trouble
            .expect("words about the review");
        assert_eq!(slow.button, Some(Button::Help));
        let looks = house.simulator.heard_calls("senders.fetch");
        assert!((90..140).contains(&looks), "{looks} looks in a day");

        house.simulator.advance(Duration::from_hours(31)).await;
        house.settle_within(Span::hours(2)).await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_moment_offline_just_after_registering_passes_by_itself() {
    for house in houses().await {
        let rule = Rule::new(Outcome::TransientOffline);
        let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
        house.expect_state(&holder, SignupState::Connected).await;
        let told = house.story(&house.jansen.id).await;
        assert!(
            told.contains(&"sender.offline".to_owned()) && !told.contains(&"trouble".to_owned()),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn an_outside_that_fails_for_a_while_is_asked_again() {
    for (call, outcome) in [
        ("accounts.list", Outcome::Http503),
        ("accounts.create", Outcome::Http429),
        ("numbers.buy", Outcome::Http500Html),
        ("senders.list", Outcome::Http500Html),
        ("senders.create", Outcome::Http429),
        ("senders.fetch", Outcome::Http503),
    ] {
        for house in houses().await {
            let rule = Rule::new(outcome.clone()).call(call).times(3);
            let holder = scripted(&house, choice(NumberKind::SmsCapable), rule).await;
            house.expect_state(&holder, SignupState::Connected).await;
            assert!(house.simulator.rules().is_empty(), "{call} failed three times");
        }
    }
}

#[tokio::test]
async fn while_it_is_tried_again_the_page_says_so_and_nobody_has_to_act() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house
            .simulator
            .script(Rule::new(Outcome::Http503).call("senders.create").always());
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::minutes(20)).await;
        let progress = house.expect_state(&holder, SignupState::GoingLive).await;
        let trouble = progress.trouble.expect("words");
        assert!(trouble.button.is_none() && trouble.retry_at.is_some());
        house.settle_within(Span::hours(6)).await;
        let trouble = house
            .expect_state(&holder, SignupState::Stuck)
            .await
            .trouble
            .expect("words");
        assert_eq!(
            trouble.button,
            Some(Button::Retry),
            "after hours a person is told"
        );
        assert_eq!(
            house
                .simulator
                .registrations(&house.simulator.numbers()[0].phone_number),
            0
        );
    }
}

/// A stranger at Twilio buys a number.
async fn sell(house: &House, number: &str) {
    let config = house.simulator.config();
    let stranger = twilio::Credentials {
        account_sid: config.parent_sid.parse().unwrap(),
        auth_token: config.parent_token.clone().into(),
    };
    let number = twilio::NewNumber {
        phone_number: number.to_owned(),
        ..twilio::NewNumber::default()
    };
    let sold = house
        .world
        .twilio
        .buy_number(&stranger, &stranger.account_sid, &number)
        .await;
    sold.expect("the number is for sale");
}

#[tokio::test]
async fn a_number_that_somebody_else_has_just_bought_can_be_chosen_anew() {
    for house in houses().await {
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let chosen = StartSignup {
            phone_number: Some(shelf[0].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let holder = house.start(&house.jansen, chosen).await;
        sell(&house, &shelf[0]).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        let progress = house.expect_state(&holder, SignupState::Stuck).await;
        assert_eq!(at(&progress, Step::Number), StepState::Stuck);
        let trouble = progress.trouble.expect("a trouble");
        assert_eq!(
            (trouble.code, trouble.button),
            (Some(21422), Some(Button::Number))
        );

        let any = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(any.id(), holder.id());
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert_ne!(
            house.integrations(&house.jansen).await[0].phone_number.as_str(),
            shelf[0]
        );
    }
}

#[tokio::test]
async fn an_offer_that_is_gone_is_replaced_in_the_same_session_without_a_second_window() {
    for house in houses().await {
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let offer = |at: usize| StartSignup {
            phone_number: Some(shelf[at].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let holder = house.start(&house.jansen, offer(0)).await;
        let faster = house.start(&house.linde, offer(0)).await;
        house.go_through_window(&faster, SignupScript::default()).await;
        house.settle().await;
        house.expect_state(&faster, SignupState::Connected).await;

        let window = house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        let trouble = house
            .expect_state(&holder, SignupState::Stuck)
            .await
            .trouble
            .expect("a trouble");
        assert_eq!(trouble.button, Some(Button::Number));
        let other = house.start(&house.jansen, offer(1)).await;
        assert_eq!(other.id(), holder.id());
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        let integration = &house.integrations(&house.jansen).await[0];
        assert_eq!(
            (integration.phone_number.as_str(), &integration.meta.waba_id),
            (shelf[1].as_str(), &window.waba_id)
        );
    }
}

#[tokio::test]
async fn webhooks_that_point_elsewhere_are_repaired_before_anybody_is_connected() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        let account = house.simulator.subaccounts()[0].clone();
        let sid = house.simulator.senders()[0].sid.clone();
        let creds = twilio::Credentials {
            account_sid: account.sid.parse().unwrap(),
            auth_token: account.auth_token.clone().into(),
        };
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
            .update_sender(&creds, &sid.parse().unwrap(), &elsewhere)
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        assert!(
            house
                .story(&house.jansen.id)
                .await
                .contains(&"webhooks.repaired".to_owned())
        );
        assert!(
            house.simulator.senders()[0]
                .hook("callback_url")
                .starts_with("https://portal.example/webhooks/twilio/")
        );
    }
}

#[tokio::test]
async fn a_token_that_was_rotated_at_twilio_is_asked_for_again() {
    for house in houses().await {
        let (world, jansen) = (&house.world, &house.jansen.id);
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle_within(Span::seconds(30)).await;
        let mut db = world.store.write().await.unwrap();
        let stale = "00000000000000000000000000000000".into();
        portal::vault::put(
            &mut db,
            world,
            world.clock.now(),
            jansen,
            "twilio_auth_token",
            &stale,
        )
        .await
        .unwrap();
        db.commit().await.unwrap();
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        let before = portal::vault::get(world, jansen, "twilio_auth_token_before")
            .await
            .unwrap();
        assert_eq!(
            secrecy::ExposeSecret::expose_secret(&before),
            secrecy::ExposeSecret::expose_secret(&stale)
        );

        // Webhooks on their way count with the one before for hours, and no longer.
        let key = {
            let mut db = world.store.read().await.unwrap();
            let row = store::subaccounts::get(&mut db, jansen).await.unwrap();
            row.unwrap().hook_key
        };
        let account = portal::hooks::account(world, &key).await.unwrap().unwrap();
        let count = |account: &portal::hooks::Account| account.tokens_at(world.clock.now()).len();
        assert_eq!(count(&account), 2);
        world.clock.advance(Span::hours(2));
        assert_eq!(count(&account), 1, "also where it was remembered");
        let account = portal::hooks::account(world, &key).await.unwrap().unwrap();
        assert_eq!(count(&account), 1);

        // And then the vault forgets it.
        portal::jobs::start(world).await.unwrap();
        house.settle_within(Span::minutes(1)).await;
        let before = portal::vault::get(world, jansen, "twilio_auth_token_before").await;
        assert!(matches!(before, Err(portal::Error::Missing)));
        assert!(
            portal::vault::get(world, jansen, "twilio_auth_token")
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn two_devices_that_ask_for_new_digits_at_once_spend_one_registration() {
    for house in houses().await {
        let world = &house.world;
        let holder = until_code(&house, own(OWN)).await;
        world.clock.advance(Span::seconds(60));
        let again = |actor| signups::resend_code(world, actor, holder.id(), CodeBy::Sms, None);

        let (one, other) = tokio::join!(again(&holder.actor), again(&house.jansen.owner));

        let (asked, late) = if one.is_ok() { (one, other) } else { (other, one) };
        assert_eq!(asked.unwrap().code.expect("a code is wanted").left, 8);
        assert_eq!(problem(late).code, Code::TooManyAttempts);
        assert_eq!(house.simulator.registrations(OWN), 2, "{}", house.store.engine);
    }
}
