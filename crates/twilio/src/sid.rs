//! Twilio's identifiers: two letters that say what it is, then 32 hexadecimal digits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not the identifier it should be. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be {prefixes} followed by 32 hexadecimal digits")]
pub struct SidError {
    kind: &'static str,
    prefixes: &'static str,
}

fn is_sid(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
    })
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $shown:literal, $($prefix:literal),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text as Twilio writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = SidError;
            fn try_from(text: String) -> Result<Self, SidError> {
                if is_sid(&text, &[$($prefix),+]) {
                    Ok(Self(text))
                } else {
                    Err(SidError { kind: stringify!($name), prefixes: $shown })
                }
            }
        }

        impl FromStr for $name {
            type Err = SidError;
            fn from_str(text: &str) -> Result<Self, SidError> {
                Self::try_from(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> Self {
                sid.0
            }
        }
    };
}

sid!(
    /// An account or a subaccount (`AC…`).
    AccountSid, "AC", "AC"
);
sid!(
    /// A WhatsApp sender (`XE…`).
    SenderSid, "XE", "XE"
);
sid!(
    /// A bought phone number (`PN…`).
    NumberSid, "PN", "PN"
);
sid!(
    /// A message (`SM…`), or one with media (`MM…`).
    MessageSid, "SM or MM", "SM", "MM"
);
sid!(
    /// An attachment of a message (`ME…`).
    MediaSid, "ME", "ME"
);
sid!(
    /// A content template (`HX…`).
    ContentSid, "HX", "HX"
);
sid!(
    /// A messaging service (`MG…`).
    MessagingServiceSid, "MG", "MG"
);
sid!(
    /// A TwiML application (`AP…`).
    ApplicationSid, "AP", "AP"
);
sid!(
    /// A regulatory bundle (`BU…`).
    BundleSid, "BU", "BU"
);
sid!(
    /// A postal address (`AD…`).
    AddressSid, "AD", "AD"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_is_a_prefix_and_32_hex_digits() {
        let good = format!("AC{}", "0aF".repeat(11).get(..32).expect("33 digits"));
        assert_eq!(good.parse::<AccountSid>().expect("good").to_string(), good);
        for bad in [
            String::new(),
            "AC".into(),
            good.to_lowercase(),
            good.replace("AC", "XE"),
            format!("{good}0"),
            format!("AC{}", "g".repeat(32)),
            format!("AC{}", "é".repeat(16)),
            format!(" {good}"),
            format!("{good}\n"),
        ] {
            assert!(bad.parse::<AccountSid>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_message_may_be_sm_or_mm() {
        for prefix in ["SM", "MM"] {
            assert!(
                format!("{prefix}{}", "1".repeat(32))
                    .parse::<MessageSid>()
                    .is_ok()
            );
        }
        assert!(format!("ME{}", "1".repeat(32)).parse::<MessageSid>().is_err());
    }

    #[test]
    fn json_with_a_wrong_sid_is_refused_without_repeating_it() {
        let error = serde_json::from_str::<SenderSid>(r#""sk_secret""#).expect_err("wrong");
        assert!(!error.to_string().contains("secret"));
        let sid: SenderSid = serde_json::from_value(format!("XE{}", "a".repeat(32)).into()).expect("right");
        assert_eq!(serde_json::to_value(&sid).expect("text"), sid.as_str());
    }
}
