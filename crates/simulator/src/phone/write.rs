//! What a buyer writes: from the page's words to the message that Twilio receives.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::inbound::{self, Attachment, Button, Choice, ContactCard, Inbound, Location, Referral};
use crate::phone::book::{self, Buyer, Said};
use crate::phone::{chat, samples};
use crate::state::Ctx;
use crate::twilio::media::MOST_BYTES;

/// A message as the page posts it; which fields count depends on `kind`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// The buyer, by id or number.
    #[serde(rename = "as")]
    pub by: String,
    /// The dealer's number in E.164.
    pub to: String,
    /// `text`, `image`, `video`, `audio`, `document`, `sticker`, `location`, `contact`, `button`, `list` or `forward`.
    pub kind: String,
    pub text: String,
    /// A file of `assets/samples`.
    pub sample: String,
    pub file: Option<File>,
    pub latitude: String,
    pub longitude: String,
    pub label: String,
    pub address: String,
    /// Of a contact card.
    pub name: String,
    pub number: String,
    /// The dealer's message whose button or list is answered, and the choice.
    pub answers: String,
    pub id: String,
    pub title: String,
    /// The message that is forwarded.
    pub of: String,
    pub reply_to: String,
    /// 1, or 2 for many times.
    pub forwarded: u8,
    pub ad: Option<Ad>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct File {
    pub name: String,
    pub content_type: String,
    pub base64: String,
}

/// The click-to-WhatsApp ad that led somebody here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ad {
    pub headline: String,
    pub body: String,
    pub url: String,
    pub has_picture: bool,
}

/// What goes to Twilio, and what the buyer's own screen shows of it.
struct Letter {
    inbound: Inbound,
    shown: Value,
}

/// Sends a message; one that the dealer has blocked stays on the phone with one tick.
pub fn write(ctx: &mut Ctx<'_>, message: &Message) -> Result<Value, String> {
    let buyer = ctx
        .state
        .phone
        .buyer(&message.by)
        .ok_or("there is no such buyer")?;
    let letter = letter(ctx, &buyer, message)?;
    let is_blocked = {
        let pair = book::pair(&buyer, &message.to);
        ctx.state.phone.blocked_by_dealer.contains(&pair)
    };
    let id = if is_blocked {
        format!("blocked-{}", ctx.state.chance.hex32())
    } else {
        inbound::deliver(ctx, &letter.inbound)?
    };
    let said = Said {
        id: id.clone(),
        buyer: buyer.id,
        to: message.to.clone(),
        at: ctx.now,
        has_arrived: !is_blocked,
        shown: letter.shown,
    };
    ctx.state.phone.say(said);
    Ok(json!({"sid": id, "has_arrived": !is_blocked}))
}

fn letter(ctx: &Ctx<'_>, buyer: &Buyer, message: &Message) -> Result<Letter, String> {
    let mut inbound = Inbound {
        from: buyer.number.clone().unwrap_or_default(),
        to: message.to.clone(),
        profile_name: buyer.profile_name().to_owned(),
        reply_to: message.reply_to.clone(),
        forwarded: message.forwarded > 0,
        frequently_forwarded: message.forwarded > 1,
        ..Inbound::default()
    };
    let mut shown =
        json!({"kind": message.kind, "forwarded": message.forwarded, "reply_to": message.reply_to});
    if message.kind == "forward" {
        pass_on(ctx, message, &mut inbound, &mut shown)?;
    } else {
        fill(message, &mut inbound, &mut shown)?;
    }
    if let Some(ad) = &message.ad {
        inbound.referral = Some(referral(ad));
        shown["ad"] = json!({
            "headline": ad.headline, "body": ad.body, "url": ad.url,
            "image": ad.has_picture.then_some("/phone/assets/samples/golf.jpg"),
        });
    }
    let words = if inbound.body.is_empty() {
        &message.title
    } else {
        &inbound.body
    };
    shown["text"] = words.clone().into();
    Ok(Letter { inbound, shown })
}

