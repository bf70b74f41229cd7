//! The desk's one set of signals. Every part gets a copy of the handle and reads what it shows.

use std::sync::Arc;

use domain::{
    AttachmentId, ContactId, ConversationId, Lang, Timestamp,
    conversation::{Desk, Hit, Thread},
    template::Choices,
    window::Window,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    merge::Talk,
    pending::Pending,
    place::Place,
    signals::{Field, Held},
};
use crate::context::Now;

/// What the page brings with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Path and query.
    pub address: String,
    /// List, counts, people, labels.
    pub desk: Desk,
    /// The open conversation.
    pub thread: Option<Thread>,
    /// What a search found.
    pub hits: Option<Vec<Hit>>,
    /// The templates, where they are needed at once.
    pub choices: Option<Choices>,
    /// Whether a number is connected.
    pub connected: bool,
    /// How to write to oneself, as long as nobody has written.
    pub first: Option<First>,
    /// The name of what is sent next without JavaScript.
    pub request_id: String,
    /// Why the conversation could not be opened, or a form without JavaScript was refused.
    pub refused: Option<String>,
}

/// How to write the first message to oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// The number, for people.
    pub number: String,
    /// A link that opens a chat with it.
    pub chat: String,
    /// The same as a QR code.
    pub qr_svg: String,
}

/// What is written and not yet sent, and how the page is doing.
#[derive(Debug, Clone, Default)]
pub struct Ui {
    /// Files that go with the text, of every conversation.
    pub files: Vec<Upload>,
    /// Where *Send* was pressed while files were on their way.
    pub send_after: Option<ConversationId>,
    /// Whether the server can be heard.
    pub offline: bool,
    /// Whether the newest message is in sight.
    pub away: bool,
    /// New messages below what is in sight.
    pub below: u32,
    /// What was last refused.
    pub refused: Option<String>,
    /// The replies on offer: what follows the `/`, and which one is chosen.
    pub canned: Option<(String, usize)>,
    /// While a part of the page is being fetched.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only browsers fetch and upload")
    )]
    pub fetching: bool,
    /// The buyer of whom something is being written down here, and not saved yet.
    pub filling_in: Option<ContactId>,
    /// For ears: the last message that came in.
    pub heard: String,
}

/// A file on its way to the server.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The page's name of it.
    pub key: u32,
    /// Where it was attached.
    pub conversation: ConversationId,
    /// The file's.
    pub name: String,
    /// What kind of message it makes.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only browsers fetch and upload")
    )]
    pub kind: domain::message::Kind,
    /// How much of it is there, in percent.
    pub percent: u32,
    /// The server's name of it, once it is there.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only browsers fetch and upload")
    )]
    pub id: Option<AttachmentId>,
    /// What is wrong with it.
    pub wrong: Option<String>,
}

/// Everything the desk knows, behind one handle.
#[derive(Clone, Copy)]
pub struct State {
    all: StoredValue<Arc<All>>,
    /// The person's language.
    pub lang: Lang,
}

/// The fields, which only handles reach.
pub struct All {
    place: Field<Place>,
    desk: Field<Desk>,
    talk: Field<Option<Talk>>,
    hits: Field<Option<Vec<Hit>>>,
    choices: Field<Option<Choices>>,
    sending: Field<Vec<Pending>>,
    ui: Field<Ui>,
    awake: Field<bool>,
    now: Now,
    fixed: Fixed,
}

/// What does not change while the page is open.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// Who works here, for notes.
    pub dealer: String,
    /// Whether a number is connected.
    pub connected: bool,
    /// How to write the first message to oneself.
    pub first: Option<First>,
    /// The name of what is sent next without JavaScript.
    pub request_id: String,
}

macro_rules! held {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)+) => {$(
        $(#[$doc])*
        pub fn $name(self) -> Held<All, $kind> {
            Held::new(self.all, |all| &all.$name)
        }
    )+};
}

impl State {
    held! {
        /// Where one is.
        place: Place;
        /// The list and what it is drawn with.
        desk: Desk;
        /// The open conversation.
        talk: Option<Talk>;
        /// What a search found.
        hits: Option<Vec<Hit>>;
        /// The templates of the open conversation.
        choices: Option<Choices>;
        /// What waits to be sent.
        sending: Vec<Pending>;
        /// The rest.
        ui: Ui;
        /// Whether the browser has taken over; its clock is the person's.
        awake: bool;
    }

    /// The server's clock, walking on.
    pub fn now(self) -> Now {
        self.all.get_value().now
    }

    /// What does not change.
    pub fn fixed<R>(self, read: impl FnOnce(&Fixed) -> R) -> R {
        read(&self.all.get_value().fixed)
    }

    /// From what the page brought.
    pub fn new(start: Start) -> Self {
        let place = Place::parse(&start.address);
        let fixed = Fixed {
            dealer: crate::context::me()
                .and_then(|me| me.dealer_name)
                .unwrap_or_default(),
            connected: start.connected,
            first: start.first,
            request_id: start.request_id,
        };
        let ui = Ui {
            refused: start.refused,
            ..Ui::default()
        };
        let all = All {
            place: Field::new(place),
            desk: Field::new(start.desk),
            talk: Field::new(start.thread.map(Talk::of)),
            hits: Field::new(start.hits),
            choices: Field::new(start.choices),
            sending: Field::new(Vec::new()),
            ui: Field::new(ui),
            awake: Field::new(false),
            now: use_context::<Now>().unwrap_or_else(|| Now::starting_at(Timestamp(0))),
            fixed,
        };
        Self {
            all: StoredValue::new(Arc::new(all)),
            lang: crate::i18n::lang(),
        }
    }

    /// The open conversation's id.
    pub fn open(self) -> Option<ConversationId> {
        self.talk()
            .with(|talk| talk.as_ref().map(|talk| talk.thread.row.id.clone()))
    }

    /// Something of the open conversation, or what stands for nothing.
    pub fn of_talk<T: Default>(self, read: impl FnOnce(&Talk) -> T) -> T {
        self.talk()
            .with(|talk| talk.as_ref().map(read))
            .unwrap_or_default()
    }

    /// Whether free text may be sent in the open conversation.
    pub fn window(self) -> Window {
        let now = self.now().get();
        self.talk().with(|talk| {
            let closed = Window::Closed { since: None };
            talk.as_ref().map_or(closed, |talk| talk.window(now))
        })
    }

    /// The name of somebody who works here.
    pub fn person(self, id: &str) -> String {
        self.desk().with_untracked(|desk| {
            let found = desk.people.iter().find(|(known, _)| known.as_str() == id);
            found.map(|(_, name)| name.clone()).unwrap_or_default()
        })
    }

    #[cfg(feature = "hydrate")]
    /// Says why something did not work.
    pub fn refuse(self, words: String) {
        self.ui().update(|ui| ui.refused = Some(words));
    }

    #[cfg(feature = "hydrate")]
    /// A message of the open conversation that is news, from wherever.
    pub fn take(self, message: domain::message::MessageView) {
        self.talk().update(|talk| {
            if let Some(talk) = talk {
                talk.take(message);
            }
        });
    }
}
