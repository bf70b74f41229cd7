use domain::{DealerId, SignupId, SubaccountId};
use store::signups::{Signup, Trouble};
use twilio::{Account, Credentials};

use super::{session, trouble};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work},
    story::{self, Happening},
    vault,
};

/// The name of a dealer's subaccount at Twilio. It holds the dealer's id and nothing that can change, because it is
/// how a subaccount is found again after a lost answer.
pub(crate) fn account_name(dealer: &DealerId) -> String {
    format!("Forecourt dealer {dealer}")
}

/// Finds or makes the dealer's Twilio subaccount.
pub(crate) async fn ensure_subaccount(
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    turn: Turn,
) -> Result<Outcome> {
    let Some(signup) = session(world, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    let there = store::subaccounts::get(&mut world.store.read().await?, dealer)
        .await?
        .is_some();
    let account = if there {
        None
    } else {
        match find_or_make(world, dealer).await {
            Ok(account) => Some(account),
            Err(error) => return trouble::failed(world, &signup, turn, error).await,
        }
    };
    go_on(world, &signup, account.as_ref()).await?;
    Ok(Outcome::Done)
}

async fn find_or_make(world: &World, dealer: &DealerId) -> Result<Account> {
    let parent = accounts::parent(world)?;
    let name = account_name(dealer);
    // Twilio lists the newest first: of two that were made by accident the first one made counts, every time.
    let found = world.twilio.find_subaccounts(&parent, &name).await?.pop();
    let account = match found {
        Some(account) => account,
        None => world.twilio.create_subaccount(&parent, &name).await?,
    };
    with_token(world, &parent, account).await
}

async fn with_token(world: &World, parent: &Credentials, account: Account) -> Result<Account> {
    if account.auth_token.is_some() {
        return Ok(account);
    }
    Ok(world.twilio.fetch_account(parent, &account.sid).await?)
}

async fn go_on(world: &World, signup: &Signup, account: Option<&Account>) -> Result<()> {
    let now = world.clock.now();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    let mut db = world.store.write().await?;
    if let Some(account) = account {
        let token = account
            .auth_token
            .as_ref()
            .ok_or_else(|| Error::Internal("Twilio named a subaccount without its token".into()))?;
        let row: SubaccountId = world.chance.id(now);
        let sid = account.sid.as_str();
        if store::subaccounts::insert(&mut db, dealer, &row, sid, &world.chance.token(), now).await? {
            vault::put(&mut db, world, now, dealer, accounts::TOKEN, token).await?;
            let happening = Happening {
                signup: Some(id),
                who: story::TWILIO,
                what: "subaccount.made",
                about: Some(sid),
                ..Happening::default()
            };
            story::tell(&mut db, world, now, dealer, happening).await?;
        }
    }
    store::signups::set_trouble(&mut db, dealer, id, &Trouble::default(), now).await?;
    jobs::enqueue(
        &mut db,
        world,
        now,
        Some(dealer),
        &Work::EnsureNumber { signup: id.clone() },
    )
    .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
