//! What can be known of Meta's and Twilio's rules before they are asked.
//!
//! Sources: Twilio, "Content template builder: variables" and "WhatsApp template approval"; Meta, "Template
//! components".

use super::{
    Button, ButtonKind, Draft, FORM_PLACES, Shape,
    fill::{Part, parts},
    value_fault, variables,
};
use crate::{E164, FieldError, Lang, message::length, say::templates as words};

const MOST_NAME: usize = 512;
const MOST_BODY: usize = 1024;
const MOST_SUBTITLE: usize = 60;
const MOST_BUTTON: usize = 20;
const MOST_ADDRESS: usize = 2000;
/// Twilio takes 100; the form has an example for so many.
const MOST_VARIABLES: usize = FORM_PLACES;
const MOST_REPLIES: usize = 10;
const MOST_URLS: usize = 2;
const MOST_PHONES: usize = 1;
const MOST_LINES: usize = 10;
const MOST_LINE: usize = 24;
const MOST_LINE_DETAIL: usize = 72;

/// Everything that is wrong with a draft, each at its field: `name`, `body`, `subtitle`, `file`, `button_1` …,
/// `target_1` …, `line_1` …, `sample_1` …
pub fn faults(lang: Lang, draft: &Draft) -> Vec<FieldError> {
    let mut faults = Faults {
        lang,
        found: Vec::new(),
    };
    faults.name(&draft.name);
    faults.body(&draft.shape);
    match &draft.shape {
        Shape::Text { .. } => {}
        Shape::Media { url, .. } => faults.address("file", url),
        Shape::QuickReply { .. } => faults.buttons(&draft.shape.buttons(), 1),
        Shape::CallToAction { buttons, .. } => faults.buttons(buttons, 1),
        Shape::List { button, lines, .. } => {
            faults.title("menu", button, MOST_BUTTON);
            faults.amount("line_1", lines.len(), 1, MOST_LINES);
            for (at, line) in lines.iter().enumerate() {
                let field = format!("line_{}", at + 1);
                faults.title(&field, &line.title, MOST_LINE);
                faults.short(&field, &line.detail, MOST_LINE_DETAIL);
            }
        }
        Shape::Card {
            subtitle,
            picture,
            buttons,
            ..
        } => {
            faults.plain("subtitle", subtitle);
            faults.short("subtitle", subtitle, MOST_SUBTITLE);
            if !picture.is_empty() {
                faults.address("file", picture);
            }
            if subtitle.is_empty() && picture.is_empty() && buttons.is_empty() {
                faults.add("subtitle", words::card_alone(lang));
            }
            faults.buttons(buttons, 0);
        }
    }
    faults.variables(&draft.shape);
    faults.samples(draft);
    faults.found
}

struct Faults {
    lang: Lang,
    found: Vec<FieldError>,
}

impl Faults {
    /// One sentence a field: the first that was found.
    fn add(&mut self, field: &str, message: impl Into<String>) {
        if self.found.iter().all(|fault| fault.field != field) {
            self.found.push(FieldError {
                field: field.to_owned(),
                message: message.into(),
            });
        }
    }

    fn name(&mut self, name: &str) {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if name.is_empty() || name.len() > MOST_NAME || !name.bytes().all(allowed) {
            self.add("name", words::name_shape(self.lang));
        }
    }

    fn body(&mut self, shape: &Shape) {
        let (lang, body) = (self.lang, shape.body());
        if body.trim().is_empty() {
            self.add("body", words::body_empty(lang));
        } else if length(body) > MOST_BODY {
            self.add("body", words::too_long(lang, length(body), MOST_BODY));
        }
        if let Some(fault) = text_fault(lang, body) {
            self.add("body", fault);
        }
    }

    fn buttons(&mut self, buttons: &[Button], least: usize) {
        self.amount("button_1", buttons.len(), least, MOST_REPLIES);
        for (at, button) in buttons.iter().enumerate() {
            let (field, target) = (format!("button_{}", at + 1), format!("target_{}", at + 1));
            self.title(&field, &button.title, MOST_BUTTON);
            if buttons[..at]
                .iter()
                .any(|other| other.title.trim() == button.title.trim())
            {
                self.add(&field, words::button_twice(self.lang));
            }
            let earlier = |kind| buttons[..at].iter().filter(|other| other.kind == kind).count();
            match button.kind {
                ButtonKind::Reply => {}
                ButtonKind::Url => {
                    self.address(&target, &button.target);
                    if earlier(ButtonKind::Url) >= MOST_URLS {
                        self.add(&field, words::too_many_urls(self.lang, MOST_URLS));
                    }
                }
                ButtonKind::Phone => {
                    if button.target.parse::<E164>().is_err() {
                        self.add(&target, words::phone_shape(self.lang));
                    }
                    if earlier(ButtonKind::Phone) >= MOST_PHONES {
                        self.add(&field, words::too_many_phones(self.lang));
                    }
                }
            }
        }
    }

