//! The pages of the ISV with made-up data.

use domain::{
    Page as Part,
    audit::AuditLine,
    dealer::{DealerList, DealerRow, DealerStory},
    hook::{HookLine, Verdict},
    job::{Job, JobCounts, JobState},
    mail::{Mail, MailState},
    member::Member,
    readiness::{Finding, Probe},
    signup::{Quota, Unmatched},
};

use super::*;

const DAY: i64 = 86_400_000_000;

fn admin() -> RequestInfo {
    info(Some(Role::Admin), "Noor de Wit")
}

fn hooks() -> Part<HookLine> {
    let line = |id: &str, kind: &str, words: &str, verdict, trouble: Option<&str>| HookLine {
        id: id.parse().unwrap(),
        kind: kind.into(),
        words: words.into(),
        dealer: (kind != "meta").then(|| "jansen".parse().unwrap()),
        dealer_name: (kind != "meta").then(|| "Autobedrijf Jansen".into()),
        at: Timestamp(NOW.0 - 90_000_000),
        verdict,
        trouble: trouble.map(str::to_owned),
    };
    let why = "a message to +31612345678, which is no number of this dealer";
    Part {
        rows: vec![
            line("h3", "inbound", "A buyer's message", Verdict::Waiting, None),
            line("h2", "inbound", "A buyer's message", Verdict::Failed, Some(why)),
            line("h1", "meta", "Meta about an account", Verdict::Done, None),
        ],
        next: Some("h1".into()),
    }
}

fn support() -> RequestInfo {
    info(Some(Role::Support), "Sam Visser")
}

fn dealer(id: &str, name: &str, age: i64) -> DealerRow {
    DealerRow {
        id: id.parse().unwrap(),
        name: name.into(),
        owner: Some(format!("owner@{id}.test")),
        level: None,
        words: "Has not started".into(),
        last_inbound: None,
        added: Timestamp(NOW.0 - age * DAY),
        seen: (age > 0).then(|| Timestamp(NOW.0 - age * 3_000_000_000)),
    }
}

/// One with a number.
fn with_number(id: &str, name: &str, age: i64, look: &Look) -> DealerRow {
    let health = health(look);
    DealerRow {
        level: Some(health.level),
        words: health.words,
        last_inbound: Some(NOW - domain::Span::minutes(3)),
        ..dealer(id, name, age)
    }
}

fn dealers() -> Vec<DealerRow> {
    let [well, review, wrong, paused, gone] = looks();
    let garage = "Garage Peeters en Zonen, Antwerpen-Noord";
    vec![
        with_number("jansen", "Autobedrijf Jansen", 40, &well),
        with_number("sol", "Coches del Sol", 12, &wrong),
        with_number("vries", "De Vries Occasions", 2, &review),
        DealerRow {
            words: "Left at the phone number".into(),
            ..dealer("garage", garage, 1)
        },
        dealer("nieuw", "Nieuw & Goed", 0),
        with_number("ruiz", "Talleres Ruiz", 90, &paused),
        with_number("oud", "Oud Automobielen", 300, &gone),
        DealerRow {
            words: "2 numbers".into(),
            ..with_number("twee", "Twee Broers", 60, &well)
        },
    ]
}

fn list(rows: Vec<DealerRow>, used: u32) -> DealerList {
    let total = u32::try_from(rows.len()).unwrap();
    let free_at = (used == 10).then(|| NOW + domain::Span::days(2));
    DealerList {
        page: Part {
            rows,
            next: (used == 3).then(|| "1.x".into()),
        },
        total,
        quota: Quota {
            used,
            limit: 10,
            free_at,
        },
    }
}

