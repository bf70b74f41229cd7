//! Templates: written here, made at Twilio, judged by Meta, sent when the window is closed.

use std::{pin::pin, time::Duration};

use domain::{
    Code, Span, TemplateId,
    contact::Consent,
    member::Role,
    message::{Content, Kind, Status},
    number::NumberKind,
    template::{self, Category, Draft, Shape, Standing, TemplateRow, Templates},
};
use portal::{Error, contacts, conversations, jobs, messages, templates};
use simulator::{Button, Inbound, Outcome, Rule};

use crate::{
    house::{House, houses},
    journey::choice,
    killed::killed,
    sending::BUYER,
};

fn draft(name: &str) -> Draft {
    Draft {
        name: name.into(),
        language: "en".into(),
        category: Category::Utility,
        shape: Shape::QuickReply {
            body: "Hi {{1}}, your {{2}} has arrived at our showroom today".into(),
            buttons: vec!["I am coming".into(), "Later".into()],
        },
        samples: vec![("1".into(), "Jan".into()), ("2".into(), "Golf".into())],
    }
}

async fn page(house: &House) -> Templates {
    templates::list(&house.world, &house.jansen.owner)
        .await
        .expect("the page opens")
}

async fn row(house: &House, id: &TemplateId) -> TemplateRow {
    let rows = page(house).await.rows;
    rows.into_iter().find(|row| row.id == *id).expect("it is listed")
}

async fn create(house: &House, draft: Draft) -> TemplateId {
    templates::create(&house.world, &house.jansen.owner, draft, true)
        .await
        .expect("it is taken")
}

async fn connected(house: &House) {
    house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
}

#[tokio::test]
async fn a_template_is_made_handed_in_and_approved_when_meta_says_so() {
    for house in houses().await {
        connected(&house).await;
        let id = create(&house, draft("car_arrived")).await;
        assert_eq!(row(&house, &id).await.standing, Standing::Making);
        jobs::run_until_idle(&house.world).await.unwrap();
        let handed_in = row(&house, &id).await;
        assert!(
            matches!(handed_in.standing, Standing::Received | Standing::Pending),
            "{handed_in:?}"
        );
        assert!(handed_in.unusable.is_some(), "nothing is assumed");

        house.settle().await;
        let approved = row(&house, &id).await;
        assert_eq!((approved.standing, approved.unusable), (Standing::Approved, None));
        let preview = approved.preview.expect("a preview");
        assert_eq!(
            preview.body,
            "Hi Jan, your Golf has arrived at our showroom today"
        );
        assert_eq!(preview.buttons, ["I am coming", "Later"]);
        assert!(page(&house).await.synced_at.is_some());
        let [made] = &house.simulator.templates()[..] else {
            panic!("one template")
        };
        assert_eq!(made.name(), "car_arrived");
    }
}

#[tokio::test]
async fn what_breaks_a_rule_or_is_nobodys_to_change_is_refused() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let unconnected = templates::create(world, owner, draft("car_arrived"), true).await;
        assert!(matches!(unconnected, Err(Error::Problem(problem)) if problem.code == Code::NotConnected));
        assert!(!page(&house).await.connected);
        connected(&house).await;

        let wrong = Draft {
            shape: Shape::Text {
                body: "{{1}} is here".into(),
            },
            ..draft("Car arrived")
        };
        let Err(Error::Invalid(fields)) = templates::create(world, owner, wrong, true).await else {
            panic!("refused")
        };
        let fields: Vec<_> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name", "body"]);

        let id = create(&house, draft("car_arrived")).await;
        let twice = templates::create(world, owner, draft("car_arrived"), true).await;
        assert!(matches!(twice, Err(Error::Invalid(fields)) if fields[0].field == "name"));
        let agent = house.hire(&house.jansen, "ans@jansen.example", Role::Agent).await;
        assert!(matches!(
            templates::create(world, &agent, draft("other"), true).await,
            Err(Error::Denied)
        ));
        assert!(!templates::list(world, &agent).await.unwrap().may_edit);
        for stranger in [&house.linde.owner, &house.admin] {
            assert!(matches!(
                templates::delete(world, stranger, &id).await,
                Err(Error::Missing)
            ));
            assert!(matches!(
                templates::submit(world, stranger, &id).await,
                Err(Error::Missing)
            ));
        }
        assert!(matches!(
            templates::list(world, &house.admin).await,
            Err(Error::Missing)
        ));
        assert!(
            templates::list(world, &house.linde.owner)
                .await
                .unwrap()
                .rows
                .is_empty()
        );
    }
}

