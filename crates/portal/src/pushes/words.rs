//! What a notification says. Every word passes through the push service encrypted, and is shown on a screen that others
//! may see.

use domain::{
    ConversationId, DealerId, Lang,
    message::{Direction, Kind, one_line},
    say::push as words,
};
use serde::{Deserialize, Serialize};
use store::{Db, messages::Message, pushes::Push};

use crate::{Result, brands, contact_views};

/// A notification, as `public/worker.js` reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The first line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Of notifications with the same one, only the newest is shown.
    pub tag: String,
    /// What it opens, a path.
    pub path: String,
}

/// That it works.
pub(super) async fn test(db: &mut Db, lang: Lang, dealer: &DealerId) -> Result<Note> {
    Ok(Note {
        title: brand(db, dealer).await?,
        body: words::test(lang).to_owned(),
        tag: "test".to_owned(),
        path: "/account".to_owned(),
    })
}

/// What is told of a message, or `None` if it is no news any more: somebody has looked at it.
pub(super) async fn note(
    db: &mut Db,
    lang: Lang,
    dealer: &DealerId,
    push: &Push,
    shows_text: bool,
    message: &Message,
) -> Result<Option<Note>> {
    let Some(conversation) = store::conversations::get(db, dealer, &message.conversation_id).await? else {
        return Ok(None);
    };
    let (title, body) = if message.direction == Direction::Note {
        let mention = store::mentions::list_of(db, dealer, &push.person_id, &[&conversation.id]).await?;
        if mention.first().is_none_or(|(_, seen)| *seen) {
            return Ok(None);
        }
        let names = store::people::list_names(db, dealer).await?;
        let author = names
            .into_iter()
            .find(|(id, _)| message.author_id.as_ref() == Some(id));
        match author.filter(|_| shows_text) {
            Some((_, name)) => (words::mentioned_by(lang, name), one_line(&message.body)),
            None => (brand(db, dealer).await?, words::mentioned(lang).to_owned()),
        }
    } else if conversation.unread == 0 {
        return Ok(None);
    } else if shows_text {
        let contact = store::contacts::get(db, dealer, &conversation.contact_id).await?;
        let name = contact.map(|contact| contact_views::name(lang, &contact));
        (name.unwrap_or_default(), first_words(lang, message))
    } else {
        (brand(db, dealer).await?, words::new_message(lang).to_owned())
    };
    Ok(Some(Note {
        title,
        body,
        tag: conversation.id.to_string(),
        path: path(&conversation.id),
    }))
}

fn path(conversation: &ConversationId) -> String {
    format!("/inbox/{conversation}")
}

async fn brand(db: &mut Db, dealer: &DealerId) -> Result<String> {
    let id = match store::dealers::get(db, dealer).await? {
        Some(dealer) => dealer.brand_id,
        None => brands::default_id(),
    };
    Ok(brands::get(db, &id).await?.brand.name)
}

/// What they wrote, else what it is.
fn first_words(lang: Lang, message: &Message) -> String {
    let line = one_line(&message.body);
    if !line.is_empty() {
        return line;
    }
    let known = !matches!(message.kind, Kind::Template | Kind::Unknown);
    let kind = message.kind.words(lang).filter(|_| known);
    kind.unwrap_or_else(|| words::new_message(lang)).to_owned()
}
