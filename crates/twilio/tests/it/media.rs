//! The bytes of an attachment, and who gets to see our credentials on the way to them.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use twilio::{Class, Error};

use crate::server::{SUBACCOUNT, Server, answer, client, creds, start, subaccount};

const MESSAGE: &str = "MM55555555555555555555555555555555";
const MEDIA: &str = "ME77777777777777777777777777777777";

fn address(server: &Server) -> String {
    let path = format!("/2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}");
    server.url.join(&path).expect("url").into()
}

#[tokio::test]
async fn the_attachments_of_a_message_are_listed() {
    let page = json!({"end": 0, "first_page_uri": "/x", "media_list": [{"account_sid": SUBACCOUNT,
        "content_type": "image/jpeg", "date_created": "Sun, 16 Aug 2015 15:53:54 +0000",
        "date_updated": "Sun, 16 Aug 2015 15:53:55 +0000", "parent_sid": MESSAGE, "sid": MEDIA, "uri": "/y"}],
        "next_page_uri": null, "page": 0, "page_size": 50, "previous_page_uri": null, "start": 0, "uri": "/x"});
    let server = start([answer(200, page)]).await;

    let media = server
        .client
        .list_media(&creds(), &subaccount(), &MESSAGE.parse().expect("sid"))
        .await
        .expect("media");

    let expected = format!("GET /2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}/Media.json");
    assert_eq!(server.lines(), [expected]);
    assert_eq!(
        (media[0].sid.as_str(), media[0].content_type.as_str()),
        (MEDIA, "image/jpeg")
    );
}

#[tokio::test]
async fn credentials_go_to_the_interface_and_not_to_where_it_points() {
    let storage = start([answer(200, "the bytes").header("content-type", "image/jpeg")]).await;
    let elsewhere = storage.url.join("/bucket/secret?signature=1").expect("url");
    let server = start([answer(307, "").header("location", elsewhere)]).await;

    let fetched = server
        .client
        .fetch_media(&creds(), &address(&server), 100)
        .await
        .expect("bytes");

    assert_eq!(fetched.content_type, "image/jpeg");
    assert_eq!(fetched.bytes, b"the bytes");
    assert!(server.one().authorization.starts_with("Basic "));
    let heard = storage.one();
    assert_eq!(heard.line(), "GET /bucket/secret?signature=1");
    assert_eq!(heard.authorization, "");
}

#[tokio::test]
async fn a_redirect_within_the_interface_keeps_the_credentials() {
    let server = start([
        answer(302, "").header("location", format!("/2010-04-01/Accounts/{SUBACCOUNT}/other")),
        answer(200, "ok"),
    ])
    .await;
    let fetched = server.client.fetch_media(&creds(), &address(&server), 100).await;
    assert_eq!(fetched.expect("bytes").bytes, b"ok");
    assert!(
        server
            .heard()
            .iter()
            .all(|heard| heard.authorization.starts_with("Basic "))
    );
}

#[tokio::test]
async fn an_address_of_somebody_else_is_never_called() {
    let stranger = start([answer(200, "gotcha")]).await;
    let server = start([]).await;
    for url in [
        stranger.url.join("/2010-04-01/x").expect("url").to_string(),
        address(&server).replace("http://", "http://me:secret@"),
        "not an address".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let error = server
            .client
            .fetch_media(&creds(), &url, 100)
            .await
            .expect_err("refused");
        assert!(matches!(error, Error::Elsewhere), "{url}: {error:?}");
        assert_eq!((error.class(), error.outcome_unknown()), (Class::Fix, false));
    }
    assert!(stranger.heard().is_empty() && server.heard().is_empty());
}

#[tokio::test]
async fn a_file_that_is_too_large_is_cut_off() {
    let server = start([answer(200, "x".repeat(101)), answer(200, "x".repeat(100))]).await;
    let error = server
        .client
        .fetch_media(&creds(), &address(&server), 100)
        .await
        .expect_err("too large");
    assert!(matches!(error, Error::TooLarge { limit: 100 }), "{error:?}");
    let whole = server.client.fetch_media(&creds(), &address(&server), 100).await;
    assert_eq!(whole.expect("just fits").bytes.len(), 100);
}

/// A server that sends chunks until nobody listens: no length is announced.
async fn endless() -> url::Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = url::Url::parse(&format!("http://{}", listener.local_addr().expect("address"))).expect("url");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            let _ = stream.write_all(head).await;
            let chunk = [b"400\r\n".as_slice(), &[b'x'; 0x400], b"\r\n"].concat();
            while stream.write_all(&chunk).await.is_ok() {}
        }
    });
    url
}

#[tokio::test]
async fn a_file_without_an_end_is_cut_off() {
    let url = endless().await;
    let error = client(&url)
        .fetch_media(&creds(), url.join("/a").expect("url").as_str(), 10_000)
        .await
        .expect_err("too large");
    assert!(matches!(error, Error::TooLarge { limit: 10_000 }), "{error:?}");
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let round = (0..10).map(|_| answer(307, "").header("location", "/again"));
    let server = start(round).await;
    let error = server
        .client
        .fetch_media(&creds(), &address(&server), 100)
        .await
        .expect_err("a circle");
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn a_missing_file_and_a_wrong_redirect_are_told_apart() {
    let refusal = json!({"code": 20_404, "message": "not found", "status": 404});
    let server = start([answer(404, refusal), answer(307, ""), answer(503, "")]).await;
    let mut errors = Vec::new();
    for _ in 0..3 {
        let fetched = server.client.fetch_media(&creds(), &address(&server), 100).await;
        errors.push(fetched.expect_err("an error"));
    }
    assert!(errors[0].is_not_found());
    assert!(matches!(errors[1], Error::Elsewhere));
    assert_eq!(errors[2].class(), Class::Retry);
}

#[tokio::test]
async fn what_is_gone_counts_as_deleted() {
    let server = start([answer(204, ""), answer(404, "")]).await;
    for _ in 0..2 {
        server
            .client
            .delete_media(
                &creds(),
                &subaccount(),
                &MESSAGE.parse().expect("sid"),
                &MEDIA.parse().expect("sid"),
            )
            .await
            .expect("deleted");
    }
    let line = format!("DELETE /2010-04-01/Accounts/{SUBACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}.json");
    assert_eq!(server.lines(), [line.clone(), line]);
}
