//! Notifications: who is told of what, in which words, and what becomes of a browser that is gone. The push service is a
//! listener of the test, and each browser has keys of its own: what it is told, only it can read.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use aes_gcm::{Aes128Gcm, KeyInit as _, aead::Aead as _};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Span, conversation::NewNote, job::JobState, member::Role};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use portal::{
    Actor, Error, SecretKey as OperatorKey, Settings, World, conversations, jobs, people, pushes,
    pushes::{Keys, Note, Subscription},
    vault,
};
use sha2::Sha256;

use crate::house::{House, PASSWORD, desk, houses, houses_with};

const JAN: &str = "+31611111111";
const LINE: &str = "+31201234567";

/// A push service. It keeps what it is handed, and answers as it is told, else that all is well.
#[derive(Clone, Default)]
struct Service {
    address: String,
    got: Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
}

impl Service {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let service = Self {
            address: format!("http://{address}"),
            ..Self::default()
        };
        let router = Router::new()
            .route("/push/{browser}", post(take))
            .with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it listens") });
        service
    }

    fn answer_next(&self, status: u16, retry_after: &'static str) {
        self.answers.lock().unwrap().push_back((status, retry_after));
    }

    /// A browser of this service, whose person has just turned notifications on.
    async fn browser(&self, world: &World, actor: &Actor, shows_text: bool) -> Browser {
        let browser = Browser {
            name: world.chance.token(),
            secret: SecretKey::from_slice(&world.chance.bytes::<32>()).expect("a key"),
            auth: world.chance.bytes(),
            service: self.clone(),
        };
        pushes::public_key(world, actor).await.expect("our key");
        pushes::subscribe(world, actor, &browser.subscription(shows_text))
            .await
            .expect("kept");
        browser
    }
}

async fn take(
    State(service): State<Service>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    let (status, after) = service.answers.lock().unwrap().pop_front().unwrap_or((201, ""));
    service.got.lock().unwrap().push((browser, headers, body));
    (
        StatusCode::from_u16(status).expect("a status"),
        [("retry-after", after)],
    )
}

struct Browser {
    name: String,
    secret: SecretKey,
    auth: [u8; 16],
    service: Service,
}

impl Browser {
    fn endpoint(&self) -> String {
        format!("{}/push/{}", self.service.address, self.name)
    }

    fn subscription(&self, shows_text: bool) -> Subscription {
        Subscription {
            endpoint: self.endpoint(),
            keys: Keys {
                p256dh: URL_SAFE_NO_PAD.encode(self.secret.public_key().to_sec1_bytes()),
                auth: URL_SAFE_NO_PAD.encode(self.auth),
            },
            shows_text,
        }
    }

    /// What it was told since it was last asked, as it reads it.
    fn told(&self) -> Vec<Note> {
        let mut got = self.service.got.lock().unwrap();
        let (mine, others): (Vec<_>, Vec<_>) = got.drain(..).partition(|(name, ..)| *name == self.name);
        *got = others;
        mine.iter().map(|(_, _, body)| self.read(body)).collect()
    }

    /// RFC 8291, from the other side.
    fn read(&self, body: &[u8]) -> Note {
        let (salt, rest) = body.split_at(16);
        let (length, rest) = rest[4..].split_first().expect("a length");
        let (theirs, sealed) = rest.split_at(usize::from(*length));
        let sender = PublicKey::from_sec1_bytes(theirs).expect("a point");
        let shared = self.secret.diffie_hellman(&sender);
        let ours = self.secret.public_key().to_sec1_bytes();
        let about = [b"WebPush: info\0".as_slice(), &ours, theirs].concat();
        let mut secret = [0; 32];
        let drawn = Hkdf::<Sha256>::new(Some(&self.auth), shared.raw_secret_bytes());
        drawn.expand(&about, &mut secret).expect("32 bytes");
        let drawn = Hkdf::<Sha256>::new(Some(salt), &secret);
        let (mut key, mut nonce) = ([0; 16], [0; 12]);
        drawn
            .expand(b"Content-Encoding: aes128gcm\0", &mut key)
            .expect("16 bytes");
        drawn
            .expand(b"Content-Encoding: nonce\0", &mut nonce)
            .expect("12 bytes");
        let plain = Aes128Gcm::new(&key.into()).decrypt(&nonce.into(), sealed);
        let plain = plain.expect("it is for this browser");
        let (last, plain) = plain.split_last().expect("a delimiter");
        assert_eq!(*last, 2);
        serde_json::from_slice(plain).expect("a note")
    }
}

fn with_loopback(settings: &mut Settings) {
    settings.demo = true;
}

async fn run(house: &House) {
    jobs::run_until_idle(&house.world).await.expect("jobs run");
}

