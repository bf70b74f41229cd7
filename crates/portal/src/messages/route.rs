//! The way a message of ours takes: whose conversation, to whom, through which sender; and whether it is open.

use domain::{
    Code, ConversationId, DealerId, Lang, Problem, Timestamp,
    contact::Address,
    dictionary,
    say::sending as words,
    template::{Standing, Unusable},
    window::{Window, window},
};
use store::{Db, contacts::Contact, conversations::Conversation, numbers::Number, senders::Sender};

use crate::{Error, Result};

/// A conversation with the rows it points to.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) conversation: Conversation,
    pub(crate) contact: Contact,
    pub(crate) number: Number,
    /// None once the number is disconnected.
    pub(crate) sender: Option<Sender>,
}

/// Why nothing can be sent along a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The buyer wrote too long ago, or never.
    Closed(Window),
    /// The buyer asked for no more.
    Stopped,
    /// Nothing is left of the buyer.
    Erased,
    /// The number is not connected any more.
    Disconnected,
    /// The number is not online.
    Offline,
    /// The template was deleted.
    NoTemplate,
    /// The template cannot be sent now.
    Template(Unusable),
    /// The template is an offer, and the buyer does not agree to those.
    NoConsent,
}

impl Route {
    /// The dealer's conversation and what belongs to it.
    pub(crate) async fn find(db: &mut Db, dealer: &DealerId, id: &ConversationId) -> Result<Option<Self>> {
        let Some(conversation) = store::conversations::get(db, dealer, id).await? else {
            return Ok(None);
        };
        let lost = |what| Error::Internal(format!("conversation {id} lost its {what}"));
        let contact = store::contacts::get(db, dealer, &conversation.contact_id).await?;
        let number = store::numbers::get(db, dealer, &conversation.number_id).await?;
        let number = number.ok_or_else(|| lost("number"))?;
        let sender = store::senders::find_by_number(db, dealer, &number.number).await?;
        Ok(Some(Self {
            contact: contact.ok_or_else(|| lost("contact"))?,
            sender: sender.filter(|sender| sender.number_id == number.id),
            conversation,
            number,
        }))
    }

    /// Where to write to, unless the buyer does not want it or nothing is left of them.
    pub(crate) fn address(&self) -> Result<Address, Obstacle> {
        if self.contact.stopped_at.is_some() {
            return Err(Obstacle::Stopped);
        }
        self.contact.address().ok_or(Obstacle::Erased)
    }

    /// The sender that it goes through, unless the number was disconnected.
    pub(crate) fn sender(&self) -> Result<&Sender, Obstacle> {
        self.sender.as_ref().ok_or(Obstacle::Disconnected)
    }

    /// Passes while free text may be sent.
    pub(crate) fn open(&self, now: Timestamp) -> Result<(), Obstacle> {
        let window = window(self.conversation.last_inbound_at, now);
        if window.is_open() {
            Ok(())
        } else {
            Err(Obstacle::Closed(window))
        }
    }

    /// Passes while a person may send along it.
    pub(crate) fn clear(&self, needs_window: bool, now: Timestamp) -> Result<(), Obstacle> {
        self.address()?;
        if !self.sender()?.status.is_online() {
            return Err(Obstacle::Offline);
        }
        if needs_window { self.open(now) } else { Ok(()) }
    }
}

impl Obstacle {
    /// Twilio's code for the same, or one of our own.
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::Closed(_) | Self::Template(Unusable::OnlyInside) => 63016,
            Self::Stopped => 21610,
            Self::Erased => 21211,
            Self::Disconnected | Self::Offline => 63007,
            Self::NoTemplate => dictionary::NO_TEMPLATE,
            Self::NoConsent => dictionary::NO_CONSENT,
            Self::Template(Unusable::Standing(standing)) => match standing {
                // Within a day of the buyer's words it would have gone out.
                Standing::Unsubmitted | Standing::Received | Standing::Pending => 63016,
                Standing::Rejected => 63040,
                Standing::Paused => 63041,
                Standing::Disabled => 63042,
                Standing::Deleting => dictionary::NO_TEMPLATE,
                Standing::Making | Standing::Failed | Standing::Approved | Standing::Other => 92001,
            },
            Self::Template(Unusable::ManyAnswers) => 63005,
            Self::Template(Unusable::UnknownKind) => 92001,
        }
    }

    /// What the person is told.
    pub(crate) fn problem(self, lang: Lang) -> Problem {
        let (code, words) = match self {
            Self::Closed(Window::Closed { since: None }) => (Code::WindowClosed, words::window_never(lang)),
            Self::Closed(_) => (Code::WindowClosed, words::window_closed(lang)),
            Self::Stopped => (Code::ContactStopped, words::stopped(lang)),
            Self::Erased => (Code::ContactStopped, words::erased(lang)),
            Self::Disconnected => (Code::NotConnected, words::disconnected(lang)),
            Self::Offline => (Code::NotConnected, words::offline(lang)),
            Self::NoTemplate => (Code::Conflict, words::template_gone(lang)),
            Self::NoConsent => (Code::Refused, words::no_consent(lang)),
            Self::Template(why) => {
                let words = words::template_unusable(lang, why.words(lang));
                return Problem::new(Code::Conflict, words);
            }
        };
        Problem::new(code, words)
    }
}

impl From<Obstacle> for Error {
    fn from(obstacle: Obstacle) -> Self {
        Self::Problem(obstacle.problem(Lang::default()))
    }
}
