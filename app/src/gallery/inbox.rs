//! The desk with made-up data.

use domain::{
    AttachmentId, ContactId, Page as Part,
    contact::{Consent, ContactView},
    conversation::{
        Canned, Colour, ConversationRow, ConversationState, Counts, Desk, Hit, Label, Mention, Thread,
    },
    message::{
        AttachmentState, AttachmentView, Detail, Direction, FromTemplate, Kind, Location, MessageTrouble,
        MessageView, Origin, Referral, Status,
    },
    template::{Choice, Choices, Shape},
    window::Window,
};

use super::*;
use crate::{
    inbox::{First, Start, whole},
    json::read,
};

fn minutes(n: i64) -> Timestamp {
    NOW - domain::Span::minutes(n)
}

fn row(id: &str, name: &str, last: &str, ago: i64) -> ConversationRow {
    ConversationRow {
        id: id.parse().unwrap(),
        contact: contact_id(),
        number: "n1".parse().unwrap(),
        known: 0,
        name: name.into(),
        last: last.into(),
        last_kind: Kind::Text,
        last_direction: Direction::In,
        last_status: None,
        last_at: minutes(ago),
        unread: 0,
        waiting_since: None,
        state: ConversationState::Open,
        snoozed_until: None,
        assignee: None,
        labels: Vec::new(),
        mention: Mention::None,
        place: ago,
        seq: 1,
    }
}

fn contact_id() -> ContactId {
    "b1".parse().unwrap()
}

fn rows() -> Vec<ConversationRow> {
    vec![
        ConversationRow {
            unread: 2,
            waiting_since: Some(minutes(52)),
            labels: vec!["l1".parse().unwrap()],
            mention: Mention::New,
            ..row(
                "c1",
                "Eva van den Berg",
                "Is the Volvo V60 still for sale? I could come by this afternoon.",
                12,
            )
        },
        ConversationRow {
            last_kind: Kind::Image,
            unread: 1,
            waiting_since: Some(minutes(14)),
            assignee: Some("p1".parse().unwrap()),
            ..row("c2", "Hidden number", "", 14)
        },
        ConversationRow {
            last_direction: Direction::Out,
            last_status: Some(Status::Read),
            assignee: Some("p2".parse().unwrap()),
            labels: vec!["l2".parse().unwrap(), "l3".parse().unwrap()],
            ..row(
                "c3",
                "Garage Peeters en Zonen, Antwerpen-Noord",
                "See you on Tuesday at ten.",
                64,
            )
        },
        ConversationRow {
            last_direction: Direction::Out,
            last_status: Some(Status::Failed),
            ..row("c4", "+31 6 22334455", "Your car is ready.", 180)
        },
        ConversationRow {
            last_kind: Kind::Location,
            state: ConversationState::Snoozed,
            snoozed_until: Some(minutes(-300)),
            ..row("c5", "María José Ruiz", "", 2_000)
        },
        ConversationRow {
            last_kind: Kind::Audio,
            state: ConversationState::Resolved,
            ..row("c6", "Jan", "", 60_000)
        },
    ]
}

fn desk(rows: Vec<ConversationRow>) -> Desk {
    Desk {
        counts: Counts {
            all: 6,
            mine: 1,
            unassigned: 100,
            unread: 2,
            snoozed: 1,
            mentions: 1,
        },
        rows: Part {
            next: (rows.len() > 1).then(|| "more".into()),
            rows,
        },
        seq: 7,
        people: vec![
            ("p1".parse().unwrap(), "Anna Jansen".into()),
            ("p2".parse().unwrap(), "Bas de Boer".into()),
        ],
        labels: [
            ("l1", "Hot lead", Colour::Red),
            ("l2", "Service", Colour::Blue),
            ("l3", "Trade-in", Colour::Violet),
        ]
        .into_iter()
        .map(|(id, name, colour)| Label {
            id: id.parse().unwrap(),
            name: name.into(),
            colour,
        })
        .collect(),
        numbers: vec![("n1".parse().unwrap(), "085 001 2345".into())],
        canned: vec![Canned {
            id: "k1".parse().unwrap(),
            short: "hours".into(),
            text: "We are open Monday to Saturday, nine to six.".into(),
        }],
        filters: Vec::new(),
        me: "p1".parse().unwrap(),
        is_owner: true,
        has_place: true,
        now: NOW,
    }
}

