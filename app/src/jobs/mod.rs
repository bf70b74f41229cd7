//! Background work: what runs, what waits, what has given up.

pub mod doors;

use domain::{
    Page as Part,
    job::{Job, JobCounts, JobState},
    member::Role,
    say,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    answer::{Answer, HasOutcome},
    components::{Ago, Badge, Empty, Loaded, Page, Pager, RefusalNotice, Tab, Table, Tabs, Tint, toast_when_done},
    context::me,
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Deeds {
    retry: ServerAction<doors::RetryJob>,
}

/// `/admin/jobs`, with `?state=`.
pub fn page() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let asked = move || {
        query.with(|query| (query.get("state").and_then(|text| JobState::parse(&text)), query.get("after")))
    };
    let loaded: Resource<Answer<(Part<Job>, JobCounts)>> =
        Resource::new_blocking(asked, |(state, after)| doors::load_jobs(state, after));
    let deeds = Deeds { retry: ServerAction::new() };
    provide_context(deeds);
    toast_when_done(deeds.retry.outcome(), say::jobs::retried(lang), move || loaded.refetch());
    view! {
        <Page title=say::jobs::title(lang) lead=say::jobs::lead(lang)>
            <RefusalNotice answer=deeds.retry.outcome()/>
            <Loaded from=loaded lines=8 draw/>
        </Page>
    }
    .into_any()
}

fn draw((jobs, counts): (Part<Job>, JobCounts)) -> AnyView {
    let lang = lang();
    let query = use_query_map().get_untracked();
    let state = query.get("state").and_then(|text| JobState::parse(&text));
    let tab = |name, href, of: Option<JobState>, count| Tab { name, href, count, current: state == of };
    let tabs = vec![
        tab(say::jobs::all(lang), "/admin/jobs", None, None),
        tab(say::jobs::waiting(lang), "/admin/jobs?state=waiting", Some(JobState::Waiting), Some(counts.waiting)),
        tab(say::jobs::running(lang), "/admin/jobs?state=running", Some(JobState::Running), Some(counts.running)),
        tab(say::jobs::dead(lang), "/admin/jobs?state=dead", Some(JobState::Dead), Some(counts.dead)),
        tab(say::jobs::done(lang), "/admin/jobs?state=done", Some(JobState::Done), None),
    ];
    let body = if jobs.rows.is_empty() {
        let detail = if state == Some(JobState::Dead) { say::jobs::none_dead_detail(lang) } else { say::jobs::none_detail(lang) };
        view! { <div class="card"><Empty icon="layers" title=say::jobs::none(lang) detail/></div> }.into_any()
    } else {
        let heads = vec![say::jobs::job(lang), say::jobs::state(lang), say::jobs::dealer(lang), say::jobs::tries(lang), say::jobs::when(lang), ""];
        let path = state.map_or_else(|| "/admin/jobs?".to_owned(), |state| format!("/admin/jobs?state={}&", state.as_str()));
        let further = query.get("after").is_some();
        view! {
            <div>
                <Table caption=say::jobs::title(lang) heads>{jobs.rows.into_iter().map(|job| view! { <Row job/> }).collect_view()}</Table>
                <Pager path further next=jobs.next/>
            </div>
        }
        .into_any()
    };
    view! { <Tabs label=say::jobs::state(lang) tabs/>{body} }.into_any()
}

#[component]
fn Row(job: Job) -> AnyView {
    let lang = lang();
    let Deeds { retry } = expect_context();
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let (tint, icon, words) = match job.state {
        JobState::Waiting => (Tint::None, "clock", say::jobs::waiting(lang)),
        JobState::Running => (Tint::Wait, "refresh", say::jobs::running(lang)),
        JobState::Done => (Tint::Good, "check", say::jobs::done(lang)),
        JobState::Dead => (Tint::Bad, "x", say::jobs::dead(lang)),
    };
    let again = (admin && job.state == JobState::Dead).then(|| {
        let name = say::jobs::retry_which(lang, &job.words);
        view! {
            <ActionForm action=retry>
                <input type="hidden" name="id" value=job.id.to_string()/>
                <button type="submit" class="button small" aria-label=name>{say::jobs::retry(lang)}</button>
            </ActionForm>
        }
    });
    let dealer = match (job.dealer, job.dealer_name) {
        (Some(id), Some(name)) => view! { <a href=format!("/admin/dealers/{id}")>{name}</a> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{job.words}<span class="sub mono">{job.kind}</span>{job.error.map(|why| view! { <span class="sub">{why}</span> })}</th>
            <td data-name=say::jobs::state(lang)><Badge tint icon words/></td>
            <td data-name=say::jobs::dealer(lang)>{dealer}</td>
            <td data-name=say::jobs::tries(lang) class="number">{job.attempts}</td>
            <td data-name=say::jobs::when(lang) class="quiet nowrap"><Ago at=job.at/></td>
            <td class="end">{again}</td>
        </tr>
    }
    .into_any()
}