    fn amount(&mut self, field: &str, has: usize, least: usize, most: usize) {
        if has < least || has > most {
            self.add(field, words::amount(self.lang, least, most));
        }
    }

    fn title(&mut self, field: &str, title: &str, most: usize) {
        if title.trim().is_empty() {
            self.add(field, words::title_empty(self.lang));
        }
        self.plain(field, title);
        self.short(field, title, most);
    }

    fn short(&mut self, field: &str, text: &str, most: usize) {
        if length(text) > most {
            self.add(field, words::too_long(self.lang, length(text), most));
        }
    }

    fn plain(&mut self, field: &str, text: &str) {
        if !variables(text).is_empty() {
            self.add(field, words::no_variables(self.lang));
        }
    }

    /// A public address; a variable may stand at its end.
    fn address(&mut self, field: &str, address: &str) {
        let host = address.strip_prefix("https://").unwrap_or_default();
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        let is_address = host.contains('.') && !host.contains('{') && !address.contains(char::is_whitespace);
        if !is_address || address.len() > MOST_ADDRESS {
            self.add(field, words::address(self.lang));
        }
        let names = variables(address);
        if names.len() > 1 || (names.len() == 1 && !address.ends_with("}}")) {
            self.add(field, words::address_variable(self.lang));
        }
    }

    /// Numbered 1, 2, 3 through the whole template.
    fn variables(&mut self, shape: &Shape) {
        let mut numbers: Vec<usize> = shape
            .variables()
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        numbers.sort_unstable();
        if numbers.iter().enumerate().any(|(at, number)| *number != at + 1) {
            self.add("body", words::not_in_sequence(self.lang));
        }
        if numbers.len() > MOST_VARIABLES {
            self.add("body", words::too_many_variables(self.lang, MOST_VARIABLES));
        }
    }

    fn samples(&mut self, draft: &Draft) {
        for name in draft.shape.variables() {
            let sample = draft.samples.iter().find(|(key, _)| *key == name);
            let sample = sample.map_or("", |(_, sample)| sample);
            if let Some(fault) = value_fault(self.lang, sample) {
                self.add(&format!("sample_{name}"), fault);
            }
        }
    }
}

/// What is wrong with words that hold variables.
fn text_fault(lang: Lang, text: &str) -> Option<String> {
    let parts = parts(text);
    let names: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Variable(name) => Some(*name),
            Part::Words(_) => None,
        })
        .collect();
    let fixed: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Words(words) => Some(*words),
            Part::Variable(_) => None,
        })
        .collect();
    let is_open = fixed
        .iter()
        .any(|words| words.contains("{{") || words.contains("}}"));
    let is_number = |name: &&str| {
        name.parse::<usize>()
            .is_ok_and(|n| n > 0 && !name.starts_with('+'))
    };
    if is_open || !names.iter().all(is_number) {
        return Some(words::not_a_variable(lang, "{{1}}"));
    }
    if names.is_empty() {
        return None;
    }
    if says_nothing(parts.first()) || says_nothing(parts.last()) {
        return Some(words::at_the_edge(lang).to_owned());
    }
    if touch(&parts) {
        return Some(words::adjacent(lang).to_owned());
    }
    let mut distinct = names.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let has = fixed.iter().flat_map(|words| words.split_whitespace());
    let has = has.filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let needs = 2 * distinct.len() + 1;
    (has < needs).then(|| words::too_few_words(lang, needs, has))
}

/// A full stop before the first or after the last variable is no text.
fn says_nothing(part: Option<&Part<'_>>) -> bool {
    match part {
        Some(Part::Words(words)) => !words.chars().any(char::is_alphanumeric),
        _ => true,
    }
}

