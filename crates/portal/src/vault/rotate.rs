use crate::{
    Actor, Result, World,
    audit::{Line, What},
};

/// How many data keys one write wraps anew.
const BATCH: u32 = 100;

/// Wraps every data key with the first of the operator's keys, after a new one was put in front, and seals with it what
/// is no dealer's. Answers how many it wrapped anew: none, the second time. For the command line.
pub async fn rotate(world: &World) -> Result<u64> {
    let mut db = world.store.write().await?;
    let mut done = super::own::rotate_own(&mut db, world, world.clock.now()).await?;
    db.commit().await?;
    loop {
        let mut db = world.store.write().await?;
        let dealers = store::secrets::list_not_wrapped_by(&mut db, world.vault.key_id(), BATCH).await?;
        if dealers.is_empty() {
            break;
        }
        for dealer in dealers {
            let Some(old) = store::secrets::get_data_key(&mut db, &dealer).await? else {
                continue;
            };
            let key = world.vault.unwrap(&dealer, &old)?;
            let new = world.vault.wrap(&world.chance, &dealer, &key);
            done += u64::from(store::secrets::set_data_key(&mut db, &dealer, &old, &new).await?);
        }
        db.commit().await?;
    }
    if done > 0 {
        let mut db = world.store.write().await?;
        Line::new(What::KeysRotated)
            .by(&Actor::Machine)
            .on(world.vault.key_id())
            .with("count", done)
            .write(&mut db, world, world.clock.now())
            .await?;
        db.commit().await?;
    }
    Ok(done)
}
