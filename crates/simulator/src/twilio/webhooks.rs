//! The forms that Twilio posts to a customer's addresses.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::delivery;
use crate::state::Ctx;
use crate::twilio::messages::{Message, window_key};
use crate::twilio::numbers::Number;

/// A person writes to a business.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inbound {
    /// The person's number in E.164. Empty for somebody who hides it behind a username.
    pub from: String,
    /// The business's number in E.164.
    pub to: String,
    pub body: String,
    /// As WhatsApp shows it; left out of the form when empty.
    pub profile_name: String,
    /// `text`, `image`, `location`, `button` …; text when empty.
    pub message_type: String,
    /// Parameters added to the form as they are, such as `ButtonPayload`, `Latitude`, `MediaUrl0`.
    pub extra: Vec<(String, String)>,
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Delivers to the sender's `callback_url`. Returns the message's SID, or why nothing was delivered.
pub fn inbound(ctx: &mut Ctx<'_>, inbound: &Inbound) -> Result<String, String> {
    let number = inbound.to.trim_start_matches("whatsapp:");
    let sender = ctx
        .state
        .senders
        .iter()
        .find(|sender| sender.number == number)
        .cloned();
    let sender = sender.ok_or_else(|| format!("no sender has the number {number}"))?;
    if !sender.is_online() {
        return Err(format!("the sender is {}", sender.status));
    }
    if ctx
        .state
        .account(&sender.account)
        .is_none_or(|account| account.status != "active")
    {
        // A suspended account simply hears nothing.
        return Err("the account is not active".to_owned());
    }
    let media = inbound
        .extra
        .iter()
        .filter(|(name, _)| name.starts_with("MediaUrl"))
        .count();
    let sid = ctx.state.chance.sid(if media > 0 { "MM" } else { "SM" });
    let hidden = inbound.from.is_empty();
    let user = format!("NL.{}", ctx.state.chance.digits(18));
    let from = if hidden {
        format!("whatsapp:{user}")
    } else {
        format!("whatsapp:{}", inbound.from)
    };
    let kind = if inbound.message_type.is_empty() {
        "text"
    } else {
        &inbound.message_type
    };
    let person = inbound.from.trim_start_matches('+');
    let context = json!({"type": "whatsapp", "data": {"context": {
        "Forwarded": "false", "FrequentlyForwarded": "false", "ProfileName": inbound.profile_name, "WaId": person,
    }}});
    let mut params = form(&[
        ("AccountSid", &sender.account),
        ("ApiVersion", "2010-04-01"),
        ("Body", &inbound.body),
        ("ChannelMetadata", &context.to_string()),
        ("ExternalUserId", &format!("whatsapp:{user}")),
        ("Forwarded", "false"),
        ("From", &from),
        ("MessageSid", &sid),
        ("MessageType", kind),
        ("NumMedia", &media.to_string()),
        ("NumSegments", "1"),
        ("ReferralNumMedia", "0"),
        ("SmsMessageSid", &sid),
        ("SmsSid", &sid),
        ("SmsStatus", "received"),
        ("To", &sender.sender_id()),
    ]);
    if !hidden {
        params.extend(form(&[("WaId", person)]));
        ctx.state
            .windows
            .insert(window_key(&inbound.from, number), ctx.now);
    }
    if !inbound.profile_name.is_empty() {
        params.extend(form(&[("ProfileName", &inbound.profile_name)]));
    }
    params.extend(inbound.extra.iter().cloned());
    ctx.state.messages.push(Message {
        sid: sid.clone(),
        account: sender.account.clone(),
        from,
        to: sender.sender_id(),
        body: inbound.body.clone(),
        num_media: media,
        direction: "inbound".into(),
        status: "received".into(),
        created: ctx.now,
        updated: ctx.now,
        sent: Some(ctx.now),
        ..Message::default()
    });
    if sender.hook("callback_url").is_empty() {
        return Err("the sender has no callback_url".to_owned());
    }
    let now = ctx.now;
    let fallback = sender.hook("fallback_url");
    delivery::to_twilio_user(
        ctx,
        &sender.account,
        sender.hook("callback_url"),
        Some(fallback),
        params,
        now,
    );
    Ok(sid)
}

/// What happened to a message that was sent.
pub fn status_form(ctx: &Ctx<'_>, message: &Message, status: &str) -> Vec<(String, String)> {
    let number = message.from.trim_start_matches("whatsapp:");
    let sender = ctx.state.senders.iter().find(|sender| sender.number == number);
    let mut params = form(&[
        ("AccountSid", &message.account),
        ("ApiVersion", "2010-04-01"),
        ("From", &message.from),
        ("MessageSid", &message.sid),
        ("MessageStatus", status),
        ("SmsSid", &message.sid),
        ("SmsStatus", status),
        ("StructuredMessage", "false"),
        ("To", &message.to),
    ]);
    if let Some(sender) = sender.filter(|_| message.from.starts_with("whatsapp:")) {
        params.extend(form(&[
            ("ChannelInstallSid", &sender.sid),
            ("ChannelPrefix", "whatsapp"),
            ("ChannelToAddress", &message.to),
        ]));
    }
    if ["delivered", "read"].contains(&status) {
        params.extend(form(&[("EventType", &status.to_ascii_uppercase())]));
    }
    if let Some(code) = message
        .error
        .filter(|_| ["failed", "undelivered"].contains(&status))
    {
        params.extend(form(&[
            ("ErrorCode", &code.to_string()),
            ("ChannelStatusMessage", "The message was not delivered"),
        ]));
    }
    params
}

/// An SMS that reached a Twilio number.
pub fn sms_form(ctx: &mut Ctx<'_>, number: &Number, text: &str) -> Vec<(String, String)> {
    let sid = ctx.state.chance.sid("SM");
    form(&[
        ("AccountSid", &number.account),
        ("ApiVersion", "2010-04-01"),
        ("Body", text),
        ("From", "WhatsApp"),
        ("MessageSid", &sid),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsMessageSid", &sid),
        ("SmsSid", &sid),
        ("SmsStatus", "received"),
        ("To", &number.phone_number),
    ])
}
