use domain::{Code, Span, account::Invitation, member::Role};
use portal::{Actor, Error, From, admins, people};
use secrecy::{ExposeSecret as _, SecretString};

use crate::house::{House, PASSWORD, code, desk, field, houses};

const PIET: &str = "piet@jansen.example";

fn secret(text: &str) -> SecretString {
    text.into()
}

#[tokio::test]
async fn someone_with_the_right_password_is_let_in_and_lands_at_home() {
    for house in houses().await {
        let world = &house.world;
        let came = people::sign_in(world, " Piet@Jansen.example ", &secret(PASSWORD), desk())
            .await
            .unwrap();
        assert_eq!(came.home, "/");

        let (actor, me) = people::authenticate(world, came.cookie.expose_secret(), desk())
            .await
            .unwrap()
            .expect("the cookie works");

        assert_eq!(actor.owned_dealer().unwrap(), &house.jansen.id);
        assert_eq!(
            (me.name.as_str(), me.email.as_str(), me.role),
            ("Piet", PIET, Role::Owner)
        );
        assert_eq!(me.dealer_name.as_deref(), Some("Autobedrijf Jansen"));
        assert_eq!(me.brand.name, "Autolijn");
        let admin = people::sign_in(world, "admin@portal.example", &secret(PASSWORD), desk())
            .await
            .unwrap();
        assert_eq!(admin.home, "/admin");
    }
}

#[tokio::test]
async fn wrong_mail_and_wrong_password_answer_alike_after_the_same_work() {
    for house in houses().await {
        let world = &house.world;
        let before = world.passwords.checked();

        let wrong_password = people::sign_in(world, PIET, &secret("vier gele vogels"), desk()).await;
        let after_wrong_password = world.passwords.checked();
        let wrong_mail = people::sign_in(world, "nobody@jansen.example", &secret(PASSWORD), desk()).await;

        assert_eq!(
            wrong_password.unwrap_err().into_problem(world, domain::Lang::En),
            wrong_mail.unwrap_err().into_problem(world, domain::Lang::En)
        );
        assert_eq!(
            after_wrong_password,
            before + 1,
            "one hash for the wrong password"
        );
        assert_eq!(
            world.passwords.checked(),
            before + 2,
            "one hash for the wrong mail"
        );
    }
}

#[tokio::test]
async fn someone_who_has_not_accepted_their_invitation_cannot_sign_in() {
    for house in houses().await {
        portal::members::invite(
            &house.world,
            &house.jansen.owner,
            "new@jansen.example",
            Role::Agent,
        )
        .await
        .unwrap();
        let before = house.world.passwords.checked();

        for password in ["", PASSWORD] {
            let result = people::sign_in(&house.world, "new@jansen.example", &secret(password), desk()).await;
            assert_eq!(code(result), Code::SignInFailed);
        }
        assert_eq!(house.world.passwords.checked(), before + 2);
    }
}

#[tokio::test]
async fn after_ten_wrong_passwords_the_right_one_must_wait_until_the_first_is_a_quarter_of_an_hour_old() {
    for house in houses().await {
        let world = &house.world;
        let first = world.clock.now();
        for _ in 0..10 {
            let wrong = people::sign_in(world, PIET, &secret("vier gele vogels"), desk()).await;
            assert_eq!(code(wrong), Code::SignInFailed);
            world.clock.advance(Span::seconds(30));
        }
        let before = world.passwords.checked();

        let Err(Error::Problem(problem)) = people::sign_in(world, PIET, &secret(PASSWORD), desk()).await
        else {
            panic!("it is refused");
        };

        assert_eq!(problem.code, Code::TooManyAttempts);
        assert_eq!(problem.retry_at, Some(first + Span::minutes(15)));
        assert_eq!(world.passwords.checked(), before, "nothing was checked");
        house
            .sign_in("noor@linde.example", PASSWORD)
            .await
            .expect("others are let in");
        world.clock.advance(Span::minutes(10));
        house.sign_in(PIET, PASSWORD).await.expect("the time has come");
    }
}

