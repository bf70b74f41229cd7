//! Made-up buyers and what is said.

use domain::{DealerId, Timestamp, conversation::place};
use serde_json::{Value, json};

use crate::words::{Of, cut, mark};

const NAMES: &[&str] = &[
    "Jan", "Piet", "Sanne", "Noor", "Kees", "Zoë", "Ahmed", "María", "Lotte", "Daan", "Fatima", "Joris",
    "Visser", "Bakker", "Jansen", "Meijer", "Peeters", "García", "López", "Smit", "Dijkstra", "Mulder",
    "Bos", "Vos",
];
const WORDS: &[&str] = &[
    "is",
    "de",
    "het",
    "een",
    "auto",
    "golf",
    "polo",
    "blauwe",
    "rode",
    "nog",
    "beschikbaar",
    "proefrit",
    "zaterdag",
    "morgen",
    "kan",
    "ik",
    "komen",
    "kijken",
    "prijs",
    "inruil",
    "onderhoud",
    "beurt",
    "banden",
    "trekhaak",
    "kilometers",
    "stand",
    "garantie",
    "benzine",
    "diesel",
    "elektrisch",
    "automaat",
    "leer",
    "navigatie",
    "apk",
    "kenteken",
    "foto",
    "sturen",
    "bedankt",
    "graag",
    "tot",
    "straks",
    "uur",
    "adres",
    "afspraak",
    "verzet",
];

/// A whole number of the database.
pub(super) fn whole(n: usize) -> i64 {
    i64::try_from(n).expect("a count fits")
}

/// Pseudo-random numbers, the same every time. Source: Numerical Recipes' linear congruential generator.
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: usize) -> Self {
        Self(u64::try_from(seed).expect("a count fits") * 7_919 + 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn pick(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len())]
    }
}

/// Which buyer of which dealer.
pub(super) struct Name {
    pub dealer: usize,
    pub buyer: usize,
}

impl Name {
    fn text(&self) -> String {
        format!("bench-{}-{}", self.dealer, self.buyer)
    }

    pub fn contact(&self, dice: &mut Dice, dealer: &DealerId, at: Timestamp) -> Value {
        let phone = format!("317{:04}{:06}", self.dealer, self.buyer);
        let name = format!("{} {}", dice.pick(NAMES), dice.pick(NAMES));
        json!({
            "id": self.text(),
            "phone": format!("+{phone}"),
            "name": name,
            "at": at.0,
            "words": words(Of::Contacts, dealer, &format!("{name} {phone}")),
        })
    }

    /// Of ten, six are finished, three open and answered, one waits.
    pub fn conversation(&self, last: Timestamp) -> Value {
        let waits = self.buyer.is_multiple_of(10).then_some(last);
        json!({
            "id": self.text(),
            "state": if self.buyer % 10 < 4 { "open" } else { "resolved" },
            "unread": i64::from(waits.is_some()),
            "waits": waits.map(|at| at.0),
            "last": last.0,
            "place": place(waits, last),
        })
    }

    pub fn message(&self, dice: &mut Dice, dealer: &DealerId, turn: usize, at: Timestamp, seq: i64) -> Value {
        let count = 4 + dice.below(9);
        let mut said: Vec<String> = (0..count).map(|_| dice.pick(WORDS).to_owned()).collect();
        said.push((1_000 + dice.below(9_000)).to_string());
        let body = said.join(" ");
        let (way, who, status) = if turn.is_multiple_of(2) {
            ("in", "buyer", None)
        } else {
            ("out", "machine", Some("read"))
        };
        json!({
            "id": format!("{}-{turn}", self.text()),
            "of": self.text(),
            "way": way,
            "who": who,
            "status": status,
            "sid": format!("SM{:08x}{:012x}{turn:012x}", self.dealer, self.buyer),
            "at": at.0,
            "seq": seq,
            "words": words(Of::Messages, dealer, &body),
            "body": body,
        })
    }
}

fn words(of: Of, dealer: &DealerId, text: &str) -> Vec<String> {
    let mark = mark(of, dealer);
    let mut words: Vec<String> = cut(text)
        .into_iter()
        .map(|word| format!("{mark}{}", word.folded))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
