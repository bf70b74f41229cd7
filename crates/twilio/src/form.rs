//! The forms that Twilio posts to webhooks.
//!
//! New parameters appear without notice, so a form keeps every key it was sent, in order and with
//! repetitions: the signature covers them all.

mod inbound;

pub use inbound::{Coordinates, MessageKind, OptOut, Referral};

use crate::{MessageSid, MessageStatus};

/// Reads an `application/x-www-form-urlencoded` body. Bytes that are not UTF-8 are replaced.
pub fn parse(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// The first value of `name` that is not empty.
pub fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// Views over the same form: what it is about decides which one fits.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident = $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a>(&'a [(String, String)]);

        impl<'a> $name<'a> {
            /// Looks at a parsed form; nothing is copied.
            pub fn of(fields: &'a [(String, String)]) -> Self {
                Self(fields)
            }

            /// Any other parameter, by Twilio's name.
            pub fn get(&self, name: &str) -> Option<&'a str> {
                value(self.0, name)
            }

            $($(#[$fdoc])* pub fn $field(&self) -> Option<&'a str> {
                self.get($key)
            })*
        }
    };
}

view! {
    /// A message from a customer. Everything but the sids and addresses may be missing.
    InboundMessage {
        /// The account that owns the sender: compare it with the expected one.
        account_sid = "AccountSid",
        /// `whatsapp:+E164`, or `whatsapp:CC.…` when the customer hides the number.
        from = "From",
        /// `whatsapp:+E164`: the sender.
        to = "To",
        /// Empty for media and locations.
        body = "Body",
        /// The customer's own words: untrusted.
        profile_name = "ProfileName",
        /// Digits; absent when the customer hides the number.
        wa_id = "WaId",
        /// `whatsapp:CC.…`, the customer as Meta names them to this business.
        external_user_id = "ExternalUserId",
        /// `text`, `image`, `location`, `interactive`, `button` …; see [`InboundMessage::kind`].
        message_type = "MessageType",
        /// `MG…`, when the sender is in a messaging service.
        messaging_service_sid = "MessagingServiceSid",
        /// `received`.
        sms_status = "SmsStatus",
        /// `2010-04-01`.
        api_version = "ApiVersion",
        /// JSON with what the channel knows of the message, some of it twice.
        channel_metadata = "ChannelMetadata",
        /// JSON with what was filled into a form of WhatsApp's (name not confirmed by Twilio).
        interactive_data = "InteractiveData",
        /// The same under its other name (not confirmed by Twilio).
        flow_data = "FlowData",
        /// The words on the button that was pressed.
        button_text = "ButtonText",
        /// The payload of the button that was pressed.
        button_payload = "ButtonPayload",
        /// The id of the list item that was chosen.
        list_id = "ListId",
        /// The words of the list item that was chosen.
        list_title = "ListTitle",
        /// Degrees, of a location.
        latitude = "Latitude",
        /// Degrees, of a location.
        longitude = "Longitude",
        /// Of a location.
        address = "Address",
        /// Of a location.
        label = "Label",
        /// The message that this one answers.
        replied_sid = "OriginalRepliedMessageSid",
        /// Who wrote the message that this one answers.
        replied_sender = "OriginalRepliedMessageSender",
        /// The click id of the advertisement that led here; see [`InboundMessage::referral`].
        referral_click = "ReferralCtwaClid",
        /// `STOP`, `START` or `HELP`, where Twilio handles opt-outs.
        opt_out = "OptOutType",
    }
}

impl<'a> InboundMessage<'a> {
    /// The message's name, under any of its three spellings.
    pub fn message_sid(&self) -> Option<MessageSid> {
        ["MessageSid", "SmsMessageSid", "SmsSid"]
            .iter()
            .find_map(|name| self.get(name)?.parse().ok())
    }

    /// How many attachments Twilio announces.
    pub fn num_media(&self) -> usize {
        self.get("NumMedia")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    }

    /// The attachments: address and content type (empty when Twilio does not say). They are counted
    /// from the form itself, not from what `NumMedia` claims.
    pub fn media(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let view = *self;
        (0..).map_while(move |at: usize| {
            let url = view.get(&format!("MediaUrl{at}"))?;
            Some((
                url,
                view.get(&format!("MediaContentType{at}")).unwrap_or_default(),
            ))
        })
    }

