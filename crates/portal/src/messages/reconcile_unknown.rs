use domain::{
    DealerId, MessageId, Span, Timestamp, dictionary,
    message::{Kind, Status},
};
use store::{Db, messages::Message};
use twilio::{Credentials, MessageFilter};

use super::{Route, deliver, track, wire};
use crate::{
    Result, World, accounts,
    jobs::{Outcome, pause},
};

/// Twilio's clock and ours may differ by so much.
const SLACK: Span = Span::minutes(5);
/// At least and at most so long between two looks.
const OFTEN: Span = Span::minutes(1);
const SELDOM: Span = Span::hours(1);

/// What to look for at Twilio.
struct Search {
    creds: Credentials,
    filter: MessageFilter,
    body: String,
    has_file: bool,
}

/// Looks at Twilio for a message whose handing over had no answer. It is never sent again: it is found, or a callback
/// tells of it, or after a day it is said that nobody knows.
pub(crate) async fn reconcile_unknown(world: &World, dealer: &DealerId, id: &MessageId) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let message = store::messages::get(&mut db, dealer, id).await?;
    let Some((message, handed)) = message.as_ref().and_then(still_unknown) else {
        return Ok(Outcome::Done);
    };
    let Some(search) = search(&mut db, world, message, handed).await? else {
        return Ok(Outcome::Done);
    };
    drop(db);
    let list = world
        .twilio
        .list_messages(&search.creds, &search.creds.account_sid, &search.filter);
    let found: Vec<twilio::Message> = list
        .await?
        .into_iter()
        .filter(|one| search.fits(message, one))
        .collect();

    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let row = store::messages::get(&mut db, dealer, id).await?;
    let Some((row, _)) = row.as_ref().and_then(still_unknown) else {
        return Ok(Outcome::Done);
    };
    let mut row = row.clone();
    let tried = store::messages::list_tried(&mut db, dealer, &row.conversation_id).await?;
    // Twilio lists the newest first; of several that nobody knows the oldest is the one.
    for one in found.iter().rev() {
        if tried.iter().any(|sid| sid == one.sid.as_str()) {
            continue;
        }
        if store::messages::find_by_sid(&mut db, dealer, one.sid.as_str())
            .await?
            .is_none()
        {
            deliver::take(&mut row, one);
            break;
        }
    }
    let is_over = now - handed >= dictionary::SILENCE;
    if row.sid.is_none() && !is_over {
        let wait = Span((now - handed).0.clamp(OFTEN.0, SELDOM.0));
        return Ok(Outcome::Later(now + pause(world, wait)));
    }
    // Found; or saved as it is, so that the pages say what is said after a day.
    track::save(&mut db, world, dealer, &row, seq).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}

/// The message and when it was handed over, if nobody has told of it meanwhile.
fn still_unknown(message: &Message) -> Option<(&Message, Timestamp)> {
    let is_unknown = message.status == Some(Status::Unknown) && message.sid.is_none();
    message
        .attempted_at
        .filter(|_| is_unknown)
        .map(|handed| (message, handed))
}

async fn search(db: &mut Db, world: &World, message: &Message, handed: Timestamp) -> Result<Option<Search>> {
    let dealer = &message.dealer_id;
    let route = Route::find(db, dealer, &message.conversation_id).await?;
    let Some((route, address)) = route.and_then(|route| {
        let address = route.contact.address()?;
        Some((route, address))
    }) else {
        return Ok(None);
    };
    let (_, creds) = accounts::of_dealer(db, world, dealer).await?;
    let files = store::attachments::list(db, dealer, &message.id).await?;
    let filter = MessageFilter {
        to: Some(address.whatsapp()),
        from: Some(route.number.number.whatsapp()),
        // Twilio takes a day, in UTC.
        sent_after: (handed - SLACK).rfc3339().get(..10).map(str::to_owned),
        limit: Some(200),
        ..MessageFilter::default()
    };
    Ok(Some(Search {
        creds,
        filter,
        body: wire::body(message).unwrap_or_default(),
        has_file: !files.is_empty(),
    }))
}

impl Search {
    fn fits(&self, message: &Message, one: &twilio::Message) -> bool {
        let is_ours = one.direction.starts_with("outbound");
        let has_file = one.num_media.parse().is_ok_and(|files: u32| files > 0);
        // Twilio fills a template in by itself; its words need not be ours to the letter.
        let same_words = message.kind == Kind::Template || one.body == self.body;
        is_ours && same_words && (has_file == self.has_file || message.kind == Kind::Template)
    }
}
