//! Erasing when something is in its way: many messages, a file store that fails, Twilio that is not done yet.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::StatusCode,
    routing::{MethodRouter, delete, get},
};
use domain::{Code, ContactId, DealerId, Span, hook::Filter, job::JobState, message::AttachmentState};
use portal::{Error, contacts, conversations, hooks, jobs, media, media::Upload, messages};
use simulator::{Attachment, Inbound, Outcome, Rule};
use store::{Store, messages::Message};

use crate::{
    house::{House, houses, houses_with},
    receiving::{photo, says},
};

impl House {
    /// Jan said this; who he is.
    async fn jan_says(&self, body: &str) -> (Message, ContactId) {
        let number = self.line_open().await;
        let message = self.hear(&says(&number, body)).await;
        let (_, contact) = self.conversation_of(&message).await;
        (message, contact.id)
    }

    /// As many more of the same as there are names.
    async fn more_of(&self, message: &Message, sids: impl Iterator<Item = String>) {
        let mut db = self.world.store.write().await.unwrap();
        for sid in sids {
            let one = Message {
                id: self.world.chance.id(message.at),
                sid: Some(sid),
                ..message.clone()
            };
            assert!(
                store::messages::insert(&mut db, &self.jansen.id, &one)
                    .await
                    .unwrap()
            );
        }
        db.commit().await.unwrap();
    }

    /// How many of Jansen's messages still say something.
    async fn unerased(&self) -> usize {
        let mut db = self.world.store.read().await.unwrap();
        let later = self.world.clock.now();
        let left = store::erasures::list_before(&mut db, &self.jansen.id, later, 10_000).await;
        left.unwrap().len()
    }
}

/// Names that Twilio does not know any more.
fn unknown_sids(how_many: u32) -> impl Iterator<Item = String> {
    (0..how_many).map(|n| format!("SM{n:032x}"))
}

/// Nobody listens there.
fn broken() -> files::Place {
    bucket("http://127.0.0.1:1")
}

fn bucket(endpoint: &str) -> files::Place {
    files::Place::Bucket(files::Bucket {
        endpoint: endpoint.parse().expect("an address"),
        region: "eu-central-1".into(),
        name: "photos".into(),
        prefix: "forecourt".into(),
        key_id: "key".into(),
        secret_key: "secret".to_owned().into(),
    })
}

/// Which dealer of which database is written to while a file is removed.
type Beside = Arc<OnceLock<(Store, DealerId)>>;

/// A bucket that takes its time to remove a file: meanwhile it changes the dealer's inbox, and refuses if it cannot.
async fn slow_bucket(beside: Beside) -> files::Place {
    let shelf: Arc<Mutex<BTreeMap<String, Bytes>>> = Arc::default();
    let (put, got, removed) = (shelf.clone(), shelf.clone(), shelf);
    let doors = get(async move |Path(key): Path<String>| {
        got.lock()
            .unwrap()
            .get(&key)
            .cloned()
            .ok_or(StatusCode::NOT_FOUND)
    })
    .put(async move |Path(key): Path<String>, body: Bytes| {
        put.lock().unwrap().insert(key, body);
    })
    .delete(async move |Path(key): Path<String>| {
        let (store, dealer) = beside.get().expect("the house stands");
        let write = async {
            let mut db = store.write().await?;
            store::inboxes::next(&mut db, dealer).await?;
            db.commit().await
        };
        match tokio::time::timeout(Duration::from_secs(3), write).await {
            Ok(Ok(())) => {
                removed.lock().unwrap().remove(&key);
                StatusCode::NO_CONTENT
            }
            _ => StatusCode::CONFLICT,
        }
    });
    bucket(&serve(Router::new().route("/{*key}", doors)).await)
}

/// The one message that [`busy_twilio`] deletes.
const COMPLETE: &str = "SMffffffffffffffffffffffffffffffff";