    /// The message was passed on from another chat.
    pub fn forwarded(&self) -> bool {
        self.get("Forwarded") == Some("true") || self.frequently_forwarded()
    }

    /// The message was passed on many times.
    pub fn frequently_forwarded(&self) -> bool {
        self.get("FrequentlyForwarded") == Some("true")
    }

    /// How many messages Twilio counts this as.
    pub fn num_segments(&self) -> usize {
        self.get("NumSegments")
            .and_then(|text| text.parse().ok())
            .unwrap_or(1)
    }
}

view! {
    /// News about a message that we sent. It may come late, twice, out of order, or never.
    StatusCallback {
        /// The account that owns the sender: compare it with the expected one.
        account_sid = "AccountSid",
        /// `whatsapp:+E164`: the sender.
        from = "From",
        /// `whatsapp:+E164`: the customer.
        to = "To",
        /// Twilio's sentence for the code.
        error_message = "ErrorMessage",
        /// What Meta said about a failure.
        channel_message = "ChannelStatusMessage",
        /// `XE…`, the sender.
        sender_sid = "ChannelInstallSid",
        /// `READ`, `DELIVERED` …
        event_type = "EventType",
        /// `MG…`, when the message went through a messaging service.
        messaging_service_sid = "MessagingServiceSid",
        /// `whatsapp`.
        channel_prefix = "ChannelPrefix",
        /// The customer's address on the channel.
        channel_to = "ChannelToAddress",
        /// `2010-04-01`.
        api_version = "ApiVersion",
    }
}

impl StatusCallback<'_> {
    /// Whether Twilio calls the message structured.
    pub fn is_structured(&self) -> bool {
        self.get("StructuredMessage") == Some("true")
    }

    /// The message's name.
    pub fn message_sid(&self) -> Option<MessageSid> {
        ["MessageSid", "SmsSid"]
            .iter()
            .find_map(|name| self.get(name)?.parse().ok())
    }

    /// Where the message stands.
    pub fn status(&self) -> Option<MessageStatus> {
        self.get("MessageStatus")
            .or_else(|| self.get("SmsStatus"))
            .map(MessageStatus::from)
    }

    /// Why it failed, as an error code; `0` and rubbish are no code.
    pub fn error_code(&self) -> Option<u32> {
        self.get("ErrorCode")?.parse().ok().filter(|code| *code != 0)
    }

    /// What makes two callbacks the same news: `MessageSid:Status`.
    pub fn dedupe_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.message_sid()?, self.status()?))
    }
}

view! {
    /// A phone call: Meta's verification call, what was recorded of it and what was heard in it.
    VoiceCall {
        /// The account that owns the number: compare it with the expected one.
        account_sid = "AccountSid",
        /// `CA…`.
        call_sid = "CallSid",
        /// E.164: who calls.
        from = "From",
        /// E.164: our number.
        to = "To",
        /// `ringing`, `in-progress`, `completed` …
        call_status = "CallStatus",
        /// Where the recording can be fetched with the account's credentials.
        recording_url = "RecordingUrl",
        /// `RE…`.
        recording_sid = "RecordingSid",
        /// The recording as text.
        transcription_text = "TranscriptionText",
        /// `completed` or `failed`.
        transcription_status = "TranscriptionStatus",
        /// What a `<Gather input="speech">` heard.
        speech_result = "SpeechResult",
        /// What was typed.
        digits = "Digits",
    }
}

