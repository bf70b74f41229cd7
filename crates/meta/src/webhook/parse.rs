//! From body to [`Notification`]s.

use serde::Deserialize;
use serde_json::Value;

use super::{AccountUpdate, BanState, Notification, ParseError, Restriction};
use crate::Id;

#[derive(Deserialize)]
struct Body {
    object: String,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    id: Value,
    time: Option<i64>,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    #[serde(default)]
    value: Value,
}

/// Reads a body whose signature was checked: every change of every entry, in order. One strange change
/// does not hide the others: it comes out as [`AccountUpdate::Other`].
pub fn parse(body: &[u8]) -> Result<Vec<Notification>, ParseError> {
    let body: Body = serde_json::from_slice(body)?;
    if body.object != "whatsapp_business_account" {
        return Err(ParseError::NotWhatsApp);
    }
    let mut notifications = Vec::new();
    for entry in body.entry {
        let entry_id = plain(&entry.id).unwrap_or_default();
        for Change { field, value } in entry.changes {
            let update = update(&field, &value, &entry_id).unwrap_or(AccountUpdate::Other { field, value });
            notifications.push(Notification {
                entry_id: entry_id.clone(),
                time: entry.time,
                update,
            });
        }
    }
    Ok(notifications)
}

fn update(field: &str, value: &Value, entry_id: &str) -> Option<AccountUpdate> {
    // These fields are about the WABA in the entry unless they say otherwise.
    let waba_id = || waba(value).or_else(|| entry_id.parse().ok());
    match field {
        "account_update" => account_update(value, entry_id),
        "account_review_update" => Some(AccountUpdate::AccountReview {
            waba_id: waba_id(),
            decision: text(value, "decision")?,
        }),
        "business_capability_update" => Some(AccountUpdate::BusinessCapability {
            waba_id: waba_id(),
            daily_conversations: text(value, "max_daily_conversations_per_business")
                .or_else(|| text(value, "max_daily_conversation_per_phone")),
            max_phone_numbers: ["max_phone_numbers_per_business", "max_phone_numbers_per_waba"]
                .iter()
                .find_map(|name| value.get(name)?.as_u64()),
        }),
        "phone_number_quality_update" => Some(AccountUpdate::PhoneNumberQuality {
            waba_id: waba_id(),
            display_phone_number: text(value, "display_phone_number")?,
            event: text(value, "event")?,
            daily_conversations: text(value, "max_daily_conversations_per_business")
                .or_else(|| text(value, "current_limit")),
        }),
        "phone_number_name_update" => Some(AccountUpdate::PhoneNumberName {
            waba_id: waba_id(),
            display_phone_number: text(value, "display_phone_number")?,
            decision: text(value, "decision")?,
            requested_name: text(value, "requested_verified_name"),
            rejection_reason: text(value, "rejection_reason").filter(|reason| reason != "NONE"),
        }),
        "partner_solutions" => Some(AccountUpdate::PartnerSolution {
            event: text(value, "event")?,
            solution_id: id(value, "solution_id")?,
            status: text(value, "solution_status"),
        }),
        _ => None,
    }
}

fn account_update(value: &Value, entry_id: &str) -> Option<AccountUpdate> {
    let info = value.get("waba_info").unwrap_or(&Value::Null);
    let owner_business_id = id(info, "owner_business_id");
    let waba_id = || waba(value).or_else(|| entry_id.parse().ok());
    Some(match text(value, "event")?.as_str() {
        // `entry.id` is someone else here: without `waba_info` there is nothing to act on.
        "PARTNER_ADDED" => AccountUpdate::PartnerAdded {
            waba_id: waba(value)?,
            owner_business_id,
            solution_id: id(info, "solution_id"),
        },
        "PARTNER_REMOVED" => AccountUpdate::PartnerRemoved {
            waba_id: waba(value)?,
            owner_business_id,
        },
        "PARTNER_APP_UNINSTALLED" => AccountUpdate::PartnerAppUninstalled {
            waba_id: waba(value)?,
            owner_business_id,
        },
        "DISABLED_UPDATE" => {
            let ban = value.get("ban_info")?;
            AccountUpdate::DisabledUpdate {
                waba_id: waba_id(),
                state: ban_state(text(ban, "waba_ban_state")?),
                date: text(ban, "waba_ban_date"),
            }
        }
        "ACCOUNT_DELETED" => AccountUpdate::AccountDeleted { waba_id: waba_id() },
        "ACCOUNT_VIOLATION" => AccountUpdate::AccountViolation {
            waba_id: waba_id(),
            violation: value
                .get("violation_info")
                .and_then(|info| text(info, "violation_type")),
        },
        "ACCOUNT_RESTRICTION" => AccountUpdate::AccountRestriction {
            waba_id: waba_id(),
            restrictions: restrictions(value),
        },
        _ => return None,
    })
}

fn waba(value: &Value) -> Option<Id> {
    id(value.get("waba_info")?, "waba_id")
}

fn ban_state(word: String) -> BanState {
    match word.as_str() {
        "DISABLE" => BanState::Disable,
        "SCHEDULE_FOR_DISABLE" => BanState::ScheduleForDisable,
        "REINSTATE" => BanState::Reinstate,
        _ => BanState::Unknown(word),
    }
}

/// Meta writes one object or a list of them.
fn restrictions(value: &Value) -> Vec<Restriction> {
    let one = |info: &Value| {
        Some(Restriction {
            kind: text(info, "restriction_type")?,
            expiration: text(info, "expiration"),
        })
    };
    match value.get("restriction_info") {
        Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
        Some(info) => one(info).into_iter().collect(),
        None => Vec::new(),
    }
}

/// An id, as text or as a whole number: unlike in a browser, no digit was lost on this way.
fn id(value: &Value, name: &str) -> Option<Id> {
    plain(value.get(name)?)?.parse().ok()
}

fn text(value: &Value, name: &str) -> Option<String> {
    plain(value.get(name)?).filter(|text| !text.is_empty())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}
