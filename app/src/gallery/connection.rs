//! The page of a connected number, and how its health is told, with made-up data.

use domain::integration::{Connection, IntegrationMeta, WebhookCheck};

use super::*;

fn connection(look: &Look) -> Connection {
    let check = |name: &str| WebhookCheck {
        name: name.into(),
        expected: format!("https://portal.autolijn.test/twilio/{name}/k1"),
        actual: if look.webhooks_ours {
            format!("https://portal.autolijn.test/twilio/{name}/k1")
        } else {
            "https://elsewhere.test".into()
        },
        ok: look.webhooks_ours,
    };
    Connection {
        id: "i1".parse().unwrap(),
        number: "+31850012345".parse().unwrap(),
        national: "085 001 2345".into(),
        number_id: "n1".parse().unwrap(),
        kind: NumberKind::SmsCapable,
        display_name: "Autobedrijf Jansen".into(),
        health: health(look),
        sender_status: look.status.clone(),
        quality: Some("HIGH".into()),
        messaging_limit: Some("10K Customers/24hr".into()),
        webhooks: vec![check("inbound"), check("status")],
        meta: IntegrationMeta {
            waba_id: "104857600123456".into(),
            twilio_subaccount_sid: "AC0123456789abcdef0123456789abcdef".into(),
            facebook_business_id: None,
            sender_id: "XE00000000000000000000000000000001".into(),
            registered_via: domain::integration::REGISTERED_VIA.into(),
            phone_number_id: None,
            solution_id: None,
            config_id: None,
        },
        connected_at: NOW - domain::Span::days(40),
        disconnected_at: look.disconnected.then(|| NOW - domain::Span::days(1)),
        signup: "s1".parse().unwrap(),
        last_inbound: Some(NOW - domain::Span::minutes(3)),
        test: TestMessage::default(),
        qr_svg: QR.into(),
        events: timeline(),
    }
}

fn page(look: &Look, role: Role) -> String {
    let connection = connection(look);
    unmarked(&draw(
        "/connections/i1",
        info(Some(role), "Anna Jansen"),
        move || view! { <div class="page">{crate::connection::draw(connection)}</div> }.into_any(),
    ))
}

/// Without what Leptos leaves between texts, to find them again in the browser.
fn unmarked(html: &str) -> String {
    html.replace("<!>", "").replace("<!--<() />-->", "")
}

/// What stands in the page's `<output>`.
fn output(html: &str) -> String {
    let html = unmarked(html);
    let (_, from) = html.split_once("<output>").unwrap();
    read(from.split_once("</output>").unwrap().0)
}

/// What is read of a page: its text without the marks.
fn read(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&#x27;", "'").replace("&amp;", "&")
}

fn line(look: &Look, last: Option<Timestamp>) -> String {
    let health = health(look);
    let html = draw("/", owner(), move || {
        view! { <output><HealthLine health last/></output> }.into_any()
    });
    output(&html)
}

fn offline(reason: Option<u32>) -> Look {
    Look {
        status: SenderStatus::Offline,
        reason,
        ..look()
    }
}

fn drifted() -> Look {
    Look {
        webhooks_ours: false,
        ..look()
    }
}

fn meta(word: &str) -> Look {
    Look {
        meta: Some(word.into()),
        ..look()
    }
}

#[test]
fn the_pages_of_a_number_can_be_looked_at() {
    for (name, look) in [
        ("connection-well", look()),
        ("connection-drifted", drifted()),
        ("connection-unshared", meta("PARTNER_REMOVED")),
        ("connection-will-be-disabled", meta("SCHEDULE_FOR_DISABLE")),
        ("connection-moved", offline(Some(63109))),
        ("connection-offline", offline(None)),
    ] {
        save(name, &page(&look, Role::Owner));
    }
    save("connection-drifted-agent", &page(&drifted(), Role::Agent));
    save("connection-drifted-admin", &page(&drifted(), Role::Admin));
}

