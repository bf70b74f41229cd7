use std::{fmt, str::FromStr};

use domain::Timestamp;

/// Where a keyset page goes on: after the row with this time and id. Newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The row's time.
    pub at: Timestamp,
    /// The row's id, to tell rows of the same microsecond apart.
    pub id: String,
}

impl Cursor {
    /// Before every row: where the first page starts.
    pub fn start() -> Self {
        Self {
            at: Timestamp(i64::MAX),
            id: String::new(),
        }
    }

    /// The cursor in an address, or the start when there is none or it is not one of ours.
    pub fn read(text: Option<&str>) -> Self {
        text.and_then(|t| t.parse().ok()).unwrap_or_else(Self::start)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.0, self.id)
    }
}
impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self {
            at: Timestamp(at.parse().map_err(drop)?),
            id: id.to_owned(),
        })
    }
}
