use leptos::prelude::*;

/// A radio button as a card that says what choosing it means.
#[component]
pub fn Choice(
    /// The name of the group.
    name: &'static str,
    /// Its value.
    #[prop(into)]
    value: String,
    /// What it is.
    #[prop(into)]
    title: String,
    /// What it means.
    #[prop(optional, into)]
    detail: String,
    /// What stands at its end: a price.
    #[prop(optional, into)]
    aside: String,
    /// Whether it is chosen at first.
    #[prop(optional)]
    checked: bool,
    /// Whether one of the group must be chosen.
    #[prop(optional)]
    required: bool,
    /// Cannot be chosen; the detail says why.
    #[prop(optional)]
    disabled: bool,
    /// A name by which the focus finds it again where its part is drawn anew.
    #[prop(optional)]
    id: Option<&'static str>,
) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" id=id name=name value=value checked=checked required=required disabled=disabled/>
            <span>
                <b>{title}</b>
                {(!detail.is_empty()).then(|| view! { <small>{detail}</small> })}
            </span>
            {(!aside.is_empty()).then(|| view! { <small class="aside">{aside}</small> })}
        </label>
    }
    .into_any()
}

/// A box to tick.
#[component]
pub fn Check(
    /// Its name in the form.
    name: &'static str,
    /// What ticking it means.
    #[prop(into)]
    label: String,
    /// Whether it must be ticked.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" required=required/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}
