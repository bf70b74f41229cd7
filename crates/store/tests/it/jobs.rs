use domain::{DealerId, JobId, Span, Timestamp, job::JobState};
use sqlx::Connection as _;
use store::{
    Cursor, Db,
    jobs::{self, Claimed, NewJob},
    testing::{self, TestStore, stores},
};

const NOW: Timestamp = Timestamp::from_seconds(1_795_251_600);
const LEASE: Span = Span::seconds(60);

fn dealer(name: &str) -> DealerId {
    name.parse().unwrap()
}

async fn add(
    db: &mut Db,
    id: &str,
    of: &str,
    key: Option<&str>,
    lane: Option<&str>,
    due_at: Timestamp,
) -> bool {
    let (id, dealer): (JobId, DealerId) = (id.parse().unwrap(), dealer(of));
    let new = NewJob {
        id: &id,
        kind: "work",
        dealer: Some(&dealer),
        payload: "{}",
        unique_key: key,
        lane,
        max_attempts: 3,
        due_at,
        created_at: NOW,
    };
    jobs::insert(db, new).await.unwrap()
}

async fn saved(store: &TestStore, add_them: impl AsyncFnOnce(&mut Db)) {
    let mut db = store.write().await.unwrap();
    add_them(&mut db).await;
    db.commit().await.unwrap();
}

async fn claim(store: &TestStore, now: Timestamp, worker: &str, limit: u32) -> Vec<Claimed> {
    let mut db = store.write().await.unwrap();
    let claimed = jobs::claim(&mut db, now, now + LEASE, worker, limit)
        .await
        .unwrap();
    db.commit().await.unwrap();
    claimed
}

fn names(claimed: &[Claimed]) -> Vec<&str> {
    let mut names: Vec<&str> = claimed.iter().map(|job| job.id.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_claimed_job_is_not_claimed_again_until_its_lease_ends() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", None, None, NOW).await);
        })
        .await;
        let first = claim(&store, NOW, "w1", 10).await;
        assert_eq!((names(&first), first[0].attempts), (vec!["a"], 1));
        assert!(claim(&store, NOW + Span::seconds(59), "w2", 10).await.is_empty());

        saved(&store, async |db| {
            assert!(
                jobs::extend(db, &first[0], NOW + Span::seconds(90))
                    .await
                    .unwrap()
            );
        })
        .await;
        assert!(claim(&store, NOW + Span::seconds(61), "w2", 10).await.is_empty());
        let second = claim(&store, NOW + Span::seconds(90), "w2", 10).await;
        assert_eq!((names(&second), second[0].attempts), (vec!["a"], 2));

        // The first worker wakes up too late: it has nothing to say any more.
        saved(&store, async |db| {
            assert!(!jobs::finish(db, &first[0], NOW).await.unwrap());
            assert!(!jobs::extend(db, &first[0], NOW + Span::days(1)).await.unwrap());
            assert!(!jobs::bury(db, &first[0], NOW, "late").await.unwrap());
            assert!(jobs::finish(db, &second[0], NOW).await.unwrap());
        })
        .await;
        assert!(claim(&store, NOW + Span::days(1), "w3", 10).await.is_empty());
    }
}

#[tokio::test]
async fn two_workers_at_once_take_different_jobs() {
    for store in stores().await {
        saved(&store, async |db| {
            for n in 0..40 {
                add(
                    db,
                    &format!("job-{n:02}"),
                    &format!("dealer-{}", n % 7),
                    None,
                    None,
                    NOW,
                )
                .await;
            }
        })
        .await;
        let (a, b) = tokio::join!(claim(&store, NOW, "w1", 20), claim(&store, NOW, "w2", 20));
        let mut all = names(&a);
        all.extend(names(&b));
        let taken = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), taken, "{}: none is taken twice", store.engine);
        let rest = claim(&store, NOW, "w3", 100).await.len();
        assert_eq!(taken + rest, 40, "{}: none is forgotten", store.engine);
    }
}

#[tokio::test]
async fn every_dealer_has_its_turn_before_any_has_a_second() {
    for store in stores().await {
        saved(&store, async |db| {
            for n in 0..50 {
                add(
                    db,
                    &format!("busy-{n:02}"),
                    "busy",
                    None,
                    None,
                    NOW - Span::hours(1),
                )
                .await;
            }
            add(db, "quiet", "quiet", None, None, NOW).await;
        })
        .await;
        let first = claim(&store, NOW, "w1", 2).await;
        assert_eq!(names(&first), ["busy-00", "quiet"], "{}", store.engine);
    }
}

