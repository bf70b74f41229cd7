use domain::IntegrationId;

use super::{access, check_health};
use crate::{
    Actor, Result, World,
    audit::{Line, What},
    telephone,
};

/// Asks Twilio now. For the dealer's people and the ISV's.
pub async fn refresh(world: &World, actor: &Actor, id: &IntegrationId) -> Result<()> {
    let connected = access::seen(&mut world.store.read().await?, actor, id).await?;
    let dealer = &connected.integration.dealer_id;
    check_health::look(world, dealer, &connected.sender.id).await?;
    let now = world.clock.now();
    let number = telephone::national(&connected.number.number);
    let mut db = world.store.write().await?;
    Line::new(What::SenderRefreshed)
        .by(actor)
        .of(dealer)
        .on(&number)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
