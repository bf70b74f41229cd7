use domain::{
    DealerId, Lang,
    dealer::{TimelineEntry, Tone},
    mail::MailState,
    say,
};
use store::{Cursor, Db};

use crate::{Result, audit};

/// How many of each kind are told.
const MOST: u32 = 300;

/// What happened around a dealer, newest first: the log, its signups and numbers, its mails.
pub(super) async fn tell(db: &mut Db, dealer: &DealerId) -> Result<Vec<TimelineEntry>> {
    let lang = Lang::default();
    let mut entries = Vec::new();
    for line in store::audit::list(db, dealer, &Cursor::start(), MOST).await? {
        entries.push(TimelineEntry {
            at: line.at,
            words: audit::words(lang, &line.what, &line.subject, &line.detail),
            tone: match audit::What::parse(&line.what) {
                Some(audit::What::SignInFailed) => Tone::Warn,
                Some(audit::What::InvitationAccepted | audit::What::SignupConnected) => Tone::Good,
                _ => Tone::Plain,
            },
            detail: Some(line.from).filter(|from| !from.is_empty()),
            who: line.who,
            what: line.what,
        });
    }
    for row in store::mails::list(db, dealer, &Cursor::start(), MOST).await? {
        let mail = row.mail;
        entries.push(TimelineEntry {
            at: mail.at,
            who: say::dealer::machine(lang).to_owned(),
            words: match mail.state {
                MailState::Kept | MailState::Waiting => {
                    say::dealer::mail_written(lang, &mail.to, &mail.subject)
                }
                MailState::Sent => say::dealer::mail_sent(lang, &mail.to, &mail.subject),
                MailState::Failed => say::dealer::mail_failed(lang, &mail.to, &mail.subject),
            },
            what: format!("mail.{}", mail.state.as_str()),
            tone: if mail.state == MailState::Failed {
                Tone::Bad
            } else {
                Tone::Plain
            },
            detail: mail.error,
        });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}