#[tokio::test]
async fn of_one_lane_only_one_job_runs_and_the_oldest_goes_first() {
    for store in stores().await {
        saved(&store, async |db| {
            add(db, "second", "one", None, Some("lane"), NOW).await;
            add(db, "first", "one", None, Some("lane"), NOW - Span::seconds(1)).await;
            add(db, "beside", "one", None, None, NOW).await;
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        assert_eq!(names(&running), ["beside", "first"]);
        assert!(claim(&store, NOW, "w2", 10).await.is_empty());
        let due = jobs::next_due(&mut store.read().await.unwrap()).await.unwrap();
        assert_eq!(
            due,
            Some(NOW + LEASE),
            "until the lease ends nothing can be taken"
        );
        let first = running.iter().find(|job| job.id.as_str() == "first").unwrap();
        saved(&store, async |db| {
            assert!(jobs::finish(db, first, NOW).await.unwrap());
        })
        .await;
        assert_eq!(names(&claim(&store, NOW, "w2", 10).await), ["second"]);
    }
}

#[tokio::test]
async fn a_crashed_job_goes_on_before_others_in_its_lane() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "first", "one", None, Some("lane"), NOW).await);
        })
        .await;
        claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(add(db, "second", "one", None, Some("lane"), NOW).await);
        })
        .await;
        let later = NOW + LEASE;
        assert_eq!(names(&claim(&store, later, "w2", 10).await), ["first"]);
    }
}

#[tokio::test]
async fn the_same_work_waits_only_once_and_comes_forward_when_it_is_asked_for_again() {
    for store in stores().await {
        let later = NOW + Span::hours(1);
        saved(&store, async |db| {
            assert!(add(db, "a", "one", Some("key"), None, later).await);
            assert!(!add(db, "b", "one", Some("key"), None, NOW).await);
            assert!(!add(db, "c", "one", Some("key"), None, later + Span::hours(1)).await);
        })
        .await;
        assert_eq!(names(&claim(&store, NOW, "w1", 10).await), ["a"]);
    }
}

#[tokio::test]
async fn work_asked_for_while_it_runs_is_done_once_more() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", Some("key"), None, NOW).await);
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(!add(db, "b", "one", Some("key"), None, NOW + Span::seconds(5)).await);
            assert!(jobs::finish(db, &running[0], NOW).await.unwrap());
        })
        .await;
        assert!(claim(&store, NOW + Span::seconds(4), "w2", 10).await.is_empty());
        let again = claim(&store, NOW + Span::seconds(5), "w2", 10).await;
        assert_eq!((names(&again), again[0].attempts), (vec!["a"], 1));

        // The same when the running one wanted to wait longer by itself.
        saved(&store, async |db| {
            add(db, "c", "one", Some("key"), None, NOW + Span::seconds(9)).await;
            assert!(
                jobs::put_back(db, &again[0], NOW + Span::hours(1), None)
                    .await
                    .unwrap()
            );
        })
        .await;
        assert_eq!(
            names(&claim(&store, NOW + Span::seconds(9), "w3", 10).await),
            ["a"]
        );
    }
}

#[tokio::test]
async fn a_dead_job_is_listed_retried_or_makes_way_for_the_same_work() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", Some("key"), None, NOW).await);
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(jobs::bury(db, &running[0], NOW, "refused").await.unwrap());
        })
        .await;
        assert!(claim(&store, NOW + Span::days(9), "w2", 10).await.is_empty());
        let mut db = store.read().await.unwrap();
        let dead = jobs::list(&mut db, Some(JobState::Dead), &Cursor::start(), 10)
            .await
            .unwrap();
        assert_eq!(
            (dead[0].id.as_str(), dead[0].last_error.as_deref()),
            ("a", Some("refused"))
        );
        assert_eq!(jobs::count(&mut db).await.unwrap().dead, 1);
        drop(db);

        let id: JobId = "a".parse().unwrap();
        saved(&store, async |db| {
            assert!(jobs::retry(db, &id, NOW).await.unwrap().is_some());
            assert!(jobs::retry(db, &id, NOW).await.unwrap().is_none());
        })
        .await;
        let again = claim(&store, NOW, "w3", 10).await;
        assert_eq!(again[0].attempts, 1, "the tries start anew");
        saved(&store, async |db| {
            assert!(jobs::bury(db, &again[0], NOW, "refused").await.unwrap());
            assert!(add(db, "b", "one", Some("key"), None, NOW).await);
            assert_eq!(jobs::count(db).await.unwrap().dead, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_dead_job_that_made_way_is_not_retried_beside_the_one_that_took_its_place() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", Some("key"), None, NOW).await);
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(jobs::bury(db, &running[0], NOW, "refused").await.unwrap());
            assert!(add(db, "b", "one", Some("key"), None, NOW).await);
            assert!(jobs::retry(db, &running[0].id, NOW).await.unwrap().is_none());
        })
        .await;
        assert_eq!(names(&claim(&store, NOW, "w2", 10).await), ["b"]);
    }
}

