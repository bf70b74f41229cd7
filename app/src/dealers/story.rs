//! One dealer: everything that happened, in words, and what can be done for it.

use domain::{DealerId, SignupId, Timestamp, dealer::DealerStory, say, signup::OpenSignup};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::doors;
use crate::{
    answer::{HasOutcome, Answer, Refusal},
    components::{Ago, Avatar, Badge, Button, CopyField, CopyInline, HealthBadge, Kind, Loaded, PageHead, RefusalNotice, SubTitle, Tint, toast_when_done},
    connection::Timeline,
    frame::role_name,
    home::ConnectionRows,
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Reload(Resource<Answer<DealerStory>>);

/// `/admin/dealers/{id}`.
pub fn page() -> AnyView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let loaded = Resource::new_blocking(id, |id| async move {
        match id.parse::<DealerId>() {
            Ok(id) => doors::load_dealer(id).await,
            Err(_) => Err(Refusal::missing()),
        }
    });
    provide_context(Reload(loaded));
    view! { <div class="page"><Loaded from=loaded lines=8 draw/></div> }.into_any()
}

fn draw(story: DealerStory) -> AnyView {
    let lang = lang();
    let Reload(reload) = expect_context();
    let send = ServerAction::<doors::SendSignupLink>::new();
    toast_when_done(send.outcome(), say::dealers::sent(lang), move || reload.refetch());
    let dealer = story.dealer;
    let id = dealer.id.to_string();
    let action = view! {
        <ActionForm action=send>
            <input type="hidden" name="dealer" value=id/>
            <Button kind=Kind::Primary icon="mail" busy=send.pending()>{say::dealers::send_again(lang)}</Button>
        </ActionForm>
    };
    let people = story.members;
    view! {
        <PageHead
            title=dealer.name lead=dealer.owner.unwrap_or_default() action=Some(action.into_any())
            back=Some(("/admin/dealers".to_owned(), say::dealers::back(lang).to_owned()))
        />
        <RefusalNotice answer=send.outcome()/>
        <p class="row">{dealer.level.map(|level| view! { <HealthBadge level/> })} <span class="quiet">{dealer.words}</span></p>
        <div class="split">
            <section class="card">
                <SubTitle title=say::dealers::timeline(lang) lead=say::dealers::timeline_lead(lang)/>
                <div class="card-body"><Timeline entries=story.timeline/></div>
            </section>
            <div class="stack-l">
                <section class="card">
                    <SubTitle title=say::dealers::numbers(lang)/>
                    {if story.connections.is_empty() {
                        view! { <p class="card-body quiet">{say::dealers::no_numbers(lang)}</p> }.into_any()
                    } else {
                        view! { <ConnectionRows connections=story.connections/> }.into_any()
                    }}
                </section>
                <Sessions open=story.open earlier=story.earlier/>
                <section class="card">
                    <SubTitle title=say::dealers::people(lang)/>
                    <ul class="rows">
                        {people
                            .into_iter()
                            .map(|member| {
                                view! {
                                    <li>
                                        <Avatar name=member.name.clone()/>
                                        <div class="grow"><b>{member.name}</b><span class="sub">{member.email} " · " {role_name(member.role)}</span></div>
                                        {member.invited.then(|| view! { <Badge tint=Tint::Wait icon="mail" words=say::dealers::invited(lang)/> })}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </section>
                <section class="card">
                    <SubTitle title=say::dealers::subaccount(lang)/>
                    <p class="card-body tight">
                        {match story.subaccount {
                            Some(sid) => view! { <CopyInline value=sid/> }.into_any(),
                            None => view! { <span class="quiet">{say::dealers::subaccount_none(lang)}</span> }.into_any(),
                        }}
                    </p>
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Sessions(open: Option<OpenSignup>, earlier: Vec<(SignupId, Timestamp, String)>) -> AnyView {
    let lang = lang();
    let none = open.is_none() && earlier.is_empty();
    view! {
        <section class="card">
            <SubTitle title=say::dealers::sessions(lang)/>
            {none.then(|| view! { <p class="card-body quiet">{say::dealers::no_sessions(lang)}</p> })}
            {open.map(|open| {
                let progress = open.progress;
                let words = progress
                    .left_at
                    .or_else(|| progress.trouble.map(|trouble| trouble.what))
                    .or(progress.number)
                    .unwrap_or_default();
                view! {
                    <div class="card-body tight stack">
                        <p class="row"><Badge tint=Tint::Wait words=say::dealers::open_session(lang)/> <span class="quiet">{words}</span></p>
                        <CopyField label=say::connect::link(lang) value=open.link.url/>
                    </div>
                }
            })}
            <ul class="rows">
                {earlier
                    .into_iter()
                    .map(|(_, at, words)| view! { <li><div class="grow"><span>{words}</span><span class="sub"><Ago at/></span></div></li> })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
