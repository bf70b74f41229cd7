//! The hourly comparison with Twilio's list: a webhook that never came is found here.

use std::collections::BTreeMap;

use domain::{
    DealerId, E164, SenderId, Span, Timestamp,
    contact::Address,
    media,
    message::{Detail, Direction, Kind, Status},
    optout,
};
use store::{Db, messages::Message, reconciliations::Reconciliation, senders::Sender};
use twilio::{Credentials, MessageFilter};

use super::{Heard, take, track};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Work},
    story::{self, Happening},
};

/// How far back the first comparison looks.
const FIRST: Span = Span::days(1);
/// Twilio rates a message and hears of its reading long after it was sent, perhaps the next morning: so much is looked at
/// again.
const OVERLAP: Span = Span::hours(24);
/// What is younger may still be on its way here.
const SETTLES: Span = Span::minutes(2);
/// The most that one turn compares: more than the overlap and a day, so that every turn comes further.
const STRETCH: Span = Span::days(3);
/// How soon the next turn comes when there is more to compare.
const PAUSE: Span = Span::minutes(1);
/// How many messages are read at once: Twilio's largest page.
const PAGE: usize = 1_000;
/// How many rows are written at once.
const CHUNK: usize = 100;

/// A stretch of a sender's time.
struct Stretch<'a> {
    dealer: &'a DealerId,
    number: E164,
    creds: Credentials,
    from: Timestamp,
    /// Up to here everything was compared before.
    reached: Timestamp,
    to: Timestamp,
    is_last: bool,
}

/// Which of its messages.
#[derive(Clone, Copy)]
enum Way {
    /// The buyers'.
    In,
    /// The dealer's.
    Out,
}

/// Twilio's names of what differed.
#[derive(Default)]
struct Found {
    filled: Vec<String>,
    corrected: Vec<String>,
    /// Sent from the number, but not from here.
    unknown: Vec<String>,
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
    drop(db);
    let reached = before.map_or(sender.registered_at.max(now - FIRST), |before| before.reached);
    let mut found = Found::default();
    let to = stretch(world, &sender, reached, &mut found).await;
    if to.is_err() {
        // Found again in the next turn, and told once.
        found.unknown.clear();
    }
    // A failure is noted as a comparison that came no further: those of other senders are not behind it for ever.
    let row = Reconciliation {
        sender_id: id.clone(),
        dealer_id: dealer.clone(),
        reached: to.as_ref().map_or(reached, |to| reached.max(*to)),
        at: now,
        filled: u32::try_from(found.filled.len()).unwrap_or(u32::MAX),
        corrected: u32::try_from(found.corrected.len()).unwrap_or(u32::MAX),
    };
    note(world, &sender, &row, &found).await?;
    match to {
        Ok(to) if to < now - SETTLES => Ok(Outcome::Later(now + PAUSE)),
        Ok(_) => Ok(Outcome::Done),
        // The next turn signs in with the new token.
        Err(Error::Twilio(error))
            if error.status() == Some(401) && accounts::renew(world, dealer).await? =>
        {
            Ok(Outcome::Later(now + PAUSE))
        }
        Err(error) => Err(error),
    }
}

/// Compares what comes after `reached`, or the beginning of it. Answers up to when.
async fn stretch(world: &World, sender: &Sender, reached: Timestamp, found: &mut Found) -> Result<Timestamp> {
    let now = world.clock.now();
    let dealer = &sender.dealer_id;
    let mut db = world.store.read().await?;
    let number = store::numbers::get(&mut db, dealer, &sender.number_id).await?;
    let number = number.ok_or_else(|| Error::Internal(format!("sender {} lost its number", sender.id)))?;
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let from = reached - OVERLAP;
    let end = now - SETTLES;
    let stretch = Stretch {
        dealer,
        number: number.number,
        creds,
        from,
        reached,
        to: end.min(from + STRETCH),
        is_last: end <= from + STRETCH,
    };
    for way in [Way::In, Way::Out] {
        read(world, &stretch, way, found).await?;
    }
    Ok(stretch.to)
}

/// Page by page, however many there are.
async fn read(world: &World, stretch: &Stretch<'_>, way: Way, found: &mut Found) -> Result<()> {
    let filter = stretch.filter(way);
    let account = &stretch.creds.account_sid;
    let mut next = None;
    loop {
        let some = world
            .twilio
            .list_some_messages(&stretch.creds, account, &filter, next);
        let (page, more) = some.await?;
        let within: Vec<&twilio::Message> = page.iter().filter(|one| stretch.holds(one)).collect();
        match way {
            Way::In => fill(world, stretch, &within, &mut found.filled).await?,
            Way::Out => {
                correct(world, stretch.dealer, &within, &mut found.corrected).await?;
                find_unknown(world, stretch, &within, &mut found.unknown).await?;
            }
        }
        // Twilio lists the newest first: behind a page of older ones there are only older ones.
        let is_past = page
            .iter()
            .all(|one| moment(one).is_some_and(|at| at < stretch.from));
        if more.is_none() || is_past {
            return Ok(());
        }
        next = more;
    }
}

