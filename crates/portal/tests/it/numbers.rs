//! What can be bought, and whether one's own can be connected.

use std::collections::HashSet;

use domain::{
    BrandId, Code, DealerId, E164, NumberId, SenderId, SignupId, Timestamp,
    brand::Brand,
    member::Role,
    number::{CodeBy, Line, NumberCheck, NumberKind, NumberOffer, NumberQuery},
    sender::SenderStatus,
};
use portal::{Actor, Error, From, World, numbers};
use simulator::{Outcome, Rule};

use crate::outside::{Isv, isvs, person};

fn dealer(name: &str) -> DealerId {
    name.parse().expect("an id")
}

fn owner() -> Actor {
    person(Role::Owner, Some(&dealer("de-boer")))
}

fn query(kind: NumberKind, country: &str, contains: &str) -> NumberQuery {
    NumberQuery {
        kind,
        country: country.to_owned(),
        contains: contains.to_owned(),
    }
}

async fn offers(world: &World, kind: NumberKind, country: &str, contains: &str) -> Vec<NumberOffer> {
    numbers::search(world, &owner(), query(kind, country, contains))
        .await
        .expect("an answer")
}

async fn check(world: &World, number: &str) -> NumberCheck {
    numbers::check(world, &owner(), NumberKind::Byo, number)
        .await
        .expect("an answer")
}

#[tokio::test]
async fn numbers_that_receive_texts_come_with_their_price() {
    for isv in isvs().await {
        let found = offers(&isv.world, NumberKind::SmsCapable, "NL", "").await;

        let shelf = isv.simulator.for_sale("NL", "Mobile");
        assert_eq!(found.len(), 12);
        for offer in &found {
            assert!(shelf.contains(&offer.number.to_string()), "{offer:?}");
            assert_eq!(
                (offer.monthly_micros, offer.currency.as_str()),
                (Some(6_000_000), "USD")
            );
            assert_eq!((offer.country.as_str(), offer.needs_papers), ("NL", false));
            assert!(offer.national.starts_with('0'), "{}", offer.national);
        }
        let different: HashSet<_> = found.iter().map(|offer| &offer.number).collect();
        assert_eq!(different.len(), 12);
    }
}

#[tokio::test]
async fn numbers_for_calls_receive_no_texts() {
    for isv in isvs().await {
        let found = offers(&isv.world, NumberKind::VoiceOnly, "NL", "").await;
        let shelf = isv.simulator.for_sale("NL", "Local");
        assert_eq!(found.len(), 12);
        for offer in &found {
            assert!(shelf.contains(&offer.number.to_string()), "{offer:?}");
            assert_eq!(offer.monthly_micros, Some(1_500_000));
            assert_eq!(offer.place.as_deref(), Some("Amsterdam"));
        }

        // Every number of the United States on the shelf receives texts.
        assert_eq!(offers(&isv.world, NumberKind::VoiceOnly, "US", "").await, []);
    }
}

#[tokio::test]
async fn digits_are_found_the_way_people_write_them() {
    for isv in isvs().await {
        let kind = NumberKind::VoiceOnly;
        let amsterdam = offers(&isv.world, kind, "NL", "020 808").await;
        assert!(!amsterdam.is_empty());
        assert!(
            amsterdam
                .iter()
                .all(|offer| offer.number.as_str().starts_with("+3120808"))
        );

        let abroad = offers(&isv.world, kind, "NL", "3120808").await;
        assert_eq!(abroad, amsterdam);
        assert_eq!(offers(&isv.world, kind, "NL", "9999999999").await, []);
    }
}

#[tokio::test]
async fn what_cannot_be_searched_is_told_before_anybody_is_asked() {
    for isv in isvs().await {
        for (asked, field) in [
            (query(NumberKind::Byo, "NL", ""), "kind"),
            (query(NumberKind::SmsCapable, "FR", ""), "country"),
            (query(NumberKind::SmsCapable, "../..", ""), "country"),
            (query(NumberKind::SmsCapable, "NL", "a1"), "contains"),
            (query(NumberKind::SmsCapable, "NL", "1"), "contains"),
            (query(NumberKind::SmsCapable, "NL", "12345678901"), "contains"),
        ] {
            match numbers::search(&isv.world, &owner(), asked.clone()).await {
                Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, field, "{asked:?}"),
                other => panic!("{asked:?}: {other:?}"),
            }
        }
        assert_eq!(isv.simulator.heard_calls("numbers.search"), 0);
    }
}

