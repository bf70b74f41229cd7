//! Where answers are written: text with files, or a note; a template once the window is closed.

use domain::{ConversationId, Lang, Span, say, window::Window};
#[cfg(any(feature = "hydrate", test))]
use domain::{
    conversation::MOST_NOTE,
    message::{Fault, MOST_CAPTION, MOST_TEXT, length},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{
    canned, doors,
    place::Pane,
    signals::{anew, live, mark, maybe, text, words},
    state::State,
};
use crate::components::{Icon, Menu, Notice, TextArea, Tint};

#[cfg(feature = "hydrate")]
/// The id of the field for messages, which [`TextArea`] makes of its name…
pub const FIELD: &str = "field-body";
#[cfg(feature = "hydrate")]
/// …and of the one for notes.
pub const NOTE_FIELD: &str = "field-note";

/// What can be written now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    Text,
    Note,
    Template,
    Stopped,
}

impl Now {
    /// A class of the composer.
    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Note => "note",
            Self::Template => "template",
            Self::Stopped => "stopped",
        }
    }
}

fn now(state: State) -> Now {
    let stopped = state.of_talk(|talk| talk.thread.contact.stopped_at.is_some());
    match state.place().with(|place| place.pane) {
        Pane::Note => Now::Note,
        _ if stopped => Now::Stopped,
        Pane::Template => Now::Template,
        _ if !state.window().is_open() => Now::Template,
        _ => Now::Text,
    }
}

/// The composer of the open conversation.
pub fn composer(state: State, id: &ConversationId) -> AnyView {
    let is = text(move || now(state).as_str().to_owned());
    let class = words(move || ["composer", " ", &is.get()].concat());
    view! {
        <footer class=class>
            {modes(state, is)}
            {anew(is, move || match now(state) {
                Now::Stopped => stopped(state),
                Now::Template => super::templates::picker(state),
                Now::Note => note_lead(state),
                Now::Text => ().into_any(),
            })}
            {[Now::Text, Now::Note].map(|what| {
                let other = mark(move || is.with(|is| is != what.as_str()));
                view! { <div hidden=other>{writing(state, id, what == Now::Note)}</div> }
            }).into_any()}
        </footer>
    }
    .into_any()
}