/// The parts that the message's kind asks for.
fn fill(message: &Message, inbound: &mut Inbound, shown: &mut Value) -> Result<(), String> {
    inbound.body.clone_from(&message.text);
    match message.kind.as_str() {
        "text" if message.text.trim().is_empty() => return Err("The message is empty.".to_owned()),
        "text" => {}
        "image" | "video" | "audio" | "document" | "sticker" => {
            let (name, file) = attachment(message)?;
            shown["name"] = name.into();
            inbound.media = Some(file);
            inbound.message_type.clone_from(&message.kind);
        }
        "location" => {
            let place = place(message)?;
            shown["location"] = json!(place);
            inbound.location = Some(place);
        }
        "contact" => {
            let phone: String = message.number.chars().filter(|c| !c.is_whitespace()).collect();
            let card = ContactCard {
                name: message.name.clone(),
                phone,
            };
            shown["contact"] = json!({"name": card.name, "number": message.number});
            inbound.contacts = vec![card];
        }
        "button" => {
            inbound.button = Some(Button {
                text: message.title.clone(),
                payload: message.id.clone(),
            });
            answer(message, inbound, shown);
        }
        "list" => {
            inbound.list = Some(Choice {
                id: message.id.clone(),
                title: message.title.clone(),
            });
            answer(message, inbound, shown);
        }
        other => return Err(format!("{other:?} is no kind of message")),
    }
    Ok(())
}

fn answer(message: &Message, inbound: &mut Inbound, shown: &mut Value) {
    inbound.reply_to.clone_from(&message.answers);
    shown["reply_to"] = message.answers.clone().into();
    shown["answers"] = message.answers.clone().into();
}

fn place(message: &Message) -> Result<Location, String> {
    let degrees = |text: &str, most: f64| {
        let found: Option<f64> = text.trim().parse().ok();
        found
            .filter(|value| value.abs() <= most)
            .ok_or_else(|| format!("{text:?} is no place on earth."))
    };
    Ok(Location {
        latitude: degrees(&message.latitude, 90.0)?,
        longitude: degrees(&message.longitude, 180.0)?,
        label: message.label.clone(),
        address: message.address.clone(),
    })
}

/// The file's name and the file: a sample, or what was chosen on the page.
fn attachment(message: &Message) -> Result<(String, Attachment), String> {
    if let Some((name, kind, bytes)) = samples::find(&message.sample) {
        return Ok((name.to_owned(), Attachment::new(kind, bytes)));
    }
    let file = message
        .file
        .as_ref()
        .ok_or("There is no such sample, and no file.")?;
    let bytes = STANDARD
        .decode(&file.base64)
        .map_err(|_| "The file is not base64.")?;
    if bytes.is_empty() || bytes.len() > MOST_BYTES {
        return Err("WhatsApp takes files of up to 16 MB.".to_owned());
    }
    Ok((file.name.clone(), Attachment::new(&file.content_type, bytes)))
}

fn referral(ad: &Ad) -> Referral {
    let picture = samples::find("golf.jpg").filter(|_| ad.has_picture);
    Referral {
        headline: ad.headline.clone(),
        body: ad.body.clone(),
        source_id: "120212847361950283".to_owned(),
        source_url: ad.url.clone(),
        media: picture.map(|(_, kind, bytes)| Attachment::new(kind, bytes)),
        ..Referral::default()
    }
}

/// The same message again, whoever wrote it.
fn pass_on(ctx: &Ctx<'_>, message: &Message, inbound: &mut Inbound, shown: &mut Value) -> Result<(), String> {
    let original = ctx.state.messages.iter().find(|one| one.sid == message.of);
    let original = original.ok_or("That message is not there any more.")?;
    let said = ctx.state.phone.said.iter().find(|said| said.id == message.of);
    inbound.body.clone_from(&original.body);
    inbound.location.clone_from(&original.location);
    let kept = ctx.state.media.iter().find(|media| media.message == original.sid);
    inbound.media = kept.and_then(|media| {
        Some(Attachment::new(
            &media.content_type,
            ctx.world.files.get(&media.sid)?,
        ))
    });
    shown["kind"] = said.map_or_else(
        || json!(chat::kind(ctx.state, original)),
        |said| said.shown["kind"].clone(),
    );
    shown["location"] = json!(original.location);
    if let Some(said) = said {
        for part in ["name", "contact"] {
            shown[part] = said.shown[part].clone();
        }
    }
    Ok(())
}
