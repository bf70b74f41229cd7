use domain::{
    DealerId,
    signup::{SignupLink, StartSignup},
};

use super::{Choice, begin, send_link};
use crate::{Actor, Error, Result, World};

/// Starts a session for a dealer and mails its owner the link. For admins and support.
pub async fn invite(world: &World, actor: &Actor, dealer: &DealerId) -> Result<SignupLink> {
    actor.isv()?;
    let row = store::dealers::get(&mut world.store.read().await?, dealer)
        .await?
        .ok_or(Error::Missing)?;
    // The kind that is offered first; a number of one's own only the dealer can name.
    let kind = world.settings.twilio.number_kind;
    let input = StartSignup {
        phone_number_type: if kind.is_bought() {
            kind
        } else {
            domain::number::NumberKind::default()
        },
        phone_number: None,
        country: None,
        display_name: None,
        vertical: None,
        code_by: None,
        forward_to: None,
        session_id: None,
    };
    let choice = Choice::read(world, &row.name, input)?;
    let link = begin(world, actor, dealer, choice).await?;
    send_link(world, actor, &link.session_id, None).await?;
    Ok(link)
}
