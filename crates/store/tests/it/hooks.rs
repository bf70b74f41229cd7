//! Webhooks, raw.

use std::time::Duration;

use domain::{DealerId, HookId, JobId, Timestamp, job::JobState};
use store::{Store, hooks, jobs, testing};

const BATCH: &str = "019a0000-0000-7000-8000-000000000001";
const LATER: &str = "019b0000-0000-7000-8000-000000000002";
const LAST: &str = "019c0000-0000-7000-8000-000000000003";

fn id(text: &str) -> HookId {
    text.parse().unwrap()
}

fn job(id: &JobId, at: i64) -> jobs::NewJob<'_> {
    jobs::NewJob {
        id,
        kind: "process_hooks",
        dealer: None,
        payload: "{}",
        unique_key: None,
        lane: None,
        max_attempts: 20,
        due_at: Timestamp(at),
        created_at: Timestamp(at),
    }
}

async fn accept(store: &Store, batch: &str, at: i64, rows: &[(&str, &str, &str)]) -> store::Result<()> {
    let dealer: DealerId = "d1".parse().unwrap();
    let new: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(place, (kind, dedupe_key, body))| hooks::NewHook {
            id: hooks::id_in(&id(batch), place),
            dealer_id: (*kind != "meta").then_some(&dealer),
            kind,
            dedupe_key,
            body,
        })
        .collect();
    let job_id: JobId = format!("job-{at}").parse().unwrap();
    let nameless = rows.iter().any(|(kind, ..)| *kind == "meta");
    hooks::accept(store, Timestamp(at), &new, nameless.then(|| job(&job_id, at)))
        .await
        .map(drop)
}

async fn waiting_jobs(store: &Store) -> usize {
    let mut db = store.read().await.unwrap();
    jobs::list(&mut db, Some(JobState::Waiting), &store::Cursor::start(), 10)
        .await
        .unwrap()
        .len()
}

async fn bodies(store: &Store, batch: &str) -> Vec<String> {
    let mut db = store.read().await.unwrap();
    let waiting = hooks::list_waiting(&mut db, &id(batch)).await.unwrap();
    waiting.into_iter().map(|hook| hook.body).collect()
}

#[tokio::test]
async fn what_came_twice_is_stored_once_also_within_one_batch() {
    for store in testing::stores().await {
        let first = [
            ("inbound", "SM1", "Body=%22a%22&x=\\u0041"),
            ("inbound", "SM1", "Body=again"),
            ("status", "SM1", "kinds have their own keys"),
        ];
        accept(&store, BATCH, 1, &first).await.unwrap();
        assert_eq!(
            bodies(&store, BATCH).await,
            ["Body=%22a%22&x=\\u0041", "kinds have their own keys"]
        );
        assert_eq!(waiting_jobs(&store).await, 0, "{}", store.engine);

        let late = [
            ("inbound", "SM1", "late"),
            ("meta", "m", r#"{"a":"\u0000 ü 🚗"}"#),
        ];
        accept(&store, LATER, 2, &late).await.unwrap();
        let mut db = store.read().await.unwrap();
        let waiting = hooks::list_waiting(&mut db, &id(LATER)).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].body, r#"{"a":"\u0000 ü 🚗"}"#);
        assert_eq!(
            (waiting[0].dealer(), waiting[0].received_at),
            (None, Timestamp(2))
        );
        assert_eq!(
            waiting_jobs(&store).await,
            1,
            "Meta's are not taken with the others"
        );
    }
}

#[tokio::test]
async fn a_batch_without_news_makes_no_work() {
    for store in testing::stores().await {
        accept(&store, BATCH, 1, &[("meta", "m", "a")]).await.unwrap();
        accept(&store, LATER, 2, &[("meta", "m", "a")]).await.unwrap();
        assert_eq!(waiting_jobs(&store).await, 1, "{}", store.engine);
    }
}

#[tokio::test]
async fn a_batch_that_is_refused_leaves_nothing_and_the_next_one_is_stored() {
    for store in testing::stores().await {
        accept(&store, BATCH, 1, &[("inbound", "SM1", "a")])
            .await
            .unwrap();
        // The name of the first is taken; the second would be a new one.
        accept(
            &store,
            BATCH,
            1,
            &[("inbound", "SM2", "b"), ("inbound", "SM3", "c")],
        )
        .await
        .unwrap_err();
        assert_eq!(bodies(&store, BATCH).await, ["a"], "{}", store.engine);
        accept(&store, LAST, 3, &[("inbound", "SM3", "c")]).await.unwrap();
        assert_eq!(bodies(&store, LAST).await, ["c"], "{}", store.engine);
    }
}

