//! What exists at Meta: portfolios, WhatsApp Business accounts, numbers, and codes to exchange.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::{Millis, millis};
use crate::state::State;

/// A business portfolio, the dealer's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Portfolio {
    pub id: String,
    pub name: String,
}

/// A WhatsApp Business account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; all combinations exist"
)]
pub struct Waba {
    pub id: String,
    pub name: String,
    pub portfolio_id: String,
    /// Shared with Twilio: the popup was opened with Twilio's solution.
    pub is_shared: bool,
    pub is_deleted: bool,
    pub is_banned: bool,
    /// Another provider pays for it, so Twilio cannot (63103).
    pub has_foreign_credit_line: bool,
    /// How many numbers it may have (63104).
    pub max_numbers: usize,
    /// The Twilio account it is tied to since its first sender.
    pub twilio_account: Option<String>,
}

/// A phone number inside a WABA.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MetaNumber {
    pub id: String,
    pub number: String,
    pub waba_id: String,
    pub name: String,
    pub is_verified: bool,
    /// `GREEN`, `YELLOW` or `RED`.
    pub quality: String,
}

/// What `FB.login` hands to the page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Code {
    pub text: String,
    pub waba_id: String,
    pub made_at: Millis,
    pub is_used: bool,
    /// The token it was exchanged for.
    pub token: Option<String>,
}

impl Code {
    /// A code lives this long and works once.
    pub const TTL: Duration = Duration::from_secs(30);

    pub fn is_fresh(&self, now: Millis) -> bool {
        !self.is_used && now - self.made_at <= millis(Self::TTL)
    }
}

/// Portfolios of businesses that are not verified may hold two numbers.
const NUMBERS_AT_FIRST: usize = 2;

pub fn create_portfolio(state: &mut State, name: &str) -> String {
    let id = state.chance.digits(16);
    state.portfolios.push(Portfolio {
        id: id.clone(),
        name: name.to_owned(),
    });
    id
}

pub fn create_waba(state: &mut State, portfolio: &str, name: &str) -> String {
    let id = state.chance.digits(15);
    state.wabas.push(Waba {
        id: id.clone(),
        name: name.to_owned(),
        portfolio_id: portfolio.to_owned(),
        is_shared: false,
        is_deleted: false,
        is_banned: false,
        has_foreign_credit_line: false,
        max_numbers: NUMBERS_AT_FIRST,
        twilio_account: None,
    });
    id
}

/// The number's id in this WABA; it is added when it is new there.
pub fn ensure_number(state: &mut State, waba: &str, number: &str, name: &str) -> String {
    if let Some(found) = state
        .meta_numbers
        .iter_mut()
        .find(|one| one.number == number && one.waba_id == waba)
    {
        found.is_verified = true;
        return found.id.clone();
    }
    let id = state.chance.digits(15);
    state.meta_numbers.push(MetaNumber {
        id: id.clone(),
        number: number.to_owned(),
        waba_id: waba.to_owned(),
        name: name.to_owned(),
        is_verified: true,
        quality: "GREEN".into(),
    });
    id
}

pub fn create_code(state: &mut State, waba: &str, now: Millis) -> String {
    let code = format!("AQ{}{}", state.chance.hex32(), state.chance.hex32());
    state.codes.push(Code {
        text: code.clone(),
        waba_id: waba.to_owned(),
        made_at: now,
        ..Code::default()
    });
    code
}
