//! What Meta says about a WABA or a number that changes nothing here, and that its dealer should read all the same.

use domain::{DealerId, E164, SenderId, Timestamp};
use meta::{
    Id,
    webhook::{AccountUpdate, Restriction},
};
use store::{Db, events::Event, signups::Signup};

use crate::{
    Result, World,
    story::{self, Happening},
};

/// How far back a dealer's story is searched for news that came before: Meta repeats a webhook for days.
const LATEST: u32 = 100;

/// One sentence for a dealer's story. The names stand in `story.rs`.
#[derive(Debug, PartialEq, Eq)]
struct News {
    what: &'static str,
    /// What the name needs to become a sentence.
    about: Option<String>,
}

impl News {
    fn new(what: &'static str, about: impl Into<Option<String>>) -> Self {
        Self {
            what,
            about: about.into(),
        }
    }
}

/// Tells an update to the dealers it is about, once however often it comes. Answers whether it is about anybody's.
/// `said_at` is Meta's time.
pub(super) async fn tell(world: &World, update: &AccountUpdate, said_at: Timestamp) -> Result<bool> {
    let said_at = said_at.rfc3339();
    let (waba, number) = about(update);
    let news = news(update);
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let readers = readers(&mut db, waba, number).await?;
    for (dealer, sender) in &readers {
        let latest = store::events::list(&mut db, dealer, LATEST).await?;
        for News { what, about } in &news {
            let same = |event: &Event| {
                event.what == *what && event.about == *about && event.raw.as_ref() == Some(&said_at)
            };
            if latest.iter().any(same) {
                continue;
            }
            let happening = Happening {
                sender: sender.as_ref(),
                who: story::META,
                what,
                about: about.as_deref(),
                raw: Some(&said_at),
                ..Happening::default()
            };
            story::tell(&mut db, world, now, dealer, happening).await?;
        }
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(!readers.is_empty() && !news.is_empty())
}

/// Which WABA it is about, and which number of it, if one.
fn about(update: &AccountUpdate) -> (Option<&Id>, Option<E164>) {
    match update {
        AccountUpdate::AccountViolation { waba_id, .. }
        | AccountUpdate::AccountRestriction { waba_id, .. }
        | AccountUpdate::AccountReview { waba_id, .. } => (waba_id.as_ref(), None),
        AccountUpdate::PhoneNumberName {
            waba_id,
            display_phone_number,
            ..
        } => (waba_id.as_ref(), number(display_phone_number)),
        _ => (None, None),
    }
}

/// `15550783881`, as Meta writes a number to show, or `+1 555-078-3881`.
fn number(shown: &str) -> Option<E164> {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    format!("+{digits}").try_into().ok()
}

fn news(update: &AccountUpdate) -> Vec<News> {
    match update {
        AccountUpdate::AccountViolation { violation, .. } => {
            vec![News::new("meta.violation", violation.clone())]
        }
        AccountUpdate::AccountRestriction { restrictions, .. } if restrictions.is_empty() => {
            vec![News::new("meta.restricted", None)]
        }
        AccountUpdate::AccountRestriction { restrictions, .. } => restrictions
            .iter()
            .map(|one| News::new("meta.restricted", restriction(one)))
            .collect(),
        AccountUpdate::AccountReview { decision, .. } => {
            vec![News::new("meta.reviewed", decision.clone())]
        }
        AccountUpdate::PhoneNumberName {
            display_phone_number,
            decision,
            requested_name,
            rejection_reason,
            ..
        } => {
            let name = requested_name.as_ref().unwrap_or(display_phone_number);
            vec![match (decision.as_str(), rejection_reason) {
                ("REJECTED", reason) => {
                    let reason = reason.as_deref().unwrap_or("UNKNOWN");
                    News::new("meta.name_rejected", format!("{reason} {name}"))
                }
                (decision, _) => News::new("meta.named", format!("{decision} {name}")),
            }]
        }
        _ => Vec::new(),
    }
}

/// The kind, and behind a space until when, if Meta says.
fn restriction(one: &Restriction) -> String {
    match &one.expiration {
        Some(until) => format!("{} {until}", one.kind),
        None => one.kind.clone(),
    }
}

/// The dealers whose WABA it is: the one that is connected with it, or else those that are connecting it as Meta itself
/// said, or else whose number it is. With the number's sender, so that only its own page tells of it.
async fn readers(
    db: &mut Db,
    waba: Option<&Id>,
    number: Option<E164>,
) -> Result<Vec<(DealerId, Option<SenderId>)>> {
    let mut dealers = Vec::new();
    if let Some(waba) = waba.map(Id::as_str) {
        let owner = store::subaccounts::find_by_waba(db, waba).await?;
        dealers.extend(owner.map(|row| row.dealer_id));
        if dealers.is_empty() {
            let knowing = store::signups::list_of_waba(db, waba).await?;
            // What only a browser told may be another business's account.
            let sure = |signup: &Signup| signup.facebook_by.as_deref() != Some("page");
            dealers.extend(knowing.into_iter().filter(sure).map(|signup| signup.dealer_id));
        }
    }
    if let Some(number) = number.as_ref().filter(|_| dealers.is_empty()) {
        let holder = store::numbers::find_holder(db, number).await?;
        dealers.extend(holder.map(|row| row.dealer_id));
    }
    dealers.sort();
    dealers.dedup();
    let mut readers = Vec::new();
    for dealer in dealers {
        let sender = match &number {
            Some(number) => store::senders::find_by_number(db, &dealer, number).await?,
            None => None,
        };
        readers.push((dealer, sender.map(|sender| sender.id)));
    }
    Ok(readers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_however_meta_writes_it() {
        for shown in ["31612345678", "+31612345678", "+31 6 1234-5678"] {
            let read = number(shown).map(|number| number.to_string());
            assert_eq!(read.as_deref(), Some("+31612345678"), "{shown}");
        }
        assert_eq!(number("none"), None);
    }

    #[test]
    fn each_restriction_is_news_of_its_own_and_one_without_a_kind_is_news_too() {
        let restricted = |restrictions| {
            news(&AccountUpdate::AccountRestriction {
                waba_id: None,
                restrictions,
            })
        };
        let one = |kind: &str, until: Option<&str>| Restriction {
            kind: kind.to_owned(),
            expiration: until.map(str::to_owned),
        };
        assert_eq!(restricted(vec![]), [News::new("meta.restricted", None)]);
        assert_eq!(
            restricted(vec![one("A", None), one("B", Some("April 17, 2027"))]),
            [
                News::new("meta.restricted", "A".to_owned()),
                News::new("meta.restricted", "B April 17, 2027".to_owned()),
            ]
        );
    }
}
