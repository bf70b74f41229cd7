//! Many webhooks in one write: each dealer's in their order, all or nothing, and one that nobody understands stops none.

use domain::{DealerId, E164, Span, number::NumberKind};
use futures::FutureExt as _;
use portal::{hooks, jobs};
use simulator::Inbound;
use store::{contacts::Contact, conversations::Conversation};

use crate::{
    house::{Dealership, House, houses},
    journey::choice,
    killed::killed,
    receiving::says,
};

type Form = Vec<(String, String)>;

fn incoming(dealer: &DealerId, kind: &'static str, form: &Form) -> hooks::Incoming {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let sid = form.iter().find(|(key, _)| key == "MessageSid");
    hooks::Incoming {
        dealer: Some(dealer.clone()),
        kind,
        dedupe_key: sid.expect("a message has a name").1.clone(),
        body,
    }
}

/// The dealer's line, connected.
async fn line(house: &House, dealer: &Dealership) -> E164 {
    house.connect(dealer, choice(NumberKind::SmsCapable)).await;
    house.integrations(dealer).await.remove(0).phone_number
}

async fn inbox(house: &House, dealer: &DealerId) -> (Vec<Conversation>, Vec<Contact>, Vec<String>) {
    let mut db = house.world.store.read().await.unwrap();
    let lines = store::conversations::list_changed(&mut db, dealer, 0, 50)
        .await
        .unwrap();
    let contacts = store::contacts::list(&mut db, dealer, &store::Cursor::start(), 50)
        .await
        .unwrap();
    let said = store::messages::list_changed(&mut db, dealer, 0, 50)
        .await
        .unwrap();
    let said = said
        .into_iter()
        .filter(|one| one.origin == domain::message::Origin::Buyer);
    let mut said: Vec<_> = said.map(|one| (one.at, one.body)).collect();
    said.sort();
    (lines, contacts, said.into_iter().map(|(_, body)| body).collect())
}

/// What three buyers write to one dealer: eleven webhooks, the first of them twice.
fn morning(house: &House, dealer: &DealerId, number: &E164) -> Vec<hooks::Incoming> {
    let mut all: Vec<_> = (0..10)
        .map(|n| {
            let one = Inbound {
                from: format!("+3161111111{}", n % 3),
                ..says(number, &format!("bericht {n}"))
            };
            incoming(dealer, "inbound", &house.posted(&one))
        })
        .collect();
    let again = hooks::Incoming {
        dedupe_key: format!("told {dealer} once more"),
        ..all[0].clone()
    };
    all.push(again);
    all
}

#[tokio::test]
async fn all_that_waits_is_taken_in_one_write() {
    for house in houses().await {
        let world = &house.world;
        let (jansen, linde) = (&house.jansen.id, &house.linde.id);
        let numbers = (
            line(&house, &house.jansen).await,
            line(&house, &house.linde).await,
        );
        let mut all = morning(&house, jansen, &numbers.0);
        all.extend(morning(&house, linde, &numbers.1));
        let before = seq(&house, jansen).await;
        hooks::accept(world, &all).await.unwrap();

        assert_eq!(hooks::take(world, 100).await.unwrap(), 22);

        assert_eq!(seq(&house, jansen).await, before + 1, "one write");
        assert_eq!(hooks::take(world, 100).await.unwrap(), 0);
        for dealer in [jansen, linde] {
            let (lines, contacts, said) = inbox(&house, dealer).await;
            let unread: u32 = lines.iter().map(|line| line.unread).sum();
            assert_eq!((lines.len(), contacts.len(), unread), (3, 3, 10));
            let words: Vec<_> = (0..10).map(|n| format!("bericht {n}")).collect();
            assert_eq!(said, words, "{}", house.store.engine);
        }
    }
}

async fn seq(house: &House, dealer: &DealerId) -> i64 {
    let mut db = house.world.store.read().await.unwrap();
    store::inboxes::current(&mut db, dealer).await.unwrap()
}

