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

/// Tells ears which reply is chosen while the field keeps the focus.
#[cfg(feature = "hydrate")]
pub fn tell_choice(state: State) {
    let chosen = move || {
        fitting(state)
            .filter(|(all, _)| !all.is_empty())
            .map(|(_, at)| at)
    };
    Effect::new(move |_| {
        let at = chosen();
        let Some(field) = super::browser::element::<web_sys::Element>(super::composer::FIELD) else {
            return;
        };
        if let Some(at) = at {
            let _ = field.set_attribute("aria-controls", "canned");
            let _ = field.set_attribute("aria-activedescendant", &["canned-", &at.to_string()].concat());
        } else {
            let _ = field.remove_attribute("aria-controls");
            let _ = field.remove_attribute("aria-activedescendant");
        }
    });
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
    let taken = chooses(state, event);
    #[cfg(feature = "hydrate")]
    if !taken && event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
        super::writing::enter(state, event);
    }
    let _ = taken;
}

/// Whether a key belongs to the list of replies.
fn chooses(state: State, event: &leptos::ev::KeyboardEvent) -> bool {
    let Some((all, at)) = untrack(|| fitting(state)) else {
        return false;
    };
    let many = all.len().max(1);
    match event.key().as_str() {
        "ArrowDown" => choose(state, (at + 1) % many),
        "ArrowUp" => choose(state, (at + many - 1) % many),
        "Escape" => {
            event.stop_propagation();
            state.ui().update(|ui| ui.canned = None);
        }
        "Enter" | "Tab" if at < all.len() => put(state, &all[at].text),
        _ => return false,
    }
    event.prevent_default();
    true
}

fn choose(state: State, index: usize) {
    state.ui().update(|ui| {
        if let Some((_, at)) = &mut ui.canned {
            *at = index;
        }
    });
}
