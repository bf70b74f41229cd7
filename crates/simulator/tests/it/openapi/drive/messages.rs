use twilio::{MessageFilter, MessageSid, MessageStatus, NewMessage};

use super::*;

impl Drive {
    pub(super) async fn messages(&self) {
        let asked = self.arrives(Inbound {
            body: "Is it still there?".into(),
            ..Inbound::default()
        });
        assert!(self.client.show_typing(&self.dealer, &asked).await.unwrap());
        self.sent().await;
        self.listed().await;
        self.attachment().await;
    }

    fn arrives(&self, inbound: Inbound) -> MessageSid {
        let inbound = Inbound {
            from: BUYER.into(),
            to: self.number.clone(),
            ..inbound
        };
        self.stage.simulator.inbound(&inbound).unwrap().parse().unwrap()
    }

    fn draft(&self, to: &str) -> NewMessage {
        NewMessage {
            from: format!("whatsapp:{}", self.number),
            to: format!("whatsapp:{to}"),
            ..NewMessage::default()
        }
    }

    /// Words, a file, a place, a template, and one that fails.
    async fn sent(&self) {
        let Self { client, dealer, .. } = self;
        let templates = client.list_content_with_approvals(dealer).await.unwrap();
        let approved = templates
            .iter()
            .find(|one| one.approval.status.is_approved())
            .unwrap();
        let words = NewMessage {
            body: Some("It is".into()),
            status_callback: Some(self.ear.at("/mine").into()),
            ..self.draft(BUYER)
        };
        let file = NewMessage {
            media_url: vec![self.ear.at("/car").into()],
            ..self.draft(BUYER)
        };
        let place = NewMessage {
            body: Some("Here we are".into()),
            persistent_action: vec!["geo:52.37,4.89|Showroom".into()],
            ..self.draft(BUYER)
        };
        let template = NewMessage {
            content_sid: Some(approved.content.sid.clone()),
            content_variables: Some(r#"{"1":"Bram","2":"car"}"#.into()),
            ..self.draft("+31655555556")
        };
        let too_late = NewMessage {
            body: Some("Hallo?".into()),
            ..self.draft("+31655555557")
        };
        let account = &dealer.account_sid;
        for (message, ends) in [
            (words, MessageStatus::Read),
            (file, MessageStatus::Read),
            (place, MessageStatus::Read),
            (template, MessageStatus::Read),
            (too_late, MessageStatus::Failed),
        ] {
            let sent = client.send_message(dealer, account, &message).await.unwrap();
            self.stage.simulator.settle().await;
            let after = client.fetch_message(dealer, account, &sent.sid).await.unwrap();
            assert_eq!(after.status, ends, "{after:?}");
        }
    }

    async fn listed(&self) {
        let Self { client, dealer, .. } = self;
        let account = &dealer.account_sid;
        let day = |text: &str| Some(text.to_owned());
        let filter = MessageFilter {
            to: Some(format!("whatsapp:{BUYER}")),
            from: Some(format!("whatsapp:{}", self.number)),
            sent_after: day("2020-01-01"),
            sent_before: day("2100-01-01"),
            limit: Some(2),
            date_sent: None,
        };
        let (first, next) = client
            .list_some_messages(dealer, account, &filter, None)
            .await
            .unwrap();
        let (rest, _) = client
            .list_some_messages(dealer, account, &filter, next)
            .await
            .unwrap();
        assert_eq!((first.len(), rest.len()), (2, 1));
        let on_a_day = MessageFilter {
            date_sent: day("2020-01-01"),
            ..MessageFilter::default()
        };
        client.list_messages(dealer, account, &on_a_day).await.unwrap();
        client
            .redact_message(dealer, account, &first[0].sid)
            .await
            .unwrap();
        client
            .delete_message(dealer, account, &first[0].sid)
            .await
            .unwrap();
    }

    async fn attachment(&self) {
        let Self { client, dealer, .. } = self;
        let account = &dealer.account_sid;
        let message = self.arrives(Inbound {
            media: Some(Attachment::new("image/png", [1, 2, 3])),
            ..Inbound::default()
        });
        let media = client.list_media(dealer, account, &message).await.unwrap();
        let sid = &media[0].sid;
        let path = format!("Messages/{message}/Media/{sid}.json");
        self.core(Method::GET, &path, Body::None).await;
        let url = client.media_url(account, &message, sid);
        let fetched = client.fetch_media(dealer, url.as_str(), 1000).await.unwrap();
        assert_eq!(fetched.bytes, [1, 2, 3]);
        client.delete_media(dealer, account, &message, sid).await.unwrap();
    }
}
