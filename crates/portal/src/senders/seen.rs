//! Twilio's description of a sender in the words of our rows.

use domain::sender::SenderStatus;
use store::senders::Seen;
use twilio::Sender;

/// What Twilio says about a sender now.
pub(crate) fn of(sender: &Sender) -> Seen {
    let reason = sender.offline_reasons.first();
    let properties = sender.properties.clone().unwrap_or_default();
    Seen {
        status: SenderStatus::from(sender.status.as_str().to_owned()),
        quality: properties.quality_rating,
        messaging_limit: properties.messaging_limit,
        reason_code: reason.and_then(|reason| reason.code.parse().ok()),
        reason: reason.map(|reason| reason.message.clone()),
        display_name: sender.profile.name.clone(),
        inbound_url: sender.webhook.callback_url.clone().unwrap_or_default(),
        status_url: sender.webhook.status_callback_url.clone().unwrap_or_default(),
    }
}
