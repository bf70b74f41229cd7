//! The hourly comparison with Twilio's list: a webhook that never came is found here.

use std::collections::BTreeMap;

use domain::{
    DealerId, E164, SenderId, Span, Timestamp, media,
    message::{Detail, Direction, Kind, Status},
    optout,
};
use store::{Db, messages::Message, reconciliations::Reconciliation, senders::Sender};
use twilio::{Credentials, MessageFilter};

use super::{Heard, take, track};
use crate::{
    Error, Result, World, accounts,
    jobs::Outcome,
    story::{self, Happening},
};

/// How far back the first comparison looks.
const FIRST: Span = Span::days(1);
/// Twilio rates a message and hears of its reading long after it was sent: so much is looked at again.
const OVERLAP: Span = Span::hours(6);
/// What is younger may still be on its way here.
const SETTLES: Span = Span::minutes(2);
/// The most messages each way in one turn; a busier stretch of time is halved until it holds no more.
const MOST: usize = 1_000;
/// A stretch is not made shorter than this.
const SHORTEST: Span = Span::minutes(1);
/// How soon the next turn comes when there is more to compare.
const PAUSE: Span = Span::minutes(1);
/// How many rows are written at once.
const CHUNK: usize = 100;

/// A stretch of a sender's time.
struct Stretch<'a> {
    dealer: &'a DealerId,
    number: E164,
    creds: Credentials,
    from: Timestamp,
    to: Timestamp,
}

/// Compares a sender's messages with Twilio's list since the last time: takes in what is missing, moves statuses up, notes
/// prices. A job; what it finds twice it does once.
pub(crate) async fn compare(world: &World, dealer: &DealerId, id: &SenderId) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let Some(sender) = store::senders::get(&mut db, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    let before = store::reconciliations::get(&mut db, dealer, id).await?;
    let number = store::numbers::get(&mut db, dealer, &sender.number_id).await?;
    let number = number
        .ok_or_else(|| Error::Internal(format!("sender {id} lost its number")))?
        .number;
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let reached = before.map_or(sender.registered_at.max(now - FIRST), |before| before.reached);
    let mut stretch = Stretch {
        dealer,
        number,
        creds,
        from: reached - OVERLAP,
        to: now - SETTLES,
    };
    let (inbound, outbound) = match listed(world, &mut stretch).await {
        Err(Error::Twilio(error))
            if error.status() == Some(401) && accounts::renew(world, dealer).await? =>
        {
            // The next turn signs in with the new token.
            return Ok(Outcome::Later(now + PAUSE));
        }
        listed => listed?,
    };
    let filled = fill(world, &stretch, &inbound).await?;
    let corrected = correct(world, dealer, &outbound).await?;
    let row = Reconciliation {
        sender_id: id.clone(),
        dealer_id: dealer.clone(),
        reached: stretch.to.max(reached),
        at: now,
        filled: u32::try_from(filled.len()).unwrap_or(u32::MAX),
        corrected: u32::try_from(corrected.len()).unwrap_or(u32::MAX),
    };
    note(world, &sender, &row, &filled, &corrected).await?;
    let is_whole = stretch.to >= now - SETTLES;
    Ok(if is_whole {
        Outcome::Done
    } else {
        Outcome::Later(now + PAUSE)
    })
}

/// Both ways; a stretch with too many is made shorter.
async fn listed(
    world: &World,
    stretch: &mut Stretch<'_>,
) -> Result<(Vec<twilio::Message>, Vec<twilio::Message>)> {
    loop {
        let number = stretch.number.whatsapp();
        let within = MessageFilter {
            sent_after: Some(stretch.from.rfc3339()),
            sent_before: Some(stretch.to.rfc3339()),
            limit: Some(MOST),
            ..MessageFilter::default()
        };
        let to = MessageFilter {
            to: Some(number.clone()),
            ..within.clone()
        };
        let from = MessageFilter {
            from: Some(number),
            ..within
        };
        let account = &stretch.creds.account_sid;
        let inbound = world.twilio.list_messages(&stretch.creds, account, &to).await?;
        let outbound = world.twilio.list_messages(&stretch.creds, account, &from).await?;
        let length = stretch.to - stretch.from;
        // Twilio lists the newest first, so a list that was cut lacks the oldest.
        if inbound.len().max(outbound.len()) < MOST || length.0 <= SHORTEST.0 {
            return Ok((inbound, outbound));
        }
        stretch.to = stretch.from + Span(length.0 / 2);
    }
}

/// Takes in what is missing, oldest first. Answers Twilio's names of it.
async fn fill(world: &World, stretch: &Stretch<'_>, listed: &[twilio::Message]) -> Result<Vec<String>> {
    let mut filled = Vec::new();
    for one in listed.iter().rev().filter(|one| one.direction == "inbound") {
        let sid = one.sid.as_str();
        let mut db = world.store.read().await?;
        let known = store::messages::find_by_sid(&mut db, stretch.dealer, sid).await?.is_some()
            // Its webhook came, and brings more than this list: whoever works on it takes it in.
            || store::hooks::is_waiting(&mut db, "inbound", sid).await?;
        drop(db);
        if known {
            continue;
        }
        let Some(heard) = heard(world, stretch, one).await? else {
            tracing::warn!(sid, "a message of Twilio's list could not be read");
            continue;
        };
        if take(world, stretch.dealer, &heard).await? {
            filled.push(sid.to_owned());
        }
    }
    Ok(filled)
}

