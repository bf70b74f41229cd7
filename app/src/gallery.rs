//! Every part and page with made-up data, drawn as the server draws them. `cargo test -p app --features ssr` writes
//! the pages to `target/gallery/` to look at, and checks what must hold on all of them.

mod connection;
mod inbox;
mod isv;

use std::{collections::BTreeSet, fs, path::Path};

use domain::{
    Lang, Timestamp,
    account::{Me, Theme},
    brand::Brand,
    dealer::{TimelineEntry, Tone},
    home::{ChecklistItem, ConnectionCard, Home},
    integration::TestMessage,
    member::Role,
    number::{CodeBy, NumberKind},
    sender::{self, Health, HealthLevel, Look, SenderStatus},
    signup::{
        Button, CodeWanted, ConnectPage, OpenSignup, Progress, SignupLink, SignupState, Step, StepState,
        StepView, Trouble,
    },
};
use leptos::prelude::*;
use leptos_router::{components::Router, location::RequestUrl};

use crate::{
    components::*,
    context::{Now, RequestInfo},
};

const NOW: Timestamp = Timestamp(1_795_252_230_000_000);

/// A text that would do harm wherever it is not escaped.
const HARM: &str = "</textarea></title></p>\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

fn brand() -> Brand {
    Brand {
        id: "b1".parse().unwrap(),
        name: "Autolijn".into(),
        logo: None,
        colour: "#0b6b50".into(),
        support_mail: "help@autolijn.test".into(),
    }
}

fn info(role: Option<Role>, name: &str) -> RequestInfo {
    let me = role.map(|role| Me {
        id: "p1".parse().unwrap(),
        name: name.into(),
        email: "anna@jansen.test".into(),
        role,
        dealer: (!role.is_isv()).then(|| "d1".parse().unwrap()),
        dealer_name: (!role.is_isv()).then(|| "Autobedrijf Jansen".into()),
        brand: brand(),
    });
    RequestInfo {
        lang: Lang::En,
        now: NOW,
        brand: brand(),
        me,
        unread: 3,
        demo: false,
        theme: Theme::default(),
    }
}

/// Draws a page inside the frame, as the server does.
fn draw(path: &'static str, info: RequestInfo, page: impl FnOnce() -> AnyView + Send + 'static) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(RequestUrl::new(path));
        leptos_meta::provide_meta_context();
        provide_context(info);
        provide_context(Toasts::new());
        provide_context(Now::starting_at(NOW));
        view! {
            <Router>
                <div class="frame">
                    <crate::frame::Rail/>
                    <main id="page">{page()}</main>
                </div>
            </Router>
            <ToastRegion/>
        }
        .to_html()
    });
    owner.cleanup();
    keeps_the_rules(path, &html);
    html
}

/// What holds for everything that is drawn.
fn keeps_the_rules(path: &str, html: &str) {
    let is_dressed = html.contains(" style=\"");
    assert!(!is_dressed, "{path}: the content policy forbids an inline style");
    assert!(!html.contains("<script>alert"), "{path} does not escape");
    let mut ids = BTreeSet::new();
    for id in html.split(" id=\"").skip(1) {
        let id = id.split('"').next().unwrap_or_default();
        assert!(ids.insert(id), "{path}: two things are called {id}");
    }
}

/// Puts a page where it can be looked at.
fn save(name: &str, html: &str) {
    let headings = html.matches("<h1").count();
    assert_eq!(headings, 1, "{name}: one heading says what the page is");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/gallery");
    fs::create_dir_all(&folder).unwrap();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let html = html.replace("/icons.svg#", "icons.svg#");
    fs::copy(format!("{root}/public/icons.svg"), folder.join("icons.svg")).unwrap();
    let page = format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>\
         <link rel=stylesheet href='../../style/main.css'></head><body>{html}</body></html>"
    );
    fs::write(folder.join(format!("{name}.html")), page).unwrap();
}

/// A number that is well.
fn look() -> Look {
    Look {
        status: SenderStatus::Online,
        reason: None,
        meta: None,
        webhooks_ours: true,
        registered: NOW - domain::Span::days(40),
        offline_since: None,
        checked: Some(NOW - domain::Span::minutes(3)),
        disconnected: false,
    }
}

