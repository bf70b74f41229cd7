use domain::{IntegrationId, number::CodeBy, profile, signup::SignupLink};

use super::access;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    signups::{self, Choice},
    telephone,
};

/// A new signup for the same number. For owners.
pub async fn reconnect(world: &World, actor: &Actor, id: &IntegrationId) -> Result<SignupLink> {
    let mut db = world.store.read().await?;
    let connected = access::owned(&mut db, actor, id).await?;
    let dealer = &connected.integration.dealer_id;
    let before = store::signups::get(&mut db, dealer, &connected.integration.signup_id)
        .await?
        .ok_or(Error::Missing)?;
    drop(db);
    let choice = Choice {
        kind: connected.number.kind,
        wanted: Some(connected.number.number.clone()),
        country: before.country,
        display_name: connected.sender.display_name.clone(),
        vertical: if profile::VERTICALS.contains(&before.vertical.as_str()) {
            before.vertical
        } else {
            profile::AUTOMOTIVE.to_owned()
        },
        code_by: if connected.number.kind == domain::number::NumberKind::VoiceOnly {
            CodeBy::Voice
        } else {
            before.code_by
        },
        forward_to: before.forward_to,
        again: true,
        instead_in: None,
    };
    let link = signups::begin(world, actor, dealer, choice).await?;
    let now = world.clock.now();
    let number = telephone::national(&connected.number.number);
    let mut db = world.store.write().await?;
    Line::new(What::Reconnecting)
        .by(actor)
        .of(dealer)
        .on(&number)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(link)
}
