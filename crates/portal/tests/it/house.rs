//! A test world with people in it: an admin, two dealers with an owner each, the simulator. Time stands still until
//! it is moved, and chance is seeded.

use std::sync::Arc;

use domain::{Code, DealerId, PersonId, Timestamp, member::Role, number::NumberKind};
use portal::{
    Actor, Chance, Clock, Error, From, MetaSettings, SecretKey, Settings, TwilioSettings, World, brands,
    people,
};
use secrecy::{ExposeSecret as _, SecretString};
use simulator::{Config, Simulator, Speed};
use store::{
    dealers::NewDealer,
    people::NewPerson,
    testing::{TestStore, stores},
};
use tokio::sync::OnceCell;

/// Everyone's password in a house.
pub const PASSWORD: &str = "drie gele vogels";

/// The world of one story on one engine. The database lives as long as this does.
pub struct House {
    pub world: Arc<World>,
    pub simulator: Simulator,
    pub store: TestStore,
    /// Where files are kept.
    pub folder: tempfile::TempDir,
    /// admin@portal.example, of the ISV.
    pub admin: Actor,
    /// Autobedrijf Jansen, owned by piet@jansen.example.
    pub jansen: Dealership,
    /// Garage De Linde, owned by noor@linde.example.
    pub linde: Dealership,
}

/// A dealer with its owner, signed in.
pub struct Dealership {
    pub id: DealerId,
    pub name: &'static str,
    pub owner: Actor,
}

/// The same house on each engine.
pub async fn houses() -> Vec<House> {
    houses_with(|_| {}).await
}

/// The same with other settings.
pub async fn houses_with(change: impl Fn(&mut Settings)) -> Vec<House> {
    let mut houses = Vec::new();
    for store in stores().await {
        houses.push(House::build(store, &change).await);
    }
    houses
}

/// From where a person signs in.
pub fn desk() -> From {
    From {
        address: "203.0.113.7".into(),
        browser: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0".into(),
    }
}

/// The code of what went wrong.
pub fn code<T: std::fmt::Debug>(result: portal::Result<T>) -> Code {
    match result.unwrap_err() {
        Error::Problem(problem) => problem.code,
        other => panic!("a problem, not: {other:?}"),
    }
}

/// The field at fault, the first of them.
pub fn field<T: std::fmt::Debug>(result: portal::Result<T>) -> String {
    match result.unwrap_err() {
        Error::Invalid(fields) => fields[0].field.clone(),
        other => panic!("a field at fault, not: {other:?}"),
    }
}

impl House {
    async fn build(store: TestStore, change: &impl Fn(&mut Settings)) -> Self {
        let config = Config {
            speed: Speed::Instant,
            ..Config::default()
        };
        let mut settings = settings(&config);
        let folder = tempfile::tempdir().expect("a folder");
        settings.media = files::Place::Folder(folder.path().to_owned());
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        settings.meta.sdk_url = simulator.urls().sdk;
        settings.meta.simulator_origin = Some(simulator.url().origin().ascii_serialization());
        change(&mut settings);
        let clock = Clock::set(Timestamp::from_seconds(1_795_251_600));
        let world = Arc::new(world(&store, &simulator, settings, clock));
        brands::ensure_default(&world).await.expect("the brand is made");
        let admin = person(&world, None, "admin@portal.example", "Sanne", Role::Admin).await;
        let jansen = dealership(&world, "Autobedrijf Jansen", "piet@jansen.example", "Piet").await;
        let linde = dealership(&world, "Garage De Linde", "noor@linde.example", "Noor").await;
        Self {
            world,
            simulator,
            store,
            folder,
            admin,
            jansen,
            linde,
        }
    }

    /// The same house seen by a program that was started with other settings.
    pub fn restarted_with(&self, change: impl FnOnce(&mut Settings)) -> World {
        let mut settings = self.world.settings.clone();
        change(&mut settings);
        world(&self.store, &self.simulator, settings, self.world.clock.clone())
    }

    /// One more dealer, with an owner of that address.
    pub async fn open_shop(&self, email: &str) -> Dealership {
        dealership(&self.world, "Garage Blok", email, "Bas").await
    }

    /// One more person of a dealer, signed in.
    pub async fn hire(&self, dealer: &Dealership, email: &str, role: Role) -> Actor {
        person(&self.world, Some(&dealer.id), email, "", role).await
    }

    /// Signs in as people do, and uses the cookie.
    pub async fn sign_in(&self, email: &str, password: &str) -> portal::Result<Actor> {
        let password = SecretString::from(password);
        let signed_in = people::sign_in(&self.world, email, &password, desk()).await?;
        Ok(self
            .use_cookie(&signed_in.cookie)
            .await
            .expect("the cookie works"))
    }

    /// Who a cookie is now.
    pub async fn use_cookie(&self, cookie: &SecretString) -> Option<Actor> {
        let found = people::authenticate(&self.world, cookie.expose_secret(), desk()).await;
        found.expect("the database answers").map(|(actor, _)| actor)
    }

