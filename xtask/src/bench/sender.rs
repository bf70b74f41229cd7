//! A connected sender to send webhooks to, found as Twilio would show it.

use crate::{process, server::Server, workspace};
use anyhow::{Context, Result};
use serde_json::Value;

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

impl Sender {
    /// The same after the server was started anew: another port, the same key in the path.
    pub fn at(self, server: &Server) -> Self {
        Self {
            url: format!("http://{}{}", server.addr, self.path),
            host: server.addr.clone(),
            ..self
        }
    }
}

/// Connects a number of the demo's dealer, through the product itself, and gives its sender.
pub fn connected(server: &Server) -> Result<Sender> {
    let mut node = process::command("node");
    node.current_dir(workspace::end2end()).args([
        "sender.mjs",
        &format!("http://{}", server.addr),
        &format!("http://{}", server.simulator),
    ]);
    let answer: Value =
        serde_json::from_str(&process::output(&mut node)?).context("sender.mjs answered no JSON")?;
    let text = |name: &str| {
        let value = answer[name].as_str();
        Ok::<_, anyhow::Error>(
            value
                .with_context(|| format!("sender.mjs gave no {name}"))?
                .to_owned(),
        )
    };
    let url = text("url")?;
    let rest = url
        .strip_prefix("http://")
        .context("the webhook is not at http://")?;
    let (host, path) = rest.split_once('/').context("the webhook has no path")?;
    Ok(Sender {
        host: host.to_owned(),
        path: format!("/{path}"),
        account: text("account")?,
        token: text("token")?,
        number: text("number")?,
        url,
    })
}
