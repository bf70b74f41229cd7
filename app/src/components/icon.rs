use leptos::prelude::*;

/// A picture from the sprite `public/icons.svg`. Decoration only: the words beside it say the same.
#[component]
pub fn Icon(
    /// The symbol's id in the sprite.
    name: &'static str,
    /// Whether it turns, for work under way.
    #[prop(optional)]
    spin: bool,
) -> AnyView {
    view! {
        <svg class=if spin { "icon spin" } else { "icon" } viewBox="0 0 24 24" aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
    .into_any()
}
