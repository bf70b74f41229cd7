//! From the choice to the end of Meta's window: sessions, links, events, callbacks, the quota.

use domain::{
    Code, Span,
    member::Role,
    number::{CodeBy, NumberKind},
    signup::{BrowserEvent, Button, Finish, SignupState, StartSignup, Step, StepState},
};
use portal::{Error, numbers, signups};
use serde_json::json;
use simulator::{SCREENS, SignupScript};

use crate::{
    house::{House, desk, houses, houses_with},
    journey::{Holder, at, choice, own},
};

fn code(error: &Error) -> Option<Code> {
    match error {
        Error::Problem(problem) => Some(problem.code),
        Error::Invalid(_) => Some(Code::InvalidInput),
        _ => None,
    }
}

fn fault(error: Error, field: &str) -> String {
    let Error::Invalid(fields) = error else {
        panic!("a field is at fault, not: {error}")
    };
    let found = fields.into_iter().find(|fault| fault.field == field);
    found.unwrap_or_else(|| panic!("{field} is at fault")).message
}

#[tokio::test]
async fn the_same_open_session_is_returned_and_not_a_second_one() {
    for house in houses().await {
        let first = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let again = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(first.link, again.link);

        let other_number = house.start(&house.jansen, own("+31 6 12345678")).await;
        assert_ne!(first.id(), other_number.id());
        let other_dealer = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        assert_ne!(first.id(), other_dealer.id());
    }
}

#[tokio::test]
async fn a_choice_with_a_fault_names_the_field_and_makes_no_session() {
    for house in houses().await {
        let start = async |input| {
            signups::start(&house.world, &house.jansen.owner, input)
                .await
                .unwrap_err()
        };
        let with = |change: fn(&mut StartSignup)| {
            let mut input = choice(NumberKind::SmsCapable);
            change(&mut input);
            input
        };
        fault(start(choice(NumberKind::Byo)).await, "phoneNumber");
        fault(start(own("sales")).await, "phoneNumber");
        fault(
            start(with(|input| input.country = Some("XX".into()))).await,
            "country",
        );
        fault(
            start(with(|input| input.vertical = Some("Cars".into()))).await,
            "vertical",
        );
        fault(
            start(with(|input| input.display_name = Some("WhatsApp Jansen".into()))).await,
            "displayName",
        );

        let page = signups::connect_page(&house.world, &house.jansen.owner)
            .await
            .unwrap();
        assert!(page.open.is_none() && page.blocked.is_none() && page.facebook_needed);
        assert_eq!(page.display_name, house.jansen.name);
        assert_eq!(page.countries[0], ("NL".to_owned(), "Netherlands".to_owned()));
    }
}

#[tokio::test]
async fn what_the_check_of_a_number_refuses_is_not_connected_either() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        for number in [
            "0800 1234",
            "0900 1234",
            "06 1234",
            "+31 6 12345678 ext. 5",
            "our sales desk",
        ] {
            let told = match numbers::check(world, owner, NumberKind::Byo, number).await {
                Ok(check) => check.problems[0].message.clone(),
                Err(error) => fault(error, "phoneNumber"),
            };
            let refused = signups::start(world, owner, own(number)).await;
            let refused = refused.expect_err(number);
            assert_eq!(fault(refused, "phoneNumber"), told, "{number}");
        }
        let page = signups::connect_page(world, owner).await.unwrap();
        assert!(page.open.is_none());
    }
}

#[tokio::test]
async fn the_code_for_ones_own_number_comes_the_way_its_line_takes_it_unless_the_dealer_chose() {
    for house in houses().await {
        for (number, chosen, by) in [
            ("06 12345678", None, CodeBy::Sms),
            ("020 808 1234", None, CodeBy::Voice),
            ("+1 415 360 1234", None, CodeBy::Sms),
            ("+1 415 360 1235", Some(CodeBy::Voice), CodeBy::Voice),
            ("020 808 1235", Some(CodeBy::Sms), CodeBy::Sms),
        ] {
            let input = StartSignup {
                code_by: chosen,
                ..own(number)
            };
            let holder = house.start(&house.jansen, input).await;
            let mut db = house.world.store.read().await.unwrap();
            let row = store::signups::get(&mut db, &house.jansen.id, holder.id())
                .await
                .unwrap();
            assert_eq!(row.unwrap().code_by, by, "{number}");
        }
    }
}

