use std::{collections::HashSet, fmt, str::FromStr};

use domain::{
    DealerId, Lang, Page, Timestamp,
    dealer::{TimelineEntry, Tone},
    mail::MailState,
    say::dealer as words,
};
use store::{Cursor, Db, audit::Row, mails};

use crate::{
    Result,
    actor::MACHINE,
    audit::{self, What},
    pages, story,
};

/// How many things a page tells at most.
const PAGE: usize = 100;

/// What happened around a dealer, newest first: its numbers' story, the log, its mails.
pub(super) async fn tell(db: &mut Db, dealer: &DealerId, after: Option<&str>) -> Result<Page<TimelineEntry>> {
    let (lang, most) = (Lang::default(), pages::limit(PAGE));
    let mut place = Place::read(after);
    let events = store::events::list_before(db, dealer, place.story, most).await?;
    let log = store::audit::list(db, dealer, &place.log, most).await?;
    let mails = store::mails::list(db, dealer, &place.mails, most).await?;
    let told = told(db, dealer, &log).await?;
    let mut events = events.into_iter().peekable();
    let mut log = log.into_iter().peekable();
    let mut mails = mails.into_iter().peekable();
    let mut rows = Vec::new();
    for _ in 0..PAGE {
        let event = events.peek().map(|event| event.at);
        let line = log.peek().map(|line| line.at);
        let mail = mails.peek().map(|row| row.mail.at);
        // Of the same moment, the story comes first.
        if let Some(event) = events.next_if(|_| event >= line && event >= mail) {
            place.story = event.position;
            rows.push(story::entry(lang, event));
        } else if let Some(line) = log.next_if(|_| line >= mail) {
            place.log = Cursor {
                at: line.at,
                id: line.id.as_str().to_owned(),
            };
            // What the story tells already, it tells better.
            if !told.contains(&(line.at, line.who.clone())) {
                rows.push(of_log(lang, line));
            }
        } else if let Some(row) = mails.next() {
            place.mails = Cursor {
                at: row.mail.at,
                id: row.mail.id.as_str().to_owned(),
            };
            rows.push(of_mail(lang, row));
        }
    }
    let more = events.peek().is_some() || log.peek().is_some() || mails.peek().is_some();
    Ok(Page {
        rows,
        next: more.then(|| place.to_string()),
    })
}

/// Who did what the story tells at the times of these lines, on whatever page.
async fn told(db: &mut Db, dealer: &DealerId, log: &[Row]) -> Result<HashSet<(Timestamp, String)>> {
    let (Some(newest), Some(oldest)) = (log.first(), log.last()) else {
        return Ok(HashSet::new());
    };
    let moments = store::events::list_moments(db, dealer, oldest.at, newest.at).await?;
    Ok(moments.into_iter().collect())
}

/// Where a page goes on, in each of the three.
struct Place {
    story: i64,
    log: Cursor,
    mails: Cursor,
}

impl Place {
    /// The place in an address, or the newest when there is none or it is not one of ours.
    fn read(text: Option<&str>) -> Self {
        text.and_then(|text| text.parse().ok()).unwrap_or_else(|| Self {
            story: i64::MAX,
            log: Cursor::start(),
            mails: Cursor::start(),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.story, self.log, self.mails)
    }
}

impl FromStr for Place {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let mut parts = text.splitn(3, '~');
        let mut next = || parts.next().ok_or(());
        Ok(Self {
            story: next()?.parse().map_err(drop)?,
            log: next()?.parse()?,
            mails: next()?.parse()?,
        })
    }
}

fn of_log(lang: Lang, line: Row) -> TimelineEntry {
    TimelineEntry {
        at: line.at,
        words: audit::words(lang, &line.what, &line.subject, &line.detail),
        tone: match What::parse(&line.what) {
            Some(What::SignInFailed) => Tone::Warn,
            Some(What::InvitationAccepted) => Tone::Good,
            _ => Tone::Plain,
        },
        detail: Some(line.from).filter(|from| !from.is_empty()),
        who: line.who,
        what: line.what,
    }
}

fn of_mail(lang: Lang, row: mails::Row) -> TimelineEntry {
    let mail = row.mail;
    let (words, tone) = match mail.state {
        MailState::Kept | MailState::Waiting => {
            (words::mail_written(lang, &mail.to, &mail.subject), Tone::Plain)
        }
        MailState::Sent => (words::mail_sent(lang, &mail.to, &mail.subject), Tone::Plain),
        MailState::Failed => (words::mail_failed(lang, &mail.to, &mail.subject), Tone::Bad),
    };
    TimelineEntry {
        at: mail.at,
        who: MACHINE.to_owned(),
        words,
        what: format!("mail.{}", mail.state.as_str()),
        tone,
        detail: mail.error,
    }
}
