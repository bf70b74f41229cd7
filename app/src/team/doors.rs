use domain::{
    PersonId,
    member::{Member, Role},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Everyone of the dealer.
#[server]
pub async fn load_team() -> Answer<Vec<Member>> {
    use crate::context::{actor, world};
    Ok(portal::members::list(&world(), &actor()?).await?)
}

/// Mails an invitation.
#[server]
pub async fn invite_member(email: String, role: Role) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::members::invite(&world(), &actor()?, &email, role).await?)
}

/// Takes someone's login away.
#[server]
pub async fn remove_member(person: PersonId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::members::remove(&world(), &actor()?, &person).await?)
}

/// Makes someone owner or agent.
#[server]
pub async fn set_role(person: PersonId, role: Role) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::members::set_role(&world(), &actor()?, &person, role).await?)
}
