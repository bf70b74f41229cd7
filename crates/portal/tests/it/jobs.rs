use domain::{JobId, Span, job::JobState, number::NumberKind, signup::SignupState};
use portal::{Error, jobs};
use simulator::{Outcome, Rule, SignupScript};
use store::jobs::NewJob;

use crate::{
    house::{House, houses},
    journey::choice,
};

/// A job as another version of this program could have left it.
async fn left_behind(house: &House, payload: &str) -> JobId {
    let now = house.world.clock.now();
    let id: JobId = house.world.chance.id(now);
    let mut db = house.world.store.write().await.unwrap();
    let job = NewJob {
        id: &id,
        kind: "send_fax",
        dealer: Some(&house.jansen.id),
        payload,
        unique_key: None,
        lane: None,
        max_attempts: 5,
        due_at: now,
        created_at: now,
    };
    store::jobs::insert(&mut db, job).await.unwrap();
    db.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_job_that_nobody_understands_is_given_up_and_shown() {
    for house in houses().await {
        let id = left_behind(&house, r#"{"send_fax":{"to":"Piet"}}"#).await;
        jobs::run_until_idle(&house.world).await.unwrap();
        let (page, counts) = jobs::list(&house.world, &house.admin, Some(JobState::Dead), None)
            .await
            .unwrap();
        assert_eq!((page.rows[0].id.clone(), counts.dead), (id, 1));
        assert!(
            page.rows[0]
                .error
                .as_deref()
                .is_some_and(|why| why.contains("version"))
        );
        assert!(!page.rows[0].words.is_empty());
        assert_eq!(page.rows[0].dealer_name.as_deref(), Some(house.jansen.name));
    }
}

#[tokio::test]
async fn only_admins_retry_and_only_the_isv_looks() {
    for house in houses().await {
        let world = &house.world;
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.simulator.script(Rule::new(Outcome::Refused(63104)));
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        let (page, _) = jobs::list(world, &house.admin, Some(JobState::Dead), None)
            .await
            .unwrap();
        let id = page.rows[0].id.clone();
        assert_eq!(page.rows[0].kind, "register_sender");
        assert!(
            page.rows[0]
                .error
                .as_deref()
                .is_some_and(|why| why.contains("63104"))
        );

        assert!(matches!(
            jobs::list(world, &house.jansen.owner, None, None).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            jobs::list(world, &holder.actor, None, None).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            jobs::retry(world, &house.jansen.owner, &id).await,
            Err(Error::Missing)
        ));
        let support = house.support();
        assert!(jobs::list(world, &support, None, None).await.is_ok());
        assert!(matches!(
            jobs::retry(world, &support, &id).await,
            Err(Error::Denied)
        ));

        jobs::retry(world, &house.admin, &id).await.unwrap();
        assert!(
            matches!(jobs::retry(world, &house.admin, &id).await, Err(Error::Missing)),
            "it is not dead any more"
        );
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    for house in houses().await {
        for _ in 0..60 {
            left_behind(&house, "{}").await;
        }
        let (first, counts) = jobs::list(&house.world, &house.admin, None, None).await.unwrap();
        assert_eq!((first.rows.len(), counts.waiting), (50, 60));
        let (rest, _) = jobs::list(&house.world, &house.admin, None, first.next.as_deref())
            .await
            .unwrap();
        assert_eq!((rest.rows.len(), rest.next), (10, None));
        assert!(first.rows.iter().all(|job| !rest.rows.contains(job)));
    }
}

#[tokio::test]
async fn a_session_whose_link_ran_out_is_ended_by_the_sweep() {
    for house in houses().await {
        jobs::start(&house.world).await.unwrap();
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        jobs::run_until_idle(&house.world).await.unwrap();
        house.world.clock.advance(Span::days(14));
        jobs::run_until_idle(&house.world).await.unwrap();
        let mut db = house.world.store.read().await.unwrap();
        let row = store::signups::get(&mut db, &house.jansen.id, holder.id())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.ended_at, Some(row.expires_at));
    }
}

#[tokio::test]
async fn pace_shortens_every_wait() {
    for house in houses().await {
        let fast = house.restarted_with(|settings| settings.pace = 10);
        for wait in [Span::seconds(60), Span::minutes(15)] {
            assert_eq!(jobs::pause(&house.world, wait), wait);
            assert_eq!(jobs::pause(&fast, wait).0 * 10, wait.0);
        }
        assert_eq!(jobs::after_failure(&house.world, 1, None), Span::seconds(5));
        assert_eq!(jobs::after_failure(&house.world, 2, None), Span::seconds(15));
        assert_eq!(jobs::after_failure(&house.world, 99, None), Span::minutes(15));
        let asked = Some(std::time::Duration::from_secs(30));
        assert_eq!(jobs::after_failure(&house.world, 9, asked), Span::seconds(30));
    }
}
