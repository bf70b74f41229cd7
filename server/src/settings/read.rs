//! From texts to checked values.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
};

use base64::{Engine as _, alphabet, engine};
use domain::number::NumberKind;
use portal::{MetaSettings, SecretKey, Settings, TwilioSettings};
use secrecy::SecretString;
use url::Url;

use super::{Config, Fault, Faults, LogSettings, Mode, SiteHints, file};

/// Where values come from. Empty values count as unset.
#[derive(Debug, Clone, Default)]
pub struct Source(BTreeMap<String, String>);

impl Source {
    /// The environment, then `.env` here, then `.env` beside the binary.
    ///
    /// # Errors
    /// One line, when an `.env` file cannot be used.
    pub fn environment() -> Result<Self, String> {
        // A value that is not Unicode is none that any variable here could have.
        let mut values: BTreeMap<String, String> = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        file::add(&mut values, Path::new(".env"))?;
        if let Some(folder) = env::current_exe().ok().as_deref().and_then(Path::parent) {
            file::add(&mut values, &folder.join(".env"))?;
        }
        Ok(Self(values))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Source {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }
}

/// Reads and notes what is wrong, so that all of it can be said at once.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The value as `parse` understands it; `None` when it is unset, or wrong, which is noted.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(self.source.get(name)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.faults.push(Fault::new(name, why));
                None
            }
        }
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |text| Ok(text.to_owned()))
    }

    pub(super) fn secret(&mut self, name: &'static str) -> Option<SecretString> {
        self.read(name, word).map(SecretString::from)
    }

    fn outside(&mut self, name: &'static str, default: &Url) -> Url {
        self.read(name, outside_url).unwrap_or_else(|| default.clone())
    }
}

pub(super) fn log(source: &Source) -> Result<LogSettings, Faults> {
    let mut reader = Reader {
        source,
        faults: Vec::new(),
    };
    let filter = reader.read("FORECOURT_LOG", filter);
    let json = reader.read("FORECOURT_LOG_FORMAT", |text| match text {
        "text" => Ok(false),
        "json" => Ok(true),
        _ => Err("must be text or json".into()),
    });
    if reader.faults.is_empty() {
        Ok(LogSettings {
            filter: filter.unwrap_or_else(|| "info".into()),
            json: json.unwrap_or_default(),
        })
    } else {
        Err(Faults(reader.faults))
    }
}

pub(super) fn config(source: &Source, mode: Mode) -> Result<Config, Faults> {
    let mut reader = Reader {
        source,
        faults: Vec::new(),
    };
    let addr = reader
        .read("FORECOURT_ADDR", address)
        .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)));
    let public_url = reader.read("FORECOURT_PUBLIC_URL", public_url);
    let config = Config {
        addr,
        database_url: SecretString::from(
            reader
                .read("FORECOURT_DATABASE_URL", database)
                .unwrap_or_else(|| "sqlite://data/forecourt.db".into()),
        ),
        trusted_proxies: reader
            .read("FORECOURT_TRUSTED_PROXIES", count)
            .unwrap_or_default(),
        simulator_addr: reader.read("FORECOURT_SIMULATOR_ADDR", loopback),
        twilio_urls: twilio_urls(&mut reader),
        graph_url: reader.outside("META_GRAPH_URL", &official("https://graph.facebook.com")),
        site: SiteHints {
            root: source.get("LEPTOS_SITE_ROOT").map(Into::into),
            hashed: source.get("LEPTOS_HASH_FILES").and_then(|text| text.parse().ok()),
            watch: source.get("LEPTOS_WATCH").is_some(),
            reload_port: source
                .get("LEPTOS_RELOAD_PORT")
                .and_then(|text| text.parse().ok()),
        },
        portal: portal_settings(&mut reader, addr, public_url.clone(), mode),
        public_url,
    };
    if reader.faults.is_empty() {
        Ok(config)
    } else {
        Err(Faults(reader.faults))
    }
}