#[test]
fn health_is_one_sentence_that_says_nothing_twice() {
    let last = Some(NOW - domain::Span::minutes(3));
    let said = looks().map(|look| line(&look, last));
    let checked = " · checked 3 min ago";
    assert_eq!(said[0], format!("Connected, last message 3 min ago{checked}"));
    assert_eq!(said[1], format!("In review, normal, up to 24 h{checked}"));
    assert_eq!(
        said[2],
        format!("Action needed: Meta is going to disable your WhatsApp account.{checked}")
    );
    assert!(said[3].starts_with("Paused by Meta: "), "{}", said[3]);
    assert_eq!(said[4], "Disconnected");
    assert_eq!(line(&look(), None), format!("Connected, no message yet{checked}"));
}

#[test]
fn a_dealers_line_in_the_list_says_the_level_once() {
    let text = |level, words: &str, last| {
        let words = words.to_owned();
        let html = draw("/admin/dealers", info(Some(Role::Admin), "Noor"), move || {
            view! { <output><crate::dealers::list::Standing level words last/></output> }.into_any()
        });
        output(&html)
    };
    let last = Some(NOW - domain::Span::minutes(3));
    let connected = Some(HealthLevel::Connected);
    assert_eq!(text(connected, "", last), "Connected last message 3 min ago");
    assert_eq!(text(connected, "", None), "Connected no message yet");
    assert_eq!(
        text(connected, "2 numbers", last),
        "Connected 2 numbers, last message 3 min ago"
    );
    assert_eq!(text(Some(HealthLevel::Disconnected), "", last), "Disconnected ");
    assert_eq!(
        text(None, "Has not started", None),
        "Not connected Has not started"
    );
}

#[test]
fn a_trouble_has_the_one_button_that_helps() {
    const META: &str =
        "href=\"https://business.facebook.com/business-support-home/\" target=\"_blank\" rel=\"noopener\"";
    const HELP: &str = "href=\"mailto:help@autolijn.test\"";
    let buttons = [">Reconnect</button>", META, HELP, ">Repair</button>"];
    for (look, wanted) in [
        (look(), None),
        (meta("PARTNER_REMOVED"), Some(buttons[0])),
        (meta("ACCOUNT_DELETED"), Some(buttons[0])),
        (offline(Some(63111)), Some(buttons[0])),
        (meta("SCHEDULE_FOR_DISABLE"), Some(META)),
        (meta("DISABLE"), Some(META)),
        (offline(Some(63109)), Some(HELP)),
        (offline(None), None),
        (drifted(), Some(buttons[3])),
    ] {
        let html = page(&look, Role::Owner);
        for button in buttons {
            let times = html.matches(button).count();
            assert_eq!(times, usize::from(wanted == Some(button)), "{button}: {look:?}");
        }
        assert_eq!(html.matches(">Refresh status</button>").count(), 1, "{look:?}");
    }
    assert!(!page(&offline(Some(63109)), Role::Admin).contains("mailto:help"));
    let gone = Look {
        disconnected: true,
        ..look()
    };
    assert_eq!(page(&gone, Role::Owner).matches(buttons[0]).count(), 1);
}

#[test]
fn what_a_person_may_not_press_says_who_can() {
    let both = Look {
        webhooks_ours: false,
        ..meta("PARTNER_REMOVED")
    };
    for (role, repairs, reconnects) in [
        (Role::Owner, true, true),
        (Role::Admin, true, false),
        (Role::Agent, false, false),
        (Role::Support, false, false),
    ] {
        for look in [&drifted(), &both] {
            let html = page(look, role);
            let times = |text: &str| html.matches(text).count();
            assert_eq!(times(">Repair</button>"), usize::from(repairs), "{role:?}");
            assert_eq!(
                times("An owner can repair it."),
                usize::from(!repairs),
                "{role:?}"
            );
        }
        let gone = Look {
            disconnected: true,
            ..look()
        };
        for look in [&both, &gone] {
            let html = page(look, role);
            let times = |text: &str| html.matches(text).count();
            assert_eq!(times(">Reconnect</button>"), usize::from(reconnects), "{role:?}");
            assert_eq!(
                times("An owner can connect it again."),
                usize::from(!reconnects),
                "{role:?}"
            );
        }
    }
    let unshared = meta("PARTNER_REMOVED");
    assert!(read(&page(&unshared, Role::Owner)).contains("Your company has to act. Code 63111"));
    assert!(read(&page(&unshared, Role::Support)).contains("The dealer has to act. Code 63111"));
}
