//! One walk through Embedded Signup, from the first screen to the last message.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Millis;
use crate::meta::account_update::{self, PartnerAdded};
use crate::meta::assets;
use crate::meta::events::{self, Event};
use crate::meta::play::{Play, Plays};
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::senders::Expected;

/// The screens at which a person can leave, by the name that `current_step` gives them.
pub const SCREENS: [&str; 6] = [
    "BUSINESS_ACCOUNT_SELECTION",
    "WABA_PHONE_PROFILE_PICKER",
    "WHATSAPP_BUSINESS_PROFILE_SETUP",
    "PHONE_NUMBER_SETUP",
    "PHONE_NUMBER_VERIFICATION",
    "PERMISSIONS",
];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    /// One of [`SCREENS`], or `LOGIN`, `ERROR`, `DONE`.
    pub screen: String,
    /// What is wrong on this screen.
    pub error: Option<String>,
    /// `extras.setup.solutionID`, as the page gave it.
    pub solution_id: Option<String>,
    /// `extras.setup.business` and `extras.setup.phone`, to fill in fields.
    pub prefill: Value,
    pub script: Vec<Outcome>,
    pub started_at: Millis,
    pub portfolio_id: Option<String>,
    pub waba_id: Option<String>,
    pub display_name: String,
    /// E.164 of a number that was added, verified or not.
    pub number: Option<String>,
    pub expected: Option<Expected>,
    pub phone_number_id: Option<String>,
    /// What ended it: an event's name, or `closed`.
    pub ended: Option<String>,
    pub plays: Plays,
}

/// Outcomes of a popup come in kinds, and a run has at most one of each.
fn kind(outcome: &Outcome) -> Option<u8> {
    Some(match outcome {
        Outcome::CancelAt(_)
        | Outcome::ErrorReport
        | Outcome::LegacyError
        | Outcome::ClosedWithoutAWord
        | Outcome::FinishWithoutNumber
        | Outcome::FinishOnlyWabaWithNumber
        | Outcome::FinishCoexistence => 0,
        Outcome::FinishTwice => 1,
        Outcome::UnknownEvent => 2,
        Outcome::CallbackFirst | Outcome::MessageFirst => 3,
        Outcome::PartnerAddedBefore
        | Outcome::PartnerAddedAfter
        | Outcome::PartnerAddedNever
        | Outcome::PartnerAddedWithoutSolutionId
        | Outcome::PartnerAddedTwice => 4,
        Outcome::NoOpener => 5,
        _ => return None,
    })
}

impl Run {
    pub fn has(&self, outcome: &Outcome) -> bool {
        self.script.contains(outcome)
    }

    /// Takes what was scripted for the next run, or for this number once it is known.
    pub fn take_script(&mut self, ctx: &mut Ctx<'_>, number: Option<&str>) {
        let place = Place {
            number,
            ..Place::default()
        };
        loop {
            let taken: Vec<u8> = self.script.iter().filter_map(kind).collect();
            let wanted = |outcome: &Outcome| kind(outcome).is_some_and(|kind| !taken.contains(&kind));
            let Some(rule) = ctx.state.rules.take(place, wanted) else {
                return;
            };
            self.script.push(rule.outcome);
        }
    }

    pub fn cancel(&mut self, ctx: &mut Ctx<'_>, step: &str) {
        let event = Event::new("CANCEL", json!({"current_step": step}));
        self.end(ctx, "CANCEL", vec![event], None);
    }

    /// *Report a problem* on an error screen.
    pub fn report(&mut self, ctx: &mut Ctx<'_>) {
        let name = if self.has(&Outcome::LegacyError) {
            "ERROR"
        } else {
            "CANCEL"
        };
        let data = json!({
            "error_message": "Your verified name violates WhatsApp guidelines. Edit your verified name and try again.",
            "error_id": ctx.state.chance.digits(6),
            "session_id": ctx.state.chance.hex32(),
            "timestamp": (ctx.now / 1000).to_string(),
        });
        self.end(ctx, name, vec![Event::new(name, data)], None);
    }

