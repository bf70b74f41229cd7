//! Buyers: found, named, silenced, exported, erased.

use std::{pin::pin, time::Duration};

use domain::{
    Code, ContactId, Span,
    contact::{Consent, ContactList, ContactPage},
    conversation::Changes,
    member::Role,
    message::AttachmentState,
};
use futures::StreamExt as _;
use portal::{Error, contacts, contacts::Edit, conversations, jobs};
use simulator::{Attachment, Inbound};
use store::messages::Message;

use crate::{
    house::{House, houses},
    receiving::{photo, says},
};

impl House {
    async fn buyers(&self, search: &str) -> ContactList {
        contacts::list(&self.world, &self.jansen.owner, search, None)
            .await
            .expect("the list")
    }

    async fn buyer(&self, id: &ContactId) -> ContactPage {
        contacts::open(&self.world, &self.jansen.owner, id)
            .await
            .expect("the page")
    }

    /// Jan writes and sends a picture; gives the messages and who he is.
    async fn jan(&self) -> (Message, Message, ContactId) {
        let number = self.line_open().await;
        let words = self.hear(&says(&number, "Mijn kenteken is XX-123-Y")).await;
        self.world.clock.advance(Span::minutes(1));
        let picture = Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        };
        let picture = self.hear(&picture).await;
        let (_, contact) = self.conversation_of(&words).await;
        (words, picture, contact.id)
    }
}

#[tokio::test]
async fn a_buyer_is_found_by_name_and_number_by_their_dealer_alone() {
    for house in houses().await {
        let (_, _, id) = house.jan().await;
        for search in ["", "boer", "JAN", "0611111111", "1111"] {
            let list = house.buyers(search).await;
            assert_eq!(list.page.rows.len(), 1, "{search}");
            assert_eq!(
                (list.page.rows[0].name.as_str(), &list.page.rows[0].id),
                ("Jan de Boer", &id)
            );
        }
        assert!(house.buyers("piet").await.page.rows.is_empty());
        let theirs = contacts::list(&house.world, &house.linde.owner, "", None)
            .await
            .unwrap();
        assert!(theirs.page.rows.is_empty());
        for stranger in [&house.linde.owner, &house.admin] {
            assert!(matches!(
                contacts::open(&house.world, stranger, &id).await,
                Err(Error::Missing)
            ));
            assert!(matches!(
                contacts::export(&house.world, stranger, &id).await,
                Err(Error::Missing)
            ));
            assert!(matches!(
                contacts::erase(&house.world, stranger, &id).await,
                Err(Error::Missing)
            ));
        }
    }
}

#[tokio::test]
async fn what_the_dealer_knows_is_kept_with_how_it_is_known() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let (_, _, id) = house.jan().await;
        let edit = Edit {
            name: " De heer De Boer ".into(),
            notes: "Wil een trekhaak".into(),
            was: None,
        };
        contacts::edit(world, piet, &id, edit).await.unwrap();
        let no_proof = contacts::set_consent(world, piet, &id, Consent::Given, " ").await;
        assert!(matches!(no_proof, Err(Error::Invalid(_))));
        contacts::set_consent(world, piet, &id, Consent::Given, "formulier op de site")
            .await
            .unwrap();
        let page = house.buyer(&id).await;
        assert_eq!(
            (page.contact.name.as_str(), page.contact.notes.as_str()),
            ("De heer De Boer", "Wil een trekhaak")
        );
        assert_eq!(
            (page.contact.consent, page.contact.consent_how.as_deref()),
            (Consent::Given, Some("formulier op de site"))
        );
        let since = world.clock.now();
        assert_eq!(page.contact.consent_at, Some(since));
        world.clock.advance(Span::minutes(5));
        contacts::set_consent(world, piet, &id, Consent::Given, "formulier op de site ")
            .await
            .unwrap();
        let page = house.buyer(&id).await;
        assert_eq!(page.contact.consent_at, Some(since), "said again, and no later");
        assert_eq!(house.buyers("heer").await.page.rows.len(), 1);

        contacts::edit(world, piet, &id, Edit::default()).await.unwrap();
        assert_eq!(house.buyer(&id).await.contact.name, "Jan de Boer");
        let long = Edit {
            name: "x".repeat(81),
            notes: String::new(),
            was: None,
        };
        assert!(matches!(
            contacts::edit(world, piet, &id, long).await,
            Err(Error::Invalid(_))
        ));
    }
}

