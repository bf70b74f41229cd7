//! Whatever happens on the way, and however often: one subaccount, one number, one sender, one integration.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use domain::{
    Span,
    number::NumberKind,
    signup::{Finish, SignupState},
};
use portal::{
    Chance,
    jobs::{self, Work},
    signups,
};
use proptest::prelude::*;
use simulator::{Outcome, Rule, SignupOutcome, SignupScript};

use crate::{
    house::{House, houses},
    journey::{Holder, choice},
};

/// Something that happens to a signup.
#[derive(Debug, Clone)]
enum Act {
    /// The page reports one of the window's messages, any of them, again perhaps.
    Hear(usize),
    /// The page says that it opened the window.
    Open,
    /// Meta's webhook.
    MetaSays,
    /// The redirect.
    Callback,
    /// The dealer presses the button in another tab.
    StartAgain,
    /// The worker works, and the process is killed after so many steps.
    Crash(u32),
    /// The worker works.
    Work,
    /// Two processes work at once.
    WorkTwice,
    /// Time passes; leases end.
    Wait,
    /// The next call of this name goes wrong in this way.
    Fault(&'static str, Outcome),
    /// A job is there once more.
    Repeat(usize),
}

const CALLS: [&str; 8] = [
    "accounts.list",
    "accounts.create",
    "numbers.search",
    "numbers.list",
    "numbers.buy",
    "senders.list",
    "senders.create",
    "senders.fetch",
];

fn act() -> impl Strategy<Value = Act> {
    let fault = (
        prop::sample::select(&CALLS[..]),
        prop::sample::select(vec![
            Outcome::ConnectionCut,
            Outcome::Http500Unknown,
            Outcome::Http500Html,
            Outcome::Http429,
        ]),
    );
    prop_oneof![
        3 => (0_usize..20).prop_map(Act::Hear),
        1 => Just(Act::Open),
        2 => Just(Act::MetaSays),
        1 => Just(Act::Callback),
        1 => Just(Act::StartAgain),
        5 => (1_u32..150).prop_map(Act::Crash),
        2 => Just(Act::Work),
        1 => Just(Act::WorkTwice),
        3 => Just(Act::Wait),
        4 => fault.prop_map(|(call, outcome)| Act::Fault(call, outcome)),
        2 => (0_usize..6).prop_map(Act::Repeat),
    ]
}

/// A process that is killed after so many steps: whatever was under way is dropped as it stands.
struct Killed<F> {
    work: Pin<Box<F>>,
    steps: u32,
}

impl<F: Future> Future for Killed<F> {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.steps == 0 {
            return Poll::Ready(());
        }
        self.steps -= 1;
        self.work.as_mut().poll(cx).map(drop)
    }
}

async fn happen(house: &House, holder: &Holder, window: &SignupOutcome, act: &Act) {
    let world = &house.world;
    match act {
        Act::Hear(at) => {
            let message = &window.messages[at % window.messages.len()];
            house
                .report(holder, "message", Some(message))
                .await
                .expect("reported");
        }
        Act::Open => drop(house.report(holder, "opened", None).await.expect("reported")),
        Act::MetaSays => house.meta_says_added(window).await,
        Act::Callback => {
            let finish = Finish {
                payload: holder.token.clone(),
                waba_id: Some(window.waba_id.clone()),
                ..Finish::default()
            };
            house.finish(finish).await.expect("the finish is taken");
        }
        Act::StartAgain => {
            let again = signups::start(world, &house.jansen.owner, choice(NumberKind::SmsCapable)).await;
            let again = again.expect("the same session");
            // Once connected, the same button would begin a further number.
            assert_eq!(&again.session_id, holder.id());
        }
        Act::Crash(steps) => {
            let work = Box::pin(jobs::run_until_idle(world));
            Killed { work, steps: *steps }.await;
        }
        Act::Work => jobs::run_until_idle(world).await.expect("jobs run"),
        Act::WorkTwice => {
            let mut other = house.restarted_with(|_| {});
            other.chance = Chance::seeded(2);
            let (one, two) = tokio::join!(jobs::run_until_idle(world), jobs::run_until_idle(&other));
            one.and(two).expect("jobs run");
        }
        Act::Wait => world.clock.advance(Span::seconds(61)),
        Act::Fault(call, outcome) => house.simulator.script(Rule::new(outcome.clone()).call(call)),
        Act::Repeat(at) => {
            let signup = holder.id().clone();
            let work = match at {
                0 => Work::EnsureSubaccount { signup },
                1 => Work::EnsureNumber { signup },
                2 => Work::RegisterSender { signup },
                3 => Work::FollowSender { signup },
                _ => Work::CheckWebhooks { signup },
            };
            let now = world.clock.now();
            let mut db = world.store.write().await.expect("a write");
            jobs::enqueue(&mut db, world, now, Some(&house.jansen.id), &work)
                .await
                .expect("enqueued");
            db.commit().await.expect("saved");
        }
    }
}

