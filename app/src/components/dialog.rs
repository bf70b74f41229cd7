use domain::say;
use leptos::{attr::custom::custom_attribute, prelude::*};

use super::Icon;
use crate::i18n::lang;

/// A window over the page, on the browser's own `<dialog>`: Escape closes it, focus stays inside.
#[component]
pub fn Dialog(
    /// Its id; [`super::OpenDialog`] names it.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// What it holds: usually a form whose last row is a `.foot`.
    children: Children,
) -> AnyView {
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <dialog id=id class="dialog" aria-labelledby=labelled_by>
            <div class="dialog-head">
                <h2 id=heading>{title}</h2>
                <form method="dialog">
                    <button class="button ghost small square" aria-label=say::ui::close(lang())>
                        <Icon name="x"/>
                    </button>
                </form>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
    .into_any()
}

/// *Cancel*: closes the dialog it stands in and changes nothing.
#[component]
pub fn CloseDialog(
    /// The dialog's id.
    dialog: &'static str,
) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            {..custom_attribute("command", "close")}
            {..custom_attribute("commandfor", dialog)}
            on:click=move |_| close_dialog(dialog)
        >
            {say::ui::cancel(lang())}
        </button>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn found(id: &str) -> Option<web_sys::HtmlDialogElement> {
    use wasm_bindgen::JsCast;
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Opens a dialog where the browser is too old to do so by the button's `command`.
pub fn open_by_hand(id: &'static str) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsValue;
        let button = document()
            .create_element("button")
            .map(JsValue::from)
            .unwrap_or_default();
        if !js_sys::Reflect::has(&button, &JsValue::from_str("command")).unwrap_or(false) {
            open_dialog(id);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Opens a dialog, if the browser has not already.
pub fn open_dialog(id: &'static str) {
    #[cfg(feature = "hydrate")]
    if let Some(dialog) = found(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Closes a dialog.
pub fn close_dialog(id: &'static str) {
    #[cfg(feature = "hydrate")]
    if let Some(dialog) = found(id).filter(web_sys::HtmlDialogElement::open) {
        dialog.close();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}
