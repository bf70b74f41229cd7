//! What dealers, browsers, Meta and the worker do in stories about signups.

use domain::{
    DealerId, SignupId, Span, Timestamp,
    integration::Integration,
    member::Role,
    number::NumberKind,
    signup::{
        BrowserEvent, EventAnswer, Finish, Progress, SignupLink, SignupState, StartSignup, Step, StepState,
    },
};
use portal::{Actor, Result, integrations, jobs, signups};
use serde_json::json;
use simulator::{SignupOutcome, SignupScript};

use crate::house::{Dealership, House, desk};

/// A session as whoever holds its link sees it.
pub struct Holder {
    pub link: SignupLink,
    pub token: String,
    pub actor: Actor,
}

impl Holder {
    pub fn id(&self) -> &SignupId {
        &self.link.session_id
    }
}

/// The choice of a dealer who takes what is offered first.
pub fn choice(kind: NumberKind) -> StartSignup {
    StartSignup {
        phone_number_type: kind,
        phone_number: None,
        country: None,
        display_name: None,
        vertical: None,
        code_by: None,
        forward_to: None,
        session_id: None,
    }
}

/// A number of the dealer's own.
pub fn own(number: &str) -> StartSignup {
    StartSignup {
        phone_number: Some(number.to_owned()),
        ..choice(NumberKind::Byo)
    }
}

impl House {
    /// Starts a session and opens its link.
    pub async fn start(&self, dealer: &Dealership, input: StartSignup) -> Holder {
        let link = signups::start(&self.world, &dealer.owner, input)
            .await
            .expect("the session starts");
        self.hold(link).await
    }

    /// Opens a link.
    pub async fn hold(&self, link: SignupLink) -> Holder {
        let token = link.url.rsplit('/').next().expect("a token").to_owned();
        let actor = signups::enter(&self.world, &token, desk())
            .await
            .expect("the link opens");
        Holder { link, token, actor }
    }

    /// What the page reports.
    pub async fn report(&self, holder: &Holder, kind: &str, data: Option<&str>) -> Result<EventAnswer> {
        let event = BrowserEvent {
            kind: kind.to_owned(),
            origin: data.map(|_| self.simulator.url().origin().ascii_serialization()),
            data: data.map(str::to_owned),
        };
        signups::record_event(&self.world, &holder.actor, event).await
    }

    /// Opens Meta's window and goes through it; the page reports everything it hears.
    pub async fn go_through_window(&self, holder: &Holder, script: SignupScript) -> SignupOutcome {
        self.report(holder, "opened", None).await.expect("reported");
        let outcome = self.simulator.complete_signup(script).await;
        for message in &outcome.messages {
            self.report(holder, "message", Some(message))
                .await
                .expect("reported");
        }
        outcome
    }

    /// Meta's webhook about a WABA, of what happens now.
    pub async fn meta_says(&self, event: &str, more: serde_json::Value) {
        self.meta_says_of(self.world.clock.now(), event, more).await;
    }

    /// The same of what happened earlier: Meta repeats its webhooks for days, in any order.
    pub async fn meta_says_of(&self, happened: Timestamp, event: &str, more: serde_json::Value) {
        let mut value = json!({"event": event});
        for (key, inner) in more.as_object().into_iter().flatten() {
            value[key] = inner.clone();
        }
        let seconds = happened.as_seconds();
        let body = json!({"object": "whatsapp_business_account", "entry": [
            {"id": "116133292427920", "time": seconds, "changes": [{"field": "account_update", "value": value}]}]});
        let now = self.world.clock.now();
        signups::meta_update(&self.world, body.to_string().as_bytes(), now)
            .await
            .expect("Meta is heard");
    }

    /// `PARTNER_ADDED` as Meta sends it after a finish.
    pub async fn meta_says_added(&self, outcome: &SignupOutcome) {
        let solution = self.simulator.config().solution_id.clone();
        let info = json!({"waba_info": {
            "waba_id": outcome.waba_id, "owner_business_id": outcome.business_id, "solution_id": solution}});
        self.meta_says("PARTNER_ADDED", info).await;
    }

    /// Runs what is due, then moves the time to what is due next, for at most an hour.
    pub async fn settle(&self) {
        self.settle_within(Span::minutes(55)).await;
    }

    /// The same for another time. The hourly sweep does not count.
    pub async fn settle_within(&self, span: Span) {
        let world = &self.world;
        let end = world.clock.now() + span;
        loop {
            jobs::run_until_idle(world).await.expect("jobs run");
            match jobs::next_due(world).await.expect("the database answers") {
                Some(due) if due <= end => world.clock.advance(due - world.clock.now()),
                _ => return,
            }
        }
    }

    pub async fn progress(&self, holder: &Holder) -> Progress {
        signups::progress(&self.world, &holder.actor, holder.id())
            .await
            .expect("the session is there")
    }

    /// Asserts where a session is; prints what is in the way if it is elsewhere.
    pub async fn expect_state(&self, holder: &Holder, state: SignupState) -> Progress {
        let progress = self.progress(holder).await;
        let engine = self.store.engine;
        assert_eq!(
            progress.state, state,
            "{engine}: {:?} {:?}",
            progress.trouble, progress.steps
        );
        progress
    }

    pub async fn integrations(&self, dealer: &Dealership) -> Vec<Integration> {
        integrations::list(&self.world, &dealer.owner)
            .await
            .expect("the list")
    }

    /// Connects a dealer with a new number, all going well.
    pub async fn connect(&self, dealer: &Dealership, input: StartSignup) -> Holder {
        let holder = self.start(dealer, input).await;
        self.go_through_window(&holder, SignupScript::default()).await;
        self.settle().await;
        self.expect_state(&holder, SignupState::Connected).await;
        holder
    }

    /// Tells the finish as a redirect or the page does.
    pub async fn finish(&self, finish: Finish) -> Result<Progress> {
        signups::finish(&self.world, desk(), finish).await
    }

    /// Somebody of the ISV who may look and not change.
    pub fn support(&self) -> Actor {
        let Actor::Person {
            id,
            email,
            login,
            from,
            ..
        } = self.admin.clone()
        else {
            panic!("the admin is a person")
        };
        Actor::Person {
            role: Role::Support,
            dealer: None,
            id,
            email,
            login,
            from,
        }
    }

    /// What the ISV reads in a dealer's story, oldest first.
    pub async fn story(&self, dealer: &DealerId) -> Vec<String> {
        let mut db = self.world.store.read().await.expect("a read");
        let mut told = portal::story::of_dealer(&mut db, domain::Lang::En, dealer, 200)
            .await
            .expect("the story");
        told.reverse();
        told.into_iter().map(|entry| entry.what).collect()
    }
}

/// Where a step is.
pub fn at(progress: &Progress, step: Step) -> StepState {
    progress
        .steps
        .iter()
        .find(|view| view.step == step)
        .expect("every step is shown")
        .state
}
