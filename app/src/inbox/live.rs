//! News as they happen: server-sent events, picked up again where they broke off.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::{
    Timestamp,
    conversation::{Changes, ConversationRow, Mention},
    message::{Direction, MessageView},
    say,
};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;

use super::{
    browser, doors, files, form,
    merge::{self, Talk},
    state::State,
    travel,
};
use crate::json::read;

thread_local! {
    static STREAM: RefCell<Option<web_sys::EventSource>> = const { RefCell::new(None) };
    /// The count of the last news that were heard, which is where a new stream begins.
    static TOLD: Cell<Option<i64>> = const { Cell::new(None) };
    /// How many parts of the page are on their way from the server…
    static LOADING: Cell<u32> = const { Cell::new(0) };
    /// …and what was heard meanwhile: what arrives may be older than that.
    static MEANWHILE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Held while a part of the page is on its way: what is heard until it is dropped, [`catch_up`] puts in once more.
pub struct Loading(());

impl Loading {
    /// From before the server is asked.
    pub fn begin() -> Rc<Self> {
        LOADING.set(LOADING.get() + 1);
        Rc::new(Self(()))
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        LOADING.set(LOADING.get() - 1);
        if LOADING.get() == 0 {
            MEANWHILE.take();
        }
    }
}

/// Puts in what was heard while a part of the page that is here now was on its way. The same news twice change nothing.
pub fn catch_up(state: State) {
    let all = MEANWHILE.with_borrow(Vec::clone);
    for changes in all.iter().filter_map(|text| read(text)) {
        take_in(state, changes);
    }
}

/// Listens from now on.
pub fn listen(state: State) {
    let seq = TOLD.get();
    let seq = seq.unwrap_or_else(|| state.desk().with_untracked(|desk| desk.seq));
    TOLD.set(Some(seq));
    let Ok(stream) = web_sys::EventSource::new(&format!("/inbox/live?after={seq}")) else {
        return;
    };
    let heard = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        if let Some(changes) = read::<Changes>(&text) {
            // What asks for everything again is no news of anything.
            if LOADING.get() > 0 && !changes.reset {
                MEANWHILE.with_borrow_mut(|all| all.push(text));
            }
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
    TOLD.set(Some(changes.seq));
    take_in(state, changes);
}

fn take_in(state: State, changes: Changes) {
    if changes.reset {
        travel::reload(state);
        return;
    }
    let filter = state.place().with_untracked(|place| place.filter.clone());
    let answered = changes
        .messages
        .iter()
        .any(|(_, message)| message.direction == Direction::Out);
    let mut inbound = Vec::new();
    keep_focus();
    state.desk().update(|desk| {
        state
            .talk()
            .update(|talk| inbound = merge::apply(desk, talk, &filter, changes));
    });
    // What the buyer wrote may have stopped us, a colleague may know more of them by now, or have answered first.
    let is_old = |talk: &Talk| {
        let thread = &talk.thread;
        thread.contact.known != thread.row.known || answered && thread.first_reply.is_none()
    };
    if state.of_talk(is_old) {
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
    let unread = state.of_talk(|talk| {
        let row = &talk.thread.row;
        row.unread > 0 || row.mention == Mention::New
    });
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
            // A late answer knows less than the page by now.
            let is_news = |row: &ConversationRow| row.id == id && row.seq <= fresh.row.seq;
            if let Some(talk) = talk.as_mut().filter(|talk| is_news(&talk.thread.row)) {
                talk.thread.row.known = fresh.contact.known;
                talk.thread.contact = fresh.contact;
                talk.thread.window = fresh.window;
                talk.thread.first_reply = fresh.first_reply;
            }
        });
    });
}