    /// Closed before the end: `FB.login` hears that nothing happened, and no message is posted.
    pub fn close(&mut self) {
        self.ended = Some("closed".to_owned());
        self.plays = Plays::default();
    }

    /// The last step: shares the account, tells Meta's webhook, and prepares what the page will hear.
    pub fn finish(&mut self, ctx: &mut Ctx<'_>) {
        let (Some(waba), Some(business)) = (self.waba_id.clone(), self.portfolio_id.clone()) else {
            return;
        };
        let solution = self
            .solution_id
            .clone()
            .filter(|id| *id == ctx.config().solution_id);
        if let Some(waba) = ctx.state.waba_mut(&waba) {
            waba.is_shared |= solution.is_some();
        }
        let phone = self.phone_number_id.clone();
        let (name, data) = self.last_event(ctx, &waba, &business, phone);
        let code = assets::create_code(ctx.state, &waba, ctx.now);
        let mut events = Vec::new();
        if self.has(&Outcome::UnknownEvent) {
            events.push(Event::new(
                "WABA_REVIEW_STARTED",
                json!({"waba_id": waba, "eta_minutes": 3}),
            ));
        }
        events.push(Event::new(name, data));
        if self.has(&Outcome::FinishTwice) {
            events.extend(events.last().cloned());
        }
        self.end(ctx, name, events, Some(code));
        account_update::partner_added(ctx, &waba, &business, solution.as_deref(), self.partner_added());
    }

    fn last_event(
        &self,
        ctx: &mut Ctx<'_>,
        waba: &str,
        business: &str,
        phone: Option<String>,
    ) -> (&'static str, Value) {
        if self.has(&Outcome::FinishCoexistence) {
            return (
                "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
                json!({"waba_id": waba}),
            );
        }
        match phone {
            Some(phone) => (
                "FINISH",
                json!({"phone_number_id": phone, "waba_id": waba, "business_id": business}),
            ),
            None if self.has(&Outcome::FinishOnlyWabaWithNumber) => {
                let phone = ctx.state.chance.digits(15);
                (
                    "FINISH_ONLY_WABA",
                    json!({"phone_number_id": phone, "waba_id": waba, "business_id": business}),
                )
            }
            None => (
                "FINISH_ONLY_WABA",
                json!({"waba_id": waba, "business_id": business}),
            ),
        }
    }

    fn partner_added(&self) -> PartnerAdded {
        let scripted = self.script.iter().find_map(|outcome| match outcome {
            Outcome::PartnerAddedBefore => Some(PartnerAdded::Before),
            Outcome::PartnerAddedNever => Some(PartnerAdded::Never),
            Outcome::PartnerAddedWithoutSolutionId => Some(PartnerAdded::WithoutSolutionId),
            Outcome::PartnerAddedTwice => Some(PartnerAdded::Twice),
            _ => None,
        });
        scripted.unwrap_or(PartnerAdded::After)
    }

    fn end(&mut self, ctx: &mut Ctx<'_>, name: &str, said: Vec<Event>, code: Option<String>) {
        let callback = Play::callback(code.as_deref());
        let mut messages: Vec<Play> = said.iter().map(Event::text).map(Play::message).collect();
        // Noise shares the channel with what matters.
        messages.insert(0, Play::message(events::noise(ctx)));
        let callback_first = match () {
            () if self.has(&Outcome::CallbackFirst) => true,
            () if self.has(&Outcome::MessageFirst) => false,
            () => ctx.state.chance.heads(),
        };
        let mut plays = messages;
        plays.insert(if callback_first { 0 } else { plays.len() }, callback);
        if self.has(&Outcome::NoOpener) {
            plays.clear();
        }
        self.plays = Plays {
            callback_first,
            code,
            all: plays,
        };
        self.ended = Some(name.to_owned());
    }
}
