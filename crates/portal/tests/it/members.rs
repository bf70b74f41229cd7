use domain::{Code, Span, member::Role};
use portal::{Actor, Error, conversations, members, people};
use secrecy::SecretString;

use crate::house::{PASSWORD, desk, field, houses};

fn id(actor: &Actor) -> domain::PersonId {
    actor.person().unwrap().0.clone()
}

#[tokio::test]
async fn an_owner_invites_an_agent_who_comes_through_the_link() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        members::invite(world, owner, "Kees@Jansen.example", Role::Agent)
            .await
            .unwrap();
        let team = members::list(world, owner).await.unwrap();
        assert_eq!(team.len(), 2);
        assert!(team[0].is_me && team[0].role == Role::Owner);
        assert!(team[1].invited && team[1].seen.is_none());
        assert_eq!(team[1].name, "kees@jansen.example");

        let token = house.token_mailed_to("kees@jansen.example").await;
        let password = SecretString::from(PASSWORD);
        let changes = async |seq| conversations::changes(world, owner, seq).await.unwrap();
        let before = changes(0).await.seq;
        people::accept_invitation(world, &token, Some("Kees"), &password, desk())
            .await
            .unwrap();
        assert!(
            changes(before).await.reset,
            "an open desk learns who else is there"
        );

        let kees = house.sign_in("kees@jansen.example", PASSWORD).await.unwrap();
        let team = members::list(world, &kees).await.unwrap();
        assert_eq!(
            (team[1].name.as_str(), team[1].invited, team[1].is_me),
            ("Kees", false, true)
        );
        assert_eq!(team[1].seen, Some(world.clock.now()));
    }
}

#[tokio::test]
async fn inviting_again_ends_the_first_link_and_changes_the_role() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        members::invite(world, owner, "kees@jansen.example", Role::Agent)
            .await
            .unwrap();
        let first = house.token_mailed_to("kees@jansen.example").await;
        world.clock.advance(Span::seconds(1));
        members::invite(world, owner, "kees@jansen.example", Role::Owner)
            .await
            .unwrap();
        let second = house.token_mailed_to("kees@jansen.example").await;

        assert!(people::read_invitation(world, &first).await.is_err());
        assert_eq!(
            people::read_invitation(world, &second).await.unwrap().role,
            Role::Owner
        );
        assert_eq!(members::list(world, owner).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_invitation_works_for_seven_days() {
    for house in houses().await {
        members::invite(
            &house.world,
            &house.jansen.owner,
            "kees@jansen.example",
            Role::Agent,
        )
        .await
        .unwrap();
        let token = house.token_mailed_to("kees@jansen.example").await;
        house.world.clock.advance(Span(Span::days(7).0 - 1));
        assert!(people::read_invitation(&house.world, &token).await.is_ok());
        house.world.clock.advance(Span(1));
        assert!(people::read_invitation(&house.world, &token).await.is_err());
    }
}

#[tokio::test]
async fn nobody_is_invited_who_has_a_login_already_and_nothing_is_said_about_where() {
    for house in houses().await {
        let invite = async |email: &str| {
            let result = members::invite(&house.world, &house.jansen.owner, email, Role::Agent).await;
            let Err(Error::Invalid(fields)) = result else {
                panic!("{email} was invited");
            };
            fields[0].message.clone()
        };
        let elsewhere = invite("noor@linde.example").await;
        assert_eq!(elsewhere, invite("admin@portal.example").await);
        assert!(!elsewhere.contains("Linde"));
        assert!(invite("piet@jansen.example").await.contains("on your team"));
        invite("no address").await;
    }
}

#[tokio::test]
async fn nobody_becomes_admin_of_the_isv_through_a_team() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        for role in [Role::Admin, Role::Support] {
            assert_eq!(
                field(members::invite(world, owner, "kees@jansen.example", role).await),
                "role"
            );
            assert_eq!(
                field(members::set_role(world, owner, &id(owner), role).await),
                "role"
            );
        }
    }
}

#[tokio::test]
async fn someone_removed_is_out_at_once_and_may_be_invited_again_by_anyone() {
    for house in houses().await {
        let world = &house.world;
        house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let password = SecretString::from(PASSWORD);
        let came = people::sign_in(world, "kees@jansen.example", &password, desk())
            .await
            .unwrap();
        let kees = house.use_cookie(&came.cookie).await.unwrap();

        members::remove(world, &house.jansen.owner, &id(&kees))
            .await
            .unwrap();

        assert!(house.use_cookie(&came.cookie).await.is_none());
        assert!(house.sign_in("kees@jansen.example", PASSWORD).await.is_err());
        assert_eq!(members::list(world, &house.jansen.owner).await.unwrap().len(), 1);
        members::invite(world, &house.linde.owner, "kees@jansen.example", Role::Agent)
            .await
            .unwrap();
        assert_eq!(members::list(world, &house.linde.owner).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn the_last_owner_stays_and_stays_owner() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let last =
            |result: portal::Result<()>| matches!(result, Err(Error::Problem(p)) if p.code == Code::Conflict);
        // An owner who has only been invited cannot take over yet.
        members::invite(world, owner, "kees@jansen.example", Role::Owner)
            .await
            .unwrap();

        assert!(last(members::remove(world, owner, &id(owner)).await));
        assert!(last(
            members::set_role(world, owner, &id(owner), Role::Agent).await
        ));

        house
            .hire(&house.jansen, "second@jansen.example", Role::Owner)
            .await;
        members::set_role(world, owner, &id(owner), Role::Agent)
            .await
            .expect("there is another owner");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_owners_who_remove_each_other_at_once_leave_one() {
    for house in houses().await {
        let mut left = house.jansen.owner.clone();
        // Who is first differs from time to time.
        for n in 0..12 {
            let other = house
                .hire(&house.jansen, &format!("owner{n}@jansen.example"), Role::Owner)
                .await;
            let [one, two] = [(&left, &other), (&other, &left)].map(|(actor, target)| {
                let (world, actor, target) = (house.world.clone(), actor.clone(), id(target));
                tokio::spawn(async move { members::remove(&world, &actor, &target).await })
            });
            let (one, two) = (one.await.unwrap(), two.await.unwrap());

            assert_ne!(one.is_ok(), two.is_ok(), "{}", house.store.engine);
            left = if one.is_ok() { left } else { other };
            assert_eq!(members::list(&house.world, &left).await.unwrap().len(), 1);
        }
    }
}

#[tokio::test]
async fn agents_change_nobody_and_strangers_find_nobody() {
    for house in houses().await {
        let world = &house.world;
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let target = id(&agent);

        for (actor, denied) in [(&agent, true), (&house.admin, false), (&Actor::Machine, false)] {
            for result in [
                members::invite(world, actor, "new@jansen.example", Role::Agent).await,
                members::remove(world, actor, &target).await,
                members::set_role(world, actor, &target, Role::Owner).await,
            ] {
                let as_expected = match result {
                    Err(Error::Denied) => denied,
                    Err(Error::Missing) => !denied,
                    _ => false,
                };
                assert!(as_expected, "{}", actor.name());
            }
        }
        for result in [
            members::remove(world, &house.linde.owner, &target).await,
            members::set_role(world, &house.linde.owner, &target, Role::Owner).await,
        ] {
            assert!(matches!(result, Err(Error::Missing)));
        }
        assert_eq!(
            members::list(world, &agent).await.unwrap().len(),
            2,
            "nothing was changed"
        );
    }
}
