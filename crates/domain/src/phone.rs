//! Phone numbers as E.164 text. Only the shape is checked here; whether a number exists and what line it is, the
//! server asks the metadata for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// `+` and 7 to 15 digits, the first not zero (ITU-T E.164).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// A text that does not have the shape of an E.164 number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotE164;

impl fmt::Display for NotE164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a phone number with its country code")
    }
}
impl std::error::Error for NotE164 {}

impl E164 {
    /// With the plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// As Twilio's Senders API names it: `whatsapp:+31…`.
    pub fn whatsapp(&self) -> String {
        format!("whatsapp:{}", self.0)
    }
    /// The address that opens a chat with this number: `https://wa.me/31…`.
    pub fn wa_me(&self) -> String {
        format!("https://wa.me/{}", &self.0[1..])
    }
}

impl TryFrom<String> for E164 {
    type Error = NotE164;
    fn try_from(text: String) -> Result<Self, NotE164> {
        let digits = text.strip_prefix('+').ok_or(NotE164)?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if shaped { Ok(Self(text)) } else { Err(NotE164) }
    }
}
impl FromStr for E164 {
    type Err = NotE164;
    fn from_str(text: &str) -> Result<Self, NotE164> {
        Self::try_from(text.to_owned())
    }
}
impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}
impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shape_of_a_number_passes() {
        for good in ["+31612345678", "+4930123456", "+15005550006"] {
            assert!(good.parse::<E164>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "+",
            "0612345678",
            "+0612345678",
            "+31 6 1234",
            "+3161234567890123",
            "whatsapp:+31612345678",
        ] {
            assert!(bad.parse::<E164>().is_err(), "{bad}");
        }
    }
}
