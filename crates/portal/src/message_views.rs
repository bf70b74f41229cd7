//! Messages in the words of the pages. Every feature that answers with messages makes them here.

use std::collections::BTreeMap;

use domain::{
    DealerId, Lang, MessageId, PersonId, Timestamp, dictionary,
    message::{AttachmentView, Direction, Kind, MessageView},
    say::media as words,
};
use store::{Db, attachments::Attachment, messages::Message};

use crate::Result;

/// The same messages, in the same order, as the pages show them. All of one dealer; however many there are, authors,
/// attachments and quoted words are asked for once.
pub(crate) async fn all(
    db: &mut Db,
    lang: Lang,
    now: Timestamp,
    rows: Vec<Message>,
) -> Result<Vec<MessageView>> {
    let Some(dealer) = rows.first().map(|row| row.dealer_id.clone()) else {
        return Ok(Vec::new());
    };
    let authors = authors(db, &dealer, &rows).await?;
    let mut attachments = attachments(db, lang, &dealer, &rows).await?;
    let quoted = quoted(db, lang, &dealer, &rows).await?;
    let view = |row: Message| MessageView {
        author: row.author_id.and_then(|id| authors.get(&id).cloned()),
        attachments: attachments.remove(&row.id).unwrap_or_default(),
        quoted: row
            .detail
            .replied_sid
            .as_ref()
            .and_then(|sid| quoted.get(sid).cloned()),
        trouble: dictionary::trouble(lang, row.status, row.error_code, row.attempted_at, now),
        price: price(row.price.as_deref(), row.price_unit.as_deref()),
        id: row.id,
        request_id: row.request_id,
        direction: row.direction,
        origin: row.origin,
        kind: row.kind,
        body: row.body,
        detail: row.detail,
        status: row.status,
        at: row.at,
        seq: row.seq,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What a message costs, for people: Twilio tells what is charged as a negative number.
fn price(amount: Option<&str>, unit: Option<&str>) -> Option<String> {
    let amount = amount?.trim_start_matches('-');
    Some([amount, unit.unwrap_or_default()].join(" ").trim_end().to_owned())
}

/// One message as the pages show it.
pub(crate) async fn one(db: &mut Db, lang: Lang, now: Timestamp, row: Message) -> Result<MessageView> {
    let mut views = all(db, lang, now, vec![row]).await?;
    views
        .pop()
        .ok_or_else(|| crate::Error::Internal("a message without a view".into()))
}

/// What those who wrote are called.
async fn authors(db: &mut Db, dealer: &DealerId, rows: &[Message]) -> Result<BTreeMap<PersonId, String>> {
    if rows.iter().all(|row| row.author_id.is_none()) {
        return Ok(BTreeMap::new());
    }
    Ok(store::people::list_names(db, dealer).await?.into_iter().collect())
}

/// The attachments of each. Only what can have some is asked for.
async fn attachments(
    db: &mut Db,
    lang: Lang,
    dealer: &DealerId,
    rows: &[Message],
) -> Result<BTreeMap<MessageId, Vec<AttachmentView>>> {
    let has_none = |kind| matches!(kind, Kind::Text | Kind::Location | Kind::Answer);
    let may_have = rows
        .iter()
        .filter(|row| row.direction != Direction::Note && !has_none(row.kind));
    let ids: Vec<&MessageId> = may_have.map(|row| &row.id).collect();
    let mut views: BTreeMap<MessageId, Vec<AttachmentView>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(views);
    }
    for row in store::attachments::list_of(db, dealer, &ids).await? {
        if let Some(message) = row.message_id.clone() {
            views.entry(message).or_default().push(attachment(lang, row));
        }
    }
    Ok(views)
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

/// The words of the messages that they answer, or what those are, by Twilio's name of those. One that says nothing any
/// more is not there.
async fn quoted(
    db: &mut Db,
    lang: Lang,
    dealer: &DealerId,
    rows: &[Message],
) -> Result<BTreeMap<String, String>> {
    let sids: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.detail.replied_sid.as_deref())
        .collect();
    if sids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = store::messages::list_quoted(db, dealer, &sids).await?;
    let words = found.into_iter().filter_map(|(sid, body, kind)| {
        let words = Some(body).filter(|body| !body.trim().is_empty());
        Some((sid, words.or_else(|| kind.words(lang).map(str::to_owned))?))
    });
    Ok(words.collect())
}