fn message(id: &str, direction: Direction, body: &str, ago: i64) -> MessageView {
    MessageView {
        id: id.parse().unwrap(),
        request_id: None,
        direction,
        origin: if direction == Direction::In {
            Origin::Buyer
        } else {
            Origin::Person
        },
        author: (direction == Direction::Note).then(|| "Bas de Boer".into()),
        kind: Kind::Text,
        body: body.into(),
        detail: Detail::default(),
        quoted: None,
        attachments: Vec::new(),
        status: (direction == Direction::Out).then_some(Status::Read),
        trouble: None,
        price: (direction == Direction::Out).then(|| "0.00500 USD".into()),
        at: minutes(ago),
        seq: 1,
    }
}

fn file(content_type: &str, state: AttachmentState, name: Option<&str>) -> AttachmentView {
    AttachmentView {
        id: AttachmentId::try_from("a1".to_owned()).unwrap(),
        content_type: content_type.into(),
        name: name.map(Into::into),
        bytes: 482_000,
        state,
        small: (content_type == "image/jpeg").then_some((320, 240)),
        trouble: (state == AttachmentState::Failed)
            .then(|| "Twilio does not answer. It is tried again.".into()),
    }
}

fn all_kinds() -> Vec<MessageView> {
    use Direction::{In, Note, Out};
    let with = |message: MessageView, kind, detail| MessageView {
        kind,
        detail,
        ..message
    };
    let plain = Detail::default;
    let attached = |message: MessageView, kind, file: AttachmentView| MessageView {
        attachments: vec![file],
        kind,
        ..message
    };
    let status = |message: MessageView, status| MessageView {
        status: Some(status),
        ..message
    };
    let referral = Referral {
        source: "ad".into(),
        source_id: "1".into(),
        url: "https://fb.me/ad".into(),
        headline: "Volvo V60, first owner".into(),
        body: "Only this week with winter tyres.".into(),
        click: String::new(),
    };
    let template = FromTemplate {
        content_sid: "HX1".into(),
        name: "test_drive".into(),
        variables: Vec::new(),
        buttons: vec!["Yes, book it".into(), "Call me".into()],
    };
    let failed = MessageTrouble {
        what: "The phone could not be reached for a day.".into(),
        act: "Try it again, or call.".into(),
        code: Some(63024),
        retry: true,
    };
    vec![
        with(
            message(
                "m1",
                In,
                "Hello, I saw this on Facebook https://fb.me/ad and would like to know more",
                3_000,
            ),
            Kind::Text,
            Detail {
                referral: Some(referral),
                ..plain()
            },
        ),
        MessageView {
            origin: Origin::Machine,
            ..status(
                message(
                    "m2",
                    Out,
                    "We are closed now. We answer tomorrow from nine.",
                    2_999,
                ),
                Status::Delivered,
            )
        },
        message(
            "m3",
            Note,
            "@Anna this is the lady from the fair. She wants the tow bar.",
            2_900,
        ),
        with(
            message("m4", Out, "Shall we book a test drive on Tuesday at ten?", 1_500),
            Kind::Template,
            Detail {
                template: Some(template),
                ..plain()
            },
        ),
        MessageView {
            quoted: Some("Shall we book a test drive on Tuesday at ten?".into()),
            ..with(
                message("m5", In, "Yes, book it", 1_480),
                Kind::Answer,
                Detail {
                    answer: Some(("Yes, book it".into(), "yes".into())),
                    ..plain()
                },
            )
        },
        attached(
            message("m6", In, "", 70),
            Kind::Image,
            file("image/jpeg", AttachmentState::Waiting, None),
        ),
        attached(
            message("m7", In, "", 69),
            Kind::Document,
            file(
                "application/pdf",
                AttachmentState::Failed,
                Some("Registration.pdf"),
            ),
        ),
        attached(
            message("m8", In, "", 68),
            Kind::Audio,
            file("audio/ogg", AttachmentState::Kept, None),
        ),
        attached(
            message("m9", In, "", 67),
            Kind::Document,
            file(
                "application/pdf",
                AttachmentState::Kept,
                Some("Papers of the Volvo.pdf"),
            ),
        ),
        with(
            message("m10", In, "", 66),
            Kind::Location,
            Detail {
                location: Some(Location {
                    latitude: "52.3702".into(),
                    longitude: "4.8952".into(),
                    label: "Central station".into(),
                    address: "Stationsplein, Amsterdam".into(),
                }),
                forwarded: true,
                ..plain()
            },
        ),
        status(message("m11", Out, "Thank you.", 60), Status::Delivered),
        status(message("m12", Out, "I will look.", 59), Status::Sent),
        MessageView {
            trouble: Some(failed),
            ..status(
                message("m13", Out, "The papers are complete.", 58),
                Status::Failed,
            )
        },
        status(message("m14", Out, "One moment.", 57), Status::Waiting),
        message("m15", In, "Is the Volvo V60 still for sale?", 13),
        message("m16", In, "I could come by this afternoon.", 12),
    ]
}

