//! The words around what a search found.

use domain::E164;
use store::words::{Asked, found};

/// Characters shown before the first word that was found…
const BEFORE: usize = 40;
/// …and at most in all.
const LONGEST: usize = 160;

/// Pieces of a text around the first of the words asked for: text, and whether it was asked for. Line breaks become
/// spaces. The whole beginning if none of the words is in it.
pub(super) fn excerpt(text: &str, asked: &Asked) -> Vec<(String, bool)> {
    let found = found(text, asked);
    let first = found.first().map_or(0, |at| at.start);
    let start = back(text, first, BEFORE);
    let end = text[start..]
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| start + at);
    let mut pieces = Vec::new();
    let mut from = start;
    for at in found.into_iter().take_while(|at| at.end <= end) {
        push(&mut pieces, &text[from..at.start], false);
        push(&mut pieces, &text[at.clone()], true);
        from = at.end;
    }
    push(&mut pieces, &text[from..end], false);
    if start > 0 {
        pieces.insert(0, ("…".to_owned(), false));
    }
    if end < text.len() {
        pieces.push(("…".to_owned(), false));
    }
    pieces
}

/// A contact's name and number in the same pieces. Of a number any end is found that begins as was asked for: the longest
/// of what was asked for is marked.
pub(super) fn of_contact(name: &str, phone: Option<&E164>, asked: &Asked) -> Vec<(String, bool)> {
    let mut pieces = excerpt(name, asked);
    let Some(phone) = phone.map(E164::as_str) else {
        return pieces;
    };
    let found = asked
        .words()
        .filter_map(|word| phone.find(word).map(|at| at..at + word.len()))
        .max_by_key(ExactSizeIterator::len)
        .unwrap_or_default();
    push(&mut pieces, " · ", false);
    push(&mut pieces, &phone[..found.start], false);
    push(&mut pieces, &phone[found.clone()], true);
    push(&mut pieces, &phone[found.end..], false);
    pieces
}

fn push(pieces: &mut Vec<(String, bool)>, text: &str, is_found: bool) {
    if !text.is_empty() {
        pieces.push((text.replace(['\n', '\r', '\t'], " "), is_found));
    }
}

/// So many characters before `at`, then on to the beginning of a word.
fn back(text: &str, at: usize, characters: usize) -> usize {
    let Some((start, _)) = text[..at].char_indices().rev().nth(characters) else {
        return 0;
    };
    let space = text[start..at].find(char::is_whitespace);
    space.map_or(start, |space| {
        let rest = &text[start + space..at];
        at - rest.trim_start().len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, asked: &[&str]) -> String {
        let pieces = excerpt(text, &Asked::of(&asked.join(" "))).into_iter();
        pieces
            .map(|(text, found)| if found { format!("[{text}]") } else { text })
            .collect()
    }

    #[test]
    fn what_was_asked_for_is_marked_as_it_is_written() {
        assert_eq!(marked("Is de Golf er nog?", &["golf"]), "Is de [Golf] er nog?");
        assert_eq!(
            marked("Één Zoë, één Golf", &["een", "zo"]),
            "[Één] [Zoë], [één] Golf"
        );
        assert_eq!(marked("a\nb golf", &["golf"]), "a b [golf]");
        assert_eq!(marked("nothing", &["golf"]), "nothing");
        assert_eq!(marked("", &["golf"]), "");
    }

    #[test]
    fn a_long_text_is_shown_around_the_first_of_them() {
        let text = format!("{} Golf {}", "één twee drie ".repeat(20), "vier vijf ".repeat(40));
        let shown = marked(&text, &["golf"]);
        assert!(shown.starts_with("…") && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("drie  [Golf] vier"), "{shown}");
        assert!(shown.chars().count() <= LONGEST + 4, "{shown}");
        let before = shown.split('[').next().unwrap();
        assert!(
            before.starts_with("…één") || before.starts_with("…twee") || before.starts_with("…drie"),
            "{shown}"
        );
    }
}