fn twilio_urls(reader: &mut Reader<'_>) -> twilio::Urls {
    let official = twilio::Urls::default();
    twilio::Urls {
        api: reader.outside("TWILIO_API_URL", &official.api),
        messaging: reader.outside("TWILIO_MESSAGING_URL", &official.messaging),
        content: reader.outside("TWILIO_CONTENT_URL", &official.content),
        numbers: reader.outside("TWILIO_NUMBERS_URL", &official.numbers),
        pricing: reader.outside("TWILIO_PRICING_URL", &official.pricing),
    }
}

fn portal_settings(reader: &mut Reader<'_>, addr: SocketAddr, url: Option<Url>, mode: Mode) -> Settings {
    let secret_keys = reader.read("FORECOURT_SECRET_KEYS", secret_keys);
    if mode == Mode::Serve && secret_keys.is_none() && reader.source.get("FORECOURT_SECRET_KEYS").is_none() {
        let why = "is missing: secrets at rest and signed links need a key";
        reader.faults.push(Fault::new("FORECOURT_SECRET_KEYS", why));
    }
    let public_url = url.unwrap_or_else(|| listening_url(addr));
    let brand_name = reader
        .read("FORECOURT_BRAND_NAME", name)
        .unwrap_or_else(|| "Forecourt".into());
    let support_mail = reader
        .read("FORECOURT_SUPPORT_MAIL", mail)
        .unwrap_or_else(|| support_at(&public_url));
    Settings {
        demo: mode == Mode::Demo,
        twilio: twilio_settings(reader),
        meta: meta_settings(reader, &brand_name),
        secret_keys: secret_keys.unwrap_or_default(),
        smtp_url: reader.read("FORECOURT_SMTP_URL", smtp).map(SecretString::from),
        mail_from: reader
            .read("FORECOURT_MAIL_FROM", mail)
            .unwrap_or_else(|| support_mail.clone()),
        media: super::media::place(reader),
        weekly_quota: reader.read("FORECOURT_WEEKLY_QUOTA", quota).unwrap_or(10),
        send_rate: reader.read("FORECOURT_SEND_RATE", quota).unwrap_or(80),
        countries: reader
            .read("FORECOURT_COUNTRIES", countries)
            .unwrap_or_else(|| ["NL", "BE", "DE", "ES", "GB", "US"].map(str::to_owned).to_vec()),
        brand_colour: reader
            .read("FORECOURT_BRAND_COLOUR", colour)
            .unwrap_or_else(|| "#0b6b50".into()),
        brand_logo: reader.read("FORECOURT_BRAND_LOGO", super::logo::read),
        pace: 1,
        public_url,
        brand_name,
        support_mail,
    }
}

fn twilio_settings(reader: &mut Reader<'_>) -> TwilioSettings {
    let account_sid = reader.read("TWILIO_ACCOUNT_SID", |text| {
        text.parse::<twilio::AccountSid>()
            .map(|sid| sid.as_str().to_owned())
            .map_err(|_| "must be AC followed by 32 hexadecimal digits".into())
    });
    let auth_token = reader.secret("TWILIO_AUTH_TOKEN");
    // One without the other is a slip; none of them is shown as red on the readiness page.
    if reader.source.get("TWILIO_ACCOUNT_SID").is_some() && reader.source.get("TWILIO_AUTH_TOKEN").is_none() {
        let why = "is missing, although TWILIO_ACCOUNT_SID is set";
        reader.faults.push(Fault::new("TWILIO_AUTH_TOKEN", why));
    }
    if reader.source.get("TWILIO_AUTH_TOKEN").is_some() && reader.source.get("TWILIO_ACCOUNT_SID").is_none() {
        let why = "is missing, although TWILIO_AUTH_TOKEN is set";
        reader.faults.push(Fault::new("TWILIO_ACCOUNT_SID", why));
    }
    TwilioSettings {
        account_sid,
        auth_token,
        partner_solution_id: reader.read("TWILIO_PARTNER_SOLUTION_ID", digits),
        number_kind: reader
            .read("TWILIO_PHONE_NUMBER_TYPE", |text| {
                NumberKind::parse(text).ok_or_else(|| "must be sms_capable, voice_only or byo".into())
            })
            .unwrap_or_default(),
    }
}

