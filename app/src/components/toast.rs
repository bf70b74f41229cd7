use domain::say;
use leptos::prelude::*;

use super::Icon;
use crate::{answer::Outcome, i18n::lang};

/// Short messages that something was done. They leave by themselves; nothing important lives only here.
#[derive(Debug, Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u32, String)>>);

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Shows one for five seconds.
    pub fn show(self, words: impl Into<String>) {
        let words = words.into();
        self.0.update(|all| {
            let id = all.last().map_or(0, |(id, _)| id + 1);
            all.push((id, words));
            #[cfg(feature = "hydrate")]
            set_timeout(move || self.remove(id), std::time::Duration::from_secs(5));
        });
    }

    fn remove(self, id: u32) {
        self.0.update(|all| all.retain(|(other, _)| *other != id));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where toasts appear; there from the start, so that screen readers listen to it.
#[component]
pub fn ToastRegion() -> AnyView {
    let lang = lang();
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || {
                toasts
                    .0
                    .get()
                    .into_iter()
                    .map(|(id, words)| {
                        view! {
                            <div class="toast">
                                <Icon name="check-circle"/>
                                <span class="grow">{words}</span>
                                <button
                                    type="button"
                                    class="button ghost small square"
                                    aria-label=say::ui::close(lang)
                                    on:click=move |_| toasts.remove(id)
                                >
                                    <Icon name="x"/>
                                </button>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
    .into_any()
}

/// When an action has done its work: says so, and lets the page look again.
pub fn toast_when_done(outcome: Outcome, words: &'static str, then: impl Fn() + 'static) {
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if matches!(outcome.get(), Some(Ok(()))) {
            toasts.show(words);
            then();
        }
    });
}
