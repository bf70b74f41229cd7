use domain::{
    PersonId,
    member::{Member, Role},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Everyone of the ISV.
#[server]
pub async fn load_admins() -> Answer<Vec<Member>> {
    use crate::context::{actor, world};
    Ok(portal::admins::list(&world(), &actor()?).await?)
}

/// Mails an invitation.
#[server]
pub async fn invite_admin(email: String, role: Role) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::admins::invite(&world(), &actor()?, &email, role).await?)
}

/// Takes someone's login away.
#[server]
pub async fn remove_admin(person: PersonId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::admins::remove(&world(), &actor()?, &person).await?)
}

/// Makes someone admin or support.
#[server]
pub async fn set_admin_role(person: PersonId, role: Role) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::admins::set_role(&world(), &actor()?, &person, role).await?)
}
