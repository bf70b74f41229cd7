use domain::{
    DealerId, MessageId, Span, Timestamp, dictionary,
    message::{Kind, Status},
};
use store::{Db, erasures, messages::Message};
use twilio::{Credentials, MessageFilter};

use super::{Route, compare, deliver, track};
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
    wanted: Wanted,
}

/// By what it is known in the list.
struct Wanted {
    /// Not before then.
    since: Timestamp,
    /// What it says.
    words: String,
    is_template: bool,
    has_file: bool,
    /// What other messages of the conversation say that are looked for as well.
    others: Vec<String>,
}

/// Looks at Twilio for a message whose handing over had no answer. It is never sent again: it is found, or a callback
/// tells of it, or after a day it is said that nobody knows. One that was erased meanwhile is looked for all the same, to
/// be deleted there.
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
    let found = search.wanted.among(list.await?);

    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let row = store::messages::get(&mut db, dealer, id).await?;
    let Some((row, _)) = row.as_ref().and_then(still_unknown) else {
        return Ok(Outcome::Done);
    };
    let mut row = row.clone();
    for one in &found {
        if !is_claimed(&mut db, &row, one.sid.as_str()).await? {
            deliver::take(&mut row, one);
            break;
        }
    }
    let is_over = now - handed >= dictionary::SILENCE;
    if row.sid.is_none() && !is_over {
        let wait = Span((now - handed).0.clamp(OFTEN.0, SELDOM.0));
        return Ok(Outcome::Later(now + pause(world, wait)));
    }
    erasures::delete_search(&mut db, dealer, id).await?;
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

/// Whether what Twilio has under that name is another message, or an earlier try.
async fn is_claimed(db: &mut Db, message: &Message, sid: &str) -> Result<bool> {
    let dealer = &message.dealer_id;
    let tried = store::messages::list_tried(db, dealer, &message.conversation_id).await?;
    Ok(tried.iter().any(|tried| tried == sid)
        || store::messages::find_by_sid(db, dealer, sid).await?.is_some()
        || erasures::is_erased(db, dealer, sid).await?)
}

async fn search(db: &mut Db, world: &World, message: &Message, handed: Timestamp) -> Result<Option<Search>> {
    let dealer = &message.dealer_id;
    let Some(route) = Route::find(db, dealer, &message.conversation_id).await? else {
        return Ok(None);
    };
    let kept = erasures::find_search(db, dealer, &message.id).await?;
    let address = route.contact.address().map(|address| address.whatsapp());
    let (address, words) = match (kept, address) {
        (Some(kept), _) => (kept.address, kept.body),
        (None, Some(address)) => (address, message.words()),
        (None, None) => return Ok(None),
    };
    let (_, creds) = accounts::of_dealer(db, world, dealer).await?;
    let files = store::attachments::list(db, dealer, &message.id).await?;
    let mut others = store::messages::list_unanswered(db, dealer, &message.conversation_id).await?;
    others.retain(|other| other.id != message.id && !other.detail.erased);
    let since = handed - SLACK;
    let filter = MessageFilter {
        to: Some(address),
        from: Some(route.number.number.whatsapp()),
        sent_after: Some(compare::day(since)),
        limit: Some(200),
        ..MessageFilter::default()
    };
    Ok(Some(Search {
        creds,
        filter,
        wanted: Wanted {
            since,
            words,
            is_template: message.kind == Kind::Template,
            has_file: !files.is_empty(),
            others: others.iter().map(Message::words).collect(),
        },
    }))
}

impl Wanted {
    /// Those that may be the message, the likeliest first.
    fn among(&self, listed: Vec<twilio::Message>) -> Vec<twilio::Message> {
        // Twilio lists the newest first; of several that nobody knows the oldest is the one.
        let mut fits: Vec<_> = listed.into_iter().rev().filter(|one| self.fits(one)).collect();
        fits.sort_by_key(|one| one.body != self.words);
        fits
    }

    fn fits(&self, one: &twilio::Message) -> bool {
        let created = one.date_created.as_deref().and_then(Timestamp::from_rfc2822);
        let is_ours = one.direction.starts_with("outbound") && created.is_some_and(|at| at >= self.since);
        let has_file = one.num_media.parse().is_ok_and(|files: u32| files > 0);
        // Twilio fills a template in by itself: its words need not be ours to the letter, but they are not those of a
        // message that is looked for as well.
        let may_say_so = one.body == self.words || self.is_template && !self.others.contains(&one.body);
        is_ours && may_say_so && (has_file == self.has_file || self.is_template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: Timestamp = Timestamp::from_seconds(1_795_251_600);

    /// A message of Twilio's list, so many seconds after [`SINCE`].
    fn listed(seconds: i64, body: &str) -> twilio::Message {
        let (year, _, day, hour, minute, second) = (SINCE + Span::seconds(seconds)).civil();
        let created = format!("Sat, {day:02} Nov {year} {hour:02}:{minute:02}:{second:02} +0000");
        let json = serde_json::json!({
            "sid": format!("SM{:032x}", 1_000_000 + seconds), "account_sid": format!("AC{:032x}", 1),
            "status": "queued", "direction": "outbound-api", "body": body, "num_media": "0",
            "date_created": created,
        });
        serde_json::from_value(json).expect("a message")
    }

    fn found(wanted: &Wanted, newest_first: &[(i64, &str)]) -> Vec<i64> {
        let list = newest_first.iter().map(|(at, body)| listed(*at, body)).collect();
        let at = |one: twilio::Message| one.date_created.and_then(|at| Timestamp::from_rfc2822(&at));
        let found = wanted.among(list).into_iter();
        found
            .map(|one| (at(one).expect("a date") - SINCE).as_seconds())
            .collect()
    }

    fn wanted(words: &str, is_template: bool) -> Wanted {
        Wanted {
            since: SINCE,
            words: words.into(),
            is_template,
            has_file: false,
            others: vec!["Bent u er nog?".into()],
        }
    }

    #[test]
    fn words_are_found_to_the_letter_and_the_oldest_of_the_same_first() {
        let list = [(90, "Hallo"), (60, "hallo"), (30, "Hallo"), (-30, "Hallo")];
        assert_eq!(found(&wanted("Hallo", false), &list), [30, 90]);
    }

    #[test]
    fn a_template_is_rather_the_one_that_says_the_same_and_never_another_that_is_looked_for() {
        let list = [
            (90, "Uw auto staat klaar, Jan."),
            (60, "Bent u er nog?"),
            (30, "Uw auto staat klaar, Jan!"),
            (-30, "Uw auto staat klaar, Jan."),
        ];
        assert_eq!(found(&wanted("Uw auto staat klaar, Jan.", true), &list), [90, 30]);
    }
}
