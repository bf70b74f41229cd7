//! What people do with a conversation besides answering it.

use domain::{
    Code, Span,
    conversation::{
        Colour, ConversationState, EditCanned, EditLabel, Filter, Label, Mention, NewNote, SetState, View,
    },
    member::Role,
    message::{Direction, Origin},
};
use portal::{Actor, Error, audit, contacts, conversations, jobs};

use crate::{
    desk::id,
    house::{House, houses},
};

const JANSEN: &str = "+31201111111";
const JAN: &str = "+31611111111";

/// What the log tells, by the alphabet: lines of the same moment have no order.
async fn logged(house: &House) -> Vec<String> {
    let page = audit::list(&house.world, &house.admin, Some(&house.jansen.id), None).await;
    let mut words: Vec<_> = page.unwrap().rows.into_iter().map(|line| line.words).collect();
    words.sort();
    words
}

fn note(request: &str, body: &str, mentions: &[&Actor]) -> NewNote {
    NewNote {
        request_id: request.into(),
        body: body.into(),
        mentions: mentions.iter().map(|actor| id(actor)).collect(),
    }
}

async fn label(house: &House, name: &str) -> Label {
    let edit = EditLabel {
        id: None,
        name: name.into(),
        colour: Colour::Blue,
    };
    conversations::save_label(&house.world, &house.jansen.owner, edit)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_conversation_is_given_to_somebody_of_the_house_and_the_log_knows() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        let seq = line.changes(0).await.seq;

        conversations::assign(world, owner, &conversation, Some(&id(&kees)))
            .await
            .unwrap();
        assert_eq!(line.row(&conversation).await.assignee, Some(id(&kees)));
        assert_eq!(line.changes(seq).await.rows.len(), 1);
        conversations::assign(world, &kees, &conversation, Some(&id(&kees)))
            .await
            .unwrap();
        conversations::assign(world, &kees, &conversation, None)
            .await
            .unwrap();
        assert_eq!(line.row(&conversation).await.assignee, None);

        let stranger = id(&house.linde.owner);
        let refused = conversations::assign(world, owner, &conversation, Some(&stranger)).await;
        assert!(matches!(refused, Err(Error::Missing)));
        assert_eq!(
            logged(&house).await,
            [
                "Gave a conversation to kees@jansen.example",
                "Gave a conversation to nobody"
            ]
        );
    }
}

#[tokio::test]
async fn what_is_finished_stays_finished_until_the_buyer_writes() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        conversations::set_state(world, owner, &conversation, SetState::Resolved)
            .await
            .unwrap();
        conversations::set_state(world, owner, &conversation, SetState::Resolved)
            .await
            .unwrap();
        let row = line.row(&conversation).await;
        assert_eq!(
            (row.state, row.unread, row.waiting_since),
            (ConversationState::Resolved, 0, None)
        );

        line.hears(JAN, "Jan", "Toch nog iets").await;
        let row = line.row(&conversation).await;
        assert_eq!((row.state, row.unread), (ConversationState::Open, 1));
        assert!(row.waiting_since.is_some());
        assert_eq!(logged(&house).await, ["Finished a conversation"]);
    }
}

#[tokio::test]
async fn what_is_put_off_opens_by_itself_when_its_time_has_come() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        let snooze = |hours| SetState::Snoozed {
            until: world.clock.now() + Span::hours(hours),
        };
        conversations::set_state(world, owner, &conversation, snooze(1))
            .await
            .unwrap();
        conversations::set_state(world, owner, &conversation, snooze(3))
            .await
            .unwrap();

        world.clock.advance(Span::hours(2));
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(
            line.row(&conversation).await.state,
            ConversationState::Snoozed,
            "it was put off further"
        );
        let seq = line.changes(0).await.seq;
        world.clock.advance(Span::hours(1));
        jobs::run_until_idle(world).await.unwrap();
        let row = line.row(&conversation).await;
        assert_eq!((row.state, row.snoozed_until), (ConversationState::Open, None));
        assert_eq!(line.changes(seq).await.rows.len(), 1);
    }
}

