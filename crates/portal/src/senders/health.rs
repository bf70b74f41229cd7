use domain::{
    Lang, Timestamp,
    sender::{Health, Look},
};
use store::{integrations::Integration, senders::Sender, subaccounts::Subaccount};

use super::webhooks::are_ours;
use crate::World;

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
        webhooks_ours: are_ours(
            world,
            &subaccount.hook_key,
            &sender.inbound_url,
            &sender.status_url,
        ),
        registered: sender.registered_at,
        offline_since: sender.offline_since,
        checked: sender.checked_at,
        disconnected: integration.disconnected_at.is_some() || sender.deleted_at.is_some(),
    };
    domain::sender::health(Lang::default(), &look, now)
}
