//! Connected numbers: health, webhooks, disconnecting.

use domain::{IntegrationId, integration::Disconnect, signup::SignupLink};

use crate::{Actor, Result, World};

/// Asks Twilio now. For the dealer's people and the ISV's.
pub async fn refresh(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<()> {
    todo!()
}

/// Writes our webhook addresses at Twilio again. For owners and admins.
pub async fn repair_webhooks(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<()> {
    todo!()
}

/// Sender deleted, number kept or released as chosen, subaccount kept. For owners, who type the dealer's name.
pub async fn disconnect(_world: &World, _actor: &Actor, _input: Disconnect) -> Result<()> {
    todo!()
}

/// A new signup for the same number. For owners.
pub async fn reconnect(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<SignupLink> {
    todo!()
}

/// Notes that the dealer does not want the test message. For owners.
pub async fn skip_test(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<()> {
    todo!()
}