#[tokio::test]
async fn metas_refusal_and_its_other_category_are_told() {
    for house in houses().await {
        connected(&house).await;
        house
            .simulator
            .script(Rule::new(Outcome::TemplateRejected).template("rejected_one"));
        house
            .simulator
            .script(Rule::new(Outcome::TemplateRecategorized).template("dearer_one"));
        let rejected = create(&house, draft("rejected_one")).await;
        let dearer = create(&house, draft("dearer_one")).await;
        house.settle().await;

        let rejected = row(&house, &rejected).await;
        assert_eq!(rejected.standing, Standing::Rejected);
        assert_eq!(
            rejected.reason.as_deref(),
            Some("The message body doesn't follow WhatsApp's guidelines")
        );
        assert!(rejected.unusable.is_some());
        let dearer = row(&house, &dearer).await;
        assert_eq!(
            (dearer.category, dearer.asked_category),
            (Category::Marketing, Some(Category::Utility))
        );
    }
}

#[tokio::test]
async fn a_paused_template_is_seen_at_the_next_look_and_not_before() {
    for house in houses().await {
        connected(&house).await;
        let id = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let sid = house.simulator.templates()[0].sid.clone();
        assert!(house.simulator.complain_about(&sid));
        assert_eq!(row(&house, &id).await.standing, Standing::Approved);

        templates::sync(&house.world, &house.jansen.owner).await.unwrap();
        let paused = row(&house, &id).await;
        assert_eq!(paused.standing, Standing::Paused);
        assert!(paused.unusable.is_some());
        let before = page(&house).await.synced_at;
        jobs::start(&house.world).await.unwrap();
        house.settle_within(Span::hours(26)).await;
        assert!(
            page(&house).await.synced_at > before,
            "once a day without being asked"
        );
    }
}

#[tokio::test]
async fn when_twilio_is_silent_the_page_says_so_and_keeps_what_it_knew() {
    for house in houses().await {
        connected(&house).await;
        let id = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let before = page(&house).await;
        house
            .simulator
            .script(Rule::new(Outcome::Http503).call("content.list_with_approvals"));
        let failed = templates::sync(&house.world, &house.jansen.owner).await;
        assert!(matches!(failed, Err(Error::Twilio(_))), "{failed:?}");
        let page = page(&house).await;
        assert!(page.trouble.is_some());
        assert_eq!(page.synced_at, before.synced_at);
        assert_eq!(row(&house, &id).await.standing, Standing::Approved);
    }
}

#[tokio::test]
async fn the_starter_set_is_added_once() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        assert_eq!(page(&house).await.starters.len(), 12);
        assert_eq!(templates::add_starters(world, owner).await.unwrap(), 12);
        assert_eq!(templates::add_starters(world, owner).await.unwrap(), 0);
        house.settle().await;
        let page = page(&house).await;
        assert_eq!((page.rows.len(), page.starters.len()), (12, 0));
        for row in page.rows {
            assert_eq!(
                row.standing,
                Standing::Approved,
                "{} {}: {:?}",
                row.name,
                row.language,
                row.reason
            );
        }
        assert_eq!(house.simulator.templates().len(), 12);
    }
}

