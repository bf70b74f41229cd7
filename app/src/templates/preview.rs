use domain::{say, template::Preview};
use leptos::prelude::*;

use crate::{components::Icon, i18n::lang};

/// A message as the buyer sees it.
#[component]
pub fn Message(
    /// What it says.
    preview: Preview,
) -> AnyView {
    let Preview {
        has_file,
        body,
        footer,
        buttons,
        lines,
    } = preview;
    let words = body
        .lines()
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect_view();
    view! {
        <div class="sample">
            {has_file.then(|| view! { <p class="sample-file"><Icon name="image"/>{say::templates::preview_file(lang())}</p> })}
            {words}
            {(!footer.is_empty()).then(|| view! { <p class="sub">{footer}</p> })}
            {(!buttons.is_empty()).then(|| view! {
                <ul class="sample-buttons">{buttons.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}</ul>
            })}
            {(!lines.is_empty()).then(|| view! {
                <ul class="sample-lines">
                    {lines.into_iter().map(|line| view! { <li>{line.title}<span class="sub">{line.detail}</span></li> }).collect_view()}
                </ul>
            })}
        </div>
    }
    .into_any()
}
