//! Twilio's form of a buyer's message in the words of our rows.

use domain::{
    E164, Timestamp,
    contact::Address,
    media,
    message::{Detail, Kind, Location, Referral},
    optout::{self, Wish},
};
use twilio::form::{InboundMessage, MessageKind, OptOut};

/// A message of a buyer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    /// Twilio's name of it.
    pub(crate) sid: String,
    /// Who wrote, as Twilio addresses them.
    pub(crate) from: Address,
    /// Meta's name of them to this dealer, where it is told.
    pub(crate) scoped: Option<String>,
    /// To which number of the dealer.
    pub(crate) to: E164,
    /// What they call themselves.
    pub(crate) profile_name: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) body: String,
    pub(crate) detail: Detail,
    /// Where Twilio has the files, and their types.
    pub(crate) files: Vec<(String, String)>,
    /// Whether they asked to hear nothing any more, or to hear again.
    pub(crate) wish: Option<Wish>,
    /// When.
    pub(crate) at: Timestamp,
}

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 80;

/// Parameters whose content has a place of its own, or which say the same of every message.
const PLACED: &[&str] = &[
    "AccountSid",
    "Address",
    "ApiVersion",
    "Body",
    "ButtonPayload",
    "ButtonText",
    "ExternalUserId",
    "Forwarded",
    "From",
    "Label",
    "Latitude",
    "ListId",
    "ListTitle",
    "Longitude",
    "MessageSid",
    "NumMedia",
    "NumSegments",
    "OptOutType",
    "OriginalRepliedMessageSender",
    "OriginalRepliedMessageSid",
    "ProfileName",
    "ReferralBody",
    "ReferralCtwaClid",
    "ReferralHeadline",
    "ReferralNumMedia",
    "ReferralSourceId",
    "ReferralSourceType",
    "ReferralSourceUrl",
    "SmsMessageSid",
    "SmsSid",
    "SmsStatus",
    "To",
];

impl Heard {
    /// Reads a form; `None` when it lacks what makes a message: a name, a buyer, a number.
    pub(crate) fn read(form: &[(String, String)], at: Timestamp) -> Option<Self> {
        // PostgreSQL keeps no text with NUL.
        let clean = |text: &String| text.replace('\0', "");
        let form: Vec<_> = form
            .iter()
            .map(|(key, value)| (clean(key), clean(value)))
            .collect();
        let message = InboundMessage::of(&form);
        let to = message.to()?;
        let body = message.body().unwrap_or_default().to_owned();
        let detail = detail(&form);
        Some(Self {
            sid: message.message_sid()?.as_str().to_owned(),
            from: message.from()?.parse().ok()?,
            scoped: message.business_user_id().and_then(scoped),
            to: to.strip_prefix("whatsapp:").unwrap_or(to).parse().ok()?,
            profile_name: message.profile_name().and_then(name),
            kind: kind(&message, &detail),
            wish: wish(&message, &body),
            body,
            detail,
            files: owned(message.media()),
            at,
        })
    }
}

fn owned<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    files
        .map(|(url, kind)| (url.to_owned(), kind.to_owned()))
        .collect()
}

/// `NL.…` without a prefix, if it has the shape of one.
fn scoped(text: &str) -> Option<String> {
    match text.parse() {
        Ok(Address::Scoped(name)) => Some(name),
        _ => None,
    }
}

/// A name on one line. Signs that turn the direction of the text around it are left out: a name stands beside others.
fn name(text: &str) -> Option<String> {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = text.chars().filter(|c| !turns(*c));
    let kept: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(LONGEST_NAME).collect();
    (!line.is_empty()).then_some(line)
}

fn kind(message: &InboundMessage<'_>, detail: &Detail) -> Kind {
    let of_file = || {
        message
            .media()
            .next()
            .map(|(_, content_type)| media::kind(content_type))
    };
    match message.kind() {
        MessageKind::Text => of_file().unwrap_or(Kind::Text),
        MessageKind::Image => Kind::Image,
        MessageKind::Audio => Kind::Audio,
        MessageKind::Video => Kind::Video,
        MessageKind::Document => Kind::Document,
        MessageKind::Sticker => Kind::Sticker,
        MessageKind::Location if detail.location.is_some() => Kind::Location,
        MessageKind::Contacts => Kind::Contacts,
        MessageKind::Interactive | MessageKind::Button if detail.answer.is_some() => Kind::Answer,
        _ => of_file().unwrap_or(Kind::Unknown),
    }
}

/// Twilio's own understanding, where it handles such words; else ours of the whole message.
fn wish(message: &InboundMessage<'_>, body: &str) -> Option<Wish> {
    match message.opt_out_type() {
        Some(OptOut::Stop) => Some(Wish::Stop),
        Some(OptOut::Start) => Some(Wish::Start),
        _ => optout::wish(message.button_text().unwrap_or(body)),
    }
}

