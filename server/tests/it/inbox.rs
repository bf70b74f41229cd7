//! The inbox, live: whoever follows it is told everything once, also after the line broke.

use std::time::Duration;

use domain::{DealerId, NumberId, Span, Timestamp, conversation::Changes, number::NumberKind};
use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

use crate::house::{Browser, House, OWNER, STRANGER, house, houses};

/// Far longer than any of this takes; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A dealer's number, as it is once it was connected.
pub async fn number(house: &House, owner: &str, number: &str) -> (DealerId, String) {
    let world = house.world();
    let now = world.clock.now();
    let mut db = world.store.write().await.expect("a write");
    let person = store::people::find_by_email(&mut db, owner)
        .await
        .expect("an answer");
    let dealer = person.expect("somebody").dealer.expect("of a dealer");
    let id: NumberId = world.chance.id(now);
    let e164 = number.parse().expect("a number");
    store::numbers::insert(&mut db, &dealer, &id, &e164, NumberKind::Byo, None, now)
        .await
        .expect("a new number");
    db.commit().await.expect("saved");
    (dealer, number.to_owned())
}

/// A buyer writes.
pub async fn hears(house: &House, line: &(DealerId, String), body: &str) {
    hears_from("Anna", house, line, body).await;
}

/// A buyer who calls themselves so writes.
async fn hears_from(name: &str, house: &House, line: &(DealerId, String), body: &str) {
    let world = house.world();
    let form = [
        (
            "MessageSid",
            format!("SM{:032x}", u128::from_be_bytes(world.chance.bytes())),
        ),
        ("From", "whatsapp:+31611111111".to_owned()),
        ("To", format!("whatsapp:{}", line.1)),
        ("Body", body.to_owned()),
        ("ProfileName", name.to_owned()),
    ];
    let form: Vec<_> = form.map(|(key, value)| (key.to_owned(), value)).into();
    portal::messages::receive(world, &line.0, &form, world.clock.now())
        .await
        .expect("received");
}

/// An event's line that begins so.
fn line<'a>(event: &'a str, name: &str) -> Option<&'a str> {
    let found = event.lines().find_map(|line| line.strip_prefix(name));
    found.map(str::trim)
}

/// What a page is told, event by event.
async fn listen(
    house: &House,
    path: &str,
    last: Option<i64>,
    browser: &Browser,
) -> impl Stream<Item = String> + Unpin + use<> {
    let mut request = house.request("GET", path, browser);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let bytes = Box::pin(answer.bytes_stream());
    Box::pin(futures::stream::unfold(
        (bytes, String::new()),
        |(mut bytes, mut text)| async move {
            loop {
                if let Some((event, rest)) = text.split_once("\n\n") {
                    let (event, rest) = (event.to_owned(), rest.to_owned());
                    return Some((event, (bytes, rest)));
                }
                let chunk = bytes.next().await?.ok()?;
                text.push_str(&String::from_utf8_lossy(&chunk));
            }
        },
    ))
}

/// The changes that a page is told, as they come.
async fn follow(
    house: &House,
    path: &str,
    last: Option<i64>,
    browser: &Browser,
) -> impl Stream<Item = Changes> + Unpin + use<> {
    let events = listen(house, path, last, browser).await;
    events.filter_map(|event| futures::future::ready(changes(&event)))
}

fn changes(event: &str) -> Option<Changes> {
    (line(event, "event:")? == "changes").then(|| {
        let data = line(event, "data:").expect("data");
        let changes: Changes = serde_json::from_str(data).expect("changes");
        assert_eq!(line(event, "id:"), Some(changes.seq.to_string().as_str()));
        changes
    })
}

/// Reads until so many messages were told; answers their words and the last count.
async fn told(stream: &mut (impl Stream<Item = Changes> + Unpin), count: usize) -> (Vec<String>, i64) {
    let (mut bodies, mut seq) = (Vec::new(), 0);
    while bodies.len() < count {
        let changes = timeout(PATIENCE, stream.next())
            .await
            .expect("told in time")
            .expect("it goes on");
        assert!(!changes.reset && changes.seq > seq);
        seq = changes.seq;
        bodies.extend(changes.messages.into_iter().map(|(_, message)| message.body));
    }
    (bodies, seq)
}

#[tokio::test]
async fn what_is_written_while_the_line_is_broken_arrives_once_and_nobody_elses_ever() {
    for house in houses().await {
        let jansen = number(&house, OWNER, "+31201111111").await;
        let linde = number(&house, STRANGER, "+31202222222").await;
        let owner = house.sign_in(OWNER).await;
        let mut live = follow(&house, "/inbox/live?after=0", None, &owner).await;
        hears(&house, &jansen, "one").await;
        hears(&house, &linde, "not for Jansen").await;
        let (bodies, seen) = told(&mut live, 1).await;
        assert_eq!(bodies, ["one"]);
        drop(live);

        hears(&house, &jansen, "two").await;
        hears(&house, &linde, "nor this").await;
        hears(&house, &jansen, "three").await;
        // The browser connects again to the same address, and says what it saw last.
        let mut live = follow(&house, "/inbox/live?after=0", Some(seen), &owner).await;
        let (bodies, seen) = told(&mut live, 2).await;
        assert_eq!(bodies, ["two", "three"], "{}", house.engine);
        hears(&house, &jansen, "four").await;
        let (bodies, later) = told(&mut live, 1).await;
        assert_eq!(bodies, ["four"], "{}", house.engine);
        assert!(later > seen);
    }
}

