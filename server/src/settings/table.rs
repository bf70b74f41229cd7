//! Every variable with its default, for `forecourt serve --help` and the messages; `docs/operations.md` names the same.

use std::fmt::Write;

/// One variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is when unset, in words where it is not a value.
    pub default: &'static str,
    /// What it is.
    pub is: &'static str,
    /// A value that can be used.
    pub example: &'static str,
}

const fn variable(
    name: &'static str,
    default: &'static str,
    is: &'static str,
    example: &'static str,
) -> Variable {
    Variable {
        name,
        default,
        is,
        example,
    }
}

/// Every variable, in the order in which `--help` lists them.
pub const VARIABLES: &[Variable] = &[
    variable(
        "FORECOURT_ADDR",
        "127.0.0.1:3000",
        "where to listen",
        "127.0.0.1:3000",
    ),
    variable(
        "FORECOURT_PUBLIC_URL",
        "http:// and FORECOURT_ADDR",
        "the address the outside uses; every absolute URL and every signature check is built from it",
        "https://portal.example.com",
    ),
    variable(
        "FORECOURT_DATABASE_URL",
        "sqlite://data/forecourt.db",
        "sqlite://path or postgres://user:password@host/database",
        "sqlite://data/forecourt.db",
    ),
    variable(
        "FORECOURT_SECRET_KEYS",
        "none; the demo makes one",
        "id:base64 of 32 bytes, comma-separated; the first encrypts and signs, all decrypt and verify",
        "k1:$(openssl rand -base64 32)",
    ),
    variable(
        "FORECOURT_MEDIA_URL",
        "the folder media beside the SQLite database, or data/media",
        "where pictures, recordings and documents are kept: file://folder or s3://bucket/prefix",
        "file:///var/lib/forecourt/media",
    ),
    variable(
        "FORECOURT_MEDIA_ENDPOINT",
        "Amazon's for the region",
        "the service that speaks S3, without the bucket; for s3:// only",
        "https://s3.eu-central-1.amazonaws.com",
    ),
    variable(
        "FORECOURT_MEDIA_REGION",
        "eu-central-1",
        "the region of the bucket; for s3:// only",
        "eu-central-1",
    ),
    variable(
        "FORECOURT_MEDIA_KEY_ID",
        "none",
        "the access key of the bucket; for s3:// only",
        "AKIAEXAMPLE",
    ),
    variable(
        "FORECOURT_MEDIA_SECRET_KEY",
        "none",
        "the secret of the access key; for s3:// only",
        "a-long-random-word",
    ),
    variable(
        "FORECOURT_LOG",
        "info",
        "what to log: a tracing filter",
        "info,sqlx=warn",
    ),
    variable(
        "FORECOURT_LOG_FORMAT",
        "text",
        "text for people, json for machines",
        "json",
    ),
    variable(
        "FORECOURT_TRUSTED_PROXIES",
        "0",
        "how many proxies in front add to X-Forwarded-For",
        "1",
    ),
    variable(
        "FORECOURT_SMTP_URL",
        "none; mails are shown on the outbox page",
        "where mails are handed in",
        "smtps://user:password@mail.example.com",
    ),
    variable(
        "FORECOURT_MAIL_FROM",
        "FORECOURT_SUPPORT_MAIL",
        "the sender of mails",
        "portal@example.com",
    ),
    variable(
        "FORECOURT_BRAND_NAME",
        "Forecourt",
        "what dealers call the portal",
        "Example Drive",
    ),
    variable(
        "FORECOURT_BRAND_COLOUR",
        "#0b6b50",
        "the brand's colour",
        "#0b6b50",
    ),
    variable(
        "FORECOURT_BRAND_LOGO",
        "none: the brand's name is shown",
        "an SVG or PNG file that pages show in place of the name",
        "/etc/forecourt/logo.svg",
    ),
    variable(
        "FORECOURT_SUPPORT_MAIL",
        "support@ and the host of the public URL",
        "where dealers turn for help",
        "support@example.com",
    ),
    variable(
        "FORECOURT_COUNTRIES",
        "NL,BE,DE,ES,GB,US",
        "countries numbers can be bought in; the first is the default",
        "NL,DE",
    ),
    variable(
        "FORECOURT_WEEKLY_QUOTA",
        "10",
        "new dealers in seven days: 10 before Meta's business verification, 200 after",
        "200",
    ),
    variable(
        "FORECOURT_SEND_RATE",
        "80",
        "messages a second that one number may send; WhatsApp takes 80 unless it agreed to more",
        "80",
    ),
    variable(
        "TWILIO_ACCOUNT_SID",
        "none",
        "your Twilio account, the parent of the dealers' subaccounts",
        "AC00000000000000000000000000000000",
    ),
    variable(
        "TWILIO_AUTH_TOKEN",
        "none",
        "its auth token",
        "0123456789abcdef0123456789abcdef",
    ),
    variable(
        "TWILIO_PARTNER_SOLUTION_ID",
        "none",
        "from Meta's Partner Solutions page",
        "303610109049230",
    ),
    variable(
        "TWILIO_PHONE_NUMBER_TYPE",
        "sms_capable",
        "which kind of number is offered first: sms_capable, voice_only, byo",
        "sms_capable",
    ),
    variable(
        "TWILIO_API_URL",
        "https://api.twilio.com",
        "accounts, numbers, messages",
        "https://api.twilio.com",
    ),
    variable(
        "TWILIO_MESSAGING_URL",
        "https://messaging.twilio.com",
        "senders",
        "https://messaging.twilio.com",
    ),
    variable(
        "TWILIO_CONTENT_URL",
        "https://content.twilio.com",
        "templates",
        "https://content.twilio.com",
    ),
    variable(
        "TWILIO_NUMBERS_URL",
        "https://numbers.twilio.com",
        "regulatory bundles",
        "https://numbers.twilio.com",
    ),
    variable(
        "TWILIO_PRICING_URL",
        "https://pricing.twilio.com",
        "prices of numbers",
        "https://pricing.twilio.com",
    ),
    variable("META_APP_ID", "none", "your Meta app", "1480275213976451"),
    variable(
        "META_APP_NAME",
        "FORECOURT_BRAND_NAME",
        "the app's name as Meta shows it to dealers",
        "Example Drive",
    ),
    variable(
        "META_CONFIG_ID",
        "none",
        "its Facebook Login for Business configuration",
        "2051938476120394",
    ),
    variable(
        "META_APP_SECRET",
        "none",
        "checks the signature of Meta's webhook",
        "0123456789abcdef0123456789abcdef",
    ),
    variable(
        "META_WEBHOOK_VERIFY_TOKEN",
        "none",
        "answers the handshake of Meta's webhook",
        "a-long-random-word",
    ),
    variable(
        "META_SDK_URL",
        "https://connect.facebook.net/en_US/sdk.js",
        "Meta's script for the signup page",
        "https://connect.facebook.net/en_US/sdk.js",
    ),
    variable(
        "META_GRAPH_URL",
        "https://graph.facebook.com",
        "Meta's Graph",
        "https://graph.facebook.com",
    ),
    variable("META_GRAPH_VERSION", "v25.0", "its version", "v25.0"),
    variable(
        "META_ES_FEATURE_TYPE",
        "empty",
        "featureType of Embedded Signup; v4 needs none, and Twilio supports no coexistence",
        "feature_name",
    ),
    variable(
        "META_ES_EXTRAS",
        "empty",
        "more keys for extras of Embedded Signup: a JSON object; what makes it v4 is META_CONFIG_ID's configuration",
        "{}",
    ),
    variable(
        "FORECOURT_SIMULATOR_ADDR",
        "a free loopback port",
        "where the demo's simulator listens; the demo only",
        "127.0.0.1:4010",
    ),
];

