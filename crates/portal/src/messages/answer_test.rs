use domain::{DealerId, IntegrationId, Lang, contact::Address, say::signup as words};

use super::{
    Route,
    content::Written,
    send::{Author, write},
};
use crate::{Error, Result, World, jobs::Outcome, story};

/// Answers the test message: once, as any other message of ours is sent, and seen in its conversation.
pub(crate) async fn answer_test(
    world: &World,
    dealer: &DealerId,
    id: &IntegrationId,
    to: &str,
) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let integration = store::integrations::get(&mut db, dealer, id).await?;
    let integration = integration.ok_or(Error::Missing)?;
    let name = story::test_name(&integration);
    let is_answered = store::messages::find_by_request(&mut db, dealer, &name)
        .await?
        .is_some();
    if is_answered || integration.disconnected_at.is_some() {
        return Ok(Outcome::Done);
    }
    let Ok(address) = to.parse::<Address>() else {
        return Ok(Outcome::Done);
    };
    let scoped = match &address {
        Address::Scoped(scoped) => Some(scoped.as_str()),
        Address::Phone(_) => None,
    };
    let Some(contact) = store::contacts::find(&mut db, dealer, address.phone(), scoped).await? else {
        return Ok(Outcome::Done);
    };
    let number = &integration.number_id;
    let Some(conversation) = store::conversations::find(&mut db, dealer, &contact.id, number).await? else {
        return Ok(Outcome::Done);
    };
    let Some(route) = Route::find(&mut db, dealer, &conversation.id).await? else {
        return Ok(Outcome::Done);
    };
    if route.clear(true, now).is_err() {
        return Ok(Outcome::Done);
    }
    let dealership = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let body = words::test_answer(Lang::default(), &dealership.name);
    write(
        &mut db,
        world,
        route,
        Written::text(body),
        Author::Machine(name),
        seq,
    )
    .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}
