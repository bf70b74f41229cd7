use domain::number::{CodeBy, NumberKind};
use store::{signups::Signup, subaccounts::Subaccount};
use twilio::{Configuration, NewSender, Profile, Webhook};

use crate::{World, accounts};

/// A sender as we register it.
pub(super) fn sender(
    world: &World,
    signup: &Signup,
    subaccount: &Subaccount,
    sender_id: String,
) -> NewSender {
    let method = match signup.kind {
        NumberKind::SmsCapable => CodeBy::Sms,
        NumberKind::VoiceOnly => CodeBy::Voice,
        NumberKind::Byo => signup.code_by,
    };
    NewSender {
        sender_id,
        friendly_name: None,
        configuration: Some(Configuration {
            waba_id: signup.waba_id.clone(),
            verification_method: Some(method.as_str().to_owned()),
            ..Configuration::default()
        }),
        webhook: Some(webhook(world, &subaccount.hook_key)),
        profile: Some(Profile {
            name: Some(signup.display_name.clone()),
            vertical: Some(signup.vertical.clone()),
            ..Profile::default()
        }),
    }
}

/// Our addresses, as Twilio is to have them.
pub(crate) fn webhook(world: &World, key: &str) -> Webhook {
    let post = || Some("POST".to_owned());
    Webhook {
        callback_url: Some(accounts::inbound_url(world, key)),
        callback_method: post(),
        status_callback_url: Some(accounts::status_url(world, key)),
        status_callback_method: post(),
        ..Webhook::default()
    }
}