impl VoiceCall<'_> {
    /// The recording's length in whole seconds.
    pub fn recording_seconds(&self) -> Option<u32> {
        self.get("RecordingDuration")?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SID: &str = "SM00000000000000000000000000000001";

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        parse(body.as_bytes())
    }

    #[test]
    fn unknown_and_repeated_keys_stay_in_order() {
        let fields = parse(b"New=1&Body=a+b&New=2&Empty=&Emoji=%F0%9F%9A%97&Odd%20name=x");
        let expected = [
            ("New", "1"),
            ("Body", "a b"),
            ("New", "2"),
            ("Empty", ""),
            ("Emoji", "🚗"),
            ("Odd name", "x"),
        ];
        assert!(fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).eq(expected));
        assert_eq!(value(&fields, "New"), Some("1"));
        assert_eq!(value(&fields, "Empty"), None);
    }

    #[test]
    fn broken_bytes_do_not_stop_the_reading() {
        assert_eq!(parse(b"").len(), 0);
        assert_eq!(
            parse(b"a=%FF&b=%zz&=&&c"),
            form(&[("a", "\u{fffd}"), ("b", "%zz"), ("", ""), ("c", "")])
        );
    }

    #[test]
    fn a_quick_reply_from_a_real_capture_is_understood() {
        let fields = form(&[
            ("OriginalRepliedMessageSender", "whatsapp:+14155238886"),
            ("ExternalUserId", "whatsapp:NL.1234"),
            ("SmsMessageSid", SID),
            ("NumMedia", "0"),
            ("ProfileName", "Jan"),
            ("MessageType", "interactive"),
            ("SmsSid", SID),
            ("WaId", "31612345678"),
            ("SmsStatus", "received"),
            ("Body", "Ja"),
            ("Forwarded", "false"),
            ("ButtonText", "Ja"),
            ("To", "whatsapp:+3197010200000"),
            ("ButtonPayload", "yes"),
            ("MessageSid", SID),
            ("From", "whatsapp:+31612345678"),
        ]);
        let message = InboundMessage::of(&fields);
        assert_eq!(message.message_sid().expect("sid").as_str(), SID);
        assert_eq!(message.from(), Some("whatsapp:+31612345678"));
        assert_eq!(message.button_payload(), Some("yes"));
        assert_eq!(message.message_type(), Some("interactive"));
        assert_eq!(message.num_media(), 0);
        assert!(!message.forwarded());
    }

    #[test]
    fn a_customer_without_a_number_has_no_wa_id() {
        let fields = form(&[
            ("MessageSid", SID),
            ("From", "whatsapp:NL.9f3a"),
            ("ExternalUserId", "whatsapp:NL.9f3a"),
            ("Body", ""),
        ]);
        let message = InboundMessage::of(&fields);
        assert_eq!(
            (message.wa_id(), message.body(), message.profile_name()),
            (None, None, None)
        );
        assert_eq!(message.external_user_id(), Some("whatsapp:NL.9f3a"));
    }

    #[test]
    fn media_is_what_the_form_holds_not_what_it_claims() {
        let fields = form(&[
            ("NumMedia", "99"),
            ("MediaUrl0", "https://api.twilio.com/a"),
            ("MediaContentType0", "image/jpeg"),
            ("MediaUrl1", "https://api.twilio.com/b"),
        ]);
        let media: Vec<_> = InboundMessage::of(&fields).media().collect();
        assert_eq!(
            media,
            [
                ("https://api.twilio.com/a", "image/jpeg"),
                ("https://api.twilio.com/b", "")
            ]
        );
    }

    #[test]
    fn a_failure_carries_its_code() {
        let fields = form(&[
            ("MessageSid", SID),
            ("MessageStatus", "undelivered"),
            ("ErrorCode", "63016"),
        ]);
        let news = StatusCallback::of(&fields);
        assert_eq!(news.status(), Some(MessageStatus::Undelivered));
        assert_eq!(news.error_code(), Some(63_016));
        assert_eq!(
            news.dedupe_key().as_deref(),
            Some("SM00000000000000000000000000000001:undelivered")
        );
    }

    #[test]
    fn a_status_nobody_documented_is_kept() {
        let fields = form(&[("SmsSid", SID), ("SmsStatus", "pondering"), ("ErrorCode", "0")]);
        let news = StatusCallback::of(&fields);
        assert_eq!(news.status(), Some(MessageStatus::Unknown("pondering".into())));
        assert_eq!(news.error_code(), None);
    }

    #[test]
    fn a_transcribed_call_shows_what_was_said() {
        let fields = form(&[
            ("CallSid", "CA1"),
            ("RecordingUrl", "https://api.twilio.com/RE1"),
            ("RecordingDuration", "14"),
            ("TranscriptionText", "Your code is 1 2 3 4 5 6"),
            ("SpeechResult", ""),
        ]);
        let call = VoiceCall::of(&fields);
        assert_eq!(call.recording_url(), Some("https://api.twilio.com/RE1"));
        assert_eq!(call.recording_seconds(), Some(14));
        assert_eq!(call.transcription_text(), Some("Your code is 1 2 3 4 5 6"));
        assert_eq!((call.speech_result(), call.digits()), (None, None));
    }
}
