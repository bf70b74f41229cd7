use domain::{IntegrationId, Lang, say::connection as words};

use super::access;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    story::{self, Happening},
};

/// Begins the test message anew: what was seen of the one before is forgotten, and the next message that comes in soon is
/// answered. For owners.
pub async fn test_again(world: &World, actor: &Actor, id: &IntegrationId) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let connected = access::owned(&mut db, actor, id).await?;
    if connected.integration.disconnected_at.is_some() {
        let words = words::test_not_connected(Lang::default());
        return Err(Error::problem(domain::Code::NotConnected, words));
    }
    let dealer = &connected.integration.dealer_id;
    store::integrations::set_test_again(&mut db, dealer, id, now).await?;
    let happening = Happening {
        sender: Some(&connected.sender.id),
        who: actor.name(),
        what: "test.again",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::TestAgain)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
