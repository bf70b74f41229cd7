//! The ISV's own people.

use domain::{Code, PersonId, Span, member::Role};
use portal::{Actor, Error, admins, audit, people};
use secrecy::SecretString;

use crate::house::{House, PASSWORD, desk, field, houses};

const KIM: &str = "kim@portal.example";

fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap().0.clone()
}

/// Someone whom the admin invited, and who came.
async fn hire(house: &House, email: &str, role: Role) -> Actor {
    admins::invite(&house.world, &house.admin, email, role)
        .await
        .expect("invited");
    let token = house.token_mailed_to(email).await;
    let password = SecretString::from(PASSWORD);
    people::accept_invitation(&house.world, &token, None, &password, desk())
        .await
        .expect("came");
    house.sign_in(email, PASSWORD).await.expect("signed in")
}

#[tokio::test]
async fn an_admin_invites_support_who_sees_the_dealers_and_not_the_people() {
    for house in houses().await {
        let world = &house.world;
        let kim = hire(&house, KIM, Role::Support).await;

        assert!(portal::dealers::list(world, &kim, "", None).await.is_ok());
        assert!(matches!(admins::list(world, &kim).await, Err(Error::Denied)));
        let invited = admins::invite(world, &kim, "robin@portal.example", Role::Admin).await;
        assert!(matches!(invited, Err(Error::Denied)));
        let everyone = admins::list(world, &house.admin).await.unwrap();
        let seen: Vec<_> = everyone
            .iter()
            .map(|one| (one.email.as_str(), one.role))
            .collect();
        assert_eq!(
            seen,
            [("admin@portal.example", Role::Admin), (KIM, Role::Support)],
            "no dealer's people, admins first"
        );
        let log = audit::list(world, &house.admin, None, None).await.unwrap();
        let line = log.rows.iter().find(|line| line.what == "admin.invited").unwrap();
        assert_eq!(line.words, "Invited kim@portal.example as support");
        assert_eq!(
            (line.who.as_str(), line.dealer.as_ref()),
            ("admin@portal.example", None)
        );
    }
}

#[tokio::test]
async fn a_dealers_people_are_nobody_here() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        assert!(matches!(admins::list(world, owner).await, Err(Error::Missing)));
        let removed = admins::remove(world, owner, &id(&house.admin)).await;
        assert!(matches!(removed, Err(Error::Missing)));
        let removed = admins::remove(world, &house.admin, &id(owner)).await;
        assert!(
            matches!(removed, Err(Error::Missing)),
            "an owner is not removed from here"
        );
        let made = admins::set_role(world, &house.admin, &id(owner), Role::Admin).await;
        assert!(matches!(made, Err(Error::Missing)));
        let taken = admins::invite(world, &house.admin, "piet@jansen.example", Role::Admin).await;
        assert_eq!(field(taken), "email");
        let wrong = admins::invite(world, &house.admin, KIM, Role::Owner).await;
        assert_eq!(field(wrong), "role");
    }
}

#[tokio::test]
async fn the_last_admin_stays_whatever_is_tried() {
    for house in houses().await {
        let world = &house.world;
        let me = id(&house.admin);
        // Somebody who was invited and has not come cannot sign in: they do not count.
        admins::invite(world, &house.admin, "robin@portal.example", Role::Admin)
            .await
            .unwrap();
        for refused in [
            admins::remove(world, &house.admin, &me).await,
            admins::set_role(world, &house.admin, &me, Role::Support).await,
            admins::add(world, "admin@portal.example", Role::Support)
                .await
                .map(drop),
        ] {
            let Err(Error::Problem(problem)) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(problem.code, Code::Conflict);
        }
        assert_eq!(
            admins::list(world, &house.admin).await.unwrap()[0].role,
            Role::Admin
        );

        let kim = hire(&house, KIM, Role::Admin).await;
        admins::set_role(world, &kim, &me, Role::Support).await.unwrap();
        assert!(matches!(
            admins::remove(world, &kim, &id(&kim)).await,
            Err(Error::Problem(_))
        ));
    }
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_is_invited_anew() {
    for house in houses().await {
        let world = &house.world;
        let kim = hire(&house, KIM, Role::Admin).await;
        let password = SecretString::from(PASSWORD);
        let browser = people::sign_in(world, KIM, &password, desk()).await.unwrap();

        admins::remove(world, &house.admin, &id(&kim)).await.unwrap();

        assert!(house.use_cookie(&browser.cookie).await.is_none());
        assert!(house.sign_in(KIM, PASSWORD).await.is_err());
        world.clock.advance(Span::seconds(1));
        let again = hire(&house, KIM, Role::Support).await;
        assert_ne!(id(&again), id(&kim));
    }
}
