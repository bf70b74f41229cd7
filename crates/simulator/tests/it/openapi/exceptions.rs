//! Where Twilio's files are silent or wrong, each with the source that says so.

use super::schema::Fault;

/// Calls that are played and stand in no file that is carried: method, path, why.
pub const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "GET",
        "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}",
        "the file has it with .json only, which describes the attachment; without it Twilio redirects to the bytes \
         (twilio.com/docs/messaging/api/media-resource)",
    ),
    ("GET", "/v1/PhoneNumbers/Countries", NO_PRICES),
    ("GET", "/v1/PhoneNumbers/Countries/{IsoCountry}", NO_PRICES),
    (
        "GET",
        "/v2/RegulatoryCompliance/Regulations",
        "twilio_numbers_v2.json is not carried: the list is always empty here",
    ),
];

const NO_PRICES: &str = "twilio_pricing_v1.json is not carried: it declares the prices as numbers, and its own examples are texts";

/// A disagreement that is meant.
#[derive(Debug)]
pub struct Exception {
    /// The beginnings of the calls' names.
    calls: &'static [&'static str],
    /// The ends of the fields' paths.
    pub fields: &'static [&'static str],
    /// A part of the rule that is broken.
    rule: &'static str,
    #[expect(
        dead_code,
        reason = "read by people, and printed when an exception is no longer needed"
    )]
    source: &'static str,
}

pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        calls: &[
            "accounts.",
            "applications.",
            "keys.",
            "media.",
            "messages.",
            "numbers.",
        ],
        fields: &[".uri", ".first_page_uri", ".next_page_uri", ".previous_page_uri"],
        rule: r#"breaks format uri with "/2010-04-01/"#,
        source: "every example in twilio_api_v2010.json is relative to the host",
    },
    Exception {
        calls: &["messages.list"],
        fields: &["query.DateSent", "query.DateSent<", "query.DateSent>"],
        rule: "breaks format date-time",
        source: "twilio_api_v2010.json describes the parameter as YYYY-MM-DD, and so are its examples",
    },
    Exception {
        calls: &["numbers."],
        fields: &[".sms_application_sid", ".voice_application_sid"],
        rule: r#"with """#,
        source: "an example of IncomingPhoneNumber in twilio_api_v2010.json has an empty text here",
    },
    Exception {
        calls: &["senders."],
        fields: &[
            ".friendly_name",
            ".pending_display_name",
            ".pending_display_name_status",
            ".pending_display_name_status_date",
        ],
        rule: "is not declared",
        source: "newer than twilio_messaging_v2.json: npm twilio 6.2.0, lib/rest/messaging/v2/channelsSender.d.ts",
    },
];

/// The exception that a fault is, and its field.
pub fn covering(call: &str, fault: &Fault) -> Option<(usize, &'static str)> {
    EXCEPTIONS.iter().enumerate().find_map(|(at, one)| {
        let is_meant = one.calls.iter().any(|known| call.starts_with(known)) && fault.rule.contains(one.rule);
        let field = one.fields.iter().find(|field| fault.field.ends_with(**field));
        Some((at, *field.filter(|_| is_meant)?))
    })
}
