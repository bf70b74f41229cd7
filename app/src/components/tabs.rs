use leptos::prelude::*;

/// One view of several of the same thing.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub href: &'static str,
    /// How much is in it.
    pub count: Option<u32>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// Views of the same thing, as links: each has an address.
#[component]
pub fn Tabs(
    /// What they are views of.
    label: &'static str,
    /// The views.
    tabs: Vec<Tab>,
) -> AnyView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs
                .into_iter()
                .map(|tab| {
                    view! {
                        <a href=tab.href aria-current=tab.current.then_some("page")>
                            {tab.name}
                            {tab.count.map(|n| view! { <span class="count">{n}</span> })}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
    .into_any()
}
