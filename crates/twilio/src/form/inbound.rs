//! What an inbound message is about: who wrote, of which kind it is, and what came with it.

use super::InboundMessage;
use crate::wire::words;

words! {
    /// What a customer sent.
    MessageKind {
        Text = "text",
        Image = "image",
        Audio = "audio",
        Video = "video",
        Document = "document",
        Sticker = "sticker",
        Location = "location",
        /// Contact cards, which come as attachments of type `text/vcard`.
        Contacts = "contacts",
        /// An answer to buttons or a list that were sent inside the window.
        Interactive = "interactive",
        /// An answer to a button of a template.
        Button = "button",
    }
}

words! {
    /// What Twilio understood about a wish to hear nothing any more.
    OptOut {
        Stop = "STOP",
        Start = "START",
        Help = "HELP",
    }
}

/// A place on earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    pub latitude: f64,
    pub longitude: f64,
}

/// The advertisement or post that led a customer here (click-to-WhatsApp). Any part may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Referral<'a> {
    pub body: Option<&'a str>,
    pub headline: Option<&'a str>,
    /// Meta's id of the advertisement or post.
    pub source_id: Option<&'a str>,
    /// `ad` or `post`.
    pub source_type: Option<&'a str>,
    pub source_url: Option<&'a str>,
    pub media_id: Option<&'a str>,
    pub media_content_type: Option<&'a str>,
    pub media_url: Option<&'a str>,
    /// The click's id, for Meta's conversions interface.
    pub click: Option<&'a str>,
}

impl<'a> InboundMessage<'a> {
    /// The customer's number in E.164; nothing when it is hidden.
    pub fn phone(&self) -> Option<&'a str> {
        address(self.from()?).filter(|text| text.starts_with('+'))
    }

    /// `NL.…`: the customer as Meta names them to this business. It stays when the number is hidden
    /// and changes when the number does.
    pub fn business_user_id(&self) -> Option<&'a str> {
        let known = self.external_user_id().and_then(address);
        known.or_else(|| address(self.from()?).filter(|text| !text.starts_with('+')))
    }

    /// What was sent. Where Twilio does not say, the parts of the message do.
    pub fn kind(&self) -> MessageKind {
        if let Some(word) = self.message_type() {
            return MessageKind::from(word);
        }
        if let Some((_, content_type)) = self.media().next() {
            return kind_of_file(content_type);
        }
        if self.coordinates().is_some() {
            MessageKind::Location
        } else if self.list_id().is_some() {
            MessageKind::Interactive
        } else if self.button_text().is_some() || self.button_payload().is_some() {
            MessageKind::Button
        } else {
            MessageKind::Text
        }
    }

    /// Where the customer is, or wants to be; nothing when the numbers are no place on earth.
    pub fn coordinates(&self) -> Option<Coordinates> {
        let degrees = |text: &str, most: f64| text.parse().ok().filter(|value: &f64| value.abs() <= most);
        Some(Coordinates {
            latitude: degrees(self.latitude()?, 90.0)?,
            longitude: degrees(self.longitude()?, 180.0)?,
        })
    }

    /// The contact cards among the attachments: their addresses.
    pub fn contact_cards(&self) -> impl Iterator<Item = &'a str> {
        self.media()
            .filter(|(_, content_type)| kind_of_file(content_type) == MessageKind::Contacts)
            .map(|(url, _)| url)
    }

    /// What led the customer here, if it was an advertisement or a post.
    pub fn referral(&self) -> Option<Referral<'a>> {
        let referral = Referral {
            body: self.get("ReferralBody"),
            headline: self.get("ReferralHeadline"),
            source_id: self.get("ReferralSourceId"),
            source_type: self.get("ReferralSourceType"),
            source_url: self.get("ReferralSourceUrl"),
            media_id: self.get("ReferralMediaId"),
            media_content_type: self.get("ReferralMediaContentType"),
            media_url: self.get("ReferralMediaUrl"),
            click: self.referral_click(),
        };
        (referral != Referral::default()).then_some(referral)
    }

    /// What Twilio did about a stop word, where it handles them.
    pub fn opt_out_type(&self) -> Option<OptOut> {
        self.opt_out().map(OptOut::from)
    }
}

/// What stands after `whatsapp:`.
fn address(text: &str) -> Option<&str> {
    let text = text.strip_prefix("whatsapp:").unwrap_or(text);
    (!text.is_empty()).then_some(text)
}