/// One look for each of the five levels, the best first.
fn looks() -> [Look; 5] {
    let meta = |word: &str| Look {
        meta: Some(word.into()),
        ..look()
    };
    [
        look(),
        Look {
            status: SenderStatus::TwilioReview,
            ..look()
        },
        meta("SCHEDULE_FOR_DISABLE"),
        meta("DISABLE"),
        Look {
            disconnected: true,
            ..look()
        },
    ]
}

/// What the product makes of it.
fn health(look: &Look) -> Health {
    sender::health(Lang::En, look, NOW)
}

fn card(id: &str, look: &Look) -> ConnectionCard {
    ConnectionCard {
        id: id.parse().unwrap(),
        number: "+31850012345".parse().unwrap(),
        national: "085 001 2345".into(),
        display_name: "Autobedrijf Jansen".into(),
        health: health(look),
        last_inbound: Some(NOW - domain::Span::minutes(3)),
    }
}

fn checklist(done: usize) -> Vec<ChecklistItem> {
    [
        ("Choose your number", "A new one is ready at once."),
        (
            "Finish in the Facebook window",
            "Three minutes, with your Facebook login.",
        ),
        ("Go live", "Runs by itself."),
        (
            "Send the first message to yourself",
            "Shows that messages arrive.",
        ),
        ("Invite your team", "Whoever answers buyers."),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (title, detail))| ChecklistItem {
        title: title.into(),
        detail: detail.into(),
        done: index < done,
        href: "/connect".into(),
    })
    .collect()
}

fn home(done: usize, connections: Vec<ConnectionCard>) -> Home {
    Home {
        dealer_name: "Autobedrijf Jansen".into(),
        checklist: checklist(done),
        connections,
        open: None,
        blocked: None,
        now: NOW,
    }
}

fn progress(state: SignupState, at: usize, how: StepState) -> Progress {
    let steps = Step::ALL
        .into_iter()
        .enumerate()
        .map(|(index, step)| StepView {
            step,
            state: match index.cmp(&at) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => how,
                std::cmp::Ordering::Greater => StepState::Later,
            },
            title: step.title(Lang::En).into(),
            usual: step.usual(Lang::En).into(),
            at: (index < at).then(|| NOW - domain::Span::seconds(90)),
        })
        .collect();
    Progress {
        id: "s1".parse().unwrap(),
        state,
        steps,
        number: Some("085 001 2345".into()),
        display_name: "Autobedrijf Jansen".into(),
        code: None,
        trouble: None,
        left_at: None,
        integration: Some("i1".parse().unwrap()),
        qr_svg: Some(QR.into()),
        chat: Some("https://wa.me/31850012345".into()),
        test: Some(TestMessage::default()),
        now: NOW,
    }
}

const QR: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 29 29'><path fill='#000' d='M0 0h7v7H0zm1 1v5h5V1zm1 1h3v3H2zM22 0h7v7h-7zm1 1v5h5V1zm1 1h3v3h-3zM0 22h7v7H0zm1 1v5h5v-5zm1 1h3v3H2zM9 1h2v2H9zm4 0h3v1h-3zm5 2h2v3h-2zM9 5h4v2H9zm6 4h3v3h-3zM2 9h3v2H2zm6 2h2v4H8zm4 3h4v2h-4zm8-3h4v2h-4zm5 4h3v4h-3zM10 19h3v3h-3zm5 1h4v2h-4zm-6 5h3v3H9zm6 1h2v2h-2zm6-3h3v2h-3zm4 3h3v2h-3z'/></svg>";

fn open(progress: Progress) -> OpenSignup {
    OpenSignup {
        link: SignupLink {
            session_id: "s1".parse().unwrap(),
            url: "https://portal.autolijn.test/whatsapp/signup/eyJ-abc".into(),
            expires_at: "2026-12-05T09:10:30Z".into(),
            state: progress.state,
        },
        token: "eyJ-abc".into(),
        progress,
        kind: NumberKind::SmsCapable,
        number: None,
        country: "NL".into(),
        vertical: domain::profile::AUTOMOTIVE.into(),
        forward_to: None,
    }
}

fn connect(open: Option<OpenSignup>) -> ConnectPage {
    ConnectPage {
        kind: NumberKind::SmsCapable,
        countries: vec![("NL".into(), "Netherlands".into()), ("ES".into(), "Spain".into())],
        display_name: "Autobedrijf Jansen".into(),
        app_name: "Autolijn".into(),
        open,
        blocked: None,
        facebook_needed: true,
        lost_account: None,
    }
}

