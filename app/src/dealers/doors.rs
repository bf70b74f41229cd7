use domain::{
    DealerId, SignupId,
    dealer::{DealerList, DealerStory},
    signup::{Progress, SignupLink},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// A part of the list, found by name or owner's mail.
#[server]
pub async fn list_dealers(
    #[server(default)] search: String,
    #[server(default)] after: String,
) -> Answer<DealerList> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::dealers::list(&world(), &actor()?, &search, after).await?)
}

/// Adds a dealer, invites its owner, and goes to its page.
#[server]
pub async fn add_dealer(
    #[server(default)] name: String,
    #[server(default)] owner_email: String,
) -> Answer<DealerId> {
    use crate::context::{actor, world};
    let new = domain::dealer::NewDealer { name, owner_email };
    let id = portal::dealers::add(&world(), &actor()?, new).await?;
    crate::compat::redirect_local(&format!("/admin/dealers/{id}"));
    Ok(id)
}

/// One dealer with what happened, from the newest or after a place in it.
#[server]
pub async fn open_dealer(id: DealerId, #[server(default)] after: String) -> Answer<DealerStory> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::dealers::open(&world(), &actor()?, &id, after).await?)
}

/// Starts a signup for a dealer and mails its owner the link.
#[server]
pub async fn invite_to_connect(dealer: DealerId) -> Answer<SignupLink> {
    use crate::context::{actor, world};
    Ok(portal::signups::invite(&world(), &actor()?, &dealer).await?)
}

/// Mails the link of an open signup to the owner again.
#[server]
pub async fn send_link_again(id: SignupId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::signups::send_link(&world(), &actor()?, &id, None).await?)
}

/// The stuck step of an open signup again.
#[server]
pub async fn retry_signup(id: SignupId) -> Answer<Progress> {
    use crate::context::{actor, world};
    Ok(portal::signups::retry(&world(), &actor()?, &id).await?)
}

/// Withdraws a session: its link works no longer. For the dealer's own page, too, which is drawn on the server alone.
#[server]
pub async fn withdraw_link(id: SignupId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::signups::revoke(&world(), &actor()?, &id).await?)
}