#[tokio::test]
async fn two_tabs_are_told_the_same_and_one_that_says_nothing_hears_what_comes() {
    let house = house().await;
    let jansen = number(&house, OWNER, "+31201111111").await;
    let owner = house.sign_in(OWNER).await;
    hears(&house, &jansen, "before").await;
    let mut all = follow(&house, "/inbox/live?after=0", None, &owner).await;
    let mut new = follow(&house, "/inbox/live", None, &owner).await;
    assert_eq!(told(&mut all, 1).await.0, ["before"]);
    hears(&house, &jansen, "after").await;
    assert_eq!(told(&mut all, 1).await.0, ["after"]);
    assert_eq!(told(&mut new, 1).await.0, ["after"]);
}

#[tokio::test]
async fn a_change_made_by_another_process_is_told_too() {
    for house in houses().await {
        let jansen = number(&house, OWNER, "+31201111111").await;
        let owner = house.sign_in(OWNER).await;
        hears(&house, &jansen, "one").await;
        let mut live = follow(&house, "/inbox/live?after=0", None, &owner).await;
        let (_, seen) = told(&mut live, 1).await;

        // Nobody rings here: the row changes behind this process' back.
        let other = store::Store::open(house.database())
            .await
            .expect("the database opens");
        let mut db = other.write().await.expect("a write");
        let seq = store::inboxes::next(&mut db, &jansen.0).await.expect("a count");
        let mut rows = store::conversations::list_changed(&mut db, &jansen.0, 0, 9)
            .await
            .expect("rows");
        let row = rows.pop().expect("a conversation");
        store::conversations::save(&mut db, &jansen.0, &row, seq)
            .await
            .expect("saved");
        db.commit().await.expect("a commit");

        let changes = timeout(PATIENCE, live.next())
            .await
            .expect("told in time")
            .expect("it goes on");
        assert_eq!(
            (changes.rows.len(), changes.messages.len()),
            (1, 0),
            "{}",
            house.engine
        );
        assert!(changes.seq > seen);
        other.close().await;
    }
}

#[tokio::test]
async fn a_page_is_told_what_time_it_is_and_when_the_clock_jumps() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let mut live = listen(&house, "/inbox/live?after=0", None, &owner).await;
    let mut told = async || {
        loop {
            let event = timeout(PATIENCE, live.next()).await.expect("told in time");
            let event = event.expect("it goes on");
            if line(&event, "event:") == Some("now") {
                assert_eq!(line(&event, "id:"), None, "it is no change to go on from");
                let micros = line(&event, "data:").and_then(|data| data.parse().ok());
                return Timestamp(micros.expect("microseconds"));
            }
        }
    };

    let before = told().await;
    house.demo.simulator.advance(Duration::from_hours(24)).await;
    let after = told().await;

    assert!(after >= before + Span::hours(24));
    assert!(after <= house.world().clock.now());
}

#[tokio::test]
async fn it_ends_with_the_sign_in_and_with_the_server() {
    let house = house().await;
    let jansen = number(&house, OWNER, "+31201111111").await;
    let leaver = house.sign_in(OWNER).await;
    let stayer = house.sign_in(OWNER).await;
    let mut left = follow(&house, "/inbox/live?after=0", None, &leaver).await;
    let mut stayed = follow(&house, "/inbox/live?after=0", None, &stayer).await;
    hears(&house, &jansen, "one").await;
    told(&mut left, 1).await;
    told(&mut stayed, 1).await;

    house.post("/logout", &[], &leaver).await;
    hears(&house, &jansen, "two").await;
    assert_eq!(timeout(PATIENCE, left.next()).await.expect("it ends"), None);
    assert_eq!(told(&mut stayed, 1).await.0, ["two"]);

    house.demo.server.stop().await;
    assert_eq!(timeout(PATIENCE, stayed.next()).await.expect("it ends"), None);
}

#[tokio::test]
async fn whatever_a_buyer_calls_themselves_is_text() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let line = number(&house, OWNER, "+31201234567").await;
    let hostile = "</title><!--&<meta http-equiv=refresh content=0>";
    let told = "&lt;/title&gt;&lt;!--&amp;&lt;meta http-equiv=refresh content=0&gt;";
    hears_from(hostile, &house, &line, "hoi").await;
    let mut db = house.world().store.read().await.expect("a read");
    let phone = "+31611111111".parse().expect("a number");
    let contact = store::contacts::find(&mut db, &line.0, Some(&phone), None).await;
    let contact = contact.expect("an answer").expect("a contact");
    drop(db);

    let page = house.get("/inbox", &owner).await.text().await.expect("a page");
    let talk = page.split("href=\"/inbox/").nth(1).expect("a conversation");
    let talk = talk.split(['"', '?']).next().expect("its id");
    for path in [
        format!("/inbox/{talk}"),
        format!("/contacts/{}", contact.id),
        "/contacts".to_owned(),
        "/inbox".to_owned(),
    ] {
        let page = house.get(&path, &owner).await.text().await.expect("a page");
        assert_eq!(page.matches("</title>").count(), 1, "{path}");
        assert!(!page.contains("<meta http-equiv"), "{path}");
        let (title, _) = page.split_once("</title>").expect("a title");
        let named = title.contains(told);
        assert_eq!(named, path.matches('/').count() == 2, "{path}: {title}");
    }
}
