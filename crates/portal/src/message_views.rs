//! Messages in the words of the pages. Every feature that answers with messages makes them here.

use std::collections::BTreeMap;

use domain::{
    Lang, PersonId, Timestamp, dictionary,
    message::{AttachmentView, Direction, Kind, MessageView},
    say::media as words,
};
use store::{Db, attachments::Attachment, messages::Message};

use crate::Result;

/// The same messages, in the same order, as the pages show them.
pub(crate) async fn all(
    db: &mut Db,
    lang: Lang,
    now: Timestamp,
    rows: Vec<Message>,
) -> Result<Vec<MessageView>> {
    let mut names = BTreeMap::new();
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let author = author(db, &mut names, row.author_id.as_ref()).await?;
        let attachments = attachments(db, lang, &row).await?;
        let quoted = quoted(db, &row).await?;
        let trouble = dictionary::trouble(lang, row.status, row.error_code, row.attempted_at, now);
        views.push(MessageView {
            id: row.id,
            request_id: row.request_id,
            direction: row.direction,
            origin: row.origin,
            author,
            kind: row.kind,
            body: row.body,
            detail: row.detail,
            quoted,
            attachments,
            status: row.status,
            trouble,
            at: row.at,
        });
    }
    Ok(views)
}

/// One message as the pages show it.
pub(crate) async fn one(db: &mut Db, lang: Lang, now: Timestamp, row: Message) -> Result<MessageView> {
    let mut views = all(db, lang, now, vec![row]).await?;
    views
        .pop()
        .ok_or_else(|| crate::Error::Internal("a message without a view".into()))
}

async fn author(
    db: &mut Db,
    names: &mut BTreeMap<PersonId, Option<String>>,
    id: Option<&PersonId>,
) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    if let Some(known) = names.get(id) {
        return Ok(known.clone());
    }
    let person = store::people::get(db, id).await?;
    let name = person.map(|person| {
        if person.name.is_empty() {
            person.email
        } else {
            person.name
        }
    });
    names.insert(id.clone(), name.clone());
    Ok(name)
}

/// Only what can have some is asked for.
async fn attachments(db: &mut Db, lang: Lang, row: &Message) -> Result<Vec<AttachmentView>> {
    let has_none = matches!(row.kind, Kind::Text | Kind::Location | Kind::Answer);
    if has_none || row.direction == Direction::Note {
        return Ok(Vec::new());
    }
    let rows = store::attachments::list(db, &row.dealer_id, &row.id).await?;
    Ok(rows.into_iter().map(|row| attachment(lang, row)).collect())
}

/// An attachment as the pages show it.
pub(crate) fn attachment(lang: Lang, row: Attachment) -> AttachmentView {
    let pixels = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
    AttachmentView {
        id: row.id,
        content_type: row.content_type,
        name: row.name,
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        state: row.state,
        small: pixels(row.small_width).zip(pixels(row.small_height)),
        trouble: row
            .trouble
            .and_then(|word| why_not_here(lang, &word))
            .map(str::to_owned),
    }
}

/// Why an attachment is not here. A word of a newer version says nothing.
fn why_not_here(lang: Lang, word: &str) -> Option<&'static str> {
    Some(match word {
        "too_large" => words::trouble_too_large(lang),
        "elsewhere" => words::trouble_elsewhere(lang),
        "gone" => words::trouble_gone(lang),
        "retrying" => words::trouble_retrying(lang),
        "unreachable" => words::trouble_unreachable(lang),
        _ => return None,
    })
}

/// The words of the message it answers.
async fn quoted(db: &mut Db, row: &Message) -> Result<Option<String>> {
    let Some(sid) = row.detail.replied_sid.as_deref() else {
        return Ok(None);
    };
    let found = store::messages::find_by_sid(db, &row.dealer_id, sid).await?;
    Ok(found.map(|message| message.body))
}
