//! Who works here, and who may do what.

pub mod doors;
mod parts;

pub use parts::{Crew, crew_page};

use domain::{member::Role, say};
use leptos::prelude::*;

use crate::{
    context::me,
    door::{Args, Posting, bring},
    i18n::lang,
};

/// `/team`.
pub fn page() -> AnyView {
    let lang = lang();
    let crew = Crew {
        invite: Posting::to::<doors::InviteMember>(),
        remove: Posting::to::<doors::RemoveMember>(),
        role: Posting::to::<doors::SetRole>(),
        roles: [
            (Role::Agent, say::team::role_agent_detail(lang)),
            (Role::Owner, say::team::role_owner_detail(lang)),
        ],
        may_change: me().is_some_and(|me| me.role == Role::Owner),
    };
    let team = bring::<doors::LoadTeam>(Args::new);
    crew_page(say::team::title(lang), say::team::lead(lang), team, crew)
}
