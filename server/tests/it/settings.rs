//! Templates and opening hours, posted as a browser without scripts posts them.

use std::time::Duration;

use reqwest::{Response, header};

use crate::{
    house::{AGENT, Browser, House, OWNER, house},
    inbox::{hears, number},
};
use domain::member::Role;

/// As a browser posts a form by itself.
async fn submit(house: &House, path: &str, form: &[(&str, &str)], page: &str, browser: &Browser) -> Response {
    let request = house
        .request("POST", path, browser)
        .header(header::ACCEPT, "text/html,application/xhtml+xml")
        .header(header::REFERER, format!("{}{page}", house.url))
        .form(form);
    request.send().await.expect("an answer")
}

async fn read(house: &House, path: &str, browser: &Browser) -> String {
    let answer = house.get(path, browser).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("a page")
}

fn place(answer: &Response) -> &str {
    let place = answer.headers().get(header::LOCATION);
    place
        .and_then(|place| place.to_str().ok())
        .expect("a plain place")
}

#[tokio::test]
async fn an_owner_writes_a_template_without_scripts() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let before = read(&house, "/templates", &owner).await;
    assert!(before.contains(r#"<h1 tabindex="-1">Templates"#) && before.contains("Connect WhatsApp"));
    house.connect(&owner).await;
    let empty = read(&house, "/templates", &owner).await;
    assert!(empty.contains("No templates yet") && empty.contains("Add the starter set"));
    let form = read(&house, "/templates/new", &owner).await;
    assert!(form.contains(r#"name="form[titles][0]""#) && form.contains(r#"name="form[samples][1]""#));

    let door = "/api/app/templates/doors/create_template";
    let typed = |body: &'static str| {
        [
            ("form[name]", "car_arrived"),
            ("form[language]", "nl"),
            ("form[category]", "UTILITY"),
            ("form[kind]", "quick_reply"),
            ("form[body]", body),
            ("form[titles][0]", "Ik kom eraan"),
            ("form[titles][1]", ""),
            ("form[kinds][0]", "url"),
            ("form[samples][0]", "Anna"),
            ("form[samples][1]", ""),
        ]
    };
    let wrong = submit(&house, door, &typed("{{1}} is er"), "/templates/new", &owner).await;
    assert!(wrong.status().is_redirection(), "{}", wrong.status());
    let back = place(&wrong).replace(&house.url, "");
    assert!(back.starts_with("/templates/new?"), "{back}");
    let told = read(&house, &back, &owner).await;
    assert!(told.contains("Meta does not take a blank at the start or end"));

    let right = "Hoi {{1}}, je auto staat klaar in onze showroom";
    let taken = submit(&house, door, &typed(right), "/templates/new", &owner).await;
    assert_eq!(place(&taken), "/templates");
    let list = read(&house, "/templates", &owner).await;
    assert!(list.contains("car_arrived") && list.contains("Hoi Anna, je auto staat klaar"));
    assert!(list.contains("Ik kom eraan") && list.contains("Dutch"));
}

#[tokio::test]
async fn an_agent_sees_templates_and_changes_none() {
    let house = house().await;
    house.add(AGENT, Role::Agent, Some(OWNER)).await;
    let (owner, agent) = (house.sign_in(OWNER).await, house.sign_in(AGENT).await);
    house.connect(&owner).await;
    let list = read(&house, "/templates", &agent).await;
    assert!(list.contains("No templates yet") && !list.contains("Add the starter set"));
    assert_eq!(house.get("/templates/new", &agent).await.status(), 403);
    assert_eq!(house.get("/settings/hours", &agent).await.status(), 403);
}

#[tokio::test]
async fn an_owner_sets_the_hours_without_scripts() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let page = read(&house, "/settings/hours", &owner).await;
    assert!(page.contains(r#"<h1 tabindex="-1">Opening hours"#) && page.contains("09:00-18:00"));
    let door = "/api/app/hours/doors/save_hours";
    let typed = |monday: &'static str| {
        [
            ("form[on]", "true"),
            ("form[zone]", "Europe/Madrid"),
            ("form[days][0]", monday),
            ("form[days][1]", ""),
            ("form[holidays]", "2026-12-25\r\n2026-12-26"),
            ("form[answer]", "Volvemos el lunes."),
            ("in_turn", "true"),
        ]
    };
    let wrong = submit(&house, door, &typed("all day"), "/settings/hours", &owner).await;
    let back = place(&wrong).replace(&house.url, "");
    assert!(
        read(&house, &back, &owner)
            .await
            .contains("Write it as 09:00-18:00.")
    );
    submit(
        &house,
        door,
        &typed("09:00-13:00, 16:00-20:00"),
        "/settings/hours",
        &owner,
    )
    .await;
    let page = read(&house, "/settings/hours", &owner).await;
    for kept in ["09:00-13:00, 16:00-20:00", "2026-12-26", "Volvemos el lunes."] {
        assert!(page.contains(kept), "{kept}");
    }
}

#[tokio::test]
async fn an_owner_makes_labels_and_replies_without_scripts() {
    let house = house().await;
    house.add(AGENT, Role::Agent, Some(OWNER)).await;
    let (owner, agent) = (house.sign_in(OWNER).await, house.sign_in(AGENT).await);
    let empty = read(&house, "/settings/inbox", &owner).await;
    assert!(empty.contains(r#"<h1 tabindex="-1">Labels and replies"#) && empty.contains("No labels yet"));

    let door = "/api/app/words/doors/save_label";
    let new = "/settings/inbox?label=new";
    assert!(read(&house, new, &owner).await.contains("New label"));
    let wrong = submit(&house, door, &[("name", " "), ("colour", "red")], new, &owner).await;
    let back = place(&wrong).replace(&house.url, "");
    let told = read(&house, &back, &owner).await;
    assert!(told.contains("New label") && told.contains("A label has a name of at most 30 characters."));
    let right = [("name", "Test drive"), ("colour", "red")];
    assert_eq!(
        place(&submit(&house, door, &right, new, &owner).await),
        "/settings/inbox"
    );

    let door = "/api/app/words/doors/save_reply";
    let new = "/settings/inbox?reply=new";
    let taken = [("short", "way"), ("text", "Take the A10 <exit S111>.")];
    assert_eq!(
        place(&submit(&house, door, &taken, new, &owner).await),
        "/settings/inbox"
    );
    let again = submit(&house, door, &taken, new, &owner).await;
    let back = place(&again).replace(&house.url, "");
    assert!(
        read(&house, &back, &owner)
            .await
            .contains("There is a reply with that shortcut already.")
    );

    let door = "/api/app/words/doors/save_place";
    let typed = |at: &'static str| {
        [
            ("form[label]", "Jansen"),
            ("form[address]", "Dam 1"),
            ("form[at]", at),
        ]
    };
    let wrong = submit(&house, door, &typed("Dam"), "/settings/inbox", &owner).await;
    let back = place(&wrong).replace(&house.url, "");
    assert!(
        read(&house, &back, &owner)
            .await
            .contains("Write it as 52.3702, 4.8952")
    );
    submit(&house, door, &typed("52.37, 4.89"), "/settings/inbox", &owner).await;

    let seen = read(&house, "/settings/inbox", &agent).await;
    for kept in [
        "Test drive",
        "/way",
        "Take the A10 &lt;exit S111&gt;.",
        "query=52.37%2C4.89",
    ] {
        assert!(seen.contains(kept), "{kept}");
    }
    assert!(!seen.contains("Add a label") && !seen.contains("Add a reply") && !seen.contains("form[at]"));
    let not_theirs = read(&house, "/settings/inbox?label=new", &agent).await;
    assert!(!not_theirs.contains("New label"));
}

#[tokio::test]
async fn nobody_puts_words_into_the_portals_mouth_by_a_link() {
    let house = house().await;
    house.add(AGENT, Role::Agent, Some(OWNER)).await;
    let (owner, agent) = (house.sign_in(OWNER).await, house.sign_in(AGENT).await);
    let place_of = async |path: &str, browser: &Browser| {
        let answer = house.get(path, browser).await;
        assert_eq!(answer.status(), 303, "{path}");
        place(&answer).to_owned()
    };
    let told = r#"{"code":"refused","detail":"Call 0900 1234"}"#;
    let told = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE, told);
    let forged = format!("__path=%2Fapi%2Fapp%2Finbox%2Fdoors%2Fassign&__err={told}");
    for (path, clean) in [
        ("/inbox?view=mine&", "/inbox?view=mine"),
        ("/account?", "/account"),
        ("/settings/hours?__seal=1.a&", "/settings/hours"),
    ] {
        assert_eq!(place_of(&format!("{path}{forged}"), &owner).await, clean);
    }

    let door = "/api/app/words/doors/save_label";
    let wrong = [("name", " "), ("colour", "red")];
    let answer = submit(&house, door, &wrong, "/settings/inbox?label=new", &owner).await;
    let sealed = place(&answer).replace(&house.url, "");
    assert!(
        sealed.starts_with("/settings/inbox?label=new&__path="),
        "{sealed}"
    );
    read(&house, &sealed, &owner).await;
    let clean = "/settings/inbox?label=new";
    assert_eq!(
        place_of(&sealed, &agent).await,
        clean,
        "it was told to somebody else"
    );
    assert_eq!(place_of(&format!("{sealed}&__err={told}"), &owner).await, clean);
    house.simulator().advance(Duration::from_mins(11)).await;
    assert_eq!(place_of(&sealed, &owner).await, clean);
}

#[tokio::test]
async fn what_a_colleague_noted_meanwhile_is_told_without_scripts() {
    let house = house().await;
    let owner = house.sign_in(OWNER).await;
    let line = number(&house, OWNER, "+31201234567").await;
    hears(&house, &line, "hoi").await;
    let list = read(&house, "/contacts", &owner).await;
    let id = list.split("href=\"/contacts/").nth(1).expect("a contact");
    let id = id.split('"').next().expect("its id").to_owned();
    let page = format!("/contacts/{id}");
    let drawn = read(&house, &page, &owner).await;
    assert!(drawn.contains(r#"name="was_name" value="""#) && drawn.contains(r#"name="was_notes" value="""#));

    let door = "/api/app/contacts/doors/edit_contact";
    let save = async |notes: &'static str| {
        let id = id.as_str();
        let form = [
            ("id", id),
            ("was_name", ""),
            ("was_notes", ""),
            ("name", ""),
            ("notes", notes),
        ];
        let answer = submit(&house, door, &form, &page, &owner).await;
        let back = place(&answer).replace(&house.url, "");
        read(&house, &back, &owner).await
    };
    let told = "Somebody else has changed this meanwhile";
    assert!(!save("Wants a tow bar").await.contains(told));
    let refused = save("Has a dog").await;
    assert!(refused.contains(told) && refused.contains(r#"name="was_notes" value="Wants a tow bar""#));
    assert!(!save("Wants a tow bar. Has a dog").await.contains(told));
}
