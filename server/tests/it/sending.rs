//! From the desk to the buyer's phone and back, over HTTP each way.

use std::time::Duration;

use domain::{
    DealerId,
    message::{Origin, Status},
};
use serde_json::Value;
use simulator::Inbound;
use store::{conversations::Conversation, messages::Message};

use crate::{
    house::{Browser, House, OWNER, houses},
    media::PIXEL,
};

const BUYER: &str = "+31611111111";

/// Waits until something is so; looks again whenever something changed.
async fn until<T>(house: &House, look: impl AsyncFn() -> Option<T>) -> T {
    let changed = &house.world().changed;
    let waits = async {
        loop {
            let next = changed.notified();
            if let Some(found) = look().await {
                return found;
            }
            next.await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waits)
        .await
        .expect("it happens")
}

async fn dealer(house: &House) -> DealerId {
    let mut db = house.world().store.read().await.expect("a read");
    let person = store::people::find_by_email(&mut db, OWNER)
        .await
        .expect("an answer");
    person.and_then(|person| person.dealer).expect("of a dealer")
}

async fn conversation(house: &House, dealer: &DealerId) -> Option<Conversation> {
    let mut db = house.world().store.read().await.expect("a read");
    let all = store::conversations::list_changed(&mut db, dealer, 0, 2).await;
    all.expect("an answer").pop()
}

async fn message(house: &House, dealer: &DealerId, id: &str, status: Status) -> Option<Message> {
    let id = id.parse().expect("an id");
    let mut db = house.world().store.read().await.expect("a read");
    let row = store::messages::get(&mut db, dealer, &id)
        .await
        .expect("an answer");
    row.filter(|row| row.status == Some(status))
}

async fn send(house: &House, door: &str, form: &[(&str, &str)], owner: &Browser) -> String {
    let answer = house
        .post(&format!("/api/app/inbox/doors/{door}"), form, owner)
        .await;
    assert_eq!(answer.status(), 200);
    let view: Value = answer.json().await.expect("JSON");
    view["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn words_and_a_picture_reach_the_buyer_who_reads_them() {
    for house in houses().await {
        let owner = house.sign_in(OWNER).await;
        let connected = house.connect(&owner).await;
        let written = Inbound {
            from: BUYER.into(),
            to: connected.number.clone(),
            body: "Heeft u een foto?".into(),
            ..Inbound::default()
        };
        house.simulator().inbound(&written).expect("the number hears");
        let dealer = dealer(&house).await;
        let talk = until(&house, async || conversation(&house, &dealer).await).await;
        let id = talk.id.as_str();

        let words = [("conversation", id), ("request_id", "r-1"), ("body", "Zeker!")];
        let words = send(&house, "send_text", &words, &owner).await;
        let file = house.hand_in(&owner, "image/png", PIXEL).await;
        let picture = [
            ("conversation", id),
            ("request_id", "r-2"),
            ("attachment", file.as_str()),
            ("caption", "De Golf"),
        ];
        let picture = send(&house, "send_media", &picture, &owner).await;

        for id in [&words, &picture] {
            let row = until(&house, async || message(&house, &dealer, id, Status::Read).await).await;
            assert_eq!(row.attempts, 1, "{}", house.engine);
        }
        let mut db = house.world().store.read().await.expect("a read");
        let start = store::Cursor::start();
        let thread = store::messages::list(&mut db, &dealer, &talk.id, &start, 10).await;
        let thread = thread.expect("the thread");
        let machine = thread.iter().filter(|row| row.origin == Origin::Machine).count();
        assert_eq!(
            machine, 1,
            "the answer to the test message stands in its conversation"
        );
        drop(db);
        let row = message(&house, &dealer, &picture, Status::Read)
            .await
            .expect("read");
        let sid = row.sid.expect("Twilio's name");
        let [shown] = &house.simulator().media(&sid)[..] else {
            panic!("one picture")
        };
        assert_eq!(house.simulator().file(&shown.sid).as_deref(), Some(PIXEL));
        let to = format!("whatsapp:{BUYER}");
        let handed: Vec<_> = house
            .simulator()
            .messages()
            .into_iter()
            .filter(|one| one.to == to)
            .collect();
        let bodies: Vec<_> = handed
            .iter()
            .map(|one| one.body.as_str())
            .filter(|body| !body.contains("Jansen"))
            .collect();
        assert_eq!(
            bodies,
            ["Zeker!", "De Golf"],
            "in their order, after the answer to the test message"
        );
    }
}