fn meta_settings(reader: &mut Reader<'_>, brand_name: &str) -> MetaSettings {
    MetaSettings {
        app_id: reader.read("META_APP_ID", digits),
        config_id: reader.read("META_CONFIG_ID", digits),
        app_secret: reader.secret("META_APP_SECRET"),
        verify_token: reader.secret("META_WEBHOOK_VERIFY_TOKEN"),
        sdk_url: reader.outside(
            "META_SDK_URL",
            &official("https://connect.facebook.net/en_US/sdk.js"),
        ),
        graph_version: reader
            .read("META_GRAPH_VERSION", graph_version)
            .unwrap_or_else(|| "v25.0".into()),
        feature_type: reader
            .read("META_ES_FEATURE_TYPE", identifier)
            .unwrap_or_default(),
        extras: reader.read("META_ES_EXTRAS", json_object).unwrap_or_default(),
        app_name: reader
            .text("META_APP_NAME")
            .unwrap_or_else(|| brand_name.to_owned()),
        simulator_origin: None,
    }
}

fn official(address: &str) -> Url {
    Url::parse(address).expect("a constant address")
}

/// The address of a server that nobody put a public address in front of.
pub(crate) fn listening_url(addr: SocketAddr) -> Url {
    let ip = if addr.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        addr.ip()
    };
    let shown = SocketAddr::new(ip, addr.port());
    Url::parse(&format!("http://{shown}")).expect("a socket address is the host of an address")
}

fn support_at(url: &Url) -> String {
    match url.host() {
        Some(url::Host::Domain(host)) => format!("support@{host}"),
        _ => "support@forecourt.test".into(),
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.replacen("localhost:", "127.0.0.1:", 1);
    text.parse()
        .map_err(|_| "must be an IP address and a port".into())
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let addr = address(text)?;
    if addr.ip().is_loopback() {
        Ok(addr)
    } else {
        Err("must be a loopback address: nobody else may reach the simulator".into())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(host)) => host == "localhost" || host.ends_with(".localhost"),
        None => false,
    }
}

/// https anywhere, or http on this machine.
pub(super) fn protected(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "must be an address that starts with https://".to_owned())?;
    match url.scheme() {
        "https" if url.has_host() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("must start with https:// (http:// is for this machine only)".into()),
        _ => Err("must be an address that starts with https://".into()),
    }
}

fn public_url(text: &str) -> Result<Url, String> {
    let url = protected(text)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if bare && url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err("must be scheme, host and port only".into())
    }
}

fn outside_url(text: &str) -> Result<Url, String> {
    protected(text)
}

pub(super) fn database(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        Ok(text.to_owned())
    } else {
        Err("must start with sqlite:// or postgres://".into())
    }
}

fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| *n <= 16)
        .ok_or_else(|| "must be a number from 0 to 16".into())
}

fn quota(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| "must be a number above 0".into())
}

fn digits(text: &str) -> Result<String, String> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("must be digits only".into())
    }
}

fn word(text: &str) -> Result<String, String> {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("must be one word of plain characters".into())
    }
}

fn identifier(text: &str) -> Result<String, String> {
    if text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    {
        Ok(text.to_owned())
    } else {
        Err("must be letters, digits and _".into())
    }
}

fn graph_version(text: &str) -> Result<String, String> {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let numbers = text.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    match numbers {
        Some((major, minor)) if number(major) && number(minor) => Ok(text.to_owned()),
        _ => Err("must be v, a number, a dot and a number".into()),
    }
}

fn json_object(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    serde_json::from_str(text).map_err(|_| "must be a JSON object".into())
}

fn countries(text: &str) -> Result<Vec<String>, String> {
    let list: Vec<String> = text
        .split(',')
        .map(|part| part.trim().to_ascii_uppercase())
        .collect();
    let shaped = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if list.iter().all(shaped) {
        Ok(list)
    } else {
        Err("must be two-letter country codes, comma-separated".into())
    }
}

fn colour(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("must be # and six hexadecimal digits".into())
    }
}

fn name(text: &str) -> Result<String, String> {
    if text.chars().count() <= 64 && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err("must be at most 64 characters on one line".into())
    }
}

