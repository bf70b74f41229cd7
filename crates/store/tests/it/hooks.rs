//! Webhooks, raw.

use domain::{HookId, Timestamp};
use store::{hooks, testing};

fn id(text: &str) -> HookId {
    text.parse().unwrap()
}

fn hook(name: &str, kind: &'static str, dedupe_key: &str, body: &str) -> hooks::NewHook {
    hooks::NewHook {
        id: id(name),
        dealer_id: (kind != "meta").then(|| "d1".parse().unwrap()),
        kind,
        dedupe_key: dedupe_key.into(),
        body: body.into(),
    }
}

#[tokio::test]
async fn what_came_twice_is_stored_once_also_within_one_batch() {
    for store in testing::stores().await {
        let first = [
            hook("h1", "inbound", "SM1", "Body=%22a%22&x=\\u0041"),
            hook("h2", "inbound", "SM1", "Body=again"),
            hook("h3", "status", "SM1", "kinds have their own keys"),
        ];
        let mut db = store.write().await.unwrap();
        let new = hooks::insert(&mut db, &id("h1"), Timestamp(1), &first).await.unwrap();
        db.commit().await.unwrap();
        assert_eq!(new, 2, "{}", store.engine);

        let mut db = store.write().await.unwrap();
        let late = [hook("h4", "inbound", "SM1", "late"), hook("h5", "meta", "m", r#"{"a":"\u0000 ü 🚗"}"#)];
        let new = hooks::insert(&mut db, &id("h4"), Timestamp(2), &late).await.unwrap();
        db.commit().await.unwrap();
        assert_eq!(new, 1, "{}", store.engine);

        let mut db = store.read().await.unwrap();
        let waiting = hooks::list_waiting(&mut db, &id("h1")).await.unwrap();
        let bodies: Vec<_> = waiting.iter().map(|hook| hook.body.as_str()).collect();
        assert_eq!(bodies, ["Body=%22a%22&x=\\u0041", "kinds have their own keys"]);
        assert_eq!(waiting[0].dealer().unwrap().as_str(), "d1");
        let waiting = hooks::list_waiting(&mut db, &id("h4")).await.unwrap();
        assert_eq!(waiting[0].body, r#"{"a":"\u0000 ü 🚗"}"#);
        assert_eq!((waiting[0].dealer(), waiting[0].received_at), (None, Timestamp(2)));
    }
}

#[tokio::test]
async fn only_what_was_worked_on_is_forgotten() {
    for store in testing::stores().await {
        let mut db = store.write().await.unwrap();
        let both = [hook("h1", "inbound", "SM1", ""), hook("h2", "inbound", "SM2", "")];
        hooks::insert(&mut db, &id("h1"), Timestamp(1), &both).await.unwrap();
        hooks::mark_done(&mut db, &[id("h1")], Timestamp(2)).await.unwrap();
        assert_eq!(hooks::list_waiting(&mut db, &id("h1")).await.unwrap().len(), 1);
        assert_eq!(hooks::delete_done(&mut db, Timestamp(1)).await.unwrap(), 0);
        assert_eq!(hooks::delete_done(&mut db, Timestamp(9)).await.unwrap(), 1);
        assert_eq!(hooks::count(&mut db).await.unwrap(), 1, "{}", store.engine);
        db.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_is_ready_once_it_is_migrated() {
    for store in testing::stores().await {
        assert!(store.is_ready().await.unwrap(), "{}", store.engine);
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("new.db").display());
    let store = store::Store::open(&url).await.unwrap();
    assert!(!store.is_ready().await.unwrap());
}
