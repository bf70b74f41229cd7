//! Embedded Signup without a browser: what the popup would do, for tests in Rust.

use std::sync::Arc;

use crate::meta::account_update::PartnerAdded;
use crate::meta::assets;
use crate::meta::run::Run;
use crate::rules::Outcome;
use crate::world::World;

/// One person's way through the popup. [`Default`] creates everything anew, uses a number later,
/// and goes well.
#[derive(Clone, Debug)]
pub struct SignupScript {
    /// What the page passes as `extras.setup.solutionID`.
    pub solution: Solution,
    pub business_name: String,
    pub display_name: String,
    /// A number that is added and verified in the popup (E.164); without one the popup ends with
    /// `FINISH_ONLY_WABA`.
    pub number: Option<String>,
    /// Instead of creating one.
    pub business_id: Option<String>,
    /// Instead of creating one.
    pub waba_id: Option<String>,
    pub ending: Ending,
    pub partner_added: PartnerAdded,
    /// Whether `FB.login` answers before the message; chance when `None`.
    pub callback_first: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Solution {
    /// The configured one.
    #[default]
    Right,
    Missing,
    Wrong(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    #[default]
    Finish,
    /// The last message is posted twice.
    FinishTwice,
    /// Everything is done at Meta and the page hears nothing.
    Unheard,
    /// Cancelled at one of [`crate::SCREENS`].
    Cancel(String),
    /// *Report a problem*.
    Report,
    /// Closed half-way, without a message.
    Closed,
}

impl Default for SignupScript {
    fn default() -> Self {
        Self {
            solution: Solution::default(),
            business_name: "Autohaus Lindenberg".into(),
            display_name: "Autohaus Lindenberg".into(),
            number: None,
            business_id: None,
            waba_id: None,
            ending: Ending::default(),
            partner_added: PartnerAdded::default(),
            callback_first: None,
        }
    }
}

/// What the popup left behind, and what the page heard.
#[derive(Clone, Debug)]
pub struct SignupOutcome {
    /// Exists at Meta, however it ended; shared with Twilio only when it was finished with the right solution.
    pub waba_id: String,
    pub business_id: String,
    pub phone_number_id: Option<String>,
    /// What `FB.login` hands over; `None` for its *unknown*.
    pub code: Option<String>,
    /// Every `postMessage` the page would have seen, noise included, in order.
    pub messages: Vec<String>,
    pub callback_first: bool,
}

pub async fn complete(world: &Arc<World>, script: SignupScript) -> SignupOutcome {
    let outcome = world.with(|ctx| {
        let mut run = Run {
            id: ctx.state.chance.hex32(),
            started_at: ctx.now,
            ..Run::default()
        };
        run.solution_id = match &script.solution {
            Solution::Right => Some(ctx.config().solution_id.clone()),
            Solution::Missing => None,
            Solution::Wrong(id) => Some(id.clone()),
        };
        run.script = outcomes(&script);
        let business = script
            .business_id
            .clone()
            .unwrap_or_else(|| assets::create_portfolio(ctx.state, &script.business_name));
        let waba = script
            .waba_id
            .clone()
            .unwrap_or_else(|| assets::create_waba(ctx.state, &business, &script.business_name));
        run.portfolio_id = Some(business.clone());
        run.waba_id = Some(waba.clone());
        match &script.ending {
            Ending::Cancel(step) => run.cancel(ctx, step),
            Ending::Report => run.report(ctx),
            Ending::Closed => run.close(),
            Ending::Finish | Ending::FinishTwice | Ending::Unheard => {
                run.phone_number_id = script
                    .number
                    .as_ref()
                    .map(|number| assets::ensure_number(ctx.state, &waba, number, &script.display_name));
                run.finish(ctx);
            }
        }
        let outcome = SignupOutcome {
            waba_id: waba,
            business_id: business,
            phone_number_id: run.phone_number_id.clone(),
            code: run
                .plays
                .code
                .clone()
                .filter(|_| script.ending != Ending::Unheard),
            messages: run.plays.messages(),
            callback_first: run.plays.callback_first,
        };
        ctx.state.runs.push(run);
        outcome
    });
    if script.partner_added == PartnerAdded::Before {
        world.settle().await;
    }
    outcome
}

fn outcomes(script: &SignupScript) -> Vec<Outcome> {
    let mut all = Vec::new();
    match script.ending {
        Ending::FinishTwice => all.push(Outcome::FinishTwice),
        Ending::Unheard => all.push(Outcome::NoOpener),
        _ => {}
    }
    match script.partner_added {
        PartnerAdded::Before => all.push(Outcome::PartnerAddedBefore),
        PartnerAdded::After => all.push(Outcome::PartnerAddedAfter),
        PartnerAdded::Never => all.push(Outcome::PartnerAddedNever),
        PartnerAdded::WithoutSolutionId => all.push(Outcome::PartnerAddedWithoutSolutionId),
        PartnerAdded::Twice => all.push(Outcome::PartnerAddedTwice),
    }
    match script.callback_first {
        Some(true) => all.push(Outcome::CallbackFirst),
        Some(false) => all.push(Outcome::MessageFirst),
        None => {}
    }
    all
}
