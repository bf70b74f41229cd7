//! Finishes that match no session: a person says to whom they belong.

pub mod doors;

use domain::{member::Role, say, signup::Unmatched};
use leptos::prelude::*;

use crate::{
    answer::HasOutcome,
    components::{Ago, Button, Empty, Kind, Loaded, Page, RefusalNotice, Select, Tint, toast_when_done},
    context::me,
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Deeds {
    assign: ServerAction<doors::AssignFinish>,
}

/// `/admin/unmatched`.
pub fn page() -> AnyView {
    let lang = lang();
    let loaded = Resource::new_blocking(|| (), |()| doors::load_unmatched());
    let deeds = Deeds { assign: ServerAction::new() };
    provide_context(deeds);
    toast_when_done(deeds.assign.outcome(), say::unmatched::assigned(lang), move || loaded.refetch());
    view! {
        <Page title=say::unmatched::title(lang) lead=say::unmatched::lead(lang) narrow=true>
            <RefusalNotice answer=deeds.assign.outcome()/>
            <Loaded from=loaded draw/>
        </Page>
    }
    .into_any()
}

fn draw(waiting: Vec<Unmatched>) -> AnyView {
    let lang = lang();
    if waiting.is_empty() {
        return view! {
            <div class="card">
                <Empty icon="check" tint=Tint::Good title=say::unmatched::none(lang) detail=say::unmatched::none_detail(lang)/>
            </div>
        }
        .into_any();
    }
    waiting.into_iter().map(|finish| view! { <Finish finish/> }).collect_view().into_any()
}

#[component]
fn Finish(finish: Unmatched) -> AnyView {
    let lang = lang();
    let Deeds { assign } = expect_context();
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let options: Vec<(String, String)> = finish
        .candidates
        .into_iter()
        .map(|(id, dealer, number)| {
            let words = if number.is_empty() { dealer } else { say::unmatched::choose(lang, dealer, number) };
            (id.to_string(), words)
        })
        .collect();
    let body = if options.is_empty() {
        view! { <p class="quiet">{say::unmatched::no_candidates(lang)}</p> }.into_any()
    } else {
        view! {
            <ActionForm action=assign attr:class="form">
                <input type="hidden" name="id" value=finish.id.to_string()/>
                <Select label=say::unmatched::session(lang) name="signup" options/>
                {admin.then(|| view! {
                    <div class="foot"><Button kind=Kind::Primary busy=assign.pending()>{say::unmatched::assign(lang)}</Button></div>
                })}
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <header class="card-head">
                <div>
                    <h2>{say::unmatched::waba(lang, finish.waba_id)}</h2>
                    <p>{finish.business_id.map(|id| say::unmatched::business(lang, id) + " · ")}<Ago at=finish.at/></p>
                </div>
            </header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}
