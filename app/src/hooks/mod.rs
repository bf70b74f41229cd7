//! The webhooks that came in: all of them, and one to read.

pub mod doors;
mod one;

use domain::{
    Page as Part,
    hook::{HookLine, Verdict},
    say,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    components::{Ago, Badge, Empty, Icon, Load, Page, Pager, Table, Tint},
    door::{bring, parsed},
    i18n::lang,
};

/// What may be chosen in the address.
const CHOICES: [&str; 3] = ["dealer", "kind", "verdict"];

/// `/admin/hooks` and `/admin/hooks/{id}`.
pub fn page(path: &str) -> AnyView {
    match path.strip_prefix("/admin/hooks/") {
        Some(id) if !id.is_empty() => one::page(),
        _ => list(),
    }
}

fn list() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let hooks = bring::<doors::ListHooks>(move || {
        query.with(|query| {
            let asked = ["dealer", "kind", "verdict", "after"];
            asked
                .map(|name| (name, query.get(name).unwrap_or_default()))
                .into()
        })
    });
    view! {
        <Page title=say::hooks::title(lang) lead=say::hooks::lead(lang)>
            <Load from=hooks lines=9 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(part: Part<HookLine>) -> AnyView {
    let lang = lang();
    view! { <Page title=say::hooks::title(lang) lead=say::hooks::lead(lang)>{draw(part)}</Page> }.into_any()
}

/// The address with one choice made otherwise; it ends so that a further field can follow.
fn chosen(query: &ParamsMap, name: &str, value: &str) -> String {
    let mut path = String::from("/admin/hooks?");
    for choice in CHOICES {
        let now = query.get(choice).unwrap_or_default();
        let value = if choice == name { value } else { now.as_str() };
        // Ids and words: nothing in them needs an escape, and nothing else is passed on.
        let is_word = value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !value.is_empty() && is_word {
            path.push_str(choice);
            path.push('=');
            path.push_str(value);
            path.push('&');
        }
    }
    path
}

fn draw(part: Part<HookLine>) -> AnyView {
    let lang = lang();
    let query = use_query_map().get_untracked();
    let body = if part.rows.is_empty() {
        let (title, detail) = (say::hooks::none_title(lang), say::hooks::none_detail(lang));
        view! { <div class="card"><Empty icon="inbox" title detail/></div> }.into_any()
    } else {
        table(&query, part.rows)
    };
    let further = query.get("after").is_some();
    view! {
        <div class="stack">
            {verdicts(&query)}
            {kinds(&query)}
            {body}
            <Pager path=chosen(&query, "", "") further next=part.next/>
        </div>
    }
    .into_any()
}

/// Links to the webhooks with one verdict each.
fn verdicts(query: &ParamsMap) -> AnyView {
    let lang = lang();
    let links = [
        ("", say::hooks::all(lang)),
        (Verdict::Failed.as_str(), say::hooks::failed(lang)),
        (Verdict::Waiting.as_str(), say::hooks::waiting(lang)),
        (Verdict::Done.as_str(), say::hooks::done(lang)),
    ];
    choose(query, "verdict", say::hooks::verdicts(lang), &links)
}

/// Links to one kind each, and to every dealer when one is chosen.
fn kinds(query: &ParamsMap) -> AnyView {
    let lang = lang();
    let kinds = [
        ("", say::hooks::every_kind(lang)),
        ("inbound", say::hooks::kind_inbound(lang)),
        ("status", say::hooks::kind_status(lang)),
        ("voice", say::hooks::kind_voice(lang)),
        ("meta", say::hooks::kind_meta(lang)),
    ];
    let whole = query.get("dealer").is_some();
    view! {
        {choose(query, "kind", say::hooks::kinds(lang), &kinds)}
        {whole.then(|| view! { <p class="small"><a href=chosen(query, "dealer", "")>{say::hooks::whole(lang)}</a></p> })}
    }
    .into_any()
}

/// The same list, chosen otherwise: value and words of each choice.
fn choose(
    query: &ParamsMap,
    name: &'static str,
    label: &'static str,
    choices: &[(&str, &'static str)],
) -> AnyView {
    let now = query.get(name).unwrap_or_default();
    let links = choices.iter().map(|(value, words)| {
        let current = (*value == now).then_some("page");
        view! { <a href=chosen(query, name, value) aria-current=current>{*words}</a> }
    });
    view! { <nav class="tabs" aria-label=label>{links.collect_view()}</nav> }.into_any()
}

fn table(query: &ParamsMap, rows: Vec<HookLine>) -> AnyView {
    let lang = lang();
    let heads = vec![
        say::hooks::kind(lang),
        say::hooks::dealer(lang),
        say::hooks::verdict(lang),
        say::hooks::at(lang),
    ];
    let rows: Vec<_> = rows.into_iter().map(|line| row(query, line)).collect();
    view! { <Table caption=say::hooks::title(lang) heads>{rows}</Table> }.into_any()
}

fn row(query: &ParamsMap, line: HookLine) -> AnyView {
    let lang = lang();
    let dealer = match (line.dealer, line.dealer_name) {
        (Some(id), Some(name)) => {
            let only = say::hooks::only(lang, &name);
            view! { <a href=chosen(query, "dealer", id.as_str()) title=only>{name}</a> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/admin/hooks/{}", line.id)>{line.words}</a>
                <span class="sub mono">{line.kind}</span>
                {line.trouble.map(|why| view! { <span class="sub why"><Icon name="alert"/><span>{why}</span></span> })}
            </th>
            <td data-name=say::hooks::dealer(lang)>{dealer}</td>
            <td data-name=say::hooks::verdict(lang)>{badge(line.verdict)}</td>
            <td data-name=say::hooks::at(lang) class="nowrap"><Ago at=line.at/></td>
        </tr>
    }
    .into_any()
}

/// What became of a webhook, in a word.
fn badge(verdict: Verdict) -> AnyView {
    let lang = lang();
    let (tint, icon, words) = match verdict {
        Verdict::Done => (Tint::Good, "check", say::hooks::done(lang)),
        Verdict::Waiting => (Tint::Wait, "clock", say::hooks::waiting(lang)),
        Verdict::Failed => (Tint::Bad, "x", say::hooks::failed(lang)),
    };
    view! { <Badge tint icon words/> }.into_any()
}
