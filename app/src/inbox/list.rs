//! The first pane: search, views, and whoever wrote.

use domain::{
    Lang, Timestamp,
    conversation::{ConversationRow, ConversationState, Counts, Desk, Filter, Hit, Label, Mention, View},
    message::Direction,
    say,
};
use leptos::prelude::*;

use super::{
    bubble, clock, doors, empty, files, form,
    place::Place,
    signals::{anew, live, maybe, text, words},
    state::State,
    talk, travel,
};
use crate::components::{Avatar, Icon, Menu, exact, label_class, labels_key, moment};

/// What stands in the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Rows,
    NothingInView,
    NothingYet,
    NotConnected,
    Hits,
}

fn shown(state: State) -> Shown {
    if state.hits().with(Option::is_some) {
        return Shown::Hits;
    }
    state.desk().with(|desk| {
        if !desk.rows.rows.is_empty() {
            Shown::Rows
        } else if !state.fixed(|fixed| fixed.connected) {
            Shown::NotConnected
        } else if state.fixed(|fixed| fixed.first.is_some()) {
            Shown::NothingYet
        } else {
            Shown::NothingInView
        }
    })
}

/// The pane.
pub fn pane(state: State) -> AnyView {
    let lang = state.lang;
    let what = text(move || (shown(state) as u8).to_string());
    let inside = anew(what, move || match shown(state) {
        Shown::Rows => rows(state),
        Shown::NothingInView => empty::view(state),
        Shown::NothingYet => empty::first(state),
        Shown::NotConnected => empty::off(),
        Shown::Hits => hits(state),
    });
    view! {
        <section class="desk-list" aria-label=say::inbox::conversations(lang)>
            <header class="pane-head">
                <h1 tabindex="-1">{say::inbox::title(lang)}</h1>
                {offline(state)}
            </header>
            {search(state)}
            {views(state)}
            <div class="pane-body" id="rows" on:pointerover=move |_| talk::soon() on:focusin=move |_| talk::soon()>{inside}</div>
        </section>
    }
    .into_any()
}

/// A quiet line while the server cannot be heard.
fn offline(state: State) -> AnyView {
    let lang = state.lang;
    view! {
        <p class="offline" role="status">
            {live(move || {
                let off = state.ui().with(|ui| ui.offline);
                off.then(|| view! { <span><Icon name="cloud-off"/>{say::inbox::offline(lang)}</span> })
            })}
        </p>
    }
    .into_any()
}

fn search(state: State) -> AnyView {
    let lang = state.lang;
    let typed = move || state.place().with(|place| place.search.clone());
    let searched = text(typed);
    let clear = move || {
        let href = state.place().with_untracked(|place| {
            let filter = place.filter.clone();
            place.listing(filter).href()
        });
        view! { <a class="button ghost small square" href=href aria-label=say::inbox::search_clear(lang)><Icon name="x"/></a> }
    };
    view! {
        <form class="desk-search" method="get" action="/inbox" role="search" on:submit=move |event| travel::search(state, &event)>
            <div class="with-icon">
                <Icon name="search"/>
                <input
                    class="input" id="search" type="search" name="q" autocomplete="off" value=typed()
                    prop:value=words(typed) aria-label=say::inbox::search(lang) placeholder=say::inbox::search_hint(lang)
                    on:input=move |event| travel::typed(state, &event)
                />
            </div>
            {live(move || searched.with(|text| !text.is_empty()).then(clear))}
        </form>
    }
    .into_any()
}

/// The four views of every day stand beside each other, the others behind *More*.
const BESIDE: [View; 4] = [View::All, View::Mine, View::Unassigned, View::Unread];

