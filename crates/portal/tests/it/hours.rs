//! Opening hours: who is answered automatically, how often, and who gets a new conversation.

use domain::{
    Span, Timestamp,
    hours::Form,
    member::Role,
    message::{Direction, Origin, Status},
};
use portal::{Error, hours, messages};

use crate::{
    house::{House, houses},
    sending::{BUYER, Talk},
};

const ANSWER: &str = "We are closed and answer on Monday.";

/// Weekdays from nine to six.
fn form() -> Form {
    let weekday = "09:00-18:00".to_owned();
    let mut days = vec![weekday; 5];
    days.extend([String::new(), String::new()]);
    Form {
        on: Some("true".into()),
        zone: "Europe/Amsterdam".into(),
        days,
        holidays: "2026-11-25".into(),
        // PostgreSQL keeps no text with NUL: it is left out.
        answer: format!("{ANSWER}\0"),
    }
}

async fn set(house: &House, form: &Form, in_turn: bool) {
    hours::save(&house.world, &house.jansen.owner, form, in_turn)
        .await
        .expect("saved");
}

/// Moves the clock to a moment in Amsterdam, in November 2026.
fn walk_to(house: &House, day: i64, hour: i64) {
    // 2026-11-01T00:00:00Z; Amsterdam is an hour ahead in winter.
    let wanted = Timestamp::from_seconds(1_793_491_200) + Span::days(day - 1) + Span::hours(hour - 1);
    house.world.clock.advance(wanted - house.world.clock.now());
}

async fn automatic(house: &House, talk: &Talk) -> usize {
    let thread = house.thread(talk).await;
    thread.iter().filter(|row| row.origin == Origin::Machine).count()
}

#[tokio::test]
async fn whoever_writes_when_nobody_is_there_is_answered_once_until_somebody_is() {
    for house in houses().await {
        let talk = house.talk().await;
        set(&house, &form(), false).await;
        // Saturday the 21st, Sunday the 22nd, and before nine on Monday are one closed stretch.
        for (day, hour) in [(21, 14), (22, 11), (22, 23), (23, 8)] {
            walk_to(&house, day, hour);
            house.buyer_says(&talk.number, BUYER, "Bent u open?").await;
            house.work().await;
            assert_eq!(automatic(&house, &talk).await, 1, "{day} {hour}");
        }
        assert_eq!(house.handed(), [ANSWER]);
        let line = house.row_of(&talk).await;
        assert!(line.waiting_since.is_some(), "a person still has to answer");
        assert_eq!(line.last_direction, Direction::In);

        walk_to(&house, 23, 10);
        house.buyer_says(&talk.number, BUYER, "Goedemorgen").await;
        assert_eq!(automatic(&house, &talk).await, 1, "somebody is there");
        walk_to(&house, 23, 19);
        house.buyer_says(&talk.number, BUYER, "Nog even dit").await;
        assert_eq!(automatic(&house, &talk).await, 2, "the next closed stretch");
        walk_to(&house, 25, 12);
        house.buyer_says(&talk.number, BUYER, "En vandaag?").await;
        assert_eq!(automatic(&house, &talk).await, 3, "a holiday");
        house.work().await;
        let last = house.thread(&talk).await.pop().expect("a message");
        assert_eq!(
            (last.origin, last.author_id, last.status),
            (Origin::Machine, None, Some(Status::Queued))
        );

        let mut db = house.world.store.read().await.unwrap();
        let stats = store::messages::last_answer_at(&mut db, &house.jansen.id, &talk.conversation).await;
        assert_eq!(
            stats.unwrap(),
            None,
            "the machine's answer is nobody's first reply"
        );
    }
}

#[tokio::test]
async fn each_conversation_is_answered_and_a_stop_word_is_not() {
    for house in houses().await {
        let talk = house.talk().await;
        set(&house, &form(), false).await;
        walk_to(&house, 21, 14);
        house.buyer_says(&talk.number, "+31622222222", "Hallo").await;
        house.buyer_says(&talk.number, "+31633333333", "STOP").await;
        house.buyer_says(&talk.number, BUYER, "Hallo").await;
        house.work().await;
        let mut answered: Vec<_> = house
            .simulator
            .messages()
            .into_iter()
            .filter(|one| one.body == ANSWER)
            .map(|one| one.to)
            .collect();
        answered.sort_unstable();
        assert_eq!(answered, [&format!("whatsapp:{BUYER}"), "whatsapp:+31622222222"]);
    }
}

