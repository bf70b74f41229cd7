//! The ISV's own people.

pub mod doors;

use domain::{member::Role, say};
use leptos::prelude::*;

use crate::{
    door::{Args, Posting, bring},
    i18n::lang,
    team::{Crew, crew_page},
};

/// `/admin/people`.
pub fn page() -> AnyView {
    let lang = lang();
    let crew = Crew {
        invite: Posting::to::<doors::InviteAdmin>(),
        remove: Posting::to::<doors::RemoveAdmin>(),
        role: Posting::to::<doors::SetAdminRole>(),
        roles: [
            (Role::Support, say::admins::role_support_detail(lang)),
            (Role::Admin, say::admins::role_admin_detail(lang)),
        ],
        may_change: true,
    };
    let people = bring::<doors::LoadAdmins>(Args::new);
    crew_page(say::admins::title(lang), say::admins::lead(lang), people, crew)
}