#[tokio::test]
async fn finished_jobs_are_forgotten_and_others_are_not() {
    for store in stores().await {
        saved(&store, async |db| {
            add(db, "a", "one", None, None, NOW).await;
            add(db, "b", "one", None, None, NOW + Span::days(30)).await;
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(jobs::finish(db, &running[0], NOW).await.unwrap());
        })
        .await;
        let mut db = store.write().await.unwrap();
        assert_eq!(jobs::delete_done(&mut db, NOW).await.unwrap(), 0);
        assert_eq!(jobs::delete_done(&mut db, NOW + Span::days(7)).await.unwrap(), 1);
        assert_eq!(jobs::next_due(&mut db).await.unwrap(), Some(NOW + Span::days(30)));
    }
}

#[tokio::test]
async fn the_start_of_the_only_process_frees_what_the_last_one_held() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", None, Some("lane"), NOW).await);
        })
        .await;
        claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| jobs::release_all(db, NOW).await.unwrap()).await;
        assert_eq!(names(&claim(&store, NOW, "w2", 10).await), ["a"]);
    }
}

#[tokio::test]
async fn work_that_is_asked_for_while_the_same_work_ends_is_not_lost() {
    let store = testing::postgres().await;
    saved(&store, async |db| {
        assert!(add(db, "a", "one", Some("key"), None, NOW).await);
    })
    .await;
    claim(&store, NOW, "w1", 10).await;
    let mut ending = sqlx::PgConnection::connect(&store.url).await.unwrap();
    let mut watching = sqlx::PgConnection::connect(&store.url).await.unwrap();
    sqlx::raw_sql("begin; select id from jobs where id = 'a' for update")
        .execute(&mut ending)
        .await
        .unwrap();

    let asked = async {
        let mut db = store.write().await.unwrap();
        let added = add(&mut db, "b", "one", Some("key"), None, NOW).await;
        db.commit().await.unwrap();
        added
    };
    let ended = async {
        // It was asked for, and waits for whoever ends the running one.
        let waits = "select count(*) from pg_stat_activity \
                     where datname = current_database() and wait_event_type = 'Lock'";
        loop {
            let waiting: i64 = sqlx::query_scalar(waits).fetch_one(&mut watching).await.unwrap();
            if waiting > 0 {
                break;
            }
        }
        sqlx::raw_sql("update jobs set state = 'done', worker = null where id = 'a'; commit")
            .execute(&mut ending)
            .await
            .unwrap();
    };
    let (added, ()) = tokio::join!(asked, ended);

    assert!(added);
    assert_eq!(names(&claim(&store, NOW, "w2", 10).await), ["b"]);
}

#[tokio::test]
async fn work_asked_for_during_its_last_try_is_tried_anew() {
    for store in stores().await {
        saved(&store, async |db| {
            assert!(add(db, "a", "one", Some("key"), None, NOW).await);
        })
        .await;
        let running = claim(&store, NOW, "w1", 10).await;
        saved(&store, async |db| {
            assert!(!add(db, "b", "one", Some("key"), None, NOW + Span::seconds(5)).await);
            assert!(jobs::bury(db, &running[0], NOW, "refused").await.unwrap());
        })
        .await;

        let mut db = store.read().await.unwrap();
        assert_eq!(jobs::count(&mut db).await.unwrap().dead, 0);
        drop(db);
        assert!(claim(&store, NOW + Span::seconds(4), "w2", 10).await.is_empty());
        let again = claim(&store, NOW + Span::seconds(5), "w2", 10).await;
        assert_eq!((names(&again), again[0].attempts), (vec!["a"], 1));

        // Nobody asked for that one.
        saved(&store, async |db| {
            assert!(jobs::bury(db, &again[0], NOW, "refused").await.unwrap());
            assert_eq!(jobs::count(db).await.unwrap().dead, 1);
        })
        .await;
    }
}