#[tokio::test]
async fn one_that_nobody_understands_stops_none_and_is_tried_again_alone() {
    for house in houses().await {
        let (world, dealer) = (&house.world, &house.jansen.id);
        let number = line(&house, &house.jansen).await;
        let mut all = morning(&house, dealer, &number);
        let mut wrong = house.posted(&says(&number, "Fout"));
        wrong.retain(|(key, _)| key != "From");
        all.insert(5, incoming(dealer, "inbound", &wrong));
        hooks::accept(world, &all).await.unwrap();

        assert_eq!(hooks::take(world, 100).await.unwrap(), 12);
        assert_eq!(hooks::take(world, 100).await.unwrap(), 0, "it waits for its job");

        assert_eq!(inbox(&house, dealer).await.2.len(), 10, "{}", house.store.engine);
        jobs::run_until_idle(world).await.unwrap();
        let (page, _) = jobs::list(world, &house.admin, None, None).await.unwrap();
        let job = page.rows.iter().find(|job| job.kind == "process_hooks");
        let why = job.and_then(|job| job.error.as_deref()).unwrap_or_default();
        assert!(why.contains("buyer"), "{job:?}");
    }
}

#[tokio::test]
async fn killed_at_any_step_nothing_is_half_done_and_nothing_is_done_twice() {
    for house in houses().await {
        let (world, dealer) = (&house.world, &house.jansen.id);
        let number = line(&house, &house.jansen).await;
        hooks::accept(world, &morning(&house, dealer, &number))
            .await
            .unwrap();
        for steps in (1..).step_by(7) {
            let ended = killed(hooks::take(world, 100), steps).await;
            let said = inbox(&house, dealer).await.2.len();
            assert!(said == 0 || said == 10, "{said} after {steps} steps");
            if ended {
                break;
            }
        }
        // Killed between the commit and its answer it was done, and a last call finds nothing.
        jobs::run_until_idle(world).await.unwrap();
        let (lines, _, said) = inbox(&house, dealer).await;
        let unread: u32 = lines.iter().map(|line| line.unread).sum();
        assert_eq!((said.len(), unread), (10, 10), "{}", house.store.engine);
    }
}

#[tokio::test]
async fn an_inbox_has_a_bell_of_its_own() {
    for house in houses().await {
        let (world, store) = (&house.world, &house.world.store);
        let number = line(&house, &house.jansen).await;
        let (bell, other) = (store.bell(&house.jansen.id), store.bell(&house.linde.id));
        let mut rung = Box::pin(bell.notified());
        let mut rung_other = Box::pin(other.notified());
        assert!(rung.as_mut().now_or_never().is_none() && rung_other.as_mut().now_or_never().is_none());

        let mut db = store.write().await.unwrap();
        store::inboxes::next(&mut db, &house.jansen.id).await.unwrap();
        drop(db);
        assert!(rung.as_mut().now_or_never().is_none(), "nothing was changed");

        house.hook("inbound", &house.posted(&says(&number, "Hoi"))).await;
        assert!(rung.as_mut().now_or_never().is_some());
        assert!(
            rung_other.as_mut().now_or_never().is_none(),
            "{}",
            house.store.engine
        );
        assert_eq!(hooks::take(world, 1).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn one_that_nobody_will_ever_understand_ends_no_other_of_its_batch() {
    for house in houses().await {
        let (world, dealer) = (&house.world, &house.jansen.id);
        let number = line(&house, &house.jansen).await;
        // To a number whose row is on its way.
        let mut early = house.posted(&says(&number, "Is de Golf er nog?"));
        early.retain(|(key, _)| key != "To");
        early.push(("To".into(), "whatsapp:+31201234567".into()));
        let mut wrong = house.posted(&says(&number, "Fout"));
        wrong.retain(|(key, _)| key != "From");
        let both = [&early, &wrong].map(|form| incoming(dealer, "inbound", form));
        hooks::accept(world, &both).await.unwrap();
        jobs::run_until_idle(world).await.unwrap();

        house.desk_line(&house.jansen, "+31201234567").await;
        house.settle_within(Span::minutes(5)).await;

        assert_eq!(inbox(&house, dealer).await.2, ["Is de Golf er nog?"]);
    }
}