#[tokio::test]
async fn the_limit_holds_for_an_address_that_nobody_has_so_that_it_tells_nothing() {
    for house in houses().await {
        for _ in 0..10 {
            let result = people::sign_in(&house.world, "nobody@x.example", &secret(PASSWORD), desk()).await;
            assert_eq!(code(result), Code::SignInFailed);
        }
        let result = people::sign_in(&house.world, "NOBODY@x.example", &secret(PASSWORD), desk()).await;
        assert_eq!(code(result), Code::TooManyAttempts);
    }
}

#[tokio::test]
async fn a_right_password_wipes_the_wrong_ones_before_it() {
    for house in houses().await {
        for _ in 0..3 {
            for _ in 0..9 {
                let wrong = people::sign_in(&house.world, PIET, &secret("vier gele vogels"), desk()).await;
                assert_eq!(code(wrong), Code::SignInFailed);
            }
            house
                .sign_in(PIET, PASSWORD)
                .await
                .expect("nine are not too many");
        }
    }
}

#[tokio::test]
async fn one_address_trying_many_names_is_stopped_and_a_restart_does_not_help() {
    for house in houses().await {
        let from = From {
            address: "2001:db8::1".into(),
            ..desk()
        };
        for n in 0..50 {
            let email = format!("guess{n}@jansen.example");
            let result = people::sign_in(&house.world, &email, &secret(PASSWORD), from.clone()).await;
            assert_eq!(code(result), Code::SignInFailed);
        }
        let neighbour = From {
            address: "2001:db8::2".into(),
            ..desk()
        };
        let restarted = house.restarted_with(|_| {});
        let result = people::sign_in(&restarted, PIET, &secret(PASSWORD), neighbour).await;
        assert_eq!(code(result), Code::TooManyAttempts);
        house
            .sign_in(PIET, PASSWORD)
            .await
            .expect("other addresses are let in");
    }
}