#[tokio::test]
async fn the_buyer_opens_what_was_put_off_and_the_time_that_comes_later_changes_nothing() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        let until = world.clock.now() + Span::hours(1);
        conversations::set_state(world, owner, &conversation, SetState::Snoozed { until })
            .await
            .unwrap();
        line.hears(JAN, "Jan", "Nog iets").await;
        assert_eq!(line.row(&conversation).await.state, ConversationState::Open);
        conversations::set_state(world, owner, &conversation, SetState::Resolved)
            .await
            .unwrap();
        world.clock.advance(Span::hours(2));
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(line.row(&conversation).await.state, ConversationState::Resolved);
    }
}

#[tokio::test]
async fn nothing_is_put_off_into_the_past_or_for_years() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        for wait in [Span(0), Span::days(-1), Span::days(400)] {
            let until = house.world.clock.now() + wait;
            let wish = SetState::Snoozed { until };
            let refused =
                conversations::set_state(&house.world, &house.jansen.owner, &conversation, wish).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wait:?}");
        }
    }
}

#[tokio::test]
async fn a_note_stays_in_the_house() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        jobs::run_until_idle(world).await.unwrap();
        let (heard, waits) = (
            house.simulator.heard().len(),
            line.row(&conversation).await.waiting_since,
        );

        let written = note("r1", " @Kees kun jij? ", &[&kees, owner, &house.linde.owner]);
        let view = conversations::write_note(world, owner, &conversation, written.clone())
            .await
            .unwrap();
        assert_eq!(
            (view.direction, view.origin, view.status),
            (Direction::Note, Origin::Person, None)
        );
        assert_eq!(
            (view.body.as_str(), view.author.as_deref()),
            ("@Kees kun jij?", Some("Piet"))
        );
        assert_eq!(
            view.detail.mentions,
            [id(&kees).to_string()],
            "only colleagues are named"
        );
        let again = conversations::write_note(world, owner, &conversation, written)
            .await
            .unwrap();
        assert_eq!(again.id, view.id);

        // No job, no call, no Twilio name, and the buyer still waits.
        let due = jobs::next_due(world).await.unwrap();
        assert!(due.is_none_or(|due| due > world.clock.now()));
        world.clock.advance(Span::days(2));
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(house.simulator.heard().len(), heard);
        assert!(house.simulator.messages().is_empty());
        let row = line.row(&conversation).await;
        assert_eq!((row.waiting_since, row.last.as_str()), (waits, "Hallo"));
        let mut db = world.store.read().await.unwrap();
        let stored = store::messages::get(&mut db, &house.jansen.id, &view.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((stored.sid, stored.status, stored.attempts), (None, None, 0));
    }
}

#[tokio::test]
async fn whoever_is_named_in_a_note_finds_it_and_has_seen_it_once_it_was_open() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        conversations::write_note(world, owner, &conversation, note("r1", "@Kees", &[&kees]))
            .await
            .unwrap();
        let mentions = Filter {
            view: View::Mentions,
            ..Filter::default()
        };
        let seen = async || {
            let desk = conversations::desk(world, &kees, &mentions).await.unwrap();
            (
                desk.rows.rows.first().map(|row| row.mention),
                desk.counts.mentions,
            )
        };

        assert_eq!(seen().await, (Some(Mention::New), 1));
        assert_eq!(
            line.names(owner, &mentions).await,
            Vec::<String>::new(),
            "each sees their own"
        );
        conversations::mark_read(world, &kees, &conversation)
            .await
            .unwrap();
        assert_eq!(seen().await, (Some(Mention::Seen), 0));
        conversations::write_note(
            world,
            owner,
            &conversation,
            note("r2", "@Kees nog iets", &[&kees]),
        )
        .await
        .unwrap();
        assert_eq!(seen().await, (Some(Mention::New), 1));
    }
}

#[tokio::test]
async fn a_name_of_a_request_belongs_to_one_note() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let one = line.hears(JAN, "Jan", "Hallo").await;
        let two = line.hears("+31622222222", "Piet", "Hallo").await;
        conversations::write_note(world, owner, &one, note("r1", "een", &[]))
            .await
            .unwrap();
        let taken = conversations::write_note(world, owner, &two, note("r1", "twee", &[])).await;
        assert!(matches!(taken, Err(Error::Conflict(_))));
        for (request, body) in [("r2", "  "), ("", "drie"), ("r3", &"x".repeat(4_001))] {
            let refused = conversations::write_note(world, owner, &two, note(request, body, &[])).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{request}");
        }
    }
}

