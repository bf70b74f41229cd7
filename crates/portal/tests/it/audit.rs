use domain::{Span, member::Role};
use portal::{Actor, Error, audit, members, people};

use crate::house::{desk, houses};

#[tokio::test]
async fn the_log_says_who_did_what_to_whom_when_and_from_where() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        members::invite(world, owner, "kees@jansen.example", Role::Agent)
            .await
            .unwrap();

        let log = audit::list(world, &house.admin, None, None).await.unwrap();

        let line = &log.rows[0];
        assert_eq!(line.who, "piet@jansen.example");
        assert_eq!(line.from, "203.0.113.7");
        assert_eq!(
            (line.what.as_str(), line.at),
            ("member.invited", world.clock.now())
        );
        assert_eq!(line.words, "Invited kees@jansen.example as agent");
        assert_eq!(line.dealer_name.as_deref(), Some("Autobedrijf Jansen"));
    }
}

#[tokio::test]
async fn a_failed_sign_in_leaves_a_line_but_not_what_a_stranger_typed() {
    for house in houses().await {
        for email in ["piet@jansen.example", "hunter2@typed.by.mistake"] {
            let wrong = people::sign_in(&house.world, email, &"not the password".into(), desk()).await;
            wrong.unwrap_err();
        }

        let log = audit::list(&house.world, &house.admin, None, None)
            .await
            .unwrap()
            .rows;

        let failed: Vec<&str> = log
            .iter()
            .filter(|line| line.what == "person.sign_in_failed")
            .map(|line| line.who.as_str())
            .collect();
        assert_eq!(failed.len(), 2);
        assert!(failed.contains(&"piet@jansen.example") && failed.contains(&""));
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_without_a_gap() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        for n in 0..60 {
            // Some in the same microsecond.
            if n % 3 == 0 {
                world.clock.advance(Span::seconds(1));
            }
            members::invite(world, owner, &format!("kees{n}@jansen.example"), Role::Agent)
                .await
                .unwrap();
        }

        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = audit::list(world, &house.admin, Some(&house.jansen.id), after.as_deref())
                .await
                .unwrap();
            seen.extend(page.rows.into_iter().map(|line| (line.at, line.id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }

        assert_eq!(seen.len(), 60);
        assert!(seen.is_sorted_by(|a, b| a > b), "newest first, none twice");
    }
}

#[tokio::test]
async fn only_the_isv_reads_the_log() {
    for house in houses().await {
        let support = Actor::Person {
            id: "support".parse().unwrap(),
            role: Role::Support,
            dealer: None,
            email: "support@portal.example".into(),
            login: "login".parse().unwrap(),
            from: desk(),
        };
        assert!(audit::list(&house.world, &support, None, None).await.is_ok());
        let dealer = audit::list(&house.world, &house.jansen.owner, Some(&house.jansen.id), None).await;
        assert!(matches!(dealer, Err(Error::Missing)));
    }
}
