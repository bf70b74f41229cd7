//! Meta's identifiers: long digit strings.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A WABA, a business portfolio, a phone number, a solution: 5 to 30 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// Why a text is not an id of Meta's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of Meta's has 5 to 30 digits")]
pub struct IdError;

impl Id {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        let good = (5..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if good { Ok(Self(text)) } else { Err(IdError) }
    }
}

impl FromStr for Id {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::try_from(text.to_owned())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_5_to_30_ascii_digits() {
        for good in ["12345", "524126980791429", &"9".repeat(30)] {
            assert_eq!(good.parse::<Id>().expect(good).as_str(), good);
        }
        for bad in [
            "",
            "1234",
            &"9".repeat(31),
            "12345 ",
            "+12345",
            "12e45",
            "１２３４５６",
            "12345\n",
        ] {
            assert_eq!(bad.parse::<Id>(), Err(IdError), "{bad:?}");
        }
    }
}
