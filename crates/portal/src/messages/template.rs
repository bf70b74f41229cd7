use domain::{
    Lang, TemplateId, Timestamp,
    contact::Consent,
    message::{FromTemplate, Kind},
    say::sending as words,
    template::{self, Category, Value},
};
use store::{Db, messages::Message, templates::Template};

use super::{Route, route::Obstacle};
use crate::{Error, Result};

/// Passes while a message that was written before may be sent along the route: free text within a day of the buyer's
/// last words, a template as long as it is usable. Asked whenever it is its turn, for what was true when it was written
/// may not be any more.
pub(super) async fn still(
    db: &mut Db,
    route: &Route,
    message: &Message,
    now: Timestamp,
) -> Result<Result<(), Obstacle>> {
    if message.kind != Kind::Template {
        return Ok(route.open(now));
    }
    let dealer = &route.conversation.dealer_id;
    let row = match &message.detail.template {
        Some(from) => store::templates::find_by_sid(db, dealer, &from.content_sid).await?,
        None => None,
    };
    let row = row.filter(|row| row.deleted_at.is_none());
    Ok(row
        .ok_or(Obstacle::NoTemplate)
        .and_then(|row| may_go(&row, route, now)))
}

fn may_go(row: &Template, route: &Route, now: Timestamp) -> Result<(), Obstacle> {
    template::usable(row.standing(), row.shape.as_ref(), route.open(now).is_ok())
        .map_err(Obstacle::Template)?;
    if route.contact.consent == Consent::Refused && row.billed_as() == Category::Marketing {
        return Err(Obstacle::NoConsent);
    }
    Ok(())
}

/// A template with its values filled in: the words for the thread, and what is handed to Twilio.
pub(super) async fn render(
    db: &mut Db,
    id: &TemplateId,
    values: &[Value],
    route: &Route,
    now: Timestamp,
) -> Result<(String, FromTemplate)> {
    let lang = Lang::default();
    let dealer = &route.conversation.dealer_id;
    let row = store::templates::get(db, dealer, id).await?;
    let row = row.filter(|row| row.deleted_at.is_none());
    let gone = || Error::field("template", words::template_gone(lang));
    let row = row.ok_or_else(gone)?;
    may_go(&row, route, now)?;
    let (Some(shape), Some(content_sid)) = (&row.shape, row.content_sid) else {
        return Err(gone());
    };
    let mut given = Vec::new();
    for name in shape.variables() {
        let value = values.iter().find(|(key, _)| *key == name);
        let value = value.map_or("", |(_, value)| value.trim());
        if template::value_fault(lang, value).is_some() {
            return Err(Error::field("variables", words::template_values(lang)));
        }
        given.push((name, value.to_owned()));
    }
    let preview = shape.preview(&given);
    let words = [preview.body, preview.footer];
    let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
    let from = FromTemplate {
        content_sid,
        name: row.name,
        variables: given,
        buttons: preview.buttons,
    };
    Ok((words.join("\n"), from))
}
