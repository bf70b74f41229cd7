use domain::account::Invitation;
use leptos::prelude::*;

use crate::answer::Answer;

/// What an invitation or reset link is for.
#[server]
pub async fn read_invitation(token: String) -> Answer<Invitation> {
    Ok(portal::people::read_invitation(&crate::context::world(), &token).await?)
}
