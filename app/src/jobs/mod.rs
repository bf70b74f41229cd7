//! Background work by state, and a second chance for what gave up.

pub mod doors;

use domain::{
    Page as Part,
    job::{Job, JobCounts, JobState},
    member::Role,
    say,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    components::{
        Ago, Button, Empty, Icon, Kind, LinkButton, Load, Notice, Page, Pager, RefusalNotice, Tab, Table,
        Tabs, Tint, toast_when_done,
    },
    context::me,
    door::{PostForm, Posting, bring, parsed},
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Retry(Posting);

/// `/admin/jobs`, with `?state=`.
pub fn page() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let jobs = bring::<doors::ListJobs>(move || {
        query.with(|query| {
            vec![
                ("state", state(query).as_str().to_owned()),
                ("after", query.get("after").unwrap_or_default()),
            ]
        })
    });
    let retry = Posting::to::<doors::RetryJob>();
    provide_context(Retry(retry));
    toast_when_done(retry.outcome(), say::jobs::retried(lang), move || jobs.refetch());
    view! {
        <Page title=say::jobs::title(lang) lead=say::jobs::lead(lang)>
            <RefusalNotice answer=retry.outcome()/>
            <Load from=jobs lines=9 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(data: (Part<Job>, JobCounts)) -> AnyView {
    let lang = lang();
    provide_context(Retry(Posting::to::<doors::RetryJob>()));
    view! { <Page title=say::jobs::title(lang) lead=say::jobs::lead(lang)>{draw(data)}</Page> }.into_any()
}

fn state(query: &ParamsMap) -> JobState {
    query
        .get("state")
        .and_then(|name| JobState::parse(&name))
        .unwrap_or(JobState::Waiting)
}

fn draw((part, counts): (Part<Job>, JobCounts)) -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let (now, further) = query.with_untracked(|query| (state(query), query.get("after").is_some()));
    let tab = |name, href, of, count| Tab {
        name,
        href,
        count,
        current: now == of,
    };
    let tabs = vec![
        tab(
            say::jobs::waiting(lang),
            "/admin/jobs",
            JobState::Waiting,
            Some(counts.waiting),
        ),
        tab(
            say::jobs::running(lang),
            "/admin/jobs?state=running",
            JobState::Running,
            Some(counts.running),
        ),
        tab(
            say::jobs::dead(lang),
            "/admin/jobs?state=dead",
            JobState::Dead,
            Some(counts.dead),
        ),
        tab(
            say::jobs::done(lang),
            "/admin/jobs?state=done",
            JobState::Done,
            None,
        ),
    ];
    let dead = if now == JobState::Dead { 0 } else { counts.dead };
    let body = if part.rows.is_empty() {
        nothing(now)
    } else {
        table(now, part.rows)
    };
    view! {
        {gave_up(dead)}
        <div class="stack">
            <Tabs label=say::jobs::tabs(lang) tabs/>
            {body}
            <Pager path=format!("/admin/jobs?state={}&", now.as_str()) further next=part.next/>
        </div>
    }
    .into_any()
}

/// Says on the other tabs that a person is waited for.
fn gave_up(dead: u32) -> AnyView {
    let lang = lang();
    let title = match dead {
        0 => return ().into_any(),
        1 => say::jobs::dead_one(lang).to_owned(),
        n => say::jobs::dead_many(lang, n),
    };
    view! {
        <Notice tint=Tint::Warn title>
            <LinkButton kind=Kind::Small href="/admin/jobs?state=dead">{say::jobs::see_dead(lang)}</LinkButton>
        </Notice>
    }
    .into_any()
}

fn nothing(state: JobState) -> AnyView {
    let lang = lang();
    let (icon, title, detail) = match state {
        JobState::Waiting => (
            "clock",
            say::jobs::none_waiting(lang),
            say::jobs::none_waiting_detail(lang),
        ),
        JobState::Running => (
            "layers",
            say::jobs::none_running(lang),
            say::jobs::none_running_detail(lang),
        ),
        JobState::Done => (
            "check",
            say::jobs::none_done(lang),
            say::jobs::none_done_detail(lang),
        ),
        JobState::Dead => (
            "check",
            say::jobs::none_dead(lang),
            say::jobs::none_dead_detail(lang),
        ),
    };
    let tint = if state == JobState::Dead {
        Tint::Good
    } else {
        Tint::None
    };
    view! { <div class="card"><Empty icon tint title detail/></div> }.into_any()
}

fn table(state: JobState, jobs: Vec<Job>) -> AnyView {
    let lang = lang();
    let dead = state == JobState::Dead;
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    let when = match state {
        JobState::Waiting => say::jobs::due(lang),
        JobState::Running => say::jobs::since(lang),
        JobState::Done => say::jobs::finished(lang),
        JobState::Dead => say::jobs::gave_up(lang),
    };
    let mut heads = vec![
        say::jobs::job(lang),
        say::jobs::dealer(lang),
        say::jobs::attempts(lang),
        when,
    ];
    if dead && admin {
        heads.push(say::jobs::actions(lang));
    }
    view! {
        {(dead && !admin).then(|| view! { <p class="small faint">{say::jobs::retry_admins(lang)}</p> })}
        <Table caption=say::jobs::title(lang) heads>
            {jobs.into_iter().map(|job| view! { <Row job when retry=dead && admin/> }).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Row(job: Job, when: &'static str, retry: bool) -> AnyView {
    let lang = lang();
    let dealer = match (job.dealer, job.dealer_name) {
        (Some(id), Some(name)) => view! { <a href=format!("/admin/dealers/{id}")>{name}</a> }.into_any(),
        _ => ().into_any(),
    };
    let name = job.words.clone();
    let id = job.id.to_string();
    view! {
        <tr>
            <th scope="row">
                {job.words}
                <span class="sub mono">{job.kind}</span>
                {job.error.map(|why| view! { <span class="sub why"><Icon name="alert"/><span>{why}</span></span> })}
            </th>
            <td data-name=say::jobs::dealer(lang)>{dealer}</td>
            <td data-name=say::jobs::attempts(lang) class="number">{job.attempts}</td>
            <td data-name=when class="nowrap"><Ago at=job.at/></td>
            {retry.then(|| view! { <td class="end"><Again id name/></td> })}
        </tr>
    }
    .into_any()
}

#[component]
fn Again(id: String, name: String) -> AnyView {
    let Retry(retry) = expect_context();
    view! {
        <PostForm to=retry>
            <input type="hidden" name="id" value=id/>
            <Button kind=Kind::Small icon="refresh" busy=retry.pending()>
                {say::jobs::retry(lang())} <span class="for-ears">{name}</span>
            </Button>
        </PostForm>
    }
    .into_any()
}