fn detail(form: &[(String, String)]) -> Detail {
    let message = InboundMessage::of(form);
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let button = message.button_text().or(message.button_payload());
    let chosen = message.list_title().or(message.list_id());
    Detail {
        location: message.coordinates().map(|_| Location {
            latitude: text(message.latitude()),
            longitude: text(message.longitude()),
            label: text(message.label()),
            address: text(message.address()),
        }),
        answer: match (button, chosen) {
            (Some(words), _) => Some((words.to_owned(), text(message.button_payload()))),
            (None, Some(words)) => Some((words.to_owned(), text(message.list_id()))),
            (None, None) => None,
        },
        replied_sid: message.replied_sid().map(str::to_owned),
        forwarded: message.forwarded(),
        referral: message.referral().map(|referral| Referral {
            source: text(referral.source_type),
            source_id: text(referral.source_id),
            url: text(referral.source_url),
            headline: text(referral.headline),
            body: text(referral.body),
            click: text(referral.click),
        }),
        other: other(form, &message),
        ..Detail::default()
    }
}

/// What has no place of its own, as it came.
fn other(form: &[(String, String)], message: &InboundMessage<'_>) -> Vec<(String, String)> {
    let unreadable_place = message.coordinates().is_none();
    let is_kept = |key: &str, value: &str| match key {
        "Latitude" | "Longitude" | "Label" | "Address" => unreadable_place && !value.is_empty(),
        "MessageType" => matches!(message.kind(), MessageKind::Unknown(_)),
        // Meta's spelling of a number may differ from its own: kept where it does.
        "WaId" => message
            .phone()
            .is_some_and(|phone| phone.trim_start_matches('+') != value),
        "FrequentlyForwarded" => value == "true",
        "ChannelMetadata" => !says_it_twice(value),
        _ => !PLACED.contains(&key) && !is_file(key),
    };
    form.iter()
        .filter(|(key, value)| is_kept(key, value))
        .cloned()
        .collect()
}

