//! A stop word silences the buyer's contact at once, a start word undoes it. Both are told in the thread and audited.

use domain::{
    DealerId, Lang, MessageId, Span,
    message::{Detail, Direction, Kind, Origin},
    optout::Wish,
    say::inbound as words,
};
use store::{Db, contacts::Contact, conversations::Conversation, messages::Message};

use super::Heard;
use crate::{
    Result, World,
    audit::{Line, What},
};

/// Does what the buyer asked for, unless they asked for something else later.
pub(super) async fn heard(
    db: &mut Db,
    world: &World,
    conversation: &Conversation,
    mut contact: Contact,
    heard: &Heard,
    wish: Wish,
    seq: i64,
) -> Result<()> {
    if contact.word_at.is_some_and(|at| at > heard.at) {
        return Ok(());
    }
    let changes = contact.stopped_at.is_none() == (wish == Wish::Stop);
    contact.word_at = Some(heard.at);
    match wish {
        Wish::Stop if changes => {
            contact.stopped_at = Some(heard.at);
            contact.stopped_word = Some(heard.body.clone());
        }
        Wish::Stop => {}
        Wish::Start => {
            contact.stopped_at = None;
            contact.stopped_word = None;
        }
    }
    let dealer = &contact.dealer_id;
    store::contacts::save(db, dealer, &contact).await?;
    if changes {
        tell(db, world, conversation, heard, wish, seq).await?;
        audit(db, world, dealer, &contact, wish).await?;
    }
    Ok(())
}

/// A note below the buyer's words, which stay the last ones in the list.
async fn tell(
    db: &mut Db,
    world: &World,
    conversation: &Conversation,
    heard: &Heard,
    wish: Wish,
    seq: i64,
) -> Result<()> {
    let lang = Lang::default();
    let word = heard.body.trim();
    let note = Message {
        id: world.chance.id::<MessageId>(world.clock.now()),
        dealer_id: conversation.dealer_id.clone(),
        conversation_id: conversation.id.clone(),
        direction: Direction::Note,
        origin: Origin::Machine,
        author_id: None,
        kind: Kind::Text,
        body: match wish {
            Wish::Stop => words::stopped(lang, word),
            Wish::Start => words::started(lang, word),
        },
        detail: Detail::default(),
        request_id: None,
        sid: None,
        status: None,
        error_code: None,
        attempted_at: None,
        attempts: 0,
        price: None,
        price_unit: None,
        at: heard.at + Span(1),
        seq,
    };
    store::messages::insert(db, &conversation.dealer_id, &note).await?;
    Ok(())
}

async fn audit(db: &mut Db, world: &World, dealer: &DealerId, contact: &Contact, wish: Wish) -> Result<()> {
    let what = match wish {
        Wish::Stop => What::ContactStopped,
        Wish::Start => What::ContactStarted,
    };
    Line::new(what)
        .of(dealer)
        .on(contact.id.as_str())
        .write(db, world, world.clock.now())
        .await
}
