//! Every route, visited by everybody. A route that this file does not know fails the first test; one that tells
//! somebody what is not theirs fails the second.

use std::collections::BTreeSet;

use domain::{
    DealerId,
    conversation::{Colour, EditCanned, EditLabel, Filter},
    job::JobState,
    member::Role,
};
use portal::Actor;
use reqwest::header;
use server::{
    hooks,
    web::{self, PAGES, ROUTES, Who, doors},
};
use tokio_util::sync::CancellationToken;

use crate::house::{ADMIN, AGENT, Browser, Connected, House, OWNER, STRANGER, SUPPORT, house};
use crate::media::PIXEL;

/// A route, what is sent to it, and who is answered. `{names}` stand for things of Autobedrijf Jansen.
struct Case {
    method: &'static str,
    /// As the router has it.
    path: &'static str,
    /// What stands for the `{parameter}` in the path.
    parameter: &'static str,
    sent: Sent,
    /// Who is answered, as letters: **n**obody, **o**wner, a**g**ent, **s**tranger (another dealer's owner),
    /// **a**dmin, su**p**port. All others are refused.
    answered: &'static str,
    /// Changes something: visited only by those who are refused.
    acts: bool,
}

enum Sent {
    Nothing,
    Form(&'static str),
    Json(&'static str),
}

const EVERYBODY: &str = "nogsap";
const NOBODY: &str = "";

const fn page(path: &'static str, parameter: &'static str, answered: &'static str) -> Case {
    let sent = Sent::Nothing;
    Case {
        method: "GET",
        path,
        parameter,
        sent,
        answered,
        acts: false,
    }
}

const fn post(path: &'static str, sent: Sent, answered: &'static str) -> Case {
    Case {
        method: "POST",
        path,
        parameter: "nonsense",
        sent,
        answered,
        acts: false,
    }
}

/// A door that only tells.
const fn tells(path: &'static str, form: &'static str, answered: &'static str) -> Case {
    post(path, Sent::Form(form), answered)
}

/// A door that changes something.
const fn acts(path: &'static str, form: &'static str, answered: &'static str) -> Case {
    Case {
        acts: true,
        ..tells(path, form, answered)
    }
}

const CASES: &[Case] = &[
    page("/login", "", "n"),
    page("/forgot", "", EVERYBODY),
    page("/reset/{token}", "nonsense", NOBODY),
    page("/invite/{token}", "nonsense", NOBODY),
    page("/whatsapp/signup/{token}", "nonsense", NOBODY),
    page("/", "", "ogs"),
    page("/connect", "", "os"),
    page("/connections/{id}", "{integration}", "ogap"),
    page("/figures", "", "os"),
    page("/team", "", "ogs"),
    page("/settings/hours", "", "os"),
    page("/settings/inbox", "", "ogs"),
    page("/settings/keys", "", "os"),
    page("/templates", "", "ogs"),
    page("/templates/new", "", "os"),
    page("/account", "", "ogsap"),
    page("/contacts", "", "ogs"),
    page("/contacts/{id}", "{contact}", "og"),
    page("/inbox", "", "ogs"),
    page("/inbox/{id}", "{conversation}", "og"),
    page("/admin", "", "ap"),
    page("/admin/dealers", "", "ap"),
    page("/admin/dealers/{id}", "{dealer}", "ap"),
    page("/admin/readiness", "", "ap"),
    page("/admin/jobs", "", "ap"),
    page("/admin/outbox", "", "a"),
    page("/admin/outbox/{id}", "{mail}", "a"),
    page("/admin/hooks", "", "a"),
    page("/admin/hooks/{id}", "{hook}", "a"),
    page("/admin/unmatched", "", "ap"),
    page("/admin/audit", "", "ap"),
    page("/admin/people", "", "a"),
    //
    post("/login", Sent::Form("email=x"), EVERYBODY),
    acts("/logout", "", EVERYBODY),
    post("/forgot", Sent::Form("email=x"), EVERYBODY),
    post("/reset/{token}", Sent::Form("password=x"), EVERYBODY),
    post("/invite/{token}", Sent::Form("password=x"), EVERYBODY),
    post("/theme", Sent::Form("theme=dark"), EVERYBODY),
    page("/brand.css", "", EVERYBODY),
    page("/brand/logo", "", EVERYBODY),
    page("/manifest.webmanifest", "", EVERYBODY),
    page("/worker.js", "", EVERYBODY),
    page("/offline", "", EVERYBODY),
    page("/icon.svg", "", EVERYBODY),
    page("/icon-192.png", "", EVERYBODY),
    page("/icon-512.png", "", EVERYBODY),
    page("/healthz", "", EVERYBODY),
    page("/readyz", "", EVERYBODY),
    page("/metrics", "", EVERYBODY),
    post(
        "/whatsapp/create-signup-session",
        Sent::Json(r#"{"phoneNumberType":"byo","phoneNumber":"no number"}"#),
        "os",
    ),
    post(
        "/whatsapp/signup/{token}/events",
        Sent::Json(r#"{"kind":"opened"}"#),
        NOBODY,
    ),
    page("/whatsapp/signup/{token}/live", "nonsense", NOBODY),
    page("/whatsapp/onboarding-callback", "", NOBODY),
    post(
        "/whatsapp/onboarding-callback",
        Sent::Json(r#"{"payload":"nonsense"}"#),
        NOBODY,
    ),
    // Answered as long as somebody listens; `inbox.rs` does.
    Case {
        acts: true,
        ..page("/inbox/live", "", "ogs")
    },
    post("/inbox/media", Sent::Json("{}"), "ogs"),
    page("/contacts/{id}/export", "{contact}", "og"),
    page("/media/{id}", "{attachment}", "og"),
    page("/media/{id}/small", "{attachment}", "og"),
    page("/media/out/{token}", "nonsense", NOBODY),
    page("/push", "", "ogs"),
    post(
        "/push",
        Sent::Json(r#"{"endpoint":"https://10.0.0.1/","keys":{"p256dh":"","auth":""}}"#),
        "ogs",
    ),
    post("/push/renew", Sent::Json(r#"{"endpoint":"nobody's"}"#), "ogs"),
    Case {
        acts: true,
        ..post("/push/forget", Sent::Json(r#"{"endpoint":"nobody's"}"#), "ogs")
    },
    post("/push/test", Sent::Json(r#"{"endpoint":"nobody's"}"#), NOBODY),
    page("/api/integrations", "", "ogs"),
    page("/api/integrations/{id}", "{integration}", "ogap"),
    //
    post("/webhooks/twilio/{key}/inbound", Sent::Form("Body=x"), NOBODY),
    post("/webhooks/twilio/{key}/status", Sent::Form("Body=x"), NOBODY),
    post("/webhooks/twilio/{key}/voice", Sent::Form("Body=x"), NOBODY),
    page("/webhooks/meta", "", NOBODY),
    post("/webhooks/meta", Sent::Json("{}"), NOBODY),
    //
    tells("/api/app/account/doors/load_logins", "", "ogsap"),
    acts("/api/app/account/doors/end_login", "login={login}", "o"),
    acts("/api/app/account/doors/end_other_logins", "", "ogsap"),
    tells(
        "/api/app/account/doors/change_password",
        "old=wrong&new=x",
        "ogsap",
    ),
    tells("/api/app/admins/doors/load_admins", "", "a"),
    tells(
        "/api/app/admins/doors/invite_admin",
        "email=no+mail&role=support",
        "a",
    ),
    acts("/api/app/admins/doors/remove_admin", "person={person}", NOBODY),
    acts(
        "/api/app/admins/doors/set_admin_role",
        "person={person}&role=support",
        NOBODY,
    ),
    tells("/api/app/inbox/doors/load_desk", "", "ogs"),
    acts("/api/app/inbox/doors/load_rows", "after=nonsense", "ogs"),
    tells(
        "/api/app/inbox/doors/load_thread",
        "conversation={conversation}",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/load_earlier",
        "conversation={conversation}&before=nonsense",
        "og",
    ),
    tells(
        "/api/app/inbox/doors/load_choices",
        "conversation={conversation}",
        "og",
    ),
    tells("/api/app/inbox/doors/search_inbox", "words=Hello", "ogs"),
    acts(
        "/api/app/inbox/doors/mark_read",
        "conversation={conversation}",
        "og",
    ),
    acts("/api/app/inbox/doors/assign", "conversation={conversation}", "og"),
    acts(
        "/api/app/inbox/doors/change_state",
        "conversation={conversation}&to=resolved",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/set_labels",
        "conversation={conversation}",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/write_note",
        "conversation={conversation}&request_id=n1&body=x",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/save_draft",
        "conversation={conversation}&body=x",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/send_text",
        "conversation={conversation}&request_id=t1&body=x",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/send_media",
        "conversation={conversation}&request_id=m1&attachment={attachment}",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/send_template",
        "conversation={conversation}&request_id=v1&template=x",
        "og",
    ),
    acts(
        "/api/app/inbox/doors/send_place",
        "conversation={conversation}&request_id=x",
        "og",
    ),
    tells("/api/app/inbox/doors/save_view", "name=", "ogs"),
    acts("/api/app/inbox/doors/retry_message", "message={message}", "og"),
    acts("/api/app/inbox/doors/fetch_file", "attachment={attachment}", "og"),
    acts(
        "/api/app/inbox/doors/show_typing",
        "conversation={conversation}",
        "og",
    ),
    tells("/api/app/audit/doors/list_audit", "dealer={dealer}", "ap"),
    tells("/api/app/audit/doors/find_dealers", "text=Jansen", "ap"),
    tells("/api/app/connect/doors/load_connect", "", "os"),
    tells("/api/app/connect/doors/load_session", "id={signup}", "o"),
    tells(
        "/api/app/connect/doors/search_numbers",
        "kind=sms_capable&country=NL&contains=",
        "os",
    ),
    tells(
        "/api/app/connect/doors/check_number",
        "number=%2B31612345678",
        "os",
    ),
    tells(
        "/api/app/connect/doors/start_signup",
        "phone_number_type=byo&own_number=no+number",
        "os",
    ),
    tells("/api/app/connect/doors/open_link", "token=nonsense", NOBODY),
    acts(
        "/api/app/connect/doors/submit_code",
        "id={signup}&code=123456",
        "o",
    ),
    acts("/api/app/connect/doors/resend_code", "id={signup}&by=sms", "o"),
    acts("/api/app/connect/doors/retry_step", "id={signup}", "oap"),
    acts("/api/app/connect/doors/send_link", "id={signup}", "oap"),
    acts(
        "/api/app/connect/doors/ask_for_help",
        "id={signup}&message=x",
        "o",
    ),
    acts("/api/app/dealers/doors/withdraw_link", "id={signup}", "oa"),
    tells(
        "/api/app/connection/doors/load_connection",
        "id={integration}",
        "ogap",
    ),
    acts(
        "/api/app/connection/doors/refresh_status",
        "id={integration}",
        "ogap",
    ),
    acts(
        "/api/app/connection/doors/repair_webhooks",
        "id={integration}",
        "oa",
    ),
    acts(
        "/api/app/connection/doors/disconnect",
        "id={integration}&confirmation=x",
        "o",
    ),
    acts("/api/app/connection/doors/reconnect", "id={integration}", "o"),
    acts("/api/app/connection/doors/skip_test", "id={integration}", "o"),
    acts("/api/app/connection/doors/test_again", "id={integration}", "o"),
    tells("/api/app/contacts/doors/list_contacts", "find=", "ogs"),
    tells("/api/app/contacts/doors/open_contact", "id={contact}", "og"),
    acts(
        "/api/app/contacts/doors/edit_contact",
        "id={contact}&name=x",
        "og",
    ),
    acts(
        "/api/app/contacts/doors/set_consent",
        "id={contact}&consent=refused",
        "og",
    ),
    acts(
        "/api/app/contacts/doors/set_stopped",
        "id={contact}&stopped=true",
        "og",
    ),
    acts("/api/app/contacts/doors/erase_contact", "id={contact}", "o"),
    tells("/api/app/contacts/doors/set_keep_days", "days=none", "os"),
    tells("/api/app/dealers/doors/list_dealers", "search=Jansen", "ap"),
    tells("/api/app/dealers/doors/add_dealer", "name=&owner_email=", "a"),
    tells("/api/app/dealers/doors/open_dealer", "id={dealer}", "ap"),
    acts(
        "/api/app/dealers/doors/invite_to_connect",
        "dealer={dealer}",
        "ap",
    ),
    acts("/api/app/dealers/doors/send_link_again", "id={signup}", "oap"),
    acts("/api/app/dealers/doors/retry_signup", "id={signup}", "oap"),
    tells("/api/app/gate/doors/read_invitation", "token=nonsense", NOBODY),
    tells("/api/app/figures/doors/load_figures", "", "os"),
    tells("/api/app/home/doors/load_home", "", "ogs"),
    tells("/api/app/hooks/doors/list_hooks", "kind=inbound", "a"),
    tells("/api/app/hooks/doors/open_hook", "id={hook}", "a"),
    acts("/api/app/hooks/doors/replay_hook", "id={hook}", "a"),
    tells("/api/app/jobs/doors/list_jobs", "state=waiting", "ap"),
    acts("/api/app/jobs/doors/retry_job", "id={job}", "a"),
    tells("/api/app/outbox/doors/list_mails", "", "a"),
    tells("/api/app/outbox/doors/open_mail", "id={mail}", "a"),
    tells("/api/app/readiness/doors/load_readiness", "", "ap"),
    tells("/api/app/hours/doors/load_hours", "", "os"),
    tells("/api/app/frame/doors/find_anything", "typed=ab", "ogsap"),
    tells("/api/app/keys/doors/load_keys", "", "os"),
    tells("/api/app/keys/doors/make_key", "name=", "os"),
    acts("/api/app/keys/doors/withdraw_key", "id=nobodys", "os"),
    tells("/api/app/hours/doors/save_hours", "form[zone]=", "os"),
    tells("/api/app/words/doors/load_words", "", "ogs"),
    tells("/api/app/words/doors/save_label", "name=", "os"),
    acts("/api/app/words/doors/remove_label", "id={label}", "o"),
    tells("/api/app/words/doors/save_reply", "short=&text=", "os"),
    acts("/api/app/words/doors/remove_reply", "id={canned}", "o"),
    acts("/api/app/words/doors/rename_view", "id={view}&name=x", "o"),
    acts("/api/app/words/doors/remove_view", "id={view}", "o"),
    tells("/api/app/words/doors/save_place", "form[at]=", "os"),
    acts("/api/app/words/doors/remove_place", "", "os"),
    tells("/api/app/templates/doors/load_templates", "", "ogs"),
    tells("/api/app/templates/doors/load_taken", "", "os"),
    tells("/api/app/templates/doors/create_template", "form[name]=", "os"),
    acts("/api/app/templates/doors/submit_template", "template=0199", "o"),
    acts("/api/app/templates/doors/delete_template", "template=0199", "o"),
    acts("/api/app/templates/doors/add_starters", "", "os"),
    acts("/api/app/templates/doors/sync_templates", "", "ogs"),
    tells("/api/app/team/doors/load_team", "", "ogs"),
    tells(
        "/api/app/team/doors/invite_member",
        "email=no+mail&role=agent",
        "os",
    ),
    acts("/api/app/team/doors/remove_member", "person={person}", "o"),
    acts("/api/app/team/doors/set_role", "person={person}&role=owner", "o"),
    tells("/api/app/unmatched/doors/list_unmatched", "", "ap"),
    acts(
        "/api/app/unmatched/doors/assign_finish",
        "id=nothing&signup={signup}",
        "a",
    ),
];

#[tokio::test]
async fn this_file_knows_every_route() {
    // The doors register themselves when the app is first drawn.
    let _house = house().await;
    let mut served: BTreeSet<(String, String)> = BTreeSet::new();
    served.extend(
        ROUTES
            .iter()
            .map(|row| (row.method.to_owned(), row.path.to_owned())),
    );
    served.extend(
        PAGES
            .iter()
            .map(|(path, _)| ("GET".to_owned(), (*path).to_owned())),
    );
    served.extend(
        hooks::ROUTES
            .iter()
            .map(|(method, path)| ((*method).to_owned(), (*path).to_owned())),
    );
    served.extend(
        doors()
            .into_iter()
            .map(|(method, path)| (method.to_string(), path.to_owned())),
    );
    let known: BTreeSet<_> = CASES
        .iter()
        .map(|case| (case.method.to_owned(), case.path.to_owned()))
        .collect();
    let unknown: Vec<_> = served.difference(&known).collect();
    let gone: Vec<_> = known.difference(&served).collect();
    assert!(
        unknown.is_empty() && gone.is_empty(),
        "not known here: {unknown:#?}; not served: {gone:#?}"
    );
}

#[test]
fn nobody_is_answered_whom_the_list_of_routes_does_not_name() {
    let rows = ROUTES.iter().map(|row| (row.method, row.path, row.who));
    let pages = PAGES.iter().map(|(path, who)| ("GET", *path, *who));
    for (method, path, who) in rows.chain(pages) {
        let case = CASES
            .iter()
            .find(|case| case.method == method && case.path == path);
        let answered = case.map_or(NOBODY, |case| case.answered);
        let named = match who {
            Who::Anyone | Who::Link | Who::Operator => EVERYBODY,
            Who::Person => "ogsap",
            Who::Dealer => "ogs",
            Who::Owner => "os",
            Who::Isv => "ap",
        };
        let beyond: String = answered
            .chars()
            .filter(|letter| !named.contains(*letter))
            .collect();
        assert_eq!(beyond, "", "{method} {path} is for {who:?}");
    }
}

/// Things of Autobedrijf Jansen, by the names that stand in braces.
struct Things {
    connected: Connected,
    dealer: String,
    person: String,
    login: String,
    mail: String,
    job: String,
    attachment: String,
    hook: String,
    conversation: String,
    message: String,
    contact: String,
    label: String,
    canned: String,
    view: String,
}

impl Things {
    fn fill(&self, text: &str) -> String {
        text.replace("{integration}", &self.connected.integration)
            .replace("{signup}", &self.connected.signup)
            .replace("{dealer}", &self.dealer)
            .replace("{person}", &self.person)
            .replace("{login}", &self.login)
            .replace("{mail}", &self.mail)
            .replace("{job}", &self.job)
            .replace("{attachment}", &self.attachment)
            .replace("{hook}", &self.hook)
            .replace("{conversation}", &self.conversation)
            .replace("{message}", &self.message)
            .replace("{contact}", &self.contact)
            .replace("{label}", &self.label)
            .replace("{canned}", &self.canned)
            .replace("{view}", &self.view)
    }

    /// What no stranger may read.
    fn secrets(&self) -> [&str; 5] {
        let Connected {
            number,
            account,
            auth_token,
            ..
        } = &self.connected;
        ["Autobedrijf Jansen", AGENT, number, account, auth_token]
    }
}

async fn actor(house: &House, browser: &Browser) -> Actor {
    let cookie = browser.cookie.as_deref().expect("signed in");
    let secret = cookie.strip_prefix("__Host-forecourt=").expect("our cookie");
    let found = portal::people::authenticate(house.world(), secret, portal::From::default()).await;
    found.expect("an answer").expect("signed in").0
}

async fn things(house: &House, owner: &Browser, admin: &Browser) -> Things {
    let connected = house.connect(owner).await;
    let form = [("email", "new@forecourt.test"), ("role", "agent")];
    assert_eq!(
        house
            .post("/api/app/team/doors/invite_member", &form, owner)
            .await
            .status(),
        200
    );
    let mut db = house.world().store.read().await.expect("a connection");
    let agent = store::people::find_by_email(&mut db, AGENT)
        .await
        .expect("an answer")
        .expect("somebody");
    drop(db);
    let Actor::Person { dealer, login, .. } = actor(house, owner).await else {
        panic!("a person")
    };
    let dealer = dealer.expect("a dealer");
    let [conversation, message, contact] = hear(house, &dealer, &connected.number, owner).await;
    let [label, canned, view] = words(house, owner).await;
    let admin = actor(house, admin).await;
    let mails = portal::mails::list(house.world(), &admin, None)
        .await
        .expect("mails");
    let (jobs, _) = portal::jobs::list(house.world(), &admin, Some(JobState::Waiting), None)
        .await
        .expect("jobs");
    Things {
        connected,
        dealer: dealer.to_string(),
        person: agent.id.to_string(),
        login: login.to_string(),
        mail: mails.rows[0].id.to_string(),
        job: jobs.rows[0].id.to_string(),
        hook: house.hook().await,
        attachment: house.hand_in(owner, "image/png", PIXEL).await,
        conversation,
        message,
        contact,
        label,
        canned,
        view,
    }
}

/// The dealer has a label, a reply, and a view of the owner's.
async fn words(house: &House, owner: &Browser) -> [String; 3] {
    let (world, owner) = (house.world(), actor(house, owner).await);
    let label = EditLabel {
        id: None,
        name: "Hot".to_owned(),
        colour: Colour::Red,
    };
    let label = portal::conversations::save_label(world, &owner, label).await;
    let canned = EditCanned {
        id: None,
        short: "hi".to_owned(),
        text: "Hello".to_owned(),
    };
    let canned = portal::conversations::save_canned(world, &owner, canned).await;
    let view = portal::conversations::save_filter(world, &owner, "Mine", &Filter::default()).await;
    [
        label.expect("a label").id.to_string(),
        canned.expect("a reply").id.to_string(),
        view.expect("a view").id.to_string(),
    ]
}

/// A buyer writes; answers the conversation, the message and the buyer.
async fn hear(house: &House, dealer: &DealerId, number: &str, owner: &Browser) -> [String; 3] {
    let world = house.world();
    let form = [
        ("MessageSid", "SM00000000000000000000000000000001".to_owned()),
        ("From", "whatsapp:+31611111111".to_owned()),
        ("To", format!("whatsapp:{number}")),
        ("Body", "Hello".to_owned()),
    ];
    let form: Vec<_> = form.map(|(key, value)| (key.to_owned(), value)).into();
    portal::messages::receive(world, dealer, &form, world.clock.now())
        .await
        .expect("received");
    let owner = actor(house, owner).await;
    let list = portal::conversations::list(world, &owner, &Filter::default(), None).await;
    let id = list.expect("a list").rows.swap_remove(0).id;
    let thread = portal::conversations::open(world, &owner, &id)
        .await
        .expect("a thread");
    [
        id.to_string(),
        thread.messages[0].id.to_string(),
        thread.contact.id.to_string(),
    ]
}

#[tokio::test]
async fn a_stranger_learns_nothing_and_the_wrong_role_is_refused() {
    let house = house().await;
    house.add(AGENT, Role::Agent, Some(OWNER)).await;
    house.add(SUPPORT, Role::Support, None).await;
    let visitors = [
        ('n', Browser::default()),
        ('o', house.sign_in(OWNER).await),
        ('g', house.sign_in(AGENT).await),
        ('s', house.sign_in(STRANGER).await),
        ('a', house.sign_in(ADMIN).await),
        ('p', house.sign_in(SUPPORT).await),
    ];
    let things = things(&house, &visitors[1].1, &visitors[4].1).await;
    let mut faults = Vec::new();
    for case in CASES {
        for (letter, browser) in &visitors {
            let is_answered = case.answered.contains(*letter);
            if is_answered && case.acts {
                continue;
            }
            let fault = visit(&house, case, *letter, browser, &things, is_answered).await;
            faults.extend(fault.map(|why| format!("{letter} {} {}: {why}", case.method, case.path)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Visits as somebody and says what is wrong with the answer.
async fn visit(
    house: &House,
    case: &Case,
    letter: char,
    browser: &Browser,
    things: &Things,
    is_answered: bool,
) -> Option<String> {
    let path = match (case.path.find('{'), case.path.find('}')) {
        (Some(open), Some(close)) => {
            format!(
                "{}{}{}",
                &case.path[..open],
                things.fill(case.parameter),
                &case.path[close + 1..]
            )
        }
        _ => case.path.to_owned(),
    };
    let request = house.request(case.method, &path, browser);
    let request = match case.sent {
        Sent::Nothing => request,
        Sent::Form(form) => request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(things.fill(form)),
        Sent::Json(json) => request
            .header(header::CONTENT_TYPE, "application/json")
            .body(json),
    };
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let place = answer
        .headers()
        .get(header::LOCATION)
        .map(|place| place.to_str().expect("plain").to_owned());
    let text = answer.text().await.expect("a body");
    // Those who know the dealer anyway may read of it.
    let secrets = things.secrets();
    let told = secrets.iter().find(|secret| text.contains(**secret));
    if let Some(secret) = told
        && (letter == 'n' || letter == 's' || !is_answered && letter != 'o' && letter != 'g')
    {
        return Some(format!("{status} tells {secret}"));
    }
    let refused_at_the_gate =
        status == 303 && place.as_deref().is_some_and(|place| place.starts_with("/login"));
    let is_door = case.path.starts_with("/api/")
        || case.path.starts_with("/media/")
        || case.path.ends_with("/export")
        || case.path.ends_with("/live")
        || case.path == "/push"
        || case.method == "POST";
    let is_right = match (is_answered, letter) {
        // A form that is filled in wrongly is read, and answered with what is wrong.
        (true, _) => {
            matches!(status, 200 | 201 | 303 | 422) && (!refused_at_the_gate || case.method == "POST")
        }
        // Forged links and signatures are told so, to everybody alike.
        (false, _) if case.answered == NOBODY => (400..500).contains(&status),
        (false, 'n') if is_door => matches!(status, 401 | 403 | 404 | 410),
        (false, 'n') => refused_at_the_gate,
        (false, 's') => status == 404 || case.path == "/login" && status == 303,
        // Somebody signed in is led from the gate to their home.
        (false, _) if case.path == "/login" || case.path == "/" => status == 303,
        (false, _) => (400..500).contains(&status),
    };
    (!is_right).then(|| {
        format!(
            "answered {status} {}: {}",
            place.unwrap_or_default(),
            text.chars().take(160).collect::<String>()
        )
    })
}

/// Two servers in one process share what Leptos holds for all of it.
#[tokio::test]
async fn a_server_that_starts_beside_keeps_no_page_waiting() {
    let house = house().await;
    let shared = house.shared();
    let is_over = CancellationToken::new();
    // Also when an answer does not come: nothing else ends the work beside.
    let _end = is_over.clone().drop_guard();
    tokio::task::spawn_blocking(move || {
        while !is_over.is_cancelled() {
            drop(web::router(shared.clone()));
        }
    });
    for _ in 0..20 {
        let page = house.get("/reset/nonsense", &Browser::default()).await;
        assert_eq!(page.status(), 403);
    }
}
