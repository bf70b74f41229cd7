use domain::{DealerId, dealer::DealerStory};

use super::{list::row, timeline};
use crate::{Actor, Error, Result, World};

/// One dealer with everything that happened, in words. For admins and support.
pub async fn open(world: &World, actor: &Actor, dealer: &DealerId) -> Result<DealerStory> {
    actor.isv()?;
    let mut db = world.store.read().await?;
    let found = store::dealers::get_row(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let members = store::people::list(&mut db, dealer).await?;
    let subaccount = store::subaccounts::get(&mut db, dealer).await?;
    Ok(DealerStory {
        dealer: row(&mut db, found).await?,
        members: members
            .into_iter()
            .map(|member| member.into_member(None))
            .collect(),
        connections: Vec::new(),
        open: None,
        earlier: Vec::new(),
        subaccount: subaccount.map(|row| row.account_sid),
        timeline: timeline::tell(&mut db, dealer).await?,
    })
}
