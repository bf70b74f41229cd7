//! Everything the simulator remembers, in one place behind one lock.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::config::Config;
use crate::delivery::Delivery;
use crate::meta::assets::{Code, MetaNumber, Portfolio, Waba};
use crate::meta::run::Run;
use crate::otp::Otp;
use crate::phone::book::Book;
use crate::rules::Rules;
use crate::twilio::accounts::{Account, Key};
use crate::twilio::applications::Application;
use crate::twilio::content::Template;
use crate::twilio::media::Media;
use crate::twilio::messages::Message;
use crate::twilio::numbers::Number;
use crate::twilio::senders::{Sender, Status};
use crate::voice::Call;
use crate::world::World;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub chance: Chance,
    pub skipped: Millis,
    pub meta_webhook: Option<Url>,
    pub rules: Rules,

    pub accounts: Vec<Account>,
    pub keys: Vec<Key>,
    pub numbers: Vec<Number>,
    pub applications: Vec<Application>,
    pub senders: Vec<Sender>,
    pub messages: Vec<Message>,
    pub media: Vec<Media>,
    pub templates: Vec<Template>,
    /// Names of templates that are blocked, until when: `account>name>language`.
    pub blocked_names: BTreeMap<String, Millis>,
    /// When something happens to which message next.
    pub ticks: BTreeSet<(Millis, String)>,
    /// When each number was registered at WhatsApp, for the budget of ten in 72 hours.
    pub registrations: BTreeMap<String, Vec<Millis>>,
    /// The last time each person wrote to each business number: `(person, number)` as `person>number`.
    pub windows: BTreeMap<String, Millis>,
    /// Who has stopped whom, written as in `windows`.
    pub opted_out: BTreeSet<String>,
    /// Who wants no marketing from whom, written as in `windows`.
    pub no_marketing: BTreeSet<String>,
    /// Until when each person sees dots, written as in `windows`.
    pub typing: BTreeMap<String, Millis>,

    pub portfolios: Vec<Portfolio>,
    pub wabas: Vec<Waba>,
    pub meta_numbers: Vec<MetaNumber>,
    pub codes: Vec<Code>,
    pub runs: Vec<Run>,
    /// Numbers in use in a WhatsApp app.
    pub on_whatsapp: BTreeSet<String>,

    /// The buyers' phones.
    pub phone: Book,

    pub otps: Vec<Otp>,
    pub calls: Vec<Call>,
    pub deliveries: Vec<Delivery>,
    pub queue: Vec<Due>,
}

/// Something that happens later by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due {
    pub at: Millis,
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Send a webhook, by the id of its delivery.
    Deliver(u64),
    /// Fetch the files of a message that is being sent.
    Fetch { message: String, urls: Vec<String> },
    /// Meta rings a number and speaks a code.
    Ring { number: String, code: String },
}

impl State {
    pub fn new(config: &Config) -> Self {
        let mut state = Self {
            chance: Chance::new(config.seed),
            ..Self::default()
        };
        state.reset_to(config, 0);
        state
    }

    /// Back to an ISV with one account and nothing else. Rules and the webhook's address stay away
    /// and stay, respectively: a test that resets does not want to wire the server again.
    pub fn reset_to(&mut self, config: &Config, now: Millis) {
        let webhook = self.meta_webhook.take().or_else(|| config.meta_webhook.clone());
        *self = Self {
            chance: Chance::new(config.seed),
            meta_webhook: webhook,
            skipped: self.skipped,
            accounts: vec![Account::parent(config, now)],
            senders: vec![Sender::of_the_isv(config, Status::Online)],
            ..Self::default()
        };
    }

    pub fn account(&self, sid: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.sid == sid)
    }

    pub fn waba(&self, id: &str) -> Option<&Waba> {
        self.wabas.iter().find(|waba| waba.id == id)
    }

    pub fn waba_mut(&mut self, id: &str) -> Option<&mut Waba> {
        self.wabas.iter_mut().find(|waba| waba.id == id)
    }

    /// The Twilio number with this E.164 text, whoever owns it.
    pub fn owned_number(&self, e164: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.phone_number == e164)
    }

    /// Of the dealers: the ISV's own is not among them.
    pub fn dealers_senders(&self) -> impl Iterator<Item = &Sender> {
        self.senders.iter().filter(|sender| {
            self.account(&sender.account)
                .is_none_or(|account| !account.is_parent())
        })
    }

    pub fn sender_mut(&mut self, sid: &str) -> Option<&mut Sender> {
        self.senders.iter_mut().find(|sender| sender.sid == sid)
    }

    pub fn later(&mut self, at: Millis, event: Event) {
        self.queue.push(Due { at, event });
    }
}

/// What a handler works with: the state under its lock, and the time, read once.
pub struct Ctx<'a> {
    pub world: &'a World,
    pub state: &'a mut State,
    pub now: Millis,
}

impl Ctx<'_> {
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    pub fn config(&self) -> &Config {
        &self.world.config
    }
}
