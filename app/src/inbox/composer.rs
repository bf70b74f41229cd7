//! Where answers are written: text with files, or a note; a template once the window is closed.

use domain::{ConversationId, Lang, Span, message::MOST_TEXT, say, window::Window};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{canned, doors, files, place::Pane, state::State};
use crate::components::{Icon, Notice, TextArea, Tint};

/// The field's id, which [`TextArea`] makes of its name.
pub const FIELD: &str = "field-body";

/// What can be written now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    Text,
    Note,
    Template,
    Stopped,
}

fn now(state: State) -> Now {
    let stopped = state.of_talk(|talk| talk.thread.contact.stopped_at.is_some());
    match state.place.with(|place| place.pane) {
        Pane::Note => Now::Note,
        _ if stopped => Now::Stopped,
        Pane::Template => Now::Template,
        _ if !state.window().is_open() => Now::Template,
        _ => Now::Text,
    }
}

/// The composer of the open conversation.
pub fn composer(state: State, id: &ConversationId) -> AnyView {
    let now = Memo::new(move |_| now(state));
    let writes = move || matches!(now.get(), Now::Text | Now::Note);
    let class = move || {
        if now.get() == Now::Note {
            "composer noting"
        } else {
            "composer"
        }
    };
    view! {
        <footer class=class>
            {modes(state, now)}
            {move || match now.get() {
                Now::Stopped => stopped(state),
                Now::Template => super::templates::picker(state),
                Now::Note => note_lead(state),
                Now::Text => ().into_any(),
            }}
            <div hidden=move || !writes()>{writing(state, id, now)}</div>
        </footer>
    }
    .into_any()
}

/// Message, note or template; and how long there is.
fn modes(state: State, now: Memo<Now>) -> AnyView {
    let lang = state.lang;
    let mode = move |pane: Pane, icon: &'static str, words: &'static str| {
        let href = move || state.place.with(|place| place.showing(pane).href());
        let is = move || match now.get() {
            Now::Note => pane == Pane::Note,
            Now::Template => pane == Pane::Template,
            Now::Text | Now::Stopped => pane == Pane::Talk,
        };
        view! { <a class="mode" href=href aria-current=move || is().then_some("true")><Icon name=icon/>{words}</a> }
    };
    view! {
        <div class="composer-top">
            <nav class="modes">
                {mode(Pane::Talk, "message", say::inbox::message(lang))}
                {mode(Pane::Note, "note", say::inbox::note(lang))}
                {mode(Pane::Template, "template", say::inbox::template(lang))}
            </nav>
            {countdown(state)}
        </div>
    }
    .into_any()
}

fn countdown(state: State) -> AnyView {
    let lang = state.lang;
    let left = Memo::new(move |_| match state.window() {
        Window::Open { until } => Some((false, words(lang, until - state.now.get()), until)),
        Window::Closing { until } => Some((true, words(lang, until - state.now.get()), until)),
        Window::Closed { .. } => None,
    });
    let draw = move || {
        left.get().map(|(closing, words, until)| {
            let class = if closing { "window closing" } else { "window" };
            view! { <span class=class title=say::inbox::window_open(lang, crate::components::exact(until))><Icon name="clock"/>{words}</span> }
        })
    };
    draw.into_any()
}

fn words(lang: Lang, left: Span) -> String {
    let minutes = (left.as_seconds() + 59) / 60;
    if minutes >= 60 {
        say::inbox::window_left_hours(lang, minutes / 60, minutes % 60)
    } else {
        say::inbox::window_left_minutes(lang, minutes)
    }
}

fn stopped(state: State) -> AnyView {
    let name = state.of_talk(|talk| talk.thread.row.name.clone());
    view! { <Notice tint=Tint::Warn title=say::inbox::stopped(state.lang, name)/> }.into_any()
}

fn note_lead(state: State) -> AnyView {
    let dealer = state.fixed.with_value(|fixed| fixed.dealer.clone());
    view! { <p class="note-lead" role="status"><Icon name="lock"/>{say::inbox::note_lead(state.lang, dealer)}</p> }.into_any()
}

