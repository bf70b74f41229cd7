//! What the phones remember: whose they are, their habits, and what was written on them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Millis;
use crate::inbound;

/// Older ones are forgotten: a demo that runs for weeks must not grow for weeks.
const MOST_SAID: usize = 2000;

/// Everything about the buyers' phones that Twilio does not know.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Added to the ones that are always there.
    pub made: Vec<Buyer>,
    /// Whom dealers have blocked; see [`pair`].
    pub blocked_by_dealer: BTreeSet<String>,
    pub said: Vec<Said>,
}

/// A person with a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub id: String,
    pub name: String,
    /// E.164; `None` for somebody who hides it behind a username.
    pub number: Option<String>,
}

/// A message written on a phone, as its own screen shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    /// The message's SID; made up for what never reached Twilio.
    pub id: String,
    pub buyer: String,
    /// The dealer's number in E.164.
    pub to: String,
    pub at: Millis,
    pub has_arrived: bool,
    pub shown: Value,
}

/// Five people who are always there.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("sanne", "Sanne de Vries", "+31655501234"),
    ("bram", "Bram de Boer", "+31642117708"),
    ("lucia", "Lucía Fernández", "+34655123408"),
    ("tom", "Tom Whitfield", "+447400123456"),
    ("marit", "marit.k", ""),
];

/// Where a chat takes place: user ids differ from business to business.
#[derive(Clone, Copy, Debug)]
pub struct Business<'a> {
    pub seed: u64,
    pub account: &'a str,
}

impl Buyer {
    /// What WhatsApp tells businesses; nothing for somebody who never said.
    pub fn profile_name(&self) -> &str {
        let is_number = self
            .number
            .as_deref()
            .is_some_and(|number| shown(number) == self.name);
        if is_number { "" } else { &self.name }
    }

    /// How WhatsApp names this person to one business: `NL.…`.
    pub fn user(&self, at: Business<'_>) -> String {
        inbound::user_id(at.seed, at.account, self.number.as_deref().unwrap_or(&self.name))
    }

    /// What stands after `whatsapp:` in this person's messages.
    pub fn address(&self, at: Business<'_>) -> String {
        self.number.clone().unwrap_or_else(|| self.user(at))
    }
}

impl Book {
    pub fn buyers(&self) -> Vec<Buyer> {
        let always = PEOPLE.iter().map(|(id, name, number)| Buyer {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            number: (!number.is_empty()).then(|| (*number).to_owned()),
        });
        always.chain(self.made.iter().cloned()).collect()
    }

    /// By id or by number in E.164.
    pub fn buyer(&self, name: &str) -> Option<Buyer> {
        let is = |buyer: &Buyer| buyer.id == name || buyer.number.as_deref() == Some(name);
        self.buyers().into_iter().find(is)
    }

    /// Somebody with this number, who is only added when there is nobody yet.
    pub fn add(&mut self, name: &str, number: Option<String>) -> Buyer {
        if let Some(known) = number.as_deref().and_then(|number| self.buyer(number)) {
            return known;
        }
        let id = format!("b{}", self.made.len() + 1);
        let name = match (name, &number) {
            ("", Some(number)) => shown(number),
            ("", None) => format!("user.{id}"),
            _ => name.to_owned(),
        };
        let buyer = Buyer { id, name, number };
        self.made.push(buyer.clone());
        buyer
    }

    pub fn say(&mut self, said: Said) {
        if self.said.len() >= MOST_SAID {
            self.said.drain(..MOST_SAID / 2);
        }
        self.said.push(said);
    }
}

/// A buyer and a dealer's number, as one key.
pub fn pair(buyer: &Buyer, dealer: &str) -> String {
    format!("{}>{dealer}", buyer.id)
}

/// `+31 655 501 234`: a number as people can read it.
pub fn shown(number: &str) -> String {
    let digits = number.trim_start_matches('+');
    let (code, rest) = digits.split_at(digits.len().min(if digits.starts_with('1') { 1 } else { 2 }));
    let mut text = format!("+{code}");
    for group in rest.as_bytes().chunks(3) {
        let is_short = group.len() == 1;
        if !is_short {
            text.push(' ');
        }
        text.push_str(&String::from_utf8_lossy(group));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Book, Business, shown};

    #[test]
    fn numbers_are_shown_in_groups() {
        assert_eq!(shown("+31655501234"), "+31 655 501 234");
        assert_eq!(shown("+447400123456"), "+44 740 012 3456");
        assert_eq!(shown("+12025550123"), "+1 202 555 0123");
    }

    #[test]
    fn a_number_has_one_phone() {
        let mut book = Book::default();
        let new = book.add("", Some("+31611112222".into()));
        assert_eq!(book.add("Another", Some("+31611112222".into())), new);
        assert_eq!(book.add("Sanne", Some("+31655501234".into())).id, "sanne");
        assert_eq!(book.buyers().len(), 6);
    }

    #[test]
    fn somebody_without_a_number_has_one_address_at_each_business() {
        let book = Book::default();
        let marit = book.buyer("marit").expect("she is always there");
        let [one, other] = ["AC1", "AC2"].map(|account| Business { seed: 1, account });
        assert!(marit.address(one).starts_with("NL."));
        assert_eq!(marit.address(one), marit.address(one));
        assert_ne!(marit.address(one), marit.address(other));
    }
}