#[tokio::test]
async fn only_an_owner_starts_and_only_the_holder_of_the_link_goes_on() {
    for house in houses().await {
        let world = &house.world;
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let refused = signups::start(world, &agent, choice(NumberKind::SmsCapable)).await;
        assert!(matches!(refused, Err(Error::Denied)));
        let refused = signups::start(world, &house.admin, choice(NumberKind::SmsCapable)).await;
        assert!(matches!(refused, Err(Error::Missing)));

        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let seen = signups::progress(world, &house.linde.owner, holder.id()).await;
        assert!(
            matches!(seen, Err(Error::Missing)),
            "another dealer's session is not found"
        );
        assert!(signups::progress(world, &agent, holder.id()).await.is_ok());
        // The link lets its holder act; an agent and the ISV only look.
        assert!(
            signups::session(world, &house.jansen.owner, holder.id())
                .await
                .is_ok()
        );
        assert!(signups::session(world, &agent, holder.id()).await.is_err());
        assert!(signups::session(world, &house.admin, holder.id()).await.is_err());
        assert!(
            signups::session(world, &house.linde.owner, holder.id())
                .await
                .is_err()
        );
        assert!(signups::progress(world, &house.admin, holder.id()).await.is_ok());
        let other = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        assert!(matches!(
            signups::progress(world, &other.actor, holder.id()).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            signups::open(world, &house.jansen.owner).await,
            Err(Error::Missing)
        ));
    }
}

#[tokio::test]
async fn without_the_solution_nobody_can_connect_and_the_page_says_why() {
    for house in houses_with(|settings| settings.twilio.partner_solution_id = None).await {
        let page = signups::connect_page(&house.world, &house.jansen.owner)
            .await
            .unwrap();
        let blocked = page.blocked.expect("a reason");
        assert_eq!(blocked.code, Code::PartnerSolutionIdMissing);
        assert!(blocked.detail.contains("help@portal.example"));
        let refused = signups::start(&house.world, &house.jansen.owner, choice(NumberKind::SmsCapable)).await;
        assert_eq!(code(&refused.unwrap_err()), Some(Code::PartnerSolutionIdMissing));
    }
}

#[tokio::test]
async fn the_page_gets_what_it_needs_to_open_the_window_and_nothing_secret() {
    let extras = |settings: &mut portal::Settings| {
        settings.meta.feature_type = "whatsapp_business_app_onboarding".into();
        settings.meta.extras = json!({"version": "v4", "setup": {"business": {"id": null}}})
            .as_object()
            .unwrap()
            .clone();
    };
    for house in houses_with(extras).await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let view = signups::open(&house.world, &holder.actor).await.unwrap();
        let window = view.window.expect("the window can be opened");
        let config = house.simulator.config();
        let extras: serde_json::Value = serde_json::from_str(&window.extras).unwrap();
        assert_eq!(
            extras,
            json!({"version": "v4", "featureType": "whatsapp_business_app_onboarding",
                "setup": {"business": {"id": null}, "solutionID": config.solution_id}})
        );
        assert_eq!(
            (&window.app_id, &window.config_id),
            (&config.app_id, &config.config_id)
        );
        assert_eq!(view.dealer_name, house.jansen.name);
        let shown = format!("{window:?}");
        assert!(!shown.contains(&config.app_secret) && !shown.contains(&config.parent_token));
    }
}

#[tokio::test]
async fn a_link_that_is_forged_over_or_withdrawn_opens_nothing_and_says_why() {
    for house in houses().await {
        let world = &house.world;
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let enter = async |token: &str| code(&signups::enter(world, token, desk()).await.unwrap_err());

        assert_eq!(enter("nonsense").await, Some(Code::LinkInvalid));
        let (body, _) = holder.token.split_once('.').unwrap();
        assert_eq!(enter(&format!("{body}.AAAA")).await, Some(Code::LinkInvalid));
        let foreign = world.vault.seal_token(
            "invitation",
            holder.id().as_str(),
            world.clock.now() + Span::days(1),
        );
        assert_eq!(enter(&foreign).await, Some(Code::LinkInvalid));

        signups::revoke(world, &house.jansen.owner, holder.id())
            .await
            .unwrap();
        assert_eq!(enter(&holder.token).await, Some(Code::SessionRevoked));
        let next = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_ne!(next.id(), holder.id());
        world.clock.advance(Span::days(14));
        assert_eq!(enter(&next.token).await, Some(Code::SessionExpired));
        let progress = signups::progress(world, &house.jansen.owner, next.id())
            .await
            .unwrap();
        assert_eq!(progress.state, SignupState::Expired);
        let fresh = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_ne!(fresh.id(), next.id());
    }
}