#[tokio::test]
async fn a_menu_is_kept_and_a_template_is_deleted_at_twilio_too() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let menu = Draft {
            shape: Shape::List {
                body: "Which car would you like to see?".into(),
                button: "Choose".into(),
                lines: vec![template::Line {
                    title: "Golf".into(),
                    detail: String::new(),
                }],
            },
            samples: vec![],
            ..draft("menu")
        };
        let id = create(&house, menu).await;
        house.settle().await;
        assert_eq!(row(&house, &id).await.standing, Standing::Unsubmitted);
        let refused = templates::submit(world, owner, &id).await;
        assert!(matches!(refused, Err(Error::Problem(problem)) if problem.code == Code::Conflict));

        templates::delete(world, owner, &id).await.unwrap();
        assert_eq!(row(&house, &id).await.standing, Standing::Deleting);
        house.settle().await;
        assert!(page(&house).await.rows.is_empty());
        assert!(house.simulator.templates().is_empty());
        create(&house, draft("menu")).await;
    }
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_template() {
    for call in ["content.create", "approvals.create"] {
        for outcome in [Outcome::ConnectionCut, Outcome::Http500Unknown] {
            for house in houses().await {
                connected(&house).await;
                house.simulator.script(Rule::new(outcome.clone()).call(call));
                let id = create(&house, draft("car_arrived")).await;
                house.settle().await;
                assert_eq!(
                    row(&house, &id).await.standing,
                    Standing::Approved,
                    "{call} {outcome}"
                );
                assert_eq!(house.simulator.templates().len(), 1, "{call} {outcome}");
                assert_eq!(page(&house).await.rows.len(), 1, "{call} {outcome}");
            }
        }
    }
}

#[tokio::test]
async fn a_crash_at_any_step_leaves_one_template() {
    for house in houses().await {
        connected(&house).await;
        for steps in 1..30 {
            let id = create(&house, draft(&format!("after_{steps}"))).await;
            killed(jobs::run_until_idle(&house.world), steps).await;
            house.settle().await;
            assert_eq!(row(&house, &id).await.standing, Standing::Approved, "{steps}");
            let made = house.simulator.templates().len();
            assert_eq!(made, usize::try_from(steps).unwrap(), "after {steps} steps");
        }
    }
}

#[tokio::test]
async fn after_a_day_a_template_goes_out_and_reads_as_the_buyer_reads_it() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let id = create(&house, draft("car_arrived")).await;
        let unasked = templates::create(world, owner, draft("kept_back"), false)
            .await
            .unwrap();
        house.settle().await;
        house.world.clock.advance(Span::hours(25));

        let choices = templates::usable(world, owner, &talk.conversation).await.unwrap();
        let [choice] = &choices.usable[..] else {
            panic!("one can be sent: {choices:?}")
        };
        assert_eq!((&choice.id, choice.variables.len()), (&id, 2));
        assert_eq!(choices.unusable[0].0, "kept_back");
        let strangers = templates::usable(world, &house.linde.owner, &talk.conversation).await;
        assert!(matches!(strangers, Err(Error::Missing)));

        let with = |template: &TemplateId, second: &str| Content::Template {
            template: template.clone(),
            variables: vec![("1".into(), "Anna".into()), ("2".into(), second.into())],
        };
        let unfilled = house.write_as(owner, &talk, "r-1", with(&id, " ")).await;
        assert!(matches!(unfilled, Err(Error::Invalid(fields)) if fields[0].field == "variables"));
        let unapproved = house.write_as(owner, &talk, "r-1", with(&unasked, "Polo")).await;
        assert!(matches!(unapproved, Err(Error::Problem(problem)) if problem.code == Code::Conflict));

        let sent = house
            .write_as(owner, &talk, "r-1", with(&id, "Polo"))
            .await
            .unwrap();
        let words = "Hi Anna, your Polo has arrived at our showroom today";
        assert_eq!((sent.kind, sent.body.as_str()), (Kind::Template, words));
        let from = sent.detail.template.clone().expect("its template");
        assert_eq!(from.buttons, ["I am coming", "Later"]);
        house.work().await;
        assert_eq!(house.message(&sent).await.status, Some(Status::Queued));
        assert_eq!(house.handed(), [words]);
        assert_eq!(house.row_of(&talk).await.last_text, words);

        // The buyer answers: the window is open again.
        house.buyer_says(&talk.number, BUYER, "I am coming").await;
        house.write(&talk, "r-2", "Tot straks!").await.unwrap();
        let open = templates::usable(world, owner, &talk.conversation).await.unwrap();
        assert_eq!(
            open.usable.len(),
            2,
            "within a day what Meta has not refused may be sent"
        );
    }
}

