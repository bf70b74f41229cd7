use domain::{DealerId, Lang, SignupId, Timestamp, dealer::DealerStory};
use store::{Db, signups::Signup};

use super::{list::row, standing, timeline};
use crate::{Actor, Error, Result, World, integrations, signups};

/// One dealer with what happened, in words, newest first or after a place in it. For admins and support.
pub async fn open(
    world: &World,
    actor: &Actor,
    dealer: &DealerId,
    after: Option<&str>,
) -> Result<DealerStory> {
    actor.isv()?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let found = store::dealers::get_row(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let members = store::people::list(&mut db, dealer).await?;
    let subaccount = store::subaccounts::get(&mut db, dealer).await?;
    let (open, earlier): (Vec<Signup>, Vec<Signup>) = store::signups::list(&mut db, dealer)
        .await?
        .into_iter()
        .partition(|signup| standing::is_open(signup, now));
    let (open, also_open) = match open.split_first() {
        Some((first, rest)) => (
            Some(signups::open_signup(&mut db, world, first, now).await?),
            rest,
        ),
        None => (None, &[][..]),
    };
    Ok(DealerStory {
        dealer: row(&mut db, world, found, now).await?,
        members: members
            .into_iter()
            .map(|member| member.into_member(None))
            .collect(),
        connections: integrations::cards(&mut db, world, dealer, now).await?,
        open,
        earlier: sessions(&mut db, world, also_open.iter().chain(&earlier), now).await?,
        subaccount: subaccount.map(|row| row.account_sid),
        timeline: timeline::tell(&mut db, dealer, after).await?,
    })
}

/// Other sessions: when each began and where it is or ended.
async fn sessions(
    db: &mut Db,
    world: &World,
    rows: impl Iterator<Item = &Signup>,
    now: Timestamp,
) -> Result<Vec<(SignupId, Timestamp, String)>> {
    let mut told = Vec::new();
    for signup in rows {
        let progress = standing::progress(db, world, signup, now).await?;
        let words = standing::of_signup(Lang::default(), &progress);
        told.push((signup.id.clone(), signup.created_at, words));
    }
    Ok(told)
}