#[tokio::test]
async fn where_the_window_was_left_is_recorded_and_shown_at_every_step() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        let mut shown = Vec::new();
        for screen in SCREENS {
            let cancel =
                json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": {"current_step": screen}});
            let answer = house
                .report(&holder, "message", Some(&cancel.to_string()))
                .await
                .unwrap();
            assert!(answer.counted);
            assert_eq!(answer.progress.state, SignupState::Open);
            shown.push(answer.progress.left_at.expect("where it was left"));
        }
        let different: std::collections::BTreeSet<_> = shown.iter().collect();
        assert_eq!(different.len(), SCREENS.len(), "{shown:?}");
        assert!(shown.iter().all(|words| !words.contains('_')), "{shown:?}");

        let later =
            json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": {"current_step": "FACE_SCAN"}});
        let answer = house
            .report(&holder, "message", Some(&later.to_string()))
            .await
            .unwrap();
        assert!(answer.progress.left_at.unwrap().contains("FACE_SCAN"));
        house.report(&holder, "closed", None).await.unwrap();
        let told = house.story(&house.jansen.id).await;
        assert_eq!(
            told.iter().filter(|what| *what == "window.cancelled").count(),
            SCREENS.len() + 1
        );
        assert!(told.contains(&"window.closed".to_owned()));

        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn an_error_that_meta_showed_is_told_with_what_it_means_and_in_its_words() {
    let known = [
        (
            "Your verified name violates WhatsApp guidelines. Please edit your verified name and try again.",
            "WhatsApp does not accept this name.",
            Button::Facebook,
        ),
        (
            "You have guessed too many times.",
            "The code was wrong too often, and WhatsApp takes no other for now.",
            Button::Facebook,
        ),
        (
            "Phone Number has been blocked.",
            "WhatsApp has blocked this number.",
            Button::Number,
        ),
        (
            "Something has gone wrong.",
            "Meta showed an error: Something has gone wrong.",
            Button::Facebook,
        ),
    ];
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        for (said, what, button) in known {
            let report = json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": {
                "error_message": said, "error_id": "524126", "session_id": "x", "timestamp": "1795251600"}});
            let answer = house
                .report(&holder, "message", Some(&report.to_string()))
                .await
                .unwrap();
            let trouble = answer.progress.trouble.expect("a trouble");
            assert_eq!(trouble.what, what);
            let shown = format!("{} {}", trouble.what, trouble.act);
            assert_eq!(shown.matches(said).count(), 1, "{shown}");
            assert!(trouble.act.len() > 20, "what to do: {}", trouble.act);
            assert_eq!((trouble.code, trouble.button), (Some(524_126), Some(button)));
        }
    }
}

#[tokio::test]
async fn noise_on_the_channel_is_swallowed() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let finish = json!({"type": "WA_EMBEDDED_SIGNUP", "event": "FINISH", "data": {
            "waba_id": "524126980791429", "business_id": "2729063490586005"}})
        .to_string();
        let before = house.story(&house.jansen.id).await.len();
        for (origin, data) in [
            (Some("https://evilfacebook.com"), finish.as_str()),
            (Some("http://www.facebook.com"), finish.as_str()),
            (Some("https://portal.example"), finish.as_str()),
            (None, finish.as_str()),
            (Some("https://www.facebook.com"), "cb=f1&domain=portal.example"),
            (
                Some("https://www.facebook.com"),
                r#"{"type":"OTHER","event":"FINISH"}"#,
            ),
        ] {
            let event = BrowserEvent {
                kind: "message".into(),
                origin: origin.map(str::to_owned),
                data: Some(data.to_owned()),
            };
            let answer = signups::record_event(&house.world, &holder.actor, event)
                .await
                .unwrap();
            assert!(!answer.counted, "{origin:?} {data}");
            assert_eq!(answer.progress.state, SignupState::Open);
        }
        let answer = house.report(&holder, "made_up", None).await.unwrap();
        assert!(!answer.counted);
        assert_eq!(house.story(&house.jansen.id).await.len(), before);

        let number = finish.replace("\"524126980791429\"", "524126980791429");
        let answer = house.report(&holder, "message", Some(&number)).await.unwrap();
        assert!(answer.counted, "it is Embedded Signup's");
        assert_eq!(
            answer.progress.state,
            SignupState::Open,
            "and its ids have lost digits"
        );
    }
}

