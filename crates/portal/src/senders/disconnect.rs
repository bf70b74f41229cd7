use domain::{
    Code, Lang,
    integration::Disconnect,
    number::NumberKind,
    say::{number, signup as words},
};

use super::access;
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    story::{self, Happening},
    telephone,
};

/// Sender deleted, number kept or released as chosen, subaccount kept. For owners, who type the dealer's name.
pub async fn disconnect(world: &World, actor: &Actor, input: Disconnect) -> Result<()> {
    let mut db = world.store.read().await?;
    let connected = access::owned(&mut db, actor, &input.id).await?;
    let dealer = &connected.integration.dealer_id;
    let name = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?
        .name;
    if input.confirmation.trim() != name.trim() {
        return Err(Error::field(
            "confirmation",
            words::name_typed_wrong(Lang::default(), &name),
        ));
    }
    if connected.integration.disconnected_at.is_some() {
        // Asked twice, or from a page of before that: whatever runs on the number by now stays.
        return if connected.number.released_at.is_some() || !input.release_number {
            Ok(())
        } else {
            Err(Error::problem(
                Code::Conflict,
                number::disconnected_before(Lang::default()),
            ))
        };
    }
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);

    // Both calls take "is gone already" for an answer, so a second try after a lost one finishes the work.
    let (sender, number) = (&connected.sender, &connected.number);
    let sid = sender
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", sender.id)))?;
    world.twilio.delete_sender(&creds, &sid).await?;
    let release = number.kind == NumberKind::Byo || input.release_number;
    if let Some(sid) = number.number_sid.as_deref().filter(|_| release) {
        let sid = sid
            .parse()
            .map_err(|why| Error::Internal(format!("number {}: {why}", number.id)))?;
        world
            .twilio
            .release_number(&creds, &creds.account_sid, &sid)
            .await?;
    }

    let now = world.clock.now();
    let shown = telephone::national(&number.number);
    let mut db = world.store.write().await?;
    store::senders::mark_deleted(&mut db, dealer, &sender.id, now).await?;
    store::integrations::set_disconnected(&mut db, dealer, &input.id, now).await?;
    let told = |what| Happening {
        sender: Some(&sender.id),
        who: actor.name(),
        what,
        about: Some(&shown),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, told("disconnected")).await?;
    if release {
        store::numbers::set_released(&mut db, dealer, &number.id, now).await?;
        if number.number_sid.is_some() {
            story::tell(&mut db, world, now, dealer, told("number.released")).await?;
        }
    }
    Line::new(What::Disconnected)
        .by(actor)
        .of(dealer)
        .on(&shown)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
