//! A loopback server: answers what it was told to, in order, and keeps what it heard.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use twilio::{AccountSid, Client, Credentials, Urls};
use url::Url;

pub const ACCOUNT: &str = "AC11111111111111111111111111111111";
pub const SUBACCOUNT: &str = "AC22222222222222222222222222222222";

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Heard {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub authorization: String,
    pub content_type: String,
    pub user_agent: String,
    pub body: String,
}

impl Heard {
    /// `POST /path`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    pub fn form(&self) -> Vec<(String, String)> {
        twilio::form::parse(self.body.as_bytes())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

pub fn answer(status: u16, body: impl ToString) -> Answer {
    Answer {
        status,
        headers: vec![("content-type", "application/json".into())],
        body: body.to_string(),
    }
}

impl Answer {
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

#[derive(Clone, Default)]
struct Memory {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

pub struct Server {
    memory: Memory,
    pub url: Url,
    pub client: Client,
}

/// Starts a server on a free port; the client uses it for every one of Twilio's hosts.
pub async fn start(answers: impl IntoIterator<Item = Answer>) -> Server {
    let memory = Memory::default();
    memory.answers.lock().expect("lock").extend(answers);
    let router = Router::new().fallback(hear).with_state(memory.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("address"))).expect("url");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = client(&url);
    Server { memory, url, client }
}

impl Server {
    pub fn then(&self, answer: Answer) {
        self.memory.answers.lock().expect("lock").push_back(answer);
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.memory.heard.lock().expect("lock").clone()
    }

    /// The only request there was.
    pub fn one(&self) -> Heard {
        let mut heard = self.heard();
        assert_eq!(heard.len(), 1, "{heard:?}");
        heard.remove(0)
    }

    pub fn lines(&self) -> Vec<String> {
        self.heard().iter().map(Heard::line).collect()
    }
}

pub fn client(url: &Url) -> Client {
    let urls = Urls {
        api: url.clone(),
        messaging: url.clone(),
        content: url.clone(),
        numbers: url.clone(),
        pricing: url.clone(),
    };
    Client::new(twilio::http_client().expect("an HTTP client"), urls)
}

pub fn creds() -> Credentials {
    Credentials {
        account_sid: account(),
        auth_token: SecretString::from("tok:en"),
    }
}

pub fn account() -> AccountSid {
    ACCOUNT.parse().expect("sid")
}

pub fn subaccount() -> AccountSid {
    SUBACCOUNT.parse().expect("sid")
}

pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn hear(State(memory): State<Memory>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let text = |name| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let heard = Heard {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        authorization: text(header::AUTHORIZATION),
        content_type: text(header::CONTENT_TYPE),
        user_agent: text(header::USER_AGENT),
        body: String::from_utf8(read(body).await.to_vec()).expect("UTF-8"),
    };
    memory.heard.lock().expect("lock").push(heard);
    let next = memory.answers.lock().expect("lock").pop_front();
    let Some(next) = next else {
        return (StatusCode::IM_A_TEAPOT, "no answer was prepared").into_response();
    };
    let mut response = next.body.into_response();
    *response.status_mut() = StatusCode::from_u16(next.status).expect("status");
    for (name, value) in next.headers {
        response
            .headers_mut()
            .insert(name, value.parse().expect("header"));
    }
    response
}

async fn read(body: axum::body::Body) -> Bytes {
    axum::body::to_bytes(body, 1 << 20).await.expect("a body")
}
