//! A template as it is being written, and the flat form it is written in.

use serde::{Deserialize, Serialize};

use super::{Button, ButtonKind, Category, Line, Shape, Value};

/// So many buttons, lines of a menu and examples the form has: of the first two Twilio takes no more.
pub const FORM_PLACES: usize = 10;

/// A template before Twilio knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// Meta's code of the language.
    pub language: String,
    /// What it is for.
    pub category: Category,
    /// What it is made of.
    pub shape: Shape,
    /// An example for every variable.
    pub samples: Vec<Value>,
}

/// The same as a form hands it in: every field a text, also those that its kind does not use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// Meta's code of the language.
    pub language: String,
    /// Twilio's name of the category.
    pub category: String,
    /// One of [`Shape::KINDS`].
    pub kind: String,
    /// The words, or the title of a card.
    pub body: String,
    /// The small line of a card.
    pub subtitle: String,
    /// Where the file is.
    pub file: String,
    /// What opens a menu.
    pub menu: String,
    /// The words on the buttons…
    pub titles: Vec<String>,
    /// …what each does…
    pub kinds: Vec<String>,
    /// …and where it leads.
    pub targets: Vec<String>,
    /// The lines of a menu.
    pub lines: Vec<String>,
    /// Examples for `{{1}}`, `{{2}}` …
    pub samples: Vec<String>,
}

impl Form {
    /// The template it describes. A kind or category that is none of ours is the first one.
    pub fn draft(&self) -> Draft {
        let body = self.body.trim().to_owned();
        let shape = match self.kind.as_str() {
            "media" => Shape::Media {
                body,
                url: self.file.trim().to_owned(),
            },
            "quick_reply" => Shape::QuickReply {
                body,
                buttons: given(&self.titles),
            },
            "call_to_action" => Shape::CallToAction {
                body,
                buttons: self.buttons(ButtonKind::Url),
            },
            "list" => Shape::List {
                body,
                button: self.menu.trim().to_owned(),
                lines: self.lines(),
            },
            "card" => Shape::Card {
                title: body,
                subtitle: self.subtitle.trim().to_owned(),
                picture: self.file.trim().to_owned(),
                buttons: self.buttons(ButtonKind::Reply),
            },
            _ => Shape::Text { body },
        };
        let names = shape.variables();
        let sample = |name: &String| {
            let place = name.parse::<usize>().ok()?.checked_sub(1)?;
            let sample = self.samples.get(place)?;
            Some((name.clone(), sample.trim().to_owned()))
        };
        Draft {
            name: self.name.trim().to_owned(),
            language: self.language.trim().to_owned(),
            category: Category::parse(&self.category).unwrap_or_default(),
            samples: names.iter().filter_map(sample).collect(),
            shape,
        }
    }

    /// Up to the last with words or a target. `usual` is what a button does that does not say.
    fn buttons(&self, usual: ButtonKind) -> Vec<Button> {
        let text = |list: &[String], at: usize| list.get(at).map_or("", |text| text.trim()).to_owned();
        let button = |at: usize| Button {
            kind: ButtonKind::parse(&text(&self.kinds, at)).unwrap_or(usual),
            title: text(&self.titles, at),
            target: text(&self.targets, at),
        };
        let all = (0..self.titles.len().max(self.targets.len())).map(button);
        let given = up_to_the_last(all, |button| {
            !button.title.is_empty() || !button.target.is_empty()
        });
        let meant = given.into_iter().map(|button| match button.kind {
            ButtonKind::Reply => Button {
                target: String::new(),
                ..button
            },
            _ => button,
        });
        meant.collect()
    }

    /// A line's words, and after a bar its smaller line.
    fn lines(&self) -> Vec<Line> {
        let line = |text: String| match text.split_once('|') {
            Some((title, detail)) => Line {
                title: title.trim().to_owned(),
                detail: detail.trim().to_owned(),
            },
            None => Line {
                title: text,
                detail: String::new(),
            },
        };
        given(&self.lines).into_iter().map(line).collect()
    }
}

fn given(texts: &[String]) -> Vec<String> {
    let texts = texts.iter().map(|text| text.trim().to_owned());
    up_to_the_last(texts, |text| !text.is_empty())
}

/// Without the empty places at the end. One that was left out before stays, so that each is judged at its own place.
fn up_to_the_last<T>(all: impl Iterator<Item = T>, is_given: impl Fn(&T) -> bool) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    let given = all.iter().rposition(is_given).map_or(0, |last| last + 1);
    all.truncate(given);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_form_becomes_what_its_kind_uses_of_it() {
        let form = Form {
            name: " car_arrived ".into(),
            language: "nl".into(),
            category: "MARKETING".into(),
            body: "Hoi {{1}}, je auto is er ".into(),
            titles: texts(&["Bekijk", "", "Bel ons", " ", ""]),
            kinds: texts(&["url", "url", "phone", "url", "url"]),
            targets: texts(&["https://a.example", "", "+31201234567", "", ""]),
            lines: texts(&["Golf | diesel", " "]),
            menu: "Kies".into(),
            samples: texts(&["Jan"]),
            ..Form::default()
        };
        let of = |kind: &str| Form {
            kind: kind.into(),
            ..form.clone()
        };
        let text = of("text").draft();
        assert_eq!(
            text.shape,
            Shape::Text {
                body: "Hoi {{1}}, je auto is er".into()
            }
        );
        assert_eq!(
            (text.name.as_str(), text.category),
            ("car_arrived", Category::Marketing)
        );
        assert_eq!(text.samples, [("1".to_owned(), "Jan".to_owned())]);
        let titles = |kind| {
            let buttons = of(kind).draft().shape.buttons().into_iter();
            buttons.map(|button| button.title).collect::<Vec<_>>()
        };
        for kind in ["call_to_action", "quick_reply"] {
            assert_eq!(
                titles(kind),
                ["Bekijk", "", "Bel ons"],
                "{kind}: the third stays the third"
            );
        }
        let Shape::List { lines, .. } = of("list").draft().shape else {
            panic!("a list")
        };
        assert_eq!((lines.len(), lines[0].detail.as_str()), (1, "diesel"));
    }
}