#[tokio::test]
async fn the_logins_answer_is_kept_without_its_code() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let answer = r#"{"status":"connected","authResponse":{"code":"AQD-secret-code"}}"#;
        assert!(
            house
                .report(&holder, "login_callback", Some(answer))
                .await
                .unwrap()
                .counted
        );
        let mut db = house.world.store.read().await.unwrap();
        let events = store::events::list(&mut db, &house.jansen.id, 10).await.unwrap();
        assert_eq!(events[0].about.as_deref(), Some("connected"));
        assert!(!format!("{events:?}").contains("secret-code"));
    }
}

#[tokio::test]
async fn a_finish_without_a_whatsapp_account_leaves_the_window_open() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let empty =
            json!({"type": "WA_EMBEDDED_SIGNUP", "event": "FINISH_ONLY_WABA", "data": {}}).to_string();
        let answer = house.report(&holder, "message", Some(&empty)).await.unwrap();
        assert!(answer.counted);
        assert_eq!(answer.progress.state, SignupState::Open);
        assert_eq!(at(&answer.progress, Step::Facebook), StepState::NeedsYou);
    }
}

fn finish(holder: &Holder, waba: &str) -> Finish {
    Finish {
        payload: holder.token.clone(),
        waba_id: Some(waba.to_owned()),
        ..Finish::default()
    }
}

#[tokio::test]
async fn the_callback_tells_the_finish_as_well_as_the_page_does_and_once() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        let told = Finish {
            business_id: Some(window.business_id.clone()),
            ..finish(&holder, &window.waba_id)
        };
        let progress = house.finish(told.clone()).await.unwrap();
        assert_eq!(progress.state, SignupState::GoingLive);
        house.finish(told.clone()).await.unwrap();
        for message in &window.messages {
            house.report(&holder, "message", Some(message)).await.unwrap();
        }
        house.meta_says_added(&window).await;
        house.settle().await;
        assert_eq!(house.finish(told).await.unwrap().state, SignupState::Connected);
        house.settle().await;
        assert_eq!(house.integrations(&house.jansen).await.len(), 1);
        assert_eq!(house.simulator.heard_calls("accounts.create"), 1);
        assert_eq!(house.simulator.heard_calls("senders.create"), 1);
        let told = house.story(&house.jansen.id).await;
        assert_eq!(told.iter().filter(|what| *what == "facebook.taken").count(), 1);
    }
}

#[tokio::test]
async fn a_callback_that_does_not_fit_changes_nothing_and_says_why() {
    for house in houses().await {
        let holder = house.start(&house.jansen, own("+31612345678")).await;
        let waba = "524126980791429";
        let fails = async |finish: Finish| house.finish(finish).await.unwrap_err();

        let forged = Finish {
            payload: "x".into(),
            ..finish(&holder, waba)
        };
        assert_eq!(code(&fails(forged).await), Some(Code::LinkInvalid));
        fault(
            fails(finish(&holder, "1' or 1=1")).await,
            "WhatsAppBusinessAccountId",
        );
        let business = Finish {
            business_id: Some("abc".into()),
            ..finish(&holder, waba)
        };
        fault(fails(business).await, "FacebookBusinessId");
        let number = Finish {
            number: Some("+31687654321".into()),
            ..finish(&holder, waba)
        };
        fault(fails(number).await, "TwilioNumber");
        let parent = house.simulator.config().parent_sid.clone();
        for sid in ["AC00000000000000000000000000000001", "nonsense", parent.as_str()] {
            let account = Finish {
                subaccount_sid: Some(sid.to_owned()),
                ..finish(&holder, waba)
            };
            fault(fails(account).await, "SubaccountSid");
        }
        house.expect_state(&holder, SignupState::Open).await;

        // A plus that nobody escaped in the address arrives as a space.
        let right = Finish {
            number: Some(" 31612345678".into()),
            ..finish(&holder, waba)
        };
        assert_eq!(house.finish(right).await.unwrap().state, SignupState::GoingLive);
        let other = fails(finish(&holder, "999999999999999")).await;
        assert_eq!(code(&other), Some(Code::Conflict));

        signups::revoke(&house.world, &house.jansen.owner, holder.id())
            .await
            .unwrap();
        assert_eq!(
            code(&fails(finish(&holder, waba)).await),
            Some(Code::SessionRevoked)
        );
        house.world.clock.advance(Span::days(15));
        assert_eq!(
            code(&fails(finish(&holder, waba)).await),
            Some(Code::SessionExpired)
        );
    }
}