#[tokio::test]
async fn owners_make_labels_and_everybody_uses_them() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        line.hears("+31622222222", "Piet", "Hallo").await;
        let hot = label(&house, "Proefrit").await;
        let cold = label(&house, "Onderhoud").await;
        let set = [hot.id.clone(), cold.id.clone(), "nonsense".parse().unwrap()];
        conversations::set_labels(world, &kees, &conversation, &set)
            .await
            .unwrap();

        let mut labels = line.row(&conversation).await.labels;
        labels.sort();
        let mut expected = vec![hot.id.clone(), cold.id.clone()];
        expected.sort();
        assert_eq!(labels, expected);
        let of = Filter {
            label: Some(hot.id.clone()),
            ..Filter::default()
        };
        assert_eq!(line.names(&kees, &of).await, ["Jan"]);

        let renamed = EditLabel {
            id: Some(hot.id.clone()),
            name: " Test   drive ".into(),
            colour: Colour::Red,
        };
        let seq = line.changes(0).await.seq;
        conversations::save_label(world, owner, renamed).await.unwrap();
        let changes = line.changes(seq).await;
        assert!(changes.reset, "a page that is open learns of the new name");
        let seq = changes.seq;
        assert!(!line.changes(seq).await.reset, "once");
        conversations::remove_label(world, owner, &cold.id).await.unwrap();
        let desk = conversations::desk(world, &kees, &Filter::default())
            .await
            .unwrap();
        assert_eq!(desk.labels.len(), 1);
        assert_eq!(
            (desk.labels[0].name.as_str(), desk.labels[0].colour),
            ("Test drive", Colour::Red)
        );
        assert!(line.changes(seq).await.reset);
        assert_eq!(desk.rows.rows[0].labels, [hot.id]);
        assert_eq!(
            logged(&house).await,
            [
                "Removed the label Onderhoud",
                "Saved the label Onderhoud",
                "Saved the label Proefrit",
                "Saved the label Test drive"
            ]
        );
    }
}

#[tokio::test]
async fn labels_and_replies_are_the_owners_and_have_names_of_their_own() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let proefrit = label(&house, "Proefrit").await;
        let edit = |id, name: &str| EditLabel {
            id,
            name: name.into(),
            colour: Colour::Grey,
        };
        let canned = |id, short: &str, text: &str| EditCanned {
            id,
            short: short.into(),
            text: text.into(),
        };
        let hello = canned(None, "/Hallo", "Dag, waarmee kan ik helpen?");
        let hello = conversations::save_canned(world, owner, hello).await.unwrap();
        assert_eq!(hello.short, "hallo");

        for name in ["", "  ", "Proefrit", &"x".repeat(31)] {
            let refused = conversations::save_label(world, owner, edit(None, name)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{name}");
        }
        for (short, text) in [("", "x"), ("hallo", "x"), ("dag!", "x"), ("dag", "  ")] {
            let refused = conversations::save_canned(world, owner, canned(None, short, text)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{short}");
        }
        for (actor, denied) in [(&kees, true), (&house.linde.owner, false)] {
            let (proefrit, hello) = (proefrit.id.clone(), hello.id.clone());
            for result in [
                conversations::save_label(world, actor, edit(Some(proefrit.clone()), "Mijn"))
                    .await
                    .map(drop),
                conversations::remove_label(world, actor, &proefrit).await,
                conversations::save_canned(world, actor, canned(Some(hello.clone()), "mijn", "x"))
                    .await
                    .map(drop),
                conversations::remove_canned(world, actor, &hello).await,
            ] {
                let is_right = if denied {
                    matches!(result, Err(Error::Denied))
                } else {
                    matches!(result, Err(Error::Missing))
                };
                assert!(is_right, "{result:?}");
            }
        }
        // Another dealer may use the same words.
        let theirs = conversations::save_label(world, &house.linde.owner, edit(None, "Proefrit")).await;
        theirs.unwrap();
        conversations::remove_canned(world, owner, &hello.id)
            .await
            .unwrap();
        let desk = conversations::desk(world, &kees, &Filter::default())
            .await
            .unwrap();
        assert_eq!((desk.canned.len(), desk.labels.len()), (0, 1));
    }
}