#[tokio::test]
async fn a_message_is_told_to_everybody_until_it_is_somebodys() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let piet = &house.jansen.owner;
        let mia = house.hire(&house.jansen, "mia@jansen.example", Role::Agent).await;
        let at_the_desk = service.browser(world, piet, true).await;
        let on_the_bus = service.browser(world, &mia, false).await;
        let stranger = service.browser(world, &house.linde.owner, true).await;

        let conversation = line.hears(JAN, "Jan de Boer", "Is de Golf\ner nog?").await;
        run(&house).await;

        let path = format!("/inbox/{conversation}");
        let note = |title: &str, body: &str| Note {
            title: title.to_owned(),
            body: body.to_owned(),
            tag: conversation.to_string(),
            path: path.clone(),
        };
        assert_eq!(at_the_desk.told(), [note("Jan de Boer", "Is de Golf er nog?")]);
        assert_eq!(on_the_bus.told(), [note("Autolijn", "New message")]);

        let (id, _) = mia.person().expect("somebody");
        conversations::assign(world, piet, &conversation, Some(id))
            .await
            .expect("given");
        line.hears(JAN, "Jan de Boer", "Hallo?").await;
        run(&house).await;
        assert_eq!(on_the_bus.told().len(), 1);
        assert_eq!(at_the_desk.told(), []);
        assert_eq!(stranger.told(), [], "another dealer's people");
    }
}

#[tokio::test]
async fn a_request_says_who_sends_it_for_how_long_and_what_it_replaces() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let owner = &house.jansen.owner;
        service.browser(world, owner, true).await;
        let conversation = line.hears(JAN, "Jan", "Dag").await;
        run(&house).await;

        let got = service.got.lock().unwrap().clone();
        let [(_, headers, _)] = got.as_slice() else {
            panic!("one request: {got:?}")
        };
        assert_eq!(headers["content-encoding"], "aes128gcm");
        assert_eq!(headers["ttl"], "86400");
        assert_eq!(headers["topic"], conversation.as_str().replace('-', ""));
        let authorization = headers["authorization"].to_str().expect("text");
        let (token, key) = authorization.split_once(", k=").expect("two parts");
        assert_eq!(key, pushes::public_key(world, owner).await.expect("our key"));
        let claims = token.split('.').nth(1).expect("claims");
        let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64url");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["aud"], service.address);
        assert_eq!(claims["sub"], "mailto:help@portal.example");
    }
}

#[tokio::test]
async fn who_is_named_in_a_note_is_told_and_nobody_else() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let piet = &house.jansen.owner;
        let mia = house.hire(&house.jansen, "mia@jansen.example", Role::Agent).await;
        let conversation = line.hears(JAN, "Jan", "Dag").await;
        run(&house).await;
        let hers = service.browser(world, &mia, true).await;
        let his = service.browser(world, piet, true).await;

        let note = NewNote {
            request_id: "one".to_owned(),
            body: "Kun jij dit doen?".to_owned(),
            mentions: vec![mia.person().expect("somebody").0.clone()],
        };
        conversations::write_note(world, piet, &conversation, note)
            .await
            .expect("written");
        run(&house).await;

        let told = hers.told();
        let words: Vec<_> = told
            .iter()
            .map(|note| (note.title.as_str(), note.body.as_str()))
            .collect();
        assert_eq!(words, [("Piet mentioned you", "Kun jij dit doen?")]);
        assert_eq!(his.told(), []);
    }
}

#[tokio::test]
async fn what_somebody_has_read_is_no_news() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let owner = &house.jansen.owner;
        let browser = service.browser(world, owner, true).await;
        let conversation = line.hears(JAN, "Jan", "Dag").await;
        conversations::mark_read(world, owner, &conversation)
            .await
            .expect("read");
        run(&house).await;
        assert_eq!(browser.told(), []);
    }
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let owner = &house.jansen.owner;
        let browser = service.browser(world, owner, true).await;
        service.answer_next(410, "");
        line.hears(JAN, "Jan", "Dag").await;
        run(&house).await;
        assert_eq!(browser.told().len(), 1);

        line.hears(JAN, "Jan", "Nog iemand?").await;
        run(&house).await;
        assert_eq!(browser.told(), []);
        let test = pushes::send_test(world, owner, &browser.endpoint()).await;
        assert!(matches!(test, Err(Error::Missing)), "{test:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_busy_is_asked_again_when_it_says() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let owner = &house.jansen.owner;
        let browser = service.browser(world, owner, true).await;
        service.answer_next(429, "120");
        pushes::send_test(world, owner, &browser.endpoint())
            .await
            .expect("on its way");
        run(&house).await;
        assert_eq!(browser.told().len(), 1);

        world.clock.advance(Span::seconds(119));
        run(&house).await;
        assert_eq!(browser.told(), []);
        world.clock.advance(Span::seconds(1));
        run(&house).await;
        let told = browser.told();
        assert_eq!((told.len(), told[0].title.as_str()), (1, "Autolijn"));
    }
}

#[tokio::test]
async fn a_refusal_is_not_repeated_and_is_seen_among_the_jobs() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let owner = &house.jansen.owner;
        let browser = service.browser(world, owner, true).await;
        service.answer_next(403, "");
        pushes::send_test(world, owner, &browser.endpoint())
            .await
            .expect("on its way");
        run(&house).await;
        assert_eq!(browser.told().len(), 1);
        let (dead, _) = jobs::list(world, &house.admin, Some(JobState::Dead), None)
            .await
            .expect("jobs");
        let why = dead.rows[0].error.as_deref().unwrap_or_default();
        assert!(why.contains("403") && !why.contains(&browser.name), "{why}");
    }
}

