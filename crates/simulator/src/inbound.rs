//! A person writes to a business: everything WhatsApp lets them send, and the form Twilio makes of it.

mod form;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::delivery;
use crate::state::Ctx;
use crate::twilio::media;
use crate::twilio::messages::Message;
use crate::twilio::senders::Sender;

/// One message of a person. What is left at its default is not part of it.
///
/// ```
/// use simulator::{Attachment, Inbound};
/// let text = Inbound { from: "+31612345678".into(), to: "+3197010200000".into(), body: "Hi".into(), ..Inbound::default() };
/// let picture = Inbound { media: Some(Attachment::new("image/png", vec![1, 2, 3])), ..text.clone() };
/// let hidden = Inbound { from: String::new(), profile_name: "Bram".into(), ..text };
/// # let _ = (picture, hidden);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inbound {
    /// The person's number in E.164. Empty for somebody who hides it behind a username.
    pub from: String,
    /// `NL.1234…`, as Meta names the person to this business; derived from the number, or from the
    /// name of somebody who hides it, when empty.
    pub user_id: String,
    /// The business's number in E.164.
    pub to: String,
    pub body: String,
    /// As WhatsApp shows it; left out of the form when empty.
    pub profile_name: String,
    /// `text`, `image`, `sticker` …; what the parts say when empty.
    pub message_type: String,
    /// A picture, a voice note, a video, a document.
    pub media: Option<Attachment>,
    pub location: Option<Location>,
    /// Contact cards. They travel as one attachment.
    pub contacts: Vec<ContactCard>,
    /// A button of a message with buttons was tapped.
    pub button: Option<Button>,
    /// A line of a list was chosen.
    pub list: Option<Choice>,
    /// The SID of the message this one answers; empty for none.
    pub reply_to: String,
    pub forwarded: bool,
    /// Passed on so often that WhatsApp says so.
    pub frequently_forwarded: bool,
    /// The advertisement or post that led here.
    pub referral: Option<Referral>,
    /// `STOP`, `START` or `HELP`, as Twilio's own opt-out handling would add. A stopped person can
    /// no longer be written to (21610).
    pub opt_out: Option<String>,
    /// Parameters added to the form as they are.
    pub extra: Vec<(String, String)>,
}

/// A file that a person sends. In JSON its bytes are base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Such as `image/jpeg`.
    pub content_type: String,
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
}

impl Attachment {
    pub fn new(content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: content_type.to_owned(),
            bytes: bytes.into(),
        }
    }
}

/// A place in degrees, with its name and address when it has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    pub latitude: f64,
    pub longitude: f64,
    pub label: String,
    pub address: String,
}

/// Somebody else's name and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactCard {
    pub name: String,
    /// E.164.
    pub phone: String,
}

/// A tapped button: its words and what it was given to send back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    pub text: String,
    pub payload: String,
}

/// A chosen line of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    pub id: String,
    pub title: String,
}

/// The advertisement or post that a chat began with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    pub headline: String,
    pub body: String,
    pub source_id: String,
    /// `ad` or `post`; `ad` when empty.
    pub source_type: String,
    pub source_url: String,
    /// Meta's id of the click; made up when empty.
    pub click: String,
    pub media: Option<Attachment>,
}

/// A stable business-scoped id: the same person has another one at every portfolio.
pub fn user_id(seed: u64, account: &str, person: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(account);
    hash.update([0]);
    hash.update(person);
    let digits: String = hash
        .finalize()
        .iter()
        .map(|byte| (b'0' + byte % 10) as char)
        .collect();
    format!("NL.{}", &digits[..18])
}