fn timeline() -> Vec<TimelineEntry> {
    [
        ("Twilio says ONLINE", "Twilio", Tone::Good, "sender.online"),
        ("The number was verified", "Twilio", Tone::Good, "sender.verified"),
        (
            "Left the Facebook window at: phone number",
            "signup link",
            Tone::Warn,
            "signup.cancelled",
        ),
        (
            "Registration refused: the account is full",
            "Twilio",
            Tone::Bad,
            "sender.refused",
        ),
        (
            "Signup started",
            "anna@jansen.test",
            Tone::Plain,
            "signup.started",
        ),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (words, who, tone, what))| TimelineEntry {
        at: NOW - domain::Span::minutes(i64::try_from(index).unwrap() * 7 + 1),
        who: who.into(),
        words: words.into(),
        what: what.into(),
        tone,
        detail: Some("XE00000000000000000000000000000001".into()),
    })
    .collect()
}

fn contacts() -> domain::contact::ContactList {
    let row = |id: &str, name: &str, phone: Option<&str>, stopped| domain::contact::ContactRow {
        id: id.parse().unwrap(),
        name: name.into(),
        phone: phone.map(str::to_owned),
        since: Timestamp(NOW.0 - 3 * 86_400_000_000),
        stopped,
    };
    domain::contact::ContactList {
        page: domain::Page {
            rows: vec![
                row("c2", "Jan de Boer", Some("+31 6 11111111"), false),
                row("c1", "Bram", None, true),
            ],
            next: None,
        },
        keep_days: Some(365),
        may_set: true,
    }
}

fn owner() -> RequestInfo {
    info(Some(Role::Owner), "Anna Jansen")
}

#[test]
fn the_pages_can_be_looked_at() {
    for demo in [false, true] {
        let info = RequestInfo {
            demo,
            ..info(None, "")
        };
        let name = if demo { "login-demo" } else { "login" };
        save(
            name,
            &draw("/login", info, || view! { <crate::gate::LoginPage/> }.into_any()),
        );
    }
    save(
        "login-wrong",
        &draw("/login?reason=sign_in_failed", info(None, ""), || {
            view! { <crate::gate::LoginPage/> }.into_any()
        }),
    );
    save(
        "forgot",
        &draw("/forgot", info(None, ""), || {
            view! { <crate::gate::ForgotPage/> }.into_any()
        }),
    );
    save(
        "home-new",
        &draw("/", owner(), || crate::home::draw(home(0, vec![]))),
    );
    let stopped = Home {
        blocked: Some(domain::Problem::new(
            domain::Code::PartnerSolutionIdMissing,
            "Our partnership with Meta is not set up yet. We are on it.",
        )),
        ..home(0, vec![])
    };
    save("home-blocked", &draw("/", owner(), || crate::home::draw(stopped)));
    let cards = looks().into_iter().enumerate();
    let cards = cards.map(|(at, look)| card(&format!("i{at}"), &look));
    let live = home(3, cards.collect());
    save("home-live", &draw("/", owner(), || crate::home::draw(live)));
    let left = Progress {
        left_at: Some("phone number".into()),
        ..progress(SignupState::Open, 0, StepState::NeedsYou)
    };
    let resumed = Home {
        open: Some(open(left.clone())),
        ..home(1, vec![])
    };
    save("home-resume", &draw("/", owner(), || crate::home::draw(resumed)));

    let fresh = progress(SignupState::Open, 0, StepState::NeedsYou);
    for (name, path, page) in [
        ("connect-before", "/connect", connect(Some(open(fresh)))),
        ("connect-left", "/connect", connect(Some(open(left)))),
        (
            "connect-live",
            "/connect",
            connect(Some(open(progress(
                SignupState::GoingLive,
                3,
                StepState::Running,
            )))),
        ),
        (
            "connect-connected",
            "/connect",
            connect(Some(open(progress(
                SignupState::Connected,
                7,
                StepState::NeedsYou,
            )))),
        ),
    ] {
        save(name, &draw(path, owner(), move || connecting(page)));
    }
    let wanted = CodeWanted {
        by: CodeBy::Sms,
        other: Some(CodeBy::Voice),
        to: "06 1234 5678".into(),
        left: 9,
        again_at: Some(NOW + domain::Span::minutes(1)),
        wrong: Some("That code is not right. Look again.".into()),
        forward_to: None,
    };
    let code = Progress {
        code: Some(wanted),
        ..progress(SignupState::CodeNeeded, 4, StepState::NeedsYou)
    };
    save(
        "connect-code",
        &draw("/connect", owner(), move || connecting(connect(Some(open(code))))),
    );
    let lost = Progress {
        code: Some(CodeWanted {
            by: CodeBy::Voice,
            other: None,
            to: "020 808 1234".into(),
            left: 8,
            again_at: None,
            wrong: None,
            forward_to: Some(String::new()),
        }),
        ..progress(SignupState::CodeNeeded, 4, StepState::NeedsYou)
    };
    save(
        "connect-call-lost",
        &draw("/connect", owner(), move || connecting(connect(Some(open(lost))))),
    );
    let trouble = Trouble {
        what: "Your WhatsApp account has reached its number of phone numbers.".into(),
        act: "Verify your business at Meta (Business settings, Security Center), then try again.".into(),
        button: Some(Button::Retry),
        code: Some(63104),
        retry_at: None,
    };
    let stuck = Progress {
        trouble: Some(trouble),
        ..progress(SignupState::Stuck, 3, StepState::Stuck)
    };
    save(
        "connect-stuck",
        &draw("/connect", owner(), move || {
            connecting(connect(Some(open(stuck))))
        }),
    );
    save(
        "contacts",
        &draw("/contacts", owner(), || crate::contacts::gallery(contacts())),
    );
    words_page();
    save("parts", &draw("/account", owner(), parts));
}

