//! The hourly comparison with Twilio's list: what never came is found, what came is left alone.

use std::time::Duration;

use domain::{
    NumberId, SenderId, Span, Timestamp,
    message::{AttachmentState, Kind, Status},
    number::NumberKind,
    sender::SenderStatus,
};
use portal::{
    conversations, dealers,
    jobs::{self, Work},
    messages,
};
use simulator::{Attachment, Inbound, Outcome, Rule};
use store::senders::{NewSender, Seen};
use twilio::{Credentials, NewMessage};

use crate::{
    house::{House, houses},
    receiving::{photo, says},
};

impl House {
    /// Our clock goes with the simulator's, `later` after it.
    pub fn same_time(&self, later: Span) {
        let theirs = Timestamp(self.simulator.now() * 1_000) + later;
        self.world.clock.advance(theirs - self.world.clock.now());
    }

    /// Compares Jansen's one sender now.
    async fn compare(&self) {
        self.have_compared().await;
        jobs::run_until_idle(&self.world).await.unwrap();
    }

    /// Asks for a comparison of Jansen's one sender.
    pub async fn have_compared(&self) {
        let mut db = self.world.store.read().await.unwrap();
        let due = store::reconciliations::list_due(&mut db, self.world.clock.now(), 10)
            .await
            .unwrap();
        drop(db);
        let [one] = &due[..] else {
            panic!("one sender is due, not {due:?}")
        };
        let now = self.world.clock.now();
        let mut db = self.world.store.write().await.unwrap();
        let work = Work::CompareMessages {
            sender: one.sender.clone(),
        };
        jobs::enqueue(&mut db, &self.world, now, Some(&one.dealer), &work)
            .await
            .unwrap();
        db.commit().await.unwrap();
    }

    /// What is noted of it.
    pub async fn reconciliation(&self) -> store::reconciliations::Reconciliation {
        let mut db = self.world.store.read().await.unwrap();
        let dealer = &self.jansen.id;
        let later = self.world.clock.now() + Span::days(1);
        let senders = store::reconciliations::list_due(&mut db, later, 1).await.unwrap();
        let row = store::reconciliations::get(&mut db, dealer, &senders[0].sender).await;
        row.unwrap().expect("it was compared")
    }

    pub async fn times_told(&self, what: &str) -> usize {
        let story = self.story(&self.jansen.id).await;
        story.iter().filter(|told| *told == what).count()
    }
}

#[tokio::test]
async fn messages_whose_webhooks_never_came_are_taken_in_once() {
    for house in houses().await {
        let number = house.line_open().await;
        let heard = house.posted(&says(&number, "Dit kwam aan"));
        let lost = house.simulator.inbound(&says(&number, "Dit niet")).unwrap();
        let picture = Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        };
        let picture = house.simulator.inbound(&picture).unwrap();
        house.hook("inbound", &heard).await;
        house.same_time(Span::minutes(3));
        for _ in 0..2 {
            house.compare().await;
            house.world.clock.advance(Span::hours(1));
        }

        let message = house.message_of(&lost).await.expect("found");
        assert_eq!((message.kind, message.body.as_str()), (Kind::Text, "Dit niet"));
        let (conversation, contact) = house.conversation_of(&message).await;
        assert_eq!(
            (conversation.unread, contact.profile_name.as_deref()),
            (3, Some("Jan de Boer"))
        );
        let picture = house.message_of(&picture).await.expect("found");
        assert_eq!(picture.kind, Kind::Image);
        let mut db = house.world.store.read().await.unwrap();
        let files = store::attachments::list(&mut db, &house.jansen.id, &picture.id)
            .await
            .unwrap();
        assert_eq!(files[0].state, AttachmentState::Kept);
        drop(db);
        assert_eq!(house.times_told("messages.filled").await, 1);
    }
}

/// What the ISV reads on the dealer's page about `what`: the words, and the detail below them.
async fn told(house: &House, what: &str) -> Vec<(String, String)> {
    let story = dealers::open(&house.world, &house.admin, &house.jansen.id, None)
        .await
        .unwrap();
    let told = story.timeline.rows.into_iter().filter(|entry| entry.what == what);
    told.map(|entry| (entry.words, entry.detail.unwrap_or_default()))
        .collect()
}

