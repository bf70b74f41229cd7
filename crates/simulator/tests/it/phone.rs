//! The buyer's phone, driven as its page drives it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Config, Inbound, SignupScript};
use twilio::form::{InboundMessage, MessageKind};
use twilio::{Client, MessageStatus, NewMessage, Urls};

use crate::ear::{Ear, Heard};
use crate::stage::{Credentials, Reply, Stage, send};

const SANNE: &str = "+31655501234";

struct Talk {
    stage: Stage,
    ear: Ear,
    dealer: Credentials,
    number: String,
}

async fn talk() -> Talk {
    let stage = Stage::set().await;
    let ear = Ear::silent().await;
    let hooks = json!({
        "callback_url": ear.at("/in").as_str(),
        "status_callback_url": ear.at("/status").as_str(),
    });
    let (dealer, number, _, _) = stage.online(hooks).await;
    Talk {
        stage,
        ear,
        dealer,
        number,
    }
}

impl Talk {
    async fn post(&self, path: &str, body: &Value) -> Reply {
        let url = self
            .stage
            .simulator
            .url()
            .join(&format!("/phone/api/{path}"))
            .unwrap();
        send(self.stage.http.post(url).json(body)).await
    }

    async fn get(&self, path: &str) -> Reply {
        let url = self.stage.simulator.url().join(path).unwrap();
        send(self.stage.http.get(url)).await
    }

    /// Writes as Sanne and waits for the webhook.
    async fn write(&self, message: Value) -> Reply {
        self.write_as("sanne", message).await
    }

    async fn write_as(&self, buyer: &str, mut message: Value) -> Reply {
        message["as"] = buyer.into();
        message["to"] = self.number.clone().into();
        let reply = self.post("messages", &message).await;
        self.stage.simulator.settle().await;
        reply
    }

    /// What arrived last, once its signature was checked.
    fn heard(&self) -> Heard {
        let heard = self.ear.heard("/in").pop().expect("a webhook");
        let signature =
            twilio::signature::sign(&self.dealer.token, self.ear.at("/in").as_str(), &heard.form());
        assert_eq!(heard.header("x-twilio-signature"), signature);
        heard
    }

    /// The dealer sends through Twilio's API. Returns the message's SID.
    async fn answer(&self, form: &[(&str, &str)]) -> String {
        self.answer_to(&format!("whatsapp:{SANNE}"), form).await
    }

    async fn answer_to(&self, to: &str, form: &[(&str, &str)]) -> String {
        let from = format!("whatsapp:{}", self.number);
        let url = self
            .stage
            .core(&format!("Accounts/{}/Messages.json", self.dealer.sid));
        let mut all = vec![("From", from.as_str()), ("To", to)];
        all.extend(form);
        let sent = self.stage.form(&self.dealer, &url, &all).await;
        assert_eq!(sent.status, 201, "{}", sent.json);
        self.stage.simulator.settle().await;
        sent.json["sid"].as_str().unwrap().to_owned()
    }

    async fn look_as(&self, buyer: &str) -> Value {
        let number = self.number.replace('+', "%2B");
        self.get(&format!("/phone/api/look?to={number}&as={buyer}&seen="))
            .await
            .json
    }

    async fn messages(&self) -> Vec<Value> {
        let look = self.look_as("sanne").await;
        look["chat"]["messages"].as_array().unwrap().clone()
    }

    async fn set(&self, habits: Value) {
        let mut body = habits;
        body["to"] = self.number.clone().into();
        assert_eq!(self.post("buyers/sanne", &body).await.status, 200);
    }

    fn statuses(&self) -> Vec<String> {
        let all = self.ear.heard("/status");
        all.iter()
            .map(|one| one.field("MessageStatus").unwrap())
            .collect()
    }
}

