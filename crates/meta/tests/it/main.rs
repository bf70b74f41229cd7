//! The Graph client against a real HTTP server.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::State, http::StatusCode, http::Uri};
use meta::{Client, Error};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A server that answers everything the same way, and what it was asked.
struct Graph {
    client: Client,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn graph(status: u16, body: &'static str) -> Graph {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let status = StatusCode::from_u16(status).expect("status");
    let answer = move |State(asked): State<Arc<Mutex<Vec<String>>>>, uri: Uri| async move {
        asked.lock().expect("lock").push(uri.to_string());
        (status, body)
    };
    let router = Router::new().fallback(answer).with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("address"))).expect("url");
    tokio::spawn(async move { axum::serve(listener, router).await });
    Graph {
        client: client(url),
        asked,
    }
}

fn client(url: Url) -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new(reqwest::Client::new(), url, "v25.0")
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// The whole chain of an error, as a log would show it.
fn shown(error: &Error) -> String {
    let mut shown = format!("{error:?} {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        shown.push_str(&next.to_string());
        cause = next.source();
    }
    shown
}

#[tokio::test]
async fn a_code_becomes_a_token_that_nobody_sees() {
    let graph = graph(
        200,
        r#"{"access_token":"EAAtoken","token_type":"bearer","expires_in":5183944}"#,
    )
    .await;

    let token = graph
        .client
        .exchange_code("123456", &secret("s3cr&t"), &secret("AQ+code"))
        .await
        .expect("token");

    assert_eq!(
        (token.access_token.expose_secret(), token.expires_in),
        ("EAAtoken", Some(5_183_944))
    );
    assert!(!format!("{token:?}").contains("EAAtoken"));
    let asked = graph.asked.lock().expect("lock").clone();
    assert_eq!(
        asked,
        ["/v25.0/oauth/access_token?client_id=123456&client_secret=s3cr%26t&code=AQ%2Bcode"]
    );
}

#[tokio::test]
async fn a_code_that_was_used_is_refused_in_metas_words() {
    let body = r#"{"error":{"message":"This authorization code has been used.","type":"OAuthException","code":100,"error_subcode":36009,"fbtrace_id":"A1"}}"#;
    let graph = graph(400, body).await;

    let error = graph
        .client
        .exchange_code("123456", &secret("s3cret"), &secret("x"))
        .await
        .expect_err("refused");

    assert_eq!(error.code(), Some(100));
    assert!(!error.is_transient());
    assert_eq!(
        error.to_string(),
        "Meta answered 400: This authorization code has been used."
    );
    assert_eq!(graph.asked.lock().expect("lock").len(), 1);
}

#[tokio::test]
async fn the_probe_asks_with_the_apps_own_token_and_tells_its_name() {
    let graph = graph(200, r#"{"id":"123456","name":"Best Portal"}"#).await;

    let app = graph.client.app("123456", &secret("s3cret")).await.expect("app");

    assert_eq!((app.id.as_str(), app.name.as_str()), ("123456", "Best Portal"));
    let asked = graph.asked.lock().expect("lock").clone();
    assert_eq!(
        asked,
        ["/v25.0/123456?fields=id%2Cname&access_token=123456%7Cs3cret"]
    );
}

#[tokio::test]
async fn an_apps_webhooks_and_a_solutions_state_are_read() {
    let body = r#"{"data":[{"object":"whatsapp_business_account","callback_url":"https://portal.example.com/webhooks/meta",
        "active":true,"fields":[{"name":"account_update","version":"v25.0"}]},{"object":"page"}]}"#;
    let told = graph(200, body).await;
    let list = told.client.subscriptions("123456", &secret("s3cret")).await;
    let list = list.expect("a list");
    assert_eq!((list.len(), list[0].active), (2, true));
    assert_eq!(list[0].fields[0].name, "account_update");
    assert!(!list[1].active && list[1].fields.is_empty());

    let solved = graph(200, r#"{"id":"303","name":"Twilio","status":"PENDING"}"#).await;
    let solution = solved.client.solution("123456", &secret("s3cret"), "303").await;
    assert_eq!(solution.expect("a solution").status, "PENDING");
    assert_eq!(
        solved.asked.lock().expect("lock").clone(),
        ["/v25.0/303?fields=id%2Cname%2Cstatus&access_token=123456%7Cs3cret"]
    );
}

#[tokio::test]
async fn the_time_is_read_off_any_answer() {
    let graph = graph(400, "").await;
    let time = graph.client.time().await.expect("an answer").expect("a date");
    assert!(time > 1_700_000_000, "{time}");
    assert_eq!(graph.asked.lock().expect("lock").clone(), ["/v25.0"]);
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_not_a_token() {
    let graph = graph(200, "<html>").await;

    let error = graph
        .client
        .app("123456", &secret("s3cret"))
        .await
        .expect_err("unreadable");

    assert!(matches!(error, Error::Decode { what: "app", .. }), "{error:?}");
}

#[tokio::test]
async fn no_error_shows_the_secret_that_is_in_the_address() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("address"))).expect("url");
    drop(listener);
    let client = client(url);

    let exchange = client
        .exchange_code("123456", &secret("s3cret"), &secret("AQcode"))
        .await
        .expect_err("gone");
    let probe = client.app("123456", &secret("s3cret")).await.expect_err("gone");

    for error in [exchange, probe] {
        assert!(
            matches!(
                error,
                Error::Transport {
                    outcome_unknown: false,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(error.is_transient());
        let shown = shown(&error);
        assert!(!shown.contains("s3cret") && !shown.contains("AQcode"), "{shown}");
    }
}
