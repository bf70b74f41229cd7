use domain::IntegrationId;
use store::{Db, integrations::Integration, numbers::Number, senders::Sender, subaccounts::Subaccount};

use crate::{Actor, Error, Result};

/// An integration with the rows it points to.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) integration: Integration,
    pub(crate) number: Number,
    pub(crate) sender: Sender,
    pub(crate) subaccount: Subaccount,
}

/// An integration that the actor may look at: the dealer's people and programs, and the ISV's people.
pub(crate) async fn seen(db: &mut Db, actor: &Actor, id: &IntegrationId) -> Result<Connected> {
    let found = match actor {
        Actor::Person {
            dealer: Some(dealer), ..
        }
        | Actor::Program { dealer, .. } => store::integrations::get(db, dealer, id).await?,
        Actor::Link { .. } => None,
        Actor::Person { dealer: None, .. } | Actor::Machine => {
            actor.isv()?;
            store::integrations::find_by_id(db, id).await?
        }
    };
    with_rows(db, found.ok_or(Error::Missing)?).await
}

/// The same for the dealer's owners.
pub(super) async fn owned(db: &mut Db, actor: &Actor, id: &IntegrationId) -> Result<Connected> {
    let dealer = actor.owned_dealer()?;
    let found = store::integrations::get(db, dealer, id).await?;
    with_rows(db, found.ok_or(Error::Missing)?).await
}

/// The same for the dealer's owners, and for whoever holds the link of the signup that it came from.
pub(super) async fn acted(db: &mut Db, actor: &Actor, id: &IntegrationId) -> Result<Connected> {
    let Actor::Link { signup, dealer, .. } = actor else {
        return owned(db, actor, id).await;
    };
    let found = store::integrations::get(db, dealer, id).await?;
    let found = found.filter(|row| row.signup_id == *signup);
    with_rows(db, found.ok_or(Error::Missing)?).await
}

/// The rows an integration points to.
pub(crate) async fn with_rows(db: &mut Db, integration: Integration) -> Result<Connected> {
    let dealer = &integration.dealer_id;
    let number = store::numbers::get(db, dealer, &integration.number_id).await?;
    let sender = store::senders::get(db, dealer, &integration.sender_id).await?;
    let subaccount = store::subaccounts::get(db, dealer).await?;
    match (number, sender, subaccount) {
        (Some(number), Some(sender), Some(subaccount)) => Ok(Connected {
            integration,
            number,
            sender,
            subaccount,
        }),
        _ => Err(Error::Internal(format!(
            "integration {} lost one of its rows",
            integration.id
        ))),
    }
}