#[tokio::test]
async fn a_template_made_elsewhere_is_found_and_one_deleted_elsewhere_is_gone() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let id = create(&house, draft("car_arrived")).await;
        house.settle().await;
        // The row is lost; Twilio still has the template.
        let dealer = &house.jansen.id;
        let mut db = world.store.write().await.unwrap();
        let mut lost = store::templates::get(&mut db, dealer, &id)
            .await
            .unwrap()
            .unwrap();
        let sid = lost
            .content_sid
            .replace("HX00000000000000000000000000000000".into())
            .unwrap();
        store::templates::save(&mut db, dealer, &lost).await.unwrap();
        db.commit().await.unwrap();

        world.clock.advance(Span::minutes(6));
        templates::sync(world, owner).await.unwrap();
        let [found] = &page(&house).await.rows[..] else {
            panic!("one template")
        };
        assert_ne!(found.id, id);
        assert_eq!(
            (found.standing, found.unusable.as_ref()),
            (Standing::Approved, None)
        );
        let mut db = world.store.read().await.unwrap();
        let row = store::templates::get(&mut db, dealer, &found.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((row.content_sid, row.shape), (Some(sid), Some(draft("x").shape)));
    }
}

#[tokio::test]
async fn a_template_that_is_not_listed_yet_is_not_taken_for_deleted() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner, dealer) = (&house.world, &house.jansen.owner, &house.jansen.id);
        let id = create(&house, draft("car_arrived")).await;
        jobs::run_until_idle(world).await.unwrap();
        let mut db = world.store.write().await.unwrap();
        let mut unlisted = store::templates::get(&mut db, dealer, &id)
            .await
            .unwrap()
            .unwrap();
        unlisted.content_sid = Some("HX00000000000000000000000000000000".into());
        store::templates::save(&mut db, dealer, &unlisted).await.unwrap();
        db.commit().await.unwrap();

        world.clock.advance(Span::seconds(1));
        templates::sync(world, owner).await.unwrap();
        assert!(page(&house).await.rows.iter().any(|row| row.id == id));
    }
}

#[tokio::test]
async fn two_writes_to_a_template_wait_for_each_other() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner, dealer) = (&house.world, &house.jansen.owner, &house.jansen.id);
        let id = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let mut db = world.store.write().await.unwrap();
        store::dealers::hold(&mut db, dealer).await.unwrap();
        let mut row = store::templates::get(&mut db, dealer, &id)
            .await
            .unwrap()
            .unwrap();

        let mut deleting = pin!(templates::delete(world, owner, &id));
        let early = tokio::time::timeout(Duration::from_millis(300), &mut deleting).await;
        assert!(early.is_err(), "it waits for the other");
        row.reason = Some("Meta's word".into());
        store::templates::save(&mut db, dealer, &row).await.unwrap();
        db.commit().await.unwrap();
        deleting.await.unwrap();
        let mut db = world.store.read().await.unwrap();
        let row = store::templates::get(&mut db, dealer, &id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (row.reason.as_deref(), row.delete_at.is_some()),
            (Some("Meta's word"), true)
        );
    }
}

#[tokio::test]
async fn twilio_is_not_asked_for_templates_without_end() {
    for house in houses().await {
        connected(&house).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        for _ in 0..6 {
            templates::sync(world, owner).await.unwrap();
        }
        let refused = templates::sync(world, owner).await;
        assert!(matches!(refused, Err(Error::Problem(problem)) if problem.code == Code::TooManyAttempts));
        world.clock.advance(Span::minutes(6));
        templates::sync(world, owner).await.unwrap();
    }
}

#[tokio::test]
async fn who_does_not_agree_gets_no_offer() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let offer = Draft {
            category: Category::Marketing,
            ..draft("spring_offer")
        };
        let offer = create(&house, offer).await;
        let asked = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let buyer = house.row_of(&talk).await.contact_id;
        contacts::set_consent(world, owner, &buyer, Consent::Refused, "")
            .await
            .unwrap();

        let choices = templates::usable(world, owner, &talk.conversation).await.unwrap();
        let usable: Vec<_> = choices.usable.iter().map(|choice| &choice.id).collect();
        assert_eq!((usable, choices.unusable.len()), (vec![&asked], 1));
        let with = |template: &TemplateId| Content::Template {
            template: template.clone(),
            variables: vec![("1".into(), "Anna".into()), ("2".into(), "Polo".into())],
        };
        let refused = house.write_as(owner, &talk, "r-1", with(&offer)).await;
        assert!(matches!(refused, Err(Error::Problem(problem)) if problem.code == Code::Refused));
        house.write_as(owner, &talk, "r-2", with(&asked)).await.unwrap();
    }
}

