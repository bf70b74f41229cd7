//! How long buyers waited.

use domain::{ConversationId, PersonId, Span, Timestamp, member::Role};
use portal::{Error, conversations};
use store::replies::NewReply;

use crate::{
    desk::id,
    house::{House, houses},
    sending::BUYER,
};

const JANSEN: &str = "+31201111111";

/// Somebody answered at `at`, after so many minutes.
async fn replied(
    house: &House,
    conversation: &ConversationId,
    person: &PersonId,
    at: Timestamp,
    minutes: i64,
) {
    let reply: domain::MessageId = house.world.chance.id(at);
    let new = NewReply {
        id: reply.as_str(),
        conversation,
        person,
        waited_since: at - Span::minutes(minutes),
        replied_at: at,
    };
    let mut db = house.world.store.write().await.unwrap();
    store::replies::insert(&mut db, &house.jansen.id, &new)
        .await
        .unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn waits_are_told_by_day_by_person_and_by_buyer() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let jan = line.hears("+31611111111", "Jan", "Hallo").await;
        let piet = line.hears("+31622222222", "Piet", "Hallo").await;
        // 21 November 2026, about 9:00 UTC.
        let now = world.clock.now();
        replied(&house, &jan, &id(&kees), now, 10).await;
        replied(&house, &jan, &id(&kees), now - Span::hours(1), 20).await;
        // Half past eleven at night in UTC, the next morning here.
        let midnight = Timestamp(now.0.div_euclid(Span::days(1).0) * Span::days(1).0);
        replied(&house, &piet, &id(owner), midnight - Span::minutes(30), 90).await;
        replied(&house, &piet, &id(owner), now - Span::days(40), 9_999).await;

        let stats = conversations::stats(world, owner).await.unwrap();
        assert_eq!(
            (stats.all.count, stats.all.median, stats.all.average),
            (3, Span::minutes(20), Span::minutes(40))
        );
        assert_eq!((stats.days.len(), stats.days[0].day.as_str()), (30, "2026-10-23"));
        let today = stats.days.last().unwrap();
        assert_eq!(
            (today.day.as_str(), today.figures.count),
            ("2026-11-21", 3),
            "{}",
            house.store.engine
        );
        assert_eq!(stats.days[28].figures.count, 0);
        let people: Vec<_> = stats
            .people
            .iter()
            .map(|one| (one.name.as_str(), one.figures.count))
            .collect();
        assert_eq!(people, [("kees@jansen.example", 2), ("Piet", 1)]);
        let slowest: Vec<_> = stats
            .slowest
            .iter()
            .map(|one| (one.name.as_str(), one.figures.median))
            .collect();
        assert_eq!(slowest, [("Piet", Span::minutes(90)), ("Jan", Span::minutes(20))]);
    }
}

#[tokio::test]
async fn a_conversation_tells_its_own_first_reply() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let first = async || {
            let thread = conversations::open(world, owner, &talk.conversation).await;
            thread.unwrap().first_reply
        };
        assert_eq!(first().await, None, "nobody has answered");

        world.clock.advance(Span::minutes(10));
        house.write(&talk, "r-1", "Ja, die is er nog").await.unwrap();
        assert_eq!(first().await, Some(Span::minutes(10)));

        world.clock.advance(Span::hours(1));
        house.buyer_says(&talk.number, BUYER, "En wat kost hij?").await;
        world.clock.advance(Span::minutes(50));
        house.write(&talk, "r-2", "12.500 euro").await.unwrap();
        assert_eq!(first().await, Some(Span::minutes(10)), "{}", house.store.engine);
        let stats = conversations::stats(world, owner).await.unwrap();
        assert_eq!(stats.all.count, 2, "the figures count every wait that ended");
    }
}

#[tokio::test]
async fn figures_are_the_owners() {
    for house in houses().await {
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let world = &house.world;
        assert!(matches!(
            conversations::stats(world, &kees).await,
            Err(Error::Denied)
        ));
        assert!(matches!(
            conversations::stats(world, &house.admin).await,
            Err(Error::Missing)
        ));
        let empty = conversations::stats(world, &house.linde.owner).await.unwrap();
        assert!(empty.all.count == 0 && empty.people.is_empty() && empty.slowest.is_empty());
    }
}
