use domain::{
    Span,
    audit::AuditLine,
    hook::Filter,
    member::Role,
    number::NumberKind,
    template::{Category, Draft, Shape},
};
use portal::{Actor, Error, audit, contacts, hooks, jobs, members, people, templates};
use simulator::{Outcome, Rule, SignupScript};

use crate::{
    house::{Dealership, House, desk, houses},
    journey::choice,
    receiving::says,
};

/// The lines about a dealer that tell this.
async fn lines(house: &House, dealer: &Dealership, what: &str) -> Vec<AuditLine> {
    let log = audit::list(&house.world, &house.admin, Some(&dealer.id), None).await;
    let mut lines = log.unwrap().rows;
    lines.retain(|line| line.what == what);
    lines
}

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

#[tokio::test]
async fn what_is_done_to_templates_leaves_a_line() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let expect = async |what: &str, name: &str| {
            let lines = lines(&house, &house.jansen, what).await;
            let [line] = &lines[..] else {
                panic!("one line: {lines:?}")
            };
            assert_eq!(line.who, "piet@jansen.example");
            assert!(line.words.contains(name), "{line:?}");
        };

        let draft = Draft {
            name: "car_arrived_today".into(),
            language: "en".into(),
            category: Category::Utility,
            shape: Shape::Text {
                body: "Your car has arrived at our showroom today".into(),
            },
            samples: Vec::new(),
        };
        let id = templates::create(world, owner, draft, false).await.unwrap();
        expect("template.created", "car_arrived_today").await;
        house.settle().await;
        templates::submit(world, owner, &id).await.unwrap();
        expect("template.submitted", "car_arrived_today").await;
        house.settle().await;
        templates::delete(world, owner, &id).await.unwrap();
        expect("template.deleted", "car_arrived_today").await;

        assert!(templates::add_starters(world, owner).await.unwrap() > 0);
        expect("template.starters_added", "").await;
    }
}

#[tokio::test]
async fn a_buyers_new_name_leaves_a_line_without_it_and_the_same_name_none() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let number = house.line_open().await;
        house.hook("inbound", &house.posted(&says(&number, "Goed"))).await;
        let id = contacts::list(world, owner, "", None).await.unwrap().page.rows[0]
            .id
            .clone();
        let edit = || contacts::Edit {
            name: "Jan".into(),
            notes: "Likes blue".into(),
            was: None,
        };
        contacts::edit(world, owner, &id, edit()).await.unwrap();
        contacts::edit(world, owner, &id, edit()).await.unwrap();
        let lines = lines(&house, &house.jansen, "contact.edited").await;
        let [line] = &lines[..] else {
            panic!("one line: {lines:?}")
        };
        assert!(!line.words.contains("Jan"), "{line:?}");
    }
}

#[tokio::test]
async fn what_the_isv_does_to_webhooks_and_jobs_leaves_a_line() {
    for house in houses().await {
        let (world, admin) = (&house.world, &house.admin);
        let number = house.line_open().await;
        house.hook("inbound", &house.posted(&says(&number, "Goed"))).await;
        let all = Filter::default();
        let list = hooks::list(world, admin, &all, None).await.unwrap();
        let id = list.rows[0].id.clone();
        hooks::open(world, admin, &id).await.unwrap();
        let opened = lines(&house, &house.jansen, "hook.opened").await;
        assert_eq!(
            (opened.len(), opened[0].who.as_str()),
            (1, "admin@portal.example")
        );

        let holder = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        house.simulator.script(Rule::new(Outcome::Refused(63104)));
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        let dead = Some(domain::job::JobState::Dead);
        let (page, _) = jobs::list(world, admin, dead, None).await.unwrap();
        jobs::retry(world, admin, &page.rows[0].id).await.unwrap();
        assert_eq!(lines(&house, &house.linde, "job.retried").await.len(), 1);
    }
}
