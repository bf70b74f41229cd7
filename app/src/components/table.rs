use domain::say;
use leptos::prelude::*;

use super::LinkButton;
use crate::i18n::lang;

/// A table. On a phone each row becomes a small card, and cells say their heading (`data-name`) themselves.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    caption: String,
    /// The headings; empty for a column of buttons.
    heads: Vec<&'static str>,
    /// The rows: `<tr>` with a `<th scope="row">` first.
    children: Children,
) -> AnyView {
    view! {
        <div class="table-frame">
            <table class="table">
                <caption class="for-ears">{caption}</caption>
                <thead>
                    <tr>
                        {heads
                            .into_iter()
                            .map(|head| {
                                if head.is_empty() {
                                    view! { <td></td> }.into_any()
                                } else {
                                    view! { <th scope="col">{head}</th> }.into_any()
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The way to the next part of a list, and back to its start.
#[component]
pub fn Pager(
    /// The page's path with its other query keys, ending in `?` or `&`.
    #[prop(into)]
    path: String,
    /// Whether this is not the first part.
    further: bool,
    /// What asks for the next part.
    next: Option<String>,
) -> AnyView {
    let lang = lang();
    if !further && next.is_none() {
        return ().into_any();
    }
    let start = path.trim_end_matches(['?', '&']).to_owned();
    view! {
        <nav class="pager" aria-label=say::ui::pages(lang)>
            <span>{further.then(|| view! { <LinkButton href=start icon="chevron-left">{say::ui::first_page(lang)}</LinkButton> })}</span>
            {next.map(|next| view! { <LinkButton href=format!("{path}after={next}")>{say::ui::next_page(lang)}</LinkButton> })}
        </nav>
    }
    .into_any()
}
