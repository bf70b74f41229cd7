use domain::{Page, Timestamp};
use store::Cursor;

/// How many rows to ask for: one more than are shown tells whether there is a next page.
pub(crate) fn limit(shown: usize) -> u32 {
    u32::try_from(shown + 1).expect("a page is short")
}

/// The rows shown, and where the next page starts if there are more.
pub(crate) fn cut<T>(mut rows: Vec<T>, shown: usize, place: impl Fn(&T) -> (Timestamp, &str)) -> Page<T> {
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| {
        let (at, id) = place(row);
        Cursor {
            at,
            id: id.to_owned(),
        }
        .to_string()
    });
    Page { rows, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_starts_after_the_last_row_shown() {
        let rows = vec![(Timestamp(3), "c"), (Timestamp(2), "b"), (Timestamp(1), "a")];
        let page = cut(rows.clone(), 2, |(at, id)| (*at, id));
        assert_eq!((page.rows.len(), page.next.as_deref()), (2, Some("2.b")));
        assert_eq!(cut(rows, 3, |(at, id)| (*at, id)).next, None);
    }
}
