//! Who asks, and what they may touch.
//!
//! | caller | 2010 API on a subaccount | APIs without an account in the path |
//! |---|---|---|
//! | parent SID and token | yes | act on the *parent* |
//! | parent API key | no | act on the parent |
//! | subaccount SID and token, or its API key | its own only | act on the subaccount |
//! | subaccount SID with the parent's token | 401 | 401 |

use crate::http::Req;
use crate::state::State;
use crate::twilio::accounts::Account;
use crate::twilio::errors::Refusal;

#[derive(Clone, Debug)]
pub struct Caller {
    /// Whose credentials these are.
    pub account: String,
    pub is_key: bool,
}

/// Checks user and password of HTTP Basic. Nothing else is looked at yet.
pub fn caller(state: &State, req: &Req) -> Result<Caller, Refusal> {
    let (user, password) = req.basic.as_ref().ok_or_else(Refusal::unauthenticated)?;
    if user.starts_with("SK") {
        let key = state
            .keys
            .iter()
            .find(|key| key.sid == *user && key.secret == *password);
        let key = key.ok_or_else(Refusal::unauthenticated)?;
        return Ok(Caller {
            account: key.account.clone(),
            is_key: true,
        });
    }
    let account = state
        .account(user)
        .filter(|account| account.auth_token == *password);
    let account = account.ok_or_else(Refusal::unauthenticated)?;
    Ok(Caller {
        account: account.sid.clone(),
        is_key: false,
    })
}

impl Caller {
    /// The account named in a 2010 path, if this caller may touch it.
    pub fn account_in_path<'a>(&self, state: &'a State, req: &Req) -> Result<&'a Account, Refusal> {
        let account = state.account(req.part(2)).ok_or_else(|| Refusal::missing(req))?;
        let own = account.sid == self.account;
        let child = account.owner_account_sid == self.account && !self.is_key;
        if own || child {
            Ok(account)
        } else {
            Err(Refusal::missing(req))
        }
    }

    /// The same, for work that a suspended account is refused.
    pub fn active_account_in_path<'a>(&self, state: &'a State, req: &Req) -> Result<&'a Account, Refusal> {
        let account = self.account_in_path(state, req)?;
        active(state, account)
    }

    /// The account that an API without an account in its path acts on.
    pub fn active_own_account<'a>(&self, state: &'a State) -> Result<&'a Account, Refusal> {
        let account = state
            .account(&self.account)
            .ok_or_else(Refusal::unauthenticated)?;
        active(state, account)
    }
}

fn active<'a>(state: &State, account: &'a Account) -> Result<&'a Account, Refusal> {
    let parent_active = state
        .account(&account.owner_account_sid)
        .is_none_or(|parent| parent.status == "active");
    if account.status == "active" && parent_active {
        Ok(account)
    } else {
        Err(Refusal::inactive())
    }
}