fn views(state: State) -> AnyView {
    let lang = state.lang;
    let list = move || {
        state
            .place()
            .with(|place| place.listing(place.filter.clone()).href())
    };
    let counted = text(move || {
        let counts = state.desk().with(|desk| desk.counts);
        let counts = View::ALL.map(|view| counts.of(view).unwrap_or_default().to_string());
        [list(), counts.join(" ")].join(" ")
    });
    // The menu stays as it is while messages come in: somebody may be typing a name in it.
    let known = text(move || {
        let mut key = list();
        state.desk().with(|desk| {
            for saved in &desk.filters {
                key.push('\n');
                key.push_str(&saved.name);
            }
            key.push_str(&labels_key(&desk.labels));
        });
        key
    });
    let links = move |beside: bool| {
        let now = state.place().with_untracked(|place| place.filter.clone());
        let counts = state.desk().with_untracked(|desk| desk.counts);
        let here = View::ALL
            .into_iter()
            .filter(|view| BESIDE.contains(view) == beside);
        here.map(|view| {
            let to = Filter { view, ..now.clone() };
            one(state, &now, counts, to, view_name(lang, view))
        })
        .collect_view()
    };
    let behind = move || more(state, anew(counted, move || links(false)));
    view! {
        <nav class="views-row" aria-label=say::inbox::views(lang)>
            <div class="tabs">{anew(counted, move || links(true))}</div>
            {anew(known, behind)}
        </nav>
    }
    .into_any()
}

/// A link to a list, with how many it holds.
fn one(state: State, now: &Filter, counts: Counts, to: Filter, name: String) -> AnyView {
    let plain = to.label == now.label && to.number == now.number;
    let count = counts.of(to.view).filter(|n| *n > 0 && plain).map(|n| {
        let words = if n < Counts::MOST {
            n.to_string()
        } else {
            format!("{}+", Counts::MOST - 1)
        };
        view! { <span class="count">{words}</span> }
    });
    let current = (*now == to).then_some("page");
    let href = state.place().with_untracked(|place| place.listing(to).href());
    view! { <a href=href aria-current=current>{name}{count}</a> }.into_any()
}

fn more(state: State, views: AnyView) -> AnyView {
    let lang = state.lang;
    let now = &state.place().with_untracked(|place| place.filter.clone());
    let (labels, numbers, saved) = state
        .desk()
        .with_untracked(|desk| (desk.labels.clone(), desk.numbers.clone(), desk.filters.clone()));
    let counts = Counts::default();
    let with = |filter: Filter, name: String| one(state, now, counts, filter, name);
    let mut all = vec![views];
    all.extend(labels.into_iter().map(|label| {
        let chosen = now.label.as_ref() == Some(&label.id);
        let filter = Filter {
            label: (!chosen).then_some(label.id),
            ..now.clone()
        };
        with(
            filter,
            if chosen {
                say::inbox::label_all(lang).to_owned()
            } else {
                label.name
            },
        )
    }));
    if numbers.len() > 1 {
        all.extend(numbers.into_iter().map(|(id, number)| {
            let chosen = now.number.as_ref() == Some(&id);
            let filter = Filter {
                number: (!chosen).then_some(id),
                ..now.clone()
            };
            with(
                filter,
                if chosen {
                    say::inbox::number_all(lang).to_owned()
                } else {
                    number
                },
            )
        }));
    }
    let is_new = *now != Filter::default() && saved.iter().all(|saved| saved.filter != *now);
    all.extend(saved.into_iter().map(|saved| with(saved.filter, saved.name)));
    all.extend(is_new.then(|| keep(state, now)));
    all.push(view! { <a class="small" href="/settings/inbox">{say::inbox::words(lang)}</a> }.into_any());
    let summary = view! { <span class="more-views"><Icon name="chevron-down"/></span> };
    view! {
        <Menu class="views" label=say::inbox::more_views(lang) summary=summary.into_any()>
            {all}
        </Menu>
    }
    .into_any()
}