fn contact(stopped: bool) -> ContactView {
    ContactView {
        id: contact_id(),
        known: 0,
        name: "Eva van den Berg".into(),
        profile_name: Some("Eva 🌻".into()),
        own_name: Some("Eva van den Berg".into()),
        phone: Some("+31 6 12345678".into()),
        notes: "Drives a V40 from 2014. Two dogs.".into(),
        consent: Consent::Given,
        consent_at: Some(minutes(9_000)),
        consent_how: Some("at the fair".into()),
        stopped_at: stopped.then(|| minutes(20)),
        stopped_word: stopped.then(|| "STOP".into()),
        since: minutes(3_000),
    }
}

fn thread(window: Window, stopped: bool) -> Thread {
    Thread {
        row: rows().swap_remove(0),
        contact: contact(stopped),
        number: "085 001 2345".into(),
        window,
        messages: all_kinds(),
        earlier: None,
        draft: String::new(),
        first_reply: Some(domain::Span::minutes(7)),
    }
}

fn start(address: &str, rows: Vec<ConversationRow>, thread: Option<Thread>) -> Start {
    Start {
        address: address.into(),
        desk: desk(rows),
        thread,
        hits: None,
        choices: None,
        connected: true,
        first: None,
        request_id: "r1".into(),
        refused: None,
    }
}

fn choices() -> Choices {
    let shape = Shape::QuickReply {
        body: "Hello {{1}}, your test drive with the {{2}} is booked. Does Tuesday at ten suit you?".into(),
        buttons: vec!["Yes, book it".into(), "Call me".into()],
    };
    Choices {
        usable: vec![Choice {
            id: "t1".parse().unwrap(),
            name: "test_drive".into(),
            language: "en".into(),
            variables: vec![("1".into(), "Eva".into()), ("2".into(), "Volvo V60".into())],
            shape,
        }],
        unusable: vec![("service_due".into(), "Meta is looking at it.".into())],
    }
}

fn shown(name: &str, path: &'static str, start: Start) -> String {
    let json = serde_json::to_string(&start).unwrap();
    assert_eq!(
        read::<Start>(&json).as_ref(),
        Some(&start),
        "the browser reads what the server wrote"
    );
    let html = draw(path, owner(), || whole(start));
    save(name, &html);
    html
}

