//! One connected number: how it is doing, what to do about it, what happened.

pub mod doors;
mod leave;
mod parts;

use domain::{IntegrationId, integration::Connection, member::Role, say};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    answer::{HasOutcome, Answer, Refusal},
    components::{Button, Kind, Loaded, OpenDialog, PageHead, RefusalNotice, toast_when_done},
    context::me,
    i18n::lang,
};

/// Lets parts of the page load it again.
#[derive(Debug, Clone, Copy)]
struct Reload(Resource<Answer<Connection>>);

/// `/connections/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let loaded = Resource::new_blocking(id, |id| async move {
        match id.parse::<IntegrationId>() {
            Ok(id) => doors::load_connection(id).await,
            Err(_) => Err(Refusal::missing()),
        }
    });
    provide_context(Reload(loaded));
    view! { <div class="page"><Loaded from=loaded lines=8 draw/></div> }.into_any()
}

fn draw(connection: Connection) -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let gone = connection.disconnected_at.is_some();
    let Reload(reload) = expect_context();
    let refresh = ServerAction::<doors::RefreshStatus>::new();
    toast_when_done(refresh.outcome(), say::connection::refreshed(lang), move || reload.refetch());
    let id = connection.id.to_string();
    let action = if gone {
        owner.then(|| view! { <leave::Reconnect id=id.clone()/> }).into_any()
    } else {
        view! {
            <ActionForm action=refresh>
                <input type="hidden" name="id" value=id.clone()/>
                <Button icon="refresh" busy=refresh.pending()>{say::connection::refresh(lang)}</Button>
            </ActionForm>
        }
        .into_any()
    };
    let home = if owner || me().is_some_and(|me| !me.role.is_isv()) { "/" } else { "/admin/dealers" };
    view! {
        <PageHead
            title=connection.national.clone() lead=connection.display_name.clone() action=Some(action)
            back=Some((home.to_owned(), say::connection::home(lang).to_owned()))
        />
        <RefusalNotice answer=refresh.outcome()/>
        <div class="split">
            <div class="stack-l">
                <parts::HealthCard connection=connection.clone() owner/>
                <parts::Webhooks connection=connection.clone() owner/>
                <parts::Events events=connection.events.clone()/>
            </div>
            <div class="stack-l">
                {(!gone).then(|| view! { <parts::FirstMessage connection=connection.clone() owner/> })}
                <parts::Ids connection=connection.clone()/>
                {(owner && !gone).then(|| view! {
                    <div>
                        <OpenDialog dialog=leave::DISCONNECT kind=Kind::Plain icon="unplug">{say::connection::disconnect(lang)}</OpenDialog>
                    </div>
                    <leave::Disconnect connection=connection.clone()/>
                })}
            </div>
        </div>
    }
    .into_any()
}