fn filled(template: &TemplateId) -> Content {
    Content::Template {
        template: template.clone(),
        variables: vec![("1".into(), "Anna".into()), ("2".into(), "Polo".into())],
    }
}

#[tokio::test]
async fn within_a_day_answers_to_tap_go_out_and_the_tap_comes_back() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let kept = templates::create(world, owner, draft("kept_back"), false)
            .await
            .unwrap();
        house.settle().await;
        let content = house.simulator.templates()[0].sid.clone();

        let sent = house.write_as(owner, &talk, "r-1", filled(&kept)).await.unwrap();
        house.work().await;

        let words = "Hi Anna, your Polo has arrived at our showroom today";
        let all = house.simulator.messages().into_iter();
        let at_twilio: Vec<_> = all.filter(|one| one.direction != "inbound").collect();
        let [at_twilio] = &at_twilio[..] else {
            panic!("one message: {at_twilio:?}")
        };
        assert_eq!(
            (at_twilio.to.as_str(), at_twilio.body.as_str()),
            (&*format!("whatsapp:{BUYER}"), words)
        );
        assert!(!at_twilio.as_template, "Meta was not asked");
        let shown = at_twilio.content.as_ref().expect("what is shown besides words");
        assert_eq!(
            (shown.template.as_str(), shown.kind.as_str()),
            (&*content, "twilio/quick-reply")
        );
        let titles: Vec<_> = shown.buttons.iter().map(|button| button.title.as_str()).collect();
        assert_eq!(titles, ["I am coming", "Later"]);
        let view = async |id: &domain::MessageId| {
            let thread = conversations::open(world, owner, &talk.conversation)
                .await
                .unwrap();
            thread
                .messages
                .into_iter()
                .find(|one| one.id == *id)
                .expect("it is shown")
        };
        let ours = view(&sent.id).await;
        assert_eq!((ours.kind, ours.body.as_str()), (Kind::Template, words));
        assert_eq!(ours.detail.template.unwrap().buttons, ["I am coming", "Later"]);
        assert_eq!(ours.status, Some(Status::Queued));

        let tap = Inbound {
            from: BUYER.into(),
            to: talk.number.as_str().into(),
            button: Some(Button {
                text: "I am coming".into(),
                payload: shown.buttons[0].id.clone(),
            }),
            reply_to: at_twilio.sid.clone(),
            ..Inbound::default()
        };
        let tapped = house.hear(&tap).await;
        let theirs = view(&tapped.id).await;
        assert_eq!(theirs.kind, Kind::Answer);
        let answer = theirs.detail.answer.expect("what was tapped");
        assert_eq!(answer.0, "I am coming");
        assert_eq!(theirs.quoted.as_deref(), Some(words));
    }
}

#[tokio::test]
async fn what_meta_has_not_approved_is_not_handed_over_after_the_window_closed() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let unasked = templates::create(world, owner, draft("kept_back"), false)
            .await
            .unwrap();
        house.settle().await;
        let wrote = house
            .row_of(&talk)
            .await
            .last_inbound_at
            .expect("the buyer wrote");
        let closes = wrote + domain::window::LENGTH;
        world.clock.advance(closes - Span::seconds(1) - world.clock.now());
        let sent = house
            .write_as(owner, &talk, "r-1", filled(&unasked))
            .await
            .unwrap();
        house
            .simulator
            .script(Rule::new(Outcome::Http429).call("messages.create").times(1));
        house.work().await;
        assert_eq!(house.message(&sent).await.status, Some(Status::Waiting));

        house.settle_within(Span::minutes(10)).await;

        let row = house.message(&sent).await;
        assert_eq!((row.status, row.error_code), (Some(Status::Failed), Some(63016)));
        assert!(house.handed().is_empty());
    }
}

