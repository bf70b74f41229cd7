//! Names of things. Each is a text of its own type, so that a dealer's id cannot stand where a number's is asked for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An id that does not have the shape of one: 1 to 64 letters, digits, `-` or `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}
impl std::error::Error for NotAnId {}

fn shaped(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text, as it stands in the database and in addresses.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                if shaped(&text) { Ok(Self(text)) } else { Err(NotAnId) }
            }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// What a dealer sees instead of the ISV's tools.
    BrandId;
    /// The tenant.
    DealerId;
    /// Someone with a login: a member of a dealer or an admin of the ISV.
    PersonId;
    /// One signed-in browser.
    LoginId;
    /// An invitation or a password reset that waits to be used.
    InvitationId;
    /// One attempt to connect one number.
    SignupId;
    /// A phone number of a dealer.
    NumberId;
    /// The dealer's Twilio subaccount, as our row.
    SubaccountId;
    /// A number as registered with WhatsApp, as our row.
    SenderId;
    /// What a finished signup leaves.
    IntegrationId;
    /// A finish from Meta that matches no signup session.
    UnmatchedId;
    /// One incoming webhook request.
    HookId;
    /// One piece of background work.
    JobId;
    /// One mail, sent or to be sent.
    MailId;
    /// One line of the audit log.
    AuditId;
    /// A buyer, as one dealer knows them.
    ContactId;
    /// What one buyer and one number of a dealer say to each other.
    ConversationId;
    /// One message, or one note that only the dealer's people see.
    MessageId;
    /// A picture, recording or document of a message.
    AttachmentId;
    /// A message template, as our row.
    TemplateId;
    /// A word that conversations are sorted by.
    LabelId;
    /// A reply that is written once and used often.
    CannedId;
    /// A search that was kept.
    FilterId;
    /// A key with which a program reads a dealer's integrations.
    ApiKeyId;
    /// A browser that wants to be told of new messages.
    PushId;
}