/// The form that keeps what is listed under a name.
fn keep(state: State, now: &Filter) -> AnyView {
    let lang = state.lang;
    let mut hidden = vec![("filter[view]", now.view.as_str().to_owned())];
    hidden.extend(now.label.as_ref().map(|id| ("filter[label]", id.to_string())));
    hidden.extend(now.number.as_ref().map(|id| ("filter[number]", id.to_string())));
    let inside = view! {
        <input
            class="input" name="name" required=true maxlength="40" autocomplete="off"
            aria-label=say::inbox::view_save_name(lang) placeholder=say::inbox::view_save_name(lang)
        />
        <button type="submit">{say::inbox::view_save(lang)}</button>
    };
    form::form_then::<doors::SaveView>(state, "keep-view", hidden, inside.into_any(), travel::look_again)
}

/// What a view is called.
pub fn view_name(lang: Lang, view: View) -> String {
    match view {
        View::All => say::inbox::view_all(lang),
        View::Mine => say::inbox::view_mine(lang),
        View::Unassigned => say::inbox::view_unassigned(lang),
        View::Unread => say::inbox::view_unread(lang),
        View::Mentions => say::inbox::view_mentions(lang),
        View::Snoozed => say::inbox::view_snoozed(lang),
        View::Resolved => say::inbox::view_resolved(lang),
    }
    .to_owned()
}

fn rows(state: State) -> AnyView {
    let lang = state.lang;
    view! {
        <ul class="desk-rows">
            <For
                each=move || lines(state)
                key=|(key, _)| key.clone()
                children=move |(_, one)| row(state, one)
            />
        </ul>
        {live(move || {
            let further = state.desk().with(|desk| desk.rows.next.is_some());
            further.then(|| view! {
                <button type="button" class="button wide more-rows" on:click=move |_| travel::more_rows(state)>
                    {say::inbox::more_rows(lang)}
                </button>
            })
        })}
    }
    .into_any()
}

/// The lines of the list. The name of each changes whenever it has to be drawn anew.
fn lines(state: State) -> Vec<(String, ConversationRow)> {
    state.desk().with(|desk| {
        let rows = desk.rows.rows.iter().map(|row| {
            let mut key = [row.id.as_str(), "-", &row.seq.to_string()].concat();
            key.push_str(&labels_key(labels_of(desk, row)));
            (key, row.clone())
        });
        rows.collect()
    })
}

fn labels_of<'a>(desk: &'a Desk, row: &'a ConversationRow) -> impl Iterator<Item = &'a Label> {
    desk.labels.iter().filter(|label| row.labels.contains(&label.id))
}

