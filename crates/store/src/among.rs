//! Rows named by a list of ids, in one statement.

/// As [`on!`], for a statement with a list: within `$body`, `among!("$2")` stands for the ids in the JSON array that
/// is bound there; see [`list`]. The engines read a JSON array differently.
///
/// Rows that are named by their own ids stand under `dealer_id || '' = $1`: SQLite expects few rows of a dealer and many in
/// the list, and would walk through all of the dealer's. No index answers that, so it takes the ids.
macro_rules! on_list {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db.raw() {
            $crate::db::Raw::Sqlite($c) => {
                use $crate::among::sqlite as among;
                $body
            }
            $crate::db::Raw::Postgres($c) => {
                use $crate::among::postgres as among;
                $body
            }
        }
    };
}
pub(crate) use on_list;

macro_rules! sqlite {
    ($place:literal) => {
        concat!("(select value from json_each(", $place, "))")
    };
}
pub(crate) use sqlite;

macro_rules! postgres {
    ($place:literal) => {
        concat!("(select json_array_elements_text(cast(", $place, " as json)))")
    };
}
pub(crate) use postgres;

/// The list to bind: a JSON array.
pub(crate) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<&str> = texts.into_iter().collect();
    serde_json::Value::from(texts).to_string()
}