#[tokio::test]
async fn what_became_of_a_template_while_it_waited_is_asked_when_it_is_its_turn() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let paused = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let content = house.simulator.templates()[0].sid.clone();
        let offer = Draft {
            category: Category::Marketing,
            ..draft("spring_offer")
        };
        let offer = create(&house, offer).await;
        house.settle().await;
        let first = house
            .write_as(owner, &talk, "r-1", filled(&paused))
            .await
            .unwrap();
        let second = house.write_as(owner, &talk, "r-2", filled(&offer)).await.unwrap();

        assert!(house.simulator.complain_about(&content));
        templates::sync(world, owner).await.unwrap();
        let buyer = house.row_of(&talk).await.contact_id;
        contacts::set_consent(world, owner, &buyer, Consent::Refused, "")
            .await
            .unwrap();
        house.work().await;

        let row = house.message(&first).await;
        assert_eq!((row.status, row.error_code), (Some(Status::Failed), Some(63041)));
        assert_eq!(house.message(&second).await.status, Some(Status::Failed));
        assert!(house.handed().is_empty());
        let again = house.write_as(owner, &talk, "r-2", filled(&offer)).await.unwrap();
        let trouble = again.trouble.expect("why");
        assert!(trouble.what.contains("does not agree"), "{trouble:?}");
        assert_eq!(
            (trouble.code, trouble.retry),
            (None, false),
            "not a word of Twilio's"
        );
    }
}

#[tokio::test]
async fn a_template_that_failed_is_sent_again_only_while_it_may_be_sent() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let talk = house.talk().await;
        let unasked = templates::create(world, owner, draft("kept_back"), false)
            .await
            .unwrap();
        let paused = create(&house, draft("car_arrived")).await;
        house.settle().await;
        let mut templates_there = house.simulator.templates().into_iter();
        let content = templates_there
            .find(|one| one.name() == "car_arrived")
            .unwrap()
            .sid;
        let offer = Draft {
            category: Category::Marketing,
            ..draft("spring_offer")
        };
        let offer = create(&house, offer).await;
        house.settle().await;
        house.simulator.script(
            Rule::new(Outcome::Refused(63018))
                .call("messages.create")
                .times(3),
        );
        let mut failed = Vec::new();
        for (name, template) in [("r-1", &unasked), ("r-2", &paused), ("r-3", &offer)] {
            failed.push(
                house
                    .write_as(owner, &talk, name, filled(template))
                    .await
                    .unwrap(),
            );
        }
        house.work().await;
        for view in &failed {
            assert_eq!(house.message(view).await.error_code, Some(63018));
        }

        assert!(house.simulator.complain_about(&content));
        templates::sync(world, owner).await.unwrap();
        let buyer = house.row_of(&talk).await.contact_id;
        contacts::set_consent(world, owner, &buyer, Consent::Refused, "")
            .await
            .unwrap();
        world.clock.advance(Span::hours(25));
        for (view, why) in failed.iter().zip([Code::Conflict, Code::Conflict, Code::Refused]) {
            match messages::retry(world, owner, &view.id).await {
                Err(Error::Problem(problem)) => assert_eq!(problem.code, why, "{}", view.body),
                other => panic!("{} is sent again: {other:?}", view.body),
            }
        }

        // The buyer writes: what Meta has not refused may be sent again.
        house.buyer_says(&talk.number, BUYER, "Hallo?").await;
        messages::retry(world, owner, &failed[0].id).await.unwrap();
        house.work().await;
        assert_eq!(house.handed().len(), 1);
    }
}

#[tokio::test]
async fn two_templates_of_one_name_that_were_made_elsewhere_are_both_found() {
    for house in houses().await {
        connected(&house).await;
        let account = house.simulator.subaccounts().remove(0);
        let creds = twilio::Credentials {
            account_sid: account.sid.parse().unwrap(),
            auth_token: account.auth_token.into(),
        };
        let content = serde_json::json!({
            "friendly_name": "greeting", "language": "en", "types": {"twilio/text": {"body": "Hello"}}});
        let content = serde_json::from_value(content).unwrap();
        let mut sids = Vec::new();
        for _ in 0..2 {
            let made = house.world.twilio.create_content(&creds, &content).await.unwrap();
            sids.push(made.sid.as_str().to_owned());
        }

        templates::sync(&house.world, &house.jansen.owner).await.unwrap();

        let page = page(&house).await;
        assert!(page.synced_at.is_some());
        let mut names: Vec<_> = page.rows.into_iter().map(|row| row.name).collect();
        names.sort();
        let [first, second] = &names[..] else {
            panic!("both: {names:?}")
        };
        assert_eq!(first, "greeting");
        assert!(
            sids.iter().any(|sid| *second == format!("greeting {sid}")),
            "{second}"
        );
    }
}
