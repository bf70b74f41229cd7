use std::cmp::Reverse;

use domain::{
    DealerId, Lang,
    dealer::{TimelineEntry, Tone},
    mail::MailState,
    say::dealer as words,
};
use store::{Cursor, Db, audit::Row, mails};

use crate::{
    Result,
    actor::MACHINE,
    audit::{self, What},
    story,
};

/// How many of each kind are told.
const MOST: u32 = 300;

/// What happened around a dealer, newest first: its numbers' story, the log, its mails.
pub(super) async fn tell(db: &mut Db, dealer: &DealerId) -> Result<Vec<TimelineEntry>> {
    let lang = Lang::default();
    let mut entries = story::of_dealer(db, lang, dealer, MOST).await?;
    let log = store::audit::list(db, dealer, &Cursor::start(), MOST).await?;
    // What the story tells already, it tells better.
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.at, entry.who.clone()))
        .collect();
    let untold = log
        .into_iter()
        .filter(|line| !told.contains(&(line.at, line.who.clone())));
    entries.extend(untold.map(|line| of_log(lang, line)));
    let mails = store::mails::list(db, dealer, &Cursor::start(), MOST).await?;
    entries.extend(mails.into_iter().map(|row| of_mail(lang, row)));
    entries.sort_by_key(|entry| Reverse(entry.at));
    Ok(entries)
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
