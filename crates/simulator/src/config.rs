//! What a simulator is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::Serialize;
use url::Url;

/// How fast Twilio's and Meta's own work goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Speed {
    /// For tests: nothing is waited for. Every fetch of a sender moves it one step, webhooks leave at
    /// once, and whatever is meant to last (a review, a retry) ends only with `Simulator::advance`.
    Instant,
    /// For people: real delays divided by this factor.
    Factor(f64),
}

impl Speed {
    /// A registration that takes two minutes at Twilio takes about eight seconds.
    pub const DEMO: Self = Self::Factor(15.0);
}

/// The world to simulate. [`Default`] is the demo's.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// The ISV's own Twilio account.
    pub parent_sid: String,
    pub parent_token: String,
    /// The ISV's Meta app.
    pub app_id: String,
    pub app_secret: String,
    /// The configuration of Facebook Login for Business that `FB.login` must name.
    pub config_id: String,
    /// Twilio's partner solution; a popup opened without it shares nothing with Twilio.
    pub solution_id: String,
    /// Where Meta delivers `account_update`; `None` until `Simulator::set_meta_webhook`.
    pub meta_webhook: Option<Url>,
    /// The same seed gives the same ids, numbers and chances.
    pub seed: u64,
    pub speed: Speed,
    /// Read at the start and written after every change; `None` keeps everything in memory.
    pub state_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            parent_sid: "AC5120aa4c1e2f4b7d9e3a6c8b0d1f2e34".into(),
            parent_token: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".into(),
            app_id: "1480275213976451".into(),
            app_secret: "3c1b9d7f5a2e48608c4d6e8f0a1b2c3d".into(),
            config_id: "2051938476120394".into(),
            solution_id: "303610109049230".into(),
            meta_webhook: None,
            seed: 1,
            speed: Speed::DEMO,
            state_file: None,
        }
    }
}

/// Where each API of the outside lives in the simulator.
#[derive(Clone, Debug, Serialize)]
pub struct SimulatedUrls {
    /// In place of `https://api.twilio.com`.
    pub api: Url,
    /// In place of `https://messaging.twilio.com`.
    pub messaging: Url,
    /// In place of `https://content.twilio.com`.
    pub content: Url,
    /// In place of `https://numbers.twilio.com`.
    pub numbers: Url,
    /// In place of `https://pricing.twilio.com`.
    pub pricing: Url,
    /// In place of `https://graph.facebook.com`.
    pub graph: Url,
    /// In place of `https://connect.facebook.net/en_US/sdk.js`.
    pub sdk: Url,
}

impl SimulatedUrls {
    pub(crate) fn under(base: &Url) -> Self {
        let at = |path: &str| base.join(path).expect("a fixed path joins any base");
        Self {
            api: at("/twilio/api"),
            messaging: at("/twilio/messaging"),
            content: at("/twilio/content"),
            numbers: at("/twilio/numbers"),
            pricing: at("/twilio/pricing"),
            graph: at("/meta/graph"),
            sdk: at("/meta/sdk.js"),
        }
    }
}