    /// The link in the newest mail to someone.
    pub async fn link_mailed_to(&self, email: &str) -> String {
        let page = portal::mails::list(&self.world, &self.admin, None)
            .await
            .expect("the outbox opens");
        let mail = page
            .rows
            .into_iter()
            .find(|mail| mail.to == email)
            .expect("a mail to them");
        let link = mail.body.lines().find(|line| line.starts_with("https://"));
        link.expect("a link on a line of its own").to_owned()
    }

    /// How many mails went to someone.
    pub async fn mails_to(&self, email: &str) -> usize {
        let page = portal::mails::list(&self.world, &self.admin, None).await;
        let rows = page.expect("the outbox opens").rows;
        rows.iter().filter(|mail| mail.to == email).count()
    }

    /// The token at the end of that link.
    pub async fn token_mailed_to(&self, email: &str) -> String {
        let link = self.link_mailed_to(email).await;
        link.rsplit_once('/').expect("a path").1.to_owned()
    }
}

fn world(store: &TestStore, simulator: &Simulator, settings: Settings, clock: Clock) -> World {
    let http = twilio::http_client().expect("a client");
    let urls = simulator.urls();
    let twilio = twilio::Client::new(
        http.clone(),
        twilio::Urls {
            api: urls.api,
            messaging: urls.messaging,
            content: urls.content,
            numbers: urls.numbers,
            pricing: urls.pricing,
        },
    );
    let meta = meta::Client::new(http, urls.graph, "v25.0");
    World::new(
        (**store).clone(),
        twilio,
        meta,
        clock,
        Chance::seeded(1),
        settings,
    )
}

async fn dealership(world: &World, name: &'static str, email: &str, owner: &str) -> Dealership {
    let now = world.clock.now();
    let id: DealerId = world.chance.id(now);
    let mut db = world.store.write().await.expect("a write");
    let new = NewDealer {
        id: &id,
        brand: &"default".parse().expect("an id"),
        name,
        created_at: now,
    };
    store::dealers::insert(&mut db, new)
        .await
        .expect("the dealer is new");
    db.commit().await.expect("saved");
    let owner = person(world, Some(&id), email, owner, Role::Owner).await;
    Dealership { id, name, owner }
}

/// Somebody with the house's password, signed in without typing it: hashing takes its time.
async fn person(world: &World, dealer: Option<&DealerId>, email: &str, name: &str, role: Role) -> Actor {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let hash = HASH.get_or_init(|| async {
        let hash = world
            .passwords
            .hash(&world.chance, &SecretString::from(PASSWORD))
            .await;
        hash.expect("a hash")
    });
    let (now, hash) = (world.clock.now(), hash.await);
    let id: PersonId = world.chance.id(now);
    let new = NewPerson {
        id: &id,
        dealer,
        email,
        name,
        role,
        created_at: now,
    };
    let mut db = world.store.write().await.expect("a write");
    store::people::insert(&mut db, new)
        .await
        .expect("the person is new");
    store::people::set_password(&mut db, &id, hash)
        .await
        .expect("saved");
    let login = store::logins::NewLogin {
        id: &world.chance.id(now),
        person: &id,
        secret_hash: &world.chance.bytes(),
        created_at: now,
        expires_at: now + domain::Span::days(30),
        idle_until: now + domain::Span::days(7),
        address: "203.0.113.7",
        browser: "",
    };
    let login_id = login.id.clone();
    store::logins::insert(&mut db, login).await.expect("saved");
    db.commit().await.expect("saved");
    Actor::Person {
        id,
        role,
        dealer: dealer.cloned(),
        email: email.to_owned(),
        login: login_id,
        from: desk(),
    }
}

fn settings(config: &Config) -> Settings {
    let url = |text: &str| text.parse().expect("an address");
    Settings {
        public_url: url("https://portal.example"),
        demo: false,
        twilio: TwilioSettings {
            account_sid: Some(config.parent_sid.clone()),
            auth_token: Some(config.parent_token.clone().into()),
            partner_solution_id: Some(config.solution_id.clone()),
            number_kind: NumberKind::SmsCapable,
        },
        meta: MetaSettings {
            app_id: Some(config.app_id.clone()),
            config_id: Some(config.config_id.clone()),
            app_secret: Some(config.app_secret.clone().into()),
            verify_token: Some("checks-the-handshake".to_owned().into()),
            sdk_url: url("https://connect.facebook.net/en_US/sdk.js"),
            graph_version: "v25.0".to_owned(),
            feature_type: String::new(),
            extras: serde_json::Map::new(),
            app_name: "Autolijn".to_owned(),
            simulator_origin: None,
        },
        secret_keys: vec![SecretKey {
            id: "k1".to_owned(),
            bytes: [7; 32].into(),
        }],
        smtp_url: None,
        mail_from: "post@portal.example".to_owned(),
        media: files::Place::Folder("nowhere".into()),
        weekly_quota: 10,
        send_rate: 80,
        countries: ["NL", "BE", "ES", "DE", "GB", "US"].map(str::to_owned).into(),
        brand_name: "Autolijn".to_owned(),
        brand_colour: "#0a7a4b".to_owned(),
        brand_logo: None,
        support_mail: "help@portal.example".to_owned(),
        pace: 1,
    }
}