/// What the list tells of a message: less than its webhook would have.
async fn heard(world: &World, stretch: &Stretch<'_>, one: &twilio::Message) -> Result<Option<Heard>> {
    let from = one.from.as_deref().and_then(|from| from.parse().ok());
    let at = one.date_created.as_deref().and_then(Timestamp::from_rfc2822);
    let (Some(from), Some(at)) = (from, at) else {
        return Ok(None);
    };
    let mut files = Vec::new();
    if one.num_media.parse::<u32>().is_ok_and(|count| count > 0) {
        let account = &stretch.creds.account_sid;
        for file in world.twilio.list_media(&stretch.creds, account, &one.sid).await? {
            let url = world.twilio.media_url(account, &one.sid, &file.sid);
            files.push((url.to_string(), file.content_type));
        }
    }
    let scoped = match &from {
        domain::contact::Address::Scoped(name) => Some(name.clone()),
        domain::contact::Address::Phone(_) => None,
    };
    Ok(Some(Heard {
        sid: one.sid.as_str().to_owned(),
        from,
        scoped,
        to: stretch.number.clone(),
        profile_name: None,
        kind: files
            .first()
            .map_or(Kind::Text, |(_, content_type)| media::kind(content_type)),
        body: one.body.replace('\0', ""),
        detail: Detail::default(),
        files,
        wish: optout::wish(&one.body),
        at,
    }))
}

/// Moves our messages up to where Twilio has them. Answers Twilio's names of those whose status was behind; a price is
/// no difference, Twilio tells it nowhere else.
async fn correct(world: &World, dealer: &DealerId, listed: &[twilio::Message]) -> Result<Vec<String>> {
    let by_sid: BTreeMap<&str, &twilio::Message> = listed.iter().map(|one| (one.sid.as_str(), one)).collect();
    let sids: Vec<&str> = by_sid.keys().copied().collect();
    let mut corrected = Vec::new();
    for sids in sids.chunks(CHUNK) {
        let mut db = world.store.read().await?;
        let behind = behind(&mut db, dealer, sids, &by_sid).await?;
        drop(db);
        if behind.is_empty() {
            continue;
        }
        let mut db = world.store.write().await?;
        let seq = store::inboxes::next(&mut db, dealer).await?;
        for (was, is) in self::behind(&mut db, dealer, sids, &by_sid).await? {
            track::save(&mut db, world, dealer, &is, seq).await?;
            if was.status != is.status {
                corrected.extend(is.sid);
            }
        }
        db.commit().await?;
        world.changed.notify_waiters();
    }
    Ok(corrected)
}

/// Those of our messages that Twilio knows more of: as they are, and as they will be.
async fn behind(
    db: &mut Db,
    dealer: &DealerId,
    sids: &[&str],
    listed: &BTreeMap<&str, &twilio::Message>,
) -> Result<Vec<(Message, Message)>> {
    let mut behind = Vec::new();
    for sid in sids {
        let Some(row) = store::messages::find_by_sid(db, dealer, sid).await? else {
            continue;
        };
        if let Some(is) = listed.get(sid).map(|one| after(&row, one))
            && is != row
        {
            behind.push((row, is));
        }
    }
    Ok(behind)
}

/// The message as it stands after what the list says.
fn after(row: &Message, one: &twilio::Message) -> Message {
    if row.direction != Direction::Out {
        return row.clone();
    }
    let news = Status::of_twilio(one.status.as_str()).filter(|news| track::concerns(row, *news));
    let status = news.map_or(row.status, |news| {
        Some(row.status.unwrap_or(Status::Waiting).after(news))
    });
    let failed = status == Some(Status::Failed);
    let price = one.price.clone();
    Message {
        status,
        error_code: row.error_code.or(one.error_code).filter(|_| failed),
        price_unit: price
            .as_ref()
            .and(one.price_unit.clone())
            .or_else(|| row.price_unit.clone()),
        price: price.or_else(|| row.price.clone()),
        ..row.clone()
    }
}

/// Notes how far it came; a difference is told in the dealer's story, with the names for the ISV.
async fn note(
    world: &World,
    sender: &Sender,
    row: &Reconciliation,
    filled: &[String],
    corrected: &[String],
) -> Result<()> {
    let now = row.at;
    let mut db = world.store.write().await?;
    store::reconciliations::save(&mut db, row).await?;
    for (what, sids) in [("messages.filled", filled), ("messages.corrected", corrected)] {
        if sids.is_empty() {
            continue;
        }
        let (count, names) = (sids.len().to_string(), sids[..sids.len().min(20)].join(" "));
        let happening = Happening {
            sender: Some(&sender.id),
            who: story::MACHINE,
            what,
            about: Some(&count),
            raw: Some(&names),
            ..Happening::default()
        };
        story::tell(&mut db, world, now, &sender.dealer_id, happening).await?;
    }
    db.commit().await?;
    Ok(())
}
