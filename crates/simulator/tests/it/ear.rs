//! A server that listens to webhooks and answers as it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use url::Url;

#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    pub fn field(&self, name: &str) -> Option<String> {
        self.form()
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type Answers = Arc<dyn Fn(&Heard) -> (u16, String) + Send + Sync>;

#[derive(Clone)]
pub struct Ear {
    url: Url,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Ear {
    pub async fn open(answers: impl Fn(&Heard) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let answers: Answers = Arc::new(answers);
        let router = Router::new()
            .fallback(hear)
            .with_state((Arc::clone(&heard), answers));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    pub async fn silent() -> Self {
        Self::open(|_| (200, "<Response/>".into())).await
    }

    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    pub fn heard(&self, path: &str) -> Vec<Heard> {
        self.heard
            .lock()
            .unwrap()
            .iter()
            .filter(|one| one.path == path)
            .cloned()
            .collect()
    }
}

async fn hear(
    State((heard, answers)): State<(Arc<Mutex<Vec<Heard>>>, Answers)>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let one = Heard {
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    };
    let (status, text) = answers(&one);
    heard.lock().unwrap().push(one);
    (
        StatusCode::from_u16(status).unwrap(),
        [("content-type", "text/xml")],
        text,
    )
        .into_response()
}