/// A Twilio where every message but one is still under way.
async fn busy_twilio() -> twilio::Client {
    let one = delete(async |Path((_, sid)): Path<(String, String)>| {
        let refusal =
            r#"{"code":20009,"message":"Cannot delete this resource before it is complete","status":400}"#;
        if sid.starts_with(COMPLETE) {
            (StatusCode::NO_CONTENT, "")
        } else {
            (StatusCode::BAD_REQUEST, refusal)
        }
    })
    .post(async |Path((account, sid)): Path<(String, String)>| {
        let sid = sid.trim_end_matches(".json");
        format!(r#"{{"sid":"{sid}","account_sid":"{account}","status":"sending","body":""}}"#)
    });
    twilio_at(one).await
}

/// A Twilio that does this with messages.
async fn twilio_at(one: MethodRouter) -> twilio::Client {
    let path = "/2010-04-01/Accounts/{account}/Messages/{sid}";
    let api = serve(Router::new().route(path, one)).await;
    let urls = twilio::Urls {
        api: api.parse().expect("an address"),
        ..twilio::Urls::default()
    };
    twilio::Client::new(twilio::http_client().expect("a client"), urls)
}

/// A Twilio whose list of messages, of whichever way, is this.
async fn twilio_that_lists(messages: String) -> twilio::Client {
    let path = "/2010-04-01/Accounts/{account}/Messages.json";
    let api = serve(Router::new().route(path, get(async move || messages.clone()))).await;
    let urls = twilio::Urls {
        api: api.parse().expect("an address"),
        ..twilio::Urls::default()
    };
    twilio::Client::new(twilio::http_client().expect("a client"), urls)
}

/// Where it listens.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn others_write_while_the_files_are_removed() {
    let beside = [Beside::default(), Beside::default()];
    let places = [
        slow_bucket(beside[0].clone()).await,
        slow_bucket(beside[1].clone()).await,
    ];
    let place = Mutex::new(places.into_iter());
    let houses = houses_with(|settings| {
        settings.media = place.lock().unwrap().next().expect("one for each engine");
    })
    .await;
    for (house, beside) in houses.iter().zip(&beside) {
        beside
            .set((house.world.store.clone(), house.jansen.id.clone()))
            .expect("once");
        let number = house.line_open().await;
        let picture = Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        };
        let picture = house.hear(&picture).await;
        let (_, contact) = house.conversation_of(&picture).await;
        let mut db = house.world.store.read().await.unwrap();
        let files = store::attachments::list(&mut db, &house.jansen.id, &picture.id)
            .await
            .unwrap();
        drop(db);
        let key = files[0].stored.clone().expect("kept");

        contacts::erase(&house.world, &house.jansen.owner, &contact.id)
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();

        assert_eq!(house.unerased().await, 0);
        assert_eq!(house.world.files.get(&key).await.unwrap(), None);
    }
}

#[tokio::test]
async fn messages_still_under_way_at_twilio_keep_nothing_behind_them_waiting() {
    for house in houses().await {
        let (first, contact) = house.jan_says("Mijn kenteken is XX-123-Y").await;
        house.more_of(&first, unknown_sids(210)).await;
        house.world.clock.advance(Span::minutes(1));
        let behind = Message {
            at: house.world.clock.now(),
            ..first.clone()
        };
        house.more_of(&behind, std::iter::once(COMPLETE.to_owned())).await;
        let mut world = house.restarted_with(|_| {});
        world.twilio = busy_twilio().await;

        contacts::erase(&world, &house.jansen.owner, &contact)
            .await
            .unwrap();
        jobs::run_until_idle(&world).await.unwrap();

        let mut db = house.world.store.read().await.unwrap();
        let later = house.world.clock.now() + Span::days(1);
        let left = store::erasures::list_copies(&mut db, &house.jansen.id, later, 1_000)
            .await
            .unwrap();
        assert_eq!(left.len(), 211, "the others are under way");
        assert!(left.iter().all(|one| one.sid != COMPLETE), "it had to wait");
    }
}

