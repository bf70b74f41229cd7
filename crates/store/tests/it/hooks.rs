//! Webhooks, raw.

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
    hooks::accept(store, &id(batch), Timestamp(at), &new, job(&job_id, at)).await
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
        assert_eq!(waiting_jobs(&store).await, 1, "{}", store.engine);

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
        assert_eq!(waiting_jobs(&store).await, 2);
    }
}

#[tokio::test]
async fn a_batch_without_news_makes_no_work() {
    for store in testing::stores().await {
        accept(&store, BATCH, 1, &[("inbound", "SM1", "a")])
            .await
            .unwrap();
        accept(&store, LATER, 2, &[("inbound", "SM1", "a")])
            .await
            .unwrap();
        assert_eq!(waiting_jobs(&store).await, 1, "{}", store.engine);
    }
}

#[tokio::test]
async fn a_batch_that_is_refused_leaves_nothing_and_the_next_one_is_stored() {
    for store in testing::stores().await {
        accept(&store, BATCH, 1, &[("inbound", "SM1", "a")])
            .await
            .unwrap();
        // The id of its job is taken.
        let refused = accept(&store, LATER, 1, &[("inbound", "SM2", "b")]).await;
        if store.is_sqlite() {
            refused.unwrap_err();
            assert!(bodies(&store, LATER).await.is_empty());
        }
        accept(&store, LAST, 3, &[("inbound", "SM3", "c")]).await.unwrap();
        assert_eq!(bodies(&store, LAST).await, ["c"], "{}", store.engine);
    }
}

#[tokio::test]
async fn only_what_is_old_and_was_worked_on_is_forgotten() {
    for store in testing::stores().await {
        let both = [("inbound", "SM1", "a"), ("inbound", "SM2", "b")];
        accept(&store, BATCH, 1, &both).await.unwrap();
        let mut db = store.write().await.unwrap();
        hooks::mark_done(&mut db, &[hooks::id_in(&id(BATCH), 0)], Timestamp(2))
            .await
            .unwrap();
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