#[test]
fn the_desk_can_be_looked_at() {
    let until = NOW + domain::Span::hours(23);
    let open = Window::Open { until };
    let closing = Window::Closing {
        until: NOW + domain::Span::minutes(42),
    };
    let closed = Window::Closed {
        since: Some(minutes(30)),
    };
    let first = First {
        number: "085 001 2345".into(),
        chat: "https://wa.me/31850012345".into(),
        qr_svg: QR.into(),
    };
    shown("inbox-list", "/inbox", start("/inbox", rows(), None));
    shown(
        "inbox-thread",
        "/inbox/c1",
        start("/inbox/c1", rows(), Some(thread(open, false))),
    );
    shown(
        "inbox-closing",
        "/inbox/c1",
        start("/inbox/c1", rows(), Some(thread(closing, false))),
    );
    let closed = Start {
        choices: Some(choices()),
        ..start("/inbox/c1", rows(), Some(thread(closed, false)))
    };
    shown("inbox-closed", "/inbox/c1", closed);
    shown(
        "inbox-stopped",
        "/inbox/c1",
        start("/inbox/c1", rows(), Some(thread(open, true))),
    );
    shown(
        "inbox-note",
        "/inbox/c1",
        start("/inbox/c1?pane=note", rows(), Some(thread(open, false))),
    );
    shown(
        "inbox-contact",
        "/inbox/c1",
        start("/inbox/c1?pane=contact", rows(), Some(thread(open, false))),
    );
    shown(
        "inbox-first",
        "/inbox",
        Start {
            first: Some(first),
            ..start("/inbox", Vec::new(), None)
        },
    );
    shown(
        "inbox-view-empty",
        "/inbox",
        start("/inbox?view=mine", Vec::new(), None),
    );
    let mut off = start("/inbox", Vec::new(), None);
    off.connected = false;
    off.desk.counts = Counts::default();
    shown("inbox-off", "/inbox", off);
    let hit = Hit {
        conversation: "c1".parse().unwrap(),
        contact: contact_id(),
        name: "Eva van den Berg".into(),
        message: Some("m15".parse().unwrap()),
        at: minutes(13),
        excerpt: vec![
            ("Is the ".into(), false),
            ("Volvo".into(), true),
            (" V60 still for sale?".into(), false),
        ],
    };
    for (name, hits) in [
        ("inbox-found", vec![hit.clone(), hit]),
        ("inbox-not-found", Vec::new()),
    ] {
        let found = Start {
            hits: Some(hits),
            ..start("/inbox?q=volvo", rows(), None)
        };
        shown(name, "/inbox", found);
    }
}

#[test]
fn the_desk_lets_no_text_become_markup() {
    let harm = || HARM.to_owned();
    let mut one = thread(
        Window::Open {
            until: NOW + domain::Span::hours(5),
        },
        true,
    );
    one.row.name = harm();
    one.row.last = harm();
    one.contact.name = harm();
    one.contact.notes = harm();
    one.draft = harm();
    for message in &mut one.messages {
        message.body = harm();
        message.quoted = Some(harm());
        message.author = Some(harm());
        if let Some(referral) = &mut message.detail.referral {
            referral.headline = harm();
            referral.body = harm();
            referral.url = format!("javascript:{HARM}");
        }
        if let Some(place) = &mut message.detail.location {
            place.label = harm();
            place.latitude = harm();
        }
        for file in &mut message.attachments {
            file.name = Some(harm());
        }
    }
    let mut page = start("/inbox/c1?pane=note", vec![one.row.clone()], Some(one));
    page.desk.labels[0].name = harm();
    page.desk.people[0].1 = harm();
    page.desk.canned[0].text = harm();
    let html = shown("inbox-harm", "/inbox/c1", page);
    assert!(!html.contains("<script>alert"), "the desk does not escape");
    assert!(!html.contains("<img src=x"), "the desk does not escape");
    assert!(!html.contains("href=\"javascript:"), "the desk links to a script");
    assert!(
        !html.contains(" style=\""),
        "the content policy forbids inline styles"
    );
}
