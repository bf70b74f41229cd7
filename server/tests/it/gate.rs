//! Signing in and out, with and without the right to.

use reqwest::{Response, header};

use crate::house::{ADMIN, Browser, House, OWNER, PASSWORD, house};

fn place(answer: &Response) -> &str {
    answer.headers()[header::LOCATION]
        .to_str()
        .expect("a plain place")
}

async fn sign_in(house: &House, form: &[(&str, &str)]) -> Response {
    house.post("/login", form, &Browser::default()).await
}

#[tokio::test]
async fn everyone_lands_on_their_own_home_with_a_cookie_that_scripts_cannot_read() {
    let house = house().await;
    for (email, home) in [(OWNER, "/"), (ADMIN, "/admin")] {
        let answer = sign_in(&house, &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status().as_u16(), place(&answer)), (303, home));
        let cookie = answer.headers()[header::SET_COOKIE]
            .to_str()
            .expect("a plain cookie");
        assert!(cookie.starts_with("__Host-forecourt="), "{cookie}");
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie} lacks {part}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_brings_the_form_back_with_the_reason_and_the_address() {
    let house = house().await;
    let wrong = [("email", OWNER), ("password", "wrong"), ("next", "/team")];
    let answer = sign_in(&house, &wrong).await;
    assert_eq!(answer.status(), 303);
    let back = place(&answer).to_owned();
    assert_eq!(
        back,
        "/login?reason=sign_in_failed&email=dealer%40forecourt.test&next=%2Fteam"
    );
    assert!(!answer.headers().contains_key(header::SET_COOKIE));

    let page = house
        .get(&back, &Browser::default())
        .await
        .text()
        .await
        .expect("a page");
    assert!(page.contains(r#"value="dealer@forecourt.test""#));
    assert!(page.contains("do not go together"));

    let nobody = sign_in(
        &house,
        &[("email", "nobody@forecourt.test"), ("password", "wrong")],
    )
    .await;
    assert_eq!(
        place(&nobody),
        "/login?reason=sign_in_failed&email=nobody%40forecourt.test"
    );
}

#[tokio::test]
async fn after_signing_in_only_a_place_of_our_own_is_gone_to() {
    let house = house().await;
    for (next, goes_to) in [
        ("/team?a=1", "/team?a=1"),
        ("//evil.test", "/"),
        ("https://evil.test", "/"),
        ("/\\evil.test", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
    ] {
        let form = [("email", OWNER), ("password", PASSWORD), ("next", next)];
        assert_eq!(place(&sign_in(&house, &form).await), goes_to, "{next:?}");
    }
}

#[tokio::test]
async fn a_cookie_ends_with_the_session_not_with_the_browser() {
    let house = house().await;
    let browser = house.sign_in(OWNER).await;
    assert_eq!(house.get("/account", &browser).await.status(), 200);

    let answer = house.post("/logout", &[], &browser).await;
    assert_eq!(
        (answer.status().as_u16(), place(&answer)),
        (303, "/login?reason=signed_out")
    );
    let gone = answer.headers()[header::SET_COOKIE]
        .to_str()
        .expect("a plain cookie");
    assert!(
        gone.starts_with("__Host-forecourt=;") && gone.contains("Max-Age=0"),
        "{gone}"
    );

    let kept = house.get("/account", &browser).await;
    assert_eq!(place(&kept), "/login?next=%2Faccount");
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_do_anything() {
    let house = house().await;
    let browser = house.sign_in(OWNER).await;
    let foreign = [
        (header::HeaderName::from_static("sec-fetch-site"), "cross-site"),
        (header::HeaderName::from_static("sec-fetch-site"), "same-site"),
        (header::ORIGIN, "https://evil.test"),
        (header::ORIGIN, "null"),
    ];
    for (name, value) in foreign {
        for path in [
            "/logout",
            "/login",
            "/whatsapp/create-signup-session",
            "/api/app/team/doors/load_team",
        ] {
            let request = house.request("POST", path, &browser).header(&name, value);
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 403, "{path} with {name}: {value}");
        }
    }
    assert_eq!(
        house.get("/account", &browser).await.status(),
        200,
        "still signed in"
    );
    let own = house
        .request("POST", "/logout", &browser)
        .header("sec-fetch-site", "same-origin");
    assert_eq!(own.send().await.expect("an answer").status(), 303);
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_for_everyone_and_set_through_the_mail() {
    let house = house().await;
    for email in [OWNER, "nobody@forecourt.test"] {
        let answer = house
            .post("/forgot", &[("email", email)], &Browser::default())
            .await;
        assert_eq!(
            (answer.status().as_u16(), place(&answer)),
            (303, "/forgot?sent=1"),
            "{email}"
        );
    }
    let mails = portal::mails::list(house.world(), &admin(&house).await, None)
        .await
        .expect("mails");
    let mail = mails
        .rows
        .iter()
        .find(|mail| mail.to.contains(OWNER))
        .expect("a mail");
    let mail = portal::mails::get(house.world(), &admin(&house).await, &mail.id)
        .await
        .expect("the mail");
    let link = mail
        .body
        .split_whitespace()
        .find(|word| word.contains("/reset/"))
        .expect("a link");
    let path = link.strip_prefix(&house.url).expect("on our origin").to_owned();

    let weak = house
        .post(&path, &[("password", "short")], &Browser::default())
        .await;
    assert_eq!(place(&weak), format!("{path}?reason=invalid_input"));
    let strong = house
        .post(
            &path,
            &[("password", "vier rode kraanvogels")],
            &Browser::default(),
        )
        .await;
    assert_eq!(place(&strong), "/");
    assert!(strong.headers().contains_key(header::SET_COOKIE));
    let again = house
        .post(
            &path,
            &[("password", "vijf rode kraanvogels")],
            &Browser::default(),
        )
        .await;
    assert!(
        place(&again).starts_with(&format!("{path}?reason=")),
        "{}",
        place(&again)
    );
    let old = sign_in(&house, &[("email", OWNER), ("password", PASSWORD)]).await;
    assert!(place(&old).starts_with("/login?reason=sign_in_failed"));
}

async fn admin(house: &House) -> portal::Actor {
    let browser = house.sign_in(ADMIN).await;
    let cookie = browser.cookie.expect("a cookie");
    let secret = cookie.strip_prefix("__Host-forecourt=").expect("our cookie");
    let found = portal::people::authenticate(house.world(), secret, portal::From::default()).await;
    found.expect("an answer").expect("signed in").0
}