#[tokio::test]
async fn two_who_write_down_things_at_the_same_time_lose_nothing() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let (_, _, id) = house.jan().await;
        let edit = |was: (&str, &str), now: (&str, &str)| Edit {
            name: now.0.into(),
            notes: now.1.into(),
            was: Some((was.0.into(), was.1.into())),
        };
        let known = async || {
            let contact = house.buyer(&id).await.contact;
            (contact.own_name.unwrap_or_default(), contact.notes)
        };
        let save = async |change: Edit| contacts::edit(world, piet, &id, change).await;
        let drawn = ("", "");

        // One names him, the other writes notes, on pages that were drawn at the same time.
        save(edit(drawn, ("", "Wil een trekhaak\r\nBelt morgen")))
            .await
            .unwrap();
        save(edit(drawn, ("De heer De Boer", ""))).await.unwrap();
        let notes = "Wil een trekhaak\nBelt morgen";
        assert_eq!(known().await, ("De heer De Boer".into(), notes.into()));

        // A third writes notes, too: told what stands there now, and nothing is written over.
        let refused = save(edit(drawn, ("", "Heeft een hond"))).await;
        let Err(Error::Invalid(faults)) = refused else {
            panic!("{refused:?}")
        };
        let [fault] = &faults[..] else {
            panic!("{faults:?}")
        };
        assert_eq!(fault.field, "notes");
        assert!(fault.message.contains(notes), "{}", fault.message);
        assert_eq!(known().await.1, notes);

        // Whoever puts both together is taken; and so is whoever saw it all, whatever they make of it.
        let both = format!("{notes}\nHeeft een hond");
        save(edit(drawn, ("", &both.replace('\n', "\r\n"))))
            .await
            .unwrap();
        assert_eq!(known().await, ("De heer De Boer".into(), both.clone()));
        save(edit(("De heer De Boer", &both), ("", ""))).await.unwrap();
        assert_eq!(known().await, (String::new(), String::new()));
    }
}

#[tokio::test]
async fn somebody_who_said_stop_at_the_counter_is_silenced() {
    for house in houses().await {
        let (_, _, id) = house.jan().await;
        let piet = &house.jansen.owner;
        for _ in 0..2 {
            contacts::set_stopped(&house.world, piet, &id, true)
                .await
                .unwrap();
        }
        assert!(house.buyer(&id).await.contact.stopped_at.is_some());
        house.world.clock.advance(Span::minutes(1));
        contacts::set_stopped(&house.world, piet, &id, false)
            .await
            .unwrap();
        assert_eq!(house.buyer(&id).await.contact.stopped_at, None);
        let audit = portal::audit::list(&house.world, &house.admin, Some(&house.jansen.id), None)
            .await
            .unwrap();
        let told: Vec<_> = audit
            .rows
            .iter()
            .map(|line| line.what.as_str())
            .filter(|what| what.starts_with("contact."))
            .collect();
        assert_eq!(told, ["contact.unsilenced", "contact.silenced"]);
    }
}