fn kind_of_file(content_type: &str) -> MessageKind {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "text/vcard" | "text/x-vcard" | "text/directory" => MessageKind::Contacts,
        "image/webp" => MessageKind::Sticker,
        other => match other.split('/').next() {
            Some("image") => MessageKind::Image,
            Some("audio") => MessageKind::Audio,
            Some("video") => MessageKind::Video,
            _ => MessageKind::Document,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::parse;

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        parse(body.as_bytes())
    }

    #[test]
    fn a_customer_has_a_number_an_id_or_both() {
        let both = form(&[
            ("From", "whatsapp:+31612345678"),
            ("ExternalUserId", "whatsapp:NL.12"),
        ]);
        let message = InboundMessage::of(&both);
        assert_eq!(
            (message.phone(), message.business_user_id()),
            (Some("+31612345678"), Some("NL.12"))
        );
        let hidden = form(&[("From", "whatsapp:NL.12")]);
        let message = InboundMessage::of(&hidden);
        assert_eq!(
            (message.phone(), message.business_user_id()),
            (None, Some("NL.12"))
        );
        let plain = form(&[("From", "whatsapp:+31612345678")]);
        assert_eq!(InboundMessage::of(&plain).business_user_id(), None);
        let nobody = form(&[("From", "whatsapp:")]);
        let message = InboundMessage::of(&nobody);
        assert_eq!((message.phone(), message.business_user_id()), (None, None));
    }

    #[test]
    fn the_kind_is_what_twilio_says_or_what_the_parts_say() {
        for (fields, kind) in [
            (vec![("MessageType", "reaction")], MessageKind::from("reaction")),
            (
                vec![("MessageType", "text"), ("MediaUrl0", "u")],
                MessageKind::Text,
            ),
            (
                vec![("MediaUrl0", "u"), ("MediaContentType0", "IMAGE/jpeg; q=1")],
                MessageKind::Image,
            ),
            (
                vec![("MediaUrl0", "u"), ("MediaContentType0", "audio/ogg")],
                MessageKind::Audio,
            ),
            (
                vec![("MediaUrl0", "u"), ("MediaContentType0", "image/webp")],
                MessageKind::Sticker,
            ),
            (
                vec![("MediaUrl0", "u"), ("MediaContentType0", "text/vcard")],
                MessageKind::Contacts,
            ),
            (vec![("MediaUrl0", "u")], MessageKind::Document),
            (
                vec![("Latitude", "52.37"), ("Longitude", "4.89")],
                MessageKind::Location,
            ),
            (vec![("ListId", "suv")], MessageKind::Interactive),
            (vec![("ButtonText", "Yes")], MessageKind::Button),
            (vec![("Body", "Hi")], MessageKind::Text),
        ] {
            let form = form(&fields);
            assert_eq!(InboundMessage::of(&form).kind(), kind, "{fields:?}");
        }
    }

    #[test]
    fn a_place_must_be_on_earth() {
        let at = |latitude, longitude| {
            let form = form(&[("Latitude", latitude), ("Longitude", longitude)]);
            InboundMessage::of(&form).coordinates()
        };
        let amsterdam = Coordinates {
            latitude: 52.37,
            longitude: 4.89,
        };
        assert_eq!(at("52.37", "4.89"), Some(amsterdam));
        for (latitude, longitude) in [("91", "0"), ("0", "-181"), ("NaN", "0"), ("inf", "0"), ("x", "0")] {
            assert_eq!(at(latitude, longitude), None, "{latitude} {longitude}");
        }
    }

    #[test]
    fn an_advertisement_is_told_whole() {
        let fields = form(&[
            ("ReferralBody", "Golf from 199 a month"),
            ("ReferralHeadline", "Drive it"),
            ("ReferralSourceId", "120210"),
            ("ReferralSourceType", "ad"),
            ("ReferralSourceUrl", "https://fb.me/x"),
            ("ReferralMediaId", "7"),
            ("ReferralMediaContentType", "image/jpeg"),
            ("ReferralMediaUrl", "https://scontent.example/x"),
            ("ReferralCtwaClid", "ARAk"),
            ("ReferralNumMedia", "1"),
        ]);
        let referral = InboundMessage::of(&fields).referral().expect("a referral");
        assert_eq!(referral.headline, Some("Drive it"));
        assert_eq!(
            (referral.source_type, referral.source_id),
            (Some("ad"), Some("120210"))
        );
        assert_eq!(
            (referral.media_content_type, referral.click),
            (Some("image/jpeg"), Some("ARAk"))
        );

        let without = form(&[("Body", "Hi"), ("ReferralNumMedia", "0"), ("ReferralBody", "")]);
        assert_eq!(InboundMessage::of(&without).referral(), None);
    }

    #[test]
    fn a_list_answer_a_quote_and_a_stop_word_are_read() {
        let sid = format!("SM{}", "0".repeat(32));
        let fields = form(&[
            ("ListId", "suv"),
            ("ListTitle", "SUV"),
            ("OriginalRepliedMessageSid", &sid),
            ("OriginalRepliedMessageSender", "whatsapp:+3197010200000"),
            ("FrequentlyForwarded", "true"),
            ("OptOutType", "STOP"),
            ("ChannelMetadata", r#"{"type":"whatsapp"}"#),
            ("NumSegments", "2"),
        ]);
        let message = InboundMessage::of(&fields);
        assert_eq!(
            (message.list_id(), message.list_title()),
            (Some("suv"), Some("SUV"))
        );
        assert_eq!(message.replied_sid(), Some(sid.as_str()));
        assert_eq!(message.replied_sender(), Some("whatsapp:+3197010200000"));
        assert!(message.forwarded() && message.frequently_forwarded());
        assert_eq!(message.opt_out_type(), Some(OptOut::Stop));
        assert_eq!(message.channel_metadata(), Some(r#"{"type":"whatsapp"}"#));
        assert_eq!(message.num_segments(), 2);
    }

    #[test]
    fn contact_cards_are_attachments() {
        let fields = form(&[
            ("MessageType", "contacts"),
            ("MediaUrl0", "https://api.twilio.com/a"),
            ("MediaContentType0", "text/vcard"),
            ("MediaUrl1", "https://api.twilio.com/b"),
            ("MediaContentType1", "image/png"),
        ]);
        let message = InboundMessage::of(&fields);
        assert_eq!(
            message.contact_cards().collect::<Vec<_>>(),
            ["https://api.twilio.com/a"]
        );
    }
}