#[tokio::test]
async fn whoever_signed_out_is_told_nothing_and_whoever_was_away_for_long_no_words() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let mia = house.hire(&house.jansen, "mia@jansen.example", Role::Agent).await;
        let (his, hers) = (
            service.browser(world, &house.jansen.owner, true).await,
            service.browser(world, &mia, true).await,
        );
        people::sign_out(world, &mia).await.expect("signed out");
        world.clock.advance(Span::days(8));
        line.hears(JAN, "Jan de Boer", "Is de Golf er nog?").await;
        run(&house).await;
        assert_eq!(hers.told(), []);
        let told = his.told();
        assert_eq!((told.len(), told[0].body.as_str()), (1, "New message"));
    }
}

#[tokio::test]
async fn a_device_that_changed_hands_is_its_new_persons() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let (piet, noor) = (&house.jansen.owner, &house.linde.owner);
        let browser = service.browser(world, piet, true).await;
        let endpoint = browser.endpoint();
        assert_eq!(
            pushes::renew(world, noor, &endpoint).await.expect("an answer"),
            None
        );
        assert_eq!(
            pushes::renew(world, piet, &endpoint).await.expect("an answer"),
            Some(true)
        );
        pushes::subscribe(world, noor, &browser.subscription(false))
            .await
            .expect("kept");
        line.hears(JAN, "Jan", "Dag").await;
        run(&house).await;
        assert_eq!(browser.told(), []);
        pushes::forget(world, piet, &endpoint)
            .await
            .expect("nothing to do");
        let known = pushes::renew(world, noor, &endpoint).await;
        assert_eq!(known.expect("an answer"), Some(false));
    }
}

#[tokio::test]
async fn addresses_inside_the_house_are_refused() {
    for house in houses().await {
        let owner = &house.jansen.owner;
        let service = Service::start().await;
        let browser = Browser {
            name: "x".to_owned(),
            secret: SecretKey::from_slice(&[7; 32]).expect("a key"),
            auth: [7; 16],
            service,
        };
        for endpoint in [
            browser.endpoint().as_str(),
            "https://10.0.0.1/x",
            "https://localhost/x",
        ] {
            let wish = Subscription {
                endpoint: endpoint.to_owned(),
                ..browser.subscription(true)
            };
            let refused = pushes::subscribe(&house.world, owner, &wish).await;
            assert!(
                matches!(refused, Err(Error::Invalid(_))),
                "{endpoint}: {refused:?}"
            );
        }
        let refused = pushes::subscribe(&house.world, &house.admin, &browser.subscription(true)).await;
        assert!(matches!(refused, Err(Error::Missing)), "{refused:?}");
    }
}

#[tokio::test]
async fn our_key_stays_the_same_when_the_operators_key_changes() {
    for house in houses().await {
        let owner = &house.jansen.owner;
        let first = pushes::public_key(&house.world, owner).await.expect("a key");
        let later = house.restarted_with(|settings| {
            let new = OperatorKey {
                id: "k2".to_owned(),
                bytes: [8; 32].into(),
            };
            settings.secret_keys.insert(0, new);
        });
        assert!(vault::rotate(&later).await.expect("sealed anew") > 0);
        let without = house.restarted_with(|settings| {
            settings.secret_keys[0].id = "k2".to_owned();
            settings.secret_keys[0].bytes = [8; 32].into();
        });
        assert_eq!(pushes::public_key(&without, owner).await.expect("a key"), first);
    }
}

#[tokio::test]
async fn a_sign_in_that_was_used_until_its_end_shows_no_words_after_it() {
    for house in houses_with(with_loopback).await {
        let (world, service) = (&house.world, Service::start().await);
        let line = house.desk_line(&house.jansen, LINE).await;
        let signed_in = people::sign_in(world, "piet@jansen.example", &PASSWORD.into(), desk())
            .await
            .expect("signed in");
        let begun = world.clock.now();
        let piet = house.use_cookie(&signed_in.cookie).await.expect("it works");
        let browser = service.browser(world, &piet, true).await;
        for days in [6, 6, 6, 6, 5] {
            world.clock.advance(Span::days(days));
            house.use_cookie(&signed_in.cookie).await.expect("it works");
        }
        // Told once at each of these times: how many days after the sign-in, and in which words.
        for (days, words) in [
            (29, Some("Is de Golf er nog?")),
            (31, Some("New message")),
            (59, Some("New message")),
            (61, None),
        ] {
            let until = begun + Span::days(days);
            world.clock.advance(until - world.clock.now());
            line.hears(JAN, "Jan de Boer", "Is de Golf er nog?").await;
            run(&house).await;
            let told = browser.told();
            let told: Vec<_> = told.iter().map(|note| note.body.as_str()).collect();
            assert_eq!(told, Vec::from_iter(words), "after {days} days");
        }
    }
}
