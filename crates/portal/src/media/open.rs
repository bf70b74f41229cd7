use domain::{AttachmentId, media, message::AttachmentState};
use store::attachments::Attachment;

use super::keep;
use crate::{Actor, Error, Result, World};

/// Bytes, and nothing but bytes.
const PLAIN: &str = "application/octet-stream";

/// A file as it is served.
#[derive(Debug)]
pub struct Opened {
    /// `image/jpeg` …
    pub content_type: String,
    /// What it is saved as.
    pub name: String,
    /// Whether a browser may show it; everything else is only saved.
    pub shown: bool,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// A file of the actor's dealer. For the dealer's people.
pub async fn open(world: &World, actor: &Actor, id: &AttachmentId) -> Result<Opened> {
    let row = seen(world, actor, id).await?;
    let file = whole(world, row).await?;
    if file.shown {
        return Ok(file);
    }
    // What its sender calls it counts for nothing: as `text/javascript` a page of ours could be made to run it.
    let content_type = PLAIN.to_owned();
    Ok(Opened { content_type, ..file })
}

/// Whether a file that was served before still may be: bytes that are kept never change. For the dealer's people.
pub async fn still(world: &World, actor: &Actor, id: &AttachmentId) -> Result<()> {
    seen(world, actor, id).await.map(drop)
}

/// The small picture of a file of the actor's dealer. For the dealer's people.
pub async fn open_small(world: &World, actor: &Actor, id: &AttachmentId) -> Result<Opened> {
    let row = seen(world, actor, id).await?;
    let key = row.small_stored.as_deref().ok_or(Error::Missing)?;
    let bytes = keep::read(world, key).await?;
    let kinds = ["image/jpeg", "image/webp"];
    let content_type = kinds.into_iter().find(|kind| media::begins_as(kind, &bytes));
    Ok(Opened {
        content_type: content_type.unwrap_or(PLAIN).to_owned(),
        name: name(&row),
        shown: content_type.is_some(),
        bytes,
    })
}

pub(super) async fn whole(world: &World, row: Attachment) -> Result<Opened> {
    let key = row.stored.as_deref().ok_or(Error::Missing)?;
    let bytes = keep::read(world, key).await?;
    Ok(Opened {
        shown: media::may_be_shown(&row.content_type),
        name: name(&row),
        content_type: row.content_type,
        bytes,
    })
}

async fn seen(world: &World, actor: &Actor, id: &AttachmentId) -> Result<Attachment> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let row = store::attachments::get(&mut world.store.read().await?, dealer, id).await?;
    row.filter(|row| row.state == AttachmentState::Kept)
        .ok_or(Error::Missing)
}

/// Its own name, or its id with the usual ending.
pub(crate) fn name(row: &Attachment) -> String {
    if let Some(name) = &row.name {
        return name.clone();
    }
    let ending = match row.content_type.as_str() {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "video/3gpp" => "3gp",
        "text/vcard" | "text/x-vcard" => "vcf",
        "application/octet-stream" | "" => "bin",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.ms-powerpoint" => "ppt",
        office if office.ends_with("wordprocessingml.document") => "docx",
        office if office.ends_with("spreadsheetml.sheet") => "xlsx",
        office if office.ends_with("presentationml.presentation") => "pptx",
        other => other.rsplit('/').next().unwrap_or("bin"),
    };
    format!("{}.{ending}", row.id)
}
