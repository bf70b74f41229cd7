//! The generated year that the measurements use is like one that was written message by message.

use domain::{
    DealerId, PersonId, Timestamp,
    conversation::{Filter, View},
    member::Role,
};
use store::{
    brands, conversations, dealers, messages, people,
    testing::{
        self,
        year::{Year, fill},
    },
    words,
};

#[tokio::test]
async fn a_generated_year_is_listed_opened_and_found() {
    for store in testing::stores().await {
        let (dealer, me): (DealerId, PersonId) = ("d".parse().unwrap(), "p".parse().unwrap());
        let mut db = store.write().await.unwrap();
        let brand = brands::Row {
            brand: domain::brand::Brand {
                id: "default".parse().unwrap(),
                name: "Autolijn".into(),
                logo: None,
                colour: "#0a7a4b".into(),
                support_mail: "help@portal.example".into(),
            },
            host: None,
            mail_from: "post@portal.example".into(),
        };
        brands::put(&mut db, &brand, Timestamp(1)).await.unwrap();
        let new = dealers::NewDealer {
            id: &dealer,
            brand: &brand.brand.id,
            name: "Autobedrijf Jansen",
            created_at: Timestamp(1),
        };
        dealers::insert(&mut db, new).await.unwrap();
        let new = people::NewPerson {
            id: &me,
            dealer: Some(&dealer),
            email: "piet@jansen.example",
            name: "Piet",
            role: Role::Owner,
            created_at: Timestamp(1),
        };
        people::insert(&mut db, new).await.unwrap();
        db.commit().await.unwrap();

        let until = Timestamp::from_seconds(1_795_251_600);
        let year = Year {
            dealers: 3,
            contacts: 60,
            messages: 600,
            until,
        };
        fill(&store, &dealer, year).await.unwrap();

        let mut db = store.read().await.unwrap();
        let open = Filter::default();
        let list = conversations::list(&mut db, &dealer, &me, &open, &conversations::top(), 51)
            .await
            .unwrap();
        assert_eq!(list.len(), 8, "{}", store.engine);
        let unread = Filter {
            view: View::Unread,
            ..Filter::default()
        };
        let list = conversations::list(&mut db, &dealer, &me, &unread, &conversations::top(), 51)
            .await
            .unwrap();
        assert_eq!(list.len(), 2);
        let start = store::Cursor::start();
        let thread = messages::list(&mut db, &dealer, &list[0].id, &start, 51)
            .await
            .unwrap();
        assert_eq!(thread.len(), 10);
        let found = words::find_messages(&mut db, &dealer, &words::Asked::of("golf"), 50)
            .await
            .unwrap();
        assert!(!found.is_empty() && found.iter().all(|id| id.as_str().starts_with("bench-0-")));
        let buyers = words::find_contacts(&mut db, &dealer, &words::Asked::of("zoe"), 50)
            .await
            .unwrap();
        assert!(!buyers.is_empty(), "{}", store.engine);
    }
}