#[tokio::test]
async fn what_a_colleague_notes_of_a_buyer_reaches_an_open_desk() {
    for house in houses().await {
        let (message, _, id) = house.jan().await;
        let (world, piet) = (&house.world, &house.jansen.owner);
        let kees = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let seq = async || conversations::changes(world, &kees, 0).await.unwrap().seq;
        let is_told = |news: &Changes| {
            let told: Vec<_> = news.rows.iter().map(|row| &row.id).collect();
            !news.reset && told == [&message.conversation_id] && news.messages.is_empty()
        };

        let before = seq().await;
        contacts::set_stopped(world, piet, &id, true).await.unwrap();
        let news = conversations::changes(world, &kees, before).await.unwrap();
        assert!(is_told(&news), "the desk asks for the buyer again: {news:?}");
        let thread = conversations::open(world, &kees, &message.conversation_id)
            .await
            .unwrap();
        assert!(thread.contact.stopped_at.is_some());

        for (consent, how) in [(Consent::Given, "on the phone"), (Consent::Refused, "")] {
            let before = seq().await;
            contacts::set_consent(world, piet, &id, consent, how)
                .await
                .unwrap();
            let news = conversations::changes(world, &kees, before).await.unwrap();
            assert!(is_told(&news), "{consent:?}: {news:?}");
        }
        let before = seq().await;
        contacts::erase(world, piet, &id).await.unwrap();
        let news = conversations::changes(world, &kees, before).await.unwrap();
        assert!(news.reset, "nothing of the buyer stays on anybody's page");
    }
}

/// The names and sizes in a tar archive.
fn entries(tar: &[u8]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while tar[at] != 0 {
        let text = |from: usize, to: usize| {
            String::from_utf8_lossy(&tar[at + from..at + to])
                .trim_end_matches('\0')
                .to_owned()
        };
        let size = usize::from_str_radix(&text(124, 135), 8).expect("octal");
        found.push((text(0, 100), size));
        at += 512 + size.next_multiple_of(512);
    }
    assert_eq!(tar.len() - at, 1_024, "the end");
    found
}

#[tokio::test]
async fn an_export_holds_everything_and_its_files() {
    for house in houses().await {
        let (_, _, id) = house.jan().await;
        let export = contacts::export(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        assert_eq!(export.name, format!("contact-{id}.tar"));
        let pieces: Vec<_> = export.pieces(house.world.files.clone()).collect().await;
        let tar: Vec<u8> = pieces
            .into_iter()
            .flat_map(|piece| piece.expect("a piece"))
            .collect();
        let entries = entries(&tar);
        assert_eq!((entries.len(), entries[0].0.as_str()), (2, "contact.json"));
        assert!(
            entries[1].0.starts_with("files/")
                && entries[1]
                    .0
                    .split_once('.')
                    .is_some_and(|(_, ending)| ending == "jpg")
        );
        assert_eq!(entries[1].1, photo().len());
        let json = String::from_utf8_lossy(&tar[512..512 + entries[0].1]).into_owned();
        for word in ["Jan de Boer", "+31611111111", "XX-123-Y", entries[1].0.as_str()] {
            assert!(json.contains(word), "{word} in {json}");
        }
    }
}

#[tokio::test]
async fn erasing_leaves_nothing_here_and_nothing_at_twilio() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let (words, picture, id) = house.jan().await;
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        assert!(matches!(
            contacts::erase(world, &agent, &id).await,
            Err(Error::Denied)
        ));
        // Twilio deletes only what is a minute old.
        house.simulator.advance(Duration::from_mins(2)).await;
        let mistaken = contacts::erase_confirmed(world, piet, &id, "Somebody else").await;
        assert!(matches!(mistaken, Err(Error::Invalid(_))));
        let name = house.buyer(&id).await.contact.name;

        contacts::erase_confirmed(world, piet, &id, &format!(" {name} "))
            .await
            .unwrap();
        house.settle_within(Span::minutes(30)).await;

        let page = house.buyer(&id).await;
        assert!(page.erased_at.is_some());
        assert_eq!((page.contact.phone, page.contact.profile_name), (None, None));
        assert!(page.talks.iter().all(|talk| talk.last.is_empty()));
        for search in ["boer", "0611111111", ""] {
            assert!(house.buyers(search).await.page.rows.is_empty(), "{search}");
        }
        let mut db = world.store.read().await.unwrap();
        for id in [&words.id, &picture.id] {
            let row = store::messages::get(&mut db, &house.jansen.id, id)
                .await
                .unwrap()
                .unwrap();
            assert_eq!((row.body.as_str(), row.detail.erased, row.sid), ("", true, None));
        }
        let files = store::attachments::list(&mut db, &house.jansen.id, &picture.id)
            .await
            .unwrap();
        assert_eq!(
            (files[0].state, &files[0].stored),
            (AttachmentState::Erased, &None)
        );
        let hooks = store::hooks::list(&mut db, None, 50).await.unwrap();
        for hook in hooks.iter().filter(|hook| hook.kind == "inbound") {
            let (_, body) = store::hooks::find_by_id(&mut db, &hook.id)
                .await
                .unwrap()
                .unwrap();
            assert!(!body.contains("31611111111"), "{body}");
        }
        drop(db);
        let folder = house.folder.path().join(house.jansen.id.as_str());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
        let left: Vec<_> = house
            .simulator
            .messages()
            .into_iter()
            .filter(|one| one.direction == "inbound")
            .collect();
        assert!(left.is_empty(), "{left:?}");

        // Whoever writes again is somebody new.
        let number = house.integrations(&house.jansen).await[0].phone_number.clone();
        let again = house.hear(&says(&number, "Hallo?")).await;
        assert_ne!(house.conversation_of(&again).await.1.id, id);
    }
}

