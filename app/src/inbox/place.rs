//! Where on the desk somebody is. It is all in the address, so links, reloads and *Back* work by themselves.

use domain::{
    ConversationId,
    conversation::{Filter, View},
};

use crate::percent::encoded;

/// What a narrow screen shows of a conversation, or what its composer shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// The messages.
    #[default]
    Talk,
    /// The contact.
    Contact,
    /// The messages, with the templates under them.
    Template,
    /// The messages, with a note under them.
    Note,
}

impl Pane {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Contact, "contact"),
        (Self::Template, "template"),
        (Self::Note, "note"),
    ];
}

/// An address of the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The open conversation.
    pub conversation: Option<ConversationId>,
    /// What is listed.
    pub filter: Filter,
    /// What is searched for.
    pub search: String,
    /// What is shown of the conversation.
    pub pane: Pane,
}

impl Place {
    /// From path and query. What it does not understand it leaves out.
    pub fn parse(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut place = Self {
            conversation: path.strip_prefix("/inbox/").and_then(|id| id.parse().ok()),
            ..Self::default()
        };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = decoded(value);
            match name {
                "view" => place.filter.view = View::parse(&value).unwrap_or_default(),
                "label" => place.filter.label = value.parse().ok(),
                "number" => place.filter.number = value.parse().ok(),
                "q" => value.trim().clone_into(&mut place.search),
                "pane" => {
                    let found = Pane::ALL.into_iter().find(|(_, word)| *word == value);
                    place.pane = found.map(|(pane, _)| pane).unwrap_or_default();
                }
                _ => {}
            }
        }
        place
    }

    /// Its address.
    pub fn href(&self) -> String {
        let mut href = String::from("/inbox");
        if let Some(id) = &self.conversation {
            href.push('/');
            href.push_str(id.as_str());
        }
        let mut sign = '?';
        let mut add = |name: &str, value: &str| {
            href.push(sign);
            href.push_str(name);
            href.push('=');
            href.push_str(&encoded(value));
            sign = '&';
        };
        if self.filter.view != View::All {
            add("view", self.filter.view.as_str());
        }
        if let Some(label) = &self.filter.label {
            add("label", label.as_str());
        }
        if let Some(number) = &self.filter.number {
            add("number", number.as_str());
        }
        if !self.search.is_empty() {
            add("q", &self.search);
        }
        if let Some((_, word)) = Pane::ALL.iter().find(|(pane, _)| *pane == self.pane) {
            add("pane", word);
        }
        href
    }

    /// The same list with another conversation open, or none.
    #[must_use]
    pub fn at(&self, conversation: Option<ConversationId>) -> Self {
        Self {
            conversation,
            pane: Pane::Talk,
            ..self.clone()
        }
    }

    /// The same conversation, another pane of it.
    #[must_use]
    pub fn showing(&self, pane: Pane) -> Self {
        Self { pane, ..self.clone() }
    }

    /// Another list.
    #[must_use]
    pub fn listing(&self, filter: Filter) -> Self {
        Self {
            filter,
            search: String::new(),
            ..self.clone()
        }
    }

    /// Which of the three panes a narrow screen shows.
    pub fn shows(&self) -> &'static str {
        match (&self.conversation, self.pane) {
            (None, _) => "list",
            (_, Pane::Contact) => "contact",
            _ => "thread",
        }
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        let half = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        bytes.push(match b {
            b'+' => b' ',
            b'%' => match (half(rest.next()), half(rest.next())) {
                (Some(high), Some(low)) => u8::try_from(high << 4 | low).unwrap_or(b'?'),
                _ => b'?',
            },
            b => b,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for address in [
            "/inbox",
            "/inbox/c1",
            "/inbox/c1?view=mine",
            "/inbox?view=snoozed&label=l1&number=n1",
            "/inbox/c1?q=caf%C3%A9%20%26%20co&pane=contact",
        ] {
            assert_eq!(Place::parse(address).href(), address);
        }
        assert_eq!(Place::parse("/inbox?q=winter+tyres").search, "winter tyres");
    }

    #[test]
    fn nonsense_is_left_out() {
        for address in [
            "/inbox/",
            "/inbox/a/b",
            "/inbox?view=x&label=%00&pane=x&q=",
            "/inbox?%",
        ] {
            assert_eq!(Place::parse(address), Place::default(), "{address}");
        }
        assert_eq!(Place::parse("/inbox?q=%zz%").search, "??");
    }
}