/// A Twilio that refuses whatever is asked about one message, and has nothing against the rest.
async fn stubborn_twilio(stuck: &'static str) -> twilio::Client {
    let refusal = r#"{"code":20001,"message":"This resource cannot be changed","status":400}"#;
    let one = delete(async move |Path((_, sid)): Path<(String, String)>| {
        if sid.starts_with(stuck) {
            (StatusCode::BAD_REQUEST, refusal)
        } else {
            (StatusCode::NO_CONTENT, "")
        }
    })
    .post(async move || (StatusCode::BAD_REQUEST, refusal));
    twilio_at(one).await
}

/// A Twilio that answers every third time only that it has trouble.
async fn tired_twilio() -> twilio::Client {
    let asked = Arc::new(AtomicU32::new(0));
    let one = delete(async move || {
        if asked.fetch_add(1, Ordering::SeqCst) % 3 == 2 {
            (StatusCode::INTERNAL_SERVER_ERROR, "<html>")
        } else {
            (StatusCode::NO_CONTENT, "")
        }
    });
    twilio_at(one).await
}

#[tokio::test]
async fn a_message_that_twilio_never_deletes_is_noted_and_keeps_none_behind_it() {
    for house in houses().await {
        let (first, contact) = house.jan_says("Mijn kenteken is XX-123-Y").await;
        let stuck = "SM00000000000000000000000000000000";
        house.more_of(&first, unknown_sids(70)).await;
        let mut world = house.restarted_with(|_| {});
        world.twilio = stubborn_twilio(stuck).await;

        contacts::erase(&world, &house.jansen.owner, &contact)
            .await
            .unwrap();
        jobs::run_until_idle(&world).await.unwrap();

        let later = house.world.clock.now() + Span::days(2);
        let mut db = house.world.store.read().await.unwrap();
        let left = store::erasures::list_copies(&mut db, &house.jansen.id, later, 1_000)
            .await
            .unwrap();
        let [left] = &left[..] else { panic!("{left:?}") };
        assert_eq!(left.sid, stuck);
        assert!(
            left.trouble
                .as_deref()
                .is_some_and(|why| why.contains("cannot be changed")),
            "{left:?}"
        );
        drop(db);

        // It does not stay for ever.
        house.world.clock.advance(Span::days(1));
        world.twilio = stubborn_twilio("none").await;
        jobs::run_until_idle(&world).await.unwrap();
        let mut db = house.world.store.read().await.unwrap();
        let due = store::erasures::next_copy_due(&mut db, &house.jansen.id).await;
        assert_eq!(due.unwrap(), None);
    }
}

#[tokio::test]
async fn deleting_that_comes_further_each_time_is_never_given_up() {
    for house in houses().await {
        let (first, contact) = house.jan_says("Mijn kenteken is XX-123-Y").await;
        house.more_of(&first, unknown_sids(60)).await;
        let mut world = house.restarted_with(|_| {});
        world.twilio = tired_twilio().await;

        contacts::erase(&world, &house.jansen.owner, &contact)
            .await
            .unwrap();
        for _ in 0..60 {
            jobs::run_until_idle(&world).await.unwrap();
            world.clock.advance(Span::minutes(1));
        }

        let mut db = house.world.store.read().await.unwrap();
        let due = store::erasures::next_copy_due(&mut db, &house.jansen.id).await;
        assert_eq!(due.unwrap(), None);
    }
}

#[tokio::test]
async fn tries_that_failed_are_deleted_at_twilio_as_well() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let view = house
            .write(&talk, "r-1", "Uw kenteken is XX-123-Y")
            .await
            .unwrap();
        house.work().await;
        let first = house.message(&view).await.sid.expect("taken");
        let news = [
            ("MessageSid", first.as_str()),
            ("MessageStatus", "failed"),
            ("ErrorCode", "63018"),
        ];
        let news: Vec<_> = news.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        messages::track(world, &house.jansen.id, &news).await.unwrap();
        messages::retry(world, piet, &view.id).await.unwrap();
        house.work().await;
        house.simulator.advance(Duration::from_mins(2)).await;
        let ours = || {
            let all = house.simulator.messages().into_iter();
            all.filter(|one| one.direction.starts_with("outbound")).count()
        };
        assert_eq!(ours(), 2);

        let (_, contact) = house.conversation_of(&house.message(&view).await).await;
        contacts::erase(world, piet, &contact.id).await.unwrap();
        house.settle_within(Span::minutes(30)).await;

        assert_eq!(ours(), 0);
    }
}