/// `whatsapp:NL.…` without the prefix: two letters, a point, and letters and digits.
pub fn is_user_id(text: &str) -> bool {
    text.split_once('.').is_some_and(|(country, rest)| {
        country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Who a message comes from and goes to, worked out once.
struct Talk {
    sender: Sender,
    user_id: String,
    /// The number, or the user id of somebody who hides it.
    person: String,
}

/// Delivers to the sender's `callback_url`. Returns the message's SID, or why nothing was delivered.
pub fn deliver(ctx: &mut Ctx<'_>, inbound: &Inbound) -> Result<String, String> {
    let talk = talk(ctx, inbound)?;
    let account = talk.sender.account.clone();
    let files = attachments(inbound);
    let sid = ctx.state.chance.sid(if files.is_empty() { "SM" } else { "MM" });
    let urls: Vec<(String, String)> = files
        .iter()
        .map(|file| {
            let kept = media::keep(ctx, &account, &sid, file);
            (media::address(ctx, &kept), file.content_type.clone())
        })
        .collect();
    let params = form::of(ctx, inbound, &talk, &sid, &urls);
    note(ctx, inbound, &talk);
    ctx.state.messages.push(Message {
        sid: sid.clone(),
        account: account.clone(),
        from: format!("whatsapp:{}", talk.person),
        to: talk.sender.sender_id(),
        body: inbound.words().to_owned(),
        num_media: files.len(),
        direction: "inbound".into(),
        status: "received".into(),
        created: ctx.now,
        updated: ctx.now,
        sent: Some(ctx.now),
        location: inbound.location.clone(),
        quotes: Some(inbound.reply_to.clone()).filter(|sid| !sid.is_empty()),
        ..Message::default()
    });
    let url = talk.sender.hook("callback_url");
    if url.is_empty() {
        return Err("the sender has no callback_url".to_owned());
    }
    let (now, fallback) = (ctx.now, talk.sender.hook("fallback_url"));
    delivery::to_twilio_user(ctx, &account, url, Some(fallback), params, now);
    Ok(sid)
}

fn talk(ctx: &Ctx<'_>, inbound: &Inbound) -> Result<Talk, String> {
    let number = inbound.to.trim_start_matches("whatsapp:");
    let sender = ctx
        .state
        .senders
        .iter()
        .find(|sender| sender.number == number)
        .cloned()
        .ok_or_else(|| format!("no sender has the number {number}"))?;
    if !sender.is_online() {
        return Err(format!("the sender is {}", sender.status));
    }
    let account = ctx.state.account(&sender.account);
    if account.is_none_or(|account| account.status != "active") {
        // A suspended account simply hears nothing.
        return Err("the account is not active".to_owned());
    }
    let phone = inbound.from.trim_start_matches("whatsapp:");
    let user_id = match inbound.user_id.as_str() {
        "" => {
            let key = if phone.is_empty() {
                &inbound.profile_name
            } else {
                phone
            };
            user_id(ctx.config().seed, &sender.account, key)
        }
        given if is_user_id(given) => given.to_owned(),
        given => return Err(format!("{given:?} is not a user id such as NL.1234")),
    };
    let person = if phone.is_empty() { &user_id } else { phone }.to_owned();
    Ok(Talk {
        sender,
        user_id,
        person,
    })
}

/// What the person's words change: the window opens, a stop word is honoured.
fn note(ctx: &mut Ctx<'_>, inbound: &Inbound, talk: &Talk) {
    for person in [&talk.person, &talk.user_id] {
        let key = crate::twilio::messages::window_key(person, &talk.sender.number);
        match inbound.opt_out.as_deref() {
            Some("STOP") => {
                ctx.state.opted_out.insert(key.clone());
            }
            Some("START") => {
                ctx.state.opted_out.remove(&key);
            }
            _ => {}
        }
        ctx.state.windows.insert(key, ctx.now);
    }
}

fn attachments(inbound: &Inbound) -> Vec<Attachment> {
    let cards = (!inbound.contacts.is_empty()).then(|| {
        let text: String = inbound.contacts.iter().map(ContactCard::vcard).collect();
        Attachment::new("text/vcard", text)
    });
    inbound.media.iter().cloned().chain(cards).collect()
}

impl ContactCard {
    fn vcard(&self) -> String {
        let plain = |text: &str| text.replace(['\r', '\n'], " ");
        let (name, phone) = (plain(&self.name), plain(&self.phone));
        let digits = phone.trim_start_matches('+');
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;{name};;;\r\nFN:{name}\r\n\
             TEL;type=CELL;waid={digits}:{phone}\r\nEND:VCARD\r\n"
        )
    }
}

impl Inbound {
    /// The text that is shown: a tapped button and a chosen line say their own words.
    fn words(&self) -> &str {
        let tapped = self.button.as_ref().map(|button| button.text.as_str());
        let chosen = self.list.as_ref().map(|choice| choice.title.as_str());
        if self.body.is_empty() {
            tapped.or(chosen).unwrap_or_default()
        } else {
            &self.body
        }
    }
}

/// Bytes as text, for the control API.
mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text.trim()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_is_a_country_a_point_and_letters_or_digits() {
        for good in ["NL.1", "DE.9f3aXYZ", &user_id(1, "AC1", "+31612345678")] {
            assert!(is_user_id(good), "{good}");
        }
        for bad in ["", "NL", "NL.", "nl.1", "NLD.1", "NL.1-2", "+31612345678"] {
            assert!(!is_user_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_person_keeps_the_id_at_one_business_and_has_another_elsewhere() {
        assert_eq!(user_id(1, "AC1", "Bram"), user_id(1, "AC1", "Bram"));
        assert_ne!(user_id(1, "AC1", "Bram"), user_id(1, "AC2", "Bram"));
    }

    #[test]
    fn an_attachment_is_base64_in_json() {
        let inbound: Inbound = serde_json::from_value(serde_json::json!({
            "to": "+3197010200000", "media": {"content_type": "image/png", "bytes": "AQID"},
        }))
        .unwrap();
        assert_eq!(inbound.media, Some(Attachment::new("image/png", [1, 2, 3])));
    }
}
