//! One dealer: where it is, what can be done for it, and everything that happened, in words.

use domain::{
    Page, SignupId, Timestamp,
    dealer::{DealerRow, DealerStory, TimelineEntry},
    home::ConnectionCard,
    member::Member,
    say,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    doors::{InviteToConnect, OpenDealer},
    list::Standing,
    signup::Current,
};
use crate::{
    components::{
        Ago, Avatar, Badge, Button, CopyInline, Empty, Kind, Load, PageHead, Pager, RefusalNotice, SubTitle,
        Timeline, Tint, exact, toast_when_done,
    },
    door::{Brought, PostForm, Posting, bring, parsed},
    frame::role_name,
    home::ConnectionRows,
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Reload(Brought);

/// Loads the page again after one of its parts has done something.
pub(super) fn look_again() -> impl Fn() + Copy {
    let story = use_context::<Reload>();
    move || {
        if let Some(Reload(story)) = story {
            story.refetch();
        }
    }
}

/// `/admin/dealers/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let query = use_query_map();
    let after = move || query.with(|query| query.get("after")).unwrap_or_default();
    let story = bring::<OpenDealer>(move || vec![("id", id()), ("after", after())]);
    provide_context(Reload(story));
    view! {
        <Title text=say::dealers::title(lang())/>
        <div class="page"><Load from=story lines=10 whole=true draw=|json| parsed(json, draw)/></div>
    }
    .into_any()
}

/// The whole page of one dealer.
pub fn draw(story: DealerStory) -> AnyView {
    let lang = lang();
    let DealerStory {
        dealer,
        members,
        connections,
        open,
        earlier,
        subaccount,
        timeline,
    } = story;
    let invite = Posting::to::<InviteToConnect>();
    let outcome = invite.outcome();
    toast_when_done(outcome, say::dealers::invited(lang), look_again());
    let id = dealer.id.to_string();
    let action = open.is_none().then(|| {
        view! {
            <PostForm to=invite>
                <input type="hidden" name="dealer" value=id/>
                <Button kind=Kind::Primary icon="mail" busy=invite.pending()>{say::dealers::invite(lang)}</Button>
            </PostForm>
        }
        .into_any()
    });
    let lead = dealer
        .owner
        .clone()
        .unwrap_or_else(|| say::dealers::no_owner(lang).to_owned());
    let live = !connections.is_empty();
    let signup = match open {
        Some(open) => view! { <Current open/> }.into_any(),
        None => no_signup(live),
    };
    view! {
        <PageHead
            title=dealer.name.clone() lead action
            back=Some(("/admin/dealers".to_owned(), say::dealers::title(lang).to_owned()))
        />
        <RefusalNotice answer=outcome/>
        <div class="split">
            <div class="stack-l">
                {signup}
                <Numbers connections/>
                <History path=format!("/admin/dealers/{}?", dealer.id) part=timeline/>
            </div>
            <div class="stack-l">
                <Facts dealer subaccount/>
                <People members/>
                <Earlier sessions=earlier/>
            </div>
        </div>
    }
    .into_any()
}

/// Why there is no steps' card, and what the button above does.
fn no_signup(live: bool) -> AnyView {
    let lang = lang();
    let detail = if live {
        say::dealers::signup_none_live(lang)
    } else {
        say::dealers::signup_none_new(lang)
    };
    view! { <div class="card plain"><Empty icon="plug" title=say::dealers::signup_none(lang) detail/></div> }
        .into_any()
}

#[component]
fn Facts(dealer: DealerRow, subaccount: Option<String>) -> AnyView {
    let lang = lang();
    let seen = match dealer.seen {
        Some(at) => view! { <Ago at/> }.into_any(),
        None => say::ui::never(lang).into_any(),
    };
    let subaccount = match subaccount {
        Some(sid) => view! { <CopyInline value=sid/> }.into_any(),
        None => view! { <span class="faint">{say::dealers::no_subaccount(lang)}</span> }.into_any(),
    };
    view! {
        <section class="card">
            <SubTitle title=say::dealers::facts(lang)/>
            <dl class="card-body facts upright">
                <dt>{say::dealers::status(lang)}</dt>
                <dd><Standing level=dealer.level words=dealer.words last=dealer.last_inbound/></dd>
                <dt>{say::dealers::seen(lang)}</dt>
                <dd>{seen}</dd>
                <dt>{say::dealers::added(lang)}</dt>
                <dd><time datetime=dealer.added.rfc3339()>{exact(dealer.added)}</time></dd>
                <dt>{say::dealers::subaccount(lang)}</dt>
                <dd>{subaccount}</dd>
            </dl>
            <p class="card-foot small"><a href=format!("/admin/audit?dealer={}", dealer.id)>{say::dealers::audit(lang)}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn Numbers(connections: Vec<ConnectionCard>) -> AnyView {
    let lang = lang();
    if connections.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card">
            <SubTitle title=say::dealers::numbers(lang)/>
            <ConnectionRows connections/>
        </section>
    }
    .into_any()
}

#[component]
fn People(members: Vec<Member>) -> AnyView {
    let lang = lang();
    let rows = if members.is_empty() {
        view! { <p class="card-body quiet">{say::dealers::people_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="rows">{members.into_iter().map(person).collect_view()}</ul> }.into_any()
    };
    view! { <section class="card"><SubTitle title=say::dealers::people(lang)/>{rows}</section> }.into_any()
}

fn person(member: Member) -> AnyView {
    let lang = lang();
    let seen = match (member.invited, member.seen) {
        (true, _) => say::dealers::member_invited(lang).into_any(),
        (false, Some(at)) => view! { {say::dealers::member_seen(lang)} " " <Ago at/> }.into_any(),
        (false, None) => say::dealers::member_never(lang).into_any(),
    };
    let named = member.name != member.email;
    view! {
        <li>
            <Avatar name=member.name.clone()/>
            <div class="grow">
                <b>{member.name}</b>
                {named.then(|| view! { <span class="sub">{member.email}</span> })}
                <span class="sub">{seen}</span>
            </div>
            <Badge tint=Tint::None icon="user" words=role_name(member.role)/>
        </li>
    }
    .into_any()
}

#[component]
fn Earlier(sessions: Vec<(SignupId, Timestamp, String)>) -> AnyView {
    let lang = lang();
    if sessions.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card">
            <SubTitle title=say::dealers::earlier(lang)/>
            <ul class="rows">
                {sessions
                    .into_iter()
                    .map(|(_, at, words)| view! { <li><div class="grow"><span>{words}</span><span class="sub"><Ago at/></span></div></li> })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn History(path: String, part: Page<TimelineEntry>) -> AnyView {
    let lang = lang();
    let further = use_query_map().with_untracked(|query| query.get("after").is_some());
    let entries = part.rows;
    let body = if entries.is_empty() {
        view! { <Empty icon="scroll" title=say::dealers::timeline_none(lang) detail=say::dealers::timeline_none_detail(lang)/> }.into_any()
    } else {
        view! { <div class="card-body"><Timeline entries/></div> }.into_any()
    };
    view! {
        <section class="card">
            <SubTitle title=say::dealers::timeline(lang) lead=say::dealers::timeline_lead(lang)/>
            {body}
        </section>
        <Pager path further next=part.next/>
    }
    .into_any()
}