fn mail(text: &str) -> Result<String, String> {
    let parts = text.rsplit_once('@');
    match parts {
        Some((user, host)) if !user.is_empty() && !host.is_empty() && word(text).is_ok() => {
            Ok(text.to_owned())
        }
        _ => Err("must be a mail address".into()),
    }
}

fn smtp(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok();
    match url {
        Some(url) if ["smtp", "smtps"].contains(&url.scheme()) && url.has_host() => Ok(text.to_owned()),
        _ => Err("must start with smtps:// or smtp:// and name a host".into()),
    }
}

fn filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|_| "is not a tracing filter".into())
}

/// Standard or URL-safe alphabet, with or without `=` at the end.
fn decode(text: &str) -> Option<Vec<u8>> {
    let lenient =
        engine::GeneralPurposeConfig::new().with_decode_padding_mode(engine::DecodePaddingMode::Indifferent);
    let alphabets = [&alphabet::STANDARD, &alphabet::URL_SAFE];
    alphabets
        .into_iter()
        .find_map(|alphabet| engine::GeneralPurpose::new(alphabet, lenient).decode(text).ok())
}

pub(crate) fn secret_keys(text: &str) -> Result<Vec<SecretKey>, String> {
    let mut seen = BTreeSet::new();
    text.split(',')
        .map(|part| {
            let (id, value) = part
                .trim()
                .split_once(':')
                .ok_or("must be id:base64, comma-separated")?;
            if id.is_empty() || id.len() > 32 || identifier(id).is_err() {
                return Err("needs ids of letters, digits, - and _".to_owned());
            }
            if !seen.insert(id.to_owned()) {
                return Err("has the same id twice".into());
            }
            let bytes = decode(value).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let bytes = bytes.ok_or("needs keys of 32 bytes in base64")?;
            Ok(SecretKey {
                id: id.to_owned(),
                bytes: bytes.into(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn fault(name: &str, value: &str) -> String {
        let source = Source::from([("FORECOURT_SECRET_KEYS", KEY), (name, value)]);
        let faults = config(&source, Mode::Serve).err().map(|f| f.0);
        let log = log(&source).err().map(|f| f.0);
        let all: Vec<String> = [faults, log]
            .into_iter()
            .flatten()
            .flatten()
            .map(|f| f.to_string())
            .collect();
        all.join("\n")
    }

    #[test]
    fn what_is_malformed_is_named_on_one_line_with_an_example_and_never_repeated() {
        let table = [
            ("FORECOURT_ADDR", "here", "must be an IP address and a port"),
            ("FORECOURT_ADDR", "127.0.0.1", "must be an IP address and a port"),
            ("FORECOURT_PUBLIC_URL", "portal", "must be an address"),
            (
                "FORECOURT_PUBLIC_URL",
                "http://portal.example",
                "must start with https://",
            ),
            (
                "FORECOURT_PUBLIC_URL",
                "https://portal.example/app",
                "must be scheme, host",
            ),
            (
                "FORECOURT_PUBLIC_URL",
                "https://me:pw9@portal.example",
                "must be scheme, host",
            ),
            (
                "FORECOURT_PUBLIC_URL",
                "ftp://portal.example",
                "must be an address",
            ),
            (
                "FORECOURT_DATABASE_URL",
                "mysql://u:pw9@h/d",
                "must start with sqlite://",
            ),
            ("FORECOURT_SECRET_KEYS", "pw9", "must be id:base64"),
            ("FORECOURT_SECRET_KEYS", "k1:pw9", "needs keys of 32 bytes"),
            ("FORECOURT_SECRET_KEYS", "k 1:pw9", "needs ids"),
            ("FORECOURT_LOG", "a=b=c", "is not a tracing filter"),
            ("FORECOURT_LOG_FORMAT", "xml", "must be text or json"),
            ("FORECOURT_TRUSTED_PROXIES", "many", "must be a number"),
            (
                "FORECOURT_SMTP_URL",
                "https://u:pw9@h",
                "must start with smtps://",
            ),
            ("FORECOURT_MAIL_FROM", "me", "must be a mail address"),
            ("FORECOURT_BRAND_COLOUR", "green", "must be # and six"),
            ("FORECOURT_SUPPORT_MAIL", "@", "must be a mail address"),
            ("FORECOURT_COUNTRIES", "Holland", "must be two-letter"),
            ("FORECOURT_WEEKLY_QUOTA", "0", "must be a number above 0"),
            ("FORECOURT_SEND_RATE", "fast", "must be a number above 0"),
            (
                "FORECOURT_SIMULATOR_ADDR",
                "0.0.0.0:4010",
                "must be a loopback address",
            ),
            ("TWILIO_ACCOUNT_SID", "AC1", "must be AC followed by"),
            ("TWILIO_AUTH_TOKEN", "pw9 pw9", "must be one word"),
            ("TWILIO_PARTNER_SOLUTION_ID", "x1", "must be digits only"),
            ("TWILIO_PHONE_NUMBER_TYPE", "fax", "must be sms_capable"),
            ("TWILIO_API_URL", "http://api.example", "must start with https://"),
            ("META_APP_ID", "app", "must be digits only"),
            ("META_CONFIG_ID", "1 2", "must be digits only"),
            ("META_SDK_URL", "//sdk.js", "must be an address"),
            ("META_GRAPH_URL", "graph", "must be an address"),
            ("META_GRAPH_VERSION", "25", "must be v, a number"),
            ("META_ES_FEATURE_TYPE", "a b", "must be letters"),
            ("META_ES_EXTRAS", "[1]", "must be a JSON object"),
        ];
        for (name, value, why) in table {
            let text = fault(name, value);
            let line = text.lines().find(|line| line.contains(why));
            let line = line.unwrap_or_else(|| panic!("{name}={value}: {text:?} does not say {why:?}"));
            assert!(line.starts_with(name), "{line}");
            assert!(line.contains(&format!("; for example {name}=")), "{line}");
            assert!(!line.contains("pw9"), "{line} repeats the value");
        }
    }

    #[test]
    fn every_example_can_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let logo = folder.path().join("logo.svg");
        std::fs::write(&logo, "<svg/>").expect("written");
        for variable in super::super::VARIABLES {
            let value = match variable.name {
                "FORECOURT_SECRET_KEYS" => KEY,
                "FORECOURT_BRAND_LOGO" => logo.to_str().expect("a path"),
                _ => variable.example,
            };
            let source = Source::from([
                ("FORECOURT_SECRET_KEYS", KEY),
                ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"),
                ("TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef"),
                (variable.name, value),
            ]);
            assert_eq!(config(&source, Mode::Serve).err(), None, "{}", variable.name);
            assert_eq!(log(&source).err(), None, "{}", variable.name);
        }
    }

    #[test]
    fn an_empty_environment_is_a_demo_but_no_server() {
        let demo = config(&Source::default(), Mode::Demo).expect("the demo needs no setting");
        assert_eq!(demo.addr.to_string(), "127.0.0.1:3000");
        assert_eq!(demo.portal.public_url.as_str(), "http://127.0.0.1:3000/");
        let faults = config(&Source::default(), Mode::Serve)
            .expect_err("a server needs a key")
            .0;
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].variable, "FORECOURT_SECRET_KEYS");
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let source = Source::from([
            ("FORECOURT_ADDR", "x"),
            ("META_APP_ID", "y"),
            ("TWILIO_AUTH_TOKEN", "z"),
        ]);
        let faults = config(&source, Mode::Serve).expect_err("four faults");
        let named: Vec<_> = faults.0.iter().map(|fault| fault.variable).collect();
        assert_eq!(
            named,
            [
                "FORECOURT_ADDR",
                "FORECOURT_SECRET_KEYS",
                "TWILIO_ACCOUNT_SID",
                "META_APP_ID"
            ]
        );
        assert_eq!(faults.to_string().lines().count(), 4);
    }

    #[test]
    fn keys_are_read_in_order_and_each_id_once() {
        let other = format!("{KEY},old:{}", "_".repeat(42) + "8");
        let keys = secret_keys(&other).expect("two keys");
        assert_eq!(
            keys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>(),
            ["k1", "old"]
        );
        assert_eq!(*keys[1].bytes, [255; 32]);
        assert!(secret_keys(&format!("{KEY},{KEY}")).is_err());
    }
}