#[tokio::test]
async fn the_isv_reads_what_differed_and_twilios_names_of_it() {
    for house in houses().await {
        let talk = house.talk().await;
        house.same_time(Span(0));
        house
            .buyer_says(&talk.number, crate::sending::BUYER, "Ben je er?")
            .await;
        let lost = house.simulator.inbound(&says(&talk.number, "Dit niet")).unwrap();
        let sent = house.write(&talk, "1", "Ja, nog wel").await.unwrap();
        house.work().await;
        let sent = house.message(&sent).await.sid.expect("taken");
        // Somebody sends from the dealer's account past us.
        let dealer = &house.jansen.id;
        let mut db = house.world.store.read().await.unwrap();
        let account = store::subaccounts::get(&mut db, dealer)
            .await
            .unwrap()
            .unwrap()
            .account_sid;
        drop(db);
        let account = house.simulator.account(&account).expect("it is there");
        let creds = Credentials {
            account_sid: account.sid.parse().unwrap(),
            auth_token: account.auth_token.clone().into(),
        };
        let past_us = NewMessage {
            from: talk.number.whatsapp(),
            to: format!("whatsapp:{}", crate::sending::BUYER),
            body: Some("Niet van hier".into()),
            ..NewMessage::default()
        };
        let past_us = house
            .world
            .twilio
            .send_message(&creds, &creds.account_sid, &past_us)
            .await;
        let past_us = past_us.unwrap().sid.as_str().to_owned();
        house.simulator.advance(Duration::from_mins(3)).await;
        house.same_time(Span::minutes(3));

        for _ in 0..2 {
            house.compare().await;
            house.world.clock.advance(Span::hours(1));
        }

        let filled = told(&house, "messages.filled").await;
        assert_eq!(
            filled,
            [("Messages that had not arrived were fetched: 1".to_owned(), lost)]
        );
        let corrected = told(&house, "messages.corrected").await;
        let words = "Messages stood further than was known here: 1".to_owned();
        assert_eq!(corrected, [(words, sent)]);
        let unknown = told(&house, "messages.unknown").await;
        let words = "Messages were sent from this number that are not from here: 1".to_owned();
        assert_eq!(unknown, [(words, past_us)], "once");
        let row = house.reconciliation().await;
        assert_eq!(
            (row.filled, row.corrected),
            (0, 0),
            "the second time nothing differed"
        );
    }
}

#[tokio::test]
async fn an_earlier_try_of_ours_is_not_told_as_unknown() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        house.same_time(Span(0));
        house
            .buyer_says(&talk.number, crate::sending::BUYER, "Ben je er?")
            .await;
        let (view, _) = house.failed(&talk).await;
        messages::retry(world, owner, &view.id).await.unwrap();
        house.work().await;
        house.simulator.advance(Duration::from_mins(3)).await;
        house.same_time(Span::minutes(3));

        house.compare().await;
        assert_eq!(house.handed().len(), 2, "Twilio lists both tries");
        assert_eq!(house.times_told("messages.unknown").await, 0);
    }
}

#[tokio::test]
async fn what_is_still_on_its_way_is_left_to_its_webhook() {
    for house in houses().await {
        let number = house.line_open().await;
        let young = house.simulator.inbound(&says(&number, "Net verstuurd")).unwrap();
        house.same_time(Span::minutes(1));
        house.compare().await;
        assert_eq!(house.message_of(&young).await, None);
        house.world.clock.advance(Span::hours(1));
        house.compare().await;
        assert!(house.message_of(&young).await.is_some());
    }
}