#[tokio::test]
async fn what_is_written_on_the_phone_arrives_as_twilio_says_it() {
    let talk = talk().await;
    let cases = [
        (
            json!({"kind": "text", "text": "Is the *Golf* still there? 🚗"}),
            MessageKind::Text,
        ),
        (
            json!({"kind": "image", "sample": "golf.jpg", "text": "This one"}),
            MessageKind::Image,
        ),
        (
            json!({"kind": "document", "sample": "trade-in.pdf"}),
            MessageKind::Document,
        ),
        (
            json!({"kind": "audio", "sample": "voice.ogg"}),
            MessageKind::Audio,
        ),
        (
            json!({"kind": "sticker", "file": {"name": "s", "content_type": "image/webp", "base64": "AQID"}}),
            MessageKind::Sticker,
        ),
        (
            json!({"kind": "location", "latitude": "52.0894", "longitude": "5.1101", "label": "Utrecht"}),
            MessageKind::Location,
        ),
        (
            json!({"kind": "contact", "name": "Joost", "number": "+31 6 53 41 27 08"}),
            MessageKind::Contacts,
        ),
        (
            json!({"kind": "list", "answers": "SM0", "id": "suv", "title": "SUV"}),
            MessageKind::Interactive,
        ),
        (
            json!({"kind": "button", "answers": "SM0", "id": "yes", "title": "Yes"}),
            MessageKind::Interactive,
        ),
    ];
    for (at, (message, kind)) in cases.into_iter().enumerate() {
        let wrote = talk.write(message.clone()).await;
        assert_eq!(wrote.status, 200, "{message}: {}", wrote.json);

        let heard = talk.heard();
        let fields = heard.form();
        let form = InboundMessage::of(&fields);
        assert_eq!(form.kind(), kind, "{message}");
        assert_eq!(form.phone(), Some(SANNE));
        assert_eq!(form.profile_name(), Some("Sanne de Vries"));
        assert_eq!(form.get("MessageSid"), wrote.json["sid"].as_str());
        let shown = &talk.messages().await[at];
        assert_eq!(
            (&shown["kind"], &shown["status"]),
            (&message["kind"], &json!("delivered"))
        );
    }
    assert_eq!(talk.ear.heard("/in").len(), 9);
}

