use domain::{
    DealerId,
    dealer::{DealerList, DealerStory},
    signup::SignupLink,
};
use leptos::prelude::*;

use crate::answer::Answer;

/// The list, found by name or mail.
#[server]
pub async fn load_dealers(search: String, after: Option<String>) -> Answer<DealerList> {
    use crate::context::{actor, world};
    Ok(portal::dealers::list(&world(), &actor()?, &search, after.as_deref()).await?)
}

/// Adds a dealer and invites its owner.
#[server]
pub async fn add_dealer(name: String, owner_email: String) -> Answer<DealerId> {
    use crate::context::{actor, world};
    let new = domain::dealer::NewDealer { name, owner_email };
    let id = portal::dealers::add(&world(), &actor()?, new).await?;
    crate::compat::redirect_local(&format!("/admin/dealers/{id}"));
    Ok(id)
}

/// One dealer with everything that happened.
#[server]
pub async fn load_dealer(id: DealerId) -> Answer<DealerStory> {
    use crate::context::{actor, world};
    Ok(portal::dealers::open(&world(), &actor()?, &id).await?)
}

/// Starts a signup where none is open, and mails its link to the owner.
#[server]
pub async fn send_signup_link(dealer: DealerId) -> Answer<SignupLink> {
    use crate::context::{actor, world};
    Ok(portal::signups::invite(&world(), &actor()?, &dealer).await?)
}