impl Stretch<'_> {
    /// Twilio filters by days in UTC, and says of the last one only that it ends at midnight: one more is asked for, and
    /// [`Self::holds`] cuts exactly.
    fn filter(&self, way: Way) -> MessageFilter {
        let number = Some(self.number.whatsapp());
        let (to, from) = match way {
            Way::In => (number, None),
            Way::Out => (None, number),
        };
        MessageFilter {
            to,
            from,
            sent_after: Some(day(self.from)),
            sent_before: (!self.is_last).then(|| day(self.to + Span::days(1))),
            limit: Some(PAGE),
            ..MessageFilter::default()
        }
    }

    fn holds(&self, one: &twilio::Message) -> bool {
        moment(one).is_some_and(|at| (self.from..=self.to).contains(&at))
    }
}

/// The day of a moment as Twilio filters by it, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    let mut text = at.rfc3339();
    text.truncate("2026-11-21".len());
    text
}

/// When it was sent, or written if it was not yet.
fn moment(one: &twilio::Message) -> Option<Timestamp> {
    let at = one.date_sent.as_deref().or(one.date_created.as_deref());
    at.and_then(Timestamp::from_rfc2822)
}

/// Takes in what is missing, oldest first, and adds Twilio's names of it to `filled`.
async fn fill(
    world: &World,
    stretch: &Stretch<'_>,
    listed: &[&twilio::Message],
    filled: &mut Vec<String>,
) -> Result<()> {
    for one in listed.iter().rev().filter(|one| one.direction == "inbound") {
        let sid = one.sid.as_str();
        let mut db = world.store.read().await?;
        let known = is_known(&mut db, stretch.dealer, sid).await?
            // Its webhook came, and brings more than this list: whoever works on it takes it in.
            || is_coming(&mut db, sid).await?;
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
    Ok(())
}

/// Whether it has a row here, or had one: what was erased while the list was read is not taken in again.
async fn is_known(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<bool> {
    Ok(store::messages::find_by_sid(db, dealer, sid).await?.is_some()
        || store::erasures::is_erased(db, dealer, sid).await?)
}

/// Whether a message's webhook came and will still be worked on. One whose job was given up will not.
async fn is_coming(db: &mut Db, sid: &str) -> Result<bool> {
    let Some(hook) = store::hooks::find_waiting(db, "inbound", sid).await? else {
        return Ok(false);
    };
    if hook.trouble.is_none() {
        return Ok(true);
    }
    let Some(batch) = store::hooks::batch_of(&hook.id) else {
        return Ok(false);
    };
    jobs::is_under_way(db, &Work::ProcessHooks { batch }).await
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
        Address::Scoped(name) => Some(name.clone()),
        Address::Phone(_) => None,
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

/// Moves our messages up to where Twilio has them, and adds Twilio's names of those whose status was behind to
/// `corrected`; a price is no difference, Twilio tells it nowhere else.
async fn correct(
    world: &World,
    dealer: &DealerId,
    listed: &[&twilio::Message],
    corrected: &mut Vec<String>,
) -> Result<()> {
    let by_sid: BTreeMap<&str, &twilio::Message> =
        listed.iter().map(|one| (one.sid.as_str(), *one)).collect();
    let sids: Vec<&str> = by_sid.keys().copied().collect();
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
    Ok(())
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

/// Adds Twilio's names of messages that went out from the number and are not ours. What was compared before was told
/// before.
async fn find_unknown(
    world: &World,
    stretch: &Stretch<'_>,
    listed: &[&twilio::Message],
    unknown: &mut Vec<String>,
) -> Result<()> {
    let is_new = |one: &&&twilio::Message| {
        one.direction.starts_with("outbound") && moment(one).is_some_and(|at| at > stretch.reached)
    };
    for one in listed.iter().rev().filter(is_new) {
        let sid = one.sid.as_str();
        let mut db = world.store.read().await?;
        let is_ours = is_known(&mut db, stretch.dealer, sid).await?
            || may_be_ours(&mut db, stretch.dealer, one.to.as_deref(), sid).await?;
        if !is_ours {
            unknown.push(sid.to_owned());
        }
    }
    Ok(())
}

/// Whether it is an earlier try of a message to the same buyer, or perhaps one whose answer was lost, which is looked for
/// elsewhere.
async fn may_be_ours(db: &mut Db, dealer: &DealerId, to: Option<&str>, sid: &str) -> Result<bool> {
    let Some(to) = to.and_then(|to| to.parse::<Address>().ok()) else {
        return Ok(false);
    };
    let (phone, scoped) = match &to {
        Address::Phone(phone) => (Some(phone), None),
        Address::Scoped(name) => (None, Some(name.as_str())),
    };
    let Some(contact) = store::contacts::find(db, dealer, phone, scoped).await? else {
        return Ok(false);
    };
    for conversation in store::conversations::list_of_contact(db, dealer, &contact.id).await? {
        let tried = store::messages::list_tried(db, dealer, &conversation.id).await?;
        let lost = store::messages::list_unanswered(db, dealer, &conversation.id).await?;
        if tried.iter().any(|tried| tried == sid) || !lost.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes how far it came; a difference is told in the dealer's story, with the names for the ISV.
async fn note(world: &World, sender: &Sender, row: &Reconciliation, found: &Found) -> Result<()> {
    let now = row.at;
    let mut db = world.store.write().await?;
    store::reconciliations::save(&mut db, row).await?;
    let differed = [
        ("messages.filled", &found.filled),
        ("messages.corrected", &found.corrected),
        ("messages.unknown", &found.unknown),
    ];
    for (what, sids) in differed {
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