async fn live_through(acts: &[Act]) {
    for house in houses().await {
        let engine = house.store.engine;
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        for act in acts {
            if matches!(act, Act::StartAgain) && house.progress(&holder).await.state == SignupState::Connected
            {
                continue;
            }
            Box::pin(happen(&house, &holder, &window, act)).await;
        }

        // In the end everybody has said what they had to say.
        for message in &window.messages {
            house
                .report(&holder, "message", Some(message))
                .await
                .expect("reported");
        }
        house.meta_says_added(&window).await;
        house.settle_within(Span::hours(8)).await;
        if house.progress(&holder).await.state == SignupState::Stuck {
            signups::retry(&house.world, &holder.actor, holder.id())
                .await
                .expect("it can be tried again");
            house.settle_within(Span::hours(8)).await;
        }

        house.expect_state(&holder, SignupState::Connected).await;
        let simulator = &house.simulator;
        assert_eq!(simulator.subaccounts().len(), 1, "{engine}: subaccounts");
        assert_eq!(simulator.numbers().len(), 1, "{engine}: numbers");
        assert_eq!(simulator.senders().len(), 1, "{engine}: senders");
        let [integration] = &house.integrations(&house.jansen).await[..] else {
            panic!("{engine}: one integration")
        };
        assert_eq!(integration.meta.waba_id, window.waba_id);
        assert_eq!(integration.meta.sender_id, simulator.senders()[0].sid);
        let number = &simulator.numbers()[0];
        assert_eq!(integration.phone_number.as_str(), number.phone_number);
        assert_eq!(
            simulator.registrations(&number.phone_number),
            1,
            "{engine}: registrations"
        );
        let waiting = signups::list_unmatched(&house.world, &house.admin)
            .await
            .expect("the list");
        assert!(waiting.is_empty(), "{engine}: {waiting:?}");
        let told = house.story(&house.jansen.id).await;
        for once in [
            "subaccount.made",
            "number.bought",
            "sender.registered",
            "connected",
            "facebook.taken",
        ] {
            assert_eq!(
                told.iter().filter(|what| *what == once).count(),
                1,
                "{engine}: {once} in {told:?}"
            );
        }
    }
}

fn block_on(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(story);
}

#[test]
fn a_crash_after_any_step_and_a_lost_answer_to_any_call_leave_one_of_each() {
    for call in CALLS {
        for outcome in [Outcome::ConnectionCut, Outcome::Http500Unknown] {
            block_on(live_through(&[
                Act::Hear(0),
                Act::Callback,
                Act::Fault(call, outcome),
                Act::Work,
                Act::Wait,
                Act::Crash(40),
            ]));
        }
    }
}

#[test]
fn every_job_may_run_twice() {
    let mut acts = vec![Act::Open, Act::Callback];
    for at in 0..5 {
        acts.extend([
            Act::Work,
            Act::Repeat(at),
            Act::Work,
            Act::Repeat(at),
            Act::WorkTwice,
            Act::Wait,
        ]);
    }
    block_on(live_through(&acts));
}

#[test]
fn looking_at_webhooks_too_early_connects_nobody() {
    block_on(live_through(&[
        Act::Callback,
        Act::Crash(66),
        Act::Repeat(5),
        Act::Work,
    ]));
    block_on(live_through(&[
        Act::Callback,
        Act::Work,
        Act::Repeat(5),
        Act::Work,
    ]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_history_ends_with_one_of_each(acts in prop::collection::vec(act(), 1..22)) {
        block_on(live_through(&acts));
    }
}
