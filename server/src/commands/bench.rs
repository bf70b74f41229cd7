//! A sender for load generators, without a signup. In the demo only.

use portal::World;
use serde_json::json;

use crate::start::{self, Error};

/// One line of JSON: the addresses that are signed, the account and its token.
pub async fn sender(world: &World) -> Result<String, Error> {
    let sender = portal::demo::connect(world).await.map_err(|error| start::internal(&error))?;
    let url = |kind: &str| world.url(&format!("/webhooks/twilio/{}/{kind}", sender.key));
    Ok(json!({
        "key": sender.key,
        "inboundUrl": url("inbound"),
        "statusUrl": url("status"),
        "accountSid": sender.account_sid,
        "authToken": sender.token,
        "number": sender.number,
    })
    .to_string())
}
