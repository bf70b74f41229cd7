use leptos::{attr::custom::custom_attribute, prelude::*};

use super::Icon;

/// How loud a button is. One `Primary` a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// Without a border, beside other things.
    Ghost,
    /// Small, without a border, in a row.
    Small,
    /// Takes something away.
    Danger,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Ghost => "button ghost",
            Self::Small => "button small",
            Self::Danger => "button danger",
        }
    }
}

fn inside(icon: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        {icon.map(|name| view! { <Icon name/> })}
        {children()}
    }
}

/// A button. Submits its form unless `plain` says it does not.
#[component]
pub fn Button(
    /// How loud.
    #[prop(optional)]
    kind: Kind,
    /// The symbol before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// `true` for a button that does not submit a form.
    #[prop(optional)]
    plain: bool,
    /// While its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be pressed. Say beside it why.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// More classes: `large`, `wide`.
    #[prop(optional)]
    size: &'static str,
    /// The words.
    children: Children,
) -> AnyView {
    view! {
        <button
            type=if plain { "button" } else { "submit" }
            class=format!("{} {size}", kind.class())
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {inside(icon, children)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// How loud.
    #[prop(optional)]
    kind: Kind,
    /// The symbol before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// The words.
    children: Children,
) -> AnyView {
    let rel = super::rel(&href);
    view! { <a class=kind.class() href=href rel=rel>{inside(icon, children)}</a> }.into_any()
}

/// A button that goes to a page. A form of its own, so that it is a button without JavaScript too.
#[component]
pub fn GoButton(
    /// The path of the page.
    #[prop(into)]
    to: String,
    /// How loud.
    #[prop(optional)]
    kind: Kind,
    /// The symbol before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// More classes: `large`, `wide`.
    #[prop(optional)]
    size: &'static str,
    /// Shown, and cannot be pressed: the reason stands beside it.
    #[prop(optional)]
    disabled: bool,
    /// The id of the sentence that says why it cannot be pressed.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// The words.
    children: Children,
) -> AnyView {
    view! {
        <form method="get" action=to>
            <button type="submit" class=format!("{} {size}", kind.class()) disabled=disabled aria-describedby=described_by>
                {inside(icon, children)}
            </button>
        </form>
    }
    .into_any()
}

/// A button that opens a [`super::Dialog`]. The browser does it; where it is too old to, we do.
#[component]
pub fn OpenDialog(
    /// The dialog's id.
    dialog: &'static str,
    /// How loud.
    #[prop(optional)]
    kind: Kind,
    /// The symbol before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// The words.
    children: Children,
) -> AnyView {
    view! {
        <button
            type="button"
            class=kind.class()
            {..custom_attribute("command", "show-modal")}
            {..custom_attribute("commandfor", dialog)}
            on:click=move |_| super::dialog::open_by_hand(dialog)
        >
            {inside(icon, children)}
        </button>
    }
    .into_any()
}
