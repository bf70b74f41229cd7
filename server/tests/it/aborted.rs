//! Readers who leave before their page has come: nothing of it stays behind.

use std::{
    future::Future as _,
    pin::pin,
    sync::Arc,
    task::{Context, Waker},
    time::Duration,
};

use axum::{Router, body::Body, http::Request};
use portal::World;
use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::Instant};
use tower::ServiceExt as _;

use crate::house::{Browser, House, OWNER, house};

/// How many leave.
const LEAVERS: usize = 60;
/// What runs beside holds the world too, now and then.
const BESIDE: usize = 10;
/// How long the last of them may be worked for, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(90);
const PAGES: [&str; 3] = ["/", "/connect", "/team"];

/// Every page holds the world while it is drawn; one that is never let go holds it for ever.
async fn is_let_go(world: &Arc<World>, before: usize) {
    let end = Instant::now() + PATIENCE;
    while Arc::strong_count(world) > before + BESIDE && Instant::now() < end {
        tokio::task::yield_now().await;
    }
    let after = Arc::strong_count(world);
    assert!(
        after <= before + BESIDE,
        "{before} before, {after} after {LEAVERS} who left"
    );
}

/// Asks for a page and hangs up `turns` of the runtime later.
async fn hang_up(house: &House, path: &str, browser: &Browser, turns: usize) {
    let addr = house.demo.server.addr;
    let mut line = TcpStream::connect(addr).await.expect("a connection");
    let cookie = browser.cookie.as_deref().unwrap_or_default();
    let asked = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nCookie: {cookie}\r\n\r\n");
    line.write_all(asked.as_bytes()).await.expect("a request");
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_page_whose_reader_hung_up_is_let_go() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    for path in PAGES {
        assert_eq!(house.get(path, &owner).await.status(), 200, "{path}");
    }
    let before = Arc::strong_count(&house.demo.server.world);
    for number in 0..LEAVERS {
        // At another moment of its drawing each time.
        hang_up(&house, PAGES[number % PAGES.len()], &owner, number * 12).await;
    }
    is_let_go(&house.demo.server.world, before).await;
    assert_eq!(house.get("/team", &owner).await.status(), 200, "it still answers");
}

#[tokio::test]
async fn an_answer_that_is_not_read_is_let_go() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let router = house.router();
    let before = Arc::strong_count(&house.demo.server.world);
    for number in 0..LEAVERS {
        let asked = request("GET", PAGES[number % PAGES.len()], &owner);
        if number % 2 == 0 {
            let answer = router.clone().oneshot(asked).await.expect("an answer");
            assert_eq!(answer.status(), 200);
            // With its head read and its body not.
            drop(answer);
        } else {
            begin(router.clone(), asked, number);
        }
    }
    is_let_go(&house.demo.server.world, before).await;
}

#[tokio::test]
async fn what_was_asked_for_is_done_though_nobody_waits_for_the_answer() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let form = Body::from("email=kees%40jansen.example&role=agent");
    let asked = request("POST", "/api/app/team/doors/invite_member", &owner).map(|_| form);
    begin(house.router(), asked, 1);

    let end = Instant::now() + PATIENCE;
    loop {
        let team = house.get("/team", &owner).await.text().await.expect("a page");
        if team.contains("kees@jansen.example") {
            return;
        }
        assert!(Instant::now() < end, "the invitation was cut");
    }
}

fn request(method: &str, path: &str, browser: &Browser) -> Request<Body> {
    let cookie = browser.cookie.as_deref().unwrap_or_default();
    let asked = Request::builder()
        .method(method)
        .uri(path)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded");
    asked.body(Body::empty()).expect("a request")
}

/// Works on an answer a few times, and stops in the middle.
fn begin(router: Router, asked: Request<Body>, times: usize) {
    let mut answer = pin!(router.oneshot(asked));
    for _ in 0..times {
        if answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            break;
        }
    }
}
