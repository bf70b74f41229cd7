//! Signed requests as Twilio sends them for an incoming message.

use super::sender::Sender;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// What the words of a message end with, before its number and a `)`.
pub const MARK: &str = "at 5 (";

/// `count` different messages as whole HTTP requests; `from` keeps runs on one database apart.
pub fn requests(sender: &Sender, from: usize, count: usize) -> Vec<Vec<u8>> {
    (from..from + count)
        .map(|number| request(sender, number))
        .collect()
}

fn request(sender: &Sender, number: usize) -> Vec<u8> {
    let form = form(sender, number);
    let signature = signature(&sender.token, &sender.url, &form);
    let body: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let body = body.join("&");
    format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
         X-Twilio-Signature: {signature}\r\nContent-Length: {}\r\n\r\n{body}",
        sender.path,
        sender.host,
        body.len()
    )
    .into_bytes()
}

/// The parameters, sorted by name as the signature wants them.
fn form(sender: &Sender, number: usize) -> Vec<(&'static str, String)> {
    let buyer = format!("316{:08}", number % 100_000_000);
    let sid = format!("SM{:032x}", number + 1);
    vec![
        ("AccountSid", sender.account.clone()),
        ("ApiVersion", "2010-04-01".into()),
        (
            "Body",
            format!("Is the blue one still on the lot? I can come by {MARK}{number})"),
        ),
        ("From", format!("whatsapp:+{buyer}")),
        ("MessageSid", sid.clone()),
        ("MessageType", "text".into()),
        ("NumMedia", "0".into()),
        ("NumSegments", "1".into()),
        ("ProfileName", "Sam".into()),
        ("SmsMessageSid", sid.clone()),
        ("SmsSid", sid),
        ("SmsStatus", "received".into()),
        ("To", format!("whatsapp:{}", sender.number)),
        ("WaId", buyer),
    ]
}

/// `base64(HMAC-SHA1(token, url + each name and value))`.
fn signature(token: &str, url: &str, form: &[(&str, String)]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(url.as_bytes());
    for (name, value) in form {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{encode, signature};

    #[test]
    fn a_known_request_has_its_known_signature() {
        let form = [
            ("Body", "Hallo".to_owned()),
            ("From", "whatsapp:+31612345678".to_owned()),
            ("MessageSid", "SM00000000000000000000000000000001".to_owned()),
            ("NumMedia", "0".to_owned()),
            ("To", "whatsapp:+3197010200000".to_owned()),
        ];
        let url = "https://portal.example.com/webhooks/twilio/inbound?t=1";
        assert_eq!(signature("12345", url, &form), "tojaNTidPgHiXttTTvsF/1xHCF8=");
    }

    #[test]
    fn a_plus_survives_the_form() {
        assert_eq!(encode("whatsapp:+31 6"), "whatsapp%3A%2B31+6");
    }
}
