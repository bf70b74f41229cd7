//! A list of people with a login: a dealer's team, and the ISV's own people.

use domain::{
    member::{Member, Role},
    say,
};
use leptos::prelude::*;

use crate::{
    components::{
        Ago, Avatar, Badge, Button, Choice, CloseDialog, Dialog, Icon, Kind, Load, Menu, OpenDialog, Page,
        RefusalNotice, Table, TextField, Tint, close_dialog, field_error, toast_when_done,
    },
    door::{Brought, PostForm, Posting, parsed},
    frame::role_name,
    i18n::lang,
};

const INVITE: &str = "invite";

/// What can be done with the people of a list, shared by all rows.
#[derive(Clone, Copy)]
pub struct Crew {
    /// Takes `email` and `role`.
    pub invite: Posting,
    /// Takes `person`.
    pub remove: Posting,
    /// Takes `person` and `role`.
    pub role: Posting,
    /// The two roles there are, each with what it may do; the first is chosen first.
    pub roles: [(Role, &'static str); 2],
    /// Whether the person who looks may change anything.
    pub may_change: bool,
}

/// The page of such a list. `people` brings [`Member`]s.
pub fn crew_page(title: &'static str, lead: &'static str, people: Brought, crew: Crew) -> AnyView {
    let lang = lang();
    provide_context(crew);
    let reload = move || people.refetch();
    toast_when_done(crew.invite.outcome(), say::team::invited(lang), move || {
        close_dialog(INVITE);
        reload();
    });
    toast_when_done(crew.remove.outcome(), say::team::removed(lang), reload);
    toast_when_done(crew.role.outcome(), say::team::changed(lang), reload);
    let action = crew.may_change.then(|| {
        view! { <OpenDialog dialog=INVITE kind=Kind::Primary icon="user-plus">{say::team::invite(lang)}</OpenDialog> }.into_any()
    });
    view! {
        <Page title lead action=action.unwrap_or_else(|| ().into_any())>
            <RefusalNotice answer=crew.remove.outcome()/>
            <RefusalNotice answer=crew.role.outcome()/>
            <Load from=people draw=|json| parsed(json, draw)/>
            {crew.may_change.then(|| view! { <Invite/> })}
        </Page>
    }
    .into_any()
}

fn draw(people: Vec<Member>) -> AnyView {
    let lang = lang();
    let heads = vec![
        say::team::person(lang),
        say::team::role(lang),
        say::team::last(lang),
        "",
    ];
    view! {
        <Table caption=say::team::people(lang) heads>
            {people.into_iter().map(|member| view! { <Row member/> }).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Row(member: Member) -> AnyView {
    let lang = lang();
    let may_change = expect_context::<Crew>().may_change;
    let seen = match member.seen {
        _ if member.invited => {
            view! { <Badge tint=Tint::Wait icon="mail" words=say::team::invited_badge(lang)/> }.into_any()
        }
        Some(at) => view! { <Ago at/> }.into_any(),
        None => say::ui::never(lang).into_any(),
    };
    let name = member.name.clone();
    let you = member.is_me.then(|| format!(" ({})", say::team::you(lang)));
    view! {
        <tr>
            <th scope="row">
                <span class="person-cell">
                    <Avatar name=name.clone()/>
                    <span>{name}{you}<span class="sub">{member.email.clone()}</span></span>
                </span>
            </th>
            <td data-name=say::team::role(lang)>{role_name(member.role)}</td>
            <td data-name=say::team::last(lang)>{seen}</td>
            <td class="end">{(may_change && !member.is_me).then(|| view! { <RowMenu member/> })}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn RowMenu(member: Member) -> AnyView {
    let lang = lang();
    let crew = expect_context::<Crew>();
    let person = member.id.to_string();
    let removed = person.clone();
    let [(one, _), (another, _)] = crew.roles;
    let other = if member.role == one { another } else { one };
    let words = match other {
        Role::Owner => say::team::make_owner(lang),
        Role::Agent => say::team::make_agent(lang),
        Role::Admin => say::team::make_admin(lang),
        Role::Support => say::team::make_support(lang),
    };
    let label = say::team::actions(lang, &member.name);
    let title = label.clone();
    let summary = view! { <span class="button ghost small square" title=title><Icon name="more"/><span class="for-ears">{label}</span></span> };
    view! {
        <Menu summary=summary.into_any()>
            <PostForm to=crew.role>
                <input type="hidden" name="person" value=person.clone()/>
                <input type="hidden" name="role" value=other.as_str()/>
                <button type="submit"><Icon name="user"/>{words}</button>
            </PostForm>
            {member.invited.then(|| view! {
                <PostForm to=crew.invite>
                    <input type="hidden" name="email" value=member.email.clone()/>
                    <input type="hidden" name="role" value=member.role.as_str()/>
                    <button type="submit"><Icon name="mail"/>{say::team::resend(lang)}</button>
                </PostForm>
            })}
            <PostForm to=crew.remove>
                <input type="hidden" name="person" value=removed/>
                <button type="submit" class="warns"><Icon name="trash"/>{say::team::remove(lang)}</button>
            </PostForm>
        </Menu>
    }
    .into_any()
}

#[component]
fn Invite() -> AnyView {
    let lang = lang();
    let Crew {
        invite: action,
        roles,
        ..
    } = expect_context();
    let answer = action.outcome();
    view! {
        <Dialog id=INVITE title=say::team::invite(lang)>
            <p class="quiet">{say::team::invite_lead(lang)}</p>
            <RefusalNotice answer/>
            <PostForm to=action class="form">
                <TextField
                    label=say::team::email(lang) name="email" kind="email" autocomplete="off" required=true
                    wrong=field_error(answer, "email")
                />
                <fieldset class="field">
                    <legend>{say::team::role(lang)}</legend>
                    <div class="choices">
                        {roles
                            .into_iter()
                            .enumerate()
                            .map(|(at, (role, detail))| view! { <Choice name="role" value=role.as_str() title=role_name(role) detail checked=at == 0/> })
                            .collect_view()}
                    </div>
                </fieldset>
                <div class="foot">
                    <CloseDialog dialog=INVITE/>
                    <Button kind=Kind::Primary busy=action.pending()>{say::team::send_invitation(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}