#[tokio::test]
async fn another_dealers_whatsapp_account_is_refused() {
    for house in houses().await {
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let theirs = house.integrations(&house.jansen).await[0].meta.waba_id.clone();
        let holder = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        assert_eq!(
            code(&house.finish(finish(&holder, &theirs)).await.unwrap_err()),
            Some(Code::Refused)
        );
        house.expect_state(&holder, SignupState::Open).await;
    }
}

#[tokio::test]
async fn a_finish_whose_browser_died_is_completed_by_metas_webhook() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        house.meta_says_added(&window).await;
        house.meta_says_added(&window).await;
        house.expect_state(&holder, SignupState::GoingLive).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        let integration = &house.integrations(&house.jansen).await[0];
        assert_eq!(
            integration.meta.facebook_business_id.as_ref(),
            Some(&window.business_id)
        );
    }
}

#[tokio::test]
async fn metas_webhook_before_the_page_and_the_page_after_are_one_finish() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        let script = SignupScript {
            number: Some("+31612345678".into()),
            ..SignupScript::default()
        };
        let window = house.simulator.complete_signup(script).await;
        house.meta_says_added(&window).await;
        for message in &window.messages {
            house.report(&holder, "message", Some(message)).await.unwrap();
        }
        // The browser has confirmed the guess: the chain does not wait any more.
        portal::jobs::run_until_idle(&house.world).await.unwrap();
        assert_eq!(house.simulator.subaccounts().len(), 1);
        house.settle().await;
        let integration = &house.integrations(&house.jansen).await[0];
        assert_eq!(integration.meta.phone_number_id, window.phone_number_id);
    }
}

#[tokio::test]
async fn a_guess_from_metas_webhook_gives_way_to_what_the_browser_says() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        // Somebody whom we know nothing of finished at the same moment.
        let stranger = house.simulator.complete_signup(SignupScript::default()).await;
        house.meta_says_added(&stranger).await;
        let window = house.go_through_window(&holder, SignupScript::default()).await;
        house.meta_says_added(&window).await;
        house.settle().await;
        assert_eq!(
            house.integrations(&house.jansen).await[0].meta.waba_id,
            window.waba_id
        );
        let waiting = signups::list_unmatched(&house.world, &house.admin).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].waba_id, stranger.waba_id);
    }
}

#[tokio::test]
async fn metas_word_about_the_portfolio_stands_over_the_browsers_whichever_came_first() {
    for metas_first in [true, false] {
        for house in houses().await {
            let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
            house.report(&holder, "opened", None).await.unwrap();
            let window = house.simulator.complete_signup(SignupScript::default()).await;
            let forged = Finish {
                business_id: Some("666666666666666".into()),
                ..finish(&holder, &window.waba_id)
            };
            if metas_first {
                house.meta_says_added(&window).await;
                house.finish(forged).await.unwrap();
                house.settle().await;
            } else {
                house.finish(forged).await.unwrap();
                // Meta tries again for days: the number may be connected by then.
                house.settle().await;
                house.meta_says_added(&window).await;
            }
            house.expect_state(&holder, SignupState::Connected).await;
            let integration = &house.integrations(&house.jansen).await[0];
            assert_eq!(
                integration.meta.facebook_business_id.as_ref(),
                Some(&window.business_id),
                "{}: {metas_first}",
                house.store.engine
            );
            let mut db = house.store.read().await.unwrap();
            let subaccount = store::subaccounts::get(&mut db, &house.jansen.id).await.unwrap();
            assert_eq!(subaccount.unwrap().business_id, Some(window.business_id));
        }
    }
}

