//! One connected number: how it is doing, what to do about it, what happened.

pub mod doors;
mod leave;
mod parts;
mod presses;

use domain::{integration::Connection, member::Role, say, sender::Remedy};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::presses::Presses;
use crate::{
    components::{Kind, Load, OpenDialog, PageHead},
    context::me,
    door::{Brought, bring, parsed},
    i18n::lang,
};

#[derive(Debug, Clone, Copy)]
struct Reload(Brought);

/// Loads the page again after one of its parts has done something.
fn look_again() -> impl Fn() + Copy {
    let loaded = use_context::<Reload>();
    move || {
        if let Some(Reload(loaded)) = loaded {
            loaded.refetch();
        }
    }
}

/// `/connections/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let loaded = bring::<doors::LoadConnection>(move || vec![("id", id())]);
    provide_context(Reload(loaded));
    view! { <div class="page"><Load from=loaded lines=8 whole=true draw=|json| parsed(json, draw)/></div> }
        .into_any()
}

/// The page once its data is here.
pub fn draw(connection: Connection) -> AnyView {
    let lang = lang();
    let role = me().map(|me| me.role);
    let owner = role == Some(Role::Owner);
    let gone = connection.disconnected_at.is_some();
    let presses = Presses::new();
    let id = connection.id.to_string();
    // Each button is on the page once: the one that helps stands with what is wrong.
    let action = match (gone, connection.health.button) {
        (true, _) => presses.remedy(Remedy::Reconnect, &id),
        (false, Some(Remedy::Refresh)) => None,
        (false, _) => Some(presses.refresh(&id)),
    };
    let home = if role.is_some_and(|role| !role.is_isv()) {
        "/"
    } else {
        "/admin/dealers"
    };
    view! {
        <PageHead
            title=connection.national.clone() lead=connection.display_name.clone() action
            back=Some((home.to_owned(), say::connection::home(lang).to_owned()))
        />
        {presses.refusals()}
        <div class="split">
            <div class="stack-l">
                <parts::HealthCard connection=connection.clone() presses/>
                {(!gone).then(|| view! { <parts::Webhooks connection=connection.clone() presses/> })}
                <parts::Events events=connection.events.clone()/>
            </div>
            <div class="stack-l">
                {(!gone).then(|| view! { <parts::FirstMessage connection=connection.clone() owner/> })}
                <parts::Ids connection=connection.clone()/>
                {(owner && !gone).then(|| view! {
                    <div class="later">
                        <OpenDialog dialog=leave::DISCONNECT kind=Kind::Plain icon="unplug">{say::connection::disconnect(lang)}</OpenDialog>
                    </div>
                    <leave::Disconnect connection=connection.clone()/>
                })}
            </div>
        </div>
    }
    .into_any()
}
