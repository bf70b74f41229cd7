use domain::{IntegrationId, Lang, integration::Connection};

use super::view;
use crate::{
    Actor, Result, World,
    senders::{self, access},
    signups, story, telephone,
};

/// How much of the story the page shows.
const EVENTS: u32 = 100;

/// Everything the connection page shows. For the dealer's people, and for the ISV's.
pub async fn open(world: &World, actor: &Actor, id: &IntegrationId) -> Result<Connection> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let connected = access::seen(&mut db, actor, id).await?;
    let (row, sender, number) = (&connected.integration, &connected.sender, &connected.number);
    let events = store::events::list(&mut db, &row.dealer_id, EVENTS).await?;
    let about_this = events.into_iter().filter(|event| {
        event.sender_id.as_ref() == Some(&sender.id)
            || event.signup_id.as_ref() == Some(&row.signup_id)
            || (event.sender_id.is_none() && event.signup_id.is_none())
    });
    let names = story::Names::of(&mut db, actor, &row.dealer_id).await?;
    Ok(Connection {
        id: row.id.clone(),
        number: number.number.clone(),
        national: telephone::national(&number.number),
        number_id: number.id.clone(),
        kind: number.kind,
        display_name: sender.display_name.clone(),
        health: senders::health(world, row, sender, &connected.subaccount, now),
        sender_status: sender.status.clone(),
        quality: sender.quality.clone(),
        messaging_limit: sender.messaging_limit.clone(),
        webhooks: senders::webhook_checks(world, sender, &connected.subaccount),
        meta: view::meta(&connected),
        connected_at: row.connected_at,
        disconnected_at: row.disconnected_at,
        signup: row.signup_id.clone(),
        last_inbound: sender.last_inbound_at,
        test: row.test(),
        qr_svg: signups::qr(&number.number.wa_me()),
        events: about_this
            .map(|event| names.entry(Lang::default(), event))
            .collect(),
    })
}