#[tokio::test]
async fn an_erased_message_that_nobody_knows_of_is_looked_for_and_deleted() {
    for house in houses().await {
        let talk = house.talk().await;
        let cut = Rule::new(Outcome::ConnectionCut).call("messages.create");
        house.simulator.script(cut);
        let lost = house
            .write(&talk, "r-1", "Uw kenteken is XX-123-Y")
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        let (_, contact) = house.conversation_of(&house.message(&lost).await).await;
        contacts::erase(&house.world, &house.jansen.owner, &contact.id)
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        let kept = async || {
            let mut db = house.world.store.read().await.unwrap();
            let search = store::erasures::find_search(&mut db, &house.jansen.id, &lost.id).await;
            search.unwrap()
        };
        assert!(kept().await.is_some(), "nothing else tells what to look for");
        house.simulator.advance(Duration::from_mins(2)).await;

        house.settle_within(Span::minutes(30)).await;

        let mut all = house.simulator.messages().into_iter();
        let left = all.find(|one| one.direction.starts_with("outbound"));
        assert!(left.is_none(), "{left:?}");
        assert_eq!(kept().await, None);
    }
}

#[tokio::test]
async fn news_of_an_erased_message_leaves_no_number_behind() {
    for house in houses().await {
        let world = &house.world;
        let talk = house.talk().await;
        let view = house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.work().await;
        house.simulator.advance(Duration::from_mins(2)).await;
        let row = house.message(&view).await;
        let sid = row.sid.clone().expect("taken");
        let (_, contact) = house.conversation_of(&row).await;
        contacts::erase(world, &house.jansen.owner, &contact.id)
            .await
            .unwrap();
        house.settle_within(Span::minutes(30)).await;
        assert_eq!(house.message(&view).await.sid, None, "it is gone at Twilio");

        // The last one came to an address of before ours had names in it.
        for (status, attempt) in [("delivered", "1"), ("failed", "7"), ("read", "")] {
            let mut news = vec![
                ("MessageSid", sid.as_str()),
                ("MessageStatus", status),
                ("To", "whatsapp:+31611111111"),
                (hooks::MESSAGE, view.id.as_str()),
                (hooks::ATTEMPT, attempt),
            ];
            if attempt.is_empty() {
                news.truncate(3);
            }
            let news = news
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()));
            house.hook("status", &news.collect::<Vec<_>>()).await;
        }

        let filter = Filter {
            kind: Some("status".into()),
            ..Filter::default()
        };
        let all = hooks::list(world, &house.admin, &filter, None).await.unwrap();
        assert!(all.rows.len() >= 2, "{all:?}");
        for line in all.rows {
            let view = hooks::open(world, &house.admin, &line.id).await.unwrap();
            assert_eq!(view.fields, [], "{line:?}");
        }
    }
}

/// The bodies of the dealer's webhooks of that kind that still say something.
async fn raw(house: &House, kind: &str) -> Vec<Vec<(String, String)>> {
    let filter = Filter {
        kind: Some(kind.into()),
        ..Filter::default()
    };
    let all = hooks::list(&house.world, &house.admin, &filter, None)
        .await
        .unwrap();
    let mut bodies = Vec::new();
    for line in all.rows {
        bodies.push(
            hooks::open(&house.world, &house.admin, &line.id)
                .await
                .unwrap()
                .fields,
        );
    }
    bodies.retain(|fields| !fields.is_empty());
    bodies
}

/// Erases the buyer of a message, here and at Twilio; Twilio's name of it, which nothing here bears any more.
async fn erased(house: &House, message: &Message, contact: &ContactId) -> String {
    contacts::erase(&house.world, &house.jansen.owner, contact)
        .await
        .unwrap();
    house.settle_within(Span::minutes(30)).await;
    let sid = message.sid.clone().expect("a buyer's message has one");
    assert_eq!(house.message_of(&sid).await, None, "it is gone at Twilio");
    sid
}

