use domain::{
    DealerId, Lang, Timestamp,
    home::ConnectionCard,
    say::dealer as words,
    sender::HealthLevel,
    signup::{Progress, SignupState, StepState},
};
use store::{Db, signups::Signup};

use crate::{Result, World, integrations, signups};

/// How a dealer is doing, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its worst number; `None` before the first.
    pub level: Option<HealthLevel>,
    /// Where it is, in words and without the level's name.
    pub words: String,
    /// When a buyer last wrote to one of its numbers.
    pub last_inbound: Option<Timestamp>,
}

/// How a dealer is doing: its numbers, or else how far it came with the first.
pub async fn standing(db: &mut Db, world: &World, dealer: &DealerId, now: Timestamp) -> Result<Standing> {
    let lang = Lang::default();
    let cards = integrations::cards(db, world, dealer, now).await?;
    if let Some(standing) = of_numbers(lang, &cards) {
        return Ok(standing);
    }
    let sessions = store::signups::list(db, dealer).await?;
    let last = sessions
        .iter()
        .find(|signup| is_open(signup, now))
        .or(sessions.first());
    let words = match last {
        Some(signup) => of_signup(lang, &progress(db, world, signup, now).await?),
        None => words::not_started(lang).to_owned(),
    };
    // A number that was taken away says more than the session it came from.
    Ok(
        match cards
            .last()
            .filter(|_| last.is_none_or(|signup| !is_open(signup, now)))
        {
            Some(card) => Standing {
                level: Some(card.health.level),
                words: card.health.words.clone(),
                last_inbound: card.last_inbound,
            },
            None => Standing {
                level: None,
                words,
                last_inbound: None,
            },
        },
    )
}

/// Whether the dealer can still go on with it.
pub(super) fn is_open(signup: &Signup, now: Timestamp) -> bool {
    signup.ended_at.is_none() && (signup.waba_id.is_some() || signup.expires_at > now)
}

/// Where a session is.
pub(super) async fn progress(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    now: Timestamp,
) -> Result<Progress> {
    Ok(signups::open_signup(db, world, signup, now).await?.progress)
}

/// The worst of the numbers that are not taken away.
fn of_numbers(lang: Lang, cards: &[ConnectionCard]) -> Option<Standing> {
    let live: Vec<&ConnectionCard> = cards
        .iter()
        .filter(|card| card.health.level != HealthLevel::Disconnected)
        .collect();
    let worst = live.iter().max_by_key(|card| badness(card.health.level))?;
    let words = match (worst.health.level, live.len()) {
        (HealthLevel::Connected, 2..) => words::connected_numbers(lang, live.len()),
        _ => worst.health.words.clone(),
    };
    Some(Standing {
        level: Some(worst.health.level),
        words,
        last_inbound: live.iter().filter_map(|card| card.last_inbound).max(),
    })
}

fn badness(level: HealthLevel) -> u8 {
    match level {
        HealthLevel::Disconnected => 0,
        HealthLevel::Connected => 1,
        HealthLevel::InReview => 2,
        HealthLevel::ActionNeeded => 3,
        HealthLevel::Paused => 4,
    }
}

/// Where a session is, or where it ended.
pub(super) fn of_signup(lang: Lang, progress: &Progress) -> String {
    let at = progress
        .steps
        .iter()
        .find(|step| step.state != StepState::Done)
        .map_or("", |step| step.title.as_str());
    match (progress.state, &progress.left_at) {
        (SignupState::Open, Some(left)) => words::left_at(lang, left),
        (SignupState::Open, None) => words::link_waits(lang).to_owned(),
        (SignupState::GoingLive, _) => words::going_live(lang, at),
        (SignupState::CodeNeeded, _) => words::code_waits(lang).to_owned(),
        (SignupState::Stuck, _) => words::stuck_at(lang, at),
        (SignupState::Connected, _) => words::connected(lang).to_owned(),
        (SignupState::Expired, _) => words::ran_out(lang).to_owned(),
        (SignupState::Revoked, _) => words::withdrawn(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{dictionary::Who, sender::Health};

    use super::*;

    fn card(level: HealthLevel) -> ConnectionCard {
        ConnectionCard {
            id: "one".parse().unwrap(),
            number: "+31612345678".parse().unwrap(),
            national: "06 12345678".into(),
            display_name: "Autobedrijf Jansen".into(),
            health: Health {
                level,
                words: match level {
                    HealthLevel::Connected | HealthLevel::Disconnected => String::new(),
                    other => format!("{other:?}"),
                },
                act: String::new(),
                who: Who::Nobody,
                button: None,
                code: None,
                checked: None,
            },
            last_inbound: None,
        }
    }

    fn said(levels: &[HealthLevel]) -> Option<String> {
        let cards: Vec<ConnectionCard> = levels.iter().copied().map(card).collect();
        of_numbers(Lang::En, &cards).map(|standing| standing.words)
    }

    #[test]
    fn the_worst_number_speaks_for_the_dealer_and_those_taken_away_do_not() {
        use HealthLevel::{ActionNeeded, Connected, Disconnected, InReview, Paused};
        for (levels, words) in [
            (&[][..], None),
            (&[Disconnected], None),
            (&[Connected], Some("")),
            (&[Connected, Disconnected, Connected], Some("2 numbers")),
            (&[Connected, InReview], Some("InReview")),
            (&[Paused, ActionNeeded, Connected], Some("Paused")),
        ] {
            assert_eq!(said(levels).as_deref(), words, "{levels:?}");
        }
    }

    #[test]
    fn the_newest_message_to_any_of_its_numbers_counts() {
        let at = |seconds| Some(Timestamp::from_seconds(seconds));
        let cards: Vec<ConnectionCard> = [None, at(20), at(10)]
            .into_iter()
            .map(|last_inbound| ConnectionCard {
                last_inbound,
                ..card(HealthLevel::Connected)
            })
            .collect();
        let newest = |cards: &[ConnectionCard]| of_numbers(Lang::En, cards).unwrap().last_inbound;
        assert_eq!(newest(&cards), at(20));
        assert_eq!(newest(&cards[..1]), None);
    }
}