#[tokio::test]
async fn without_an_account_the_dealer_learns_who_can_help() {
    for isv in isvs().await {
        let world = isv.with(|settings| settings.twilio.auth_token = None);
        let asked = query(NumberKind::SmsCapable, "NL", "");
        match numbers::search(&world, &owner(), asked).await {
            Err(Error::Problem(problem)) => {
                assert_eq!(problem.code, Code::NotConfigured);
                assert!(problem.detail.contains("help@example.com"), "{}", problem.detail);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_busy_twilio_is_no_refusal() {
    for isv in isvs().await {
        isv.simulator
            .script(Rule::new(Outcome::Http429).call("numbers.search").always());
        let asked = query(NumberKind::SmsCapable, "NL", "");
        match numbers::search(&isv.world, &owner(), asked).await {
            Err(Error::Problem(problem)) => assert_eq!(problem.code, Code::Unavailable),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn one_silent_shelf_or_price_list_hides_no_numbers() {
    for isv in isvs().await {
        isv.simulator
            .script(Rule::new(Outcome::Http503).call("numbers.search"));
        isv.simulator
            .script(Rule::new(Outcome::Http503).call("pricing.fetch").always());
        let found = offers(&isv.world, NumberKind::VoiceOnly, "NL", "").await;
        assert_eq!(found.len(), 12);
        assert!(found.iter().all(|offer| offer.monthly_micros.is_none()));
    }
}

#[tokio::test]
async fn only_owners_and_holders_of_a_link_look_for_numbers() {
    for isv in isvs().await {
        let link = Actor::Link {
            signup: "signup".parse::<SignupId>().expect("an id"),
            dealer: dealer("de-boer"),
            from: From::default(),
        };
        let asked = || query(NumberKind::SmsCapable, "NL", "");
        assert!(numbers::search(&isv.world, &link, asked()).await.is_ok());
        assert!(
            numbers::check(&isv.world, &link, NumberKind::Byo, "0612345678")
                .await
                .is_ok()
        );

        let agent = person(Role::Agent, Some(&dealer("de-boer")));
        assert!(matches!(
            numbers::search(&isv.world, &agent, asked()).await,
            Err(Error::Denied)
        ));
        let support = person(Role::Support, None);
        let looked = numbers::check(&isv.world, &support, NumberKind::Byo, "0612345678").await;
        assert!(matches!(looked, Err(Error::Missing)));
    }
}

#[tokio::test]
async fn ones_own_mobile_gets_a_text_and_a_landline_a_call() {
    for isv in isvs().await {
        let mobile = check(&isv.world, "06 12345678").await;
        assert_eq!(mobile.number.as_str(), "+31612345678");
        assert_eq!(mobile.country.as_deref(), Some("NL"));
        assert_eq!((mobile.line, mobile.code_by), (Line::Mobile, CodeBy::Sms));
        assert_eq!(mobile.problems, []);
        assert_eq!(
            mobile.notes.len(),
            1,
            "is it on WhatsApp today? {:?}",
            mobile.notes
        );

        let landline = check(&isv.world, "+49 30 30807123").await;
        assert_eq!((landline.line, landline.code_by), (Line::Landline, CodeBy::Voice));
        assert_eq!(landline.problems, []);
        assert!(landline.notes[0].contains("menu"), "{:?}", landline.notes);

        let either = check(&isv.world, "+1 415 360 1234").await;
        assert_eq!((either.line, either.code_by), (Line::Either, CodeBy::Sms));
    }
}

#[tokio::test]
async fn what_whatsapp_does_not_take_is_told_with_a_way_out() {
    for isv in isvs().await {
        let mut told = HashSet::new();
        for number in ["0800 1234", "0900 1234", "06 1234", "+31 6 12345678 ext. 5"] {
            let found = numbers::check(&isv.world, &owner(), NumberKind::Byo, number).await;
            let found = found.unwrap_or_else(|error| panic!("{number}: {error:?}"));
            assert_eq!(found.problems.len(), 1, "{number}: {found:?}");
            assert_eq!(found.problems[0].field, "phoneNumber");
            assert_eq!(found.notes, Vec::<String>::new());
            told.insert(found.problems[0].message.clone());
        }
        assert_eq!(told.len(), 4, "each has words of its own: {told:?}");

        for number in ["", "   ", "our sales desk", "\u{1f4de}"] {
            let looked = numbers::check(&isv.world, &owner(), NumberKind::Byo, number).await;
            assert!(matches!(looked, Err(Error::Invalid(_))), "{number:?}: {looked:?}");
        }
    }
}

#[tokio::test]
async fn a_bought_number_is_verified_the_way_its_kind_is() {
    for isv in isvs().await {
        let local = &isv.simulator.for_sale("NL", "Local")[0];
        for (kind, by) in [
            (NumberKind::SmsCapable, CodeBy::Sms),
            (NumberKind::VoiceOnly, CodeBy::Voice),
        ] {
            let found = numbers::check(&isv.world, &owner(), kind, local)
                .await
                .expect("an answer");
            assert_eq!(
                (found.code_by, found.problems.len(), found.notes.len()),
                (by, 0, 0)
            );
        }
    }
}

#[tokio::test]
async fn a_number_has_one_dealer_and_others_do_not_learn_which() {
    for isv in isvs().await {
        let ours = "+31612345678";
        let theirs = "+31687654321";
        connect(&isv, "de-boer", ours, Some("ONLINE")).await;
        connect(&isv, "jansen", theirs, Some("ONLINE")).await;

        let own = check(&isv.world, ours).await.problems;
        let foreign = check(&isv.world, theirs).await.problems;
        assert_eq!((own.len(), foreign.len()), (1, 1));
        assert_ne!(own[0].message, foreign[0].message);
        assert!(!foreign[0].message.contains("ansen"), "{}", foreign[0].message);
    }
}

#[tokio::test]
async fn a_number_of_ones_own_that_was_never_online_may_go_on() {
    for isv in isvs().await {
        connect(&isv, "de-boer", "+31612345678", None).await;
        assert_eq!(check(&isv.world, "+31612345678").await.problems, []);
        connect(&isv, "jansen", "+31687654321", Some("TWILIO_REVIEW")).await;
        let jansen = person(Role::Owner, Some(&dealer("jansen")));
        let found = numbers::check(&isv.world, &jansen, NumberKind::Byo, "+31687654321").await;
        assert_eq!(found.expect("an answer").problems, []);
    }
}

/// A dealer with a number, and its sender if it has one.
async fn connect(isv: &Isv, name: &str, number: &str, status: Option<&str>) {
    let at = Timestamp::from_seconds(1_795_000_000);
    let mut db = isv.store.write().await.expect("a write");
    let brand: BrandId = "forecourt".parse().expect("an id");
    let row = store::brands::Row {
        brand: Brand {
            id: brand.clone(),
            name: "Forecourt".to_owned(),
            logo: None,
            colour: "#0a7a4b".to_owned(),
            support_mail: "help@example.com".to_owned(),
        },
        host: None,
        mail_from: "forecourt@example.com".to_owned(),
    };
    store::brands::put(&mut db, &row, at).await.expect("a brand");
    let id = dealer(name);
    let new = store::dealers::NewDealer {
        id: &id,
        brand: &brand,
        name,
        created_at: at,
    };
    store::dealers::insert(&mut db, new).await.expect("a dealer");
    let number: E164 = number.parse().expect("a number");
    let number_id: NumberId = format!("number-{name}").parse().expect("an id");
    store::numbers::insert(&mut db, &id, &number_id, &number, NumberKind::Byo, None, at)
        .await
        .expect("a number");
    if let Some(status) = status {
        let sender: SenderId = format!("sender-{name}").parse().expect("an id");
        let new = store::senders::NewSender {
            id: &sender,
            number: &number_id,
            sender_sid: sender.as_str(),
            waba_id: "104857600000001",
            display_name: name,
            status,
            inbound_url: "https://portal.example.com/in",
            status_url: "https://portal.example.com/status",
            registered_at: at,
        };
        store::senders::insert(&mut db, &id, &new)
            .await
            .expect("a sender");
        let seen = store::senders::Seen {
            status: SenderStatus::from(status.to_owned()),
            quality: None,
            messaging_limit: None,
            reason_code: None,
            reason: None,
            display_name: None,
            inbound_url: new.inbound_url.to_owned(),
            status_url: new.status_url.to_owned(),
        };
        store::senders::set_seen(&mut db, &id, &sender, &seen, at)
            .await
            .expect("seen");
    }
    db.commit().await.expect("saved");
}
