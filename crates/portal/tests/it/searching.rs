//! Finding a message or a buyer again.

use domain::{Span, conversation::Hit};
use portal::{Actor, conversations};

use crate::house::{House, houses};

const JANSEN: &str = "+31201111111";
const LINDE: &str = "+31202222222";
const JAN: &str = "+31612345678";

async fn found(house: &House, actor: &Actor, words: &str) -> Vec<Hit> {
    conversations::search(&house.world, actor, words)
        .await
        .expect("an answer")
}

async fn texts(house: &House, words: &str) -> Vec<String> {
    let hits = found(house, &house.jansen.owner, words).await;
    let marked = |hit: Hit| -> String {
        let pieces = hit.excerpt.into_iter();
        pieces
            .map(|(text, found)| if found { format!("[{text}]") } else { text })
            .collect()
    };
    hits.into_iter().map(marked).collect()
}

#[tokio::test]
async fn words_are_found_by_their_beginning_whatever_their_accents_the_newest_first() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Jan", "Is de Golf er nog?").await;
        line.hears(JAN, "Jan", "Die blauwe GÓLF uit 2019").await;
        line.hears("+31687654321", "Zoë Müller", "Golfplaten verkoopt u niet?")
            .await;

        assert_eq!(
            texts(&house, "golf").await,
            [
                "[Golfplaten] verkoopt u niet?",
                "Die blauwe [GÓLF] uit 2019",
                "Is de [Golf] er nog?"
            ],
            "{}",
            house.store.engine
        );
        assert_eq!(texts(&house, "gólf BLAU").await, ["Die [blauwe] [GÓLF] uit 2019"]);
        assert_eq!(texts(&house, "golf rood").await, Vec::<String>::new());
        assert_eq!(texts(&house, "olf").await, Vec::<String>::new());
        let hit = &found(&house, &house.jansen.owner, "golfplaten").await[0];
        assert_eq!(hit.name, "Zoë Müller");
        assert!(hit.message.is_some());
    }
}

#[tokio::test]
async fn a_buyer_is_found_by_name_and_by_number() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let conversation = line.hears(JAN, "Zoë de Boer", "Hallo").await;
        line.hears("+31699999999", "Jan", "Hallo").await;
        for words in [
            "zoe",
            "Boer",
            "06 1234 5678",
            "0612345678",
            "+31 6 12345678",
            "5678",
            "612345",
        ] {
            let hits = found(&house, &house.jansen.owner, words).await;
            assert_eq!(hits.len(), 1, "{words} on {}", house.store.engine);
            assert_eq!(
                (&hits[0].conversation, hits[0].message.is_none()),
                (&conversation, true),
                "{words}"
            );
        }
        let hits = found(&house, &house.jansen.owner, "zoe").await;
        assert!(
            hits[0].excerpt.contains(&("Zoë".to_owned(), true)),
            "{:?}",
            hits[0].excerpt
        );
    }
}

#[tokio::test]
async fn a_number_in_a_message_is_found_as_it_was_written() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        for words in [
            "Hij kost 12.500 euro",
            "Bel 06-12345678 maar",
            "Order 00412 is klaar",
            "Of 0687654321",
            "De Peugeot 208 uit 2019 voor 9.950",
            "Thuis 020 7654321 +31 6 11223344",
        ] {
            line.hears("+31699999999", "Zoë", words).await;
        }
        for (typed, shown) in [
            ("12.500", "Hij kost [12.500] euro"),
            ("12500", "Hij kost [12.500] euro"),
            ("06-12345678", "Bel [06-12345678] maar"),
            ("0612345678", "Bel [06-12345678] maar"),
            ("06 1234 5678", "Bel [06-12345678] maar"),
            ("00412", "Order [00412] is klaar"),
            ("06 8765 4321", "Of [0687654321]"),
            ("0687654321", "Of [0687654321]"),
            ("9950", "De Peugeot 208 uit 2019 voor [9.950]"),
            ("020-7654321", "Thuis [020 7654321] +31 6 11223344"),
            ("0611223344", "Thuis 020 7654321 +31 [6 11223344]"),
        ] {
            assert_eq!(
                texts(&house, typed).await,
                [shown],
                "{typed} on {}",
                house.store.engine
            );
        }
        assert_eq!(texts(&house, "12 501").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_number_that_a_buyer_is_found_by_is_marked() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Jan", "Hallo").await;
        for (typed, shown) in [
            ("0612345678", "Jan · +31[612345678]"),
            ("06 1234", "Jan · +31[61234]5678"),
            ("+31 6 12345678", "Jan · +[31612345678]"),
            ("0031 6 12345678", "Jan · +[31612345678]"),
            ("5678", "Jan · +3161234[5678]"),
        ] {
            assert_eq!(
                texts(&house, typed).await,
                [shown],
                "{typed} on {}",
                house.store.engine
            );
        }
    }
}

