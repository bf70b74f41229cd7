use domain::{
    Lang, Timestamp,
    integration::WebhookCheck,
    sender::{Health, Look},
};
use store::{integrations::Integration, senders::Sender, subaccounts::Subaccount};

use crate::{World, accounts};

/// How a connected number is doing, in words.
pub(crate) fn health(
    world: &World,
    integration: &Integration,
    sender: &Sender,
    subaccount: &Subaccount,
    now: Timestamp,
) -> Health {
    let look = Look {
        status: sender.status.clone(),
        reason: sender.reason_code,
        meta: sender.meta_word.clone(),
        webhooks_ours: webhook_checks(world, sender, subaccount)
            .iter()
            .all(|check| check.ok),
        registered: sender.registered_at,
        offline_since: sender.offline_since,
        checked: sender.checked_at,
        disconnected: integration.disconnected_at.is_some() || sender.deleted_at.is_some(),
    };
    domain::sender::health(Lang::default(), &look, now)
}

/// The addresses Twilio has against the ones we expect.
pub(crate) fn webhook_checks(world: &World, sender: &Sender, subaccount: &Subaccount) -> Vec<WebhookCheck> {
    let key = &subaccount.hook_key;
    let check = |name: &str, expected: String, actual: &str| WebhookCheck {
        name: name.to_owned(),
        ok: expected == actual,
        expected,
        actual: actual.to_owned(),
    };
    vec![
        check("inbound", accounts::inbound_url(world, key), &sender.inbound_url),
        check("status", accounts::status_url(world, key), &sender.status_url),
    ]
}
