//! How long buyers wait for an answer of a person: by day, by person, by buyer.

mod chart;
pub mod doors;

use domain::{
    conversation::{ConversationFigures, Figures, PersonFigures, Stats},
    say,
};
use leptos::prelude::*;

use crate::{
    components::{Empty, Load, Page, Table, Tint, length, rel},
    door::{Args, bring, parsed},
    i18n::lang,
};

/// `/figures`.
pub fn page() -> AnyView {
    let lang = lang();
    let stats = bring::<doors::LoadFigures>(Args::new);
    view! {
        <Page title=say::figures::title(lang) lead=say::figures::lead(lang)>
            <Load from=stats lines=8 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

fn draw(stats: Stats) -> AnyView {
    let lang = lang();
    if stats.all.count == 0 {
        return view! {
            <div class="card">
                <Empty icon="clock" tint=Tint::None title=say::figures::none(lang) detail=say::figures::none_detail(lang)/>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="stack">
            {summary(stats.all)}
            {chart::chart(stats.days)}
            {people(stats.people)}
            {slowest(stats.slowest)}
        </div>
    }
    .into_any()
}

fn summary(all: Figures) -> AnyView {
    let lang = lang();
    let tiles = [
        (say::figures::median(lang), length(lang, all.median)),
        (say::figures::average(lang), length(lang, all.average)),
        (say::figures::replies(lang), all.count.to_string()),
    ];
    let tiles = tiles.map(|(name, value)| view! { <li class="tile"><span>{name}</span><b>{value}</b></li> });
    view! { <ul class="tiles" aria-label=say::figures::all(lang)>{tiles.collect_view()}</ul> }.into_any()
}

/// A table under its name.
fn named(title: &'static str, table: AnyView) -> AnyView {
    view! { <section class="stack"><h2>{title}</h2>{table}</section> }.into_any()
}

fn heads(first: &'static str) -> Vec<&'static str> {
    let lang = lang();
    vec![
        first,
        say::figures::median(lang),
        say::figures::average(lang),
        say::figures::replies(lang),
    ]
}

fn cells(figures: Figures) -> AnyView {
    let lang = lang();
    view! {
        <td data-name=say::figures::median(lang)>{length(lang, figures.median)}</td>
        <td data-name=say::figures::average(lang)>{length(lang, figures.average)}</td>
        <td data-name=say::figures::replies(lang) class="number">{figures.count}</td>
    }
    .into_any()
}

fn people(people: Vec<PersonFigures>) -> AnyView {
    let lang = lang();
    let row = |one: PersonFigures| view! { <tr><th scope="row">{one.name}</th>{cells(one.figures)}</tr> };
    let title = say::figures::people(lang);
    let table = view! {
        <Table caption=title heads=heads(say::figures::person(lang))>
            {people.into_iter().map(row).collect_view()}
        </Table>
    };
    named(title, table.into_any())
}

fn slowest(slowest: Vec<ConversationFigures>) -> AnyView {
    let lang = lang();
    let row = |one: ConversationFigures| {
        let href = format!("/inbox/{}", one.conversation);
        let rel = rel(&href);
        view! { <tr><th scope="row"><a href=href rel=rel>{one.name}</a></th>{cells(one.figures)}</tr> }
    };
    let title = say::figures::slowest(lang);
    let table = view! {
        <Table caption=title heads=heads(say::figures::buyer(lang))>
            {slowest.into_iter().map(row).collect_view()}
        </Table>
    };
    named(title, table.into_any())
}
