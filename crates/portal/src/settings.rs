use domain::number::NumberKind;
use secrecy::SecretString;
use url::Url;

/// What the operator decided, already checked. `main.rs` reads it from the environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address the outside uses; every absolute URL and every signature check is built from it.
    pub public_url: Url,
    /// Whether this is the demo: demo logins are offered, mails are only shown.
    pub demo: bool,
    /// The ISV's Twilio account.
    pub twilio: TwilioSettings,
    /// The ISV's Meta app.
    pub meta: MetaSettings,
    /// Encrypts and signs: the first with, all decrypt and verify.
    pub secret_keys: Vec<SecretKey>,
    /// `smtp://…` or `smtps://…`; without it mails are only shown on the outbox page.
    pub smtp_url: Option<SecretString>,
    /// The sender of mails.
    pub mail_from: String,
    /// Where pictures, recordings and documents are kept.
    pub media: files::Place,
    /// New dealers a rolling week: 10 before Meta's verification, 200 after.
    pub weekly_quota: u32,
    /// Messages a second that one number may send; WhatsApp takes 80.
    pub send_rate: u32,
    /// Countries numbers can be bought in, ISO 3166-1 alpha-2; the first is the default.
    pub countries: Vec<String>,
    /// The default brand's name, colour (`#rrggbb`) and support mail.
    pub brand_name: String,
    /// `#rrggbb`.
    pub brand_colour: String,
    /// The brand's logo, if it has one.
    pub brand_logo: Option<Logo>,
    /// Where dealers turn for help.
    pub support_mail: String,
    /// Divides every waiting time of the chain (polls, back-off). 1 in production; the demo is faster.
    pub pace: u32,
}

/// A picture that pages show in place of the brand's name.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// `image/svg+xml` or `image/png`.
    pub kind: &'static str,
    /// The file.
    pub bytes: std::sync::Arc<[u8]>,
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// One of `FORECOURT_SECRET_KEYS`.
#[derive(Clone)]
pub struct SecretKey {
    /// Its short name, stored beside what it wraps.
    pub id: String,
    /// 32 bytes.
    pub bytes: zeroize::Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}

/// `TWILIO_*`.
#[derive(Debug, Clone)]
pub struct TwilioSettings {
    /// The parent account, if set.
    pub account_sid: Option<String>,
    /// Its auth token, if set.
    pub auth_token: Option<SecretString>,
    /// `extras.setup.solutionID`, if set.
    pub partner_solution_id: Option<String>,
    /// The kind offered first.
    pub number_kind: NumberKind,
}

/// `META_*`.
#[derive(Debug, Clone)]
pub struct MetaSettings {
    /// The app, if set.
    pub app_id: Option<String>,
    /// The login configuration, if set.
    pub config_id: Option<String>,
    /// Checks `X-Hub-Signature-256`, if set.
    pub app_secret: Option<SecretString>,
    /// Answers Meta's handshake, if set.
    pub verify_token: Option<SecretString>,
    /// Where `sdk.js` is.
    pub sdk_url: Url,
    /// `v25.0`.
    pub graph_version: String,
    /// `extras.featureType`; empty leaves the key out.
    pub feature_type: String,
    /// More keys for `extras`: a JSON object.
    pub extras: serde_json::Map<String, serde_json::Value>,
    /// The name Meta shows to dealers: the ISV's app.
    pub app_name: String,
    /// The simulator's origin, only in the demo and in tests: postMessage from it counts as Meta's.
    pub simulator_origin: Option<String>,
}
