//! A typed door to Twilio: the calls a Tech Provider's portal needs, what Twilio's error codes ask
//! for, and the forms and signatures of Twilio's webhooks. It knows no tenants and no tables.
//!
//! # How to add one more call
//!
//! 1. Find the file that is named after the noun (`accounts`, `numbers`, `messages`, `content` …), or
//!    add one. The request is a struct whose optional fields are left out when they are `None`; the
//!    answer is a struct that keeps Twilio's spelling and Twilio's types: what Twilio sends as a
//!    string stays a string.
//! 2. Write the method in an `impl Client` of that file. The first argument is the [`Credentials`]
//!    that sign the call, the second the account it acts on. Build the address with `urls::at`, never
//!    with `format!`, so that nothing can escape its path segment.
//! 3. Send it with `get`, `post_form`, `post_json` or `delete`. They turn every refusal into an
//!    [`Error`] that knows its [`Class`], and they never repeat a `POST`.
//! 4. Lists go through the `page` module, which follows the next page only on the same host.
//! 5. A new error code is one line in `codes.rs`.
//! 6. Test it in `tests/it/` against the little server there: the test reads what was sent and
//!    answers with the JSON from Twilio's documentation.
//!
//! Which credentials: calls on `api.twilio.com` take the parent's or the subaccount's; calls on every
//! other host act on the account that signs in, so they need the subaccount's own
//! (<https://www.twilio.com/docs/iam/api/subaccounts>).

mod accounts;
mod client;
mod codes;
mod content;
mod error;
pub mod form;
mod media;
mod messages;
mod numbers;
mod page;
mod pricing;
mod senders;
mod sid;
pub mod signature;
pub mod twiml;
mod typing;
mod urls;
mod wire;

pub use accounts::{Account, AccountStatus, Balance};
pub use client::{Client, Credentials, http_client, install_crypto};
pub use codes::{Class, Code, look_up};
pub use content::{
    Action, ActionKind, Approval, ApprovalStatus, CallToAction, Card, Category, Content, ContentType,
    ContentTypes, ContentWithApproval, ListItem, ListPicker, Location, MediaContent, NewApproval, NewContent,
    QuickReply, Text,
};
pub use error::Error;
pub use media::{Fetched, Media};
pub use messages::{Message, MessageFilter, MessageStatus, NewMessage, NextMessages};
pub use numbers::{AvailableNumber, Capabilities, NewNumber, Number, NumberSearch, NumberType, NumberUpdate};
pub use pricing::{CountryPrices, NumberPrice};
pub use senders::{
    Configuration, DisplayNameStatus, Email, NewSender, OfflineReason, PhoneNumber, Profile, Properties,
    Sender, SenderStatus, SenderUpdate, Webhook, Website,
};
pub use sid::{
    AccountSid, AddressSid, ApplicationSid, BundleSid, ContentSid, MediaSid, MessageSid, MessagingServiceSid,
    NumberSid, SenderSid, SidError,
};
pub use urls::Urls;