#[tokio::test]
async fn statuses_and_prices_that_were_never_told_are_learned() {
    for house in houses().await {
        let talk = house.talk().await;
        house.same_time(Span(0));
        // The window is open by the clock that both go by.
        house
            .buyer_says(&talk.number, crate::sending::BUYER, "Ben je er?")
            .await;
        let sent = house.write(&talk, "1", "Ja, nog wel").await.unwrap();
        house.work().await;
        assert_eq!(house.message(&sent).await.status, Some(Status::Queued));
        house.simulator.advance(Duration::from_mins(3)).await;
        house.same_time(Span::minutes(3));
        house.compare().await;
        let row = house.message(&sent).await;
        assert!(row.status >= Some(Status::Delivered), "{:?}", row.status);
        assert!(
            row.price.as_ref().is_some_and(|price| price.starts_with('-'))
                && row.price_unit.as_deref() == Some("USD")
        );
        let thread = conversations::open(&house.world, &house.jansen.owner, &row.conversation_id).await;
        let shown = thread.unwrap().messages.into_iter().find(|one| one.id == row.id);
        assert_eq!(shown.unwrap().price.as_deref(), Some("0.00500 USD"));
        let line = house.row_of(&talk).await;
        assert_eq!((line.last_status, line.seq), (row.status, row.seq));
        assert_eq!(house.times_told("messages.corrected").await, 1);
        let seq = row.seq;
        house.world.clock.advance(Span::hours(1));
        house.compare().await;
        assert_eq!(
            house.message(&sent).await.seq,
            seq,
            "nothing new, nothing written"
        );
    }
}

#[tokio::test]
async fn what_is_read_the_next_morning_is_learned_though_nobody_told_it() {
    for house in houses().await {
        let talk = house.talk().await;
        house.same_time(Span(0));
        house
            .buyer_says(&talk.number, crate::sending::BUYER, "Ben je er nog?")
            .await;
        let late = Rule::new(Outcome::ReadLate).lasting(Duration::from_hours(14));
        house.simulator.script(late);
        let sent = house.write(&talk, "1", "Ja, tot zes uur").await.unwrap();
        house.work().await;
        house.simulator.advance(Duration::from_mins(3)).await;
        house.same_time(Span::minutes(3));
        house.compare().await;
        assert_eq!(house.message(&sent).await.status, Some(Status::Delivered));

        for hours in [8, 7] {
            house.simulator.advance(Duration::from_hours(hours)).await;
            house.same_time(Span::minutes(3));
            house.compare().await;
        }
        assert_eq!(house.message(&sent).await.status, Some(Status::Read));
    }
}

#[tokio::test]
async fn the_sweep_asks_for_it_every_hour() {
    for house in houses().await {
        house.line_open().await;
        jobs::start(&house.world).await.unwrap();
        let before = house.simulator.heard_calls("messages.list");
        house.settle_within(Span::minutes(1)).await;
        let once = house.simulator.heard_calls("messages.list") - before;
        assert_eq!(once, 2, "one call each way");
        house.settle_within(Span::hours(3)).await;
        assert_eq!(house.simulator.heard_calls("messages.list") - before, 4 * once);
    }
}

#[tokio::test]
async fn when_twilio_does_not_answer_nothing_is_skipped() {
    for house in houses().await {
        let number = house.line_open().await;
        let lost = house.simulator.inbound(&says(&number, "Dit niet")).unwrap();
        house.same_time(Span::minutes(3));
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("messages.list"));
        house.compare().await;
        assert_eq!(house.message_of(&lost).await, None);
        house.settle_within(Span::minutes(5)).await;
        assert!(house.message_of(&lost).await.is_some());
    }
}

#[tokio::test]
async fn a_busy_hour_is_compared_to_its_end() {
    for house in houses().await {
        let number = house.line_open().await;
        let all: Vec<_> = (0..1_005)
            .map(|n| house.simulator.inbound(&says(&number, &n.to_string())).unwrap())
            .collect();
        house.same_time(Span::minutes(3));

        house.compare().await;

        let mut missing = Vec::new();
        for sid in &all {
            if house.message_of(sid).await.is_none() {
                missing.push(sid);
            }
        }
        assert_eq!(missing, Vec::<&String>::new());
        let row = house.reconciliation().await;
        assert_eq!((row.filled, row.reached), (1_005, row.at - Span::minutes(2)));
    }
}

