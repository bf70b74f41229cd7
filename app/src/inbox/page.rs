//! The desk's page, which only the server draws.

use domain::{
    Problem, Timestamp,
    conversation::{Counts, Desk, Filter, View},
    say,
};
use leptos::{attr::custom::custom_attribute, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::{
    DESK, doors, drawn,
    place::{Pane, Place},
    state::{First, Start, State},
};
use crate::{
    answer::{Answer, Refusal},
    components::refusal_page,
    context::{actor, world},
    i18n::lang,
};

/// `/inbox` and `/inbox/{conversation}`.
#[component]
pub fn InboxPage() -> AnyView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    let query = location
        .query
        .with_untracked(leptos_router::params::ParamsMap::to_query_string);
    let address = format!("{path}{query}");
    let posted = use_context::<crate::compat::PostedRefusal>().map(|posted| posted.refusal.0);
    view! {
        <Suspense>
            {Suspend::new(async move {
                match load(address, posted).await {
                    Ok(start) => whole(start),
                    Err(refusal) => refused(&refusal),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The page once its data is here.
pub fn whole(start: Start) -> AnyView {
    let title = match &start.thread {
        Some(thread) => thread.row.name.clone(),
        None => say::inbox::title(lang()).to_owned(),
    };
    let json = serde_json::to_string(&start).unwrap_or_default();
    crate::wake::announce(crate::wake::wake_desk());
    if start.thread.is_some() {
        super::talk::announce();
    }
    let drawn = drawn(State::new(start));
    view! {
        <Title text=title/>
        <div {..custom_attribute("data-desk", json)} id=DESK>{drawn}</div>
    }
    .into_any()
}

fn refused(refusal: &Refusal) -> AnyView {
    view! { <div id=DESK><div class="page narrow">{refusal_page(refusal)}</div></div> }.into_any()
}

async fn load(address: String, posted: Option<Problem>) -> Answer<Start> {
    let place = Place::parse(&address);
    let desk = doors::load_desk(place.filter.clone()).await?;
    let (thread, missing) = match place.conversation.clone() {
        Some(id) => match doors::load_thread(id).await {
            Ok(thread) => (Some(thread), None),
            Err(refusal) => (None, Some(refusal.0)),
        },
        None => (None, None),
    };
    let hits = if place.search.is_empty() {
        None
    } else {
        Some(doors::search_inbox(place.search.clone()).await?)
    };
    let closed = thread.as_ref().is_some_and(|thread| !thread.window.is_open());
    let choices = match &thread {
        Some(thread) if closed || place.pane == Pane::Template => {
            Some(doors::load_choices(thread.row.id.clone()).await?)
        }
        _ => None,
    };
    let (connected, first) = if desk.rows.rows.is_empty() && place.filter == Filter::default() {
        beginning(&desk).await?
    } else {
        (true, None)
    };
    let (chance, now): (_, Timestamp) = (&world().chance, desk.now);
    let request_id: domain::MessageId = chance.id(now);
    Ok(Start {
        address,
        desk,
        thread,
        hits,
        choices,
        connected,
        first,
        request_id: request_id.to_string(),
        refused: posted.or(missing).map(|problem| problem.detail),
    })
}

/// Whether a number is connected; and how to write to it, as long as nobody has.
async fn beginning(desk: &Desk) -> Answer<(bool, Option<First>)> {
    let (world, actor) = (world(), actor()?);
    let home = portal::home::view(&world, &actor).await?;
    let Some(card) = home.connections.first() else {
        return Ok((false, None));
    };
    let resolved = Filter {
        view: View::Resolved,
        ..Filter::default()
    };
    let finished = portal::conversations::list(&world, &actor, &resolved, None).await?;
    if desk.counts != Counts::default() || !finished.rows.is_empty() {
        return Ok((true, None));
    }
    let connection = portal::integrations::open(&world, &actor, &card.id).await?;
    let first = First {
        number: connection.national,
        chat: connection.number.wa_me(),
        qr_svg: connection.qr_svg,
    };
    Ok((true, Some(first)))
}
