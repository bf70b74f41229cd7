use leptos::prelude::*;

use super::Wrong;
use crate::compat::escaped;

/// A field of several lines, the only one: the renderer does not escape the children of `<textarea>`, so text must
/// pass through [`escaped`] here and nowhere else.
#[component]
pub fn TextArea(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its name in the form.
    name: &'static str,
    /// What its id ends with, where its name stands twice on a page.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// How many characters it takes.
    #[prop(optional)]
    max: Option<u32>,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Signal<Option<String>>,
) -> AnyView {
    let id = format!("field-{}", id.unwrap_or(name));
    let about = format!("{id}-about");
    let typed = value.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            <textarea
                class="input"
                id=id
                name=name
                maxlength=max
                aria-describedby=about.clone()
                aria-invalid=move || wrong.get().is_some().then_some("true")
                prop:value=typed
            >
                {escaped(value)}
            </textarea>
            <Wrong id=about names=name.to_owned() wrong/>
        </div>
    }
    .into_any()
}