fn story(open: Option<OpenSignup>, connections: Vec<ConnectionCard>) -> DealerStory {
    let live = !connections.is_empty();
    DealerStory {
        dealer: dealers().swap_remove(if live { 0 } else { 3 }),
        members: vec![
            Member {
                id: "p1".parse().unwrap(),
                name: "Anna Jansen".into(),
                email: "anna@jansen.test".into(),
                role: Role::Owner,
                seen: Some(NOW - domain::Span::hours(3)),
                invited: false,
                is_me: false,
            },
            Member {
                id: "p2".parse().unwrap(),
                name: "bas@jansen.test".into(),
                email: "bas@jansen.test".into(),
                role: Role::Agent,
                seen: None,
                invited: true,
                is_me: false,
            },
        ],
        connections,
        open,
        earlier: vec![(
            "s0".parse().unwrap(),
            Timestamp(NOW.0 - 9 * DAY),
            "Link ran out, left at: business portfolio".into(),
        )],
        subaccount: live.then(|| "AC0123456789abcdef0123456789abcdef".into()),
        timeline: Part {
            rows: timeline(),
            next: None,
        },
    }
}

fn probes() -> Vec<Probe> {
    use Finding::{Green, Red, Unknown};

    let probe =
        |name: &str, group: &str, title: &str, finding, seen: &str, fix: &str, setting: Option<&str>| Probe {
            name: name.into(),
            group: group.into(),
            title: title.into(),
            finding,
            seen: seen.into(),
            fix: fix.into(),
            setting: setting.map(Into::into),
        };
    vec![
        probe(
            "database",
            "Forecourt",
            "The database can be read and is up to date",
            Green,
            "Read, and every migration is done.",
            "",
            None,
        ),
        probe(
            "public_url",
            "Forecourt",
            "The outside reaches Forecourt over HTTPS",
            Red,
            "http://127.0.0.1:3000 is this machine's own name. Twilio and Meta cannot reach it.",
            "Set FORECOURT_PUBLIC_URL to the https address that dealers use, for example https://portal.example.com.",
            Some("FORECOURT_PUBLIC_URL"),
        ),
        probe(
            "twilio",
            "Twilio",
            "The Twilio account answers and is active",
            Green,
            "Autolijn BV, active.",
            "",
            None,
        ),
        probe(
            "solution",
            "Twilio",
            "The Partner Solution is known",
            Red,
            "Not set.",
            "Copy it from Meta's Partner Solutions page.",
            Some("TWILIO_PARTNER_SOLUTION_ID"),
        ),
        probe(
            "app",
            "Meta",
            "The Meta app is live",
            Green,
            "Autolijn, live.",
            "",
            None,
        ),
        probe(
            "review",
            "Meta",
            "App Review gave advanced access",
            Unknown,
            "Cannot be tested from here.",
            "Look at App Review, Permissions and Features.",
            None,
        ),
    ]
}

fn jobs(state: JobState) -> (Part<Job>, JobCounts) {
    let job = |id: &str, kind: &str, words: &str, attempts, error: Option<&str>, dealer: Option<&str>| Job {
        id: id.parse().unwrap(),
        kind: kind.into(),
        words: words.into(),
        state,
        attempts,
        at: NOW - domain::Span::minutes(7),
        error: error.map(Into::into),
        dealer: dealer.map(|_| "jansen".parse().unwrap()),
        dealer_name: dealer.map(Into::into),
    };
    let dead = state == JobState::Dead;
    let rows = vec![
        job(
            "j1",
            "register_sender",
            "Register the number with WhatsApp",
            8,
            dead.then_some(
                "Twilio answered 500 after 30 s: an internal error occurred, request RQ0123456789abcdef",
            ),
            Some("Autobedrijf Jansen"),
        ),
        job(
            "j2",
            "check_webhooks",
            "Check that messages arrive here",
            1,
            None,
            Some("Coches del Sol"),
        ),
        job("j3", "sweep", "Look for what is due", 1, None, None),
    ];
    (
        Part { rows, next: None },
        JobCounts {
            waiting: 3,
            running: 1,
            dead: 2,
        },
    )
}

fn mail(state: MailState) -> Mail {
    Mail {
        id: "m1".parse().unwrap(),
        at: NOW - domain::Span::hours(5),
        to: "anna@jansen.test".into(),
        subject: "Autolijn invites you to connect WhatsApp".into(),
        body: "Hello,\n\nConnect your number here:\n\nhttps://portal.autolijn.test/whatsapp/signup/eyJhbGciOiJIUzI1NiJ9.c2Vzc2lvbg\n\n  It takes about five minutes.\n\nAutolijn".into(),
        state,
        error: (state == MailState::Failed).then(|| "550 5.1.1 mailbox unavailable".into()),
        dealer_name: Some("Autobedrijf Jansen".into()),
    }
}

