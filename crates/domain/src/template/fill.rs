//! Variables, `{{1}}`, and what stands in their place.

use crate::{Lang, say::templates as words};

/// A variable's name and what stands for it.
pub type Value = (String, String);

/// The longest value, in characters. Source: Twilio, "Content variables".
const MOST_VALUE: usize = 1600;
/// The most spaces in a row. Source: Twilio, error 63013.
const MOST_SPACES: usize = 4;

/// The parts of a text: words, and the names of variables.
pub(super) enum Part<'a> {
    Words(&'a str),
    Variable(&'a str),
}

/// A text in its parts. What is opened and not closed is words.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("{{") {
        let Some((name, after)) = inner.split_once("}}") else {
            break;
        };
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        parts.push(Part::Variable(name.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

/// The names of a text's variables, in their order; one that stands twice is there twice.
pub fn variables(text: &str) -> Vec<String> {
    let name = |part: Part<'_>| match part {
        Part::Variable(name) => Some(name.to_owned()),
        Part::Words(_) => None,
    };
    parts(text).into_iter().filter_map(name).collect()
}

/// The text with values for its variables; one without a value stays as it is written.
pub fn fill(text: &str, values: &[Value]) -> String {
    let mut filled = String::new();
    for part in parts(text) {
        match part {
            Part::Words(words) => filled.push_str(words),
            Part::Variable(name) => {
                let value = values
                    .iter()
                    .find(|(key, value)| key == name && !value.is_empty());
                match value {
                    Some((_, value)) => filled.push_str(value),
                    None => filled.push_str(&["{{", name, "}}"].concat()),
                }
            }
        }
    }
    filled
}

/// What is wrong with a value, in words: WhatsApp takes one line without long gaps.
pub fn value_fault(lang: Lang, value: &str) -> Option<String> {
    let gap = " ".repeat(MOST_SPACES + 1);
    if value.trim().is_empty() {
        Some(words::value_empty(lang).to_owned())
    } else if value.contains(['\n', '\r', '\t']) {
        Some(words::value_lines(lang).to_owned())
    } else if value.contains(&gap) {
        Some(words::value_gap(lang).to_owned())
    } else if value.chars().count() > MOST_VALUE {
        Some(words::value_long(lang, MOST_VALUE))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_variables_stood() {
        let values = [
            ("1".to_owned(), "Jan".to_owned()),
            ("2".to_owned(), String::new()),
        ];
        assert_eq!(
            fill("Hi {{1}}, {{ 1 }} and {{2}}", &values),
            "Hi Jan, Jan and {{2}}"
        );
        assert_eq!(fill("{{1", &values), "{{1");
        assert_eq!(variables("{{1}} {{2}} {{1}}"), ["1", "2", "1"]);
    }

    #[test]
    fn a_value_is_one_line_without_long_gaps() {
        for good in ["Jan", "a    b"] {
            assert_eq!(value_fault(Lang::En, good), None, "{good}");
        }
        let long = "a".repeat(1601);
        for bad in ["", "  ", "a\nb", "a\tb", "a     b", &long] {
            assert!(value_fault(Lang::En, bad).is_some(), "{bad}");
        }
    }
}
