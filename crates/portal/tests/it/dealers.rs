use domain::{Span, dealer::NewDealer};
use portal::{Error, dealers, people};

use crate::house::{House, PASSWORD, desk, houses};

fn new(name: &str, owner: &str) -> NewDealer {
    NewDealer {
        name: name.into(),
        owner_email: owner.into(),
    }
}

async fn found(house: &House, search: &str) -> Vec<String> {
    let list = dealers::list(&house.world, &house.admin, search, None)
        .await
        .unwrap();
    assert_eq!(list.total as usize, list.page.rows.len());
    list.page.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn an_admin_adds_a_dealer_whose_owner_comes_through_the_mail() {
    for house in houses().await {
        let world = &house.world;
        let input = new("  Garage Zuid ", "Ria@Zuid.example");
        let id = dealers::add(world, &house.admin, input).await.unwrap();

        let token = house.token_mailed_to("ria@zuid.example").await;
        assert_eq!(
            people::read_invitation(world, &token).await.unwrap().to,
            "Garage Zuid"
        );
        people::accept_invitation(world, &token, Some("Ria"), &PASSWORD.into(), desk())
            .await
            .unwrap();
        let ria = house.sign_in("ria@zuid.example", PASSWORD).await.unwrap();
        assert_eq!(ria.owned_dealer().unwrap(), &id);

        let story = dealers::open(world, &house.admin, &id).await.unwrap();
        assert_eq!(
            (story.dealer.name.as_str(), story.members[0].name.as_str()),
            ("Garage Zuid", "Ria")
        );
        let told: Vec<&str> = story.timeline.iter().map(|entry| entry.what.as_str()).collect();
        for what in ["dealer.added", "mail.kept", "person.joined", "person.signed_in"] {
            assert!(told.contains(&what), "{what}: {told:?}");
        }
    }
}

#[tokio::test]
async fn a_dealer_needs_a_name_and_an_owner_whom_mail_reaches() {
    for house in houses().await {
        for (input, field) in [
            (new("G", "ria@zuid.example"), "name"),
            (new(&"G".repeat(65), "ria@zuid.example"), "name"),
            (new("Garage Zuid", "ria"), "owner_email"),
            (new("Garage Zuid", "piet@jansen.example"), "owner_email"),
        ] {
            let Err(Error::Invalid(fields)) = dealers::add(&house.world, &house.admin, input).await else {
                panic!("it was added");
            };
            assert_eq!(fields[0].field, field);
        }
        assert_eq!(found(&house, "").await.len(), 2, "nothing was added");
    }
}

#[tokio::test]
async fn dealers_are_found_by_name_and_by_mail_and_signs_mean_themselves() {
    for house in houses().await {
        let world = &house.world;
        world.clock.advance(Span::seconds(1));
        dealers::add(
            world,
            &house.admin,
            new("Ärztehaus 100% Auto", "ria_o@zuid.example"),
        )
        .await
        .unwrap();

        assert_eq!(found(&house, "JANSEN").await, ["Autobedrijf Jansen"]);
        assert_eq!(found(&house, "noor@linde").await, ["Garage De Linde"]);
        assert_eq!(found(&house, "ärzte").await, ["Ärztehaus 100% Auto"]);
        assert_eq!(found(&house, "100%").await, ["Ärztehaus 100% Auto"]);
        assert_eq!(found(&house, "ria_").await, ["Ärztehaus 100% Auto"]);
        assert!(found(&house, "%").await.len() == 1);
        assert!(found(&house, "nothing like it").await.is_empty());
        assert_eq!(found(&house, "").await[0], "Ärztehaus 100% Auto", "newest first");
    }
}

#[tokio::test]
async fn the_list_goes_on_where_it_ended() {
    for house in houses().await {
        let world = &house.world;
        for n in 0..60 {
            world.clock.advance(Span::seconds(n % 2));
            let input = new(&format!("Garage {n}"), &format!("owner{n}@x.example"));
            dealers::add(world, &house.admin, input).await.unwrap();
        }

        let first = dealers::list(world, &house.admin, "garage", None).await.unwrap();
        let second = dealers::list(world, &house.admin, "garage", first.page.next.as_deref())
            .await
            .unwrap();

        let mut ids: Vec<_> = first
            .page
            .rows
            .iter()
            .chain(&second.page.rows)
            .map(|row| row.id.clone())
            .collect();
        assert_eq!((first.total, ids.len(), second.page.next), (61, 61, None));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 61, "none twice");
    }
}

#[tokio::test]
async fn dealers_do_not_see_dealers() {
    for house in houses().await {
        let owner = &house.jansen.owner;
        let listed = dealers::list(&house.world, owner, "", None).await;
        let opened = dealers::open(&house.world, owner, &house.jansen.id).await;
        let added = dealers::add(&house.world, owner, new("Garage Zuid", "ria@zuid.example")).await;

        assert!(matches!(listed, Err(Error::Missing)));
        assert!(matches!(opened, Err(Error::Missing)));
        assert!(matches!(added, Err(Error::Missing)));
        let nowhere = dealers::open(&house.world, &house.admin, &"nowhere".parse().unwrap()).await;
        assert!(matches!(nowhere, Err(Error::Missing)));
    }
}