#[tokio::test]
async fn what_twilio_does_not_delete_yet_is_emptied_and_tried_again() {
    for house in houses().await {
        let (_, _, id) = house.jan().await;
        contacts::erase(&house.world, &house.jansen.owner, &id)
            .await
            .unwrap();
        jobs::run_until_idle(&house.world).await.unwrap();
        let inbound = || {
            house
                .simulator
                .messages()
                .into_iter()
                .filter(|one| one.direction == "inbound")
                .collect::<Vec<_>>()
        };
        assert!(inbound().iter().all(|one| one.body.is_empty()));
        house.simulator.advance(Duration::from_mins(2)).await;
        house.settle_within(Span::minutes(30)).await;
        assert!(inbound().is_empty());
    }
}

#[tokio::test]
async fn messages_go_after_the_time_that_the_owner_set() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let (words, _, id) = house.jan().await;
        for wrong in [0, 6, 4_000] {
            assert!(matches!(
                contacts::set_keep_days(world, piet, Some(wrong)).await,
                Err(Error::Invalid(_))
            ));
        }
        contacts::set_keep_days(world, piet, Some(30)).await.unwrap();
        assert_eq!(house.buyers("").await.keep_days, Some(30));
        let body = async || {
            house
                .message_of(words.sid.as_deref().unwrap())
                .await
                .map(|row| row.body)
        };
        jobs::start(world).await.unwrap();
        world.clock.advance(Span::days(29));
        house.settle_within(Span::minutes(5)).await;
        assert_eq!(body().await.as_deref(), Some("Mijn kenteken is XX-123-Y"));
        house.simulator.advance(Duration::from_mins(2)).await;
        world.clock.advance(Span::days(2));
        house.settle_within(Span::hours(1)).await;
        assert_eq!(body().await, None, "gone at Twilio, so nameless here");
        assert_eq!(
            house.buyer(&id).await.contact.name,
            "Jan de Boer",
            "the contact stays"
        );
        contacts::set_keep_days(world, piet, None).await.unwrap();
        assert_eq!(house.buyers("").await.keep_days, None);
    }
}

#[tokio::test]
async fn a_draft_that_is_saved_while_its_buyer_is_erased_is_refused() {
    for house in houses().await {
        let (world, piet, dealer) = (&house.world, &house.jansen.owner, &house.jansen.id);
        let (message, _, id) = house.jan().await;
        let mut db = world.store.write().await.unwrap();
        store::inboxes::next_anew(&mut db, dealer).await.unwrap();
        let mut contact = store::contacts::get(&mut db, dealer, &id).await.unwrap().unwrap();
        contact.erased_at = Some(world.clock.now());
        store::contacts::save(&mut db, dealer, &contact).await.unwrap();

        let mut saving = pin!(conversations::save_draft(
            world,
            piet,
            &message.conversation_id,
            "Dag Jan"
        ));
        let early = tokio::time::timeout(Duration::from_millis(300), &mut saving).await;
        assert!(early.is_err(), "{}: it waits for the other", house.store.engine);
        db.commit().await.unwrap();

        match saving.await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::ContactStopped),
            other => panic!("{other:?}"),
        }
    }
}
