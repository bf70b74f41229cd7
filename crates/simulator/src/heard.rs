//! The memory: every request that arrived, and what it was answered.

use serde::Serialize;

/// One request to the simulator. The `Authorization` header is not kept.
#[derive(Clone, Debug, Serialize)]
pub struct Heard {
    /// Milliseconds since 1970 on the simulator's clock.
    pub at: i64,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// The name of the call, such as `senders.create`; empty where there is none.
    pub call: String,
    /// Whose credentials were used: the account's SID, also for an API key.
    pub account: Option<String>,
    pub body: String,
    /// The status of the answer; 0 when the connection was cut.
    pub status: u16,
}
