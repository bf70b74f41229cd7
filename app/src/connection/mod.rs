//! One connected number: how it is doing, what to do about it, what happened.

pub mod doors;
mod leave;
mod parts;

use domain::{integration::Connection, member::Role, say};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{Button, Kind, Load, OpenDialog, PageHead, RefusalNotice, toast_when_done},
    context::me,
    door::{Brought, PostForm, Posting, bring, parsed},
    i18n::lang,
};

/// Lets parts of the page load it again.
#[derive(Debug, Clone, Copy)]
struct Reload(Brought);

/// `/connections/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let loaded = bring::<doors::LoadConnection>(move || vec![("id", id())]);
    provide_context(Reload(loaded));
    view! { <div class="page"><Load from=loaded lines=8 whole=true draw=|json| parsed(json, draw)/></div> }
        .into_any()
}

fn draw(connection: Connection) -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let gone = connection.disconnected_at.is_some();
    let Reload(reload) = expect_context();
    let refresh = Posting::to::<doors::RefreshStatus>();
    toast_when_done(refresh.outcome(), say::connection::refreshed(lang), move || {
        reload.refetch();
    });
    let id = connection.id.to_string();
    let action = if gone {
        owner
            .then(|| view! { <leave::Reconnect id=id.clone()/> })
            .into_any()
    } else {
        view! {
            <PostForm to=refresh>
                <input type="hidden" name="id" value=id.clone()/>
                <Button icon="refresh" busy=refresh.pending()>{say::connection::refresh(lang)}</Button>
            </PostForm>
        }
        .into_any()
    };
    let home = if owner || me().is_some_and(|me| !me.role.is_isv()) {
        "/"
    } else {
        "/admin/dealers"
    };
    view! {
        <PageHead
            title=connection.national.clone() lead=connection.display_name.clone() action=Some(action)
            back=Some((home.to_owned(), say::connection::home(lang).to_owned()))
        />
        <RefusalNotice answer=refresh.outcome()/>
        <div class="split">
            <div class="stack-l">
                <parts::HealthCard connection=connection.clone() owner/>
                {(!gone).then(|| view! { <parts::Webhooks connection=connection.clone() owner/> })}
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