fn audit() -> Part<AuditLine> {
    let line = |id: &str, who: &str, from: &str, what: &str, words: &str, dealer: bool| AuditLine {
        id: id.parse().unwrap(),
        at: NOW - domain::Span::minutes(12),
        who: who.into(),
        from: from.into(),
        what: what.into(),
        words: words.into(),
        dealer: dealer.then(|| "jansen".parse().unwrap()),
        dealer_name: dealer.then(|| "Autobedrijf Jansen".into()),
    };
    let rows = vec![
        line(
            "a1",
            "noor@autolijn.test",
            "192.0.2.7",
            "person.signed_in",
            "Signed in",
            false,
        ),
        line(
            "a2",
            "Forecourt",
            "",
            "signup.connected",
            "Connected 085 001 2345",
            true,
        ),
        line(
            "a3",
            "signup link",
            "2001:db8::a:1",
            "signup.code_given",
            "Handed in the code",
            true,
        ),
        line(
            "a4",
            "anna@jansen.test",
            "203.0.113.80",
            "member.invited",
            "Invited bas@jansen.test as agent",
            true,
        ),
    ];
    Part {
        rows,
        next: Some("1.a4".into()),
    }
}

fn unmatched(candidates: bool) -> Unmatched {
    let mut of = vec![
        (
            "s1".parse().unwrap(),
            "Autobedrijf Jansen".into(),
            "085 001 2345".into(),
        ),
        (
            "s2".parse().unwrap(),
            "Garage Peeters en Zonen".into(),
            "03 123 45 67".into(),
        ),
    ];
    if !candidates {
        of.clear();
    }
    Unmatched {
        id: if candidates { "u1" } else { "u2" }.parse().unwrap(),
        at: NOW - domain::Span::minutes(40),
        waba_id: "104857600123456".into(),
        business_id: candidates.then(|| "998877665544332".into()),
        candidates: of,
    }
}

