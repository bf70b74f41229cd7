//! From the plain values of a row to the words of `domain`.

use domain::Timestamp;

use crate::{Error, Result};

/// A text that was an id, a number or a word when it was written.
pub(crate) fn text<T: TryFrom<String>>(text: String) -> Result<T> {
    T::try_from(text.clone()).map_err(|_| Error::Corrupt(text))
}

/// The same where the column may be null.
pub(crate) fn maybe<T: TryFrom<String>>(value: Option<String>) -> Result<Option<T>> {
    value.map(text).transpose()
}

/// A word of a closed list.
pub(crate) fn word<T>(word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    parse(word).ok_or_else(|| Error::Corrupt(word.to_owned()))
}

/// A moment that may not have come.
pub(crate) fn at(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp)
}

/// A count or a code, which is never negative.
pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