#[tokio::test]
async fn a_webhook_that_comes_after_its_message_was_erased_brings_nothing_back() {
    for house in houses().await {
        // Taken in from Twilio's list, or by hand: its webhook had not come.
        let number = house.line_open().await;
        let form = house.posted(&says(&number, "Mijn kenteken is XX-123-Y"));
        let now = house.world.clock.now();
        messages::receive(&house.world, &house.jansen.id, &form, now)
            .await
            .unwrap();
        let sid = &form.iter().find(|(key, _)| key == "MessageSid").unwrap().1;
        let message = house.message_of(sid).await.unwrap();
        let (_, contact) = house.conversation_of(&message).await;

        // While Twilio still has it, and after that.
        let mut world = house.restarted_with(|_| {});
        world.twilio = busy_twilio().await;
        contacts::erase(&world, &house.jansen.owner, &contact.id)
            .await
            .unwrap();
        jobs::run_until_idle(&world).await.unwrap();
        house.hook("inbound", &form).await;
        assert_eq!(raw(&house, "inbound").await, [] as [Vec<_>; 0]);
        assert!(house.message_of(sid).await.is_some_and(|row| row.detail.erased));
        house.settle_within(Span::minutes(30)).await;
        assert_eq!(house.message_of(sid).await, None, "it is gone at Twilio");
        house.simulator.advance(Duration::from_mins(30)).await;
        messages::receive(&house.world, &house.jansen.id, &form, house.world.clock.now())
            .await
            .unwrap();

        assert_eq!(house.message_of(sid).await, None);
        assert_eq!(house.unerased().await, 0);
        let buyers = contacts::list(&house.world, &house.jansen.owner, "", None)
            .await
            .unwrap();
        assert_eq!(buyers.page.rows.len(), 0, "{:?}", buyers.page.rows);
    }
}

#[tokio::test]
async fn a_webhook_that_comes_long_after_its_message_was_erased_is_emptied() {
    for house in houses().await {
        let number = house.line_open().await;
        let form = house.posted(&says(&number, "Mijn kenteken is XX-123-Y"));
        let now = house.world.clock.now();
        messages::receive(&house.world, &house.jansen.id, &form, now)
            .await
            .unwrap();
        let sid = &form.iter().find(|(key, _)| key == "MessageSid").unwrap().1;
        let message = house.message_of(sid).await.unwrap();
        let (_, contact) = house.conversation_of(&message).await;
        erased(&house, &message, &contact.id).await;

        house.hook("inbound", &form).await;

        assert_eq!(house.message_of(sid).await, None);
        assert_eq!(raw(&house, "inbound").await, [] as [Vec<_>; 0]);
    }
}

#[tokio::test]
async fn a_list_that_still_has_what_was_erased_brings_nothing_back() {
    for house in houses().await {
        let (message, contact) = house.jan_says("Mijn kenteken is XX-123-Y").await;
        let sid = erased(&house, &message, &contact).await;
        // What a comparison read before the erasing, and works on after it.
        let at = house.world.clock.now() - Span::minutes(10);
        let (year, _, day, hour, minute, second) = at.civil();
        let sent = format!("Sat, {day:02} Nov {year} {hour:02}:{minute:02}:{second:02} +0000");
        let listed = serde_json::json!({
            "messages": [{
                "sid": sid, "account_sid": format!("AC{:032x}", 1), "status": "received",
                "direction": "inbound", "body": "Mijn kenteken is XX-123-Y", "num_media": "0",
                "from": "whatsapp:+31611111111",
                "date_sent": sent, "date_created": sent,
            }],
            "next_page_uri": null,
        });
        let mut world = house.restarted_with(|_| {});
        world.twilio = twilio_that_lists(listed.to_string()).await;
        house.have_compared().await;
        jobs::run_until_idle(&world).await.unwrap();

        let (row, now) = (house.reconciliation().await, house.world.clock.now());
        assert_eq!(row.reached, now - Span::minutes(2), "it was read");
        assert_eq!(house.message_of(&sid).await, None);
        assert_eq!(house.unerased().await, 0);
        assert_eq!(house.times_told("messages.filled").await, 0);
    }
}

