//! The person's own password and sign-ins.

pub mod doors;
mod notifications;

use domain::{
    account::{Login, Theme},
    member::Role,
    say,
};
use leptos::prelude::*;

use notifications::Notifications;

use crate::{
    components::{
        Ago, Badge, Button, Icon, Kind, Load, Page, RefusalNotice, SubTitle, TextField, Tint, field_error,
        toast_when_done,
    },
    context::{me, request_info},
    door::{Args, Brought, PostForm, Posting, bring, parsed},
    frame::role_name,
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Deeds {
    logins: Brought,
    end: Posting,
    end_others: Posting,
}

/// `/account`.
pub fn page() -> AnyView {
    let lang = lang();
    let logins = bring::<doors::LoadLogins>(Args::new);
    let deeds = Deeds {
        logins,
        end: Posting::to::<doors::EndLogin>(),
        end_others: Posting::to::<doors::EndOtherLogins>(),
    };
    provide_context(deeds);
    let reload = move || logins.refetch();
    toast_when_done(deeds.end.outcome(), say::account::ended(lang), reload);
    toast_when_done(
        deeds.end_others.outcome(),
        say::account::everywhere_done(lang),
        reload,
    );
    view! {
        <Page title=say::account::title(lang) narrow=true>
            <You/>
            <Appearance/>
            <Notifications/>
            <ChangePassword/>
            {me().filter(|me| me.role == Role::Owner).map(|_| view! { <Keys/> })}
            <RefusalNotice answer=deeds.end.outcome()/>
            <RefusalNotice answer=deeds.end_others.outcome()/>
            <Load from=logins draw=|json| parsed(json, draw_logins)/>
        </Page>
    }
    .into_any()
}

/// The way to the keys of the dealer's programs.
#[component]
fn Keys() -> AnyView {
    let lang = lang();
    view! {
        <section class="card">
            <SubTitle title=say::keys::open(lang)/>
            <p class="card-body">{say::keys::open_lead(lang)}" "<a href="/settings/keys">{say::keys::open(lang)}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn You() -> AnyView {
    let lang = lang();
    let Some(me) = me() else { return ().into_any() };
    view! {
        <section class="card">
            <SubTitle title=say::account::you(lang)/>
            <dl class="card-body facts">
                <dt>{say::account::name(lang)}</dt>
                <dd>{me.name}</dd>
                <dt>{say::account::email(lang)}</dt>
                <dd>{me.email}</dd>
                <dt>{say::account::role(lang)}</dt>
                <dd>{role_name(me.role)}</dd>
                {me.dealer_name.map(|name| view! { <dt>{say::account::company(lang)}</dt><dd>{name}</dd> })}
            </dl>
        </section>
    }
    .into_any()
}

/// Kept on this device, so a form of its own: it works before, and without, the app.
#[component]
fn Appearance() -> AnyView {
    let lang = lang();
    let chosen = request_info().theme;
    let name = |theme| match theme {
        Theme::System => say::account::theme_system(lang),
        Theme::Light => say::account::theme_light(lang),
        Theme::Dark => say::account::theme_dark(lang),
    };
    view! {
        <section class="card">
            <SubTitle title=say::account::theme(lang) lead=say::account::theme_lead(lang)/>
            <form class="card-body row" method="post" action="/theme">
                {Theme::ALL
                    .into_iter()
                    .map(|theme| view! {
                        <button type="submit" class="button" name="theme" value=theme.as_str() aria-pressed=(theme == chosen).to_string()>
                            {name(theme)}
                        </button>
                    })
                    .collect_view()}
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn ChangePassword() -> AnyView {
    let lang = lang();
    let Deeds { logins, .. } = expect_context();
    let email = me().map(|me| me.email).unwrap_or_default();
    let action = Posting::to::<doors::ChangePassword>();
    let answer = action.outcome();
    toast_when_done(answer, say::account::changed(lang), move || logins.refetch());
    view! {
        <section class="card">
            <SubTitle title=say::account::password(lang) lead=say::account::password_lead(lang)/>
            <div class="card-body">
                <PostForm to=action class="form">
                    <RefusalNotice answer/>
                    <input type="text" name="username" autocomplete="username" value=email hidden=true/>
                    <TextField
                        label=say::account::old(lang) name="old" kind="password" autocomplete="current-password"
                        required=true wrong=field_error(answer, "old")
                    />
                    <TextField
                        label=say::account::new(lang) name="new" kind="password" autocomplete="new-password"
                        hint=say::account::new_hint(lang) required=true min=10 max=128 wrong=field_error(answer, "new")
                    />
                    <div class="foot">
                        <Button kind=Kind::Primary busy=action.pending()>{say::account::change(lang)}</Button>
                    </div>
                </PostForm>
            </div>
        </section>
    }
    .into_any()
}

fn draw_logins(logins: Vec<Login>) -> AnyView {
    let lang = lang();
    let Deeds { end_others, .. } = expect_context();
    let others = logins.iter().any(|login| !login.current);
    view! {
        <section class="card">
            <SubTitle title=say::account::logins(lang) lead=say::account::logins_lead(lang)>
                {others.then(|| view! {
                    <PostForm to=end_others>
                        <Button kind=Kind::Small busy=end_others.pending()>{say::account::everywhere(lang)}</Button>
                    </PostForm>
                })}
            </SubTitle>
            <ul class="rows">{logins.into_iter().map(|login| view! { <LoginRow login/> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn LoginRow(login: Login) -> AnyView {
    let lang = lang();
    let Deeds { end, .. } = expect_context();
    let phone = ["Android", "iPhone", "iOS", "Mobile"]
        .iter()
        .any(|word| login.browser.contains(word));
    let browser = if login.browser.is_empty() {
        say::account::unknown_browser(lang).to_owned()
    } else {
        login.browser
    };
    let name = say::account::end_which(lang, &browser);
    let aside = if login.current {
        view! { <Badge tint=Tint::Good words=say::account::this_one(lang)/> }.into_any()
    } else {
        view! {
            <PostForm to=end>
                <input type="hidden" name="login" value=login.id.to_string()/>
                <button type="submit" class="button small" aria-label=name>{say::account::end(lang)}</button>
            </PostForm>
        }
        .into_any()
    };
    let icon = if phone { "phone" } else { "monitor" };
    view! {
        <li>
            <Icon name=icon/>
            <div class="grow">
                <b>{browser}</b>
                <span class="sub">{login.address} " · " {say::account::used(lang)} " " <Ago at=login.seen/></span>
            </div>
            {aside}
        </li>
    }
    .into_any()
}
