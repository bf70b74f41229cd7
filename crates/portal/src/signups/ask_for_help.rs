use domain::{Lang, SignupId, say::signup as words};

use super::{access, letters};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    limits,
    story::{self, Happening},
};

/// The longest message. Characters.
const LONGEST: usize = 2_000;

/// Tells the ISV that the dealer wants help. For the holder of the link and owners.
pub async fn ask_for_help(world: &World, actor: &Actor, id: &SignupId, message: &str) -> Result<()> {
    let message: String = message.trim().chars().take(LONGEST).collect();
    if message.is_empty() {
        return Err(Error::field("message", words::help_empty(Lang::default())));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let signup = access::acted(&mut db, actor, id).await?;
    let dealer = &signup.dealer_id;
    limits::HELP.count(&mut db, id.as_str(), now).await?;
    letters::help(&mut db, world, now, actor, &signup, &message).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "help.asked",
        about: Some(&message),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::SignupHelpAsked)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