/// `MediaUrl0`, `MediaContentType0` …
fn is_file(key: &str) -> bool {
    let number = key
        .strip_prefix("MediaUrl")
        .or_else(|| key.strip_prefix("MediaContentType"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether the channel's own JSON holds nothing but what stands in the form as well.
fn says_it_twice(json: &str) -> bool {
    const TWICE: &[&str] = &[
        "ButtonText",
        "ButtonPayload",
        "Forwarded",
        "FrequentlyForwarded",
        "ProfileName",
        "WaId",
    ];
    let json: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let holds = |value: &serde_json::Value, keys: &[&str]| {
        value
            .as_object()
            .is_some_and(|object| object.keys().all(|key| keys.contains(&key.as_str())))
    };
    holds(&json, &["type", "data"])
        && holds(&json["data"], &["context"])
        && holds(&json["data"]["context"], TWICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_795_251_600);

    fn heard(more: &[(&str, &str)]) -> Heard {
        let mut form = vec![
            ("MessageSid", "SM00000000000000000000000000000001"),
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("From", "whatsapp:+31612345678"),
            ("To", "whatsapp:+3197010200000"),
            ("WaId", "31612345678"),
            ("NumMedia", "0"),
        ];
        form.retain(|(key, _)| more.iter().all(|(other, _)| other != key));
        form.extend_from_slice(more);
        let form: Vec<_> = form
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Heard::read(&form, AT).expect("a message")
    }

    #[test]
    fn words_are_words() {
        let heard = heard(&[
            ("Body", "Is de Golf er nog?"),
            ("MessageType", "text"),
            ("ProfileName", " Jan \u{202e}\n de Boer "),
        ]);
        assert_eq!(
            (heard.kind, heard.body.as_str()),
            (Kind::Text, "Is de Golf er nog?")
        );
        assert_eq!(heard.profile_name.as_deref(), Some("Jan de Boer"));
        assert_eq!(heard.detail, Detail::default());
        assert_eq!(heard.from.whatsapp(), "whatsapp:+31612345678");
        assert_eq!((heard.wish, heard.files.len()), (None, 0));
    }

    #[test]
    fn a_file_makes_the_kind_even_where_twilio_says_text() {
        let file = [
            ("MediaUrl0", "https://api.twilio.com/x"),
            ("MediaContentType0", "audio/ogg"),
        ];
        assert_eq!(heard(&file).kind, Kind::Audio);
        let called_text = [file[0], file[1], ("MessageType", "text")];
        assert_eq!(heard(&called_text).kind, Kind::Audio);
        let cards = [
            ("MediaUrl0", "u"),
            ("MediaContentType0", "text/vcard"),
            ("MessageType", "contacts"),
        ];
        assert_eq!(heard(&cards).kind, Kind::Contacts);
    }

    #[test]
    fn a_place_must_be_on_earth_or_is_kept_as_it_came() {
        let place = [
            ("Latitude", "52.3702"),
            ("Longitude", "4.8952"),
            ("Label", "Showroom"),
            ("MessageType", "location"),
        ];
        let there = heard(&place);
        assert_eq!(there.kind, Kind::Location);
        let location = there.detail.location.expect("a place");
        assert_eq!(
            (location.latitude.as_str(), location.label.as_str()),
            ("52.3702", "Showroom")
        );
        let nowhere = heard(&[
            ("Latitude", "520"),
            ("Longitude", "4"),
            ("MessageType", "location"),
        ]);
        assert_eq!((nowhere.kind, nowhere.detail.other.len()), (Kind::Unknown, 2));
    }

    #[test]
    fn buttons_and_lists_are_answers() {
        let button = heard(&[
            ("ButtonText", "Ja"),
            ("ButtonPayload", "yes"),
            ("Body", "Ja"),
            ("MessageType", "button"),
        ]);
        assert_eq!(
            (button.kind, button.detail.answer),
            (Kind::Answer, Some(("Ja".into(), "yes".into())))
        );
        let list = heard(&[
            ("ListId", "suv"),
            ("ListTitle", "SUV"),
            ("MessageType", "interactive"),
        ]);
        assert_eq!(
            (list.kind, list.detail.answer),
            (Kind::Answer, Some(("SUV".into(), "suv".into())))
        );
        let form = heard(&[("MessageType", "interactive"), ("FlowData", "{}")]);
        assert_eq!(
            (form.kind, form.detail.other),
            (Kind::Unknown, vec![("FlowData".into(), "{}".into())])
        );
    }

    #[test]
    fn what_has_no_place_is_kept_and_what_is_said_twice_is_not() {
        let twice = r#"{"type":"whatsapp","data":{"context":{"ProfileName":"Jan","WaId":"31612345678"}}}"#;
        assert_eq!(heard(&[("ChannelMetadata", twice)]).detail.other, []);
        let news = r#"{"type":"whatsapp","data":{"context":{"Mood":"good"}}}"#;
        let heard = heard(&[
            ("ChannelMetadata", news),
            ("Future", "x\0y"),
            ("WaId", "31612"),
            ("MessageType", "reaction"),
        ]);
        let kept: Vec<_> = heard
            .detail
            .other
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            kept,
            [
                ("ChannelMetadata", news),
                ("Future", "xy"),
                ("WaId", "31612"),
                ("MessageType", "reaction")
            ]
        );
        assert_eq!(heard.kind, Kind::Unknown);
    }

    #[test]
    fn somebody_who_hides_the_number_is_still_somebody() {
        let hidden = heard(&[
            ("From", "whatsapp:NL.1349"),
            ("ExternalUserId", "whatsapp:NL.1349"),
            ("WaId", ""),
        ]);
        assert_eq!(
            (hidden.from.phone(), hidden.scoped.as_deref()),
            (None, Some("NL.1349"))
        );
        let both = heard(&[("ExternalUserId", "whatsapp:NL.1349")]);
        assert!(both.from.phone().is_some() && both.scoped.is_some());
    }

    #[test]
    fn an_advertisement_a_quote_and_a_stop_are_read() {
        let heard = heard(&[
            ("ReferralHeadline", "Drive it"),
            ("ReferralSourceType", "ad"),
            ("ReferralCtwaClid", "ARA1"),
            ("ReferralMediaId", "7"),
            ("OriginalRepliedMessageSid", "SM1"),
            ("FrequentlyForwarded", "true"),
            ("Body", "Baja."),
        ]);
        let referral = heard.detail.referral.expect("a referral");
        assert_eq!(
            (
                referral.headline.as_str(),
                referral.source.as_str(),
                referral.click.as_str()
            ),
            ("Drive it", "ad", "ARA1")
        );
        assert_eq!(heard.detail.replied_sid.as_deref(), Some("SM1"));
        assert!(heard.detail.forwarded);
        assert!(
            heard
                .detail
                .other
                .contains(&("ReferralMediaId".into(), "7".into()))
        );
        assert_eq!(heard.wish, Some(Wish::Stop));
    }

    #[test]
    fn without_a_name_a_buyer_or_a_number_it_is_no_message() {
        let form = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let sid = ("MessageSid", "SM00000000000000000000000000000001");
        let (from, to) = (
            ("From", "whatsapp:+31612345678"),
            ("To", "whatsapp:+3197010200000"),
        );
        for pairs in [[from, to], [sid, to], [sid, from]] {
            assert_eq!(Heard::read(&form(&pairs), AT), None);
        }
        assert!(Heard::read(&form(&[sid, from, to]), AT).is_some());
    }
}