#[tokio::test]
async fn what_waits_is_taken_once_in_the_order_in_which_it_came() {
    for store in testing::stores().await {
        let late = [
            ("inbound", "SM3", "third"),
            ("meta", "m", "with a job"),
            ("status", "SM4", "failed"),
        ];
        accept(&store, LATER, 2, &late).await.unwrap();
        let early = [("inbound", "SM1", "first"), ("status", "SM1", "second")];
        accept(&store, BATCH, 1, &early).await.unwrap();
        let take = async |store: &Store, limit| {
            let mut db = store.write().await.unwrap();
            let hooks = hooks::take(&mut db, limit, Timestamp(5)).await.unwrap();
            (db, hooks.into_iter().map(|hook| hook.body).collect::<Vec<_>>())
        };
        let mut db = store.write().await.unwrap();
        hooks::set_trouble(&mut db, &hooks::id_in(&id(LATER), 2), "not understood")
            .await
            .unwrap();
        db.commit().await.unwrap();

        let other = Store::open(&store.url).await.unwrap();
        let (crashed, taken) = take(&other, 2).await;
        assert_eq!(taken, ["first", "second"], "{}", store.engine);
        drop(crashed);
        other.close().await;
        // PostgreSQL hears a moment later that whoever held them is gone, and goes past them until then.
        let given_back = async {
            loop {
                let (db, taken) = take(&store, 2).await;
                if taken.len() == 2 {
                    return (db, taken);
                }
            }
        };
        let (db, taken) = tokio::time::timeout(Duration::from_secs(30), given_back)
            .await
            .expect("what was not done can be taken again");
        assert_eq!(taken, ["first", "second"], "{}", store.engine);
        db.commit().await.unwrap();
        let (db, taken) = take(&store, 9).await;
        assert_eq!(taken, ["third"], "{}", store.engine);
        db.commit().await.unwrap();
        let mut db = store.read().await.unwrap();
        assert!(!hooks::is_any_waiting(&mut db).await.unwrap());
        assert_eq!(bodies(&store, LATER).await, ["with a job", "failed"]);
    }
}

#[tokio::test]
async fn a_dealer_who_gets_many_is_not_in_the_way_of_the_others() {
    for store in testing::stores().await {
        let dealers: Vec<DealerId> = ["a", "b", "c"].iter().map(|id| id.parse().unwrap()).collect();
        let bodies: Vec<String> = (0..100).map(|n| format!("{n:03}")).collect();
        // The first 98 are of one dealer; who came last is another's.
        let of = |place: usize| &dealers[place.saturating_sub(97)];
        let new: Vec<_> = bodies
            .iter()
            .enumerate()
            .map(|(place, body)| hooks::NewHook {
                id: hooks::id_in(&id(BATCH), place),
                dealer_id: Some(of(place)),
                kind: "inbound",
                dedupe_key: body,
                body,
            })
            .collect();
        hooks::accept(&store, Timestamp(1), &new, None).await.unwrap();
        let take = async |limit| {
            let mut db = store.write().await.unwrap();
            let hooks = hooks::take(&mut db, limit, Timestamp(5)).await.unwrap();
            db.commit().await.unwrap();
            hooks.into_iter().map(|hook| hook.body).collect::<Vec<_>>()
        };
        assert_eq!(take(4).await, ["000", "001", "098", "099"], "{}", store.engine);
        assert_eq!(take(3).await, ["002", "003", "004"], "{}", store.engine);
        if !store.is_sqlite() {
            let (other, mine) = (Store::open(&store.url).await.unwrap(), Timestamp(6));
            let (mut one, mut two) = (store.write().await.unwrap(), other.write().await.unwrap());
            let first = hooks::take(&mut one, 2, mine).await.unwrap();
            let second = hooks::take(&mut two, 2, mine).await.unwrap();
            let bodies: Vec<_> = [first, second]
                .concat()
                .into_iter()
                .map(|hook| hook.body)
                .collect();
            assert_eq!(bodies, ["005", "006", "007", "008"], "a second process helps");
        }
        // PostgreSQL hears a moment later that the two gave theirs back, and goes past them until then.
        let all = async {
            let mut rest = Vec::new();
            while rest.len() < 93 {
                rest.extend(take(1_000).await);
            }
            rest
        };
        let mut rest = tokio::time::timeout(Duration::from_secs(30), all)
            .await
            .expect("what was given back can be taken again");
        if !store.is_sqlite() {
            rest.sort_unstable();
        }
        assert_eq!(rest, bodies[5..98], "{}", store.engine);
    }
}

#[tokio::test]
async fn only_what_is_old_and_was_worked_on_is_forgotten() {
    for store in testing::stores().await {
        let both = [("inbound", "SM1", "a"), ("inbound", "SM2", "b")];
        accept(&store, BATCH, 1, &both).await.unwrap();
        let mut db = store.write().await.unwrap();
        let first = hooks::id_in(&id(BATCH), 0);
        for is_news in [true, false] {
            assert_eq!(
                hooks::mark_done(&mut db, &first, Timestamp(2)).await.unwrap(),
                is_news
            );
        }
        // The batch was made when its UUID says.
        let made = Timestamp(0x019a_0000_0000 * 1_000);
        assert_eq!(
            hooks::delete_done(&mut db, made).await.unwrap(),
            0,
            "{}",
            store.engine
        );
        let after = Timestamp(made.0 + 1_000);
        assert_eq!(
            hooks::delete_done(&mut db, after).await.unwrap(),
            1,
            "{}",
            store.engine
        );
        assert_eq!(hooks::count(&mut db, "inbound").await.unwrap(), 1);
        db.commit().await.unwrap();
        assert_eq!(bodies(&store, BATCH).await, ["b"]);
    }
}

#[tokio::test]
async fn a_checkpoint_may_be_made_at_any_time() {
    for store in testing::stores().await {
        let db = store.write().await.unwrap();
        store.checkpoint().await.unwrap();
        db.commit().await.unwrap();
        accept(&store, BATCH, 1, &[("inbound", "SM1", "a")])
            .await
            .unwrap();
        store.checkpoint().await.unwrap();
        assert_eq!(bodies(&store, BATCH).await, ["a"], "{}", store.engine);
    }
}

#[tokio::test]
async fn a_database_is_ready_once_it_is_migrated() {
    for store in testing::stores().await {
        assert!(store.is_ready().await.unwrap(), "{}", store.engine);
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("new.db").display());
    let store = Store::open(&url).await.unwrap();
    assert!(!store.is_ready().await.unwrap());
}
