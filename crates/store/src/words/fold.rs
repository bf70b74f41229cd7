//! From a text to the words it is found by.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Letters of a word that count; what is longer is found by them.
const LONGEST: usize = 40;
/// Words of a search that count.
const MOST_ASKED: usize = 8;
/// Digits that may be a number of somebody's: contacts are found by no fewer.
const LEAST_DIGITS: usize = 4;
/// Digits that a number has at most. Source: ITU-T E.164.
const MOST_DIGITS: usize = 15;

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

/// Among the words of a text the numbers that are written in pieces, `06-1234 5678` or `12.500`: each as one word, its
/// digits alone.
pub fn numbers(text: &str, words: &[Word]) -> Vec<Word> {
    let is_piece = |word: &&Word| word.folded.bytes().all(|b| b.is_ascii_digit());
    let hold_together = |one: &Word, next: &Word| {
        let gap = &text[one.at.end..next.at.start];
        is_piece(&one) && is_piece(&next) && (gap.len() == 1 && " -./()".contains(gap) || is_bracket(gap))
    };
    let groups = words.chunk_by(hold_together).filter(|group| group.len() > 1);
    let number = |group: &[Word]| Word {
        at: group[0].at.start..group[group.len() - 1].at.end,
        folded: group.iter().map(|word| word.folded.as_str()).collect(),
    };
    let numbers = groups.map(number);
    numbers
        .filter(|number| (LEAST_DIGITS..=MOST_DIGITS).contains(&number.folded.len()))
        .collect()
}

/// Whether this stands between pieces of a number: `(0)`, `) ` or ` - `.
fn is_bracket(gap: &str) -> bool {
    (2..=3).contains(&gap.len()) && gap.chars().all(|c| " -()".contains(c)) && !gap.trim().is_empty()
}

fn fold(word: &str) -> String {
    let small = word.chars().flat_map(char::to_lowercase);
    let plain = small
        .nfd()
        .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter));
    plain.take(LONGEST).collect()
}

/// What somebody searches for: in each of these ways, of which one is enough, all of the words must be there, each
/// perhaps only begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    ways: Vec<Vec<String>>,
}

impl Asked {
    /// What was typed: its words; and where it may be a number as people write numbers, `06 1234 5678` or `+31 6…`, its
    /// digits in one piece, with and without what stands before the number itself.
    pub fn of(text: &str) -> Self {
        let mut words: Vec<String> = cut(text).into_iter().map(|word| word.folded).collect();
        words.truncate(MOST_ASKED);
        let mut ways = vec![words];
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= LEAST_DIGITS
            && digits.len() <= LONGEST
            && text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
        if is_number {
            // Neither the country's code of a call nor the zero before an area is part of the number.
            let number = digits.trim_start_matches('0').to_owned();
            ways.push(vec![digits]);
            ways.extend((number.len() >= LEAST_DIGITS).then(|| vec![number]));
        }
        ways.retain(|words| !words.is_empty());
        ways.dedup();
        Self { ways }
    }

    /// The ways; none if nothing was asked for.
    pub fn ways(&self) -> &[Vec<String>] {
        &self.ways
    }

    /// Every word of every way, for marking what was found.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.ways.iter().flatten().map(String::as_str)
    }
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
    fn a_number_in_pieces_is_one_word() {
        let found = |text: &str| {
            let words = cut(text);
            let all = numbers(text, &words).into_iter();
            all.map(|number| format!("{}={}", &text[number.at], number.folded))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("Bel 06-1234 5678 maar."), ["06-1234 5678=0612345678"]);
        assert_eq!(
            found("(06) 12345678, +31 (0)6 12 of 12.500"),
            ["06) 12345678=0612345678", "31 (0)6 12=310612", "12.500=12500"]
        );
        assert_eq!(
            found("Uit 2019. 45000 km  20:15, 0612345678 a 1 2"),
            Vec::<String>::new()
        );
        assert_eq!(found("1234 1234 1234 1234"), Vec::<String>::new(), "too long");
    }

    fn ways(text: &str) -> Vec<String> {
        let asked = Asked::of(text);
        asked.ways().iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn a_number_is_asked_for_however_it_is_written() {
        for text in ["06 1234 5678", "0612345678", "06-1234-5678", "(06) 12345678"] {
            let ways = ways(text);
            assert_eq!(ways.last().map(String::as_str), Some("612345678"), "{text}");
            assert!(ways.contains(&"0612345678".to_owned()), "{text}");
        }
        assert_eq!(ways("+31 6 1234 5678"), ["31 6 1234 5678", "31612345678"]);
        assert_eq!(
            ways("0031 6 12345678"),
            ["0031 6 12345678", "0031612345678", "31612345678"]
        );
        assert_eq!(ways("12.500"), ["12 500", "12500"]);
        assert_eq!(ways("00412"), ["00412"]);
        assert_eq!(ways("004120"), ["004120", "4120"]);
        assert_eq!(ways("2019"), ["2019"]);
        assert_eq!(ways("208 gti"), ["208 gti"]);
    }

    #[test]
    fn zeros_alone_ask_for_themselves_and_not_for_everything() {
        assert_eq!(ways("0000"), ["0000"]);
        assert_eq!(ways("0004"), ["0004"]);
        assert_eq!(ways("  "), Vec::<String>::new());
        assert_eq!(ways(&"1".repeat(100)).len(), 1);
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
            for word in Asked::of(text).words() {
                assert!(word.chars().all(char::is_alphanumeric), "{text}: {word}");
            }
        }
    }

    #[test]
    fn a_very_long_word_is_found_by_its_beginning() {
        assert_eq!(words(&"a".repeat(1_000))[0].len(), LONGEST);
        assert_eq!(Asked::of(&"x ".repeat(100)).words().count(), MOST_ASKED);
    }
}
