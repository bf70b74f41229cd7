//! A server with people in it: the demo's admin and its two dealers, plus an agent and somebody of support.

use std::{sync::Arc, time::Duration};

use axum::Router;
use domain::member::Role;
use futures::StreamExt as _;
use portal::World;
use reqwest::{Client, Response, header, redirect};
use secrecy::SecretString;
use serde_json::Value;
use server::{
    demo::{self, Demo, Folder, Tempo},
    settings::{Config, Mode, Source},
    site::Site,
    web::{self, Shared},
};
use simulator::{SignupScript, Simulator};
use store::testing::{TestStore, stores};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Everyone's password.
pub const PASSWORD: &str = "forecourt-demo";
/// The owner of Autobedrijf Jansen.
pub const OWNER: &str = "dealer@forecourt.test";
/// The owner of Garage De Linde.
pub const STRANGER: &str = "linde@forecourt.test";
/// An admin of the ISV.
pub const ADMIN: &str = "admin@forecourt.test";
/// An agent of Autobedrijf Jansen.
pub const AGENT: &str = "agent@forecourt.test";
/// Somebody of the ISV's support.
pub const SUPPORT: &str = "support@forecourt.test";

/// A running server on one engine.
pub struct House {
    /// `http://127.0.0.1:…`.
    pub url: String,
    pub demo: Demo,
    pub engine: &'static str,
    http: Client,
    _folder: TempDir,
    store: TestStore,
}

/// A browser: its cookie, if it is signed in.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

/// A signup that was begun.
#[derive(Debug)]
pub struct Begun {
    /// What its signed link ends in.
    pub token: String,
    pub signup: String,
}

/// A number that went through the whole signup.
#[derive(Debug)]
pub struct Connected {
    pub signup: String,
    pub integration: String,
    pub number: String,
    pub account: String,
    pub auth_token: String,
    /// The opaque name in the webhook addresses.
    pub key: String,
}

/// The same house on each engine.
pub async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for store in stores().await {
        houses.push(House::build(store).await);
    }
    houses
}

/// A house on SQLite, for stories that the database has no part in.
pub async fn house() -> House {
    House::build(store::testing::sqlite().await).await
}

/// The same with one more setting.
pub async fn house_with(name: &str, value: &str) -> House {
    House::set(store::testing::sqlite().await, (name, value)).await
}

impl House {
    async fn build(store: TestStore) -> Self {
        // Empty is unset.
        Self::set(store, ("FORECOURT_BRAND_LOGO", "")).await
    }

    async fn set(store: TestStore, more: (&str, &str)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let media = format!("file://{}", folder.path().join("media").display());
        let source = Source::from([
            ("FORECOURT_ADDR", "127.0.0.1:0"),
            ("FORECOURT_DATABASE_URL", store.url.as_str()),
            ("FORECOURT_MEDIA_URL", media.as_str()),
            more,
        ]);
        let config = Config::read(&source, Mode::Demo).expect("the settings are whole");
        let demo = demo::start(config, &Folder::at(folder.path().to_owned()), Tempo::TESTS).await;
        let demo = demo.unwrap_or_else(|why| panic!("the demo starts: {why}"));
        Self {
            url: format!("http://{}", demo.server.addr),
            demo,
            engine: store.engine,
            http: Client::builder()
                .redirect(redirect::Policy::none())
                .timeout(Duration::from_secs(30))
                .build()
                .expect("a client"),
            _folder: folder,
            store,
        }
    }

    pub fn world(&self) -> &World {
        &self.demo.server.world
    }

    pub fn simulator(&self) -> &Simulator {
        &self.demo.simulator
    }

    /// The server's own doors, without the line to them.
    pub fn router(&self) -> Router {
        web::router(self.shared())
    }

    /// What the server's doors share.
    pub fn shared(&self) -> Shared {
        Shared {
            world: Arc::clone(&self.demo.server.world),
            site: Arc::new(Site::none()),
            trusted_proxies: 0,
            stopping: CancellationToken::new(),
        }
    }

    /// The address of the database.
    pub fn database(&self) -> &str {
        &self.store.url
    }

