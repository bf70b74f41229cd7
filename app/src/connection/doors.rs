use domain::{IntegrationId, integration::Connection, signup::SignupLink};
use leptos::prelude::*;

use crate::answer::Answer;

/// Everything the connection page shows.
#[server]
pub async fn load_connection(id: IntegrationId) -> Answer<Connection> {
    use crate::context::{actor, world};
    Ok(portal::integrations::open(&world(), &actor()?, &id).await?)
}

/// Asks Twilio now.
#[server]
pub async fn refresh_status(id: IntegrationId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::senders::refresh(&world(), &actor()?, &id).await?)
}

/// Writes our webhook addresses at Twilio again.
#[server]
pub async fn repair_webhooks(id: IntegrationId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::senders::repair_webhooks(&world(), &actor()?, &id).await?)
}

/// Takes the number off WhatsApp. `confirmation` is the dealer's name, typed.
#[server]
pub async fn disconnect(
    id: IntegrationId,
    #[server(default)] confirmation: String,
    #[server(default)] release_number: bool,
) -> Answer<()> {
    use crate::context::{actor, world};
    let input = domain::integration::Disconnect {
        id,
        confirmation,
        release_number,
    };
    Ok(portal::senders::disconnect(&world(), &actor()?, input).await?)
}

/// A new signup for the same number.
#[server]
pub async fn reconnect(id: IntegrationId) -> Answer<SignupLink> {
    use crate::context::{actor, world};
    let link = portal::senders::reconnect(&world(), &actor()?, &id).await?;
    crate::compat::redirect_local("/connect");
    Ok(link)
}

/// Begins the test message anew.
#[server]
pub async fn test_again(id: IntegrationId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::senders::test_again(&world(), &actor()?, &id).await?)
}

/// Notes that the dealer does not want the test message. The holder of the signup's link gives its token.
#[server]
pub async fn skip_test(#[server(default)] token: String, id: IntegrationId) -> Answer<()> {
    let holder = crate::connect::doors::holder(&token).await?;
    Ok(portal::senders::skip_test(&crate::context::world(), &holder, &id).await?)
}