#[tokio::test]
async fn that_something_was_erased_is_known_for_a_month() {
    for house in houses().await {
        let (message, contact) = house.jan_says("Hallo").await;
        let sid = erased(&house, &message, &contact).await;
        let is_known = async || {
            let mut db = house.world.store.read().await.unwrap();
            store::erasures::is_erased(&mut db, &house.jansen.id, &sid)
                .await
                .unwrap()
        };
        jobs::start(&house.world).await.unwrap();
        house.settle_within(Span::days(1)).await;
        assert!(is_known().await);
        house.world.clock.advance(Span::days(31));
        house.settle_within(Span::days(1)).await;
        assert!(!is_known().await);
    }
}

#[tokio::test]
async fn bytes_that_no_row_knows_of_are_erased() {
    for house in houses().await {
        let (message, contact) = house.jan_says("Zie foto").await;
        let now = house.world.clock.now();
        let row = store::attachments::Attachment {
            id: house.world.chance.id(now),
            dealer_id: house.jansen.id.clone(),
            message_id: Some(message.id.clone()),
            content_type: "image/jpeg".into(),
            name: None,
            bytes: 0,
            state: AttachmentState::Waiting,
            source_url: None,
            stored: None,
            small_stored: None,
            small_width: None,
            small_height: None,
            trouble: None,
            created_at: now,
        };
        let mut db = house.world.store.write().await.unwrap();
        store::attachments::insert(&mut db, &house.jansen.id, &row)
            .await
            .unwrap();
        db.commit().await.unwrap();
        // Fetched by somebody who did not come to the end.
        for key in [row.key(), row.small_key()] {
            house.world.files.put(&key, photo()).await.unwrap();
        }

        contacts::erase(&house.world, &house.jansen.owner, &contact)
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();

        for key in [row.key(), row.small_key()] {
            assert_eq!(house.world.files.get(&key).await.unwrap(), None, "{key}");
        }
    }
}

#[tokio::test]
async fn what_is_too_old_goes_within_one_sweep_however_much_it_is() {
    for house in houses().await {
        let (first, _) = house.jan_says("Hallo").await;
        house.more_of(&first, unknown_sids(700)).await;
        contacts::set_keep_days(&house.world, &house.jansen.owner, Some(30))
            .await
            .unwrap();
        house.world.clock.advance(Span::days(31));
        assert_eq!(house.unerased().await, 701);

        jobs::start(&house.world).await.unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();

        assert_eq!(house.unerased().await, 0);
    }
}

