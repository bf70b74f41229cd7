//! What a refusal asks for: another try by itself, waiting for a known time, or a person.

use domain::{Span, signup::REGISTRATION_WINDOW};
use store::signups::{Signup, Trouble};
use twilio::Class;

use crate::{
    Error, Result, World, accounts,
    jobs::{Outcome, Turn, after_failure, pause},
    story::{self, Happening},
    with_causes,
};

/// Twilio: the credentials are not accepted.
const NOT_ACCEPTED: u32 = 20003;
/// After "not possible in this state" Twilio wants some minutes.
const STATE_CHANGES: Span = Span::minutes(3);

/// Stores what stands in the way of a step and says when the job goes on. What is not Twilio's goes back to the
/// runner, which knows what to do with it.
pub(super) async fn failed(world: &World, signup: &Signup, turn: Turn, error: Error) -> Result<Outcome> {
    let Error::Twilio(error) = error else {
        return match error {
            Error::Problem(problem) if problem.code == domain::Code::NotConfigured => {
                stuck(world, signup, None, Some("unset"), problem.detail).await
            }
            other => Err(other),
        };
    };
    let now = world.clock.now();
    let why = with_causes(&error);
    let code = error.code();
    if code == Some(NOT_ACCEPTED) && accounts::renew(world, &signup.dealer_id).await.unwrap_or(false) {
        return Ok(Outcome::Again { why, at: now });
    }
    if matches!(code, Some(20249 | 133_016)) {
        // Registered elsewhere too: all that is known is that 72 hours are enough.
        let trouble = Trouble {
            code,
            retry_at: Some(now + REGISTRATION_WINDOW),
            stuck: true,
            word: None,
        };
        return later(world, signup, trouble, why).await;
    }
    match error.class() {
        Class::Retry if !turn.is_last() => {
            let at = now + after_failure(world, turn.tries, error.retry_after());
            let trouble = Trouble {
                code: code.or(Some(20429)),
                retry_at: Some(at),
                stuck: false,
                word: None,
            };
            later(world, signup, trouble, why).await
        }
        Class::Wait if !turn.is_last() => {
            let at = now + pause(world, STATE_CHANGES);
            let trouble = Trouble {
                code,
                retry_at: Some(at),
                stuck: false,
                word: None,
            };
            later(world, signup, trouble, why).await
        }
        Class::Retry if code.is_none() || !matches!(error.status(), Some(400..=428)) => {
            stuck(world, signup, None, Some("silent"), why).await
        }
        _ => stuck(world, signup, Some(code.unwrap_or_default()), None, why).await,
    }
}

/// Stops until a person acts.
pub(super) async fn stuck(
    world: &World,
    signup: &Signup,
    code: Option<u32>,
    word: Option<&'static str>,
    why: String,
) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let trouble = Trouble {
        code,
        word,
        retry_at: None,
        stuck: true,
    };
    store::signups::set_trouble(&mut db, &signup.dealer_id, &signup.id, &trouble, now).await?;
    let happening = Happening {
        signup: Some(&signup.id),
        who: story::TWILIO,
        what: "trouble",
        about: word,
        code,
        raw: Some(&why),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, &signup.dealer_id, happening).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Dead { why })
}

/// Goes on by itself at a known time.
pub(super) async fn later(world: &World, signup: &Signup, trouble: Trouble, why: String) -> Result<Outcome> {
    let now = world.clock.now();
    let at = trouble.retry_at.unwrap_or(now);
    let mut db = world.store.write().await?;
    store::signups::set_trouble(&mut db, &signup.dealer_id, &signup.id, &trouble, now).await?;
    if trouble.stuck && !signup.stuck {
        let happening = Happening {
            signup: Some(&signup.id),
            who: story::TWILIO,
            what: "trouble",
            about: trouble.word,
            code: trouble.code,
            raw: Some(&why),
            ..Happening::default()
        };
        story::tell(&mut db, world, now, &signup.dealer_id, happening).await?;
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Again { why, at })
}
