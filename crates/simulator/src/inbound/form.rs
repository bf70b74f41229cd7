//! The parameters of Twilio's form, in the words of its documentation and of captured requests.

use serde_json::{Map, Value, json};

use super::{Attachment, Inbound, Talk};
use crate::state::Ctx;
use crate::twilio::media;

type Fields = Vec<(String, String)>;

/// The form for one message; `urls` are its attachments: address and content type.
pub(super) fn of(
    ctx: &mut Ctx<'_>,
    inbound: &Inbound,
    talk: &Talk,
    sid: &str,
    urls: &[(String, String)],
) -> Fields {
    let mut fields = Fields::new();
    let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    add("AccountSid", &talk.sender.account);
    add("ApiVersion", "2010-04-01");
    add("Body", inbound.words());
    add("ChannelMetadata", &metadata(inbound, talk).to_string());
    add("ExternalUserId", &format!("whatsapp:{}", talk.user_id));
    add(
        "Forwarded",
        flag(inbound.forwarded || inbound.frequently_forwarded),
    );
    add("FrequentlyForwarded", flag(inbound.frequently_forwarded));
    add("From", &format!("whatsapp:{}", talk.person));
    add("MessageSid", sid);
    add("MessageType", &kind(ctx, inbound));
    for (at, (url, content_type)) in urls.iter().enumerate() {
        add(&format!("MediaUrl{at}"), url);
        add(&format!("MediaContentType{at}"), content_type);
    }
    let named = inbound
        .extra
        .iter()
        .filter(|(name, _)| name.starts_with("MediaUrl"));
    add("NumMedia", &(urls.len() + named.count()).to_string());
    add("NumSegments", "1");
    add("SmsMessageSid", sid);
    add("SmsSid", sid);
    add("SmsStatus", "received");
    add("To", &talk.sender.sender_id());
    if let Some(digits) = talk.person.strip_prefix('+') {
        add("WaId", digits);
    }
    if !inbound.profile_name.is_empty() {
        add("ProfileName", &inbound.profile_name);
    }
    if let Some(button) = &inbound.button {
        add("ButtonText", &button.text);
        add("ButtonPayload", &button.payload);
    }
    if let Some(choice) = &inbound.list {
        add("ListId", &choice.id);
        add("ListTitle", &choice.title);
    }
    if let Some(place) = &inbound.location {
        add("Latitude", &place.latitude.to_string());
        add("Longitude", &place.longitude.to_string());
        for (name, value) in [("Label", &place.label), ("Address", &place.address)] {
            if !value.is_empty() {
                add(name, value);
            }
        }
    }
    if let Some(word) = &inbound.opt_out {
        add("OptOutType", word);
    }
    if !inbound.reply_to.is_empty() {
        add("OriginalRepliedMessageSid", &inbound.reply_to);
        let quoted = ctx.state.messages.iter().find(|one| one.sid == inbound.reply_to);
        let author = quoted.map_or_else(|| talk.sender.sender_id(), |one| one.from.clone());
        add("OriginalRepliedMessageSender", &author);
    }
    referral(ctx, inbound, talk, &mut fields);
    fields.extend(inbound.extra.iter().cloned());
    fields
}

fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn metadata(inbound: &Inbound, talk: &Talk) -> Value {
    let mut context = Map::new();
    let mut add = |name: &str, value: &str| {
        context.insert(name.to_owned(), value.into());
    };
    if let Some(button) = &inbound.button {
        add("ButtonText", &button.text);
        add("ButtonPayload", &button.payload);
    }
    add(
        "Forwarded",
        flag(inbound.forwarded || inbound.frequently_forwarded),
    );
    add("FrequentlyForwarded", flag(inbound.frequently_forwarded));
    if !inbound.profile_name.is_empty() {
        add("ProfileName", &inbound.profile_name);
    }
    if let Some(digits) = talk.person.strip_prefix('+') {
        add("WaId", digits);
    }
    json!({"type": "whatsapp", "data": {"context": context}})
}

/// A button of a template is a `button`, everything else that is tapped is `interactive`.
fn kind(ctx: &Ctx<'_>, inbound: &Inbound) -> String {
    if !inbound.message_type.is_empty() {
        return inbound.message_type.clone();
    }
    let answers_template = || {
        let quoted = ctx.state.messages.iter().find(|one| one.sid == inbound.reply_to);
        quoted.is_some_and(|one| one.as_template)
    };
    let kind = if inbound.button.is_some() && answers_template() {
        "button"
    } else if inbound.button.is_some() || inbound.list.is_some() {
        "interactive"
    } else if inbound.location.is_some() {
        "location"
    } else if let Some(file) = &inbound.media {
        of_file(file)
    } else if inbound.contacts.is_empty() {
        "text"
    } else {
        "contacts"
    };
    kind.to_owned()
}

fn of_file(file: &Attachment) -> &'static str {
    match file.content_type.split('/').next() {
        _ if file.content_type == "image/webp" => "sticker",
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "document",
    }
}

fn referral(ctx: &mut Ctx<'_>, inbound: &Inbound, talk: &Talk, fields: &mut Fields) {
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            fields.push((format!("Referral{name}"), value.to_owned()));
        }
    };
    let Some(referral) = &inbound.referral else {
        add("NumMedia", "0");
        return;
    };
    let click = match referral.click.as_str() {
        "" => format!("ARA{}", ctx.state.chance.hex32()),
        given => given.to_owned(),
    };
    let source = match referral.source_type.as_str() {
        "" => "ad",
        given => given,
    };
    add("Body", &referral.body);
    add("CtwaClid", &click);
    add("Headline", &referral.headline);
    add("SourceId", &referral.source_id);
    add("SourceType", source);
    add("SourceUrl", &referral.source_url);
    add("NumMedia", if referral.media.is_some() { "1" } else { "0" });
    if let Some(file) = &referral.media {
        // Meta shows its own pictures to everybody.
        let kept = media::keep(ctx, &talk.sender.account, "", file);
        add("MediaContentType", &file.content_type);
        add("MediaId", &ctx.state.chance.digits(16));
        add("MediaUrl", &media::storage_url(ctx, &kept));
    }
}
