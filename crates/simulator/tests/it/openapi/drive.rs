//! Everything the client can ask for, and what else is played, once over a tapped wire.

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{Attachment, Inbound};
use twilio::{AccountStatus, Client, Credentials, NewNumber, NumberSearch, NumberType, NumberUpdate, Urls};

use super::tap::{Exchange, Tap};
use crate::ear::Ear;
use crate::stage::{self, Stage};

mod content;
mod messages;
mod senders;

const BUYER: &str = "+31655555555";
/// An answer that is not a refusal.
const FINE: std::ops::Range<u16> = 200..300;

/// A tapped wire, the client at its end, and one dealer.
struct Drive {
    stage: Stage,
    tap: Tap,
    ear: Ear,
    client: Client,
    parent: Credentials,
    dealer: Credentials,
    /// The dealer's number in E.164.
    number: String,
}

/// What went over the wire, in its order.
pub async fn everything() -> Vec<Exchange> {
    let mut drive = Drive::start().await;
    drive.accounts().await;
    drive.keys_and_applications().await;
    drive.search().await;
    drive.number = drive.numbers().await;
    drive.senders().await;
    drive.content().await;
    drive.messages().await;
    drive.tap.heard()
}

impl Drive {
    async fn start() -> Self {
        let stage = Stage::set().await;
        let tap = Tap::on(&stage.simulator).await;
        let parent = stage.parent();
        let parent = Credentials {
            account_sid: parent.sid.parse().unwrap(),
            auth_token: parent.token.into(),
        };
        let urls: Urls = tap.urls();
        let client = Client::new(twilio::http_client().unwrap(), urls);
        let dealer = client.create_subaccount(&parent, "dealer:1").await.unwrap();
        Self {
            dealer: dealer.credentials().unwrap(),
            number: String::new(),
            ear: Ear::silent().await,
            stage,
            tap,
            client,
            parent,
        }
    }

    /// A call that the client does not have. `path` begins behind the host.
    async fn raw(&self, method: Method, host: &str, path: &str, body: Body<'_>) -> Value {
        let dealer = self
            .stage
            .simulator
            .account(self.dealer.account_sid.as_str())
            .unwrap();
        let request = self.stage.http.request(method, self.tap.at(host, path));
        let request = request.basic_auth(&dealer.sid, Some(&dealer.auth_token));
        let reply = stage::send(match body {
            Body::None => request,
            Body::Form(fields) => request.form(fields),
            Body::Json(body) => request.json(&body),
        })
        .await;
        assert!(
            FINE.contains(&reply.status),
            "{path}: {} {}",
            reply.status,
            reply.json
        );
        reply.json
    }

    /// The same below the dealer's account.
    async fn core(&self, method: Method, path: &str, body: Body<'_>) -> Value {
        let path = format!("/2010-04-01/Accounts/{}/{path}", self.dealer.account_sid);
        self.raw(method, "api", &path, body).await
    }

    async fn accounts(&self) {
        let Self { client, parent, .. } = self;
        client.balance(parent).await.unwrap();
        let made = client.create_subaccount(parent, "dealer:2").await.unwrap();
        assert_eq!(
            client.find_subaccounts(parent, "dealer:2").await.unwrap().len(),
            1
        );
        client.fetch_account(parent, &made.sid).await.unwrap();
        for status in [
            AccountStatus::Suspended,
            AccountStatus::Active,
            AccountStatus::Closed,
        ] {
            client
                .set_account_status(parent, &made.sid, status)
                .await
                .unwrap();
        }
    }

    async fn keys_and_applications(&self) {
        let name = [("FriendlyName", "Forecourt")];
        let key = self.core(Method::POST, "Keys.json", Body::Form(&name)).await;
        self.core(Method::GET, "Keys.json?PageSize=5", Body::None).await;
        self.core(Method::DELETE, &one("Keys", &key), Body::None).await;

        let voice = [("VoiceUrl", "https://p.example/v"), ("VoiceMethod", "POST")];
        let app = self
            .core(Method::POST, "Applications.json", Body::Form(&name))
            .await;
        let path = one("Applications", &app);
        self.core(Method::POST, &path, Body::Form(&voice)).await;
        self.core(Method::GET, &path, Body::None).await;
        let listed = "Applications.json?FriendlyName=Forecourt";
        self.core(Method::GET, listed, Body::None).await;
        self.core(Method::DELETE, &path, Body::None).await;
    }

