use twilio::{
    Action, ActionKind, CallToAction, Card, Category, ContentType, ContentTypes, ListItem, ListPicker,
    Location, MediaContent, NewApproval, NewContent, QuickReply, Text,
};

use super::*;

const WORDS: &str = "Hi {{1}}, your {{2}} has arrived at our showroom today";

impl Drive {
    pub(super) async fn content(&self) {
        let Self { client, dealer, .. } = self;
        for (nth, kind) in kinds().into_iter().enumerate() {
            let made = client
                .create_content(dealer, &named(&format!("kind_{nth}"), kind))
                .await;
            client.fetch_content(dealer, &made.unwrap().sid).await.unwrap();
        }
        let words = ContentType::Text(Text { body: WORDS.into() });
        let made = client
            .create_content(dealer, &named("arrived", words))
            .await
            .unwrap();
        let change = json!({"friendly_name": "arrived_2", "types": {"twilio/text": {"body": WORDS}}});
        let path = format!("/v1/Content/{}", made.sid);
        self.raw(Method::PUT, "content", &path, Body::Json(change)).await;
        client.fetch_approval(dealer, &made.sid).await.unwrap();
        let approval = NewApproval {
            name: "arrived_2".into(),
            category: Category::Utility,
        };
        client.submit_content(dealer, &made.sid, &approval).await.unwrap();
        while !client
            .fetch_approval(dealer, &made.sid)
            .await
            .unwrap()
            .status
            .is_approved()
        {}
        let all = kinds().len() + 1;
        assert_eq!(client.list_content(dealer).await.unwrap().len(), all);
        assert_eq!(
            client.list_content_with_approvals(dealer).await.unwrap().len(),
            all
        );
        let spare = client.list_content(dealer).await.unwrap().pop().unwrap();
        client.delete_content(dealer, &spare.sid).await.unwrap();
    }
}

fn named(name: &str, kind: ContentType) -> NewContent {
    let samples = [("1", "Bram"), ("2", "car")];
    NewContent {
        friendly_name: Some(name.into()),
        language: "en".into(),
        variables: samples.map(|(key, value)| (key.into(), value.into())).into(),
        types: ContentTypes::from(kind),
    }
}

/// Every shape of a template, each with every part that it can have.
fn kinds() -> Vec<ContentType> {
    let button = |kind, title: &str| Action {
        kind,
        ..Action::reply(title, "")
    };
    let code = Action {
        code: Some("AUTO10".into()),
        id: None,
        ..button(ActionKind::CopyCode, "Copy")
    };
    let url = || Action::url("Open", "https://p.example/{{2}}");
    vec![
        ContentType::Media(MediaContent {
            body: Some(WORDS.into()),
            media: vec!["https://p.example/car.jpg".into()],
        }),
        ContentType::Location(Location {
            latitude: 52.37,
            longitude: 4.89,
            label: Some("Showroom".into()),
            address: Some("Keizersgracht 1".into()),
        }),
        ContentType::QuickReply(QuickReply {
            body: WORDS.into(),
            actions: vec![Action::reply("Yes", "yes"), Action::reply("No", "no")],
        }),
        ContentType::CallToAction(CallToAction {
            body: WORDS.into(),
            actions: vec![url(), Action::phone("Call", "+31201234567"), code],
        }),
        ContentType::ListPicker(ListPicker {
            body: WORDS.into(),
            button: "Choose".into(),
            items: vec![ListItem {
                id: "1".into(),
                item: "Monday".into(),
                description: Some("9:00".into()),
            }],
        }),
        ContentType::Card(Card {
            title: WORDS.into(),
            subtitle: Some("Lindenberg".into()),
            media: vec!["https://p.example/car.jpg".into()],
            actions: vec![url(), Action::reply("Yes", "yes")],
        }),
    ]
}
