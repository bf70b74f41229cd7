//! Just enough TwiML to follow a call: verbs, their attributes and their text.

/// One verb, such as `<Record>`, with its attributes and the text inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verb {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Verb {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The verbs of `<Response>` in their order; the text of nested nouns (`<Dial><Number>`) counts as
/// the verb's own. `None` when this is not TwiML (Twilio's error 12100).
pub fn read(document: &str) -> Option<Vec<Verb>> {
    let mut rest = document.trim_start_matches('\u{feff}').trim();
    let mut depth = 0_usize;
    let mut seen_response = false;
    let mut verbs: Vec<Verb> = Vec::new();
    while let Some(open) = rest.find('<') {
        let text = unescape(rest[..open].trim());
        if let Some(verb) = verbs.last_mut().filter(|_| depth >= 2) {
            verb.text.push_str(&text);
        }
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = &after[after.find("-->")? + 3..];
            continue;
        }
        let close = rest.find('>')?;
        let tag = &rest[..close];
        rest = &rest[close + 1..];
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return (name.trim() == "Response").then_some(verbs);
            }
            continue;
        }
        let (inner, is_closed) = tag.strip_suffix('/').map_or((tag, false), |inner| (inner, true));
        let element = element(inner)?;
        match depth {
            0 if element.name == "Response" => seen_response = true,
            0 => return None,
            1 => verbs.push(element),
            _ => {}
        }
        if is_closed && depth == 0 {
            return Some(verbs);
        }
        depth += usize::from(!is_closed);
    }
    (seen_response && depth == 0).then_some(verbs)
}

fn element(tag: &str) -> Option<Verb> {
    let tag = tag.trim();
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'')?;
        let end = after[1..].find(quote)? + 1;
        attributes.push((key.trim().to_owned(), unescape(&after[1..end])));
        rest = &after[end + 1..];
    }
    Some(Verb {
        name: name.to_owned(),
        attributes,
        text: String::new(),
    })
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn verbs_come_in_order_with_attributes_and_text() {
        let verbs = read(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><!-- a note -->\
             <Say language='nl-NL'>Tom &amp; Jerry</Say>\
             <Record transcribe=\"true\" transcribeCallback=\"https://a.test/t?x=1&amp;y=2\"/>\
             <Dial timeout=\"20\"><Number>+31612345678</Number></Dial></Response>",
        )
        .unwrap();
        let names: Vec<&str> = verbs.iter().map(|verb| verb.name.as_str()).collect();
        assert_eq!(names, ["Say", "Record", "Dial"]);
        assert_eq!(verbs[0].text, "Tom & Jerry");
        assert_eq!(
            verbs[1].attribute("transcribeCallback"),
            Some("https://a.test/t?x=1&y=2")
        );
        assert_eq!(verbs[2].text, "+31612345678");
    }

    #[test]
    fn an_empty_response_is_twiml_and_html_is_not() {
        assert_eq!(read("<Response/>"), Some(vec![]));
        assert_eq!(read("<Response></Response>"), Some(vec![]));
        assert_eq!(read("<html><body>no</body></html>"), None);
        assert_eq!(read("no"), None);
    }
}
