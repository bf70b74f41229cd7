//! What the caller learns when Twilio, or the way to it, fails.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use twilio::{Class, Client, Error, Urls};
use url::Url;

use crate::server::{answer, client, creds, start, subaccount};

/// A server that reads one request, says `reply`, and hangs up (or never does).
async fn rude(scheme: &str, reply: &'static str, hang_up: bool) -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = Url::parse(&format!("{scheme}://{}", listener.local_addr().expect("address"))).expect("url");
    let visits = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&visits);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut heard = [0; 4096];
                let _ = stream.read(&mut heard).await;
                let _ = stream.write_all(reply.as_bytes()).await;
                if hang_up {
                    let _ = stream.shutdown().await;
                }
                // Reading on until the client leaves lets it see the reply and not a reset.
                while stream.read(&mut heard).await.is_ok_and(|length| length > 0) {}
            });
        }
    });
    (url, visits)
}

async fn post(client: &Client) -> Error {
    client
        .create_subaccount(&creds(), "x")
        .await
        .expect_err("an error")
}

async fn get(client: &Client) -> Error {
    client
        .fetch_account(&creds(), &subaccount())
        .await
        .expect_err("an error")
}

#[tokio::test]
async fn a_server_that_is_not_there_did_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("address"))).expect("url");
    drop(listener);

    for error in [post(&client(&url)).await, get(&client(&url)).await] {
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
        assert_eq!(error.class(), Class::Retry);
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn only_a_get_knocks_twice_on_a_closed_door() {
    // A TLS handshake that breaks off counts as a connection that never stood.
    let (url, visits) = rude("https", "", true).await;

    let error = post(&client(&url)).await;
    assert!(!error.outcome_unknown(), "{error:?}");
    assert_eq!(visits.swap(0, Ordering::SeqCst), 1);

    get(&client(&url)).await;
    assert_eq!(visits.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_connection_cut_after_sending_leaves_a_post_open() {
    let (url, visits) = rude("http", "", true).await;

    assert!(post(&client(&url)).await.outcome_unknown());
    assert_eq!(visits.load(Ordering::SeqCst), 1);
    assert!(!get(&client(&url)).await.outcome_unknown());
}

#[tokio::test]
async fn a_silent_server_leaves_a_post_open() {
    let (url, visits) = rude("http", "", false).await;
    twilio::install_crypto();
    let http = reqwest::Client::builder()
        .timeout(Duration::from_millis(400))
        .build()
        .expect("client");
    let urls = Urls {
        api: url,
        ..Urls::default()
    };

    let error = post(&Client::new(http, urls)).await;

    assert!(
        matches!(
            error,
            Error::Transport {
                outcome_unknown: true,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(visits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn half_an_answer_to_a_post_means_it_was_done() {
    let (url, _) = rude(
        "http",
        "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"sid\":",
        true,
    )
    .await;

    assert!(post(&client(&url)).await.outcome_unknown());
}

#[tokio::test]
async fn half_a_refusal_is_still_a_refusal() {
    let (url, _) = rude(
        "http",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 500\r\n\r\n{\"code\":",
        true,
    )
    .await;

    let error = post(&client(&url)).await;

    assert_eq!(
        (error.status(), error.class(), error.outcome_unknown()),
        (Some(400), Class::Fix, false)
    );
}

#[tokio::test]
async fn a_500_leaves_a_post_open_and_a_get_not() {
    let page = || answer(503, "<html>busy</html>").header("content-type", "text/html");
    let server = start([page(), page()]).await;

    let error = post(&server.client).await;
    assert_eq!(
        (error.class(), error.outcome_unknown(), error.code()),
        (Class::Retry, true, None)
    );
    assert_eq!(error.to_string(), "Twilio answered 503: Service Unavailable");

    assert!(!get(&server.client).await.outcome_unknown());
    assert_eq!(server.heard().len(), 2);
}

#[tokio::test]
async fn too_many_requests_says_how_long_to_wait() {
    let body = r#"{"code":20429,"message":"Too Many Requests","more_info":"x","status":429}"#;
    let refusal = answer(429, body)
        .header("retry-after", 30)
        .header("t-request-id", "RQ1");
    let server = start([refusal]).await;

    let error = post(&server.client).await;

    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!((error.class(), error.outcome_unknown()), (Class::Retry, false));
    assert!(
        matches!(&error, Error::Api { request_id: Some(id), .. } if id == "RQ1"),
        "{error:?}"
    );
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_a_refusal_and_is_not_followed() {
    let stranger = start([]).await;
    let server = start([answer(307, "").header("location", &stranger.url)]).await;

    assert_eq!(get(&server.client).await.status(), Some(307));
    assert!(stranger.heard().is_empty());
}

#[tokio::test]
async fn success_that_cannot_be_read_is_looked_up_not_repeated() {
    let server = start([answer(201, "{}"), answer(200, "[]")]).await;

    let error = post(&server.client).await;
    assert!(
        matches!(
            error,
            Error::Decode {
                outcome_unknown: true,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(std::error::Error::source(&error).is_some());

    assert!(!get(&server.client).await.outcome_unknown());
    assert_eq!(server.heard().len(), 2);
}

#[tokio::test]
async fn no_error_shows_the_token_or_the_query() {
    let (url, _) = rude("http", "", true).await;
    let error = client(&url)
        .find_subaccounts(&creds(), "+31612345678")
        .await
        .expect_err("an error");

    let mut shown = format!("{error:?} {error}");
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        shown.push_str(&next.to_string());
        cause = next.source();
    }
    assert!(
        !shown.contains("tok:en") && !shown.contains("31612345678"),
        "{shown}"
    );
}
