//! A dealer who is online and a buyer, and what they say to each other.

use serde_json::{Value, json};
use simulator::{Inbound, Message};
use twilio::{Client, Urls};

use crate::ear::Ear;
use crate::stage::{Credentials, Reply, Stage};

pub const BUYER: &str = "+31655555555";

pub struct Talk {
    pub stage: Stage,
    pub ear: Ear,
    pub dealer: Credentials,
    /// The dealer's, in E.164.
    pub number: String,
}

pub async fn talk() -> Talk {
    talk_to(Ear::silent().await).await
}

pub async fn talk_to(ear: Ear) -> Talk {
    let stage = Stage::set().await;
    let (dealer, number, _, _) = stage
        .online(json!({
            "callback_url": ear.at("/in").as_str(),
            "status_callback_url": ear.at("/status").as_str(),
        }))
        .await;
    Talk {
        stage,
        ear,
        dealer,
        number,
    }
}

impl Talk {
    /// A message of the buyer's with nothing in it yet.
    pub fn draft(&self) -> Inbound {
        Inbound {
            from: BUYER.into(),
            to: self.number.clone(),
            profile_name: "Bram".into(),
            ..Inbound::default()
        }
    }

    pub fn buyer_writes(&self, body: &str) -> Result<String, String> {
        self.stage.simulator.inbound(&Inbound {
            body: body.into(),
            ..self.draft()
        })
    }

    /// Delivers one message and returns the form that arrived.
    pub async fn arrives(&self, inbound: &Inbound) -> Vec<(String, String)> {
        self.stage.simulator.inbound(inbound).unwrap();
        self.stage.simulator.settle().await;
        self.ear.heard("/in").pop().unwrap().form()
    }

    pub async fn send(&self, extra: &[(&str, &str)]) -> Reply {
        self.send_to(BUYER, extra).await
    }

    pub async fn send_to(&self, person: &str, extra: &[(&str, &str)]) -> Reply {
        let url = self
            .stage
            .core(&format!("Accounts/{}/Messages.json", self.dealer.sid));
        let from = format!("whatsapp:{}", self.number);
        let to = format!("whatsapp:{person}");
        let mut form = vec![("From", from.as_str()), ("To", to.as_str())];
        form.extend(extra);
        self.stage.form(&self.dealer, &url, &form).await
    }

    /// Sends, waits until everything is told, and returns the message.
    pub async fn sent(&self, extra: &[(&str, &str)]) -> Message {
        let reply = self.send(extra).await;
        assert_eq!(reply.status, 201, "{}", reply.json);
        self.stage.simulator.settle().await;
        self.message(reply.json["sid"].as_str().unwrap())
    }

    pub fn message(&self, sid: &str) -> Message {
        let all = self.stage.simulator.messages();
        all.into_iter().find(|message| message.sid == sid).unwrap()
    }

    /// The statuses that were reported, in their order.
    pub fn statuses(&self) -> Vec<String> {
        self.ear
            .heard("/status")
            .iter()
            .map(|one| one.field("MessageStatus").unwrap())
            .collect()
    }

    pub fn content(&self, rest: &str) -> String {
        let base = self.stage.simulator.urls().content;
        format!("{base}/v1/Content{rest}")
    }

    pub async fn create(&self, body: Value) -> Reply {
        self.stage.json(&self.dealer, &self.content(""), &body).await
    }

    /// A template in Dutch with samples for two variables; its SID.
    pub async fn template(&self, types: Value) -> String {
        let body = json!({
            "friendly_name": "made", "language": "nl", "variables": {"1": "Jan", "2": "Golf"}, "types": types,
        });
        let made = self.create(body).await;
        assert_eq!(made.status, 201, "{}", made.json);
        made.json["sid"].as_str().unwrap().to_owned()
    }

    pub async fn submit(&self, sid: &str, name: &str, category: &str) -> Reply {
        let url = self.content(&format!("/{sid}/ApprovalRequests/whatsapp"));
        let body = json!({"name": name, "category": category});
        self.stage.json(&self.dealer, &url, &body).await
    }

    /// What Meta says; asking makes its time pass.
    pub async fn approval(&self, sid: &str) -> Value {
        let url = self.content(&format!("/{sid}/ApprovalRequests"));
        let reply = self.stage.get(&self.dealer, &url).await;
        assert_eq!(reply.status, 200, "{}", reply.json);
        reply.json["whatsapp"].clone()
    }

    /// Makes, submits and asks until Meta has decided; the SID.
    pub async fn judged(&self, name: &str, category: &str, body: &str) -> String {
        let sid = self.template(json!({"twilio/text": {"body": body}})).await;
        let submitted = self.submit(&sid, name, category).await;
        assert_eq!(submitted.status, 201, "{}", submitted.json);
        assert_eq!(self.approval(&sid).await["status"], "pending");
        self.approval(&sid).await;
        sid
    }

    pub async fn approved(&self, name: &str, category: &str, body: &str) -> String {
        let sid = self.judged(name, category, body).await;
        assert_eq!(self.approval(&sid).await["status"], "approved");
        sid
    }

    /// The product's own client, and the dealer's credentials for it.
    pub fn client(&self) -> (Client, twilio::Credentials) {
        let urls = self.stage.simulator.urls();
        let urls = Urls {
            api: urls.api,
            messaging: urls.messaging,
            content: urls.content,
            numbers: urls.numbers,
            pricing: urls.pricing,
        };
        let creds = twilio::Credentials {
            account_sid: self.dealer.sid.parse().unwrap(),
            auth_token: self.dealer.token.clone().into(),
        };
        (Client::new(twilio::http_client().unwrap(), urls), creds)
    }
}
