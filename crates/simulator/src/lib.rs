//! Plays Twilio and Meta over real HTTP, so that the same client, the same wire and the same pages
//! serve tests, the demo and production. It is the only fake there is.
//!
//! ```no_run
//! # async fn demo() -> std::io::Result<()> {
//! use simulator::{Config, Outcome, Rule, Simulator, SignupScript};
//! let simulator = Simulator::start(Config::default()).await?;
//! simulator.script(Rule::new(Outcome::TransientOffline));
//! let signup = simulator.complete_signup(SignupScript::default()).await;
//! // … point the product at `simulator.urls()`, let it register a sender on `signup.waba_id` …
//! assert_eq!(simulator.senders().len(), 1);
//! # Ok(()) }
//! ```
//!
//! # How to add one more behaviour
//!
//! **A call.** Add a line to `twilio::routes` with the call's name and its handler. A handler is
//! `fn(&mut Ctx, &Caller, &Req) -> Result<Answer, Refusal>`: it has the whole state under its lock and the time,
//! read once. It checks the caller (`caller.active_account_in_path(..)`), changes the state, and answers in
//! Twilio's own shape. Faults of the wire (429, 500, a cut connection) need no code: they are scripted by the
//! call's name. Then make the call in `tests/it/openapi/drive`, where it is held against Twilio's OpenAPI files.
//!
//! **Something that happens later.** Push an `Event` with `state.later(at, event)`, or give a sender another `Step`.
//! `clock.shortened` is for work that takes its time, `clock.courtesy` for delays that nobody should wait for in
//! tests. A step is never a `sleep`: the pump in `world` runs what is due, and `Simulator::advance` moves the clock.
//!
//! **An outcome.** Add a line to `outcomes!` in `rules`, and ask `rules.is(place, &Outcome::Yours)` where it bites.
//! The control page and its API know it at once.
//!
//! **Something on the buyer's phone.** A kind in `phone::write`, a line in `phone/assets/compose.js`, and how it
//! looks in `phone/assets/thread.js`.
//!
//! **A screen of the popup.** A name in `meta::run::SCREENS`, an arm in `meta::popup::step`, a function in
//! `meta/assets/dialog.js`.
//!
//! **A rule of Meta's for templates.** A function in `twilio::content::judge`, with the sentence it refuses with.
//!
//! What Twilio or Meta do not document is decided in one place each and says so there: the answer to a number that
//! is registered already (`twilio::registration`), the code for a number in use on WhatsApp (63110), whether
//! errors of the Senders API come at once (they do here, `error_…`) or as a reason later (`offline_…`), the codes
//! for a template whose parts are missing (`twilio::content::check`), and that a stop word silences only when the
//! message says that Twilio handled it (`Inbound::opt_out`).

mod chance;
mod clock;
mod config;
mod control;
mod delivery;
mod files;
mod heard;
mod http;
mod inbound;
mod meta;
mod otp;
mod persist;
mod phone;
mod rules;
mod server;
mod simulator;
mod state;
mod twilio;
mod twiml;
mod voice;
mod world;

pub use clock::Millis;
pub use config::{Config, SimulatedUrls, Speed};
pub use delivery::{Delivery, From as DeliveredFrom};
pub use heard::Heard;
pub use inbound::{Attachment, Button, Choice, ContactCard, Inbound, Location, Referral};
pub use meta::account_update::{MetaEvent, PartnerAdded};
pub use meta::assets::{MetaNumber, Portfolio, Waba};
pub use meta::run::SCREENS;
pub use meta::signup::{Ending, SignupOutcome, SignupScript, Solution};
pub use otp::{Method, Otp, Reached};
pub use rules::{Outcome, Rule, Scope};
pub use simulator::Simulator;
pub use twilio::accounts::Account;
pub use twilio::content::Template;
pub use twilio::content::approvals::Approval;
pub use twilio::content::render::{Line, Shown, Tappable};
pub use twilio::media::Media;
pub use twilio::messages::Message;
pub use twilio::numbers::Number;
pub use twilio::routes::{Route, twilio_routes};
pub use twilio::senders::{Sender, Status};
pub use voice::Call;