#[tokio::test]
async fn what_is_off_or_heard_of_late_is_not_answered() {
    for house in houses().await {
        let talk = house.talk().await;
        let off = Form { on: None, ..form() };
        set(&house, &off, false).await;
        walk_to(&house, 21, 14);
        house.buyer_says(&talk.number, BUYER, "Hallo").await;
        assert_eq!(automatic(&house, &talk).await, 0);

        set(&house, &form(), false).await;
        let to = talk.number.whatsapp();
        let fields = [
            ("MessageSid", "SM000000000000000000000000000000aa"),
            ("From", "whatsapp:+31611111111"),
            ("To", to.as_str()),
            ("Body", "Van gisteren"),
        ];
        let late: Vec<_> = fields
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let yesterday = house.world.clock.now() - Span::hours(12);
        messages::receive(&house.world, &house.jansen.id, &late, yesterday)
            .await
            .unwrap();
        assert_eq!(automatic(&house, &talk).await, 0);
    }
}

#[tokio::test]
async fn only_owners_set_hours_and_faults_stand_at_their_field() {
    for house in houses().await {
        let world = &house.world;
        let agent = house.hire(&house.jansen, "ans@jansen.example", Role::Agent).await;
        assert!(matches!(hours::open(world, &agent).await, Err(Error::Denied)));
        assert!(matches!(
            hours::save(world, &agent, &form(), false).await,
            Err(Error::Denied)
        ));
        assert!(matches!(
            hours::open(world, &house.admin).await,
            Err(Error::Missing)
        ));
        let fresh = hours::open(world, &house.jansen.owner).await.unwrap();
        assert!(!fresh.hours.is_on && fresh.zones.contains(&"Europe/Madrid".to_owned()));
        let wrong = Form {
            zone: "Europe/Atlantis".into(),
            ..form()
        };
        let refused = hours::save(world, &house.jansen.owner, &wrong, false).await;
        assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "zone"));

        set(&house, &form(), true).await;
        let page = hours::open(world, &house.jansen.owner).await.unwrap();
        assert_eq!(
            (page.hours.answer.as_str(), page.in_turn, page.is_open),
            (ANSWER, true, false)
        );
        let other = hours::open(world, &house.linde.owner).await.unwrap();
        assert_eq!(other.hours.answer, "");
    }
}

#[tokio::test]
async fn new_conversations_go_to_everybody_in_turn() {
    for house in houses().await {
        let talk = house.talk().await;
        assert_eq!(house.row_of(&talk).await.assignee_id, None);
        house.hire(&house.jansen, "ans@jansen.example", Role::Agent).await;
        set(&house, &form(), true).await;
        let mut assigned = Vec::new();
        for n in 1..=4 {
            let from = format!("+3162222222{n}");
            let conversation = house.buyer_says(&talk.number, &from, "Hallo").await;
            let number = talk.number.clone();
            let row = house.row_of(&Talk { number, conversation }).await;
            assigned.push(row.assignee_id.expect("somebody's"));
        }
        assert_ne!(assigned[0], assigned[1]);
        assert_eq!((&assigned[0], &assigned[1]), (&assigned[2], &assigned[3]));
        house.buyer_says(&talk.number, BUYER, "Nog iets").await;
        assert_eq!(
            house.row_of(&talk).await.assignee_id,
            None,
            "one that was there stays as it is"
        );
    }
}

#[tokio::test]
async fn a_buyer_sees_that_somebody_is_writing_and_twilio_is_not_asked_too_often() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let asked = || house.simulator.heard_calls("typing.create");
        for _ in 0..3 {
            messages::typing(world, owner, &talk.conversation).await.unwrap();
            house.work().await;
        }
        assert_eq!(asked(), 1);
        world.clock.advance(Span::seconds(21));
        messages::typing(world, owner, &talk.conversation).await.unwrap();
        // The worker was busy for too long: by now nobody may be writing.
        world.clock.advance(Span::seconds(30));
        house.work().await;
        assert_eq!(asked(), 1);
        messages::typing(world, owner, &talk.conversation).await.unwrap();
        house.work().await;
        assert_eq!(asked(), 2);
        let stranger = messages::typing(world, &house.linde.owner, &talk.conversation).await;
        assert!(matches!(stranger, Err(Error::Missing)));
        world.clock.advance(Span::days(2));
        messages::typing(world, owner, &talk.conversation).await.unwrap();
        house.work().await;
        assert_eq!(asked(), 2, "the window is closed");
    }
}
