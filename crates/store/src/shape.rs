//! From the plain values of a row to the words of `domain`.

use domain::Timestamp;

use crate::{Error, Result};

/// Declares a row: a public struct in the words of `domain`, the plain values it is read from, and the list of its
/// columns as `columns!()`. `field: Type = plain type, how to read it;`
macro_rules! row {
    (
        $(#[$doc:meta])* $name:ident {
            $(#[$d1:meta])* $f1:ident: $t1:ty = $r1:ty, $v1:expr;
            $($(#[$d:meta])* $f:ident: $t:ty = $r:ty, $v:expr;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $(#[$d1])* pub $f1: $t1,
            $($(#[$d])* pub $f: $t,)*
        }

        #[derive(sqlx::FromRow)]
        struct Raw {
            $f1: $r1,
            $($f: $r,)*
        }

        impl TryFrom<Raw> for $name {
            type Error = $crate::Error;
            fn try_from(raw: Raw) -> $crate::Result<Self> {
                Ok(Self { $f1: $v1(raw.$f1)?, $($f: $v(raw.$f)?,)* })
            }
        }

        macro_rules! columns {
            () => {
                concat!(stringify!($f1) $(, ", ", stringify!($f))*)
            };
        }
    };
}
pub(crate) use row;

/// A value that is the same in the row and in `domain`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the readers of `row!`, and others do fail"
)]
pub(crate) fn plain<T>(value: T) -> Result<T> {
    Ok(value)
}

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

/// A moment.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the readers of `row!`, and others do fail"
)]
pub(crate) fn moment(micros: i64) -> Result<Timestamp> {
    Ok(Timestamp(micros))
}

/// A moment that may not have come.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the readers of `row!`, and others do fail"
)]
pub(crate) fn maybe_moment(micros: Option<i64>) -> Result<Option<Timestamp>> {
    Ok(micros.map(Timestamp))
}

/// A moment that may not have come, in a conversion written by hand.
pub(crate) fn at(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp)
}

/// A count, which is never negative.
pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A code, if there is one.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the readers of `row!`, and others do fail"
)]
pub(crate) fn maybe_code(number: Option<i64>) -> Result<Option<u32>> {
    Ok(number.and_then(|n| u32::try_from(n).ok()))
}

/// Rows in the words of `domain`.
pub(crate) fn all<R, T: TryFrom<R, Error = Error>>(rows: Vec<R>) -> Result<Vec<T>> {
    rows.into_iter().map(T::try_from).collect()
}

/// A row in the words of `domain`, if there is one.
pub(crate) fn one<R, T: TryFrom<R, Error = Error>>(row: Option<R>) -> Result<Option<T>> {
    row.map(T::try_from).transpose()
}
