use leptos::prelude::*;

use super::Icon;
use crate::answer::Outcome;

/// What is wrong with a field, under it. Always there, so that a screen reader hears it appear.
#[component]
pub fn Wrong(
    /// The field's `aria-describedby`.
    id: String,
    /// The field's names in an answer's list of faults.
    names: String,
    /// What is wrong.
    wrong: Signal<Option<String>>,
) -> AnyView {
    view! {
        <p class="wrong" id=id data-for=names aria-live="polite" hidden=move || wrong.get().is_none()>
            <Icon name="alert"/>
            <span>{move || wrong.get().unwrap_or_default()}</span>
        </p>
    }
    .into_any()
}

/// A field of one line.
#[component]
pub fn TextField(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its name in the form.
    name: &'static str,
    /// Its id, where two forms of a page have a field of that name.
    #[prop(optional)]
    id: Option<&'static str>,
    /// `text`, `email`, `password`, `tel`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// An example, never the only help.
    #[prop(optional, into)]
    placeholder: String,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Fewest characters.
    #[prop(optional)]
    min: Option<u32>,
    /// Most characters.
    #[prop(optional)]
    max: Option<u32>,
    /// Another name of it in an answer's list of faults.
    #[prop(optional)]
    also: &'static str,
    /// More classes of the input: `code`.
    #[prop(optional)]
    look: &'static str,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Signal<Option<String>>,
) -> AnyView {
    let id = id.map_or_else(|| format!("field-{name}"), str::to_owned);
    let about = format!("{id}-about");
    let helps = format!("{id}-hint");
    let described = if hint.is_empty() {
        about.clone()
    } else {
        format!("{helps} {about}")
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=helps>{hint}</p> })}
            <input
                class=format!("input {look}")
                id=id
                name=name
                type=kind
                value=value
                placeholder=placeholder
                autocomplete=autocomplete
                inputmode=inputmode
                required=required
                minlength=min
                maxlength=max
                aria-describedby=described
                aria-invalid=move || wrong.get().is_some().then_some("true")
            />
            <Wrong id=about names=format!("{name} {also}") wrong/>
        </div>
    }
    .into_any()
}

/// One of a few, as the browser's own list.
#[component]
pub fn Select(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its name in the form.
    name: &'static str,
    /// Value and words of each.
    options: Vec<(String, String)>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Signal<Option<String>>,
) -> AnyView {
    let id = format!("field-{name}");
    let about = format!("{id}-about");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            <select class="input" id=id name=name aria-describedby=about.clone()>
                {options
                    .into_iter()
                    .map(|(key, words)| {
                        let chosen = key == value;
                        view! { <option value=key selected=chosen>{words}</option> }
                    })
                    .collect_view()}
            </select>
            <Wrong id=about names=name.to_owned() wrong/>
        </div>
    }
    .into_any()
}

/// What an outcome says about one field: the message under it. Forms say `phone_number` where JSON says
/// `phoneNumber`; both are the same field.
pub fn field_error(outcome: Outcome, field: &'static str) -> Signal<Option<String>> {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    Signal::derive(move || {
        let Some(Err(problem)) = outcome.get() else {
            return None;
        };
        let found = problem
            .fields
            .into_iter()
            .find(|found| plain(&found.field) == plain(field));
        found.map(|found| found.message)
    })
}
