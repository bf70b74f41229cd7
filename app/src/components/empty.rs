use leptos::prelude::*;

use super::{Icon, Tint};

/// What stands where nothing is: a cause and one action.
#[component]
pub fn Empty(
    /// The symbol.
    icon: &'static str,
    /// What is (not) here.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    #[prop(optional, into)]
    detail: String,
    /// What the colour means.
    #[prop(optional)]
    tint: Tint,
    /// Whether it stands for the whole page: then its title is the page's.
    #[prop(optional)]
    whole: bool,
    /// The one action.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let title = if whole {
        view! { <h1>{title}</h1> }.into_any()
    } else {
        view! { <h2>{title}</h2> }.into_any()
    };
    view! {
        <div class="empty">
            <span class=format!("mark {}", tint.class())>
                <Icon name=icon/>
            </span>
            {title}
            {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
            {children.map(|children| view! { <div class="do">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// The shape of what comes: lines of a card.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 4)]
    lines: usize,
) -> AnyView {
    let widths = ["w2", "w3", "w1", "w3", "w2"];
    view! {
        <div class="card" aria-hidden="true">
            <div class="skeleton">
                {(0..lines)
                    .map(|line| view! { <div class=format!("bone {}", widths[line % widths.len()])></div> })
                    .collect_view()}
            </div>
        </div>
    }
    .into_any()
}