/// A line of the list.
pub fn row(state: State, row: ConversationRow) -> AnyView {
    let lang = state.lang;
    let id = row.id.clone();
    let to = id.clone();
    let href = words(move || state.place().with(|place| place.at(Some(to.clone())).href()));
    let current = maybe(move || {
        let is = state
            .place()
            .with(|place| place.conversation.as_ref() == Some(&id));
        is.then_some("page")
    });
    let labels: Vec<Label> = state
        .desk()
        .with_untracked(|desk| labels_of(desk, &row).cloned().collect());
    let whose = row.assignee.as_ref().map(|id| state.person(id.as_str()));
    let at = row.last_at;
    view! {
        <li>
            <a class="desk-row" class:unread={row.unread > 0} href=href aria-current=current>
                {face(&row.name)}
                <span class="row-name" dir="auto">{row.name.clone()}</span>
                <time class="row-time" datetime=at.rfc3339() title=exact(at)>
                    {words(move || clock::short(lang, at, state.now().get(), state.awake().get()))}
                </time>
                <span class="row-last">{last(lang, &row)}</span>
                <span class="row-marks">
                    {(row.mention == Mention::New).then(|| view! { <span class="mention" title=say::inbox::view_mentions(lang)>"@"</span> })}
                    {(row.unread > 0).then(|| view! {
                        <span class="unread-count"><span aria-hidden="true">{row.unread}</span><span class="for-ears">{say::inbox::unread_count(lang, row.unread)}</span></span>
                    })}
                </span>
                <span class="row-under">
                    {wait(state, lang, &row)}
                    {labels.into_iter().map(|label| view! {
                        <span class=label_class(label.colour)>{label.name}</span>
                    }).collect_view()}
                    {whose.map(|name| {
                        let title = say::inbox::assigned_to(lang, &name);
                        view! { <span class="whose" title=title><Icon name="user"/>{name}</span> }
                    })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The first letters of a name; of a number nothing can be drawn.
pub fn face(name: &str) -> AnyView {
    if name.starts_with(|c: char| c.is_alphabetic()) {
        return view! { <Avatar name/> }.into_any();
    }
    view! { <span class="avatar" aria-hidden="true"><Icon name="user"/></span> }.into_any()
}

/// Since when the buyer waits, or why nobody has to look.
fn wait(state: State, lang: Lang, row: &ConversationRow) -> AnyView {
    let ago = move |at: Timestamp| moment(lang, at, state.now().get());
    let long = move |since: Timestamp| clock::span(lang, state.now().get() - since);
    match (row.state, row.snoozed_until, row.waiting_since) {
        (ConversationState::Resolved, ..) => {
            view! { <span class="faint"><Icon name="check"/>{say::inbox::resolved(lang)}</span> }.into_any()
        }
        (ConversationState::Snoozed, Some(until), _) => {
            view! { <span class="faint" title=say::inbox::snoozed_until(lang, exact(until))><Icon name="snooze"/>{words(move || ago(until))}</span> }
                .into_any()
        }
        (_, _, Some(since)) => {
            view! { <span class="waits" title=say::inbox::waiting_since(lang, exact(since))><Icon name="clock"/>{words(move || say::inbox::waiting(lang, long(since)))}</span> }
                .into_any()
        }
        _ => ().into_any(),
    }
}

/// The last words, with how far they came or what they are.
fn last(lang: Lang, row: &ConversationRow) -> AnyView {
    let tick = match row.last_direction {
        Direction::Out => row.last_status.map(|status| bubble::tick(lang, status)),
        Direction::Note => Some(view! { <Icon name="note"/> }.into_any()),
        Direction::In => None,
    };
    let kind = files::of_kind(lang, row.last_kind);
    let text = match kind {
        Some((_, name)) if row.last.is_empty() => name.to_owned(),
        _ => row.last.clone(),
    };
    view! { {tick}{kind.map(|(icon, _)| view! { <Icon name=icon/> })}<span dir="auto">{text}</span> }
        .into_any()
}

fn hits(state: State) -> AnyView {
    let lang = state.lang;
    let draw = move || {
        let all = state.hits().get().unwrap_or_default();
        if all.is_empty() {
            return empty::no_hits(state);
        }
        let place = state.place().get_untracked();
        let all = all.into_iter().map(|one| hit(state, &place, one)).collect_view();
        view! { <h2 class="for-ears">{say::inbox::hits(lang)}</h2><ul class="desk-rows hits">{all}</ul> }
            .into_any()
    };
    live(draw)
}

fn hit(state: State, place: &Place, hit: Hit) -> AnyView {
    let lang = state.lang;
    let mut href = place.at(Some(hit.conversation)).href();
    if let Some(message) = &hit.message {
        href = format!("{href}#m-{message}");
    }
    let at = hit.at;
    view! {
        <li>
            <a class="desk-row" href=href>
                {face(&hit.name)}
                <span class="row-name" dir="auto">{hit.name.clone()}</span>
                <time class="row-time" datetime=at.rfc3339() title=exact(at)>
                    {words(move || clock::short(lang, at, state.now().get(), state.awake().get()))}
                </time>
                <span class="row-last excerpt" dir="auto">
                    {hit.excerpt.into_iter().map(|(text, found)| {
                        if found { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
                    }).collect_view()}
                </span>
            </a>
        </li>
    }
    .into_any()
}
