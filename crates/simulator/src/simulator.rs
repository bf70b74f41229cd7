//! The handle that tests and the demo hold.

use std::io;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::config::{Config, SimulatedUrls};
use crate::delivery::Delivery;
use crate::heard::Heard;
use crate::inbound::{self, Inbound};
use crate::meta::account_update::{self, MetaEvent};
use crate::meta::assets::{Portfolio, Waba};
use crate::meta::signup::{self, SignupOutcome, SignupScript};
use crate::otp::Otp;
use crate::rules::Rule;
use crate::server;
use crate::twilio::accounts::Account;
use crate::twilio::content::{Template, approvals};
use crate::twilio::media::Media;
use crate::twilio::messages::{Message, window_key};
use crate::twilio::numbers::Number;
use crate::twilio::senders::{Sender, Status};
use crate::voice::{self, Call};
use crate::world::World;

/// A running simulator. Clones are the same one; it stops with [`Simulator::stop`] or with the last clone.
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
    running: Arc<Running>,
}

struct Running {
    world: Arc<World>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.stopping.send_replace(true);
    }
}

impl Simulator {
    /// Listens and answers. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn start(config: Config) -> io::Result<Self> {
        // The client may be asked to call an https address; another part of the process may have chosen first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind(config.addr).await?;
        let base = Url::parse(&format!("http://{}", listener.local_addr()?)).map_err(io::Error::other)?;
        let world = World::new(config, base);
        let tasks = vec![
            tokio::spawn(server::serve(Arc::clone(&world), listener)),
            tokio::spawn(Arc::clone(&world).pump()),
        ];
        let running = Arc::new(Running {
            world: Arc::clone(&world),
            tasks: Mutex::new(tasks),
        });
        Ok(Self { world, running })
    }

    /// `http://127.0.0.1:PORT/`, which is also the control page.
    pub fn url(&self) -> Url {
        self.world.base.clone()
    }

    pub fn urls(&self) -> SimulatedUrls {
        self.world.urls.clone()
    }

    pub fn config(&self) -> &Config {
        &self.world.config
    }

    /// Every request so far, oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        self.world
            .heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How many requests of this name arrived, such as `accounts.create`.
    pub fn heard_calls(&self, call: &str) -> usize {
        self.heard().iter().filter(|heard| heard.call == call).count()
    }

    /// What is to go wrong.
    pub fn script(&self, rule: Rule) {
        self.world.with(|ctx| ctx.state.rules.add(rule));
    }

    /// Rules that have not been used up.
    pub fn rules(&self) -> Vec<Rule> {
        self.world.look(|state| state.rules.all().to_vec())
    }

    pub fn set_meta_webhook(&self, url: Url) {
        self.world.with(|ctx| ctx.state.meta_webhook = Some(url));
    }

    /// Forgets everything but the webhook's address.
    pub fn reset(&self) {
        self.world.with(|ctx| {
            let now = ctx.now;
            ctx.state.reset_to(&self.world.config, now);
        });
        self.world.files.clear();
        self.world
            .heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub fn account(&self, sid: &str) -> Option<Account> {
        self.world.look(|state| state.account(sid).cloned())
    }

    /// All but the parent.
    pub fn subaccounts(&self) -> Vec<Account> {
        self.world.look(|state| {
            state
                .accounts
                .iter()
                .filter(|one| !one.is_parent())
                .cloned()
                .collect()
        })
    }

    /// All but the ISV's own.
    pub fn senders(&self) -> Vec<Sender> {
        self.world
            .look(|state| state.dealers_senders().cloned().collect())
    }

    /// What became of the ISV's own first sender; `None` takes it away.
    pub fn set_own_sender(&self, status: Option<Status>) {
        self.world.with(|ctx| {
            let own = &self.config().parent_sid;
            ctx.state.senders.retain(|sender| sender.account != *own);
            let own = status.map(|status| Sender::of_the_isv(self.config(), status));
            ctx.state.senders.extend(own);
        });
    }

    /// By its number in E.164.
    pub fn sender(&self, number: &str) -> Option<Sender> {
        self.senders().into_iter().find(|sender| sender.number == number)
    }

    /// Every number that was bought and not released.
    pub fn numbers(&self) -> Vec<Number> {
        self.world.look(|state| state.numbers.clone())
    }

    /// Numbers that can be bought, as a search would find them.
    pub fn for_sale(&self, country: &str, kind: &str) -> Vec<String> {
        let offer = crate::twilio::inventory::Country::find(country).and_then(|country| country.offer(kind));
        offer
            .map(|offer| offer.numbers(self.config().seed).collect())
            .unwrap_or_default()
    }

    /// How many times this number (E.164) was registered at WhatsApp, new codes included.
    pub fn registrations(&self, number: &str) -> usize {
        self.world
            .look(|state| state.registrations.get(number).map_or(0, Vec::len))
    }

    pub fn messages(&self) -> Vec<Message> {
        self.world.look(|state| state.messages.clone())
    }

    /// The attachments of a message, in and out.
    pub fn media(&self, message: &str) -> Vec<Media> {
        self.world.look(|state| {
            let all = state.media.iter();
            all.filter(|media| media.message == message).cloned().collect()
        })
    }

    /// The bytes of an attachment, by its SID.
    pub fn file(&self, media: &str) -> Option<Vec<u8>> {
        self.world.files.get(media)
    }

    /// Templates of every account, with what Meta says about each.
    pub fn templates(&self) -> Vec<Template> {
        self.world.look(|state| state.templates.clone())
    }

    /// Buyers complained: Meta pauses an approved template now, and disables it the third time.
    /// Returns whether there was one.
    pub fn complain_about(&self, template: &str) -> bool {
        self.world.with(|ctx| approvals::complain(ctx, template))
    }

    /// Whether a person sees dots: the business is writing. `person` is E.164 or `NL.…`, `number` the
    /// business's in E.164.
    pub fn is_typing(&self, person: &str, number: &str) -> bool {
        let now = self.now();
        let key = window_key(person, number);
        self.world
            .look(|state| state.typing.get(&key).is_some_and(|until| *until > now))
    }

    /// A person wants no marketing from a business any more, or again (63033).
    pub fn stop_marketing(&self, person: &str, number: &str, stop: bool) {
        let key = window_key(person, number);
        self.world.with(|ctx| {
            if stop {
                ctx.state.no_marketing.insert(key);
            } else {
                ctx.state.no_marketing.remove(&key);
            }
        });
    }

    /// How Meta names a person to the business with this number (E.164): `NL.…`. `person` is a number
    /// in E.164, or the profile name of somebody who hides it.
    pub fn user_id(&self, person: &str, number: &str) -> Option<String> {
        let account = self.sender(number)?.account;
        Some(inbound::user_id(self.config().seed, &account, person))
    }

    pub fn wabas(&self) -> Vec<Waba> {
        self.world.look(|state| state.wabas.clone())
    }

    pub fn portfolios(&self) -> Vec<Portfolio> {
        self.world.look(|state| state.portfolios.clone())
    }

    /// Changes a WABA from outside, for what no script covers, such as its `max_numbers`.
    pub fn change_waba(&self, id: &str, change: impl FnOnce(&mut Waba)) {
        self.world.with(|ctx| ctx.state.waba_mut(id).map(change));
    }

    /// Every code that was sent, also those that have not arrived.
    pub fn otps(&self) -> Vec<Otp> {
        self.world.look(|state| state.otps.clone())
    }

    /// The latest code that has arrived for this number (E.164).
    pub fn otp(&self, number: &str) -> Option<String> {
        let now = self.world.clock.now();
        let codes = self.otps().into_iter().rev();
        let arrived = |otp: &Otp| otp.number == number && otp.arrives_at.is_some_and(|at| at <= now);
        codes.into_iter().find(arrived).map(|otp| otp.code)
    }

    /// Meta's calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.world.look(|state| state.calls.clone())
    }

    /// Plays Meta's call to a Twilio number now, with this code.
    pub async fn ring(&self, number: &str, code: &str) {
        voice::ring(&self.world, number, code).await;
    }

    /// Webhooks that were sent, and what they were answered.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.world.look(|state| state.deliveries.clone())
    }

    /// Marks a number as in use in a WhatsApp app.
    pub fn put_on_whatsapp(&self, number: &str) {
        self.world
            .with(|ctx| ctx.state.on_whatsapp.insert(number.to_owned()));
    }

    /// The person deleted the app's account.
    pub fn remove_from_whatsapp(&self, number: &str) {
        self.world.with(|ctx| ctx.state.on_whatsapp.remove(number));
    }

    /// A person writes. Returns the message's SID, or why nothing was delivered.
    pub fn inbound(&self, inbound: &Inbound) -> Result<String, String> {
        self.world.with(|ctx| inbound::deliver(ctx, inbound))
    }

    /// Something happens to a WABA. Returns why it cannot.
    pub fn meta_event(&self, event: &MetaEvent) -> Result<(), String> {
        self.world.with(|ctx| account_update::happen(ctx, event))
    }

    /// Goes through the popup without a browser.
    pub async fn complete_signup(&self, script: SignupScript) -> SignupOutcome {
        signup::complete(&self.world, script).await
    }

    /// Milliseconds since 1970 on the simulator's clock.
    pub fn now(&self) -> i64 {
        self.world.clock.now()
    }

    /// How far this clock is ahead of the machine's, in milliseconds; it moves when somebody lets time pass on the
    /// buyer's phone. A portal that follows it sees windows close with its buyers.
    pub fn ahead(&self) -> Arc<AtomicI64> {
        self.world.clock.shared()
    }

    /// Moves the clock; everything that falls due on the way happens, in its order.
    pub async fn advance(&self, by: Duration) {
        self.world.advance(by).await;
    }

    /// Waits until everything that is due has happened and every webhook under way was answered.
    pub async fn settle(&self) {
        self.world.settle().await;
    }

    /// Stops listening and cuts what is still open.
    pub async fn stop(self) {
        self.world.stopping.send_replace(true);
        let tasks: Vec<_> =
            std::mem::take(&mut *self.running.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            let abort = task.abort_handle();
            if tokio::time::timeout(Duration::from_secs(1), task).await.is_err() {
                abort.abort();
            }
        }
    }
}
