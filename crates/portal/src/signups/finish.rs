use domain::{
    Code, Lang,
    say::signup as words,
    signup::{Finish, Progress},
};
use store::signups::Facebook;

use super::{access, enter, hints, take, view};
use crate::{Actor, Error, From, Result, World};

/// The end of Meta's window, told by page or redirect. Idempotent; every hint is checked with Twilio.
///
/// # Errors
/// A payload that is forged, over, withdrawn or of another session changes nothing; the problem says why.
pub async fn finish(world: &World, from: From, finish: Finish) -> Result<Progress> {
    let actor = enter(world, &finish.payload, from).await?;
    let Actor::Link { signup: id, .. } = &actor else {
        return Err(Error::Missing);
    };
    let now = world.clock.now();
    let signup = access::seen(&mut world.store.read().await?, &actor, id).await?;
    if signup.ended_at.is_some() && signup.waba_id.is_none() {
        return Err(Error::problem(
            Code::SessionExpired,
            words::link_expired(Lang::default()),
        ));
    }
    let ids = hints::Ids::read(&finish)?;
    hints::check(world, &signup, &finish, now).await?;
    if let Some(waba_id) = &ids.waba {
        let facebook = Facebook {
            waba_id: waba_id.as_str(),
            business_id: ids.business.as_ref().map(meta::Id::as_str),
            phone_number_id: ids.phone_number.as_ref().map(meta::Id::as_str),
            by: "page",
        };
        take::take(world, &signup, facebook, now).await?;
    }
    let mut db = world.store.read().await?;
    let signup = access::seen(&mut db, &actor, id).await?;
    view::progress(&mut db, world, &signup, now).await
}
