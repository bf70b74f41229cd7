use domain::{
    Code, Lang, SignupId, Timestamp,
    say::signup as words,
    sender::SenderStatus,
    signup::{Progress, Step, next},
};
use store::{Db, signups::Trouble};

use super::{access, view};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Work},
    story::{self, Happening},
};

/// Tries the stuck step again. For the holder of the link, owners and the ISV's people.
pub async fn retry(world: &World, actor: &Actor, id: &SignupId) -> Result<Progress> {
    let lang = Lang::default();
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let dealer = access::helped(&mut db, actor, id).await?.dealer_id;
    store::dealers::hold(&mut db, &dealer).await?;
    // Read while held: a job may have moved it on.
    let signup = access::helped(&mut db, actor, id).await?;
    if let Some(at) = signup.retry_at.filter(|at| signup.stuck && *at > now) {
        return Err(Error::until(
            Code::RegistrationLimit,
            words::budget_used(lang),
            at,
        ));
    }
    let reached = view::Reached::by(&mut db, &signup).await?;
    let step = next(&reached.facts()).filter(|_| signup.ended_at.is_none());
    let Some(work) = work(&mut db, &reached, step).await? else {
        return Err(Error::problem(Code::Conflict, words::nothing_stuck(lang)));
    };
    again(&mut db, world, actor, &signup, &work, now).await?;
    let signup = access::seen(&mut db, actor, id).await?;
    let progress = view::progress(&mut db, world, &signup, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(progress)
}

async fn again(
    db: &mut Db,
    world: &World,
    actor: &Actor,
    signup: &store::signups::Signup,
    work: &Work,
    now: Timestamp,
) -> Result<()> {
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    store::signups::set_trouble(db, dealer, id, &Trouble::default(), now).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "signup.retried",
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await?;
    Line::new(What::SignupRetried)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(db, world, now)
        .await?;
    jobs::enqueue(db, world, now, Some(dealer), work).await
}

/// The job of the step that is missing. A sender that ended offline does not come back by itself: it is made anew.
async fn work(db: &mut Db, reached: &view::Reached, step: Option<Step>) -> Result<Option<Work>> {
    let signup = reached.signup.id.clone();
    Ok(Some(match step {
        None | Some(Step::Facebook | Step::Test) => return Ok(None),
        Some(Step::Subaccount) => Work::EnsureSubaccount { signup },
        Some(Step::Number) => Work::EnsureNumber { signup },
        Some(Step::Sender) => Work::RegisterSender { signup },
        Some(Step::Webhooks) => Work::CheckWebhooks { signup },
        Some(Step::Verification | Step::Online) => {
            let offline = reached
                .sender
                .as_ref()
                .is_some_and(|sender| sender.status == SenderStatus::Offline);
            if offline && reached.signup.stuck {
                store::signups::mark_replace_sender(db, &reached.signup.dealer_id, &signup).await?;
                Work::RegisterSender { signup }
            } else {
                Work::FollowSender { signup }
            }
        }
    }))
}
