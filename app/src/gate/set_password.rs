//! What an invitation or reset link opens: a form that sets the password. The server answers its `POST`.

use domain::{account::Invitation, say};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::{Gate, Reason, doors::read_invitation};
use crate::{
    answer::Answer,
    components::{Button, Kind, LinkButton, Notice, Skeleton, TextField, Tint},
    context::request_info,
    frame::role_name,
};

/// `/invite/{token}` and `/reset/{token}`.
#[component]
pub fn SetPasswordPage() -> AnyView {
    let token = use_params_map()
        .with_untracked(|params| params.get("token"))
        .unwrap_or_default();
    let path = use_location().pathname.get_untracked();
    let invitation = Resource::new_blocking(move || token.clone(), read_invitation);
    view! {
        <Suspense fallback=|| view! { <Skeleton/> }>
            {move || {
                let path = path.clone();
                Suspend::new(async move { form(path, invitation.await) })
            }}
        </Suspense>
    }
    .into_any()
}

fn form(path: String, invitation: Answer<Invitation>) -> AnyView {
    let info = request_info();
    let lang = info.lang;
    let Ok(invitation) = invitation else {
        return view! {
            <Gate title=say::login::link_gone(lang)>
                <header class="stack-s"><h1>{say::login::link_gone(lang)}</h1></header>
                <Notice tint=Tint::Warn title=say::login::link_gone(lang) detail=say::login::link_gone_detail(lang)>
                    <LinkButton href="/forgot">{say::login::ask_new_link(lang)}</LinkButton>
                </Notice>
            </Gate>
        }
        .into_any();
    };
    let Invitation {
        email,
        to,
        role,
        first,
        ..
    } = invitation;
    let (title, lead) = if first {
        let role = role_name(role).to_lowercase();
        (
            say::login::invite_title(lang, &info.brand.name),
            say::login::invite_lead(lang, to, role, &email),
        )
    } else {
        (
            say::login::reset_title(lang).to_owned(),
            say::login::reset_lead(lang, &email),
        )
    };
    let name = first.then(|| {
        view! {
            <TextField label=say::login::name(lang) name="name" autocomplete="name" required=true max=80/>
        }
    });
    view! {
        <Gate title=title.clone()>
            <header class="stack-s">
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
            </header>
            <Reason/>
            <form class="form" method="post" action=path>
                <input type="hidden" name="username" autocomplete="username" value=email/>
                {name}
                <TextField
                    label=say::login::new_password(lang) name="password" kind="password"
                    autocomplete="new-password" hint=say::login::password_hint(lang) required=true min=10 max=128
                />
                <Button kind=Kind::Primary size="wide">{say::login::set_password(lang)}</Button>
            </form>
        </Gate>
    }
    .into_any()
}
