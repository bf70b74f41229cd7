//! Message templates: what may be sent when the buyer last wrote more than a day ago. Meta judges each before it is
//! used; what can be known of Meta's rules is said while the template is being written.

mod draft;
mod fill;
mod rules;
mod shape;
mod standing;
mod starter;

use serde::{Deserialize, Serialize};

pub use draft::{Draft, FORM_PLACES, Form};
pub use fill::{Value, fill, value_fault, variables};
pub use rules::faults;
pub use shape::{Button, ButtonKind, Line, Preview, Shape};
pub use standing::{Standing, Unusable, usable};
pub use starter::starters;

use crate::{Lang, TemplateId, Timestamp, say::templates as words};

/// What a template is for. It decides the price, and Meta may change it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Category {
    /// Something the buyer asked for: an appointment, an order, a service.
    #[default]
    Utility,
    /// Everything else.
    Marketing,
    /// A code to sign in with. Not made here.
    Authentication,
}

impl Category {
    /// Those a dealer may choose.
    pub const CHOICES: [Self; 2] = [Self::Utility, Self::Marketing];

    /// Twilio's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utility => "UTILITY",
            Self::Marketing => "MARKETING",
            Self::Authentication => "AUTHENTICATION",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Utility, Self::Marketing, Self::Authentication]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
    /// For people.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Utility => words::category_utility(lang),
            Self::Marketing => words::category_marketing(lang),
            Self::Authentication => words::category_authentication(lang),
        }
    }
}

/// The languages that templates are written in here, by Meta's codes.
pub const LANGUAGES: [&str; 3] = ["nl", "en", "es"];

/// A language for people; its code if it is none of ours.
pub fn language_words(lang: Lang, code: &str) -> String {
    match code {
        "nl" => words::language_nl(lang).to_owned(),
        "en" => words::language_en(lang).to_owned(),
        "es" => words::language_es(lang).to_owned(),
        other => other.to_owned(),
    }
}

/// A template in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    /// Which.
    pub id: TemplateId,
    /// Its name at Meta.
    pub name: String,
    /// Its language, by Meta's code.
    pub language: String,
    /// What it is for, as Meta has it where Meta has said so.
    pub category: Category,
    /// What was asked for, if Meta made something else of it.
    pub asked_category: Option<Category>,
    /// Where it stands.
    pub standing: Standing,
    /// Why it was refused or could not be made, in words.
    pub reason: Option<String>,
    /// Why it cannot be sent to somebody who last wrote more than a day ago; `None` if it can.
    pub unusable: Option<String>,
    /// What the buyer sees, with the examples filled in; `None` for a kind that is not known here.
    pub preview: Option<Preview>,
    /// When Twilio was last asked about it.
    pub synced_at: Option<Timestamp>,
}

/// The page of templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    /// All of them, the newest first.
    pub rows: Vec<TemplateRow>,
    /// When they were last read from Twilio.
    pub synced_at: Option<Timestamp>,
    /// Why they could not be read the last time, in words.
    pub trouble: Option<String>,
    /// Whether the dealer has a line that templates belong to.
    pub connected: bool,
    /// Whether the asking person may change them.
    pub may_edit: bool,
    /// The starters that are not among them yet, by name.
    pub starters: Vec<String>,
}

/// What can be sent in a conversation now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Those that can.
    pub usable: Vec<Choice>,
    /// The names of those that cannot, and why.
    pub unusable: Vec<(String, String)>,
}

/// A template to fill in and send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which.
    pub id: TemplateId,
    /// Its name at Meta.
    pub name: String,
    /// Its language, by Meta's code.
    pub language: String,
    /// What it looks like: [`Shape::preview`] fills the values in.
    pub shape: Shape,
    /// Its variables in their order: `("1", an example)`.
    pub variables: Vec<Value>,
}
