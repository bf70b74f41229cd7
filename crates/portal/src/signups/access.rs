use domain::SignupId;
use store::{Db, signups::Signup};

use crate::{Actor, Error, Result};

/// A session that the actor may look at: the holder of its link, the dealer's people, the ISV's.
pub(super) async fn seen(db: &mut Db, actor: &Actor, id: &SignupId) -> Result<Signup> {
    let found = match actor {
        Actor::Link { signup, dealer, .. } if signup == id => store::signups::get(db, dealer, id).await?,
        Actor::Link { .. } | Actor::Program { .. } => None,
        Actor::Person {
            dealer: Some(dealer), ..
        } => store::signups::get(db, dealer, id).await?,
        Actor::Person { dealer: None, .. } | Actor::Machine => {
            actor.isv()?;
            store::signups::find_by_id(db, id).await?
        }
    };
    found.ok_or(Error::Missing)
}

/// A session that the actor may act in: the holder of its link and the dealer's owners.
pub(super) async fn acted(db: &mut Db, actor: &Actor, id: &SignupId) -> Result<Signup> {
    if let Actor::Person { dealer: Some(_), .. } = actor {
        actor.owned_dealer()?;
    } else if !matches!(actor, Actor::Link { .. }) {
        return Err(Error::Missing);
    }
    seen(db, actor, id).await
}

/// A session that the actor may help along: as [`acted`], and the ISV's people.
pub(super) async fn helped(db: &mut Db, actor: &Actor, id: &SignupId) -> Result<Signup> {
    if actor.isv().is_ok() {
        seen(db, actor, id).await
    } else {
        acted(db, actor, id).await
    }
}
