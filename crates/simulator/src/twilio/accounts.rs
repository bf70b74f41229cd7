//! Accounts, subaccounts, API keys and the balance.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::{Millis, rfc2822};
use crate::config::Config;
use crate::http::{Answer, Req};
use crate::state::{Ctx, State};
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;

/// A parent may have this many subaccounts unless Twilio raises it (error 21480).
const MAX_SUBACCOUNTS: usize = 1000;

/// A Twilio account or subaccount.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Account {
    pub sid: String,
    pub auth_token: String,
    /// Its own SID for the parent.
    pub owner_account_sid: String,
    pub friendly_name: String,
    /// `active`, `suspended` or `closed`.
    pub status: String,
    pub created: Millis,
    pub updated: Millis,
}

/// An API key; the secret is told once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Key {
    pub sid: String,
    pub account: String,
    pub friendly_name: String,
    pub secret: String,
    pub created: Millis,
}

impl Account {
    pub(crate) fn parent(config: &Config, now: Millis) -> Self {
        Self {
            sid: config.parent_sid.clone(),
            auth_token: config.parent_token.clone(),
            owner_account_sid: config.parent_sid.clone(),
            friendly_name: "Parent account".into(),
            status: "active".into(),
            created: now,
            updated: now,
        }
    }

    pub fn is_parent(&self) -> bool {
        self.sid == self.owner_account_sid
    }

    fn json(&self) -> Value {
        let at = |rest: &str| format!("/2010-04-01/Accounts/{}{rest}.json", self.sid);
        let links: Map<String, Value> = [
            ("addresses", "/Addresses"),
            ("applications", "/Applications"),
            ("authorized_connect_apps", "/AuthorizedConnectApps"),
            ("available_phone_numbers", "/AvailablePhoneNumbers"),
            ("balance", "/Balance"),
            ("calls", "/Calls"),
            ("conferences", "/Conferences"),
            ("connect_apps", "/ConnectApps"),
            ("incoming_phone_numbers", "/IncomingPhoneNumbers"),
            ("keys", "/Keys"),
            ("messages", "/Messages"),
            ("notifications", "/Notifications"),
            ("outgoing_caller_ids", "/OutgoingCallerIds"),
            ("queues", "/Queues"),
            ("recordings", "/Recordings"),
            ("short_codes", "/SMS/ShortCodes"),
            ("signing_keys", "/SigningKeys"),
            ("sip", "/SIP"),
            ("transcriptions", "/Transcriptions"),
            ("usage", "/Usage"),
        ]
        .into_iter()
        .map(|(name, rest)| (name.to_owned(), at(rest).into()))
        .collect();
        json!({
            "auth_token": self.auth_token,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "friendly_name": self.friendly_name,
            "owner_account_sid": self.owner_account_sid,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": links,
            "type": "Full",
            "uri": at(""),
        })
    }
}

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let parent = caller.active_own_account(ctx.state)?;
    if !parent.is_parent() {
        return Err(Refusal::new(
            403,
            20003,
            "Permission denied: a subaccount cannot create subaccounts",
        ));
    }
    let owner = parent.sid.clone();
    let children = ctx
        .state
        .accounts
        .iter()
        .filter(|account| !account.is_parent() && account.status != "closed");
    if children.count() >= MAX_SUBACCOUNTS {
        return Err(Refusal::new(
            400,
            21480,
            "Account has reached its maximum number of subaccounts",
        ));
    }
    let form = req.form();
    let name = form.given("FriendlyName").map_or_else(
        || format!("SubAccount Created at {}", rfc2822(ctx.now)),
        str::to_owned,
    );
    check_name(&name)?;
    let account = Account {
        sid: ctx.state.chance.sid("AC"),
        auth_token: ctx.state.chance.hex32(),
        owner_account_sid: owner,
        friendly_name: name,
        status: "active".into(),
        created: ctx.now,
        updated: ctx.now,
    };
    let answer = Answer::json(201, &account.json());
    ctx.state.accounts.push(account);
    Ok(answer)
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    ctx.state
        .account(&caller.account)
        .ok_or_else(Refusal::unauthenticated)?;
    let mine = ctx.state.accounts.iter().rev().filter(|account| {
        account.sid == caller.account || (account.owner_account_sid == caller.account && !caller.is_key)
    });
    let found: Vec<Value> = mine
        .filter(|account| {
            req.query
                .given("FriendlyName")
                .is_none_or(|name| account.friendly_name == name)
        })
        .filter(|account| {
            req.query
                .given("Status")
                .is_none_or(|status| account.status == status)
        })
        .map(Account::json)
        .collect();
    Ok(paging::classic(req, "accounts", &found))
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    Ok(Answer::json(200, &caller.account_in_path(ctx.state, req)?.json()))
}

pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let sid = caller.account_in_path(ctx.state, req)?.sid.clone();
    let form = req.form();
    let now = ctx.now;
    let account = account_mut(ctx.state, &sid);
    if let Some(name) = form.given("FriendlyName") {
        check_name(name)?;
        name.clone_into(&mut account.friendly_name);
    }
    if let Some(status) = form.given("Status") {
        if !["active", "suspended", "closed"].contains(&status) {
            return Err(Refusal::new(400, 20001, format!("Status {status} is not valid")));
        }
        if account.is_parent() {
            return Err(Refusal::new(
                403,
                20003,
                "Permission denied: the parent account cannot change its own status",
            ));
        }
        if account.status == "closed" && status != "closed" {
            return Err(Refusal::new(
                400,
                20001,
                "A closed account cannot be opened again",
            ));
        }
        status.clone_into(&mut account.status);
    }
    account.updated = now;
    Ok(Answer::json(200, &account.json()))
}

pub fn balance(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.account_in_path(ctx.state, req)?;
    // Subaccounts have no purse of their own: the parent's balance pays.
    let balance = if account.is_parent() { "214.58" } else { "0.00" };
    Ok(Answer::json(
        200,
        &json!({"account_sid": account.sid, "balance": balance, "currency": "USD"}),
    ))
}

impl Key {
    fn json(&self) -> Value {
        json!({
            "sid": self.sid,
            "friendly_name": self.friendly_name,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
        })
    }
}

pub fn create_key(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let key = Key {
        sid: ctx.state.chance.sid("SK"),
        account,
        friendly_name: req.form().get("FriendlyName").unwrap_or_default().to_owned(),
        secret: ctx.state.chance.hex32(),
        created: ctx.now,
    };
    let mut body = key.json();
    body["secret"] = key.secret.clone().into();
    ctx.state.keys.push(key);
    Ok(Answer::json(201, &body))
}

pub fn list_keys(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.account_in_path(ctx.state, req)?;
    let keys = ctx.state.keys.iter().filter(|key| key.account == account.sid);
    let keys: Vec<Value> = keys.map(Key::json).collect();
    Ok(paging::classic(req, "keys", &keys))
}

pub fn delete_key(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.account_in_path(ctx.state, req)?.sid.clone();
    let keys = &mut ctx.state.keys;
    let at = keys
        .iter()
        .position(|key| key.sid == req.part(4) && key.account == account);
    keys.remove(at.ok_or_else(|| Refusal::missing(req))?);
    Ok(Answer::empty(204))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.chars().count() <= 64 {
        Ok(())
    } else {
        Err(Refusal::new(
            400,
            20001,
            "FriendlyName must be 64 characters or less",
        ))
    }
}

fn account_mut<'a>(state: &'a mut State, sid: &str) -> &'a mut Account {
    state
        .accounts
        .iter_mut()
        .find(|account| account.sid == sid)
        .expect("an account just found is still there")
}
