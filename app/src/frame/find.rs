//! `⌘K` (`Ctrl K`) goes anywhere by name, `?` lists what keys do.

use domain::say;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Place;
use crate::{
    components::{Dialog, Icon, close_dialog, open_dialog},
    i18n::lang,
};

/// The dialog that goes places.
pub const FIND: &str = "find";
const KEYS: &str = "keys";

/// Both dialogs and the keys that open them.
#[component]
pub fn Find(places: Vec<Place>, is_isv: bool) -> AnyView {
    let lang = lang();
    listen();
    let typed = RwSignal::new(String::new());
    let names: Vec<(&'static str, &'static str, &'static str)> = places
        .iter()
        .map(|place| (place.href, place.name, place.icon))
        .collect();
    let all = names.clone();
    let fits = move |name: &str| {
        typed.with(|typed| {
            name.to_ascii_lowercase()
                .contains(&typed.trim().to_ascii_lowercase())
        })
    };
    let navigate = use_navigate();
    // Enter takes the first place that fits; for the ISV's people any other text searches the dealers.
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let first = all
            .iter()
            .find(|(_, name, _)| fits(name))
            .map(|(href, ..)| (*href).to_owned());
        let text = typed.get_untracked();
        let target = first.or_else(|| is_isv.then(|| format!("/admin/dealers?q={}", encoded(text.trim()))));
        if let Some(target) = target {
            close_dialog(FIND);
            navigate(&target, NavigateOptions::default());
        }
    };
    let hint = if is_isv {
        say::ui::find_hint_isv(lang)
    } else {
        say::ui::find_hint(lang)
    };
    let key = |keys: &'static str, what: &'static str| view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> };
    view! {
        <Dialog id=FIND title=say::ui::find(lang)>
            <form class="form" method="get" action="/admin/dealers" on:submit=go>
                <div class="with-icon">
                    <Icon name="search"/>
                    <input
                        class="input" type="search" name="q" autofocus=true autocomplete="off" aria-label=hint placeholder=hint
                        prop:value=typed on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
            </form>
            <ul class="find-list">
                {names
                    .into_iter()
                    .map(|(href, name, icon)| view! {
                        <li hidden=move || !fits(name)>
                            <a href=href rel=crate::components::rel(href) on:click=move |_| close_dialog(FIND)><Icon name=icon/>{name}</a>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </Dialog>
        <Dialog id=KEYS title=say::ui::keys(lang)>
            <dl class="facts">
                {key("⌘ K / Ctrl K", say::ui::key_find(lang))}
                {key("?", say::ui::key_keys(lang))}
                {key("Esc", say::ui::key_close(lang))}
            </dl>
        </Dialog>
    }
    .into_any()
}

/// Text as it may stand in a query.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

fn listen() {
    let handle = window_event_listener_on_wake(move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "k" && (event.meta_key() || event.ctrl_key()) {
            event.prevent_default();
            open_dialog(FIND);
        } else if event.key() == "?" && !is_typing(&event) {
            open_dialog(KEYS);
        }
    });
    on_cleanup(handle);
}

/// Listens once the page is awake; the answer stops listening.
fn window_event_listener_on_wake(
    heard: impl Fn(leptos::ev::KeyboardEvent) + Clone + 'static,
) -> impl FnOnce() + Send + Sync {
    let handle = StoredValue::new(None::<WindowListenerHandle>);
    Effect::new(move |_| {
        let heard = heard.clone();
        handle.set_value(Some(window_event_listener(leptos::ev::keydown, heard)));
    });
    move || {
        handle.try_update_value(|handle| handle.take().map(WindowListenerHandle::remove));
    }
}

/// Whether a key belongs to the field that has the focus.
fn is_typing(event: &leptos::ev::KeyboardEvent) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        false
    }
}
