use domain::{Code, HookId, Lang, say::hooks as words};
use twilio::form::InboundMessage;

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Work},
    media,
};

/// Has a webhook worked on again. What it brought the first time stays one. For admins.
pub async fn replay(world: &World, actor: &Actor, id: &HookId) -> Result<()> {
    actor.admin()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let (line, body) = store::hooks::find_by_id(&mut db, id)
        .await?
        .ok_or(Error::Missing)?;
    // Read again it would be news without a message; the one that it brought is erased.
    if body.is_empty() {
        return Err(Error::problem(
            Code::Refused,
            words::replay_erased(Lang::default()),
        ));
    }
    let batch = store::hooks::batch_of(id).ok_or(Error::Missing)?;
    store::hooks::reopen(&mut db, id).await?;
    // The message is known already, but a file of it may be wanted still.
    let form = twilio::form::parse(body.as_bytes());
    if let Some(dealer) = line.dealer()
        && line.kind == "inbound"
        && let Some(sid) = InboundMessage::of(&form).message_sid()
    {
        media::fetch_failed(&mut db, world, &dealer, sid.as_str(), now).await?;
    }
    jobs::enqueue(&mut db, world, now, None, &Work::ProcessHooks { batch }).await?;
    Line::new(What::HookReplayed)
        .by(actor)
        .of(line.dealer().as_ref())
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
