//! Keys for programs that read a dealer's integrations.

use domain::{Code, Span, member::Role, number::NumberKind};
use portal::{Actor, Error, api_keys, audit, integrations};

use crate::{
    house::{House, desk, houses},
    journey::choice,
};

async fn by_key(house: &House, secret: &str) -> portal::Result<Actor> {
    api_keys::authenticate(&house.world, secret, desk()).await
}

#[tokio::test]
async fn a_program_reads_its_dealers_integrations_until_its_key_is_withdrawn() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.connect(&house.linde, choice(NumberKind::SmsCapable)).await;
        let theirs = house.integrations(&house.linde).await[0].id.clone();
        let key = api_keys::make(world, owner, " CRM ").await.unwrap();
        assert_eq!(key.name, "CRM");

        let program = by_key(&house, &key.secret).await.unwrap();
        let read = integrations::list(world, &program).await.unwrap();
        assert_eq!(read, house.integrations(&house.jansen).await);
        assert_eq!(
            integrations::get(world, &program, &read[0].id).await.unwrap(),
            read[0]
        );
        let foreign = integrations::get(world, &program, &theirs).await;
        assert!(matches!(foreign, Err(Error::Missing)));

        // It may read, and nothing else.
        assert!(program.dealer().is_err() && program.owned_dealer().is_err());
        assert!(program.isv().is_err() && program.person().is_err());

        world.clock.advance(Span::hours(1));
        by_key(&house, &key.secret).await.unwrap();
        let [listed] = &api_keys::list(world, owner).await.unwrap()[..] else {
            panic!("one key")
        };
        assert_eq!(listed.used_at, Some(world.clock.now()));
        assert!(!format!("{key:?}").contains(&key.secret));

        api_keys::withdraw(world, owner, &listed.id).await.unwrap();
        for wrong in [key.secret.as_str(), "", "forecourt_x"] {
            let refused = by_key(&house, wrong).await.unwrap_err();
            assert!(matches!(refused, Error::Problem(problem) if problem.code == Code::SignInNeeded));
        }
        assert!(api_keys::list(world, owner).await.unwrap().is_empty());
        let log = audit::list(world, &house.admin, Some(&house.jansen.id), None)
            .await
            .unwrap();
        let told: Vec<&str> = log.rows.iter().map(|line| line.what.as_str()).collect();
        assert!(told.contains(&"api_key.made") && told.contains(&"api_key.withdrawn"));
        assert!(!format!("{log:?}").contains(&key.secret));
    }
}

#[tokio::test]
async fn owners_make_and_withdraw_keys_of_their_own_and_nobody_else() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        api_keys::make(world, owner, "CRM").await.unwrap();
        let id = api_keys::list(world, owner).await.unwrap()[0].id.clone();
        for (actor, denied) in [(&agent, true), (&house.admin, false)] {
            for refused in [
                api_keys::make(world, actor, "x").await.map(drop),
                api_keys::list(world, actor).await.map(drop),
                api_keys::withdraw(world, actor, &id).await,
            ] {
                let refused = refused.unwrap_err();
                assert_eq!(matches!(refused, Error::Denied), denied, "{refused:?}");
            }
        }
        let foreign = api_keys::withdraw(world, &house.linde.owner, &id).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        assert!(
            api_keys::list(world, &house.linde.owner)
                .await
                .unwrap()
                .is_empty()
        );

        for wrong in ["", "  ", &"x".repeat(61)] {
            let refused = api_keys::make(world, owner, wrong).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}");
        }
        for _ in 1..domain::api_key::MOST {
            api_keys::make(world, owner, "more").await.unwrap();
        }
        let too_many = api_keys::make(world, owner, "one more").await;
        assert!(matches!(too_many, Err(Error::Invalid(_))));
    }
}
