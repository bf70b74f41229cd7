//! Replies that are written once: `/` and a few letters bring them up.

use domain::conversation::Canned;
use domain::say;
use leptos::prelude::*;

use super::{signals::live, state::State};

/// The replies that begin with what was typed.
fn fitting(state: State) -> Option<(Vec<Canned>, usize)> {
    let (typed, at) = state.ui().with(|ui| ui.canned.clone())?;
    let typed = typed.to_lowercase();
    let all = state.desk().with(|desk| {
        let fits = |one: &&Canned| one.short.to_lowercase().starts_with(&typed);
        desk.canned.iter().filter(fits).cloned().collect::<Vec<_>>()
    });
    let at = at.min(all.len().saturating_sub(1));
    Some((all, at))
}

/// The list above the field while one is being chosen.
pub fn popup(state: State) -> AnyView {
    let lang = state.lang;
    let draw = move || {
        fitting(state).map(|(all, at)| {
            let none = all.is_empty();
            view! {
                <ul class="canned" id="canned" role="listbox" aria-label=say::inbox::canned(lang)>
                    {all.into_iter().enumerate().map(|(index, one)| {
                        let text = one.text.clone();
                        view! {
                            <li
                                role="option" id=format!("canned-{index}") aria-selected=if index == at { "true" } else { "false" }
                                on:mousedown=move |event| { event.prevent_default(); put(state, &text); }
                            >
                                <b>"/" {one.short}</b><span>{one.text}</span>
                            </li>
                        }
                    }).collect_view()}
                    {none.then(|| view! { <li class="faint" role="option" aria-selected="false">{say::inbox::canned_none(lang)}</li> })}
                </ul>
            }
        })
    };
    live(draw)
}

/// Puts a reply into the field.
fn put(state: State, text: &str) {
    state.ui().update(|ui| ui.canned = None);
    #[cfg(feature = "hydrate")]
    super::writing::put(state, text);
    let _ = text;
}

/// A key in the form: chooses a reply while the list is up, else *Enter* sends.
pub fn pressed(state: State, event: &leptos::ev::KeyboardEvent) {
    let key = event.key();
    if let Some((all, at)) = untrack(|| fitting(state)) {
        let to = match key.as_str() {
            "ArrowDown" => Some((at + 1) % all.len().max(1)),
            "ArrowUp" => Some((at + all.len().saturating_sub(1)) % all.len().max(1)),
            _ => None,
        };
        if let Some(to) = to {
            event.prevent_default();
            state.ui().update(|ui| {
                if let Some((_, at)) = &mut ui.canned {
                    *at = to;
                }
            });
            return;
        }
        if key == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            state.ui().update(|ui| ui.canned = None);
            return;
        }
        if let Some(one) = all.get(at).filter(|_| key == "Enter" || key == "Tab") {
            event.prevent_default();
            put(state, &one.text);
            return;
        }
    }
    #[cfg(feature = "hydrate")]
    if key == "Enter" && !event.shift_key() && !event.is_composing() {
        super::writing::enter(state, event);
    }
}
