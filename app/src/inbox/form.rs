//! Forms of the desk: posted by the browser without JavaScript, handed in here with it.

use leptos::prelude::*;
use server_fn::ServerFn;

use super::state::State;

/// What follows when a form was taken.
pub type Then = fn(State);

/// A form with nothing but hidden fields and what presses it.
pub fn form<S: ServerFn>(state: State, hidden: Vec<(&'static str, String)>, inside: AnyView) -> AnyView {
    drawn(state, S::PATH, "", hidden, inside, |_| {})
}

/// A form with fields of its own.
pub fn form_then<S: ServerFn>(
    state: State,
    class: &'static str,
    hidden: Vec<(&'static str, String)>,
    inside: AnyView,
    then: Then,
) -> AnyView {
    drawn(state, S::PATH, class, hidden, inside, then)
}

fn drawn(
    state: State,
    path: &'static str,
    class: &'static str,
    hidden: Vec<(&'static str, String)>,
    inside: AnyView,
    then: Then,
) -> AnyView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        hand_in(state, path, &event, then);
        let _ = (state, then);
    };
    view! {
        <form method="post" action=path class=class on:submit=submit>
            {hidden
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                .collect_view()}
            {inside}
        </form>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn hand_in(state: State, path: &'static str, event: &leptos::ev::SubmitEvent, then: Then) {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into().ok());
    let Some(form): Option<web_sys::HtmlFormElement> = target else {
        return;
    };
    post(state, path, super::browser::fields(&form), then);
}

/// Hands something in; a refusal is said at the top of the thread.
#[cfg(feature = "hydrate")]
pub fn post(state: State, path: &'static str, fields: String, then: Then) {
    wasm_bindgen_futures::spawn_local(async move {
        match crate::door::hand_in(path, &fields).await {
            Ok(_) => {
                state.ui().update(|ui| ui.refused = None);
                then(state);
            }
            Err(refusal) => state.refuse(why(refusal)),
        }
    });
}

/// What a refusal says: what is wrong with a field, where one is at fault.
#[cfg(feature = "hydrate")]
pub fn why(refusal: crate::answer::Refusal) -> String {
    let domain::Problem { fields, detail, .. } = refusal.0;
    fields.into_iter().next().map_or(detail, |fault| fault.message)
}

/// Hands in fields without a form; a refusal is not said.
#[cfg(feature = "hydrate")]
pub fn quietly(path: &'static str, args: crate::door::Args) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = crate::door::ask(path, args).await;
    });
}
