//! Connected numbers: health, webhooks, the test message, calls with a code, disconnecting.

pub(crate) mod access;
mod check_health;
mod disconnect;
mod health;
mod note_inbound;
mod note_status;
mod reconnect;
mod refresh;
mod repair_webhooks;
pub(crate) mod seen;
mod skip_test;
mod spoken_code;
mod test_again;
mod voice;
mod webhooks;

pub(crate) use check_health::check_health;
pub use disconnect::disconnect;
pub(crate) use health::health;
pub use note_inbound::note_inbound;
pub(crate) use note_inbound::{Lines, note_inbound_in};
pub use note_status::note_status;
pub(crate) use note_status::note_status_in;
pub use reconnect::reconnect;
pub use refresh::refresh;
pub use repair_webhooks::repair_webhooks;
pub use skip_test::skip_test;
pub use test_again::test_again;
pub(crate) use voice::note_call_in;
pub use voice::voice;
pub(crate) use webhooks::{is_ours, webhook_checks};
