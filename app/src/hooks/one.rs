use domain::{hook::HookView, say};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    badge,
    doors::{OpenHook, ReplayHook},
};
use crate::{
    components::{Button, Kind, Load, Notice, PageHead, RefusalNotice, Table, Tint, exact, toast_when_done},
    door::{PostForm, Posting, bring, parsed},
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Replay(Posting);

/// `/admin/hooks/{id}`.
pub fn page() -> AnyView {
    let lang = lang();
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let hook = bring::<OpenHook>(move || vec![("id", id())]);
    let replay = Posting::to::<ReplayHook>();
    provide_context(Replay(replay));
    toast_when_done(replay.outcome(), say::hooks::replayed(lang), move || {
        hook.refetch();
    });
    view! {
        <Title text=say::hooks::title(lang)/>
        <div class="page">
            <RefusalNotice answer=replay.outcome()/>
            <Load from=hook lines=9 whole=true draw=|json| parsed(json, draw)/>
        </div>
    }
    .into_any()
}

/// One webhook.
pub fn draw(hook: HookView) -> AnyView {
    let lang = lang();
    let Replay(replay) = expect_context();
    let HookView {
        line,
        done_at,
        fields,
        body,
    } = hook;
    let back = Some(("/admin/hooks".to_owned(), say::hooks::back(lang).to_owned()));
    let trouble = line
        .trouble
        .map(|why| view! { <Notice tint=Tint::Bad title=say::hooks::why(lang) detail=why/> });
    view! {
        <PageHead title=line.words back/>
        {trouble}
        <section class="card stack">
            <dl class="facts">
                <dt>{say::hooks::at(lang)}</dt>
                <dd><time datetime=line.at.rfc3339()>{exact(line.at)}</time></dd>
                {line.dealer_name.map(|name| view! { <dt>{say::hooks::dealer(lang)}</dt><dd>{name}</dd> })}
                <dt>{say::hooks::verdict(lang)}</dt>
                <dd>{badge(line.verdict)}</dd>
                {done_at.map(|at| view! {
                    <dt>{say::hooks::done_at(lang)}</dt>
                    <dd><time datetime=at.rfc3339()>{exact(at)}</time></dd>
                })}
            </dl>
            <PostForm to=replay>
                <input type="hidden" name="id" value=line.id.to_string()/>
                <Button kind=Kind::Small icon="refresh" busy=replay.pending()>{say::hooks::replay(lang)}</Button>
                <p class="small faint">{say::hooks::replay_detail(lang)}</p>
            </PostForm>
        </section>
        {brought(fields, body)}
    }
    .into_any()
}

fn brought(fields: Vec<(String, String)>, body: String) -> AnyView {
    let lang = lang();
    if fields.is_empty() {
        return view! {
            <section class="card stack"><h2>{say::hooks::body(lang)}</h2><pre class="mono">{body}</pre></section>
        }
        .into_any();
    }
    let heads = vec![say::hooks::name(lang), say::hooks::value(lang)];
    let rows = fields.into_iter().map(move |(name, value)| {
        view! {
            <tr>
                <th scope="row" class="mono">{name}</th>
                <td data-name=say::hooks::value(lang) class="mono">{value}</td>
            </tr>
        }
    });
    view! { <Table caption=say::hooks::fields(lang) heads>{rows.collect_view()}</Table> }.into_any()
}
