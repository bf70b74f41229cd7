use domain::{DealerId, Timestamp};
use serde_json::{Map, Value};
use store::{Db, audit::NewAudit};

use super::What;
use crate::{Actor, From, Result, World, actor::MACHINE};

/// A line to write. Never holds a secret.
#[derive(Debug)]
#[must_use = "a line counts once it is written"]
pub struct Line<'a> {
    what: What,
    who: &'a str,
    address: &'a str,
    dealer: Option<&'a DealerId>,
    subject: &'a str,
    detail: Map<String, Value>,
}

impl<'a> Line<'a> {
    /// A line about this, done by the machine until [`Line::by`] says otherwise.
    pub fn new(what: What) -> Self {
        Self {
            what,
            who: MACHINE,
            address: "",
            dealer: None,
            subject: "",
            detail: Map::new(),
        }
    }

    /// Who did it, and from where.
    pub fn by(mut self, actor: &'a Actor) -> Self {
        self.who = actor.name();
        self.address = actor.address();
        self
    }

    /// The same for someone who is not signed in (yet): a mail address or a word.
    pub fn by_name(mut self, who: &'a str, from: &'a From) -> Self {
        self.who = who;
        self.address = &from.address;
        self
    }

    /// Which dealer it concerns.
    pub fn of(mut self, dealer: impl Into<Option<&'a DealerId>>) -> Self {
        self.dealer = dealer.into();
        self
    }

    /// On whom or what: a mail address, a number, an id.
    pub fn on(mut self, subject: &'a str) -> Self {
        self.subject = subject;
        self
    }

    /// More that the words or the curious need.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }

    /// Writes it, inside the caller's write.
    pub async fn write(self, db: &mut Db, world: &World, now: Timestamp) -> Result<()> {
        let new = NewAudit {
            id: &world.chance.id(now),
            at: now,
            dealer: self.dealer,
            who: self.who,
            from: self.address,
            what: self.what.as_str(),
            subject: self.subject,
            detail: &Value::Object(self.detail).to_string(),
        };
        store::audit::insert(db, new).await?;
        Ok(())
    }
}
