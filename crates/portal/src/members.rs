//! A dealer's team.

use domain::{
    PersonId,
    member::{Member, Role},
};

use crate::{Actor, Result, World};

/// Everyone of the dealer, owners first. For owners and agents.
pub async fn list(_world: &World, _actor: &Actor) -> Result<Vec<Member>> {
    todo!()
}

/// Mails an invitation. Inviting the same mail again sends a new link and ends the old one. For owners.
pub async fn invite(_world: &World, _actor: &Actor, _email: &str, _role: Role) -> Result<()> {
    todo!()
}

/// Takes someone's login away. The last owner stays. For owners.
pub async fn remove(_world: &World, _actor: &Actor, _person: &PersonId) -> Result<()> {
    todo!()
}

/// Makes someone owner or agent. The last owner stays one. For owners.
pub async fn set_role(_world: &World, _actor: &Actor, _person: &PersonId, _role: Role) -> Result<()> {
    todo!()
}
