use domain::{
    Page, Span,
    conversation::{ConversationState, Counts, Mention},
    message::{Kind, Origin, Status},
};

use super::*;

const T: Timestamp = Timestamp(1_795_252_230_000_000);

fn row(id: &str, place: i64, seq: i64) -> ConversationRow {
    ConversationRow {
        id: id.parse().unwrap(),
        contact: "b".parse().unwrap(),
        number: "n".parse().unwrap(),
        name: id.to_owned(),
        known: 0,
        last: String::new(),
        last_kind: Kind::Text,
        last_direction: Direction::In,
        last_status: None,
        last_at: T,
        unread: 2,
        waiting_since: None,
        state: ConversationState::Open,
        snoozed_until: None,
        assignee: None,
        labels: Vec::new(),
        mention: Mention::None,
        place,
        seq,
    }
}

pub(in crate::inbox) fn message(
    id: &str,
    direction: Direction,
    minutes: i64,
    status: Option<Status>,
) -> MessageView {
    MessageView {
        id: id.parse().unwrap(),
        request_id: None,
        direction,
        origin: Origin::Buyer,
        author: None,
        kind: Kind::Text,
        body: id.to_owned(),
        detail: domain::message::Detail::default(),
        quoted: None,
        attachments: Vec::new(),
        status,
        trouble: None,
        price: None,
        at: T + Span::minutes(minutes),
        seq: 1,
    }
}

pub(in crate::inbox) fn desk(next: Option<&str>) -> Desk {
    Desk {
        rows: Page {
            rows: vec![row("a", 10, 1), row("b", 20, 2)],
            next: next.map(Into::into),
        },
        seq: 2,
        counts: Counts::default(),
        people: Vec::new(),
        labels: Vec::new(),
        numbers: Vec::new(),
        canned: Vec::new(),
        filters: Vec::new(),
        me: "me".parse().unwrap(),
        is_owner: true,
        has_place: false,
        now: T,
    }
}

pub(in crate::inbox) fn talk() -> Talk {
    Talk::of(Thread {
        row: row("a", 10, 1),
        contact: domain::contact::ContactView {
            id: "b".parse().unwrap(),
            known: 0,
            name: "Eva".into(),
            profile_name: None,
            own_name: None,
            phone: None,
            notes: String::new(),
            consent: domain::contact::Consent::Unknown,
            consent_at: None,
            consent_how: None,
            stopped_at: None,
            stopped_word: None,
            since: T,
        },
        number: String::new(),
        window: Window::Open { until: T + LENGTH },
        messages: vec![
            message("m1", Direction::In, -5, None),
            message("m2", Direction::In, -4, None),
            message("m3", Direction::Out, -3, Some(Status::Sent)),
            message("m4", Direction::In, 0, None),
        ],
        earlier: None,
        draft: String::new(),
        first_reply: None,
    })
}

fn names(desk: &Desk) -> Vec<&str> {
    desk.rows.rows.iter().map(|row| row.id.as_str()).collect()
}

fn rows(rows: Vec<ConversationRow>) -> Changes {
    Changes {
        seq: 9,
        rows,
        ..Changes::default()
    }
}

#[test]
fn the_line_of_what_is_new_stands_before_what_nobody_had_seen() {
    assert_eq!(talk().first_new, Some("m2".parse().unwrap()));
}

#[test]
fn a_line_moves_to_its_place_and_old_news_of_it_change_nothing() {
    let (mut desk, mut talk) = (desk(None), None);
    apply(
        &mut desk,
        &mut talk,
        &Filter::default(),
        rows(vec![row("b", 5, 4)]),
    );
    assert_eq!(names(&desk), ["b", "a"]);
    apply(
        &mut desk,
        &mut talk,
        &Filter::default(),
        rows(vec![row("b", 99, 3)]),
    );
    assert_eq!(names(&desk), ["b", "a"]);
    assert_eq!(desk.seq, 9);
}

