//! The addresses that Twilio calls for a sender, against ours.

use domain::integration::WebhookCheck;
use store::{senders::Sender, subaccounts::Subaccount};
use twilio::Webhook;

use crate::{World, accounts};

/// Each address Twilio had when it was last asked, with the one we expect.
pub(crate) fn webhook_checks(world: &World, sender: &Sender, subaccount: &Subaccount) -> Vec<WebhookCheck> {
    checks(
        world,
        &subaccount.hook_key,
        &sender.inbound_url,
        &sender.status_url,
    )
    .into()
}

/// Whether both addresses are the ones of that key.
pub(super) fn are_ours(world: &World, key: &str, inbound: &str, status: &str) -> bool {
    checks(world, key, inbound, status).iter().all(|check| check.ok)
}

/// The same of what Twilio says now. Methods count only where they are not the usual POST.
pub(crate) fn is_ours(world: &World, key: &str, has: &Webhook) -> bool {
    let posts = |method: &Option<String>| {
        method
            .as_deref()
            .is_none_or(|method| method.eq_ignore_ascii_case("POST"))
    };
    let url = |url: &Option<String>| url.clone().unwrap_or_default();
    are_ours(
        world,
        key,
        &url(&has.callback_url),
        &url(&has.status_callback_url),
    ) && posts(&has.callback_method)
        && posts(&has.status_callback_method)
}

fn checks(world: &World, key: &str, inbound: &str, status: &str) -> [WebhookCheck; 2] {
    let check = |name: &str, expected: String, actual: &str| WebhookCheck {
        name: name.to_owned(),
        ok: expected == actual,
        expected,
        actual: actual.to_owned(),
    };
    [
        check("inbound", accounts::inbound_url(world, key), inbound),
        check("status", accounts::status_url(world, key), status),
    ]
}