/// A value of `name` that can be used.
pub(super) fn example(name: &str) -> &'static str {
    VARIABLES
        .iter()
        .find(|variable| variable.name == name)
        .map_or("", |variable| variable.example)
}

/// The list for `--help`.
pub fn help() -> String {
    let mut text =
        String::from("Settings (environment, or .env in the working folder or beside the binary):\n");
    for Variable {
        name, default, is, ..
    } in VARIABLES
    {
        let _ = write!(text, "\n  {name}\n      {is}\n      [default: {default}]");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{VARIABLES, example};

    /// Every name of a setting that stands in backticks.
    fn named(page: &str) -> BTreeSet<&str> {
        let quoted = page.split('`').skip(1).step_by(2);
        let names = quoted.map(|quoted| {
            let end = quoted.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
            &quoted[..end.unwrap_or(quoted.len())]
        });
        names
            .filter(|name| {
                ["FORECOURT_", "TWILIO_", "META_"]
                    .iter()
                    .any(|start| name.starts_with(start))
            })
            .collect()
    }

    #[test]
    fn the_operators_page_names_every_setting_and_no_other() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
        let page = std::fs::read_to_string(page).expect("the operator's page");
        let settings: BTreeSet<&str> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert_eq!(named(&page), settings);
    }

    #[test]
    fn a_setting_is_named_alone_or_with_a_value_and_never_in_plain_words() {
        let page = "`FORECOURT_ADDR`, `META_APP_ID=1` and TWILIO_ACCOUNT_SID, but `serve`";
        assert_eq!(named(page), BTreeSet::from(["FORECOURT_ADDR", "META_APP_ID"]));
    }

    #[test]
    fn no_example_leads_into_a_signup_that_cannot_work() {
        // Sources: Meta, Embedded Signup "Versions" (v4 comes from the login configuration) and Twilio's WhatsApp
        // documentation, which knows no coexistence with the WhatsApp Business app.
        for name in ["META_ES_FEATURE_TYPE", "META_ES_EXTRAS"] {
            let example = example(name);
            assert!(!example.is_empty(), "{name}");
            for wrong in ["onboarding", "sharing", "version", "solutionID"] {
                assert!(!example.contains(wrong), "{name}={example}");
            }
        }
    }
}
