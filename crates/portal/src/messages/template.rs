use domain::{
    Code, Lang, Problem, TemplateId, Timestamp,
    contact::Consent,
    message::FromTemplate,
    say::sending as words,
    template::{self, Category, Value},
};
use store::Db;

use super::Route;
use crate::{Error, Result};

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
    if let Err(why) = template::usable(row.standing(), row.shape.as_ref(), route.open(now).is_ok()) {
        let words = words::template_unusable(lang, why.words(lang));
        return Err(Problem::new(Code::Conflict, words).into());
    }
    if route.contact.consent == Consent::Refused && row.billed_as() == Category::Marketing {
        return Err(Problem::new(Code::Refused, words::no_consent(lang)).into());
    }
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
