use leptos::{attr::custom::custom_attribute, prelude::*};

/// A list of commands behind a summary, on `<details>`: works without JavaScript, and closes when focus leaves it.
#[component]
pub fn Menu(
    /// What opens it.
    summary: AnyView,
    /// What it is, for ears, where what is seen does not say so.
    #[prop(optional)]
    label: Option<&'static str>,
    /// More classes: `up`, `start`, `person`.
    #[prop(optional)]
    class: &'static str,
    /// Links, buttons and forms.
    children: Children,
) -> AnyView {
    let root = NodeRef::<leptos::html::Details>::new();
    view! {
        <details
            class=format!("menu {class}")
            {..custom_attribute("name", "menu")}
            node_ref=root
            on:focusout=move |event| close_when_left(root, &event)
            on:keydown=move |event| if event.key() == "Escape" { close(root) }
        >
            <summary>{label.map(|label| view! { <span class="for-ears">{label}</span> })}{summary}</summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
    .into_any()
}

fn close(root: NodeRef<leptos::html::Details>) {
    if let Some(details) = root.try_get_untracked().flatten() {
        details.set_open(false);
    }
}

#[cfg_attr(
    not(feature = "hydrate"),
    expect(unused_variables, reason = "Focus moves only in browsers.")
)]
fn close_when_left(root: NodeRef<leptos::html::Details>, event: &leptos::ev::FocusEvent) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let Some(details) = root.try_get_untracked().flatten() else {
            return;
        };
        // Without a next element the focus went nowhere: a click on the page, or on something in the menu that
        // cannot hold focus. Only the first should close, and a menu closed too late does no harm.
        let inside = event
            .related_target()
            .and_then(|next| next.dyn_into::<web_sys::Node>().ok())
            .is_none_or(|next| details.contains(Some(&next)));
        if !inside {
            details.set_open(false);
        }
    }
}