/// Message, note or template; and how long there is.
fn modes(state: State, is: Memo<String>) -> AnyView {
    let lang = state.lang;
    let mode = move |pane: Pane, icon: &'static str, words: &'static str| {
        let href = super::signals::words(move || state.place().with(|place| place.showing(pane).href()));
        let current = maybe(move || {
            let here = is.with(|is| match is.as_str() {
                "note" => pane == Pane::Note,
                "template" => pane == Pane::Template,
                _ => pane == Pane::Talk,
            });
            here.then_some("true")
        });
        view! { <a class="mode" href=href aria-current=current><Icon name=icon/>{words}</a> }
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
    live(move || {
        let (class, until) = match state.window() {
            Window::Open { until } => ("window", until),
            Window::Closing { until } => ("window closing", until),
            Window::Closed { .. } => return None,
        };
        let left = left(lang, until - state.now().get());
        Some(
            view! { <span class=class title=say::inbox::window_open(lang, crate::components::exact(until))><Icon name="clock"/>{left}</span> },
        )
    })
}

fn left(lang: Lang, left: Span) -> String {
    // The page's clock may be a little behind the server's.
    let minutes = ((left.as_seconds() + 59) / 60).min(24 * 60);
    if minutes >= 60 {
        say::inbox::window_left_hours(lang, minutes / 60, minutes % 60)
    } else {
        say::inbox::window_left_minutes(lang, minutes)
    }
}

fn stopped(state: State) -> AnyView {
    let name = text(move || state.of_talk(|talk| talk.thread.row.name.clone()));
    live(move || view! { <Notice tint=Tint::Warn title=say::inbox::stopped(state.lang, name.get())/> })
}

fn note_lead(state: State) -> AnyView {
    let dealer = state.fixed(|fixed| fixed.dealer.clone());
    view! { <p class="note-lead" role="status"><Icon name="lock"/>{say::inbox::note_lead(state.lang, dealer)}</p> }.into_any()
}

/// A form of its own for each, so that no note becomes a message: text, files, *Send*.
fn writing(state: State, id: &ConversationId, note: bool) -> AnyView {
    let lang = state.lang;
    let (action, label, send) = if note {
        (
            doors::WriteNote::PATH,
            say::inbox::note(lang),
            say::inbox::note_save(lang),
        )
    } else {
        (
            doors::SendText::PATH,
            say::inbox::message(lang),
            say::inbox::send(lang),
        )
    };
    let draft = if note {
        String::new()
    } else {
        state.of_talk(|talk| talk.thread.draft.clone())
    };
    let request_id = state.fixed(|fixed| fixed.request_id.clone());
    let field = if note { "note" } else { "body" };
    view! {
        <form
            method="post" action=action class="writing"
            on:submit=move |event| submitted(state, &event)
            on:keydown=move |event| canned::pressed(state, &event)
            on:input=move |_| written(state)
            on:paste=move |event| pasted(state, &event)
        >
            <input type="hidden" name="conversation" value=id.to_string()/>
            <input type="hidden" name="request_id" value=request_id/>
            {(!note).then(|| above(state))}
            <TextArea label=label name="body" id=field value=draft/>
            <div class="writing-foot">
                {(!note).then(|| attach(state))}
                <button type="submit" class="button primary"><Icon name="send"/>{send}</button>
            </div>
        </form>
    }
    .into_any()
}

/// What stands above the field for messages: replies to choose from, files that go with the text.
fn above(state: State) -> AnyView {
    view! { {canned::popup(state)}{chips(state)} }.into_any()
}

fn attach(state: State) -> AnyView {
    let lang = state.lang;
    view! {
        <label class="button ghost square attach" title=say::inbox::attach_limit(lang)>
            <Icon name="clip"/>
            <span class="for-ears">{say::inbox::attach(lang)} ". " {say::inbox::attach_limit(lang)}</span>
            <input type="file" class="for-ears" id="files" multiple=true on:change=move |_| chosen(state)/>
        </label>
        {location(state)}
        <small class="faint limit">{say::inbox::attach_limit(lang)}</small>
    }
    .into_any()
}

/// Sends where the dealer is; says who can tell where that is, as long as nobody has.
fn location(state: State) -> AnyView {
    let lang = state.lang;
    let (has_place, is_owner) = state
        .desk()
        .with_untracked(|desk| (desk.has_place, desk.is_owner));
    let summary = view! { <span class="button ghost square" title=say::inbox::kind_location(lang)><Icon name="pin"/></span> };
    let send = has_place.then(|| {
        view! {
            <button
                type="submit" formaction=doors::SendPlace::PATH formnovalidate=true
                on:click=move |event| place_chosen(state, &event)
            >
                <Icon name="send"/>{say::inbox::place_send(lang)}
            </button>
        }
    });
    let tell = is_owner.then(|| {
        let words = if has_place {
            say::inbox::place_change(lang)
        } else {
            say::inbox::place_tell(lang)
        };
        view! { <a href="/settings/inbox#place"><Icon name="pin"/>{words}</a> }
    });
    let unknown =
        (!is_owner && !has_place).then(|| view! { <p class="who">{say::inbox::place_unknown(lang)}</p> });
    view! {
        <Menu class="up start" label=say::inbox::kind_location(lang) summary=summary.into_any()>
            {send}{tell}{unknown}
        </Menu>
    }
    .into_any()
}

/// The files that go with the text.
fn chips(state: State) -> AnyView {
    let lang = state.lang;
    let draw = move || {
        let open = state.open();
        let (mut files, after) = state.ui().with(|ui| (ui.files.clone(), ui.send_after.clone()));
        files.retain(|file| open.as_ref() == Some(&file.conversation));
        let all = files.into_iter().map(|file| {
            let (key, name, percent, wrong) = (file.key, file.name, file.percent, file.wrong);
            let is_wrong = wrong.is_some();
            let words = wrong.unwrap_or_else(|| name.clone());
            let label = say::inbox::uploading(lang, &name);
            view! {
                <li class="chip" class:wrong=is_wrong>
                    <Icon name=if is_wrong { "alert" } else { "file" }/>
                    <span>{words}</span>
                    {(!is_wrong && percent < 100).then(|| view! { <progress aria-label=label max="100" value=percent></progress> })}
                    <button type="button" class="button ghost small square" aria-label=say::inbox::attach_remove(lang, &name) on:click=move |_| take_back(state, key)>
                        <Icon name="x"/>
                    </button>
                </li>
            }
        });
        let all = all.collect_view();
        let after = (after.is_some() && after == open)
            .then(|| view! { <li class="faint">{say::inbox::send_after(lang)}</li> });
        view! { {all}{after} }
    };
    view! { <ul class="chips" role="status">{live(draw)}</ul> }.into_any()
}

fn take_back(state: State, key: u32) {
    state.ui().update(|ui| ui.files.retain(|file| file.key != key));
}

#[cfg(any(feature = "hydrate", test))]
/// What is wrong with a file before a byte of it travels.
pub fn fault(lang: Lang, name: &str, content_type: &str, bytes: u64) -> Option<String> {
    match domain::media::limit(content_type) {
        None => Some(say::inbox::attach_wrong(lang, name)),
        Some(limit) if bytes > limit => Some(say::inbox::attach_too_large(
            lang,
            name,
            super::files::size(bytes),
            super::files::size(limit),
        )),
        Some(_) => None,
    }
}

#[cfg(any(feature = "hydrate", test))]
/// What is wrong with words that are longer than their reader takes. The field takes them all: what was pasted is never
/// cut off in silence.
pub fn too_long(lang: Lang, text: &str, note: bool, files: bool) -> Option<String> {
    let most = match (note, files) {
        (true, _) if text.chars().count() > MOST_NOTE => return Some(say::desk::note_text(lang, MOST_NOTE)),
        (true, _) => return None,
        (false, true) => MOST_CAPTION,
        (false, false) => MOST_TEXT,
    };
    let length = length(text);
    (length > most).then(|| Fault::TooLong(length, most).words(lang))
}

macro_rules! in_browsers {
    ($($(#[$doc:meta])* $home:ident::$name:ident($($arg:ident: $kind:ty),*);)+) => {$(
        $(#[$doc])*
        pub fn $name(state: State $(, $arg: $kind)*) {
            #[cfg(feature = "hydrate")]
            super::$home::$name(state $(, $arg)*);
            let _ = (state $(, $arg)*);
        }
    )+};
}

in_browsers! {
    /// *Send* was pressed.
    writing::submitted(event: &leptos::ev::SubmitEvent);
    /// The dealer's place was chosen.
    writing::place_chosen(event: &leptos::ev::MouseEvent);
    /// Something was typed.
    writing::written();
    /// Something was pasted.
    upload::pasted(event: &leptos::ev::ClipboardEvent);
    /// Something was dropped.
    upload::dropped(event: &leptos::ev::DragEvent);
    /// Files were chosen.
    upload::chosen();
    /// The thread was scrolled.
    writing::scrolled();
    /// To the newest message.
    writing::to_newest();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_judged_before_it_travels() {
        let lang = Lang::En;
        assert_eq!(fault(lang, "car.jpg", "image/jpeg", 5 * 1024 * 1024), None);
        let large = fault(lang, "car.jpg", "image/jpeg", 5 * 1024 * 1024 + 1);
        assert!(large.unwrap().starts_with("car.jpg is too large: 5.2 MB"));
        assert!(fault(lang, "a.zip", "application/zip", 1).is_some());
    }

    #[test]
    fn words_may_be_as_long_as_whoever_reads_them_takes() {
        let long = |count, note, files| too_long(Lang::En, &"a".repeat(count), note, files);
        assert_eq!(long(1_600, false, false), None);
        assert!(long(1_601, false, false).unwrap().contains("1601"));
        assert!(long(1_025, false, true).unwrap().contains("1024"));
        assert_eq!(long(4_000, true, false), None);
        assert!(long(4_001, true, false).unwrap().contains("4000"));
    }

    #[test]
    fn the_time_left_is_told_to_the_minute_and_never_too_short() {
        for (left, told) in [
            (Span::hours(23), "23 h 0 min"),
            (Span::minutes(61), "1 h 1 min"),
            (Span::seconds(3_599), "1 h 0 min"),
            (Span::seconds(59), "1 min"),
        ] {
            assert!(super::left(Lang::En, left).starts_with(told), "{told}");
        }
    }
}
