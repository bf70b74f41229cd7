//! A tap on the wire between the client and the simulator: everything passes unchanged and is written down. The
//! simulator's own memory keeps no answers, because they hold tokens.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use http_body_util::BodyExt as _;
use reqwest::Client;
use simulator::Simulator;
use twilio::Urls;
use url::Url;

/// A request to Twilio and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    /// As Twilio would see it: without the simulator's prefix.
    pub path: String,
    pub query: String,
    pub content_type: String,
    pub body: Vec<u8>,
    pub status: u16,
    pub answer_type: String,
    pub answer: Vec<u8>,
}

#[derive(Clone)]
pub struct Tap {
    url: Url,
    heard: Arc<Mutex<Vec<Exchange>>>,
}

struct Line {
    to: Url,
    http: Client,
    heard: Arc<Mutex<Vec<Exchange>>>,
}

impl Tap {
    pub async fn on(simulator: &Simulator) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let heard = Arc::default();
        let line = Line {
            to: simulator.url(),
            http: twilio::http_client().unwrap(),
            heard: Arc::clone(&heard),
        };
        let router = Router::new().fallback(pass).with_state(Arc::new(line));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    /// `path` on one of Twilio's hosts, such as `content`.
    pub fn at(&self, host: &str, path: &str) -> String {
        format!("{}twilio/{host}{path}", self.url)
    }

    pub fn urls(&self) -> Urls {
        let on = |host: &str| Url::parse(&self.at(host, "")).unwrap();
        Urls {
            api: on("api"),
            messaging: on("messaging"),
            content: on("content"),
            numbers: on("numbers"),
            pricing: on("pricing"),
        }
    }

    pub fn heard(&self) -> Vec<Exchange> {
        self.heard.lock().unwrap().clone()
    }
}

async fn pass(State(line): State<Arc<Line>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let mut to = line.to.join(head.uri.path()).unwrap();
    to.set_query(head.uri.query());
    let mut request = line.http.request(head.method.clone(), to).body(body.clone());
    for name in [AUTHORIZATION, CONTENT_TYPE, ACCEPT] {
        if let Some(value) = head.headers.get(&name) {
            request = request.header(name, value);
        }
    }
    let reply = request.send().await.unwrap();
    let (status, headers) = (reply.status(), reply.headers().clone());
    let answer = reply.bytes().await.unwrap();
    line.heard.lock().unwrap().push(Exchange {
        method: head.method.to_string(),
        path: without_prefix(head.uri.path()).to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        content_type: text(&head.headers, &CONTENT_TYPE),
        body: body.to_vec(),
        status: status.as_u16(),
        answer_type: text(&headers, &CONTENT_TYPE),
        answer: answer.to_vec(),
    });
    let mut response = Response::builder().status(status);
    for name in [CONTENT_TYPE, LOCATION] {
        if let Some(value) = headers.get(&name) {
            response = response.header(name, value);
        }
    }
    response.body(Body::from(answer)).unwrap()
}

/// `/twilio/api/2010-04-01/…` is `/2010-04-01/…` at Twilio.
fn without_prefix(path: &str) -> &str {
    let host = path.strip_prefix("/twilio/").and_then(|rest| rest.find('/'));
    host.map_or(path, |at| &path["/twilio/".len() + at..])
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}