#[tokio::test]
async fn after_days_away_the_oldest_is_compared_first_and_all_of_it() {
    for house in houses().await {
        let number = house.line_open().await;
        house.same_time(Span::minutes(3));
        house.compare().await;
        let mut lost = Vec::new();
        for day in 0..5 {
            house.simulator.advance(Duration::from_hours(24)).await;
            let words = format!("Dag {day}");
            lost.push(house.simulator.inbound(&says(&number, &words)).unwrap());
        }
        house.same_time(Span::minutes(3));

        house.compare().await;
        assert!(house.message_of(&lost[0]).await.is_some());
        assert_eq!(
            house.message_of(&lost[4]).await,
            None,
            "the next turn's, however long it was"
        );

        house.settle_within(Span::minutes(10)).await;
        for sid in &lost {
            assert!(house.message_of(sid).await.is_some(), "{sid}");
        }
    }
}

#[tokio::test]
async fn a_message_whose_webhook_was_given_up_is_taken_in() {
    for house in houses().await {
        let number = house.line_open().await;
        let mut wrong = house.posted(&says(&number, "Toch aangekomen"));
        let name = |(key, _): &&(String, String)| key == "MessageSid";
        let sid = wrong.iter().find(name).unwrap().1.clone();
        wrong.retain(|(key, _)| key != "From");
        house.hook("inbound", &wrong).await;
        house.same_time(Span::minutes(3));

        house.compare().await;

        let message = house.message_of(&sid).await.expect("found");
        assert_eq!(message.body, "Toch aangekomen");
    }
}

#[tokio::test]
async fn a_sender_that_cannot_be_compared_is_not_first_for_ever() {
    for house in houses().await {
        house.line_open().await;
        house.world.clock.advance(Span::hours(2));
        let now = house.world.clock.now();
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("messages.list").always());

        house.compare().await;

        let mut db = house.world.store.read().await.unwrap();
        let due = store::reconciliations::list_due(&mut db, now, 10).await.unwrap();
        assert_eq!(due, []);
        drop(db);
        let row = house.reconciliation().await;
        assert_eq!(row.at, now);
        assert!(row.reached < now - Span::hours(1), "nothing counts as compared");
    }
}

/// That many more of Jansen's senders, online.
async fn more_senders(house: &House, how_many: u32) {
    let (dealer, now) = (&house.jansen.id, house.world.clock.now());
    let mut db = house.world.store.write().await.unwrap();
    for n in 0..how_many {
        let (number, id): (NumberId, SenderId) = (house.world.chance.id(now), house.world.chance.id(now));
        let e164 = format!("+31970000{n:04}").parse().unwrap();
        store::numbers::insert(&mut db, dealer, &number, &e164, NumberKind::Byo, None, now)
            .await
            .unwrap();
        let new = NewSender {
            id: &id,
            number: &number,
            sender_sid: &format!("XE{n:032x}"),
            waba_id: "1",
            display_name: "Jansen",
            status: "ONLINE",
            inbound_url: "",
            status_url: "",
            registered_at: now,
        };
        store::senders::insert(&mut db, dealer, &new).await.unwrap();
        let seen = Seen {
            status: SenderStatus::Online,
            quality: None,
            messaging_limit: None,
            reason_code: None,
            reason: None,
            display_name: None,
            inbound_url: String::new(),
            status_url: String::new(),
        };
        store::senders::set_seen(&mut db, dealer, &id, &seen, now)
            .await
            .unwrap();
    }
    db.commit().await.unwrap();
}

#[tokio::test]
async fn every_sender_is_compared_within_the_hour_and_not_all_at_once() {
    for house in houses().await {
        house.line_open().await;
        more_senders(&house, 129).await;
        house.world.clock.advance(Span::seconds(1));
        let start = house.world.clock.now();
        let calls = || house.simulator.heard_calls("messages.list");

        jobs::start(&house.world).await.unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        assert_eq!(calls(), 200, "a hundred in the first minute, both ways");
        house.settle_within(Span::minutes(10)).await;
        assert_eq!(calls(), 260, "the other thirty");

        // An hour after, each of them again, and none of them twice.
        house
            .world
            .clock
            .advance(start + Span::minutes(59) - house.world.clock.now());
        house.settle_within(Span::minutes(10)).await;
        assert_eq!(calls(), 520);
    }
}