#[test]
fn what_is_resolved_leaves_the_list_and_what_lies_beyond_it_stays_out() {
    let mut gone = row("a", 10, 5);
    gone.state = ConversationState::Resolved;
    let (mut desk, mut talk) = (desk(Some("more")), None);
    let news = rows(vec![gone, row("c", 99, 6)]);
    apply(&mut desk, &mut talk, &Filter::default(), news);
    assert_eq!(names(&desk), ["b"]);
}

#[test]
fn a_message_told_twice_stands_once_and_its_ticks_never_go_back() {
    let (mut desk, mut talk) = (desk(None), Some(talk()));
    for (status, seq) in [(Status::Read, 9), (Status::Delivered, 8), (Status::Read, 9)] {
        let told = MessageView {
            seq,
            ..message("m3", Direction::Out, -3, Some(status))
        };
        let news = Changes {
            messages: vec![
                ("a".parse().unwrap(), told),
                ("a".parse().unwrap(), message("m5", Direction::In, 2, None)),
                ("z".parse().unwrap(), message("m6", Direction::In, 3, None)),
            ],
            ..Changes::default()
        };
        apply(&mut desk, &mut talk, &Filter::default(), news);
    }
    let talk = talk.unwrap();
    let ids: Vec<_> = talk.thread.messages.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["m1", "m2", "m3", "m4", "m5"]);
    assert_eq!(talk.thread.messages[2].status, Some(Status::Read));
}

#[test]
fn a_message_that_is_sent_again_waits_again() {
    let mut talk = talk();
    let at = |status, seq| MessageView {
        seq,
        ..message("m3", Direction::Out, -3, Some(status))
    };
    for (status, seq) in [(Status::Failed, 5), (Status::Waiting, 6), (Status::Sent, 7)] {
        talk.take(at(status, seq));
        assert_eq!(talk.thread.messages[2].status, Some(status));
    }
}

#[test]
fn what_the_browser_drew_first_is_replaced_by_what_the_server_made_of_it() {
    let mut talk = talk();
    let mut drawn = message("request-1", Direction::Out, 1, Some(Status::Waiting));
    drawn.request_id = Some("request-1".into());
    talk.take(drawn.clone());
    let made = MessageView {
        id: "m7".parse().unwrap(),
        status: Some(Status::Queued),
        ..drawn
    };
    talk.take(made.clone());
    assert_eq!(talk.thread.messages.len(), 5);
    assert_eq!(talk.thread.messages[4], made);
}

#[test]
fn the_buyers_word_opens_the_window_again() {
    let mut talk = talk();
    let later = T + LENGTH + Span::minutes(1);
    assert!(!talk.window(later).is_open());
    assert!(talk.take(message("m8", Direction::In, 24 * 60 + 1, None)));
    assert!(talk.window(later).is_open());
}

#[test]
fn what_is_older_comes_with_the_part_it_belongs_to() {
    let mut talk = talk();
    talk.thread.earlier = Some("before m1".into());
    talk.take(message("m0", Direction::In, -90, None));
    assert_eq!(talk.thread.messages.len(), 4);
    let before = Page {
        rows: vec![
            message("m0", Direction::In, -90, None),
            message("m1", Direction::In, -5, None),
        ],
        next: None,
    };
    prepend(&mut talk, before);
    let ids: Vec<_> = talk.thread.messages.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["m0", "m1", "m2", "m3", "m4"]);
    assert_eq!(talk.thread.earlier, None);
}

#[test]
fn the_next_part_of_the_list_repeats_no_line_and_leaves_none_out() {
    let mut desk = desk(Some("more"));
    let more = Page {
        rows: vec![row("b", 20, 2), row("c", 30, 1)],
        next: None,
    };
    append(&mut desk, "more", more.clone());
    assert_eq!(names(&desk), ["a", "b", "c"]);
    assert_eq!(desk.rows.next, None);
    append(&mut desk, "more", more.clone());
    assert_eq!(names(&desk), ["a", "b", "c"]);

    let mut anew = self::desk(Some("earlier"));
    append(&mut anew, "more", more);
    assert_eq!(names(&anew), ["a", "b"], "it would leave a gap");
    assert_eq!(anew.rows.next.as_deref(), Some("earlier"));
}
