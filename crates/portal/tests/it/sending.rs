//! What the dealer's people write, on its way to the buyer.

use std::{pin::pin, time::Duration};

use domain::{
    Code, ConversationId, E164, Span,
    conversation::{Colour, EditCanned, EditLabel, Filter, NewNote, SetState},
    message::{Content, Direction, FromTemplate, Location, MessageView, Origin, Outgoing, Status},
    number::NumberKind,
    sender::SenderStatus,
};
use portal::{Actor, Error, Result, conversations, jobs, media, media::Upload, messages, places};
use simulator::{Inbound, Outcome, Rule};
use store::{Cursor, conversations::Conversation, messages::Message};

use crate::{
    house::{House, code, houses, houses_with},
    journey::choice,
    killed::killed,
    receiving::photo,
};

pub const BUYER: &str = "+31611111111";

/// A connected dealer and a buyer who has just written.
pub struct Talk {
    pub number: E164,
    pub conversation: ConversationId,
}

impl House {
    /// Jansen's line is connected, and a buyer writes to it.
    pub async fn talk(&self) -> Talk {
        self.connect(&self.jansen, choice(NumberKind::SmsCapable)).await;
        let number = self.integrations(&self.jansen).await[0].phone_number.clone();
        let conversation = self.buyer_says(&number, BUYER, "Is de Golf er nog?").await;
        Talk { number, conversation }
    }

    /// A buyer writes, and Twilio tells us.
    pub async fn buyer_says(&self, number: &E164, from: &str, body: &str) -> ConversationId {
        let written = Inbound {
            from: from.into(),
            to: number.as_str().into(),
            body: body.into(),
            ..Inbound::default()
        };
        let sid = self.simulator.inbound(&written).expect("the number hears");
        let to = number.whatsapp();
        let from = format!("whatsapp:{from}");
        let fields = [
            ("MessageSid", sid.as_str()),
            ("From", &from),
            ("To", &to),
            ("Body", body),
        ];
        let form: Vec<_> = fields
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let now = self.world.clock.now();
        messages::receive(&self.world, &self.jansen.id, &form, now)
            .await
            .expect("received");
        let mut db = self.world.store.read().await.expect("a read");
        let message = store::messages::find_by_sid(&mut db, &self.jansen.id, &sid).await;
        message.expect("read").expect("stored").conversation_id
    }

    /// Piet writes.
    pub async fn write(&self, talk: &Talk, request: &str, body: &str) -> Result<MessageView> {
        self.write_as(&self.jansen.owner, talk, request, text(body)).await
    }

    pub async fn write_as(
        &self,
        actor: &Actor,
        talk: &Talk,
        request: &str,
        content: Content,
    ) -> Result<MessageView> {
        let outgoing = Outgoing {
            conversation: talk.conversation.clone(),
            request_id: request.into(),
            content,
        };
        messages::send(&self.world, actor, outgoing).await
    }

    /// Every message of a conversation, oldest first.
    pub async fn thread(&self, talk: &Talk) -> Vec<Message> {
        let mut db = self.world.store.read().await.expect("a read");
        let start = Cursor::start();
        let list = store::messages::list(&mut db, &self.jansen.id, &talk.conversation, &start, 100).await;
        let mut list = list.expect("the thread");
        list.reverse();
        list
    }

    pub async fn message(&self, view: &MessageView) -> Message {
        let mut db = self.world.store.read().await.expect("a read");
        let row = store::messages::get(&mut db, &self.jansen.id, &view.id).await;
        row.expect("read").expect("it is there")
    }

    pub async fn row_of(&self, talk: &Talk) -> Conversation {
        let mut db = self.world.store.read().await.expect("a read");
        let row = store::conversations::get(&mut db, &self.jansen.id, &talk.conversation).await;
        row.expect("read").expect("it is there")
    }

    /// The words of what Twilio was handed for this buyer, oldest first.
    pub fn handed(&self) -> Vec<String> {
        let all = self.simulator.messages().into_iter();
        let to = format!("whatsapp:{BUYER}");
        all.filter(|one| one.to == to).map(|one| one.body).collect()
    }

