//! From list to thread to contact and back, by the addresses that the server answers, too. In a browser that is awake
//! only what changes is fetched.

use super::state::State;

/// Something on the desk was pressed: a link of the desk is followed here.
pub fn clicked(state: State, event: &leptos::ev::MouseEvent) {
    #[cfg(feature = "hydrate")]
    browser::clicked(state, event);
    let _ = (state, event);
}

/// *Search* was pressed.
pub fn search(state: State, event: &leptos::ev::SubmitEvent) {
    event.prevent_default();
    #[cfg(feature = "hydrate")]
    browser::search_now(state);
    let _ = state;
}

/// Something was typed into the search box.
pub fn typed(state: State, event: &leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    browser::typed(state);
    let _ = (state, event);
}

/// Brings the next part of the list.
pub fn more_rows(state: State) {
    #[cfg(feature = "hydrate")]
    browser::more_rows(state);
    let _ = state;
}

/// Brings the messages before those.
pub fn earlier(state: State) {
    #[cfg(feature = "hydrate")]
    browser::earlier(state);
    let _ = state;
}

/// Brings the list anew, and what stands round it.
pub fn look_again(state: State) {
    #[cfg(feature = "hydrate")]
    browser::load_desk(state);
    let _ = state;
}

#[cfg(feature = "hydrate")]
pub use browser::{follow_history, go_to, load_choices, reload, show_message};

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{
        Code, ConversationId, Page,
        conversation::{ConversationRow, Desk, Hit, Thread},
        message::MessageView,
        say,
    };
    use leptos::prelude::*;
    use server_fn::ServerFn;
    use wasm_bindgen::{JsCast, prelude::Closure};
    use wasm_bindgen_futures::spawn_local;

    use crate::{
        door::{self, Args},
        inbox::{
            browser, doors,
            live::{Loading, catch_up, look},
            merge::{self, Talk},
            place::{Pane, Place},
            state::State,
            talk,
        },
        json::read,
    };

    pub fn clicked(state: State, event: &leptos::ev::MouseEvent) {
        let other = event.default_prevented() || event.button() != 0;
        if other || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link else { return };
        let href = link.get_attribute("href").unwrap_or_default();
        if href == "/inbox" || href.starts_with("/inbox/") || href.starts_with("/inbox?") {
            event.prevent_default();
            // What was chosen in a menu is there; the menu has done its work.
            if let Ok(Some(menu)) = link.closest("details[open]") {
                let _ = menu.remove_attribute("open");
            }
            go_to(state, &href);
        }
    }

    /// Goes to an address of the desk.
    pub fn go_to(state: State, href: &str) {
        // Between message, note and template there is nothing to go back to.
        let same = state.place().with_untracked(|place| {
            let to = Place::parse(href);
            let aside = [to.pane, place.pane].contains(&Pane::Contact);
            !aside && to.conversation == place.conversation && to.filter == place.filter
        });
        browser::go(href, !same);
        arrive(state, href);
    }

    /// Shows what belongs to an address, however it came there.
    fn arrive(state: State, href: &str) {
        let (address, message) = href.split_once('#').unwrap_or((href, ""));
        let (new, old) = (Place::parse(address), state.place().get_untracked());
        let conversation = (new.conversation != state.open()).then(|| new.conversation.clone());
        let (filter, search) = (new.filter != old.filter, new.search != old.search);
        let found = new.search.clone();
        crate::inbox::writing::save();
        state.ui().update(|ui| ui.refused = None);
        state.place().set(new);
        if filter {
            load_desk(state);
        }
        if search {
            load_hits(state, found);
        }
        match conversation {
            Some(Some(id)) => load_thread(state, id, message.to_owned()),
            Some(None) => state.talk().set(None),
            None => talk::show(state, message.to_owned()),
        }
    }

    /// *Back* and *Forward*, and what is to be done when the page is left or looked at again.
    pub fn follow_history(state: State) {
        let back = Closure::<dyn FnMut()>::new(move || arrive(state, &browser::address()));
        let left = Closure::<dyn FnMut()>::new(crate::inbox::writing::last_breath);
        let seen = Closure::<dyn FnMut()>::new(move || look(state));
        for (name, heard) in [("popstate", back), ("pagehide", left), ("focus", seen)] {
            let _ = window().add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
            heard.forget();
        }
    }

    /// Brings a message of the open conversation into sight: one that is further back is looked for first.
    pub fn show_message(state: State, id: String) {
        let Some(conversation) = state.open() else { return };
        spawn_local(async move {
            let is_here = || {
                let mut all = state.of_talk(|talk| talk.thread.messages.clone()).into_iter();
                all.any(|message| id.strip_prefix("m-") == Some(message.id.as_str()))
            };
            while !is_here() && state.open().as_ref() == Some(&conversation) {
                if !bring_earlier(state).await {
                    break;
                }
            }
            // What came is drawn first.
            request_animation_frame(move || {
                if let Some(found) = browser::element::<web_sys::Element>(&id) {
                    found.scroll_into_view();
                }
            });
        });
    }

    fn filter_args(state: State) -> Args {
        state.place().with_untracked(|place| {
            let filter = &place.filter;
            let mut args = vec![("filter[view]", filter.view.as_str().to_owned())];
            args.extend(filter.label.as_ref().map(|id| ("filter[label]", id.to_string())));
            args.extend(
                filter
                    .number
                    .as_ref()
                    .map(|id| ("filter[number]", id.to_string())),
            );
            args
        })
    }

    /// Asks a door, and hands on what it says; a refusal is said.
    fn ask(state: State, path: &'static str, args: Args, then: impl FnOnce(&str) + 'static) {
        ask_or(state, path, args, |_| {}, then);
    }

    fn ask_or(
        state: State,
        path: &'static str,
        args: Args,
        or: impl FnOnce(Code) + 'static,
        then: impl FnOnce(&str) + 'static,
    ) {
        state.ui().update(|ui| ui.fetching = true);
        let then: Box<dyn FnOnce(&str)> = Box::new(then);
        let or: Box<dyn FnOnce(Code)> = Box::new(or);
        spawn_local(async move {
            let answer = door::ask(path, args).await;
            state.ui().update(|ui| ui.fetching = false);
            match answer {
                Ok(json) => then(&json),
                Err(refusal) => {
                    let code = refusal.0.code;
                    state.refuse(refusal.0.detail);
                    or(code);
                }
            }
        });
    }

    /// How long after the line was bad it is tried again, in milliseconds.
    const AGAIN: i32 = 3_000;

    /// Whether the list is still the one that is asked for now.
    fn same_list(state: State) -> impl Fn() -> bool + Clone {
        let asked = state.place().with_untracked(|place| place.filter.clone());
        move || state.place().with_untracked(|place| place.filter == asked)
    }

    /// Brings the list, and what stands round it; on a bad line again until it is there.
    pub fn load_desk(state: State) {
        let still = same_list(state);
        let wanted = still.clone();
        let or = move |code| {
            if code == Code::Unavailable {
                spawn_local(async move {
                    browser::pause(AGAIN).await;
                    if wanted() {
                        state.ui().update(|ui| ui.refused = None);
                        load_desk(state);
                    }
                });
            }
        };
        let loading = Loading::begin();
        ask_or(
            state,
            doors::LoadDesk::PATH,
            filter_args(state),
            or,
            move |json| {
                if let Some(desk) = read::<Desk>(json).filter(|_| still()) {
                    state.desk().set(desk);
                    catch_up(state);
                }
                drop(loading);
            },
        );
    }

    /// Opens a conversation, at a message of it if one is named.
    fn load_thread(state: State, id: ConversationId, message: String) {
        let args = vec![("conversation", id.to_string())];
        let wanted = {
            let id = id.clone();
            move || {
                state
                    .place()
                    .with_untracked(|place| place.conversation.as_ref() == Some(&id))
            }
        };
        let failed = wanted.clone();
        let is_open = state.open().as_ref() == Some(&id);
        let or = move |code| {
            if !failed() {
                return;
            }
            if !is_open || code != Code::Unavailable {
                // What stands there belongs to another address, or is gone: it became one with another, or was erased.
                state.talk().set(None);
            } else {
                spawn_local(async move {
                    browser::pause(AGAIN).await;
                    if failed() {
                        load_thread(state, id, String::new());
                    }
                });
            }
        };
        talk::soon();
        let loading = Loading::begin();
        ask_or(state, doors::LoadThread::PATH, args, or, move |json| {
            let Some(thread) = read::<Thread>(json) else {
                return;
            };
            spawn_local(async move {
                let _until_it_is_here = loading;
                let is_here = talk::ready().await;
                if !wanted() {
                    return;
                }
                if !is_here {
                    state.refuse(say::ui::offline(state.lang).to_owned());
                    return;
                }
                if !is_open {
                    // Those of an open conversation stay: somebody may be filling one in.
                    state.choices().set(None);
                }
                state.talk().set(Some(Talk::of(thread)));
                state.ui().update(|ui| {
                    ui.away = false;
                    ui.below = 0;
                });
                catch_up(state);
                look(state);
                talk::show(state, message);
            });
        });
    }

    /// The templates that can be sent in the open conversation.
    pub fn load_choices(state: State) {
        let Some(id) = state.open() else { return };
        let asked = id.clone();
        let args = vec![("conversation", id.to_string())];
        spawn_local(async move {
            let answer = door::ask(doors::LoadChoices::PATH, args).await;
            match answer.map(|json| read(&json)) {
                Ok(Some(choices)) if state.open() == Some(asked) => state.choices().set(Some(choices)),
                Ok(_) => {}
                Err(refusal) => state.refuse(refusal.0.detail),
            }
        });
    }

    fn load_hits(state: State, words: String) {
        if words.is_empty() {
            state.hits().set(None);
            return;
        }
        let asked = words.clone();
        ask(
            state,
            doors::SearchInbox::PATH,
            vec![("words", words)],
            move |json| {
                let still = state.place().with_untracked(|place| place.search == asked);
                if let Some(hits) = read::<Vec<Hit>>(json).filter(|_| still) {
                    state.hits().set(Some(hits));
                }
            },
        );
    }

    pub fn search_now(state: State) {
        let Some(input) = browser::element::<web_sys::HtmlInputElement>("search") else {
            return;
        };
        let words = input.value().trim().to_owned();
        let href = state.place().with_untracked(|place| {
            let search = words.clone();
            Place {
                search,
                ..place.clone()
            }
            .href()
        });
        // What is typed is one step for *Back*, not one for each letter.
        let first = state.place().with_untracked(|place| place.search.is_empty());
        browser::go(&href, first);
        state.place().update(|place| place.search.clone_from(&words));
        load_hits(state, words);
    }

    pub fn typed(state: State) {
        let words = || browser::element::<web_sys::HtmlInputElement>("search").map(|input| input.value());
        let before = words();
        spawn_local(async move {
            browser::pause(250).await;
            if words() == before {
                search_now(state);
            }
        });
    }

    pub fn more_rows(state: State) {
        let Some(after) = state.desk().with_untracked(|desk| desk.rows.next.clone()) else {
            return;
        };
        if state.ui().with_untracked(|ui| ui.fetching) {
            return;
        }
        let still = same_list(state);
        let mut args = filter_args(state);
        args.push(("after", after.clone()));
        let loading = Loading::begin();
        ask(state, doors::LoadRows::PATH, args, move |json| {
            if let Some(more) = read::<Page<ConversationRow>>(json).filter(|_| still()) {
                state.desk().update(|desk| merge::append(desk, &after, more));
                catch_up(state);
            }
            drop(loading);
        });
    }

    pub fn earlier(state: State) {
        spawn_local(async move {
            bring_earlier(state).await;
        });
    }

    /// Brings the messages before those that are here; `false` if there are none, or they could not be had.
    async fn bring_earlier(state: State) -> bool {
        let asked = state.talk().with_untracked(|talk| {
            let talk = talk.as_ref()?;
            Some((talk.thread.row.id.to_string(), talk.thread.earlier.clone()?))
        });
        let Some((id, before)) = asked else { return false };
        let args = vec![("conversation", id.clone()), ("before", before)];
        let _loading = Loading::begin();
        state.ui().update(|ui| ui.fetching = true);
        let answer = door::ask(doors::LoadEarlier::PATH, args).await;
        state.ui().update(|ui| ui.fetching = false);
        let page = match answer {
            Ok(json) => read::<Page<MessageView>>(&json),
            Err(refusal) => {
                state.refuse(refusal.0.detail);
                None
            }
        };
        let Some(page) = page else { return false };
        state.talk().update(|talk| {
            if let Some(talk) = talk.as_mut().filter(|talk| talk.thread.row.id.as_str() == id) {
                merge::prepend(talk, page);
            }
        });
        catch_up(state);
        true
    }

    /// Everything anew: too much has changed.
    pub fn reload(state: State) {
        load_desk(state);
        if let Some(id) = state.open() {
            load_thread(state, id, String::new());
        }
    }
}
