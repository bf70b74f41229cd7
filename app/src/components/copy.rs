use domain::say;
use leptos::prelude::*;

use super::Icon;
use crate::i18n::lang;

/// A text to take along: selectable without JavaScript, one press with it.
#[component]
pub fn CopyField(
    /// What it is.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    value: String,
) -> AnyView {
    let id = "copy-field";
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="copy">
                <input class="input" id=id readonly=true value=value.clone()/>
                <CopyButton value words=true/>
            </div>
        </div>
    }
    .into_any()
}

/// An id in a row, with a small button to take it along.
#[component]
pub fn CopyInline(
    /// The text.
    #[prop(into)]
    value: String,
) -> AnyView {
    view! { <span class="copy-inline"><span>{value.clone()}</span><CopyButton value/></span> }.into_any()
}

#[component]
fn CopyButton(value: String, #[prop(optional)] words: bool) -> AnyView {
    let lang = lang();
    let copied = RwSignal::new(false);
    let text = value.clone();
    let press = move |_| {
        #[cfg(feature = "hydrate")]
        {
            let _ = window().navigator().clipboard().write_text(&value);
            copied.set(true);
            set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
        }
        let _ = &value;
    };
    let name = move || {
        if copied.get() {
            say::ui::copied(lang)
        } else {
            say::ui::copy(lang)
        }
    };
    let picture = move || {
        if copied.get() {
            view! { <Icon name="check"/> }
        } else {
            view! { <Icon name="copy"/> }
        }
    };
    if words {
        view! { <button type="button" class="button" data-copy=text data-copied=say::ui::copied(lang) on:click=press>{picture}<span aria-live="polite">{name}</span></button> }
            .into_any()
    } else {
        view! { <button type="button" class="button ghost small square" data-copy=text aria-label=name title=name on:click=press>{picture}</button> }
            .into_any()
    }
}

/// A QR code. The SVG is made by our own server from an address it made itself.
#[component]
pub fn Qr(
    /// The SVG text.
    svg: String,
    /// What it opens.
    #[prop(into)]
    label: String,
) -> AnyView {
    view! { <div class="qr" role="img" aria-label=label inner_html=svg></div> }.into_any()
}