    /// Twilio tells how far a try of a message came.
    async fn told(&self, view: &MessageView, attempt: u32, sid: &str, status: &str) {
        let attempt = attempt.to_string();
        let fields = [
            ("MessageSid", sid),
            ("MessageStatus", status),
            ("ErrorCode", if status == "failed" { "63018" } else { "" }),
            (portal::hooks::MESSAGE, view.id.as_str()),
            (portal::hooks::ATTEMPT, &attempt),
        ];
        let form: Vec<_> = fields
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        messages::track(&self.world, &self.jansen.id, &form)
            .await
            .expect("tracked");
    }

    /// A message that Twilio took, and that failed later: with Twilio's name of that try.
    pub async fn failed(&self, talk: &Talk) -> (MessageView, String) {
        let view = self.write(talk, "r-1", "Hallo").await.expect("written");
        self.work().await;
        let sid = self.message(&view).await.sid.expect("taken");
        self.told(&view, 1, &sid, "failed").await;
        assert_eq!(self.message(&view).await.status, Some(Status::Failed));
        (view, sid)
    }

    /// Does what is due now.
    pub async fn work(&self) {
        jobs::run_until_idle(&self.world).await.expect("jobs run");
    }
}

pub fn text(body: &str) -> Content {
    Content::Text { body: body.into() }
}

#[tokio::test]
async fn an_answer_goes_out_once_however_often_it_is_handed_in() {
    for house in houses().await {
        let talk = house.talk().await;
        let waited = house.row_of(&talk).await.waiting_since.expect("the buyer waits");

        let first = house.write(&talk, "r-1", "Ja, kom gerust langs.").await.unwrap();
        let second = house.write(&talk, "r-1", "Ja, kom gerust langs.").await.unwrap();
        assert_eq!(
            (first.status, first.origin),
            (Some(Status::Waiting), Origin::Person)
        );
        assert_eq!(first, second);
        assert_eq!(first.author.as_deref(), Some("Piet"));
        house.work().await;
        let third = house.write(&talk, "r-1", "Ja, kom gerust langs.").await.unwrap();
        house.work().await;

        assert_eq!(third.id, first.id);
        assert_eq!(house.handed(), ["Ja, kom gerust langs."]);
        let row = house.message(&first).await;
        assert_eq!((row.status, row.attempts), (Some(Status::Queued), 1));
        assert!(row.sid.is_some());
        let line = house.row_of(&talk).await;
        assert_eq!((line.waiting_since, line.last_direction), (None, Direction::Out));
        assert_eq!(
            (line.last_text.as_str(), line.last_status),
            ("Ja, kom gerust langs.", Some(Status::Queued))
        );
        assert!(waited <= row.at);
    }
}