#[tokio::test]
async fn the_page_of_words_tells_how_many_conversations_carry_a_label() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let (hot, cold) = (label(&house, "Warm").await, label(&house, "Koud").await);
        for (phone, labels) in [
            (JAN, vec![hot.id.clone(), cold.id.clone()]),
            ("+31622222222", vec![hot.id.clone()]),
        ] {
            let conversation = line.hears(phone, "Jan", "Hallo").await;
            conversations::set_labels(world, &kees, &conversation, &labels)
                .await
                .unwrap();
        }
        let unused = label(&house, "Zelden").await;

        let page = conversations::words(world, &kees).await.unwrap();
        assert_eq!(page.labels, [(cold, 1), (hot, 2), (unused, 0)]);
        assert!(!page.is_owner && page.numbers.len() == 1);
        assert!(conversations::words(world, owner).await.unwrap().is_owner);
        let theirs = conversations::words(world, &house.linde.owner).await.unwrap();
        assert_eq!(theirs.labels, []);
        assert!(conversations::words(world, &house.admin).await.is_err());
    }
}

#[tokio::test]
async fn what_somebody_began_to_write_is_there_for_them_alone() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        let draft = async |actor: &Actor| {
            conversations::open(world, actor, &conversation)
                .await
                .unwrap()
                .draft
        };

        conversations::save_draft(world, owner, &conversation, "Dag Jan,")
            .await
            .unwrap();
        conversations::save_draft(world, owner, &conversation, "Dag Jan,\nde Golf ")
            .await
            .unwrap();
        assert_eq!(draft(owner).await, "Dag Jan,\nde Golf ");
        assert_eq!(draft(&kees).await, "");
        conversations::save_draft(world, owner, &conversation, " ")
            .await
            .unwrap();
        assert_eq!(draft(owner).await, "");
    }
}

#[tokio::test]
async fn filters_are_kept_by_name_and_belong_to_whoever_kept_them() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let of = |view| Filter {
            view,
            ..Filter::default()
        };
        let first = conversations::save_filter(world, owner, "Straks", &of(View::Mine))
            .await
            .unwrap();
        let again = conversations::save_filter(world, owner, " Straks ", &of(View::Snoozed))
            .await
            .unwrap();
        assert_eq!(again.id, first.id);
        let kept = async |actor: &Actor| {
            conversations::desk(world, actor, &Filter::default())
                .await
                .unwrap()
                .filters
        };
        assert_eq!(kept(owner).await, [again]);
        assert_eq!(kept(&kees).await, []);

        let later = conversations::save_filter(world, owner, "Later", &of(View::All))
            .await
            .unwrap();
        for name in ["", " \0", "Straks", &"x".repeat(41)] {
            let refused = conversations::rename_filter(world, owner, &later.id, name).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{name}");
        }
        for stranger in [&kees, &house.linde.owner] {
            let refused = conversations::rename_filter(world, stranger, &later.id, "Mijn").await;
            assert!(matches!(refused, Err(Error::Missing)));
        }
        conversations::rename_filter(world, owner, &later.id, " Alles\nsamen ")
            .await
            .unwrap();
        let mut names: Vec<_> = kept(owner).await.into_iter().map(|one| one.name).collect();
        // Kept in the same moment, they have no order.
        names.sort();
        assert_eq!(names, ["Alles samen", "Straks"]);
        conversations::remove_filter(world, owner, &later.id)
            .await
            .unwrap();

        assert!(matches!(
            conversations::remove_filter(world, &kees, &first.id).await,
            Err(Error::Missing)
        ));
        conversations::remove_filter(world, owner, &first.id)
            .await
            .unwrap();
        assert_eq!(kept(owner).await, []);
    }
}

#[tokio::test]
async fn nothing_is_written_down_about_a_buyer_who_was_erased() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let conversation = line.hears(JAN, "Jan", "Hallo").await;
        let mut db = world.store.read().await.unwrap();
        let row = store::conversations::get(&mut db, &house.jansen.id, &conversation).await;
        let contact = row.unwrap().unwrap().contact_id;
        drop(db);
        contacts::erase(world, owner, &contact).await.unwrap();

        let refused =
            conversations::write_note(world, owner, &conversation, note("r1", "Jan belt", &[])).await;

        match refused {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::ContactStopped),
            other => panic!("{other:?}"),
        }
    }
}