/// The form: text, files, *Send*.
fn writing(state: State, id: &ConversationId, now: Memo<Now>) -> AnyView {
    let lang = state.lang;
    let noting = move || now.get() == Now::Note;
    let action = move || {
        if noting() {
            doors::WriteNote::PATH
        } else {
            doors::SendText::PATH
        }
    };
    let send = move || {
        if noting() {
            say::inbox::note_save(lang)
        } else {
            say::inbox::send(lang)
        }
    };
    let draft = state.of_talk(|talk| talk.thread.draft.clone());
    let request_id = state.fixed.with_value(|fixed| fixed.request_id.clone());
    let most = u32::try_from(MOST_TEXT).unwrap_or(u32::MAX);
    view! {
        <form
            method="post" action=action class="writing" id="writing"
            on:submit=move |event| submitted(state, &event)
            on:keydown=move |event| canned::pressed(state, &event)
            on:input=move |_| written(state)
            on:paste=move |event| pasted(state, &event)
        >
            <input type="hidden" name="conversation" value=id.to_string()/>
            <input type="hidden" name="request_id" value=request_id/>
            {canned::popup(state)}
            {chips(state)}
            <TextArea label=say::inbox::message(lang) name="body" value=draft max=most/>
            <div class="writing-foot">
                <label class="button ghost square attach" hidden=noting title=say::inbox::attach_limit(lang)>
                    <Icon name="clip"/>
                    <span class="for-ears">{say::inbox::attach(lang)} ". " {say::inbox::attach_limit(lang)}</span>
                    <input type="file" class="for-ears" id="files" multiple=true on:change=move |_| chosen(state)/>
                </label>
                <small class="faint limit" hidden=noting>{say::inbox::attach_limit(lang)}</small>
                <button type="submit" class="button primary"><Icon name="send"/>{send}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The files that go with the text.
fn chips(state: State) -> AnyView {
    let lang = state.lang;
    let all = Memo::new(move |_| {
        state.ui.with(|ui| {
            let one =
                |file: &super::state::Upload| (file.key, file.name.clone(), file.percent, file.wrong.clone());
            ui.files.iter().map(one).collect::<Vec<_>>()
        })
    });
    let draw = move || {
        let all = all.get().into_iter().map(|(key, name, percent, wrong)| {
            let is_wrong = wrong.is_some();
            let words = wrong.unwrap_or_else(|| match percent {
                100 => name.clone(),
                n => say::inbox::uploading(lang, &name, n),
            });
            view! {
                <li class="chip" class:wrong=is_wrong>
                    <Icon name=if is_wrong { "alert" } else { "file" }/>
                    <span>{words}</span>
                    {(!is_wrong && percent < 100).then(|| view! { <progress max="100" value=percent></progress> })}
                    <button type="button" class="button ghost small square" aria-label=say::inbox::attach_remove(lang, &name) on:click=move |_| take_back(state, key)>
                        <Icon name="x"/>
                    </button>
                </li>
            }
        });
        all.collect_view()
    };
    view! { <ul class="chips" role="status">{draw}</ul> }.into_any()
}

fn take_back(state: State, key: u32) {
    state.ui.update(|ui| ui.files.retain(|file| file.key != key));
}

/// What is wrong with a file before a byte of it travels.
pub fn fault(lang: Lang, name: &str, content_type: &str, bytes: u64) -> Option<String> {
    match domain::media::limit(content_type) {
        None => Some(say::inbox::attach_wrong(lang, name)),
        Some(limit) if bytes > limit => Some(say::inbox::attach_too_large(
            lang,
            name,
            files::size(bytes),
            files::size(limit),
        )),
        Some(_) => None,
    }
}

macro_rules! in_browsers {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*);)+) => {$(
        $(#[$doc])*
        pub fn $name(state: State $(, $arg: $kind)*) {
            #[cfg(feature = "hydrate")]
            super::writing::$name(state $(, $arg)*);
            let _ = (state $(, $arg)*);
        }
    )+};
}

in_browsers! {
    /// *Send* was pressed.
    submitted(event: &leptos::ev::SubmitEvent);
    /// Something was typed.
    written();
    /// Something was pasted.
    pasted(event: &leptos::ev::ClipboardEvent);
    /// Something was dropped.
    dropped(event: &leptos::ev::DragEvent);
    /// Files were chosen.
    chosen();
    /// The thread was scrolled.
    scrolled();
    /// To the newest message.
    to_newest();
}
