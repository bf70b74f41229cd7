//! Where the bytes are: under the dealer's id and the attachment's.

use domain::{media, message::AttachmentState};
use store::attachments::Attachment;

use super::small;
use crate::{Error, Result, World, with_causes};

/// Keeps the bytes, makes the small picture, and notes both in the row, which the caller saves.
pub(super) async fn keep(
    world: &World,
    row: &mut Attachment,
    content_type: &str,
    bytes: Vec<u8>,
) -> Result<()> {
    let key = row.key();
    row.bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    // What is not what it says is kept, and never shown: a browser that is told so does not guess.
    let is_true = media::begins_as(content_type, &bytes);
    row.content_type = if is_true {
        media::essence(content_type)
    } else {
        "application/octet-stream".into()
    };
    let (bytes, picture) = small::of(&row.content_type, bytes).await;
    if let Some(picture) = picture {
        let small_key = row.small_key();
        world.files.put(&small_key, picture.bytes).await.map_err(failed)?;
        row.small_stored = Some(small_key);
        row.small_width = Some(picture.width.into());
        row.small_height = Some(picture.height.into());
    }
    world.files.put(&key, bytes).await.map_err(failed)?;
    row.stored = Some(key);
    row.state = AttachmentState::Kept;
    row.trouble = None;
    Ok(())
}

/// Removes the bytes, also those that the row does not know of; the caller changes the row.
pub(super) async fn forget(world: &World, row: &Attachment) -> Result<()> {
    for key in row.keys() {
        world.files.remove(&key).await.map_err(failed)?;
    }
    Ok(())
}

/// The bytes under a key of ours.
pub(super) async fn read(world: &World, key: &str) -> Result<Vec<u8>> {
    let found = world.files.get(key).await.map_err(failed)?;
    found.ok_or_else(|| Error::Internal(format!("the file {key} is gone")))
}

/// A folder or bucket that does not work is for the operator.
fn failed(error: files::Error) -> Error {
    Error::Internal(with_causes(&error))
}
