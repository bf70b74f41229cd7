//! From a text to the words it is found by.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Letters of a word that count; what is longer is found by them.
const LONGEST: usize = 40;
/// Words of a search that count.
const MOST_ASKED: usize = 8;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Small letters without accents, and digits; nothing else.
    pub folded: String,
}

/// The words of a text, in their order.
pub fn cut(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = None;
    let ends = std::iter::once((text.len(), ' '));
    for (at, letter) in text.char_indices().chain(ends) {
        let is_part = letter.is_alphanumeric() || from.is_some() && is_combining_mark(letter);
        match (is_part, from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                from = None;
                let folded = fold(&text[start..at]);
                if !folded.is_empty() {
                    words.push(Word {
                        at: start..at,
                        folded,
                    });
                }
            }
            _ => {}
        }
    }
    words
}

fn fold(word: &str) -> String {
    let small = word.chars().flat_map(char::to_lowercase);
    let plain = small
        .nfd()
        .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter));
    plain.take(LONGEST).collect()
}

/// What somebody searches for, as words that all must be there, each perhaps only begun. A number may be written as
/// people write numbers: `06 1234 5678`, `+31 6…`.
pub fn asked(text: &str) -> Vec<String> {
    let is_number = text.chars().filter(char::is_ascii_digit).count() >= 4
        && text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    if is_number {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // Neither the country's code of a call nor the zero before an area is part of the number.
        let digits = digits.trim_start_matches('0');
        return if digits.is_empty() {
            Vec::new()
        } else {
            vec![digits.to_owned()]
        };
    }
    let mut words: Vec<String> = cut(text).into_iter().map(|word| word.folded).collect();
    words.truncate(MOST_ASKED);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_small_letters_without_accents() {
        assert_eq!(
            words("Is de Golf ÉÉN jaar oud?"),
            ["is", "de", "golf", "een", "jaar", "oud"]
        );
        assert_eq!(
            words("cafe\u{301}-restaurant «Ñandú»"),
            ["cafe", "restaurant", "nandu"]
        );
        assert_eq!(words("ЁЛКА 2.0 TDI"), ["елка", "2", "0", "tdi"]);
        assert_eq!(words("👍 … \u{301}"), Vec::<String>::new());
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "à la Zoë!";
        let pieces: Vec<&str> = cut(text).into_iter().map(|word| &text[word.at]).collect();
        assert_eq!(pieces, ["à", "la", "Zoë"]);
    }

    #[test]
    fn a_number_is_asked_for_however_it_is_written() {
        for text in ["06 1234 5678", "0612345678", "6-1234-5678", "(06) 12345678"] {
            assert_eq!(asked(text), ["612345678"], "{text}");
        }
        assert_eq!(asked("+31 6 1234 5678"), ["31612345678"]);
        assert_eq!(asked("0031 6 12345678"), ["31612345678"]);
        assert_eq!(asked("0000"), Vec::<String>::new());
        assert_eq!(asked("208 gti"), ["208", "gti"]);
    }

    #[test]
    fn nothing_of_a_search_is_syntax() {
        for text in [
            "\"",
            "a\" OR b*",
            "NEAR(a, b)",
            "a:b & !c | (d <-> 'e')",
            "'; drop table words; --",
            "\\'",
        ] {
            for word in asked(text) {
                assert!(word.chars().all(char::is_alphanumeric), "{text}: {word}");
            }
        }
    }

    #[test]
    fn a_very_long_word_is_found_by_its_beginning() {
        assert_eq!(words(&"a".repeat(1_000))[0].len(), LONGEST);
        assert_eq!(asked(&"x ".repeat(100)).len(), MOST_ASKED);
    }
}