#[tokio::test]
async fn finishes_that_only_a_browser_tells_of_cost_one_number() {
    for house in houses().await {
        // Two sessions of one dealer, for two numbers, each with an account that nobody else knows of.
        let shelf = house.simulator.for_sale("NL", "Mobile");
        let offer = |at: usize| StartSignup {
            phone_number: Some(shelf[at].clone()),
            ..choice(NumberKind::SmsCapable)
        };
        let one = house.start(&house.jansen, offer(0)).await;
        let two = house.start(&house.jansen, offer(1)).await;
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        house.finish(finish(&one, "666666666666666")).await.unwrap();
        house.settle().await;
        house.finish(finish(&two, &window.waba_id)).await.unwrap();
        house.settle().await;
        house.expect_state(&one, SignupState::Stuck).await;
        let trouble = house.expect_state(&two, SignupState::Stuck).await.trouble;
        assert!(trouble.unwrap().what.contains("not confirmed"));
        assert_eq!(house.simulator.numbers().len(), 1, "{}", house.store.engine);

        // The word of Meta's is what it waited for.
        house.meta_says_added(&window).await;
        house.settle().await;
        house.expect_state(&two, SignupState::Connected).await;
        assert_eq!(house.simulator.numbers().len(), 2, "{}", house.store.engine);
    }
}

