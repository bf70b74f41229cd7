//! News as they happen: server-sent events, picked up again where they broke off.

use std::cell::RefCell;

use domain::{
    Timestamp,
    conversation::{Changes, ConversationRow},
    message::{Direction, MessageView},
    say,
};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;

use super::{browser, doors, files, form, merge, state::State, travel};
use crate::json::read;

thread_local! {
    static STREAM: RefCell<Option<web_sys::EventSource>> = const { RefCell::new(None) };
}

/// Listens from now on.
pub fn listen(state: State) {
    let seq = state.desk().with_untracked(|desk| desk.seq);
    let Ok(stream) = web_sys::EventSource::new(&format!("/inbox/live?after={seq}")) else {
        return;
    };
    let heard = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        if let Some(changes) = read(&text) {
            hear(state, changes);
        }
    });
    let _ = stream.add_event_listener_with_callback("changes", heard.as_ref().unchecked_ref());
    heard.forget();
    let timed = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let micros = event.data().as_string().and_then(|text| text.parse().ok());
        if let Some(micros) = micros {
            state.now().set(Timestamp(micros));
        }
    });
    let _ = stream.add_event_listener_with_callback("now", timed.as_ref().unchecked_ref());
    timed.forget();
    let opened = Closure::<dyn FnMut()>::new(move || line(state, false));
    stream.set_onopen(Some(opened.as_ref().unchecked_ref()));
    opened.forget();
    let failed = Closure::<dyn FnMut()>::new(move || {
        line(state, true);
        again(state);
    });
    stream.set_onerror(Some(failed.as_ref().unchecked_ref()));
    failed.forget();
    STREAM.set(Some(stream));
}

fn line(state: State, offline: bool) {
    if state.ui().with_untracked(|ui| ui.offline != offline) {
        state.ui().update(|ui| ui.offline = offline);
    }
}

/// Browsers come back by themselves after a break, but give up on an answer that is no stream.
fn again(state: State) {
    let over = STREAM.with_borrow(|stream| {
        stream
            .as_ref()
            .is_some_and(|stream| stream.ready_state() == web_sys::EventSource::CLOSED)
    });
    if over {
        STREAM.set(None);
        spawn_local(async move {
            browser::pause(3_000).await;
            if STREAM.with_borrow(Option::is_none) {
                listen(state);
            }
        });
    }
}

/// Takes news in.
pub fn hear(state: State, changes: Changes) {
    line(state, false);
    if changes.reset {
        travel::reload(state);
        return;
    }
    let open = state.open();
    // A line that changed, and not by a message: by what colleagues know of the buyer, perhaps.
    let is_message = |seq| changes.messages.iter().any(|(_, message)| message.seq == seq);
    let is_open = |row: &&ConversationRow| Some(&row.id) == open.as_ref();
    let about_open = changes
        .rows
        .iter()
        .find(is_open)
        .is_some_and(|row| !is_message(row.seq));
    let filter = state.place().with_untracked(|place| place.filter.clone());
    let mut inbound = Vec::new();
    keep_focus();
    state.desk().update(|desk| {
        state
            .talk()
            .update(|talk| inbound = merge::apply(desk, talk, &filter, changes));
    });
    if about_open || !inbound.is_empty() {
        // What the buyer wrote may have stopped us, or begun again.
        refresh_contact(state);
    }
    if let Some(last) = inbound.last() {
        read_out(state, last);
        if state.ui().with_untracked(|ui| ui.away) {
            let more = u32::try_from(inbound.len()).unwrap_or(0);
            state.ui().update(|ui| ui.below += more);
        }
    }
    look(state);
}

/// A line of the list that changes is drawn anew: whoever stood on it stands on the new one.
fn keep_focus() {
    let at = document()
        .active_element()
        .filter(|at| at.class_list().contains("desk-row"));
    let Some(href) = at.and_then(|at| at.get_attribute("href")) else {
        return;
    };
    request_animation_frame(move || {
        let lost = document()
            .active_element()
            .is_none_or(|at| at.tag_name() == "BODY");
        let line = document().query_selector(&["#rows a[href=\"", &href, "\"]"].concat());
        if let Some(line) = line.ok().flatten().filter(|_| lost)
            && let Ok(line) = line.dyn_into::<web_sys::HtmlElement>()
        {
            let _ = line.focus();
        }
    });
}

/// Says for ears what came in.
fn read_out(state: State, message: &MessageView) {
    let lang = state.lang;
    let name = state.of_talk(|talk| talk.thread.row.name.clone());
    let words = match files::of_kind(lang, message.kind) {
        Some((_, kind)) if message.body.is_empty() => kind.to_owned(),
        _ => message.body.clone(),
    };
    debug_assert_eq!(message.direction, Direction::In);
    state
        .ui()
        .update(|ui| ui.heard = say::inbox::live_message(lang, name, words));
}

/// What is in sight counts as read, as long as somebody looks at the page.
pub fn look(state: State) {
    let unread = state.of_talk(|talk| talk.thread.row.unread > 0);
    let away = state.ui().with_untracked(|ui| ui.away);
    if let Some(id) = state.open().filter(|_| unread && !away && browser::is_seen()) {
        form::quietly(doors::MarkRead::PATH, vec![("conversation", id.to_string())]);
    }
}

/// Asks again who the buyer is, and leaves the messages alone.
pub fn refresh_contact(state: State) {
    let Some(id) = state.open() else { return };
    spawn_local(async move {
        let args = vec![("conversation", id.to_string())];
        let Ok(json) = crate::door::ask(doors::LoadThread::PATH, args).await else {
            return;
        };
        let Some(fresh) = read::<domain::conversation::Thread>(&json) else {
            return;
        };
        state.talk().update(|talk| {
            if let Some(talk) = talk.as_mut().filter(|talk| talk.thread.row.id == id) {
                talk.thread.contact = fresh.contact;
                talk.thread.window = fresh.window;
                talk.thread.first_reply = fresh.first_reply;
            }
        });
    });
}