#[tokio::test]
async fn a_picture_is_fetched_from_twilio_and_shown_on_the_phone() {
    let talk = talk().await;
    talk.write(json!({"kind": "image", "sample": "golf.jpg"})).await;

    let url = talk.heard().field("MediaUrl0").unwrap();
    let picture = include_bytes!("../../src/phone/assets/samples/golf.jpg");
    let asked = talk
        .stage
        .http
        .get(&url)
        .basic_auth(&talk.dealer.sid, Some(&talk.dealer.token));
    assert_eq!(asked.send().await.unwrap().bytes().await.unwrap(), picture[..]);
    let shown = talk.messages().await[0]["media"][0].clone();
    assert_eq!(
        (&shown["content_type"], &shown["name"]),
        (&json!("image/jpeg"), &json!("golf.jpg"))
    );
    let url = talk
        .stage
        .simulator
        .url()
        .join(shown["url"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        talk.stage
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap(),
        picture[..]
    );
}

#[tokio::test]
async fn an_advertisement_a_quote_and_a_forwarded_message_are_told() {
    let talk = talk().await;
    let ad =
        json!({"headline": "Golf VIII", "body": "Drive it", "url": "https://fb.me/x", "has_picture": true});
    talk.write(json!({"kind": "text", "text": "Hello", "ad": ad}))
        .await;
    let fields = talk.heard().form();
    let referral = InboundMessage::of(&fields).referral().expect("an advertisement");
    assert_eq!(
        (referral.headline, referral.source_type),
        (Some("Golf VIII"), Some("ad"))
    );
    assert_eq!(referral.media_content_type, Some("image/jpeg"));

    let sid = talk.answer(&[("Body", "Hello Sanne")]).await;
    talk.write(json!({"kind": "text", "text": "When?", "reply_to": sid}))
        .await;
    let fields = talk.heard().form();
    assert_eq!(InboundMessage::of(&fields).replied_sid(), Some(sid.as_str()));
    assert_eq!(talk.messages().await[2]["reply_to"]["text"], "Hello Sanne");

    talk.write(json!({"kind": "forward", "of": sid, "forwarded": 2}))
        .await;
    let fields = talk.heard().form();
    let form = InboundMessage::of(&fields);
    assert_eq!(form.body(), Some("Hello Sanne"));
    assert!(form.forwarded() && form.frequently_forwarded());
}

#[tokio::test]
async fn somebody_without_a_number_writes_and_is_answered() {
    let talk = talk().await;
    talk.write_as("marit", json!({"kind": "text", "text": "Hi"}))
        .await;
    let heard = talk.heard();
    let fields = heard.form();
    let form = InboundMessage::of(&fields);
    assert_eq!((form.phone(), form.wa_id()), (None, None));

    let address = heard.field("From").unwrap();
    talk.answer_to(&address, &[("Body", "Hello Marit")]).await;
    let look = talk.look_as("marit").await;
    assert_eq!(look["chat"]["messages"][1]["text"], "Hello Marit");
    assert_eq!(look["chat"]["user"], address.trim_start_matches("whatsapp:"));
    assert!(talk.messages().await.is_empty());
}

#[tokio::test]
async fn what_the_typed_door_sends_is_read_on_the_phone() {
    let talk = talk().await;
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    let urls = talk.stage.simulator.urls();
    let urls = Urls {
        api: urls.api,
        messaging: urls.messaging,
        content: urls.content,
        numbers: urls.numbers,
        pricing: urls.pricing,
    };
    let client = Client::new(twilio::http_client().unwrap(), urls);
    let dealer = twilio::Credentials {
        account_sid: talk.dealer.sid.parse().unwrap(),
        auth_token: talk.dealer.token.clone().into(),
    };
    let picture = talk
        .stage
        .simulator
        .url()
        .join("/phone/assets/samples/golf.jpg")
        .unwrap();
    let message = NewMessage {
        from: format!("whatsapp:{}", talk.number),
        to: format!("whatsapp:{SANNE}"),
        body: Some("This one".into()),
        media_url: vec![picture.into()],
        ..NewMessage::default()
    };
    let sent = client
        .send_message(&dealer, &dealer.account_sid, &message)
        .await
        .unwrap();
    talk.stage.simulator.settle().await;

    let shown = talk.messages().await[1].clone();
    assert_eq!(
        (&shown["mine"], &shown["text"]),
        (&json!(false), &json!("This one"))
    );
    assert_eq!(
        (&shown["kind"], &shown["media"][0]["content_type"]),
        (&json!("image"), &json!("image/jpeg"))
    );
    let fetched = client
        .fetch_message(&dealer, &dealer.account_sid, &sent.sid)
        .await
        .unwrap();
    assert_eq!(fetched.status, MessageStatus::Read);
    // They leave in this order, and overtake each other on the way.
    let mut statuses = talk.statuses();
    statuses.sort();
    assert_eq!(statuses, ["delivered", "read", "sent"]);
}

#[tokio::test]
async fn a_dealers_message_shows_with_its_buttons_and_a_tap_comes_back() {
    let talk = talk().await;
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    let made = talk
        .stage
        .json(
            &talk.dealer,
            &format!("{}/v1/Content", talk.stage.simulator.urls().content),
            &json!({
                "friendly_name": "test_drive", "language": "en", "variables": {"1": "Jan"},
                "types": {"twilio/quick-reply": {"body": "Hi {{1}}, shall we drive?", "actions": [
                    {"type": "QUICK_REPLY", "title": "Yes, tomorrow", "id": "tomorrow"}]}},
            }),
        )
        .await;
    let template = made.json["sid"].as_str().expect("a template").to_owned();
    let sid = talk
        .answer(&[
            ("ContentSid", &template),
            ("ContentVariables", r#"{"1":"Sanne"}"#),
        ])
        .await;

    let shown = talk.messages().await[1].clone();
    assert_eq!(
        (&shown["mine"], &shown["text"]),
        (&json!(false), &json!("Hi Sanne, shall we drive?"))
    );
    let button = &shown["buttons"][0];
    assert_eq!(
        (&button["type"], &button["title"]),
        (&json!("reply"), &json!("Yes, tomorrow"))
    );

    talk.write(json!({"kind": "button", "answers": sid, "id": button["id"], "title": button["title"]}))
        .await;
    let heard = talk.heard();
    assert_eq!(heard.field("ButtonPayload").unwrap(), "tomorrow");
    assert_eq!(heard.field("OriginalRepliedMessageSid").unwrap(), sid);
    assert_eq!(talk.messages().await[1]["is_answered"], true);
}

#[tokio::test]
async fn the_dealers_typing_is_seen_and_turns_the_ticks() {
    let talk = talk().await;
    let sid = talk.write(json!({"kind": "text", "text": "Hi"})).await.json["sid"].clone();
    assert_eq!(talk.messages().await[0]["status"], "delivered");

    let url = format!(
        "{}/v2/Indicators/Typing.json",
        talk.stage.simulator.urls().messaging
    );
    let form = [("messageId", sid.as_str().unwrap()), ("channel", "whatsapp")];
    assert_eq!(talk.stage.form(&talk.dealer, &url, &form).await.status, 200);

    let look = talk.look_as("sanne").await;
    assert_eq!(look["chat"]["typing"], true);
    assert_eq!(look["chat"]["messages"][0]["status"], "read");
    talk.stage.simulator.advance(Duration::from_secs(30)).await;
    assert_eq!(talk.look_as("sanne").await["chat"]["typing"], false);
}

#[tokio::test]
async fn a_phone_that_is_off_gets_its_messages_when_it_is_on_again() {
    let talk = talk().await;
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    talk.set(json!({"is_off": true, "no_receipts": true})).await;
    talk.answer(&[("Body", "Are you there?")]).await;
    assert_eq!(talk.statuses(), ["sent"]);
    assert_eq!(talk.messages().await.len(), 1);

    talk.set(json!({"is_off": false})).await;
    talk.stage.simulator.settle().await;
    assert_eq!(
        talk.statuses(),
        ["sent", "delivered"],
        "and nobody learns that it was read"
    );
    assert_eq!(talk.messages().await[1]["text"], "Are you there?");
}

#[tokio::test]
async fn a_buyer_who_has_blocked_the_dealer_hears_nothing_more() {
    let talk = talk().await;
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    talk.set(json!({"has_blocked": true})).await;
    talk.answer(&[("Body", "Are you there?")]).await;
    assert_eq!(talk.statuses(), ["sent"]);
    let habits = talk.look_as("sanne").await["chat"]["habits"].clone();
    assert_eq!(
        (&habits["has_blocked"], &habits["is_off"]),
        (&json!(true), &json!(false))
    );

    talk.set(json!({"has_blocked": false})).await;
    talk.stage.simulator.settle().await;
    assert_eq!(talk.statuses(), ["sent"], "what was blocked stays lost");
}

#[tokio::test]
async fn a_buyer_whom_the_dealer_has_blocked_reaches_nobody() {
    let talk = talk().await;
    talk.set(json!({"is_blocked": true})).await;
    let wrote = talk.write(json!({"kind": "text", "text": "Hi"})).await;
    assert_eq!(wrote.json["has_arrived"], false);
    assert!(talk.ear.heard("/in").is_empty());
    assert_eq!(talk.messages().await[0]["status"], "sent");
}

#[tokio::test]
async fn webhooks_are_lost_and_doubled_until_it_is_switched_off() {
    let talk = talk().await;
    let switch = |body: Value| {
        let mut body = body;
        body["to"] = talk.number.clone().into();
        async {
            let body = body;
            talk.post("webhooks", &body).await
        }
    };
    assert_eq!(switch(json!({"lost": true})).await.status, 200);
    talk.write(json!({"kind": "text", "text": "one"})).await;
    assert!(talk.ear.heard("/in").is_empty());
    assert_eq!(talk.look_as("sanne").await["chat"]["faults"]["lost"], true);

    switch(json!({"lost": false, "twice": true})).await;
    talk.write(json!({"kind": "text", "text": "two"})).await;
    assert_eq!(talk.ear.heard("/in").len(), 2);

    switch(json!({"twice": false})).await;
    talk.write(json!({"kind": "text", "text": "three"})).await;
    assert_eq!(talk.ear.heard("/in").len(), 3);
    assert!(talk.stage.simulator.rules().is_empty());
}

#[tokio::test]
async fn time_passes_until_the_window_is_closed() {
    let talk = talk().await;
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    let (before, ahead) = (talk.stage.simulator.now(), talk.stage.simulator.ahead());
    let pass = |seconds: u64| {
        let talk = &talk;
        async move { talk.post("time", &json!({"seconds": seconds})).await.status }
    };

    assert_eq!(pass(84_600).await, 200);
    talk.answer(&[("Body", "Half an hour is left")]).await;
    assert!(talk.statuses().contains(&"delivered".to_owned()));
    assert_eq!(pass(1_800).await, 200);
    talk.answer(&[("Body", "Too late")]).await;
    let last = talk.ear.heard("/status").pop().unwrap();
    assert_eq!(last.field("ErrorCode").unwrap(), "63016");

    assert_eq!(ahead.load(Ordering::SeqCst), 86_400_000);
    assert!(talk.stage.simulator.now() - before >= 86_400_000);
    assert_eq!(pass(31 * 86_400).await, 400);
}

#[tokio::test]
async fn anybody_can_be_given_a_phone() {
    let talk = talk().await;
    let new = talk
        .post("buyers", &json!({"name": "Ines", "number": "+34 600 11 22 33"}))
        .await;
    assert_eq!(new.json["number"], "+34600112233");
    let again = talk.post("buyers", &json!({"number": "0034600112233"})).await;
    assert_eq!(again.json["id"], new.json["id"]);
    for wrong in [json!({}), json!({"name": "Ines", "number": "+12"})] {
        assert_eq!(talk.post("buyers", &wrong).await.status, 400, "{wrong}");
    }

    talk.write_as(
        new.json["id"].as_str().unwrap(),
        json!({"kind": "text", "text": "Hola"}),
    )
    .await;
    assert_eq!(talk.heard().field("From").unwrap(), "whatsapp:+34600112233");
    assert_eq!(talk.heard().field("ProfileName").unwrap(), "Ines");
    let look = talk.look_as("%2B34600112233").await;
    assert_eq!(look["chat"]["messages"][0]["text"], "Hola");
    assert_eq!(look["buyers"][5]["last"]["text"], "Hola");
}

#[tokio::test]
async fn somebody_from_an_address_keeps_the_name_they_have_written_under() {
    let talk = talk().await;
    let known = Inbound {
        from: "+31611110000".into(),
        to: talk.number.clone(),
        body: "Hi".into(),
        profile_name: "Femke".into(),
        ..Inbound::default()
    };
    talk.stage.simulator.inbound(&known).unwrap();
    let femke = talk.post("buyers", &json!({"number": "+31611110000"})).await.json;
    assert_eq!(femke["name"], "Femke");
    let look = talk.look_as(femke["id"].as_str().unwrap()).await;
    assert_eq!(look["chat"]["messages"][0]["text"], "Hi");

    let stranger = talk.post("buyers", &json!({"number": "+31611110001"})).await.json;
    let text = json!({"kind": "text", "text": "Hi"});
    talk.write_as(stranger["id"].as_str().unwrap(), text).await;
    assert_eq!(talk.heard().field("ProfileName"), None);
}

#[tokio::test]
async fn nonsense_is_refused_in_words() {
    let talk = talk().await;
    for message in [
        json!({"kind": "text", "text": " "}),
        json!({"kind": "poem", "text": "Roses"}),
        json!({"kind": "image", "sample": "no.jpg"}),
        json!({"kind": "image", "file": {"content_type": "image/png", "base64": "?"}}),
        json!({"kind": "location", "latitude": "91", "longitude": "0"}),
        json!({"kind": "forward", "of": "SM0"}),
    ] {
        let refused = talk.write(message.clone()).await;
        assert_eq!(refused.status, 400, "{message}");
        assert!(refused.json["error"].as_str().unwrap().len() > 10, "{message}");
    }
    assert!(talk.ear.heard("/in").is_empty());
    assert_eq!(
        talk.write_as("nobody", json!({"kind": "text", "text": "Hi"}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn the_page_looks_again_only_at_what_changed() {
    let talk = talk().await;
    let first = talk.look_as("sanne").await;
    let number = talk.number.replace('+', "%2B");
    let again = format!(
        "/phone/api/look?to={number}&as=sanne&seen={}",
        first["version"].as_str().unwrap()
    );
    // A minute may end between the two.
    let same = talk.get(&again).await;
    assert!(same.status == 204 || same.json["chat"] == first["chat"]);
    talk.write(json!({"kind": "text", "text": "Hi"})).await;
    assert_eq!(talk.get(&again).await.status, 200);
    assert!(
        talk.stage
            .simulator
            .heard()
            .iter()
            .all(|heard| heard.path != "/phone/api/look")
    );
}

#[tokio::test]
async fn the_phone_is_there_before_any_dealer_is() {
    let stage = Stage::set().await;
    let at = |path: &str| stage.simulator.url().join(path).unwrap();
    let look = send(stage.http.get(at("/phone/api/look"))).await.json;
    assert_eq!((&look["chat"], &look["dealers"]), (&Value::Null, &json!([])));
    assert_eq!(look["buyers"].as_array().unwrap().len(), 5);
    let page = stage.http.get(at("/phone")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let text = page.text().await.unwrap();
    assert!(!text.contains("style="));
    let named: Vec<&str> = text
        .split('"')
        .filter(|part| part.starts_with("/phone/assets/"))
        .collect();
    assert!(named.len() >= 3);
    for path in named {
        assert_eq!(
            stage.http.get(at(path)).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_was_written_is_still_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let stage = Stage::with(config()).await;
    let ear = Ear::silent().await;
    let (dealer, number, _, _) = stage
        .online(json!({"callback_url": ear.at("/in").as_str()}))
        .await;
    let talk = Talk {
        stage,
        ear,
        dealer,
        number,
    };
    talk.write(json!({"kind": "image", "sample": "golf.jpg", "text": "This one"}))
        .await;
    let Talk {
        stage,
        ear,
        dealer,
        number,
    } = talk;
    stage.simulator.stop().await;

    let stage = Stage::with(config()).await;
    stage.simulator.complete_signup(SignupScript::default()).await;
    let talk = Talk {
        stage,
        ear,
        dealer,
        number,
    };
    let shown = talk.messages().await[0].clone();
    assert_eq!(
        (&shown["text"], &shown["media"][0]["name"]),
        (&json!("This one"), &json!("golf.jpg"))
    );
}
