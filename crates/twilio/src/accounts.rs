//! Accounts and subaccounts (`/2010-04-01/Accounts`).

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    AccountSid, Client, Credentials, Error,
    page::Page,
    urls::{at, at_account},
    wire::{Fields, secret, words},
};

words! {
    /// The state of an account. Closed is final.
    AccountStatus {
        Active = "active",
        Suspended = "suspended",
        Closed = "closed",
    }
}

/// An account, with its token: Twilio repeats the token in every answer about an account.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    pub sid: AccountSid,
    pub friendly_name: String,
    pub status: AccountStatus,
    /// `Trial` or `Full`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub owner_account_sid: Option<AccountSid>,
    #[serde(default, deserialize_with = "secret")]
    pub auth_token: Option<SecretString>,
    /// RFC 2822.
    #[serde(default)]
    pub date_created: Option<String>,
}

impl Account {
    /// What signs calls of this account, if Twilio sent its token.
    pub fn credentials(&self) -> Option<Credentials> {
        let auth_token = self.auth_token.clone()?;
        Some(Credentials {
            account_sid: self.sid.clone(),
            auth_token,
        })
    }
}

/// What is left on an account. Subaccounts share their parent's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub account_sid: AccountSid,
    /// Decimal text in `currency`, may be negative.
    pub balance: String,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<Account>,
    next_page_uri: Option<String>,
}

impl Page for Accounts {
    type Item = Account;
    const WHAT: &'static str = "list of accounts";
    fn take(self) -> (Vec<Account>, Option<String>) {
        (self.accounts, self.next_page_uri)
    }
}

impl Client {
    /// Opens a subaccount under `parent`. `friendly_name` has at most 64 characters.
    ///
    /// Not idempotent: after an unknown outcome look with [`Client::find_subaccounts`] first.
    pub async fn create_subaccount(
        &self,
        parent: &Credentials,
        friendly_name: &str,
    ) -> Result<Account, Error> {
        let url = at(&self.urls.api, &["2010-04-01", "Accounts.json"]);
        let fields = Fields::new().with("FriendlyName", friendly_name);
        self.post_form(parent, url, &fields, "account").await
    }

    /// The active accounts below `parent` with exactly this name, oldest last as Twilio lists them.
    pub async fn find_subaccounts(
        &self,
        parent: &Credentials,
        friendly_name: &str,
    ) -> Result<Vec<Account>, Error> {
        let mut url = at(&self.urls.api, &["2010-04-01", "Accounts.json"]);
        url.query_pairs_mut()
            .append_pair("FriendlyName", friendly_name)
            .append_pair("Status", "active")
            .append_pair("PageSize", "1000");
        let mut accounts = self
            .all::<Accounts>(parent, &self.urls.api, url, usize::MAX)
            .await?;
        // The parent is in its own list, and its name is anyone's choice.
        accounts.retain(|account| {
            account.friendly_name == friendly_name
                && account.status == AccountStatus::Active
                && account.sid != parent.account_sid
        });
        Ok(accounts)
    }

    /// An account as `creds` may see it: itself or one of its subaccounts.
    pub async fn fetch_account(&self, creds: &Credentials, sid: &AccountSid) -> Result<Account, Error> {
        self.get(creds, self.account_url(sid), "account").await
    }

    /// Suspends, reactivates or (for ever) closes a subaccount.
    pub async fn set_account_status(
        &self,
        parent: &Credentials,
        sid: &AccountSid,
        status: AccountStatus,
    ) -> Result<Account, Error> {
        let fields = Fields::new().with("Status", status);
        self.post_form(parent, self.account_url(sid), &fields, "account")
            .await
    }

    /// The balance of the account that signs in.
    pub async fn balance(&self, creds: &Credentials) -> Result<Balance, Error> {
        let url = at_account(&self.urls, &creds.account_sid, &["Balance.json"]);
        self.get(creds, url, "balance").await
    }

    fn account_url(&self, sid: &AccountSid) -> url::Url {
        at(
            &self.urls.api,
            &["2010-04-01", "Accounts", &format!("{sid}.json")],
        )
    }
}
