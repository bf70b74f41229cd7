//! Finishes from Meta that match no signup: a person says whose they are.

pub mod doors;

use domain::{SignupId, UnmatchedId, member::Role, say, signup::Unmatched};
use leptos::prelude::*;

use crate::{
    components::{
        Ago, Button, Choice, CopyInline, Empty, Kind, LinkButton, Load, Notice, Page, RefusalNotice,
        SubTitle, Tint, toast_when_done,
    },
    context::me,
    door::{Args, PostForm, Posting, bring, parsed},
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Assign(Posting);

/// `/admin/unmatched`.
pub fn page() -> AnyView {
    let lang = lang();
    let finishes = bring::<doors::ListUnmatched>(Args::new);
    let assign = Posting::to::<doors::AssignFinish>();
    provide_context(Assign(assign));
    toast_when_done(assign.outcome(), say::unmatched::assigned(lang), move || {
        finishes.refetch();
    });
    view! {
        <Page title=say::unmatched::title(lang) lead=say::unmatched::lead(lang) narrow=true>
            <RefusalNotice answer=assign.outcome()/>
            <Load from=finishes lines=6 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(finishes: Vec<Unmatched>) -> AnyView {
    let lang = lang();
    provide_context(Assign(Posting::to::<doors::AssignFinish>()));
    view! { <Page title=say::unmatched::title(lang) lead=say::unmatched::lead(lang) narrow=true>{draw(finishes)}</Page> }.into_any()
}

fn draw(finishes: Vec<Unmatched>) -> AnyView {
    let lang = lang();
    if finishes.is_empty() {
        return view! {
            <div class="card">
                <Empty icon="puzzle" tint=Tint::Good title=say::unmatched::none_title(lang) detail=say::unmatched::none_detail(lang)/>
            </div>
        }
        .into_any();
    }
    finishes
        .into_iter()
        .map(|finish| view! { <Finish finish/> })
        .collect_view()
        .into_any()
}

#[component]
fn Finish(finish: Unmatched) -> AnyView {
    let lang = lang();
    let Unmatched {
        id,
        at,
        waba_id,
        business_id,
        candidates,
    } = finish;
    let business = match business_id {
        Some(id) => view! { <CopyInline value=id/> }.into_any(),
        None => view! { <span class="faint">{say::unmatched::unknown(lang)}</span> }.into_any(),
    };
    view! {
        <section class="card">
            <SubTitle title=say::unmatched::waba(lang)><CopyInline value=waba_id/></SubTitle>
            <div class="card-body stack">
                <dl class="facts">
                    <dt>{say::unmatched::came(lang)}</dt>
                    <dd><Ago at/></dd>
                    <dt>{say::unmatched::business(lang)}</dt>
                    <dd>{business}</dd>
                </dl>
                <Whose id candidates/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Whose(id: UnmatchedId, candidates: Vec<(SignupId, String, String)>) -> AnyView {
    let lang = lang();
    let Assign(assign) = expect_context();
    if candidates.is_empty() {
        return view! {
            <Notice tint=Tint::Warn title=say::unmatched::no_candidates(lang) detail=say::unmatched::no_candidates_detail(lang)>
                <LinkButton kind=Kind::Small href="/admin/dealers">{say::unmatched::to_dealers(lang)}</LinkButton>
            </Notice>
        }
        .into_any();
    }
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let choices = candidates
        .into_iter()
        .map(|(signup, dealer, number)| {
            view! { <Choice name="signup" value=signup.to_string() title=dealer detail=number required=true disabled=!admin/> }
        })
        .collect_view();
    let submit = if admin {
        view! { <Button kind=Kind::Primary busy=assign.pending()>{say::unmatched::assign(lang)}</Button> }
            .into_any()
    } else {
        view! { <p class="small faint">{say::unmatched::admins(lang)}</p> }.into_any()
    };
    view! {
        <PostForm to=assign class="form">
            <input type="hidden" name="id" value=id.to_string()/>
            <fieldset class="field">
                <legend>{say::unmatched::choose(lang)}</legend>
                <div class="choices">{choices}</div>
            </fieldset>
            <div class="foot">{submit}</div>
        </PostForm>
    }
    .into_any()
}
