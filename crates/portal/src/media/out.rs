//! The address at which Twilio fetches a file that is sent: signed, and over after a while.

use domain::{AttachmentId, DealerId, Span, message::AttachmentState};

use super::{Opened, open};
use crate::{Error, Result, World};

/// What the tokens are signed for.
const PURPOSE: &str = "media";
/// Twilio holds messages of a busy sender for up to four hours before it fetches their files.
const WORKS_FOR: Span = Span::hours(6);

/// The address of a file for Twilio.
pub(crate) fn url(world: &World, dealer: &DealerId, id: &AttachmentId) -> String {
    let until = world.clock.now() + WORKS_FOR;
    let token = world.vault.seal_token(PURPOSE, &format!("{dealer}.{id}"), until);
    world.url(&format!("/media/out/{token}"))
}

/// The file behind a token of ours. For Twilio, which has no session.
pub async fn read_out(world: &World, token: &str) -> Result<Opened> {
    let now = world.clock.now();
    let named = world
        .vault
        .read_token(PURPOSE, token, now)
        .map_err(|_| Error::Missing)?;
    let (dealer, id) = named.split_once('.').ok_or(Error::Missing)?;
    let dealer: DealerId = dealer.parse().map_err(|_| Error::Missing)?;
    let id: AttachmentId = id.parse().map_err(|_| Error::Missing)?;
    let row = store::attachments::get(&mut world.store.read().await?, &dealer, &id).await?;
    let row = row
        .filter(|row| row.state == AttachmentState::Kept)
        .ok_or(Error::Missing)?;
    open::whole(world, row).await
}