#[tokio::test]
async fn twilio_is_told_our_name_of_the_message() {
    for house in houses().await {
        let talk = house.talk().await;
        let view = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.work().await;
        let sent = house
            .simulator
            .messages()
            .into_iter()
            .find(|one| one.body == "Hallo");
        let callback = sent.expect("sent").callback.expect("a callback");
        assert!(
            callback.ends_with(&format!("/status?m={}&a=1", view.id)),
            "{callback}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_its_reason() {
    for house in houses().await {
        let talk = house.talk().await;
        let fields = async |request: &str, body: &str| match house.write(&talk, request, body).await {
            Err(Error::Invalid(fields)) => fields[0].field.clone(),
            other => panic!("a wrong field, not: {other:?}"),
        };
        assert_eq!(fields("r-1", "  \n ").await, "body");
        assert_eq!(fields("r-1", &"a".repeat(1601)).await, "body");
        assert_eq!(fields("", "Hallo").await, "request_id");
        assert_eq!(fields("r 1", "Hallo").await, "request_id");
        let file = Content::Media {
            attachment: "0199".parse().unwrap(),
            caption: String::new(),
        };
        let nobodys = house.write_as(&house.jansen.owner, &talk, "r-1", file).await;
        assert!(matches!(nobodys, Err(Error::Invalid(fields)) if fields[0].field == "attachment"));
        for stranger in [&house.linde.owner, &house.admin] {
            let result = house.write_as(stranger, &talk, "r-1", text("Hallo")).await;
            assert!(matches!(result, Err(Error::Missing)), "{result:?}");
        }

        house.world.clock.advance(Span::hours(24));
        assert_eq!(code(house.write(&talk, "r-1", "Hallo").await), Code::WindowClosed);
        house.buyer_says(&talk.number, BUYER, "STOP").await;
        assert_eq!(
            code(house.write(&talk, "r-1", "Hallo").await),
            Code::ContactStopped
        );
        house.buyer_says(&talk.number, BUYER, "START").await;
        house.write(&talk, "r-1", "Daar zijn we weer").await.unwrap();

        set_status(&house, "OFFLINE").await;
        assert_eq!(code(house.write(&talk, "r-2", "Hallo").await), Code::NotConnected);
    }
}

async fn set_status(house: &House, status: &str) {
    let dealer = &house.jansen.id;
    let now = house.world.clock.now();
    let mut db = house.world.store.write().await.unwrap();
    let number = store::numbers::list(&mut db, dealer).await.unwrap()[0]
        .number
        .clone();
    let sender = store::senders::find_by_number(&mut db, dealer, &number)
        .await
        .unwrap()
        .unwrap();
    let seen = store::senders::Seen {
        status: SenderStatus::from(status.to_owned()),
        quality: None,
        messaging_limit: None,
        reason_code: None,
        reason: None,
        display_name: None,
        inbound_url: sender.inbound_url,
        status_url: sender.status_url,
    };
    store::senders::set_seen(&mut db, dealer, &sender.id, &seen, now)
        .await
        .unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn a_place_is_sent_as_a_place() {
    for house in houses().await {
        let talk = house.talk().await;
        let place = Content::Location(Location {
            latitude: "52.3702".into(),
            longitude: "4.8952".into(),
            label: "Showroom".into(),
            address: "Dam 1".into(),
        });
        house
            .write_as(&house.jansen.owner, &talk, "r-1", place)
            .await
            .unwrap();
        house.work().await;
        let all = house.simulator.messages();
        let sent = all.iter().find(|one| one.location.is_some()).expect("a place");
        assert_eq!(sent.body, "Showroom");
    }
}

#[tokio::test]
async fn an_owner_says_where_they_are_and_everybody_sends_it_once() {
    for house in houses().await {
        let talk = house.talk().await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", domain::member::Role::Agent)
            .await;
        let send = async |actor: &Actor, request: &str| {
            messages::send_place(world, actor, talk.conversation.clone(), request.to_owned()).await
        };
        let form = |label: &str, at: &str| domain::place::Form {
            label: label.into(),
            address: "Dam 1".into(),
            at: at.into(),
        };
        let right = form("Showroom", "https://www.google.com/maps/@52.3702,4.8952,17z");
        assert!(matches!(send(owner, "r-0").await, Err(Error::Invalid(_))));
        for wrong in [form("", "52.3702, 4.8952"), form("Showroom", "Amsterdam")] {
            let refused = places::save(world, owner, &wrong).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}");
        }
        assert!(matches!(
            places::save(world, &kees, &right).await,
            Err(Error::Denied)
        ));

        places::save(world, owner, &right).await.unwrap();
        let sent = send(&kees, "r-1").await.unwrap();
        assert_eq!(send(&kees, "r-1").await.unwrap().id, sent.id);
        house.work().await;
        let all = house.simulator.messages();
        let sent: Vec<_> = all.iter().filter(|one| one.location.is_some()).collect();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].body, "Showroom");

        assert!(matches!(
            send(&house.linde.owner, "r-2").await,
            Err(Error::Missing)
        ));
        for (actor, denied) in [(&kees, true), (&house.linde.owner, false)] {
            let refused = places::remove(world, actor).await;
            let is_right = if denied {
                matches!(refused, Err(Error::Denied))
            } else {
                matches!(refused, Err(Error::Missing))
            };
            assert!(is_right, "{refused:?}");
        }
        places::remove(world, owner).await.unwrap();
        assert_eq!(conversations::words(world, owner).await.unwrap().place, None);
        let log = portal::audit::list(world, &house.admin, Some(&house.jansen.id), None).await;
        let log: Vec<_> = log.unwrap().rows.into_iter().map(|line| line.words).collect();
        for told in [
            "Changed the location that buyers are sent",
            "Removed the location that buyers are sent",
        ] {
            assert!(log.iter().any(|words| words == told), "{told}");
        }
    }
}