    async fn search(&self) {
        use NumberType::{Local, Mobile, National, TollFree};
        self.client.number_prices(&self.parent, "NL").await.unwrap();
        self.raw(Method::GET, "pricing", "/v1/PhoneNumbers/Countries", Body::None)
            .await;
        let papers = "/v2/RegulatoryCompliance/Regulations?IsoCountry=NL&NumberType=mobile";
        self.raw(Method::GET, "numbers", papers, Body::None).await;
        self.core(Method::GET, "AvailablePhoneNumbers.json", Body::None)
            .await;
        self.core(Method::GET, "AvailablePhoneNumbers/NL.json", Body::None)
            .await;
        let search = NumberSearch {
            sms: Some(false),
            voice: Some(true),
            contains: Some("3*".into()),
            area_code: None,
            limit: Some(3),
        };
        let account = &self.dealer.account_sid;
        for kind in [Local, Mobile, National, TollFree] {
            let found = self
                .client
                .search_numbers(&self.parent, account, "NL", kind, &search);
            let found = found.await.unwrap();
            assert_eq!(found.is_empty(), kind == Mobile, "those have SMS");
        }
        let nearby = NumberSearch {
            area_code: Some("20".into()),
            ..NumberSearch::default()
        };
        let found = self
            .client
            .search_numbers(&self.parent, account, "NL", Local, &nearby);
        assert!(!found.await.unwrap().is_empty());
    }

    /// Gives back the number that is registered later; it has nothing but what it needs.
    async fn numbers(&self) -> String {
        let Self { client, parent, .. } = self;
        let account = &self.dealer.account_sid;
        let search = NumberSearch::default();
        let offered = client.search_numbers(parent, account, "NL", NumberType::Mobile, &search);
        let mut offered = offered.await.unwrap().into_iter().map(|one| one.phone_number);
        let sid = |kind: &str| format!("{kind}{}", "5".repeat(32));
        let new = NewNumber {
            phone_number: offered.next().unwrap(),
            friendly_name: Some("Showroom".into()),
            voice_url: Some("https://p.example/voice".into()),
            sms_url: Some("https://p.example/sms".into()),
            bundle_sid: Some(sid("BU").parse().unwrap()),
            address_sid: Some(sid("AD").parse().unwrap()),
        };
        let bought = client.buy_number(parent, account, &new).await.unwrap();
        let update = NumberUpdate {
            friendly_name: Some("Workshop".into()),
            voice_url: Some(String::new()),
            sms_url: Some("https://p.example/sms2".into()),
            bundle_sid: new.bundle_sid.clone(),
            address_sid: new.address_sid.clone(),
            account_sid: Some(account.clone()),
        };
        client
            .update_number(parent, account, &bought.sid, &update)
            .await
            .unwrap();
        let listed = client.list_numbers(parent, account, Some(&bought.phone_number));
        assert_eq!(listed.await.unwrap().len(), 1);
        let path = format!("IncomingPhoneNumbers/{}.json", bought.sid);
        self.core(Method::GET, &path, Body::None).await;
        client.release_number(parent, account, &bought.sid).await.unwrap();

        let plain = NewNumber {
            phone_number: offered.next().unwrap(),
            ..NewNumber::default()
        };
        client
            .buy_number(parent, account, &plain)
            .await
            .unwrap()
            .phone_number
    }
}

/// What a raw request carries.
enum Body<'a> {
    None,
    Form(&'a [(&'a str, &'a str)]),
    Json(Value),
}

/// `Keys/SK….json` for an answer about a key.
fn one(folder: &str, answer: &Value) -> String {
    format!("{folder}/{}.json", answer["sid"].as_str().unwrap())
}
