use domain::say;
use leptos::prelude::*;

use super::Icon;
use crate::i18n::lang;

/// One step of a [`Stepper`].
#[derive(Debug, Clone)]
pub struct StepperItem {
    /// Its name.
    pub name: &'static str,
    /// Where to go back to it, if one can.
    pub href: Option<&'static str>,
}

/// Where one is in a few steps.
#[component]
pub fn Stepper(
    /// The steps in order.
    items: Vec<StepperItem>,
    /// Which is at work, from 0; past the end when all are done.
    #[prop(into)]
    at: Signal<usize>,
) -> AnyView {
    let lang = lang();
    view! {
        <ol class="stepper" aria-label=say::ui::steps(lang)>
            {items
                .into_iter()
                .enumerate()
                .map(|(index, StepperItem { name, href })| {
                    let mark = move || {
                        if index < at.get() {
                            view! { <Icon name="check"/> <span class="for-ears">{say::ui::done(lang)}</span> }.into_any()
                        } else {
                            (index + 1).into_any()
                        }
                    };
                    let inside = view! { <span class="mark">{mark}</span> <span class="name">{name}</span> };
                    view! {
                        <li class:done=move || index < at.get() aria-current=move || (index == at.get()).then_some("step")>
                            {match href {
                                Some(href) => view! { <a href=href>{inside}</a> }.into_any(),
                                None => view! { <span>{inside}</span> }.into_any(),
                            }}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}
