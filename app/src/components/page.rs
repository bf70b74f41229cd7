use leptos::prelude::*;
use leptos_meta::Title;

use super::Icon;

/// A page: its title, its one action, and what it holds.
#[component]
pub fn Page(
    /// The `h1` and the window's title.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: String,
    /// The one action, top right.
    #[prop(optional)]
    action: Option<AnyView>,
    /// Where the page above is, and its name.
    #[prop(optional)]
    back: Option<(String, String)>,
    /// For pages to read rather than to scan.
    #[prop(optional)]
    narrow: bool,
    /// What it holds.
    children: Children,
) -> AnyView {
    view! {
        <div class=if narrow { "page narrow" } else { "page" }>
            <PageHead title lead action back/>
            {children()}
        </div>
    }
    .into_any()
}

/// The head of a page, for pages whose title is known only when their data is.
#[component]
pub fn PageHead(
    /// The `h1` and the window's title.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: String,
    /// The one action, top right.
    #[prop(optional_no_strip)]
    action: Option<AnyView>,
    /// Where the page above is, and its name.
    #[prop(optional_no_strip)]
    back: Option<(String, String)>,
) -> AnyView {
    view! {
        <Title text=title.clone()/>
        <header class="page-head">
            <div>
                {back.map(|(href, name)| view! { <a class="back" href=href><Icon name="chevron-left"/>{name}</a> })}
                <h1 tabindex="-1">{title}</h1>
                {(!lead.is_empty()).then(|| view! { <p>{lead}</p> })}
            </div>
            {action.map(|action| view! { <div class="do">{action}</div> })}
        </header>
    }
    .into_any()
}

/// The head of a card.
#[component]
pub fn SubTitle(
    /// The `h2`.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: String,
    /// What stands at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    view! {
        <header class="card-head">
            <div>
                <h2>{title}</h2>
                {(!lead.is_empty()).then(|| view! { <p>{lead}</p> })}
            </div>
            {children.map(|children| children())}
        </header>
    }
    .into_any()
}
