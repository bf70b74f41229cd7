//! A mail's text as parts: what is said, and what can be opened.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Said.
    Text(String),
    /// An address on the web, safe as a link's target: nothing but `http` and `https` becomes one.
    Link(String),
}

/// The parts of a text, in order; put together again they are the text.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut said = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let Some(start) = ["https://", "http://"]
            .iter()
            .filter_map(|scheme| word.find(scheme))
            .min()
        else {
            said.push_str(piece);
            continue;
        };
        let link = word[start..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'']);
        said.push_str(&piece[..start]);
        if !said.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut said)));
        }
        parts.push(Part::Link(link.to_owned()));
        said.push_str(&piece[start + link.len()..]);
    }
    if !said.is_empty() {
        parts.push(Part::Text(said));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(part: &Part) -> &str {
        match part {
            Part::Text(text) | Part::Link(text) => text,
        }
    }
    fn links(of: &str) -> Vec<String> {
        let link = |part| match part {
            Part::Link(link) => Some(link),
            Part::Text(_) => None,
        };
        parts(of).into_iter().filter_map(link).collect()
    }

    #[test]
    fn addresses_become_links_without_the_full_stop_after_them() {
        assert_eq!(
            links("Go to https://a.test/x?y=1, or (http://b.test/z)."),
            ["https://a.test/x?y=1", "http://b.test/z"]
        );
    }

    #[test]
    fn nothing_but_the_web_becomes_a_link() {
        assert!(
            links("javascript:alert(1) data:text/html,x file:///etc mailto:a@b.test www.a.test").is_empty()
        );
    }

    #[test]
    fn the_parts_are_the_text() {
        for whole in [
            "",
            "one",
            "a\n\n  https://a.test/b\n\nc\t\n",
            "https://a.test",
            "<https://a.test/ü>\r\n",
        ] {
            let again: String = parts(whole).iter().map(text).collect();
            assert_eq!(again, whole);
        }
    }
}