#[tokio::test]
async fn messages_keep_their_order_when_twilio_is_busy() {
    for house in houses().await {
        let talk = house.talk().await;
        house
            .simulator
            .script(Rule::new(Outcome::Http429).call("messages.create").times(2));
        for n in 1..=12 {
            house
                .write(&talk, &format!("r-{n}"), &n.to_string())
                .await
                .unwrap();
        }
        house.work().await;
        assert!(house.handed().is_empty(), "WhatsApp asked for silence");
        // A further message does not hurry the ones before it.
        house.write(&talk, "r-13", "13").await.unwrap();
        house.work().await;
        assert_eq!(house.simulator.heard_calls("messages.create"), 1);

        house.settle().await;
        let expected: Vec<_> = (1..=13).map(|n| n.to_string()).collect();
        assert_eq!(house.handed(), expected);
        assert_eq!(house.simulator.heard_calls("messages.create"), 15);
        let attempts: Vec<_> = house.thread(&talk).await.iter().map(|row| row.attempts).collect();
        assert_eq!(attempts[1], 3, "{attempts:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_the_message_never_sent_again() {
    for outcome in [Outcome::ConnectionCut, Outcome::Http500Unknown] {
        for house in houses().await {
            let talk = house.talk().await;
            house
                .simulator
                .script(Rule::new(outcome.clone()).call("messages.create"));
            let lost = house.write(&talk, "r-1", "Hallo").await.unwrap();
            let next = house.write(&talk, "r-2", "Bent u er nog?").await.unwrap();
            house.work().await;
            assert_eq!(house.message(&lost).await.status, Some(Status::Unknown));
            assert_eq!(house.message(&next).await.status, Some(Status::Queued));

            house.settle().await;
            let found = house.message(&lost).await;
            assert!(
                found.sid.is_some() && found.status >= Some(Status::Queued),
                "{found:?}"
            );
            assert_eq!(house.handed(), ["Hallo", "Bent u er nog?"]);
        }
    }
}

#[tokio::test]
async fn a_try_that_failed_is_not_taken_for_the_next_one_whose_answer_was_lost() {
    for house in houses().await {
        let talk = house.talk().await;
        let (view, first) = house.failed(&talk).await;
        messages::retry(&house.world, &house.jansen.owner, &view.id)
            .await
            .unwrap();
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("messages.create"));
        house.settle().await;

        let row = house.message(&view).await;
        assert_eq!(
            (row.status, row.sid, row.attempts),
            (Some(Status::Unknown), None, 2)
        );
        assert_eq!(row.detail.tried, [first]);
        assert!(
            house.simulator.heard_calls("messages.list") > 0,
            "it was looked for"
        );
        let again = messages::retry(&house.world, &house.jansen.owner, &view.id).await;
        assert_eq!(code(again), Code::Conflict);
    }
}

#[tokio::test]
async fn late_news_of_a_try_that_failed_do_not_stop_the_next_one() {
    for house in houses().await {
        let talk = house.talk().await;
        let (view, first) = house.failed(&talk).await;
        messages::retry(&house.world, &house.jansen.owner, &view.id)
            .await
            .unwrap();
        for late in ["sent", "failed"] {
            house.told(&view, 1, &first, late).await;
            assert_eq!(house.message(&view).await.status, Some(Status::Waiting), "{late}");
        }
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("messages.create"));
        house.work().await;
        house.told(&view, 1, &first, "sent").await;
        assert_eq!(house.message(&view).await.status, Some(Status::Unknown));
        let second = "SM00000000000000000000000000000002";
        house.told(&view, 2, second, "sent").await;
        let row = house.message(&view).await;
        assert_eq!(
            (row.status, row.sid.as_deref()),
            (Some(Status::Sent), Some(second))
        );
    }
}

