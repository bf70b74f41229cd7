//! A simulator with an ISV and one dealer's subaccount, and a client that speaks to it.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulator::{Config, SignupScript, Simulator, Speed};

pub struct Stage {
    pub simulator: Simulator,
    pub http: Client,
}

/// SID and token.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub sid: String,
    pub token: String,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
}

impl Stage {
    pub async fn set() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let simulator = Simulator::start(Config {
            speed: Speed::Instant,
            ..config
        })
        .await
        .unwrap();
        Self {
            simulator,
            http: Client::new(),
        }
    }

    pub fn parent(&self) -> Credentials {
        let config = self.simulator.config();
        Credentials {
            sid: config.parent_sid.clone(),
            token: config.parent_token.clone(),
        }
    }

    pub fn core(&self, path: &str) -> String {
        format!("{}/2010-04-01/{path}", self.simulator.urls().api)
    }

    pub fn senders_url(&self, rest: &str) -> String {
        format!("{}/v2/Channels/Senders{rest}", self.simulator.urls().messaging)
    }

    pub async fn get(&self, who: &Credentials, url: &str) -> Reply {
        send(self.http.get(url).basic_auth(&who.sid, Some(&who.token))).await
    }

    pub async fn delete(&self, who: &Credentials, url: &str) -> Reply {
        send(self.http.delete(url).basic_auth(&who.sid, Some(&who.token))).await
    }

    pub async fn form(&self, who: &Credentials, url: &str, form: &[(&str, &str)]) -> Reply {
        send(
            self.http
                .post(url)
                .basic_auth(&who.sid, Some(&who.token))
                .form(form),
        )
        .await
    }

    pub async fn json(&self, who: &Credentials, url: &str, body: &Value) -> Reply {
        send(
            self.http
                .post(url)
                .basic_auth(&who.sid, Some(&who.token))
                .json(body),
        )
        .await
    }

    pub async fn control(&self, command: &str, body: &Value) -> Reply {
        let url = self.simulator.url().join(&format!("/control/{command}")).unwrap();
        send(self.http.post(url).json(body)).await
    }

    pub async fn subaccount(&self, name: &str) -> Credentials {
        let made = self
            .form(
                &self.parent(),
                &self.core("Accounts.json"),
                &[("FriendlyName", name)],
            )
            .await;
        assert_eq!(made.status, 201);
        let text = |key: &str| made.json[key].as_str().unwrap().to_owned();
        Credentials {
            sid: text("sid"),
            token: text("auth_token"),
        }
    }

    pub async fn buy(&self, who: &Credentials, number: &str, extra: &[(&str, &str)]) -> Reply {
        let url = self.core(&format!("Accounts/{}/IncomingPhoneNumbers.json", who.sid));
        let mut form = vec![("PhoneNumber", number)];
        form.extend(extra);
        self.form(&self.parent(), &url, &form).await
    }

    pub async fn buy_kind(&self, who: &Credentials, kind: &str, extra: &[(&str, &str)]) -> String {
        let bought = self.simulator.numbers();
        let free = |number: &String| bought.iter().all(|one| one.phone_number != *number);
        let number = self
            .simulator
            .for_sale("NL", kind)
            .into_iter()
            .find(free)
            .unwrap();
        assert_eq!(self.buy(who, &number, extra).await.status, 201);
        number
    }

    pub async fn waba(&self) -> String {
        self.simulator
            .complete_signup(SignupScript::default())
            .await
            .waba_id
    }

    pub async fn register(&self, who: &Credentials, number: &str, waba: &str) -> Reply {
        self.register_with(who, number, waba, json!({})).await
    }

    /// `more` is merged into the body's groups.
    pub async fn register_with(&self, who: &Credentials, number: &str, waba: &str, more: Value) -> Reply {
        let mut body = json!({
            "sender_id": format!("whatsapp:{number}"),
            "configuration": {"waba_id": waba},
            "profile": {"name": "Autohaus Lindenberg", "vertical": "Automotive"},
        });
        for (group, values) in more.as_object().unwrap() {
            if body[group].is_object() {
                let values = values.as_object().unwrap().clone();
                body[group].as_object_mut().unwrap().extend(values);
            } else {
                body[group] = values.clone();
            }
        }
        self.json(who, &self.senders_url(""), &body).await
    }

    pub async fn look(&self, who: &Credentials, sid: &str) -> Value {
        let reply = self.get(who, &self.senders_url(&format!("/{sid}"))).await;
        assert_eq!(reply.status, 200, "{}", reply.json);
        reply.json
    }

    pub async fn look_until(&self, who: &Credentials, sid: &str, status: &str) -> Value {
        for _ in 0..10 {
            let sender = self.look(who, sid).await;
            if sender["status"] == status {
                return sender;
            }
        }
        panic!("{sid} never became {status}: {}", self.look(who, sid).await);
    }

    /// A dealer whose sender is `ONLINE`: credentials, number, sender's SID, WABA.
    pub async fn online(&self, webhook: Value) -> (Credentials, String, String, String) {
        let dealer = self.subaccount("Dealer").await;
        let number = self.buy_kind(&dealer, "Mobile", &[]).await;
        let waba = self.waba().await;
        let made = self
            .register_with(&dealer, &number, &waba, json!({"webhook": webhook}))
            .await;
        assert_eq!(made.status, 202, "{}", made.json);
        let sid = made.json["sid"].as_str().unwrap().to_owned();
        self.look_until(&dealer, &sid, "ONLINE").await;
        (dealer, number, sid, waba)
    }
}

pub async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let bytes = response.bytes().await.unwrap();
    Reply {
        status,
        headers,
        json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

/// The keys of an object, sorted.
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