    /// A request as a browser or program would send it.
    pub fn request(&self, method: &str, path: &str, browser: &Browser) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &browser.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub async fn get(&self, path: &str, browser: &Browser) -> Response {
        self.request("GET", path, browser)
            .send()
            .await
            .expect("an answer")
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)], browser: &Browser) -> Response {
        self.request("POST", path, browser)
            .form(form)
            .send()
            .await
            .expect("an answer")
    }

    /// Posts JSON.
    pub async fn post_json(&self, path: &str, body: &Value, browser: &Browser) -> Response {
        self.request("POST", path, browser)
            .json(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Signs somebody in through the form.
    pub async fn sign_in(&self, email: &str) -> Browser {
        let form = [("email", email), ("password", PASSWORD)];
        let answer = self.post("/login", &form, &Browser::default()).await;
        assert_eq!(answer.status(), 303, "{email}");
        let cookie = answer.headers()[header::SET_COOKIE]
            .to_str()
            .expect("a plain cookie");
        Browser {
            cookie: Some(cookie.split(';').next().expect("a pair").to_owned()),
        }
    }

    /// Adds a person with a password. `of` is the mail address of somebody at the same dealer.
    pub async fn add(&self, email: &str, role: Role, of: Option<&str>) {
        let world = self.world();
        let secret = SecretString::from(PASSWORD);
        let hash = world
            .passwords
            .hash(&world.chance, &secret)
            .await
            .expect("a hash");
        let now = world.clock.now();
        let mut db = world.store.write().await.expect("a write");
        let dealer = match of {
            Some(of) => {
                let person = store::people::find_by_email(&mut db, of)
                    .await
                    .expect("an answer");
                person.expect("somebody").dealer
            }
            None => None,
        };
        let id = world.chance.id(now);
        let new = store::people::NewPerson {
            id: &id,
            dealer: dealer.as_ref(),
            email,
            name: "Somebody",
            role,
            created_at: now,
        };
        store::people::insert(&mut db, new).await.expect("a new person");
        store::people::set_password(&mut db, &id, &hash)
            .await
            .expect("a password");
        db.commit().await.expect("a commit");
    }

    /// Begins a signup, as the first click does.
    pub async fn begin(&self, owner: &Browser) -> Begun {
        let wish = serde_json::json!({ "phoneNumberType": "sms_capable" });
        let answer = self
            .post_json("/whatsapp/create-signup-session", &wish, owner)
            .await;
        assert_eq!(answer.status(), 201);
        let link: Value = answer.json().await.expect("a link");
        let url = link["url"].as_str().expect("an address");
        Begun {
            token: url.rsplit('/').next().expect("a token").to_owned(),
            signup: link["sessionId"].as_str().expect("an id").to_owned(),
        }
    }

    /// Takes the owner's dealer from the first click to *Connected*, as the page and Meta's window would.
    pub async fn connect(&self, owner: &Browser) -> Connected {
        let Begun { token, signup } = self.begin(owner).await;
        let script = SignupScript {
            number: None,
            ..SignupScript::default()
        };
        let outcome = self.simulator().complete_signup(script).await;
        let finish = serde_json::json!({
            "payload": token,
            "WhatsAppBusinessAccountId": outcome.waba_id,
            "FacebookBusinessId": outcome.business_id,
        });
        let answer = self
            .post_json("/whatsapp/onboarding-callback", &finish, &Browser::default())
            .await;
        let status = answer.status();
        assert_eq!(status, 200, "{}", answer.text().await.unwrap_or_default());

        let integration = self.follow(&token).await;
        let answer = self.get(&format!("/api/integrations/{integration}"), owner).await;
        let connected: Value = answer.json().await.expect("an integration");
        let number = connected["phoneNumber"].as_str().expect("a number").to_owned();
        let account = connected["meta"]["twilioSubaccountSid"]
            .as_str()
            .expect("a SID")
            .to_owned();
        let sender = self.simulator().sender(&number).expect("a sender");
        let inbound = sender.webhook["callback_url"]
            .as_str()
            .expect("an address")
            .to_owned();
        let auth_token = self.simulator().account(&account).expect("an account").auth_token;
        Connected {
            key: inbound.split('/').nth(5).expect("a key").to_owned(),
            signup,
            integration,
            number,
            account,
            auth_token,
        }
    }

    /// A webhook of Meta's that was taken in; gives its id.
    pub async fn hook(&self) -> String {
        let hook = portal::hooks::Incoming {
            dealer: None,
            kind: "meta",
            dedupe_key: "once".into(),
            body: r#"{"object":"whatsapp_business_account","entry":[]}"#.into(),
        };
        let world = self.world();
        portal::hooks::accept(world, &[hook]).await.expect("it is stored");
        let mut db = world.store.read().await.expect("a connection");
        let list = store::hooks::list(&mut db, None, 1).await.expect("an answer");
        list[0].id.to_string()
    }

    /// Follows the live page until the number is connected; gives the integration.
    pub async fn follow(&self, token: &str) -> String {
        let live = self
            .get(&format!("/whatsapp/signup/{token}/live"), &Browser::default())
            .await;
        assert_eq!(live.status(), 200);
        let mut stream = live.bytes_stream();
        let mut text = String::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.expect("the stream goes on");
            text.push_str(&String::from_utf8_lossy(&chunk));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let progress: Value =
                    data.map_or(Value::Null, |data| serde_json::from_str(data).expect("JSON"));
                if let Some(integration) = progress["integration"].as_str() {
                    return integration.to_owned();
                }
                text = rest.to_owned();
            }
        }
        panic!("the stream ended before the number was connected: {text}");
    }

    /// How many webhooks of a kind are stored.
    pub async fn stored(&self, kind: &str) -> i64 {
        let mut db = self.world().store.read().await.expect("a connection");
        store::hooks::count(&mut db, kind).await.expect("a count")
    }
}