#[tokio::test]
async fn a_message_that_arrived_after_all_is_not_sent_again() {
    for house in houses().await {
        let talk = house.talk().await;
        let (view, first) = house.failed(&talk).await;
        messages::retry(&house.world, &house.jansen.owner, &view.id)
            .await
            .unwrap();
        house.told(&view, 1, &first, "delivered").await;
        house.work().await;
        assert_eq!(house.message(&view).await.status, Some(Status::Delivered));
        assert_eq!(house.handed(), ["Hallo"]);
    }
}

#[tokio::test]
async fn news_of_a_message_heal_it_when_its_answer_was_lost() {
    for house in houses().await {
        let talk = house.talk().await;
        house
            .simulator
            .script(Rule::new(Outcome::ConnectionCut).call("messages.create"));
        let lost = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.work().await;
        let sid = house
            .simulator
            .messages()
            .into_iter()
            .find(|one| one.body == "Hallo")
            .unwrap()
            .sid;
        let fields = [
            ("MessageSid", sid.as_str()),
            ("MessageStatus", "delivered"),
            (portal::hooks::MESSAGE, lost.id.as_str()),
        ];
        let form: Vec<_> = fields
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        messages::track(&house.world, &house.jansen.id, &form)
            .await
            .unwrap();
        house.settle().await;
        let row = house.message(&lost).await;
        assert_eq!((row.status, row.sid), (Some(Status::Delivered), Some(sid)));
        assert_eq!(house.handed(), ["Hallo"]);
        assert_eq!(
            house.simulator.heard_calls("messages.list"),
            0,
            "nobody had to look"
        );
    }
}

#[tokio::test]
async fn after_a_day_of_silence_it_is_said_that_nobody_knows() {
    for house in houses().await {
        let talk = house.talk().await;
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("messages.create"));
        let lost = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.settle().await;
        let soon = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.settle_within(Span::hours(26)).await;
        let late = house.write(&talk, "r-1", "Hallo").await.unwrap();

        assert_eq!(
            (soon.status, late.status),
            (Some(Status::Unknown), Some(Status::Unknown))
        );
        let (soon, late) = (soon.trouble.unwrap(), late.trouble.unwrap());
        assert_ne!(soon.what, late.what);
        assert!(!late.retry);
        assert!(house.handed().is_empty());
        let again = messages::retry(&house.world, &house.jansen.owner, &lost.id).await;
        assert_eq!(code(again), Code::Conflict);
    }
}

#[tokio::test]
async fn the_window_is_judged_again_when_it_is_the_messages_turn() {
    for house in houses().await {
        let talk = house.talk().await;
        house.world.clock.advance(Span::seconds(24 * 3600 - 2));
        let late = house.write(&talk, "r-1", "Nog net op tijd?").await.unwrap();
        house.world.clock.advance(Span::seconds(5));
        house.work().await;
        let row = house.message(&late).await;
        assert_eq!((row.status, row.error_code), (Some(Status::Failed), Some(63016)));
        assert!(house.handed().is_empty());
        assert_eq!(house.row_of(&talk).await.last_status, Some(Status::Failed));
    }
}

#[tokio::test]
async fn a_failure_says_why_and_is_tried_again_where_that_can_help() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        house
            .simulator
            .script(Rule::new(Outcome::Refused(63018)).call("messages.create"));
        let busy = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.work().await;
        let failed = house.write(&talk, "r-1", "Hallo").await.unwrap();
        let trouble = failed.trouble.expect("why");
        assert_eq!(
            (failed.status, trouble.code, trouble.retry),
            (Some(Status::Failed), Some(63018), true)
        );

        let strangers = messages::retry(world, &house.linde.owner, &busy.id).await;
        assert!(matches!(strangers, Err(Error::Missing)));
        for _ in 0..2 {
            let again = messages::retry(world, piet, &busy.id).await.unwrap();
            assert_eq!((again.status, again.trouble), (Some(Status::Waiting), None));
        }
        house.work().await;
        let row = house.message(&busy).await;
        assert_eq!(
            (row.status, row.error_code, row.attempts),
            (Some(Status::Queued), None, 2)
        );
        assert_eq!(house.handed(), ["Hallo"]);
        assert_eq!(code(messages::retry(world, piet, &busy.id).await), Code::Conflict);

        house
            .simulator
            .script(Rule::new(Outcome::Refused(63024)).call("messages.create"));
        let gone = house.write(&talk, "r-2", "Hallo?").await.unwrap();
        house.work().await;
        assert_eq!(code(messages::retry(world, piet, &gone.id).await), Code::Refused);
    }
}

