use std::collections::BTreeMap;

use domain::{
    ConversationId, DealerId, Span, Timestamp,
    conversation::{ConversationFigures, DayFigures, Figures, PersonFigures, Stats, day},
};
use store::{Db, replies::Reply};

use super::lines::names;
use crate::{Actor, Result, World, zone};

/// More replies than a dealer gives in that time; of more, the latest.
const MOST: u32 = 50_000;
/// How many days are shown.
const DAYS: i64 = 30;
/// How many of those who waited longest are shown.
const SLOWEST: usize = 10;

/// How long buyers waited for an answer of a person in the last 30 days, as the dealer's clock counts them. For owners.
pub async fn stats(world: &World, actor: &Actor) -> Result<Stats> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let hours = store::offices::get(&mut db, dealer)
        .await?
        .map(|office| office.hours);
    let zone = hours.unwrap_or_default().zone;
    let shown = days_before(&zone, now);
    // A day more than is shown: midnight is not the same everywhere.
    let mut replies = store::replies::list(&mut db, dealer, now - Span::days(DAYS + 1), MOST).await?;
    replies.retain(|reply| shown.contains(&date(&zone, reply.replied_at)));
    Ok(Stats {
        all: Figures::of(replies.iter().map(wait).collect()),
        days: days(&replies, shown, &zone),
        people: people(&mut db, dealer, &replies).await?,
        slowest: slowest(&mut db, dealer, &replies).await?,
    })
}

fn wait(reply: &Reply) -> Span {
    reply.replied_at - reply.waited_since
}

/// The dealer's day of a moment; UTC's if nobody knows the zone any more.
fn date(zone: &str, at: Timestamp) -> String {
    zone::wall(zone, at).map_or_else(|| day(at), |wall| wall.date.to_string())
}

/// The dealer's today and the days before it, the oldest first.
fn days_before(zone: &str, now: Timestamp) -> Vec<String> {
    let today = date(zone, now);
    let noons = (0..=DAYS + 1).rev().map(|ago| {
        let at = now - Span::days(ago);
        Timestamp(at.0.div_euclid(Span::days(1).0) * Span::days(1).0) + Span::hours(12)
    });
    let mut all: Vec<String> = noons.map(day).filter(|one| *one <= today).collect();
    if all.last() != Some(&today) {
        all.push(today);
    }
    let from = all
        .len()
        .saturating_sub(usize::try_from(DAYS).expect("a small number"));
    all.split_off(from)
}

fn days(replies: &[Reply], shown: Vec<String>, zone: &str) -> Vec<DayFigures> {
    let by_day = grouped(replies, |reply| date(zone, reply.replied_at));
    let figures = |day: String| DayFigures {
        figures: Figures::of(by_day.get(&day).cloned().unwrap_or_default()),
        day,
    };
    shown.into_iter().map(figures).collect()
}

async fn people(db: &mut Db, dealer: &DealerId, replies: &[Reply]) -> Result<Vec<PersonFigures>> {
    let names: BTreeMap<_, _> = store::people::list_names(db, dealer).await?.into_iter().collect();
    let by_person = grouped(replies, |reply| reply.person.clone());
    let figures = |(person, waits)| PersonFigures {
        name: names.get(&person).cloned().unwrap_or_default(),
        figures: Figures::of(waits),
        person,
    };
    let mut people: Vec<_> = by_person.into_iter().map(figures).collect();
    people.sort_by_key(|one| std::cmp::Reverse(one.figures.count));
    Ok(people)
}

async fn slowest(db: &mut Db, dealer: &DealerId, replies: &[Reply]) -> Result<Vec<ConversationFigures>> {
    let by_conversation = grouped(replies, |reply| reply.conversation.clone());
    let figures = by_conversation
        .into_iter()
        .map(|(id, waits)| (id, Figures::of(waits)));
    let mut slowest: Vec<(ConversationId, Figures)> = figures.collect();
    slowest.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.median));
    slowest.truncate(SLOWEST);
    let ids: Vec<_> = slowest.iter().map(|(id, _)| id).collect();
    let rows = store::conversations::list_of(db, dealer, &ids).await?;
    let names = names(db, dealer, &rows).await?;
    let named = |(conversation, figures): (ConversationId, Figures)| {
        let row = rows.iter().find(|row| row.id == conversation)?;
        let name = names.get(&row.contact_id).cloned().unwrap_or_default();
        Some(ConversationFigures {
            conversation,
            name,
            figures,
        })
    };
    Ok(slowest.into_iter().filter_map(named).collect())
}

fn grouped<K: Ord>(replies: &[Reply], key: impl Fn(&Reply) -> K) -> BTreeMap<K, Vec<Span>> {
    let mut groups: BTreeMap<K, Vec<Span>> = BTreeMap::new();
    for reply in replies {
        groups.entry(key(reply)).or_default().push(wait(reply));
    }
    groups
}
