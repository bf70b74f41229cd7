//! Who works here, and who may do what.

pub mod doors;

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
    context::me,
    door::{Args, PostForm, Posting, bring, parsed},
    frame::role_name,
    i18n::lang,
};

const INVITE: &str = "invite";

/// The three things an owner can do with people, shared by all rows.
#[derive(Clone, Copy)]
struct Deeds {
    invite: Posting,
    remove: Posting,
    role: Posting,
}

/// `/team`.
pub fn page() -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let team = bring::<doors::LoadTeam>(Args::new);
    let deeds = Deeds {
        invite: Posting::to::<doors::InviteMember>(),
        remove: Posting::to::<doors::RemoveMember>(),
        role: Posting::to::<doors::SetRole>(),
    };
    provide_context(deeds);
    let reload = move || team.refetch();
    toast_when_done(deeds.invite.outcome(), say::team::invited(lang), move || {
        close_dialog(INVITE);
        reload();
    });
    toast_when_done(deeds.remove.outcome(), say::team::removed(lang), reload);
    toast_when_done(deeds.role.outcome(), say::team::changed(lang), reload);
    let action = owner.then(|| {
        view! { <OpenDialog dialog=INVITE kind=Kind::Primary icon="user-plus">{say::team::invite(lang)}</OpenDialog> }.into_any()
    });
    view! {
        <Page title=say::team::title(lang) lead=say::team::lead(lang) action=action.unwrap_or_else(|| ().into_any())>
            <RefusalNotice answer=deeds.remove.outcome()/>
            <RefusalNotice answer=deeds.role.outcome()/>
            <Load from=team draw=|json| parsed(json, draw)/>
            {owner.then(|| view! { <Invite/> })}
        </Page>
    }
    .into_any()
}

fn draw(team: Vec<Member>) -> AnyView {
    let lang = lang();
    let owner = me().is_some_and(|me| me.role == Role::Owner);
    let heads = vec![
        say::team::person(lang),
        say::team::role(lang),
        say::team::last(lang),
        "",
    ];
    view! {
        <Table caption=say::team::title(lang) heads>
            {team.into_iter().map(|member| view! { <Row member owner/> }).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Row(member: Member, owner: bool) -> AnyView {
    let lang = lang();
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
            <td class="end">{(owner && !member.is_me).then(|| view! { <RowMenu member/> })}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn RowMenu(member: Member) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let person = member.id.to_string();
    let removed = person.clone();
    let (other, words) = match member.role {
        Role::Owner => (Role::Agent, say::team::make_agent(lang)),
        _ => (Role::Owner, say::team::make_owner(lang)),
    };
    let label = say::team::actions(lang, &member.name);
    let title = label.clone();
    let summary = view! { <span class="button ghost small square" title=title><Icon name="more"/><span class="for-ears">{label}</span></span> };
    view! {
        <Menu summary=summary.into_any()>
            <PostForm to=deeds.role>
                <input type="hidden" name="person" value=person.clone()/>
                <input type="hidden" name="role" value=other.as_str()/>
                <button type="submit"><Icon name="user"/>{words}</button>
            </PostForm>
            {member.invited.then(|| view! {
                <PostForm to=deeds.invite>
                    <input type="hidden" name="email" value=member.email.clone()/>
                    <input type="hidden" name="role" value=member.role.as_str()/>
                    <button type="submit"><Icon name="mail"/>{say::team::resend(lang)}</button>
                </PostForm>
            })}
            <PostForm to=deeds.remove>
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
    let action = expect_context::<Deeds>().invite;
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
                        <Choice name="role" value="agent" title=role_name(Role::Agent) detail=say::team::role_agent_detail(lang) checked=true/>
                        <Choice name="role" value="owner" title=role_name(Role::Owner) detail=say::team::role_owner_detail(lang)/>
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