#[tokio::test]
async fn a_file_store_that_fails_for_days_ends_no_sweep() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let number = house.line_open().await;
        let picture = Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        };
        house.hear(&picture).await;
        let upload = Upload {
            content_type: "image/jpeg".into(),
            name: Some("foto.jpg".into()),
            bytes: photo(),
        };
        let loose = media::upload(world, piet, upload).await.unwrap();
        contacts::set_keep_days(world, piet, Some(7)).await.unwrap();
        jobs::start(world).await.unwrap();
        world.clock.advance(Span::days(8));

        let failing = house.restarted_with(|settings| settings.media = broken());
        for _ in 0..25 {
            jobs::run_until_idle(&failing).await.unwrap();
            world.clock.advance(Span::hours(1));
        }
        let dead = jobs::list(world, &house.admin, Some(JobState::Dead), None)
            .await
            .unwrap();
        assert!(dead.0.rows.iter().all(|job| job.kind != "sweep"), "{dead:?}");
        assert_eq!(house.unerased().await, 1, "nothing is erased whose files stay");

        // It works again.
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(house.unerased().await, 0);
        let mut db = world.store.read().await.unwrap();
        let row = store::attachments::get(&mut db, &house.jansen.id, &loose.id)
            .await
            .unwrap();
        assert!(row.is_none(), "{row:?}");
        let folder = house.folder.path().join(house.jansen.id.as_str());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_message_erased_on_its_way_is_deleted_at_twilio_when_its_name_is_learned() {
    for house in houses().await {
        let talk = house.talk().await;
        let cut = Rule::new(Outcome::ConnectionCut).call("messages.create");
        house.simulator.script(cut);
        let lost = house
            .write(&talk, "r-1", "Uw kenteken is XX-123-Y")
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        let ours = || {
            let mut all = house.simulator.messages().into_iter();
            all.find(|one| one.direction.starts_with("outbound"))
        };
        let sid = ours().expect("Twilio took it").sid;
        let (_, contact) = house.conversation_of(&house.message(&lost).await).await;
        contacts::erase(&house.world, &house.jansen.owner, &contact.id)
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        house.simulator.advance(Duration::from_mins(2)).await;

        let news = [
            ("MessageSid", sid.as_str()),
            ("MessageStatus", "delivered"),
            (hooks::MESSAGE, lost.id.as_str()),
        ];
        let news: Vec<_> = news.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        messages::track(&house.world, &house.jansen.id, &news)
            .await
            .unwrap();
        house.settle_within(Span::minutes(30)).await;

        assert_eq!(house.message(&lost).await.sid, None);
        assert!(ours().is_none(), "{:?}", ours());
    }
}

#[tokio::test]
async fn what_was_erased_is_neither_worked_on_again_nor_written_to() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let (message, contact) = house.jan_says("Hallo").await;
        contacts::erase(world, piet, &contact).await.unwrap();
        jobs::run_until_idle(world).await.unwrap();

        let filter = Filter {
            kind: Some("inbound".into()),
            ..Filter::default()
        };
        let all = hooks::list(world, &house.admin, &filter, None).await.unwrap();
        match hooks::replay(world, &house.admin, &all.rows[0].id).await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::Refused),
            other => panic!("{other:?}"),
        }
        match conversations::save_draft(world, piet, &message.conversation_id, "Dag Jan").await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::ContactStopped),
            other => panic!("{other:?}"),
        }
        conversations::save_draft(world, piet, &message.conversation_id, "")
            .await
            .unwrap();
    }
}

/// A Twilio that has closed the account for now.
async fn closed_twilio() -> twilio::Client {
    let refusal = r#"{"code":20005,"message":"Account not active","status":403}"#;
    twilio_at(delete(async move || (StatusCode::FORBIDDEN, refusal))).await
}

#[tokio::test]
async fn an_erasing_that_was_given_up_is_taken_up_again_by_itself() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let number = house.line_open().await;
        let picture = Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        };
        let message = house.hear(&picture).await;
        let (_, contact) = house.conversation_of(&message).await;
        jobs::start(world).await.unwrap();
        let left_at_twilio = async || {
            let mut db = world.store.read().await.unwrap();
            let due = store::erasures::next_copy_due(&mut db, &house.jansen.id).await;
            due.unwrap().is_some()
        };

        // No file is removed for more than a day.
        let failing = house.restarted_with(|settings| settings.media = broken());
        contacts::erase(&failing, piet, &contact.id).await.unwrap();
        for _ in 0..30 {
            jobs::run_until_idle(&failing).await.unwrap();
            world.clock.advance(Span::hours(1));
        }
        assert_eq!(house.unerased().await, 1);
        // Then files are, and Twilio refuses.
        let mut refused = house.restarted_with(|_| {});
        refused.twilio = closed_twilio().await;
        for _ in 0..2 {
            jobs::run_until_idle(&refused).await.unwrap();
            world.clock.advance(Span::hours(1));
        }
        assert_eq!(house.unerased().await, 0, "{}", house.store.engine);
        assert!(left_at_twilio().await);

        jobs::run_until_idle(world).await.unwrap();
        assert!(!left_at_twilio().await, "{}", house.store.engine);
    }
}