/// Whether two variables have nothing but space between them.
fn touch(parts: &[Part<'_>]) -> bool {
    let mut after_variable = false;
    for part in parts {
        match part {
            Part::Variable(_) if after_variable => return true,
            Part::Variable(_) => after_variable = true,
            Part::Words(words) => after_variable = after_variable && words.trim().is_empty(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Category;

    fn draft(shape: Shape) -> Draft {
        let samples = shape
            .variables()
            .into_iter()
            .map(|name| (name, "Golf".to_owned()));
        Draft {
            name: "car_arrived".into(),
            language: "en".into(),
            category: Category::Utility,
            samples: samples.collect(),
            shape,
        }
    }

    fn fields(shape: Shape) -> Vec<String> {
        faults(Lang::En, &draft(shape))
            .into_iter()
            .map(|fault| fault.field)
            .collect()
    }

    fn body(text: &str) -> Option<String> {
        let shape = Shape::Text { body: text.into() };
        let found = faults(Lang::En, &draft(shape));
        found
            .into_iter()
            .find(|fault| fault.field == "body")
            .map(|fault| fault.message)
    }

    #[test]
    fn good_words_pass() {
        for good in [
            "Your car is ready",
            "Hi {{1}}, your {{2}} has arrived at our showroom today",
            "Hi {{1}}, this is about your car. Call us, {{1}}, when it suits you.",
        ] {
            assert_eq!(body(good), None, "{good}");
        }
    }

    #[test]
    fn each_rule_of_variables_has_its_sentence() {
        for (text, sentence) in [
            ("{{1}} your car is ready for you", words::at_the_edge(Lang::En)),
            ("Your car is ready for you {{1}}.", words::at_the_edge(Lang::En)),
            (
                "Your {{1}} {{2}} has arrived at our showroom today",
                words::adjacent(Lang::En),
            ),
            (
                "Your {{1}}{{2}} has arrived at our showroom today",
                words::adjacent(Lang::En),
            ),
            (
                "Hi {{2}}, your car has arrived today",
                words::not_in_sequence(Lang::En),
            ),
            (" \n", words::body_empty(Lang::En)),
        ] {
            assert_eq!(body(text).as_deref(), Some(sentence), "{text}");
        }
        for text in [
            "Hi {{name}}, your car is here",
            "Hi {{1, your car is here",
            "Hi {{0}}, your car is here",
        ] {
            assert_eq!(
                body(text).unwrap(),
                words::not_a_variable(Lang::En, "{{1}}"),
                "{text}"
            );
        }
        assert_eq!(
            body("Hi {{1}} there").unwrap(),
            "Meta wants more words around the blanks: 3, and there are 2."
        );
        assert_eq!(
            body(&"a".repeat(1025)).unwrap(),
            words::too_long(Lang::En, 1025, 1024)
        );
    }

    #[test]
    fn a_name_is_small_letters_digits_and_underscores() {
        for name in ["", "Car", "car-arrived", "car arrived", "auto_é"] {
            let wrong = Draft {
                name: name.into(),
                ..draft(Shape::Text {
                    body: "Your car is ready".into(),
                })
            };
            assert_eq!(faults(Lang::En, &wrong)[0].field, "name", "{name}");
        }
    }

    #[test]
    fn every_variable_has_an_example() {
        let without = Draft {
            samples: vec![("1".into(), "Jan\nPiet".into())],
            ..draft(Shape::Text {
                body: "Hi {{1}}, your {{2}} has arrived here today".into(),
            })
        };
        let fields: Vec<_> = faults(Lang::En, &without)
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(fields, ["sample_1", "sample_2"]);
    }

    #[test]
    fn buttons_have_few_words_and_lead_somewhere() {
        let button = |kind, title: &str, target: &str| Button {
            kind,
            title: title.into(),
            target: target.into(),
        };
        let with = |buttons| {
            fields(Shape::CallToAction {
                body: "Your car is ready".into(),
                buttons,
            })
        };
        let good = button(ButtonKind::Url, "See it", "https://jansen.example/{{1}}");
        assert_eq!(with(vec![good.clone()]), Vec::<String>::new());
        assert_eq!(with(vec![]), ["button_1"]);
        for title in ["", "See {{1}}", "A title that is far too long"] {
            let bad = button(ButtonKind::Url, title, "https://jansen.example");
            assert_eq!(with(vec![bad]), ["button_1"], "{title}");
        }
        for bad in [
            button(ButtonKind::Url, "See it", ""),
            button(ButtonKind::Url, "See it", "http://jansen.example"),
            button(ButtonKind::Url, "See it", "https://jansen.example/{{1}}/x"),
            button(ButtonKind::Url, "See it", "https://{{1}}.example"),
            button(ButtonKind::Phone, "Call us", "010"),
        ] {
            assert_eq!(with(vec![bad.clone()]), ["target_1"], "{bad:?}");
        }
        assert_eq!(
            with(vec![good.clone(), good]),
            ["button_2"],
            "twice the same words"
        );
        let replies = (1..=11).map(|n| n.to_string()).collect();
        let many = fields(Shape::QuickReply {
            body: "Does it suit you?".into(),
            buttons: replies,
        });
        assert_eq!(many, ["button_1"]);
    }

    #[test]
    fn a_card_has_more_than_a_title() {
        let card = |subtitle: &str| {
            fields(Shape::Card {
                title: "Your car is ready".into(),
                subtitle: subtitle.into(),
                picture: String::new(),
                buttons: vec![],
            })
        };
        assert_eq!(card(""), ["subtitle"]);
        assert_eq!(card("Jansen"), Vec::<String>::new());
    }
}
