//! Templates (`/v1/Content` on the content host, JSON, signed by the account that owns them) and what
//! Meta thinks of them.

mod types;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
pub use types::{
    Action, ActionKind, CallToAction, Card, ContentType, ContentTypes, ListItem, ListPicker, Location,
    MediaContent, QuickReply, Text,
};
use url::Url;

use crate::{
    AccountSid, Client, ContentSid, Credentials, Error,
    page::{Meta, Page},
    urls::at,
    wire::{blank_is_none, null_is_default, words},
};

words! {
    /// Where a template stands with Meta.
    ApprovalStatus {
        /// Made, and nobody was asked.
        Unsubmitted = "unsubmitted",
        /// Twilio has it.
        Received = "received",
        /// Meta has it.
        Pending = "pending",
        Approved = "approved",
        Rejected = "rejected",
        /// For three hours, then six: buyers complained.
        Paused = "paused",
        /// For good, after the pauses.
        Disabled = "disabled",
    }
}

impl ApprovalStatus {
    /// Messages can be sent with it outside the 24-hour window.
    pub fn is_approved(&self) -> bool {
        *self == Self::Approved
    }
}

words! {
    /// What a template is for. It decides the price, and Meta may change it.
    Category {
        Utility = "UTILITY",
        Marketing = "MARKETING",
        Authentication = "AUTHENTICATION",
    }
}

/// A template to make. It can be sent inside the window at once, outside it when it is approved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewContent {
    /// For us; buyers do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// `nl`, `en`, `es_MX` …
    pub language: String,
    /// A sample for every variable, `{"1": "Jan"}`. Meta wants them all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    pub types: ContentTypes,
}

/// What to ask Meta for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApproval {
    /// Lower-case letters, digits and underscores. A rejected or deleted name is blocked for 30 days.
    pub name: String,
    pub category: Category,
}

/// A template as Twilio keeps it. Dates are ISO 8601.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub sid: ContentSid,
    pub account_sid: AccountSid,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub friendly_name: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub language: String,
    /// The sample values. They are sent when a message brings none.
    #[serde(default, deserialize_with = "texts")]
    pub variables: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub types: ContentTypes,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_created: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_updated: Option<String>,
}

/// What Meta says about a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    #[serde(default, deserialize_with = "blank_is_none")]
    pub name: Option<String>,
    /// May differ from what was asked for.
    #[serde(default, deserialize_with = "category")]
    pub category: Option<Category>,
    /// The type that Meta was shown, such as `twilio/quick-reply`.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub content_type: Option<String>,
    #[serde(default = "unsubmitted", deserialize_with = "status")]
    pub status: ApprovalStatus,
    /// Such as `code=100, subCode=2388299, userMessage=…`.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub rejection_reason: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub allow_category_change: bool,
}

/// A template and what Meta says about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContentWithApproval {
    #[serde(flatten)]
    pub content: Content,
    #[serde(default, rename = "approval_requests", deserialize_with = "null_is_default")]
    pub approval: Approval,
}

impl Default for Approval {
    fn default() -> Self {
        Self {
            name: None,
            category: None,
            content_type: None,
            status: unsubmitted(),
            rejection_reason: None,
            allow_category_change: false,
        }
    }
}

fn unsubmitted() -> ApprovalStatus {
    ApprovalStatus::Unsubmitted
}

fn status<'de, D: Deserializer<'de>>(from: D) -> Result<ApprovalStatus, D::Error> {
    Ok(blank_is_none(from)?.map_or_else(unsubmitted, ApprovalStatus::from))
}

fn category<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Category>, D::Error> {
    Ok(blank_is_none(from)?.map(Category::from))
}

/// Values that should be texts; a number or a word of JSON is read as its text.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let values = Option::<BTreeMap<String, serde_json::Value>>::deserialize(from)?.unwrap_or_default();
    let text = |value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    Ok(values
        .into_iter()
        .map(|(key, value)| (key, text(value)))
        .collect())
}

#[derive(Deserialize)]
struct Contents<T> {
    contents: Vec<T>,
    #[serde(default)]
    meta: Meta,
}

impl Page for Contents<Content> {
    type Item = Content;
    const WHAT: &'static str = "list of templates";
    fn take(self) -> (Vec<Content>, Option<String>) {
        (self.contents, self.meta.next_page_url)
    }
}

impl Page for Contents<ContentWithApproval> {
    type Item = ContentWithApproval;
    const WHAT: &'static str = "list of templates with approvals";
    fn take(self) -> (Vec<ContentWithApproval>, Option<String>) {
        (self.contents, self.meta.next_page_url)
    }
}

/// `GET …/ApprovalRequests` names the channel; only WhatsApp asks for approval.
#[derive(Deserialize)]
struct Approvals {
    #[serde(default, deserialize_with = "null_is_default")]
    whatsapp: Approval,
}

impl Client {
    /// Makes a template.
    pub async fn create_content(&self, creds: &Credentials, content: &NewContent) -> Result<Content, Error> {
        self.post_json(creds, self.content_url(&[]), content, "template")
            .await
    }

    /// One template.
    pub async fn fetch_content(&self, creds: &Credentials, sid: &ContentSid) -> Result<Content, Error> {
        self.get(creds, self.content_url(&[sid.as_str()]), "template")
            .await
    }

    /// Every template of the account that signs in.
    pub async fn list_content(&self, creds: &Credentials) -> Result<Vec<Content>, Error> {
        let url = first_page(self.content_url(&[]));
        self.all::<Contents<Content>>(creds, &self.urls.content, url, usize::MAX)
            .await
    }

    /// Every template of the account that signs in, each with what Meta says about it.
    pub async fn list_content_with_approvals(
        &self,
        creds: &Credentials,
    ) -> Result<Vec<ContentWithApproval>, Error> {
        let url = first_page(at(&self.urls.content, &["v1", "ContentAndApprovals"]));
        self.all::<Contents<ContentWithApproval>>(creds, &self.urls.content, url, usize::MAX)
            .await
    }

    /// Deletes a template, at Meta as well. Already deleted is fine.
    pub async fn delete_content(&self, creds: &Credentials, sid: &ContentSid) -> Result<(), Error> {
        self.delete(creds, self.content_url(&[sid.as_str()])).await
    }

    /// Asks Meta to approve a template. The answer is the state of the request, not Meta's: fetch it.
    pub async fn submit_content(
        &self,
        creds: &Credentials,
        sid: &ContentSid,
        approval: &NewApproval,
    ) -> Result<Approval, Error> {
        let url = self.content_url(&[sid.as_str(), "ApprovalRequests", "whatsapp"]);
        self.post_json(creds, url, approval, "approval").await
    }

    /// What Meta says about a template; [`ApprovalStatus::Unsubmitted`] when it was never asked.
    pub async fn fetch_approval(&self, creds: &Credentials, sid: &ContentSid) -> Result<Approval, Error> {
        let url = self.content_url(&[sid.as_str(), "ApprovalRequests"]);
        let approvals: Approvals = self.get(creds, url, "approval").await?;
        Ok(approvals.whatsapp)
    }

    fn content_url(&self, rest: &[&str]) -> Url {
        let mut url = at(&self.urls.content, &["v1", "Content"]);
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(rest);
        }
        url
    }
}

fn first_page(mut url: Url) -> Url {
    url.query_pairs_mut().append_pair("PageSize", "500");
    url
}
