//! The desk without a mouse.

use domain::say;
use leptos::prelude::*;

use super::state::State;
use crate::components::Dialog;

/// The list of keys.
pub const KEYS: &str = "desk-keys";

/// The dialog that says what keys do.
pub fn dialog(state: State) -> AnyView {
    let lang = state.lang;
    let all = [
        ("j ↓", say::inbox::key_down(lang)),
        ("k ↑", say::inbox::key_up(lang)),
        ("Enter", say::inbox::key_open(lang)),
        ("r", say::inbox::key_reply(lang)),
        ("n", say::inbox::key_note(lang)),
        ("e", say::inbox::key_resolve(lang)),
        ("a", say::inbox::key_assign(lang)),
        ("/", say::inbox::key_search(lang)),
        ("Esc", say::inbox::key_back(lang)),
        ("Enter ", say::inbox::key_send(lang)),
        ("⇧ Enter", say::inbox::key_newline(lang)),
        ("⌘ K / Ctrl K", say::ui::key_find(lang)),
        ("?", say::inbox::key_keys(lang)),
    ];
    view! {
        <Dialog id=KEYS title=say::inbox::keys(lang)>
            <dl class="facts">
                {all.into_iter().map(|(keys, what)| view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> }).collect_view()}
            </dl>
        </Dialog>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
pub use browser::listen;

#[cfg(feature = "hydrate")]
mod browser {
    use domain::conversation::ConversationState;
    use leptos::prelude::*;
    use server_fn::ServerFn;
    use wasm_bindgen::{JsCast, prelude::Closure};

    use super::KEYS;
    use crate::{
        components::open_dialog,
        inbox::{
            browser,
            composer::{FIELD, NOTE_FIELD},
            doors, form,
            place::Pane,
            state::State,
            travel, writing,
        },
    };

    /// Hears keys before the page round the desk does.
    pub fn listen(state: State) {
        let heard = Closure::<dyn FnMut(web_sys::KeyboardEvent)>::new(move |event| pressed(state, &event));
        let _ = window().add_event_listener_with_callback_and_bool(
            "keydown",
            heard.as_ref().unchecked_ref(),
            true,
        );
        heard.forget();
    }

    fn pressed(state: State, event: &web_sys::KeyboardEvent) {
        if event.meta_key() || event.ctrl_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let at = document().active_element();
        if at
            .as_ref()
            .is_some_and(|at| at.closest("dialog[open]").ok().flatten().is_some())
        {
            return;
        }
        let typing = at
            .as_ref()
            .is_some_and(|at| ["INPUT", "TEXTAREA", "SELECT"].contains(&at.tag_name().as_str()));
        let key = event.key();
        let done = match key.as_str() {
            "Escape" => escape(state, typing),
            _ if typing => false,
            "j" | "ArrowDown" => step(at, &key, 1),
            "k" | "ArrowUp" => step(at, &key, -1),
            "r" => write(state, Pane::Talk),
            "n" => write(state, Pane::Note),
            "e" => resolve(state),
            "a" => to_me(state),
            "/" => {
                browser::focus("search");
                true
            }
            "?" => {
                open_dialog(KEYS);
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    }

    /// To the next line of the list. Arrows belong to it only while it has the focus, or nothing has.
    fn step(at: Option<web_sys::Element>, key: &str, by: i32) -> bool {
        let in_list = at.as_ref().is_some_and(|at| at.class_list().contains("desk-row"));
        let nowhere = at.as_ref().is_none_or(|at| at.tag_name() == "BODY");
        if key.len() > 1 && !in_list && !nowhere {
            return false;
        }
        let Ok(rows) = document().query_selector_all(".desk-row") else {
            return false;
        };
        let all: Vec<web_sys::HtmlElement> = (0..rows.length())
            .filter_map(|index| rows.item(index)?.dyn_into().ok())
            .collect();
        let is = |row: &web_sys::HtmlElement| {
            if in_list {
                at.as_ref() == Some(row.as_ref())
            } else {
                row.has_attribute("aria-current")
            }
        };
        let now = all.iter().position(is);
        let next = match now {
            None => 0,
            Some(now) if by > 0 => now + 1,
            Some(now) => now.saturating_sub(1),
        };
        if let Some(row) = all.get(next) {
            let _ = row.focus();
        }
        true
    }

    fn write(state: State, pane: Pane) -> bool {
        if state.open().is_none() {
            return false;
        }
        let href = state.place().with_untracked(|place| place.showing(pane).href());
        travel::go_to(state, &href);
        // The field may have to appear first.
        let field = if pane == Pane::Note { NOTE_FIELD } else { FIELD };
        request_animation_frame(move || browser::focus(field));
        true
    }

    fn post(state: State, path: &'static str, more: &str) -> bool {
        // Not to the conversation that stands there still while another is on its way.
        let Some(id) = writing::here(state) else {
            return false;
        };
        form::post(state, path, format!("conversation={id}&{more}"), |_| {});
        true
    }

    fn resolve(state: State) -> bool {
        let to = match state.of_talk(|talk| talk.thread.row.state) {
            ConversationState::Open => "to=resolved",
            _ => "to=open",
        };
        post(state, doors::ChangeState::PATH, to)
    }

    fn to_me(state: State) -> bool {
        let me = state.desk().with_untracked(|desk| format!("person={}", desk.me));
        post(state, doors::Assign::PATH, &me)
    }

    /// Out of the field, out of the contact, out of the conversation, out of the search.
    fn escape(state: State, typing: bool) -> bool {
        if state.ui().with_untracked(|ui| ui.canned.is_some()) {
            state.ui().update(|ui| ui.canned = None);
            return true;
        }
        let at = document()
            .active_element()
            .and_then(|at| at.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(at) = at.filter(|_| typing) {
            let _ = at.blur();
            return true;
        }
        let place = state.place().get_untracked();
        if place.conversation.is_none() {
            return false;
        }
        let to = if place.pane == Pane::Talk {
            place.at(None)
        } else {
            place.showing(Pane::Talk)
        };
        travel::go_to(state, &to.href());
        true
    }
}