/// Twilio's form of a message of somebody with this name of Meta's.
async fn says_as(house: &House, talk: &Talk, from: &str, sid: &str) -> ConversationId {
    let to = talk.number.whatsapp();
    let fields = [
        ("MessageSid", sid),
        ("From", from),
        ("ExternalUserId", "whatsapp:NL.1349"),
        ("To", &to),
        ("Body", "Hallo"),
    ];
    let form: Vec<_> = fields
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let dealer = &house.jansen.id;
    messages::receive(&house.world, dealer, &form, house.world.clock.now())
        .await
        .unwrap();
    let mut db = house.world.store.read().await.unwrap();
    let message = store::messages::find_by_sid(&mut db, dealer, sid).await.unwrap();
    message.unwrap().conversation_id
}

#[tokio::test]
async fn what_waits_and_what_was_put_off_survives_that_its_conversation_becomes_one_with_another() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let hidden = "SM00000000000000000000000000000001";
        let gone = Talk {
            number: talk.number.clone(),
            conversation: says_as(&house, &talk, "whatsapp:NL.1349", hidden).await,
        };
        assert_ne!(gone.conversation, talk.conversation);
        let view = house.write(&gone, "r-1", "Goedemiddag").await.unwrap();
        let until = world.clock.now() + Span::hours(1);
        conversations::set_state(world, piet, &gone.conversation, SetState::Snoozed { until })
            .await
            .unwrap();
        let shown = "SM00000000000000000000000000000002";
        let from = format!("whatsapp:{BUYER}");
        assert_eq!(says_as(&house, &talk, &from, shown).await, talk.conversation);

        house.work().await;
        assert_eq!(house.message(&view).await.status, Some(Status::Queued));
        assert_eq!(house.handed(), ["Goedemiddag"]);
        house.world.clock.advance(Span::hours(2));
        house.work().await;
        let (_, counts) = jobs::list(world, &house.admin, None, None).await.unwrap();
        assert_eq!(counts.dead, 0);
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_handed_over_is_told_and_holds_up_no_other() {
    for house in houses().await {
        let talk = house.talk().await;
        let broken = house.write(&talk, "r-1", "Hallo").await.unwrap();
        let next = house.write(&talk, "r-2", "Bent u er nog?").await.unwrap();
        let dealer = &house.jansen.id;
        let mut row = house.message(&broken).await;
        row.detail.template = Some(FromTemplate {
            content_sid: "no name of Twilio's".into(),
            name: "broken".into(),
            variables: Vec::new(),
            buttons: Vec::new(),
        });
        let mut db = house.world.store.write().await.unwrap();
        let seq = store::inboxes::next(&mut db, dealer).await.unwrap();
        store::messages::save_delivery(&mut db, dealer, &row, seq)
            .await
            .unwrap();
        db.commit().await.unwrap();

        house.settle_within(Span::hours(12)).await;
        let told = house.write(&talk, "r-1", "Hallo").await.unwrap();
        assert_eq!(told.status, Some(Status::Failed));
        assert!(told.trouble.is_some_and(|trouble| !trouble.what.is_empty()));
        assert_eq!(house.message(&next).await.status, Some(Status::Queued));
        assert_eq!(house.handed(), ["Bent u er nog?"]);
    }
}