/// The page round the steps.
fn connecting(page: ConnectPage) -> AnyView {
    let lang = Lang::default();
    let steps = crate::connect::draw(page);
    view! { <Page title=domain::say::connect::title(lang) lead=domain::say::connect::lead(lang) narrow=true>{steps}</Page> }.into_any()
}

fn words_page() {
    for (name, words) in [("words", words(true)), ("words-agent", words(false))] {
        save(
            name,
            &draw("/settings/inbox", owner(), || crate::words::gallery(words)),
        );
    }
    let nothing = domain::conversation::Words {
        labels: Vec::new(),
        canned: Vec::new(),
        filters: Vec::new(),
        place: None,
        ..words(true)
    };
    save(
        "words-none",
        &draw("/settings/inbox", owner(), || crate::words::gallery(nothing)),
    );
}

fn words(is_owner: bool) -> domain::conversation::Words {
    use domain::conversation::{Canned, Colour, Filter, Label, SavedFilter, View, Words};
    let label = |id: &str, name: &str, colour| Label {
        id: id.parse().unwrap(),
        name: name.into(),
        colour,
    };
    let canned = |short: &str, text: &str| Canned {
        id: short.parse().unwrap(),
        short: short.into(),
        text: text.into(),
    };
    Words {
        labels: vec![
            (label("l1", "Hot", Colour::Red), 12),
            (label("l2", "Test drive", Colour::Green), 3),
        ],
        canned: vec![
            canned("hours", "We are open Monday to Saturday, 9:00 to 18:00."),
            canned("way", "Take the A10, exit S111.\nPark in front of the showroom."),
        ],
        filters: vec![SavedFilter {
            id: "f1".parse().unwrap(),
            name: "Hot and unread".into(),
            filter: Filter {
                view: View::Unread,
                label: Some("l1".parse().unwrap()),
                number: Some("gone".parse().unwrap()),
            },
        }],
        numbers: Vec::new(),
        place: Some(domain::message::Location {
            latitude: "52.3702".into(),
            longitude: "4.8952".into(),
            label: "Autobedrijf Jansen".into(),
            address: "Damrak 1, Amsterdam".into(),
        }),
        is_owner,
    }
}

