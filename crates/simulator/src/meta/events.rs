//! `WA_EMBEDDED_SIGNUP` messages, and the noise around them.

use serde_json::{Value, json};

use crate::state::Ctx;

/// One message of Embedded Signup.
#[derive(Clone, Debug)]
pub struct Event {
    name: String,
    data: Value,
}

impl Event {
    pub fn new(name: &str, data: Value) -> Self {
        Self {
            name: name.to_owned(),
            data,
        }
    }

    /// A JSON text: the data of the browser's event is a string, not an object.
    pub fn text(&self) -> String {
        json!({"type": "WA_EMBEDDED_SIGNUP", "event": self.name, "data": self.data}).to_string()
    }
}

/// Something else that arrives on the same channel.
pub fn noise(ctx: &mut Ctx<'_>) -> String {
    match ctx.state.chance.below(3) {
        0 => "cb=f2c8a1b9d4e7&domain=127.0.0.1&is_canvas=false&relation=opener&frame=f1d2&type=ready"
            .to_owned(),
        1 => json!({"type": "FB_LOGIN_DIALOG", "event": "RESIZE", "unknown": {"height": [720]}}).to_string(),
        _ => "FB_RPC:{\"id\":1,".to_owned(),
    }
}
