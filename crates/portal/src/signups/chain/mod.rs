//! From the end of Meta's window to *Connected*: one job a step. Each finds its own earlier result before it does
//! anything at Twilio, so that a crash between any two lines, a lost answer or a second run makes nothing twice.
//!
//! Only one of a dealer's jobs runs at a time (`jobs/work.rs`), because two that look at once would both find nothing.

mod code;
mod follow;
mod leave;
mod number;
mod profile;
mod sender;
mod subaccount;
mod trouble;
mod webhooks;

use domain::{DealerId, SignupId, Timestamp};
use store::{Db, signups::Signup};

pub(crate) use code::hand_in_code;
pub(crate) use follow::follow_sender;
pub(crate) use leave::leave_number;
pub(crate) use number::ensure_number;
pub(crate) use profile::webhook;
pub(crate) use sender::register_sender;
pub(crate) use subaccount::{account_name, ensure_subaccount};
pub(crate) use webhooks::check_webhooks;

use crate::{
    Result, World,
    jobs::{self, Work},
};

/// The session of a job, unless it has ended or its window is not finished: then nothing is to be done.
async fn session(world: &World, dealer: &DealerId, id: &SignupId) -> Result<Option<Signup>> {
    let signup = store::signups::get(&mut world.store.read().await?, dealer, id).await?;
    Ok(signup.filter(|signup| signup.ended_at.is_none() && signup.waba_id.is_some()))
}

/// Has taken back whatever was begun at Twilio for a session's number, known here or not, unless it is wanted again. Before
/// Meta's window nothing was.
pub(super) async fn leave(db: &mut Db, world: &World, signup: &Signup, now: Timestamp) -> Result<()> {
    let (Some(number), Some(_)) = (&signup.wanted, &signup.waba_id) else {
        return Ok(());
    };
    let work = Work::LeaveNumber {
        dealer: signup.dealer_id.clone(),
        number: number.clone(),
        bought: signup.kind.is_bought(),
    };
    jobs::enqueue(db, world, now, Some(&signup.dealer_id), &work).await
}

/// Whether a session is open and about the same number still: it may have got another one, or been withdrawn, while Twilio
/// was asked. Nobody changes it before the end of this write.
pub(super) async fn still(db: &mut Db, signup: &Signup) -> Result<bool> {
    store::dealers::hold(db, &signup.dealer_id).await?;
    let now = store::signups::get(db, &signup.dealer_id, &signup.id).await?;
    Ok(now.is_some_and(|now| now.ended_at.is_none() && now.number_id == signup.number_id))
}