fn parts() -> AnyView {
    let wrong = Signal::stored(Some("The name needs at least three letters.".to_owned()));
    view! {
        <Page
            title="Parts" lead="Everything pages are made of."
            action=view! { <Button kind=Kind::Primary icon="plus">"Primary"</Button> }.into_any()
        >
            <Stepper
                items=["Your number", "Before you start", "Facebook", "Going live"].map(|name| StepperItem { name, href: None }).to_vec()
                at=Signal::stored(2)
            />
            <div class="row">
                <Button kind=Kind::Primary>"Save"</Button>
                <Button>"Plain"</Button>
                <Button kind=Kind::Ghost icon="mail">"Ghost"</Button>
                <Button kind=Kind::Small>"Small"</Button>
                <Button kind=Kind::Danger icon="trash">"Danger"</Button>
                <Button disabled=Signal::stored(true)>"Disabled"</Button>
                <Button kind=Kind::Primary busy=Signal::stored(true)>"Busy"</Button>
                <Button busy=Signal::stored(true)>"Busy"</Button>
            </div>
            <div class="row">
                <Badge tint=Tint::None words="Plain"/>
                <Badge tint=Tint::Good words="Good"/>
                <Badge tint=Tint::Wait words="On its way"/>
                <Badge tint=Tint::Warn words="Look"/>
                <Badge tint=Tint::Bad words="Bad"/>
                <Avatar name="Anna Jansen"/>
            </div>
            <Notice title="Just so you know" detail="Nothing to do."/>
            <Notice tint=Tint::Good title="Done" detail="All is well."/>
            <Notice tint=Tint::Warn title="Someone may have to look" detail="You can do this."><Button>"Do it"</Button></Notice>
            <Notice tint=Tint::Bad title="It broke" detail="Reference 1a2b3c4d."/>
            <div class="cards">
                <section class="card">
                    <SubTitle title="Form"/>
                    <div class="card-body form">
                        <TextField label="Name" name="name" value="ab" hint="As on your sign." wrong/>
                        <Select label="Country" name="country" options=vec![("NL".into(), "Netherlands".into())]/>
                        <TextArea label="Message" name="message" value="Hello"/>
                        <Check name="ok" label="I have read it"/>
                        <CopyField label="Link" value="https://portal.autolijn.test/whatsapp/signup/eyJ"/>
                    </div>
                </section>
                <section class="card">
                    <SubTitle title="What happened" lead="Newest first."/>
                    <div class="card-body"><Timeline entries=timeline()/></div>
                </section>
                <section class="card"><Empty icon="users" title="No dealers yet" detail="Add the first one."><Button>"Add"</Button></Empty></section>
                <Skeleton lines=6/>
            </div>
            <Tabs label="Views" tabs=vec![
                Tab { name: "All", href: "/", count: None, current: true },
                Tab { name: "Waiting", href: "/x", count: Some(3), current: false },
            ]/>
        </Page>
    }
    .into_any()
}

#[test]
fn no_part_lets_text_become_markup() {
    let harm = || HARM.to_owned();
    let html = draw("/account", info(Some(Role::Owner), HARM), move || {
        let wrong = Signal::stored(Some(harm()));
        let mut entries = timeline();
        entries[0].words = harm();
        entries[0].detail = Some(harm());
        let harmful = Health {
            level: HealthLevel::ActionNeeded,
            words: harm(),
            ..health(&look())
        };
        view! {
            <Page title=harm() lead=harm() back=(harm(), harm())>
                <TextField label=harm() name="a" value=harm() hint=harm() placeholder=harm() wrong/>
                <TextArea label=harm() name="b" value=harm() hint=harm() wrong/>
                <Select label=harm() name="c" options=vec![(harm(), harm())] value=harm()/>
                <Choice name="d" value=harm() title=harm() detail=harm() aside=harm()/>
                <Check name="e" label=harm()/>
                <Notice title=harm() detail=harm()/>
                <Badge tint=Tint::Good words=harm()/>
                <HealthLine health=harmful last=None/>
                <Empty icon="x" title=harm() detail=harm()/>
                <CopyField label=harm() value=harm()/>
                <CopyInline value=harm()/>
                <Dialog id="x" title=harm()>{harm()}</Dialog>
                <Table caption=harm() heads=vec![HARM]><tr><td data-name=harm()>{harm()}</td></tr></Table>
                <Pager path=harm() further=true next=Some(harm())/>
                <Avatar name=harm()/>
                <LinkButton href=harm()>{harm()}</LinkButton>
                <GoButton to=harm()>{harm()}</GoButton>
                <Timeline entries/>
            </Page>
        }
        .into_any()
    });
    assert!(!html.contains("<script>alert"), "a part does not escape");
    assert!(!html.contains("<img src=x"), "a part does not escape");
    assert!(
        !html.contains(" style=\""),
        "the content policy forbids inline styles"
    );
}