#[test]
fn the_pages_of_the_isv_can_be_looked_at() {
    use crate::{audit, dealers, jobs, outbox, readiness, unmatched};

    for (name, path, who, rows, used) in [
        ("isv-dealers", "/admin/dealers", admin(), dealers(), 3),
        ("isv-dealers-support", "/admin/dealers", support(), dealers(), 9),
        ("isv-dealers-full", "/admin/dealers", admin(), dealers(), 10),
        ("isv-dealers-empty", "/admin/dealers", admin(), vec![], 0),
        ("isv-dealers-none", "/admin/dealers?q=zzz", admin(), vec![], 3),
        ("isv-dealers-add", "/admin/dealers?add=1", admin(), dealers(), 3),
    ] {
        save(
            name,
            &draw(path, who, move || dealers::list::gallery(list(rows, used))),
        );
    }

    let going = open(progress(SignupState::GoingLive, 3, StepState::Running));
    let left = Progress {
        left_at: Some("phone number".into()),
        ..progress(SignupState::Open, 0, StepState::NeedsYou)
    };
    let trouble = Trouble {
        what: "The WhatsApp account has reached its number of phone numbers.".into(),
        act: "The dealer verifies the business at Meta, then the step can be tried again.".into(),
        button: Some(Button::Retry),
        code: Some(63104),
        retry_at: None,
    };
    let stuck = Progress {
        trouble: Some(trouble),
        ..progress(SignupState::Stuck, 3, StepState::Stuck)
    };
    let cards = || {
        let [well, _, wrong, ..] = looks();
        vec![card("i1", &well), card("i3", &wrong)]
    };
    for (name, story) in [
        ("isv-dealer-new", story(None, vec![])),
        ("isv-dealer-left", story(Some(open(left)), vec![])),
        ("isv-dealer-going", story(Some(going), vec![])),
        ("isv-dealer-stuck", story(Some(open(stuck)), cards())),
        ("isv-dealer-live", story(None, cards())),
    ] {
        let page = move || view! { <div class="page">{dealers::story::draw(story)}</div> }.into_any();
        save(name, &draw("/admin/dealers/jansen", admin(), page));
    }

    save(
        "isv-readiness",
        &draw("/admin/readiness", admin(), || readiness::gallery(probes())),
    );
    let fine = || {
        probes()
            .into_iter()
            .filter(|probe| probe.finding == Finding::Green)
            .collect()
    };
    save(
        "isv-readiness-fine",
        &draw("/admin/readiness", admin(), move || readiness::gallery(fine())),
    );

    for (name, path, who, data) in [
        ("isv-jobs", "/admin/jobs", admin(), jobs(JobState::Waiting)),
        (
            "isv-jobs-dead",
            "/admin/jobs?state=dead",
            admin(),
            jobs(JobState::Dead),
        ),
        (
            "isv-jobs-dead-support",
            "/admin/jobs?state=dead",
            support(),
            jobs(JobState::Dead),
        ),
        (
            "isv-jobs-none",
            "/admin/jobs?state=dead",
            admin(),
            (
                Part {
                    rows: vec![],
                    next: None,
                },
                JobCounts::default(),
            ),
        ),
    ] {
        save(name, &draw(path, who, move || jobs::gallery(data)));
    }

    let mails = [
        MailState::Kept,
        MailState::Waiting,
        MailState::Sent,
        MailState::Failed,
    ]
    .map(mail)
    .to_vec();
    save(
        "isv-outbox",
        &draw("/admin/outbox", admin(), || {
            outbox::gallery(Part {
                rows: mails,
                next: None,
            })
        }),
    );
    save(
        "isv-outbox-none",
        &draw("/admin/outbox", admin(), || {
            outbox::gallery(Part {
                rows: vec![],
                next: None,
            })
        }),
    );
    for (name, state) in [
        ("isv-mail-kept", MailState::Kept),
        ("isv-mail-failed", MailState::Failed),
    ] {
        let page =
            move || view! { <div class="page narrow">{outbox::letter::draw(mail(state))}</div> }.into_any();
        save(name, &draw("/admin/outbox/m1", admin(), page));
    }

    save(
        "isv-hooks",
        &draw("/admin/hooks", admin(), || crate::hooks::gallery(hooks())),
    );

    save(
        "isv-audit",
        &draw("/admin/audit", admin(), || audit::gallery(self::audit())),
    );
    save(
        "isv-audit-one",
        &draw("/admin/audit?dealer=jansen", admin(), || {
            audit::gallery(self::audit())
        }),
    );

    save(
        "isv-unmatched",
        &draw("/admin/unmatched", admin(), || {
            unmatched::gallery(vec![self::unmatched(true), self::unmatched(false)])
        }),
    );
    save(
        "isv-unmatched-support",
        &draw("/admin/unmatched", support(), || {
            unmatched::gallery(vec![self::unmatched(true)])
        }),
    );
    save(
        "isv-unmatched-none",
        &draw("/admin/unmatched", admin(), || unmatched::gallery(vec![])),
    );
}

#[test]
fn only_admins_are_offered_what_only_admins_may_do() {
    let offers = |who: RequestInfo| {
        let dealers = draw("/admin/dealers", who.clone(), || {
            crate::dealers::list::gallery(list(dealers(), 3))
        });
        let jobs = draw("/admin/jobs?state=dead", who.clone(), || {
            crate::jobs::gallery(jobs(JobState::Dead))
        });
        let finishes = draw("/admin/unmatched", who, || {
            crate::unmatched::gallery(vec![unmatched(true)])
        });
        [
            dealers.contains("Add dealer"),
            jobs.contains("Retry"),
            finishes.contains(">Assign<"),
        ]
    };
    assert_eq!(offers(admin()), [true; 3]);
    assert_eq!(offers(support()), [false; 3]);
}

#[test]
fn a_mail_lets_no_text_become_markup() {
    let harm = Mail {
        subject: HARM.into(),
        to: HARM.into(),
        body: format!("{HARM} https://a.test/{HARM} javascript:alert(1)"),
        error: Some(HARM.into()),
        ..mail(MailState::Failed)
    };
    let html = draw("/admin/outbox/m1", admin(), || crate::outbox::letter::draw(harm));
    assert!(
        !html.contains("<script>alert") && !html.contains("<img src=x"),
        "the mail does not escape"
    );
    assert!(!html.contains("href=\"javascript:"));
}
