//! A connected sender to send webhooks to, found as Twilio would show it.

use crate::server::Server;
use anyhow::Result;

/// What a signed webhook needs.
pub struct Sender {
    /// The whole address that is signed.
    pub url: String,
    /// `host:port` of it.
    pub host: String,
    /// Its path.
    pub path: String,
    /// The subaccount's SID.
    pub account: String,
    /// The subaccount's auth token, which signs.
    pub token: String,
    /// E.164.
    pub number: String,
}

/// The first connected sender of the demo.
pub fn connected(_server: &Server) -> Result<Sender> {
    anyhow::bail!("no sender yet")
}