#[tokio::test]
async fn many_tries_at_once_get_no_more_than_ten() {
    for house in houses().await {
        let before = house.world.passwords.checked();
        let wrong = secret("vier gele vogels");
        let tries = (0..16).map(|_| people::sign_in(&house.world, PIET, &wrong, desk()));

        let results = futures::future::join_all(tries).await;

        let refused = results
            .into_iter()
            .map(code)
            .filter(|code| *code == Code::TooManyAttempts);
        assert_eq!(refused.count(), 6);
        assert_eq!(house.world.passwords.checked(), before + 10);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_sooner_for_the_isv() {
    for house in houses().await {
        for (email, idle) in [(PIET, Span::days(7)), ("admin@portal.example", Span::hours(12))] {
            let came = people::sign_in(&house.world, email, &secret(PASSWORD), desk())
                .await
                .unwrap();
            for _ in 0..3 {
                house.world.clock.advance(Span(idle.0 - 1));
                assert!(house.use_cookie(&came.cookie).await.is_some(), "used in time");
            }
            house.world.clock.advance(idle);
            assert!(house.use_cookie(&came.cookie).await.is_none(), "used too late");
        }
    }
}

#[tokio::test]
async fn no_session_lasts_longer_than_thirty_days() {
    for house in houses().await {
        let came = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        for _ in 0..29 {
            house.world.clock.advance(Span::days(1));
            assert!(house.use_cookie(&came.cookie).await.is_some());
        }
        house.world.clock.advance(Span::days(1));
        assert!(house.use_cookie(&came.cookie).await.is_none());
    }
}

#[tokio::test]
async fn being_seen_is_noted_at_most_once_a_minute() {
    for house in houses().await {
        let actor = house.sign_in(PIET, PASSWORD).await.unwrap();
        let came = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let began = house.world.clock.now();
        let seen = async || {
            house.use_cookie(&came.cookie).await.unwrap();
            let logins = people::list_logins(&house.world, &actor).await.unwrap();
            logins.into_iter().map(|login| login.seen).max().unwrap()
        };

        house.world.clock.advance(Span::seconds(59));
        assert_eq!(seen().await, began);
        house.world.clock.advance(Span::seconds(1));
        assert_eq!(seen().await, began + Span::minutes(1));
    }
}

#[tokio::test]
async fn the_database_holds_neither_cookie_nor_link() {
    for house in houses().await {
        let came = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let cookie = came.cookie.expose_secret();

        for wrong in ["", "x", &cookie[1..], &cookie.to_lowercase()] {
            let found = people::authenticate(&house.world, wrong, desk()).await.unwrap();
            assert!(found.is_none(), "{wrong}");
        }
        let (actor, _) = people::authenticate(&house.world, cookie, desk())
            .await
            .unwrap()
            .unwrap();
        let Actor::Person { login, .. } = actor else {
            panic!()
        };
        assert!(
            people::authenticate(&house.world, login.as_str(), desk())
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    for house in houses().await {
        let here = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let there = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let actor = house.use_cookie(&here.cookie).await.unwrap();

        people::sign_out(&house.world, &actor).await.unwrap();

        assert!(house.use_cookie(&here.cookie).await.is_none());
        assert!(house.use_cookie(&there.cookie).await.is_some());
    }
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_other_sessions_of_this_person_only() {
    for house in houses().await {
        let here = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let there = people::sign_in(&house.world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let noor = people::sign_in(&house.world, "noor@linde.example", &secret(PASSWORD), desk())
            .await
            .unwrap();
        let actor = house.use_cookie(&here.cookie).await.unwrap();

        people::sign_out_everywhere(&house.world, &actor).await.unwrap();

        assert!(house.use_cookie(&here.cookie).await.is_some());
        assert!(house.use_cookie(&there.cookie).await.is_none());
        assert!(house.use_cookie(&noor.cookie).await.is_some());
    }
}

#[tokio::test]
async fn someone_sees_their_own_sessions_and_ends_one_of_them_but_never_somebody_elses() {
    for house in houses().await {
        let phone = From {
            address: "198.51.100.9".into(),
            browser: "Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36".into(),
        };
        house.world.clock.advance(Span::days(8));
        let mine = house.sign_in(PIET, PASSWORD).await.unwrap();
        let lost = people::sign_in(&house.world, PIET, &secret(PASSWORD), phone)
            .await
            .unwrap();

        let logins = people::list_logins(&house.world, &mine).await.unwrap();
        assert_eq!(logins.len(), 2, "the one of the house has run out");
        assert!(logins[0].current && !logins[1].current);
        assert_eq!(logins[0].browser, "Firefox on Windows");
        assert_eq!(logins[1].browser, "Chrome on Android");
        assert_eq!(logins[1].address, "198.51.100.9");

        let noor = house.sign_in("noor@linde.example", PASSWORD).await.unwrap();
        let foreign = people::end_login(&house.world, &noor, &logins[1].id).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        assert!(house.use_cookie(&lost.cookie).await.is_some());
        people::end_login(&house.world, &mine, &logins[1].id)
            .await
            .unwrap();
        assert!(house.use_cookie(&lost.cookie).await.is_none());
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    for house in houses().await {
        let world = &house.world;
        let here = people::sign_in(world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let there = people::sign_in(world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        let actor = house.use_cookie(&here.cookie).await.unwrap();
        let new = secret("vijf rode vissen");

        let wrong = people::change_password(world, &actor, &secret("vier gele vogels"), &new).await;
        assert_eq!(field(wrong), "old");
        let weak = people::change_password(world, &actor, &secret(PASSWORD), &secret("password123")).await;
        assert_eq!(field(weak), "new");
        people::change_password(world, &actor, &secret(PASSWORD), &new)
            .await
            .unwrap();

        assert!(house.use_cookie(&here.cookie).await.is_some());
        assert!(house.use_cookie(&there.cookie).await.is_none());
        assert_eq!(code(house.sign_in(PIET, PASSWORD).await), Code::SignInFailed);
        house
            .sign_in(PIET, "vijf rode vissen")
            .await
            .expect("the new one works");
    }
}

#[tokio::test]
async fn a_stolen_session_cannot_try_passwords_for_ever() {
    for house in houses().await {
        let actor = house.sign_in(PIET, PASSWORD).await.unwrap();
        let change = async || {
            let (old, new) = (secret("vier gele vogels"), secret("vijf rode vissen"));
            people::change_password(&house.world, &actor, &old, &new).await
        };
        for _ in 0..10 {
            assert_eq!(field(change().await), "old");
        }
        assert_eq!(code(change().await), Code::TooManyAttempts);
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_through_the_link_in_the_mail_once() {
    for house in houses().await {
        let world = &house.world;
        let before = people::sign_in(world, PIET, &secret(PASSWORD), desk())
            .await
            .unwrap();
        people::request_reset(world, "Piet@jansen.example", desk())
            .await
            .unwrap();
        let link = house.link_mailed_to(PIET).await;
        let token = link
            .strip_prefix("https://portal.example/reset/")
            .expect("the reset page");
        let read = people::read_invitation(world, token).await.unwrap();
        assert_eq!(
            read,
            Invitation {
                email: PIET.into(),
                to: "Autobedrijf Jansen".into(),
                role: Role::Owner,
                first: false,
                expires: world.clock.now() + Span::hours(1),
            }
        );

        let weak = people::accept_invitation(world, token, None, &secret("short"), desk()).await;
        assert_eq!(field(weak), "password");
        let new = secret("vijf rode vissen");
        let came = people::accept_invitation(world, token, Some("Mallory"), &new, desk())
            .await
            .unwrap();

        let (_, me) = people::authenticate(world, came.cookie.expose_secret(), desk())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(me.name, "Piet", "a reset does not rename");
        assert!(
            house.use_cookie(&before.cookie).await.is_none(),
            "other sessions end"
        );
        house
            .sign_in(PIET, "vijf rode vissen")
            .await
            .expect("the new one works");
        let again = people::accept_invitation(world, token, None, &secret("zes blauwe honden"), desk()).await;
        assert_eq!(code(again), Code::SessionExpired);
    }
}

#[tokio::test]
async fn asking_for_a_reset_tells_nothing_about_who_has_a_login() {
    for house in houses().await {
        people::request_reset(&house.world, "nobody@jansen.example", desk())
            .await
            .unwrap();
        let mails = portal::mails::list(&house.world, &house.admin, None)
            .await
            .unwrap();
        assert!(mails.rows.is_empty());

        for email in [PIET, "nobody2@jansen.example"] {
            for _ in 0..5 {
                people::request_reset(&house.world, email, desk()).await.unwrap();
            }
            let result = people::request_reset(&house.world, email, desk()).await;
            assert_eq!(code(result), Code::TooManyAttempts, "{email}");
        }
    }
}

#[tokio::test]
async fn a_reset_link_works_for_one_hour_and_only_the_newest_one() {
    for house in houses().await {
        let world = &house.world;
        people::request_reset(world, PIET, desk()).await.unwrap();
        let first = house.token_mailed_to(PIET).await;
        world.clock.advance(Span::minutes(1));
        people::request_reset(world, PIET, desk()).await.unwrap();
        let second = house.token_mailed_to(PIET).await;

        assert_eq!(
            code(people::read_invitation(world, &first).await),
            Code::SessionRevoked
        );
        assert!(people::read_invitation(world, &second).await.is_ok());
        world.clock.advance(Span::hours(1));
        assert_eq!(
            code(people::read_invitation(world, &second).await),
            Code::SessionExpired
        );
        let late = people::accept_invitation(world, &second, None, &secret("vijf rode vissen"), desk()).await;
        assert_eq!(code(late), Code::SessionExpired);
        assert_eq!(
            code(people::read_invitation(world, "made-up").await),
            Code::LinkInvalid
        );
    }
}

#[tokio::test]
async fn of_two_who_use_the_same_link_at_once_one_sets_the_password() {
    for house in houses().await {
        let world = &house.world;
        people::request_reset(world, PIET, desk()).await.unwrap();
        let token = house.token_mailed_to(PIET).await;
        let (one, two) = (secret("vijf rode vissen"), secret("zes blauwe honden"));

        let (a, b) = tokio::join!(
            people::accept_invitation(world, &token, None, &one, desk()),
            people::accept_invitation(world, &token, None, &two, desk()),
        );

        assert_ne!(a.is_ok(), b.is_ok());
        let (set, other) = if a.is_ok() { (&one, &two) } else { (&two, &one) };
        house
            .sign_in(PIET, set.expose_secret())
            .await
            .expect("the password that was set");
        assert!(house.sign_in(PIET, other.expose_secret()).await.is_err());
    }
}

#[tokio::test]
async fn the_command_line_adds_an_admin_who_sets_their_password_through_the_printed_link() {
    for house in houses().await {
        let world = &house.world;
        let added = admins::add(world, " Kim@Portal.example", Role::Admin)
            .await
            .unwrap();
        assert_eq!(added.link, house.link_mailed_to("kim@portal.example").await);
        let token = added
            .link
            .strip_prefix("https://portal.example/invite/")
            .expect("the invitation page");
        assert_eq!(
            people::read_invitation(world, token).await.unwrap().to,
            "Autolijn"
        );

        let came = people::accept_invitation(world, token, Some(" Kim "), &secret(PASSWORD), desk())
            .await
            .unwrap();

        assert_eq!(came.home, "/admin");
        let (actor, me) = people::authenticate(world, came.cookie.expose_secret(), desk())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((me.name.as_str(), me.role, me.dealer), ("Kim", Role::Admin, None));
        actor.admin().expect("an admin");
        let again = admins::add(world, "kim@portal.example", Role::Admin)
            .await
            .unwrap();
        assert_eq!(again.person, added.person);
        assert!(again.link.contains("/reset/"));
        let support = admins::add(world, "robin@portal.example", Role::Support).await;
        let token = house.token_mailed_to("robin@portal.example").await;
        assert!(support.unwrap().link.ends_with(&token));
        assert_eq!(
            people::read_invitation(world, &token).await.unwrap().role,
            Role::Support
        );
        assert_eq!(field(admins::add(world, PIET, Role::Owner).await), "role");
        assert_eq!(field(admins::add(world, PIET, Role::Admin).await), "email");
        assert_eq!(field(admins::add(world, "kim", Role::Admin).await), "email");
    }
}

#[tokio::test]
async fn the_people_of_the_demo_can_sign_in_and_seeding_twice_adds_nobody() {
    for house in houses().await {
        portal::demo::seed(&house.world).await.unwrap();
        portal::demo::seed(&house.world).await.unwrap();

        for (email, role) in [
            ("admin@forecourt.test", Role::Admin),
            ("dealer@forecourt.test", Role::Owner),
        ] {
            let actor = house.sign_in(email, "forecourt-demo").await.unwrap();
            assert!(matches!(actor, Actor::Person { role: seen, .. } if seen == role));
        }
        let dealers = portal::dealers::list(&house.world, &house.admin, "", None)
            .await
            .unwrap();
        assert_eq!(dealers.total, 4, "two of the house and two of the demo");
    }
}

/// What a stranger, a link and the machine are told by the deeds about oneself.
#[tokio::test]
async fn only_someone_signed_in_has_a_password_and_sessions() {
    for House { world, .. } in &houses().await {
        let nobody = &Actor::Machine;
        assert_eq!(code(people::list_logins(world, nobody).await), Code::SignInNeeded);
        assert_eq!(code(people::sign_out(world, nobody).await), Code::SignInNeeded);
        let new = secret("vijf rode vissen");
        assert_eq!(
            code(people::change_password(world, nobody, &new, &new).await),
            Code::SignInNeeded
        );
    }
}

#[tokio::test]
async fn sign_ins_that_are_long_over_are_forgotten_and_the_last_one_still_tells_when() {
    for house in houses().await {
        let world = &house.world;
        // Two more that run out by themselves, besides the one of the house.
        for _ in 0..2 {
            world.clock.advance(Span::hours(1));
            house.sign_in(PIET, PASSWORD).await.unwrap();
        }
        let last = world.clock.now();

        world.clock.advance(Span::days(90));
        portal::jobs::start(world).await.unwrap();
        portal::jobs::run_until_idle(world).await.unwrap();

        let mut db = world.store.write().await.unwrap();
        let left = store::logins::delete_over(&mut db, world.clock.now())
            .await
            .unwrap();
        assert_eq!(left, 0, "the sweep has been there");
        drop(db);
        let piet = house.sign_in(PIET, PASSWORD).await.unwrap();
        let mut db = world.store.write().await.unwrap();
        let old = store::logins::delete_over(&mut db, world.clock.now())
            .await
            .unwrap();
        assert_eq!(old, 1, "the last one was kept until there was a newer");
        drop(db);
        assert!(last < world.clock.now());
        assert!(portal::people::list_logins(world, &piet).await.is_ok());
    }
}
