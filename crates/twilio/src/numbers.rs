//! Phone numbers: search, buy, change, release.

use serde::{Deserialize, Serialize};

use crate::{
    AccountSid, AddressSid, BundleSid, Client, Credentials, Error, NumberSid,
    page::Page,
    urls::at_account,
    wire::{Fields, blank_is_none, null_is_default},
};

/// What kind of number to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberType {
    Local,
    Mobile,
    National,
    TollFree,
}

impl NumberType {
    /// The last word of the search's path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "Local",
            Self::Mobile => "Mobile",
            Self::National => "National",
            Self::TollFree => "TollFree",
        }
    }
}

/// What a number must offer. `None` asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberSearch {
    pub sms: Option<bool>,
    pub voice: Option<bool>,
    /// Digits, letters, `*` for one place.
    pub contains: Option<String>,
    /// North America only.
    pub area_code: Option<String>,
    /// At most this many.
    pub limit: Option<u32>,
}

/// What a number can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "Twilio's own four flags")]
pub struct Capabilities {
    #[serde(default, alias = "SMS")]
    pub sms: bool,
    #[serde(default, alias = "MMS")]
    pub mms: bool,
    #[serde(default)]
    pub voice: bool,
    #[serde(default)]
    pub fax: bool,
}

/// A number that can be bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AvailableNumber {
    /// E.164.
    pub phone_number: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub friendly_name: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub iso_country: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub capabilities: Capabilities,
    /// `none`, `any`, `local` or `foreign`.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub address_requirements: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub locality: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub region: Option<String>,
    #[serde(default)]
    pub beta: bool,
}

/// A number to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewNumber {
    /// E.164, from a search.
    pub phone_number: String,
    pub friendly_name: Option<String>,
    pub voice_url: Option<String>,
    pub sms_url: Option<String>,
    pub bundle_sid: Option<BundleSid>,
    pub address_sid: Option<AddressSid>,
}

/// What to change about a number; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberUpdate {
    pub friendly_name: Option<String>,
    /// An empty text removes the address.
    pub voice_url: Option<String>,
    /// An empty text removes the address.
    pub sms_url: Option<String>,
    pub bundle_sid: Option<BundleSid>,
    pub address_sid: Option<AddressSid>,
    /// Moves the number to another account of the same parent.
    pub account_sid: Option<AccountSid>,
}

/// A number that an account owns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    pub sid: NumberSid,
    pub account_sid: AccountSid,
    /// E.164.
    pub phone_number: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub friendly_name: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub capabilities: Capabilities,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub voice_url: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub sms_url: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub bundle_sid: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub address_sid: Option<String>,
    /// `in-use` for numbers of the account.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub status: Option<String>,
    /// `local`, `mobile`, `toll-free` …
    #[serde(default, rename = "type", deserialize_with = "blank_is_none")]
    pub kind: Option<String>,
}

#[derive(Deserialize)]
struct Available {
    available_phone_numbers: Vec<AvailableNumber>,
}

#[derive(Deserialize)]
struct Numbers {
    incoming_phone_numbers: Vec<Number>,
    next_page_uri: Option<String>,
}

impl Page for Numbers {
    type Item = Number;
    const WHAT: &'static str = "list of phone numbers";
    fn take(self) -> (Vec<Number>, Option<String>) {
        (self.incoming_phone_numbers, self.next_page_uri)
    }
}

impl Client {
    /// Numbers for sale in `country` (ISO 3166, two letters). A kind that the country does not have
    /// answers 404, which here is an empty list.
    pub async fn search_numbers(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        country: &str,
        kind: NumberType,
        search: &NumberSearch,
    ) -> Result<Vec<AvailableNumber>, Error> {
        let kind = format!("{}.json", kind.as_str());
        let mut url = at_account(&self.urls, account, &["AvailablePhoneNumbers", country, &kind]);
        let fields = Fields::new()
            .maybe("SmsEnabled", search.sms)
            .maybe("VoiceEnabled", search.voice)
            .maybe("Contains", search.contains.as_deref())
            .maybe("AreaCode", search.area_code.as_deref())
            .maybe("PageSize", search.limit);
        if !fields.as_pairs().is_empty() {
            url.query_pairs_mut().extend_pairs(fields.as_pairs());
        }
        match self
            .get::<Available>(creds, url, "list of available numbers")
            .await
        {
            Ok(found) => Ok(found.available_phone_numbers),
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Buys a number for `account`. Costs money: after an unknown outcome look with
    /// [`Client::list_numbers`] first.
    pub async fn buy_number(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        number: &NewNumber,
    ) -> Result<Number, Error> {
        let fields = Fields::new()
            .with("PhoneNumber", number.phone_number.as_str())
            .maybe("FriendlyName", number.friendly_name.as_deref())
            .maybe("VoiceUrl", number.voice_url.as_deref())
            .maybe("SmsUrl", number.sms_url.as_deref())
            .maybe("BundleSid", number.bundle_sid.as_ref())
            .maybe("AddressSid", number.address_sid.as_ref());
        let url = at_account(&self.urls, account, &["IncomingPhoneNumbers.json"]);
        self.post_form(creds, url, &fields, "phone number").await
    }

    /// The account's numbers, or the one that is exactly `phone_number` (E.164).
    pub async fn list_numbers(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        phone_number: Option<&str>,
    ) -> Result<Vec<Number>, Error> {
        let mut url = at_account(&self.urls, account, &["IncomingPhoneNumbers.json"]);
        url.query_pairs_mut().append_pair("PageSize", "1000");
        if let Some(phone_number) = phone_number {
            url.query_pairs_mut().append_pair("PhoneNumber", phone_number);
        }
        let mut numbers = self
            .all::<Numbers>(creds, &self.urls.api, url, usize::MAX)
            .await?;
        // Twilio's filter also matches parts of a number.
        numbers.retain(|number| phone_number.is_none_or(|wanted| number.phone_number == wanted));
        Ok(numbers)
    }

    /// Changes a number's name, addresses or account.
    pub async fn update_number(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        sid: &NumberSid,
        update: &NumberUpdate,
    ) -> Result<Number, Error> {
        let fields = Fields::new()
            .maybe("FriendlyName", update.friendly_name.as_deref())
            .maybe("VoiceUrl", update.voice_url.as_deref())
            .maybe("SmsUrl", update.sms_url.as_deref())
            .maybe("BundleSid", update.bundle_sid.as_ref())
            .maybe("AddressSid", update.address_sid.as_ref())
            .maybe("AccountSid", update.account_sid.as_ref());
        self.post_form(creds, self.number_url(account, sid), &fields, "phone number")
            .await
    }

    /// Gives a number back. It may be lost for good. Already released is fine.
    pub async fn release_number(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        sid: &NumberSid,
    ) -> Result<(), Error> {
        self.delete(creds, self.number_url(account, sid)).await
    }

    fn number_url(&self, account: &AccountSid, sid: &NumberSid) -> url::Url {
        at_account(
            &self.urls,
            account,
            &["IncomingPhoneNumbers", &format!("{sid}.json")],
        )
    }
}
