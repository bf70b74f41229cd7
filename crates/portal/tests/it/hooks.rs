//! The hooks page: what came, what became of it, and once more.

use domain::{
    Span,
    hook::{Filter, Verdict},
};
use portal::{Error, hooks, jobs};

use crate::{house::houses, receiving::says};

#[tokio::test]
async fn what_failed_is_listed_with_the_reason_and_can_be_worked_on_again() {
    for house in houses().await {
        let (world, admin) = (&house.world, &house.admin);
        let number = house.line_open().await;
        house.hook("inbound", &house.posted(&says(&number, "Goed"))).await;
        let mut wrong = house.posted(&says(&number, "Fout"));
        wrong.retain(|(key, _)| key != "From");
        house.hook("inbound", &wrong).await;

        let list = async |verdict: Option<Verdict>| {
            let filter = Filter {
                dealer: Some(house.jansen.id.clone()),
                kind: Some("inbound".into()),
                verdict,
            };
            hooks::list(world, admin, &filter, None).await.unwrap().rows
        };
        assert_eq!(list(None).await.len(), 2);
        let [failed] = &list(Some(Verdict::Failed)).await[..] else {
            panic!("one failed")
        };
        assert_eq!(failed.dealer_name.as_deref(), Some("Autobedrijf Jansen"));
        assert!(
            failed.trouble.as_deref().is_some_and(|why| why.contains("buyer")),
            "{failed:?}"
        );
        let other = Filter {
            dealer: Some(house.linde.id.clone()),
            ..Filter::default()
        };
        assert!(
            hooks::list(world, admin, &other, None)
                .await
                .unwrap()
                .rows
                .is_empty()
        );

        let [done] = &list(Some(Verdict::Done)).await[..] else {
            panic!("one is done")
        };
        let view = hooks::open(world, admin, &done.id).await.unwrap();
        assert!(view.fields.contains(&("Body".into(), "Goed".into())));
        hooks::replay(world, admin, &done.id).await.unwrap();
        assert_eq!(list(Some(Verdict::Waiting)).await.len(), 1);
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(list(Some(Verdict::Done)).await.len(), 1);
        let sid = &view.fields.iter().find(|(key, _)| key == "MessageSid").unwrap().1;
        let message = house.message_of(sid).await.unwrap();
        assert_eq!(
            house.conversation_of(&message).await.0.unread,
            1,
            "once more is not twice"
        );
    }
}

#[tokio::test]
async fn raw_webhooks_are_for_admins() {
    for house in houses().await {
        let number = house.line_open().await;
        house.hook("inbound", &house.posted(&says(&number, "Goed"))).await;
        let all = Filter::default();
        let id = hooks::list(&house.world, &house.admin, &all, None)
            .await
            .unwrap()
            .rows[0]
            .id
            .clone();
        for (actor, denied) in [(house.support(), true), (house.jansen.owner.clone(), false)] {
            for refused in [
                hooks::list(&house.world, &actor, &all, None).await.map(drop),
                hooks::open(&house.world, &actor, &id).await.map(drop),
                hooks::replay(&house.world, &actor, &id).await,
            ] {
                assert_eq!(matches!(refused, Err(Error::Denied)), denied, "{refused:?}");
                assert!(refused.is_err());
            }
        }
    }
}

#[tokio::test]
async fn what_nobody_could_work_on_is_not_kept_for_ever() {
    for house in houses().await {
        let number = house.line_open().await;
        let mut wrong = house.posted(&says(&number, "Fout"));
        wrong.retain(|(key, _)| key != "From");
        house.hook("inbound", &wrong).await;
        let left = async || {
            hooks::forget(&house.world).await.unwrap();
            let filter = Filter {
                verdict: Some(Verdict::Failed),
                ..Filter::default()
            };
            let list = hooks::list(&house.world, &house.admin, &filter, None).await;
            list.unwrap().rows.len()
        };
        house.world.clock.advance(Span::days(89));
        assert_eq!(left().await, 1);
        house.world.clock.advance(Span::days(2));
        assert_eq!(left().await, 0);
    }
}
