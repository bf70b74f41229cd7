use serde::{Deserialize, Serialize};

/// Part of a list, and where the next part starts. `next` is opaque to the page: it goes back as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the order to show them.
    pub rows: Vec<T>,
    /// What to ask for to get the rows after these; `None` at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with each row turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}
