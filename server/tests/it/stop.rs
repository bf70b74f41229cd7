//! Stopping: nothing is lost, and nothing that never ends is waited for.

use std::time::{Duration, Instant};

use futures::StreamExt as _;

use crate::house::{Browser, OWNER, house};

#[tokio::test]
async fn an_open_live_page_does_not_keep_the_server_from_stopping() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let token = house.begin(&owner).await.token;
    let live = house
        .get(&format!("/whatsapp/signup/{token}/live"), &Browser::default())
        .await;
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    let mut stream = live.bytes_stream();
    let first = stream
        .next()
        .await
        .expect("an event")
        .expect("the stream goes on");
    assert!(String::from_utf8_lossy(&first).starts_with("event: progress\ndata: {"));

    let began = Instant::now();
    house.demo.server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    while let Some(Ok(_)) = stream.next().await {}
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_next_start() {
    let house = house().await;
    let secret = house.simulator().config().app_secret.clone();
    let sent = (0..50).map(|number| {
        let body = format!(r#"{{"object":"whatsapp_business_account","entry":[],"number":{number}}}"#);
        let signed = meta::signature::sign(secret.as_bytes(), body.as_bytes());
        let request = house
            .request("POST", "/webhooks/meta", &Browser::default())
            .body(body);
        async move {
            request
                .header(meta::signature::HEADER, signed)
                .send()
                .await
                .map(|answer| answer.status())
        }
    });
    let answers = futures::future::join_all(sent).await;
    let taken = answers
        .iter()
        .filter(|answer| answer.as_ref().is_ok_and(|status| *status == 200))
        .count();
    assert_eq!(taken, 50);
    let url = house.database().to_owned();
    house.demo.server.stop().await;

    let store = store::Store::open(&url).await.expect("the database opens");
    let mut db = store.read().await.expect("a connection");
    assert_eq!(store::hooks::count(&mut db, "meta").await.expect("a count"), 50);
}
