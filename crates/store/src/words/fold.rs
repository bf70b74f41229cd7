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

/// The numbers of a text that are written in pieces, `06-1234 5678` or `12.500`, each as one word of its digits. Nothing
/// says where one ends and the next begins, so one begins with every piece and goes on as long as a number can be.
pub fn numbers(text: &str, words: &[Word]) -> Vec<Word> {
    let from = |at: usize| {
        let pieces = &words[at..at + pieces(text, &words[at..])];
        (pieces.len() > 1).then(|| joined(pieces))
    };
    (0..words.len()).filter_map(from).collect()
}

fn joined(pieces: &[Word]) -> Word {
    Word {
        at: pieces[0].at.start..pieces[pieces.len() - 1].at.end,
        folded: pieces.iter().map(|piece| piece.folded.as_str()).collect(),
    }
}

/// How many of these words belong to one number with the first, that one too.
fn pieces(text: &str, words: &[Word]) -> usize {
    let is_piece = |word: &Word| word.folded.bytes().all(|b| b.is_ascii_digit());
    let mut digits = 0;
    let fits = |word: &&Word| {
        digits += word.folded.len();
        digits <= MOST_DIGITS && is_piece(word)
    };
    let most = words.iter().take_while(fits).count();
    let hold = |pair: &&[Word]| is_gap(&text[pair[0].at.end..pair[1].at.start]);
    match most {
        0 => 0,
        _ => 1 + words[..most].windows(2).take_while(hold).count(),
    }
}

/// Whether this stands between pieces of a number: one sign, or a few with a bracket or a dash among them.
fn is_gap(gap: &str) -> bool {
    let signs = gap.chars().count();
    signs == 1 && gap.chars().all(is_sign)
        || signs <= 3 && gap.chars().all(|c| is_sign(c) && !".,/".contains(c)) && !gap.trim().is_empty()
}

/// What people put between the digits of a number.
fn is_sign(c: char) -> bool {
    " -.,/()\u{a0}\u{202f}".contains(c)
}

/// Where a text says what was asked for, in the order of the text: words that begin as asked, and of numbers in pieces as
/// many of the pieces as were asked for.
pub fn found(text: &str, asked: &Asked) -> Vec<Range<usize>> {
    let words = cut(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let run = &words[at..at + pieces(text, &words[at..]).max(1)];
        let digits = joined(run).folded;
        let begun = asked.words().filter(|word| digits.starts_with(word));
        let longest = begun.map(str::len).max().unwrap_or(0);
        let mut length = 0;
        let pieces = run.iter().take_while(|piece| {
            let is_open = length < longest;
            length += piece.folded.len();
            is_open
        });
        let pieces = pieces.count();
        if pieces > 0 {
            found.push(run[0].at.start..run[pieces - 1].at.end);
        }
        at += pieces.max(1);
    }
    found
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
            && text.chars().all(|c| c.is_ascii_digit() || c == '+' || is_sign(c));
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
        let digits = |text: &str| {
            let words = cut(text);
            let all = numbers(text, &words).into_iter();
            all.map(|number| format!("{}={}", &text[number.at], number.folded))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            digits("Bel 06-1234 5678 maar."),
            ["06-1234 5678=0612345678", "1234 5678=12345678"]
        );
        assert_eq!(
            digits("(06) 12345678, +31 (0)6 12 of 12,500"),
            [
                "06) 12345678=0612345678",
                "31 (0)6 12=310612",
                "0)6 12=0612",
                "6 12=612",
                "12,500=12500"
            ]
        );
        assert_eq!(
            digits("Uit 2019. 45000 km  20:15, 0612345678 a"),
            Vec::<String>::new()
        );
        assert_eq!(
            digits("1234 1234 1234 1234"),
            [
                "1234 1234 1234=123412341234",
                "1234 1234 1234=123412341234",
                "1234 1234=12341234"
            ],
            "no number is that long"
        );
        assert_eq!(digits("06\u{a0}12345678"), ["06\u{a0}12345678=0612345678"]);
    }

    #[test]
    fn what_was_asked_for_is_found_where_it_stands() {
        let marked = |text: &str, asked: &str| {
            let all = found(text, &Asked::of(asked)).into_iter();
            all.map(|at| text[at].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(marked("Peugeot 208 12.500 euro", "12500"), ["12.500"]);
        assert_eq!(
            marked("Bel 10 06-12345678 020-7654321", "0612345678"),
            ["06-12345678"]
        );
        assert_eq!(
            marked("Bel 10 06-12345678 020-7654321", "020 7654321"),
            ["020-7654321"]
        );
        assert_eq!(marked("+31 6 12345678", "0612345678"), ["6 12345678"]);
        assert_eq!(marked("Golf 2019 45000 km", "2019"), ["2019"]);
        assert_eq!(marked("Golf 2019 45000 km", "golf 45"), ["Golf", "45000"]);
        assert_eq!(marked("één Zoë, één", "een"), ["één", "één"]);
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