#[tokio::test]
async fn what_no_database_keeps_is_left_out_of_what_people_write() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let view = house.write(&talk, "r-1", "Ha\0llo").await.unwrap();
        assert_eq!(view.body, "Hallo");
        let place = Content::Location(Location {
            latitude: "52.3702".into(),
            longitude: "4.8952".into(),
            label: "Show\0room".into(),
            address: "Dam\0 1".into(),
        });
        let place = house.write_as(piet, &talk, "r-2", place).await.unwrap();
        assert_eq!(place.body, "Showroom");

        let note = |request_id: &str| NewNote {
            request_id: request_id.into(),
            body: "Belt\0 morgen".into(),
            mentions: Vec::new(),
        };
        let written = conversations::write_note(world, piet, &talk.conversation, note("n-1")).await;
        assert_eq!(written.unwrap().body, "Belt morgen");
        let unnamed = conversations::write_note(world, piet, &talk.conversation, note("n\0")).await;
        assert!(matches!(unnamed, Err(Error::Invalid(_))), "{unnamed:?}");
        conversations::save_draft(world, piet, &talk.conversation, "Mor\0gen")
            .await
            .unwrap();
        let edit = EditCanned {
            id: None,
            short: "hoi".into(),
            text: "Ho\0i".into(),
        };
        let canned = conversations::save_canned(world, piet, edit).await.unwrap();
        assert_eq!(canned.text, "Hoi");
        let filter = conversations::save_filter(world, piet, "Mi\0jn", &Filter::default()).await;
        assert_eq!(filter.unwrap().name, "Mijn");
        let edit = EditLabel {
            id: None,
            name: "Pro\0efrit".into(),
            colour: Colour::Blue,
        };
        let label = conversations::save_label(world, piet, edit).await.unwrap();
        assert_eq!(label.name, "Proefrit");
    }
}

#[tokio::test]
async fn a_number_sends_no_faster_than_it_may() {
    for house in houses_with(|settings| settings.send_rate = 3).await {
        let talk = house.talk().await;
        for n in 1..=7 {
            house
                .write(&talk, &format!("r-{n}"), &n.to_string())
                .await
                .unwrap();
        }
        for sent in [3, 6, 7] {
            house.work().await;
            assert_eq!(house.handed().len(), sent);
            house.world.clock.advance(Span::seconds(1));
        }
        let expected: Vec<_> = (1..=7).map(|n| n.to_string()).collect();
        assert_eq!(house.handed(), expected);
    }
}

#[tokio::test]
async fn a_crash_at_any_step_sends_nothing_twice() {
    for house in houses().await {
        let talk = house.talk().await;
        for steps in 1..40 {
            let body = format!("After {steps} steps");
            let view = house.write(&talk, &format!("r-{steps}"), &body).await.unwrap();
            killed(jobs::run_until_idle(&house.world), steps).await;
            house.world.clock.advance(Span::minutes(2));
            house.settle_within(Span::minutes(20)).await;
            let sent = house.handed().iter().filter(|one| **one == body).count();
            let row = house.message(&view).await;
            match row.status {
                Some(Status::Unknown) => assert_eq!((sent, row.sid), (0, None), "{body}"),
                _ => assert!(sent == 1 && row.sid.is_some(), "{body}: {sent} {row:?}"),
            }
            assert_eq!(row.attempts, 1, "{body}");
            house.buyer_says(&talk.number, BUYER, "Ja?").await;
        }
    }
}

#[tokio::test]
async fn a_file_that_is_forgotten_while_it_is_sent_is_not_sent() {
    for house in houses().await {
        let (world, piet, dealer) = (&house.world, &house.jansen.owner, &house.jansen.id);
        let talk = house.talk().await;
        let upload = Upload {
            content_type: "image/jpeg".into(),
            name: Some("foto.jpg".into()),
            bytes: photo(),
        };
        let file = media::upload(world, piet, upload).await.unwrap();
        let mut db = world.store.write().await.unwrap();
        let is_loose = store::attachments::erase_loose(&mut db, dealer, &file.id).await;
        assert!(is_loose.unwrap());

        let picture = Content::Media {
            attachment: file.id.clone(),
            caption: String::new(),
        };
        let mut sending = pin!(house.write_as(piet, &talk, "r-1", picture));
        let early = tokio::time::timeout(Duration::from_millis(300), &mut sending).await;
        assert!(early.is_err(), "{}: it waits for the other", house.store.engine);
        db.commit().await.unwrap();

        match sending.await {
            Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, "attachment"),
            other => panic!("{other:?}"),
        }
        assert_eq!(house.thread(&talk).await.len(), 1);
    }
}
