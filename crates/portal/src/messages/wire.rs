//! A message of ours as Twilio wants it.

use domain::{contact::Address, message::Location};
use store::{attachments::Attachment, messages::Message};
use twilio::NewMessage;

use super::Route;
use crate::{Error, Result, World, media};

/// What is sent. Twilio reports to `status`, which gets our name of the message and which try of it this is: so its news
/// are understood even when the answer to this call is lost.
pub(super) fn new_message(
    world: &World,
    route: &Route,
    to: &Address,
    message: &Message,
    attachments: &[Attachment],
    status: &str,
) -> Result<NewMessage> {
    let attempt = message.attempts;
    let mut new = NewMessage {
        from: route.number.number.whatsapp(),
        to: to.whatsapp(),
        status_callback: Some(format!("{status}?m={}&a={attempt}", message.id)),
        ..NewMessage::default()
    };
    if let Some(template) = &message.detail.template {
        let sid = template.content_sid.parse();
        new.content_sid =
            Some(sid.map_err(|why| Error::Internal(format!("template of {}: {why}", message.id)))?);
        new.content_variables = variables(&template.variables);
        return Ok(new);
    }
    new.body = Some(message.words()).filter(|words| !words.is_empty());
    if let Some(place) = &message.detail.location {
        new.persistent_action.push(geo(place));
    }
    for attachment in attachments {
        new.media_url
            .push(media::out_url(world, &attachment.dealer_id, &attachment.id));
    }
    Ok(new)
}

/// `{"1":"Jan"}`; none without variables.
fn variables(values: &[(String, String)]) -> Option<String> {
    let values: serde_json::Map<String, serde_json::Value> = values
        .iter()
        .map(|(key, value)| (key.clone(), value.clone().into()))
        .collect();
    (!values.is_empty()).then(|| serde_json::Value::Object(values).to_string())
}

/// `geo:52.37,4.89|Showroom`. Source: Twilio, "Send location messages with WhatsApp".
fn geo(place: &Location) -> String {
    let words = [place.label.trim(), place.address.trim()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    let at = format!("geo:{},{}", place.latitude.trim(), place.longitude.trim());
    if words.is_empty() {
        at
    } else {
        format!("{at}|{}", words.join(", ").replace('|', " "))
    }
}
