//! What is found by its name from every page.

use portal::{Error, contacts, find};

use crate::{house::houses, receiving::says};

#[tokio::test]
async fn a_dealers_people_find_buyers_and_conversations_and_the_isv_finds_dealers() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let number = house.line_open().await;
        house.hook("inbound", &house.posted(&says(&number, "Goed"))).await;
        let buyer = contacts::list(world, owner, "", None).await.unwrap().page.rows[0].clone();
        let edit = contacts::Edit {
            name: "Zwaluw".into(),
            ..contacts::Edit::default()
        };
        contacts::edit(world, owner, &buyer.id, edit).await.unwrap();

        let digits: String = buyer
            .phone
            .unwrap()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        for typed in ["zwal", digits.as_str()] {
            let found = find::find(world, owner, typed).await.unwrap();
            let pages: Vec<&str> = found.iter().map(|found| found.href.as_str()).collect();
            assert_eq!(pages.len(), 2, "{typed}: {found:?}");
            assert!(pages[0].starts_with("/inbox/"), "{pages:?}");
            assert_eq!(pages[1], format!("/contacts/{}", buyer.id));
            assert!(found.iter().all(|found| found.name == "Zwaluw"));
        }
        for nothing in ["", " z ", "nobody"] {
            assert!(
                find::find(world, owner, nothing).await.unwrap().is_empty(),
                "{nothing}"
            );
        }
        let stranger = find::find(world, &house.linde.owner, "zwal").await.unwrap();
        assert!(stranger.is_empty());

        let dealers = find::find(world, &house.admin, "linde").await.unwrap();
        let [dealer] = &dealers[..] else {
            panic!("one dealer: {dealers:?}")
        };
        assert_eq!(dealer.href, format!("/admin/dealers/{}", house.linde.id));
        assert!(
            find::find(world, &house.support(), "zwal")
                .await
                .unwrap()
                .is_empty()
        );

        let nobody = portal::Actor::Link {
            signup: "signup".parse().unwrap(),
            dealer: house.jansen.id.clone(),
            from: crate::house::desk(),
        };
        let refused = find::find(world, &nobody, "zwal").await;
        assert!(matches!(refused, Err(Error::Problem(_) | Error::Missing)));
    }
}
