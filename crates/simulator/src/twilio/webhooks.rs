//! The forms that Twilio posts to a customer's addresses.

use crate::state::Ctx;
use crate::twilio::messages::Message;
use crate::twilio::numbers::Number;

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
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
        let known = twilio::look_up(code).map_or("unknown", |known| known.meaning);
        params.extend(form(&[
            ("ErrorCode", &code.to_string()),
            ("ErrorMessage", known),
            ("ChannelStatusMessage", "The message was not delivered"),
        ]));
    }
    if let Some(service) = &message.messaging_service_sid {
        params.extend(form(&[("MessagingServiceSid", service)]));
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
