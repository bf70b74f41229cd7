use domain::IntegrationId;

use super::access;
use crate::{
    Actor, Result, World,
    audit::{Line, What},
    story::{self, Happening},
};

/// Notes that the dealer does not want the test message. For owners, and for the holder of the signup's link.
pub async fn skip_test(world: &World, actor: &Actor, id: &IntegrationId) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let connected = access::acted(&mut db, actor, id).await?;
    let dealer = &connected.integration.dealer_id;
    store::integrations::set_test_skipped(&mut db, dealer, id, now).await?;
    let happening = Happening {
        sender: Some(&connected.sender.id),
        who: actor.name(),
        what: "test.skipped",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::TestSkipped)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