#[tokio::test]
async fn without_a_word_of_metas_a_number_is_connected_all_the_same() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.go_through_window(&holder, SignupScript::default()).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
        // Twilio's word counts from here on: a further number needs no other.
        let next = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.settle().await;
        house.expect_state(&next, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_finish_that_matches_no_session_waits_to_be_assigned() {
    for house in houses().await {
        let world = &house.world;
        let one = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let two = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        for holder in [&one, &two] {
            house.report(holder, "opened", None).await.unwrap();
        }
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        house.meta_says_added(&window).await;
        house.meta_says_added(&window).await;

        let [waiting] = &signups::list_unmatched(world, &house.admin).await.unwrap()[..] else {
            panic!("one waits")
        };
        assert_eq!(waiting.waba_id, window.waba_id);
        let names: Vec<&str> = waiting
            .candidates
            .iter()
            .map(|(_, name, _)| name.as_str())
            .collect();
        assert!(
            names.contains(&house.jansen.name) && names.contains(&house.linde.name),
            "{names:?}"
        );
        let refused = signups::assign(world, &house.jansen.owner, &waiting.id, one.id()).await;
        assert!(matches!(refused, Err(Error::Missing)));

        signups::assign(world, &house.admin, &waiting.id, two.id())
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&two, SignupState::Connected).await;
        house.expect_state(&one, SignupState::Open).await;
        assert!(
            signups::list_unmatched(world, &house.admin)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_window_opened_again_days_later_may_be_the_one_that_finished() {
    for house in houses().await {
        let world = &house.world;
        let resumed = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&resumed, "opened", None).await.unwrap();
        let cancel =
            json!({"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": {"current_step": SCREENS[1]}});
        house
            .report(&resumed, "message", Some(&cancel.to_string()))
            .await
            .unwrap();
        world.clock.advance(Span::days(3));
        let other = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        house.report(&other, "opened", None).await.unwrap();
        house.report(&resumed, "resumed", None).await.unwrap();

        // Jansen's browser dies after its finish.
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        house.meta_says_added(&window).await;

        house.expect_state(&other, SignupState::Open).await;
        house.expect_state(&resumed, SignupState::Open).await;
        let [waiting] = &signups::list_unmatched(world, &house.admin).await.unwrap()[..] else {
            panic!("one waits")
        };
        let offered = |holder: &Holder| waiting.candidates.iter().any(|(id, ..)| id == holder.id());
        assert!(offered(&resumed) && offered(&other), "{:?}", waiting.candidates);
        signups::assign(world, &house.admin, &waiting.id, resumed.id())
            .await
            .unwrap();
        house.settle().await;
        house.expect_state(&resumed, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn a_finish_after_a_resume_is_completed_by_metas_webhook_too() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        house.report(&holder, "closed", None).await.unwrap();
        house.world.clock.advance(Span::days(1));
        house.report(&holder, "resumed", None).await.unwrap();
        let window = house.simulator.complete_signup(SignupScript::default()).await;
        house.meta_says_added(&window).await;
        house.settle().await;
        house.expect_state(&holder, SignupState::Connected).await;
    }
}

#[tokio::test]
async fn an_account_shared_without_our_solution_is_nobodys_until_somebody_looks() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        house.report(&holder, "opened", None).await.unwrap();
        let info =
            json!({"waba_info": {"waba_id": "980198427658004", "owner_business_id": "2329417887457253"}});
        house.meta_says("PARTNER_ADDED", info).await;
        house.expect_state(&holder, SignupState::Open).await;
        assert_eq!(
            signups::list_unmatched(&house.world, &house.admin)
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

async fn finished(house: &House, holder: &Holder) {
    house.go_through_window(holder, SignupScript::default()).await;
}

#[tokio::test]
async fn the_session_that_would_pass_the_weekly_quota_is_refused_until_a_place_is_free() {
    for house in houses_with(|settings| settings.weekly_quota = 1).await {
        let world = &house.world;
        let first = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let began = house.start(&house.linde, own("+31612345678")).await;
        finished(&house, &first).await;
        let since = world.clock.now();
        world.clock.advance(Span::days(1));

        let quota = signups::quota(world, &house.admin).await.unwrap();
        assert_eq!(
            (quota.used, quota.limit, quota.free_at),
            (1, 1, Some(since + Span::days(7)))
        );
        let Err(Error::Problem(full)) =
            signups::start(world, &house.linde.owner, choice(NumberKind::SmsCapable)).await
        else {
            panic!("the quota is full")
        };
        assert_eq!(
            (full.code, full.retry_at),
            (Code::QuotaFull, Some(since + Span::days(7)))
        );
        let view = signups::open(world, &began.actor).await.unwrap();
        assert_eq!(
            view.window.unwrap_err().code,
            Code::QuotaFull,
            "a session that began earlier waits as well"
        );
        // A dealer who is known to Meta takes no place.
        house.start(&house.jansen, own("+31687654321")).await;

        world.clock.advance(Span::days(6));
        let began = house.start(&house.linde, choice(NumberKind::SmsCapable)).await;
        assert_eq!(began.link.state, SignupState::Open);
        assert_eq!(signups::quota(world, &house.admin).await.unwrap().used, 0);
    }
}

#[tokio::test]
async fn the_link_goes_by_mail_and_works_on_another_device() {
    for house in houses().await {
        let world = &house.world;
        let link = signups::invite(world, &house.admin, &house.linde.id)
            .await
            .unwrap();
        assert_eq!(house.link_mailed_to("noor@linde.example").await, link.url);
        signups::send_link(
            world,
            &house.linde.owner,
            &link.session_id,
            Some("boekhouding@linde.example"),
        )
        .await
        .unwrap();
        assert_eq!(house.link_mailed_to("boekhouding@linde.example").await, link.url);
        let refused = signups::send_link(world, &house.linde.owner, &link.session_id, Some("nobody")).await;
        fault(refused.unwrap_err(), "to");
        let refused = signups::send_link(world, &house.jansen.owner, &link.session_id, None).await;
        assert!(matches!(refused, Err(Error::Missing)));

        let phone = house.hold(link).await;
        // Whoever holds the link sends it on to the owner, and to nobody they name.
        let sent = house.mails_to("noor@linde.example").await;
        signups::send_link(
            world,
            &phone.actor,
            phone.id(),
            Some("stranger@elsewhere.example"),
        )
        .await
        .unwrap();
        assert_eq!(house.mails_to("noor@linde.example").await, sent + 1);
        assert_eq!(house.mails_to("stranger@elsewhere.example").await, 0);

        house.go_through_window(&phone, SignupScript::default()).await;
        house.settle().await;
        house.expect_state(&phone, SignupState::Connected).await;
        house
            .link_mailed_to("noor@linde.example")
            .await
            .strip_prefix("https://portal.example/connections/")
            .expect("the good news");
    }
}

#[tokio::test]
async fn a_call_for_help_reaches_the_isv_with_where_the_dealer_is() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        fault(
            signups::ask_for_help(&house.world, &holder.actor, holder.id(), "  ")
                .await
                .unwrap_err(),
            "message",
        );
        let text = "Ik zie geen portfolio.";
        signups::ask_for_help(&house.world, &holder.actor, holder.id(), text)
            .await
            .unwrap();
        let page = portal::mails::list(&house.world, &house.admin, None)
            .await
            .unwrap();
        let mail = page
            .rows
            .iter()
            .find(|mail| mail.to == "help@portal.example")
            .expect("a mail to support");
        assert!(mail.body.contains(text) && mail.body.contains(house.jansen.name));
    }
}
