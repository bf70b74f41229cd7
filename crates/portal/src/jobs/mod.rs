//! Background work: stored with the state it follows from, done under a lease, safe to do twice.
//!
//! To add a kind: a variant of [`Work`] with what it needs, its name, key and lane in `work.rs`, its words in
//! `locales/en/job.toml`, and a line in [`perform`] that hands it to the feature it belongs to. The function there
//! must find its own earlier result before it does anything outside, because every job may run twice.

mod backoff;
mod enqueue;
mod list;
mod retry;
mod run;
mod sweep;
mod work;

use domain::{DealerId, Timestamp};

pub use backoff::{after_failure, pause};
pub(crate) use enqueue::{MOST_TRIES, is_under_way};
pub use enqueue::{enqueue, enqueue_at};
pub use list::list;
pub use retry::retry;
pub(crate) use run::may_pass;
pub use run::{claim, next_due, run, run_due, run_until_idle, start};
pub use store::jobs::Claimed;
pub use work::Work;

use crate::{Result, World};

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left to do.
    Done,
    /// All is well, and it is to be looked at again then.
    Later(Timestamp),
    /// It failed, and is to be tried again then.
    Again {
        /// Why, for the jobs page. Holds nothing secret.
        why: String,
        /// When.
        at: Timestamp,
    },
    /// It failed, and only a person can change that.
    Dead {
        /// Why, for the jobs page. Holds nothing secret.
        why: String,
    },
}

/// How often a job was tried.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// Which try this is, from 1.
    pub tries: u32,
    /// After so many it is given up.
    pub most: u32,
}

impl Turn {
    /// Whether this is the last try.
    pub fn is_last(self) -> bool {
        self.tries >= self.most
    }
}

/// Hands a job to the feature it belongs to.
async fn perform(world: &World, dealer: Option<&DealerId>, work: &Work, turn: Turn) -> Result<Outcome> {
    use crate::{
        contacts, conversations, hooks, mails, media, messages, pushes, senders, signups::chain, templates,
    };
    let of = || dealer.ok_or_else(|| crate::Error::Internal("a job without its dealer".into()));
    match work {
        Work::EnsureSubaccount { signup } => chain::ensure_subaccount(world, of()?, signup, turn).await,
        Work::EnsureNumber { signup } => chain::ensure_number(world, of()?, signup, turn).await,
        Work::RegisterSender { signup } => chain::register_sender(world, of()?, signup, turn).await,
        Work::HandInCode { signup, number, code } => {
            chain::hand_in_code(world, of()?, signup, number.as_ref(), code, turn).await
        }
        Work::FollowSender { signup } => chain::follow_sender(world, of()?, signup, turn).await,
        Work::CheckWebhooks { signup } => chain::check_webhooks(world, of()?, signup, turn).await,
        Work::AnswerTest { integration, to } => messages::answer_test(world, of()?, integration, to).await,
        Work::LeaveNumber {
            dealer,
            number,
            bought,
        } => chain::leave_number(world, dealer, number, *bought).await,
        Work::CheckHealth { sender } => senders::check_health(world, of()?, sender).await,
        Work::ProcessHooks { batch } => hooks::process(world, batch).await,
        Work::EraseMessages { contact } => contacts::erase_messages(world, of()?, contact).await,
        Work::EraseOld { dealer } => contacts::erase_old(world, dealer).await,
        Work::EraseAtTwilio { dealer } => contacts::erase_at_twilio(world, dealer).await,
        Work::CompareMessages { sender } => messages::compare(world, of()?, sender).await,
        Work::FetchMedia { attachment } => media::fetch(world, of()?, attachment, turn).await,
        Work::DeliverMessages { conversation } => messages::deliver(world, of()?, conversation, turn).await,
        Work::ReconcileUnknown { message } => messages::reconcile_unknown(world, of()?, message).await,
        Work::Reopen { conversation } => conversations::reopen(world, of()?, conversation).await,
        Work::ShowTyping { conversation, at } => messages::show_typing(world, of()?, conversation, *at).await,
        Work::CarryTemplate { template } => templates::carry(world, of()?, template, turn).await,
        Work::SyncTemplates { dealer } => templates::sync_job(world, dealer).await,
        Work::DeliverMail { mail } => mails::deliver(world, mail).await.map(|()| Outcome::Done),
        Work::TellPeople { message } => pushes::tell(world, of()?, message).await,
        Work::Push { push, message } => pushes::deliver(world, of()?, push, message.as_ref(), turn).await,
        Work::Sweep => sweep::sweep(world).await,
    }
}