#[tokio::test]
async fn a_buyer_with_a_new_name_is_found_by_it_and_not_by_the_old_one() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Oudenaam", "Hallo").await;
        line.hears(JAN, "Nieuwenaam", "Hallo").await;
        assert_eq!(found(&house, &house.jansen.owner, "oudenaam").await, []);
        assert_eq!(found(&house, &house.jansen.owner, "nieuwenaam").await.len(), 1);
    }
}

#[tokio::test]
async fn nobody_finds_what_another_dealer_was_told() {
    for house in houses().await {
        let jansen = house.desk_line(&house.jansen, JANSEN).await;
        let linde = house.desk_line(&house.linde, LINDE).await;
        jansen.hears(JAN, "Jan", "geheim van Jansen").await;
        linde.hears(JAN, "Jan", "geheim van Linde").await;
        assert_eq!(texts(&house, "geheim").await, ["[geheim] van Jansen"]);
        let hits = found(&house, &house.linde.owner, "geheim").await;
        assert_eq!(hits.len(), 1);
        assert!(
            conversations::search(&house.world, &house.admin, "geheim")
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn whatever_is_typed_is_only_words() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Jan", "it's a 'test' \"quoted\" near(here) and or not")
            .await;
        for words in [
            "",
            " ",
            "\"",
            "'",
            "''",
            "*",
            "a*",
            "test OR",
            "AND",
            "NOT test",
            "NEAR(test, 2)",
            "test:*",
            "test & | !",
            "(",
            ")",
            "<->",
            "\\",
            "\\'",
            "words:test",
            "^test",
            "-test",
            "test\0null",
            "👍",
            "%",
            "_",
            "; drop table",
            "\u{301}",
            "\u{202e}abc",
        ] {
            found(&house, &house.jansen.owner, words).await;
        }
        assert_eq!(texts(&house, "\"quoted\" & 'test'").await.len(), 1);
        assert_eq!(found(&house, &house.jansen.owner, "").await, []);
        let long = "woord ".repeat(10_000);
        assert_eq!(found(&house, &house.jansen.owner, &long).await, []);
    }
}

#[tokio::test]
async fn at_most_fifty_are_told() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        for n in 0..60 {
            line.hears(JAN, "Jan", &format!("golf {n}")).await;
        }
        let texts = texts(&house, "golf").await;
        assert_eq!((texts.len(), texts[0].as_str()), (50, "[golf] 59"));
    }
}

#[tokio::test]
async fn what_was_erased_is_not_found() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Jan", "een geheim").await;
        let hits = found(&house, &house.jansen.owner, "geheim").await;
        let message = hits[0].message.clone().unwrap();
        let (dealer, now) = (&house.jansen.id, house.world.clock.now());
        let mut db = house.world.store.write().await.unwrap();
        let seq = store::inboxes::next(&mut db, dealer).await.unwrap();
        store::erasures::erase(&mut db, dealer, &message, now, seq)
            .await
            .unwrap();
        db.commit().await.unwrap();
        assert_eq!(found(&house, &house.jansen.owner, "geheim").await, []);
    }
}

#[tokio::test]
async fn what_came_late_stands_where_its_time_is() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        line.hears(JAN, "Jan", "golf om tien uur").await;
        house.world.clock.advance(Span::hours(-1));
        line.hears(JAN, "Jan", "golf om negen uur").await;
        let texts = texts(&house, "golf").await;
        assert_eq!(
            texts,
            ["[golf] om tien uur", "[golf] om negen uur"],
            "{}",
            house.store.engine
        );
    }
}
