//! A small world beside the simulator: settings as an operator would have them, and somebody to act.

use domain::{DealerId, LoginId, PersonId, Span, member::Role, number::NumberKind};
use portal::{Actor, Chance, Clock, From, MetaSettings, SecretKey, Settings, TwilioSettings, World};
use simulator::{Config, Simulator, Speed};
use store::testing::{TestStore, stores};

/// Two dealers, an ISV and the outside. The database lives as long as this does.
pub struct Isv {
    pub world: World,
    pub simulator: Simulator,
    pub store: TestStore,
}

/// An ISV that has set everything, on each engine.
pub async fn isvs() -> Vec<Isv> {
    let mut isvs = Vec::new();
    for store in stores().await {
        isvs.push(isv(store).await);
    }
    isvs
}

async fn isv(store: TestStore) -> Isv {
    let config = Config {
        speed: Speed::Instant,
        ..Config::default()
    };
    let settings = settings(&config);
    let simulator = Simulator::start(config).await.expect("the simulator starts");
    let world = world(&store, &simulator, settings, Clock::System);
    simulator.set_meta_webhook(world.url("/webhooks/meta").parse().expect("an address"));
    Isv {
        world,
        simulator,
        store,
    }
}

impl Isv {
    /// The same, with other settings.
    pub fn with(&self, change: impl FnOnce(&mut Settings)) -> World {
        let mut settings = self.world.settings.clone();
        change(&mut settings);
        world(&self.store, &self.simulator, settings, self.world.clock.clone())
    }

    /// The same, with a machine whose clock is off.
    pub fn off_by(&self, span: Span) -> World {
        let clock = Clock::set(Clock::System.now() + span);
        world(&self.store, &self.simulator, self.world.settings.clone(), clock)
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

fn settings(config: &Config) -> Settings {
    let url = |text: &str| text.parse().expect("an address");
    Settings {
        public_url: url("https://portal.example.com"),
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
            app_name: "Forecourt".to_owned(),
            simulator_origin: None,
        },
        secret_keys: vec![SecretKey {
            id: "k1".to_owned(),
            bytes: [7; 32].into(),
        }],
        smtp_url: None,
        mail_from: "forecourt@example.com".to_owned(),
        media: files::Place::Folder("nowhere".into()),
        weekly_quota: 10,
        send_rate: 80,
        countries: ["NL", "BE", "ES", "DE", "GB", "US"].map(str::to_owned).into(),
        brand_name: "Forecourt".to_owned(),
        brand_colour: "#0a7a4b".to_owned(),
        brand_logo: None,
        support_mail: "help@example.com".to_owned(),
        pace: 1,
    }
}

/// Somebody who is signed in; a dealer makes them a member of it.
pub fn person(role: Role, dealer: Option<&DealerId>) -> Actor {
    Actor::Person {
        id: "somebody".parse::<PersonId>().expect("an id"),
        role,
        dealer: dealer.cloned(),
        email: "somebody@example.com".to_owned(),
        login: "login".parse::<LoginId>().expect("an id"),
        from: From::default(),
    }
}
