//! Whatever happens on the way, and however often: one subaccount, one number, one sender, one integration.

use domain::{
    Span, Timestamp,
    number::NumberKind,
    sender::HealthLevel,
    signup::{Finish, SignupState, StartSignup},
};
use portal::{
    Chance,
    jobs::{self, Work},
    signups,
};
use proptest::prelude::*;
use serde_json::json;
use simulator::{Outcome, Rule, SignupOutcome, SignupScript};

use crate::{
    calls::{call, transcript},
    house::{Dealership, House, houses, houses_with},
    journey::{Holder, choice, own},
    killed::killed,
};

/// Something that happens to a signup.
#[derive(Debug, Clone)]
enum Act {
    /// The page reports one of the window's messages, any of them, again perhaps.
    Hear(usize),
    /// The page says that it opened the window.
    Open,
    /// The window is closed, and opened again.
    Resume,
    /// Another dealer opens the window.
    OtherOpens,
    /// The dealer begins with a second number.
    Second,
    /// Meta's webhook.
    MetaSays,
    /// Meta's webhook about what happened so many hours before all this, late.
    MetaSaidOnce(&'static str, i64),
    /// A call with the code is written down, or the dealer types it.
    Code,
    /// A call is not understood, or the dealer types something else.
    WrongCode,
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

/// What Meta may have said of the account before all this, and how many hours before.
const EARLIER: [(&str, i64); 6] = [
    ("PARTNER_ADDED", 6),
    ("DISABLE", 5),
    ("PARTNER_REMOVED", 4),
    ("REINSTATE", 3),
    ("ACCOUNT_DELETED", 2),
    ("PARTNER_APP_UNINSTALLED", 1),
];

const CALLS: [&str; 9] = [
    "accounts.list",
    "accounts.create",
    "numbers.search",
    "numbers.list",
    "numbers.buy",
    "senders.list",
    "senders.create",
    "senders.fetch",
    "senders.update",
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
        1 => Just(Act::Resume),
        1 => Just(Act::OtherOpens),
        1 => Just(Act::Second),
        2 => Just(Act::MetaSays),
        2 => prop::sample::select(&EARLIER[..]).prop_map(|(what, hours)| Act::MetaSaidOnce(what, hours)),
        2 => Just(Act::Code),
        1 => Just(Act::WrongCode),
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

/// One dealer's way, and what is around it.
struct Life {
    house: House,
    kind: NumberKind,
    holder: Holder,
    window: SignupOutcome,
    began: Timestamp,
    /// The session for a second number, which leads nowhere.
    second: Option<Holder>,
    /// Another dealer's.
    other: Option<Holder>,
}

impl Life {
    async fn begin(house: House, kind: NumberKind) -> Self {
        let holder = house.start(&house.jansen, wish(kind)).await;
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        Self {
            kind,
            holder,
            window,
            began: house.world.clock.now(),
            second: None,
            other: None,
            house,
        }
    }

    async fn is_connected(&self) -> bool {
        self.house.progress(&self.holder).await.state == SignupState::Connected
    }

    /// Whether Twilio uses the dealer's account at Meta.
    async fn has_account(&self) -> bool {
        let mut db = self.house.world.store.read().await.expect("a read");
        let subaccount = store::subaccounts::get(&mut db, &self.house.jansen.id).await;
        let subaccount = subaccount.expect("the database answers");
        subaccount.is_some_and(|subaccount| subaccount.waba_id.is_some())
    }

    /// Meta's word about the account, of so many hours before all this.
    async fn meta_said(&self, what: &str, hours: i64) {
        let solution = self.house.simulator.config().solution_id.clone();
        let info = json!({"waba_id": self.window.waba_id, "owner_business_id": self.window.business_id,
            "solution_id": solution});
        let (event, more) = match what {
            "DISABLE" | "REINSTATE" => {
                let ban = json!({"waba_ban_state": what});
                ("DISABLED_UPDATE", json!({"waba_info": info, "ban_info": ban}))
            }
            event => (event, json!({"waba_info": info})),
        };
        let at = self.began - Span::hours(hours);
        self.house.meta_says_of(at, event, more).await;
    }
}

/// What the dealer chooses.
fn wish(kind: NumberKind) -> StartSignup {
    match kind {
        NumberKind::Byo => own("+31612345678"),
        bought => choice(bought),
    }
}

async fn happen(life: &mut Life, act: &Act) {
    let (house, holder, window) = (&life.house, &life.holder, &life.window);
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
        Act::Resume => {
            for word in ["closed", "resumed"] {
                house.report(holder, word, None).await.expect("reported");
            }
        }
        Act::OtherOpens => {
            // A window that nobody knows of could only be taken for this one: there is a guess of its own for that.
            house.report(holder, "opened", None).await.expect("reported");
            let other = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
            house.report(&other, "opened", None).await.expect("reported");
            life.other = Some(other);
        }
        Act::Second => {
            // Once Twilio uses the account, it would go on by itself.
            if !life.has_account().await {
                let second = match life.kind {
                    NumberKind::Byo => own("+31687654321"),
                    _ => own("+31612345678"),
                };
                life.second = Some(house.start(&house.jansen, second).await);
            }
        }
        Act::MetaSays => house.meta_says_added(window).await,
        Act::MetaSaidOnce(what, hours) => life.meta_said(what, *hours).await,
        Act::Code => give_code(house, &house.jansen, holder).await,
        Act::WrongCode => {
            if life.kind == NumberKind::VoiceOnly {
                if let Some(number) = house.simulator.numbers().first() {
                    let form = call(&number.phone_number, &[("TranscriptionStatus", "failed")]);
                    house.store_call(&house.jansen.id, &form).await;
                }
            } else {
                let _ = signups::submit_code(world, &holder.actor, holder.id(), "000000").await;
            }
        }
        Act::Callback => {
            let finish = Finish {
                payload: holder.token.clone(),
                waba_id: Some(window.waba_id.clone()),
                ..Finish::default()
            };
            house.finish(finish).await.expect("the finish is taken");
        }
        Act::StartAgain => {
            let again = signups::start(world, &house.jansen.owner, wish(life.kind)).await;
            let again = again.expect("the same session");
            // Once connected, the same button would begin a further number.
            assert_eq!(&again.session_id, holder.id());
        }
        Act::Crash(steps) => {
            killed(jobs::run_until_idle(world), *steps).await;
            what_was_sent_arrives().await;
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

async fn live_through(kind: NumberKind, acts: &[Act]) {
    for house in houses().await {
        let mut life = Life::begin(house, kind).await;
        for act in acts {
            if matches!(act, Act::StartAgain) && life.is_connected().await {
                continue;
            }
            Box::pin(happen(&mut life, act)).await;
        }

        // In the end everybody has said what they had to say.
        for (what, hours) in EARLIER {
            life.meta_said(what, hours).await;
        }
        let Life {
            house,
            holder,
            window,
            second,
            other,
            ..
        } = life;
        let engine = house.store.engine;
        for message in &window.messages {
            house
                .report(&holder, "message", Some(message))
                .await
                .expect("reported");
        }
        house.meta_says_added(&window).await;
        for _ in 0..3 {
            go_live(&house, &house.jansen, &holder).await;
            house.settle_within(Span::hours(8)).await;
        }
        for (bystander, owner) in [(second, &house.jansen), (other, &house.linde)] {
            if let Some(bystander) = bystander {
                house.expect_state(&bystander, SignupState::Open).await;
                signups::revoke(&house.world, &owner.owner, bystander.id())
                    .await
                    .expect("it has not gone on");
            }
        }

        house.expect_state(&holder, SignupState::Connected).await;
        let simulator = &house.simulator;
        assert_eq!(simulator.subaccounts().len(), 1, "{engine}: subaccounts");
        let bought = usize::from(kind.is_bought());
        assert_eq!(simulator.numbers().len(), bought, "{engine}: numbers");
        assert_eq!(simulator.senders().len(), 1, "{engine}: senders");
        let [integration] = &house.integrations(&house.jansen).await[..] else {
            panic!("{engine}: one integration")
        };
        assert_eq!(integration.meta.waba_id, window.waba_id);
        assert_eq!(integration.meta.sender_id, simulator.senders()[0].sid);
        assert_eq!(integration.status, HealthLevel::Connected, "{engine}");
        let number = integration.phone_number.as_str();
        assert!(
            simulator
                .numbers()
                .iter()
                .all(|bought| bought.phone_number == number)
        );
        assert_eq!(simulator.registrations(number), 1, "{engine}: registrations");
        let waiting = signups::list_unmatched(&house.world, &house.admin)
            .await
            .expect("the list");
        assert!(waiting.is_empty(), "{engine}: {waiting:?}");
        let told = house.story(&house.jansen.id).await;
        for once in [
            "subaccount.made",
            if kind.is_bought() {
                "number.bought"
            } else {
                "number.noted"
            },
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
fn a_lost_answer_to_any_call_leaves_one_of_each() {
    for call in CALLS {
        for outcome in [Outcome::ConnectionCut, Outcome::Http500Unknown] {
            block_on(live_through(
                NumberKind::SmsCapable,
                &[
                    Act::Hear(0),
                    Act::Callback,
                    Act::Fault(call, outcome),
                    Act::Work,
                    Act::Wait,
                    Act::Crash(40),
                ],
            ));
        }
    }
}

/// Requests of a process that was killed are on their way still, and the other side works on them.
async fn what_was_sent_arrives() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Twilio writes down what WhatsApp's call said, or the dealer types it.
async fn give_code(house: &House, dealer: &Dealership, holder: &Holder) {
    let mut db = house.world.store.read().await.expect("a read");
    let row = store::signups::get(&mut db, &dealer.id, holder.id()).await;
    drop(db);
    let row = row.expect("the database answers").expect("the session");
    let Some(number) = row.wanted else { return };
    let codes = house.simulator.otps().into_iter().rev();
    let Some(sent) = codes.into_iter().find(|otp| otp.number == number.as_str()) else {
        return;
    };
    if house.progress(holder).await.state == SignupState::CodeNeeded {
        // Refused if it was taken already and the answer is lost.
        let _ = signups::submit_code(&house.world, &holder.actor, holder.id(), &sent.code).await;
    } else if row.kind == NumberKind::VoiceOnly {
        let heard = transcript(number.as_str(), &sent.code);
        house.store_call(&dealer.id, &heard).await;
    }
}

/// From the end of Meta's window to *Connected*, whoever must act for it.
async fn go_live(house: &House, dealer: &Dealership, holder: &Holder) {
    for _ in 0..4 {
        house.settle_within(Span::minutes(12)).await;
        match house.progress(holder).await.state {
            SignupState::Connected => return,
            SignupState::Stuck => drop(signups::retry(&house.world, &holder.actor, holder.id()).await),
            _ => give_code(house, dealer, holder).await,
        }
    }
}

/// How many steps later the next one is killed. Calls to the outside and writes take more.
const STRIDE: u32 = 3;

/// Dealers connect one after the other, each with a process that is killed a little later, until one is not killed.
async fn connect_with_crashes(kind: NumberKind, first: u32) {
    for house in houses_with(|settings| settings.weekly_quota = 10_000).await {
        let (engine, simulator) = (house.store.engine, &house.simulator);
        let counts = || {
            (
                simulator.subaccounts().len(),
                simulator.numbers().len(),
                simulator.senders().len(),
            )
        };
        let bought = usize::from(kind.is_bought());
        // One engine is killed at the even moments, the other at the odd ones.
        let mut steps = first + u32::from(engine == "postgres");
        loop {
            let dealer = house.open_shop(&format!("bas{steps}@blok.example")).await;
            let input = match kind {
                NumberKind::Byo => own(&format!("+31612{:06}", 345_000 + steps)),
                kind => choice(kind),
            };
            let before = counts();
            let holder = house.start(&dealer, input).await;
            house.go_through_window(&holder, SignupScript::default()).await;

            let done = killed(go_live(&house, &dealer, &holder), steps).await;
            what_was_sent_arrives().await;
            house.world.clock.advance(Span::seconds(61));
            go_live(&house, &dealer, &holder).await;

            house.expect_state(&holder, SignupState::Connected).await;
            let after = (before.0 + 1, before.1 + bought, before.2 + 1);
            assert_eq!(counts(), after, "{engine}: killed after {steps}");
            let [integration] = &house.integrations(&dealer).await[..] else {
                panic!("{engine}: killed after {steps}: one integration")
            };
            let spent = simulator.registrations(integration.phone_number.as_str());
            assert_eq!(spent, 1, "{engine}: killed after {steps}: registrations");
            if done {
                assert!(steps > 20, "{engine}: a way of so few steps is none");
                break;
            }
            steps += STRIDE;
        }
    }
}

#[test]
fn a_crash_at_any_moment_with_a_number_for_texts_leaves_one_of_each() {
    block_on(connect_with_crashes(NumberKind::SmsCapable, 1));
}

#[test]
fn a_crash_at_any_moment_with_a_number_for_calls_leaves_one_of_each() {
    block_on(connect_with_crashes(NumberKind::VoiceOnly, 2));
}

#[test]
fn a_crash_at_any_moment_with_a_number_of_ones_own_leaves_one_of_each() {
    block_on(connect_with_crashes(NumberKind::Byo, 1));
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
    block_on(live_through(NumberKind::SmsCapable, &acts));
}

#[test]
fn a_further_number_goes_on_by_itself_once_twilio_uses_the_account() {
    block_on(async {
        for house in houses().await {
            let mut life = Life::begin(house, NumberKind::SmsCapable).await;
            for act in [Act::Callback, Act::Work] {
                Box::pin(happen(&mut life, &act)).await;
            }
            assert!(life.has_account().await && !life.is_connected().await);
            let second = life.house.start(&life.house.jansen, own("+31612345678")).await;
            life.house.settle_within(Span::minutes(12)).await;
            life.house.expect_state(&second, SignupState::CodeNeeded).await;
        }
    });
}

#[test]
fn looking_at_webhooks_too_early_connects_nobody() {
    block_on(live_through(
        NumberKind::SmsCapable,
        &[Act::Callback, Act::Crash(66), Act::Repeat(5), Act::Work],
    ));
    block_on(live_through(
        NumberKind::SmsCapable,
        &[Act::Callback, Act::Work, Act::Repeat(5), Act::Work],
    ));
}

fn kind() -> impl Strategy<Value = NumberKind> {
    prop::sample::select(vec![
        NumberKind::SmsCapable,
        NumberKind::VoiceOnly,
        NumberKind::Byo,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 14, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_history_ends_with_one_of_each(kind in kind(), acts in prop::collection::vec(act(), 1..26)) {
        block_on(live_through(kind, &acts));
    }
}
