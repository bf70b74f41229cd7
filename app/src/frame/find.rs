//! `⌘K` (`Ctrl K`) goes anywhere by name, `?` lists what keys do. On pages without WASM `public/page.js` does the same.

use domain::{find::Found, say};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use server_fn::ServerFn;

use super::{Place, doors::FindAnything};
use crate::{
    components::{Dialog, Icon, close_dialog, open_dialog},
    i18n::lang,
    percent::encoded,
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
    let found = RwSignal::new(Vec::<Found>::new());
    #[cfg(feature = "hydrate")]
    look_up(typed, found);
    let navigate = use_navigate();
    // Enter takes the first place that fits, else the first that was found; for the ISV's people any other text searches
    // the dealers.
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let first = all
            .iter()
            .find(|(_, name, _)| fits(name))
            .map(|(href, ..)| (*href).to_owned());
        let text = typed.get_untracked();
        let named = found.with_untracked(|found| found.first().map(|found| found.href.clone()));
        let target = first
            .or(named)
            .or_else(|| is_isv.then(|| format!("/admin/dealers?q={}", encoded(text.trim()))));
        if let Some(target) = target {
            close_dialog(FIND);
            if crate::components::rel(&target).is_some() {
                let _ = window().location().assign(&target);
                return;
            }
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
            <ul class="find-list" id="found" aria-live="polite" data-door=FindAnything::PATH>
                {move || found.get().into_iter().map(line).collect_view()}
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

/// Something that was found.
fn line(found: Found) -> AnyView {
    let rel = crate::components::rel(&found.href);
    view! {
        <li>
            <a href=found.href rel=rel on:click=move |_| close_dialog(FIND)>
                {found.name}<span class="small faint">{found.detail}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Asks for what is typed, once nobody has typed for a moment.
#[cfg(feature = "hydrate")]
fn look_up(typed: RwSignal<String>, found: RwSignal<Vec<Found>>) {
    Effect::new(move |_| {
        let text = typed.with(|typed| typed.trim().to_owned());
        if text.chars().count() < domain::find::SHORTEST {
            found.set(Vec::new());
            return;
        }
        let is_still = move |text: &str| typed.try_with_untracked(|typed| typed.trim() == text) == Some(true);
        let ask = move || {
            if !is_still(&text) {
                return;
            }
            leptos::task::spawn_local(async move {
                let brought = crate::door::ask(FindAnything::PATH, vec![("typed", text.clone())]).await;
                if let Some(all) = brought.ok().and_then(|json| crate::json::read(&json))
                    && is_still(&text)
                {
                    found.set(all);
                }
            });
        };
        set_timeout(ask, std::time::Duration::from_millis(200));
    });
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
