//! The second pane: what was said, and the composer under it.

use domain::{ConversationId, Timestamp, conversation::ConversationState, message::MessageView, say};
use leptos::prelude::*;

use super::{
    bubble, clock, composer, doors, empty, form,
    place::Pane,
    signals::{anew, live, mark, text, words},
    state::State,
    talk, travel,
};
use crate::components::{Icon, Notice, Tint};

/// The pane.
pub fn pane(state: State) -> AnyView {
    let open = text(move || state.open().map(String::from).unwrap_or_default());
    let inside = anew(open, move || match state.open() {
        Some(id) => talk::thread(state, &id),
        None => nothing(state),
    });
    // Until another conversation is here, nothing can be written to the one that stands there still.
    let on_its_way = mark(move || state.open() != state.place().with(|place| place.conversation.clone()));
    view! { <section class="desk-thread" aria-label=say::inbox::thread(state.lang) inert=on_its_way>{inside}</section> }
        .into_any()
}

/// No conversation, or one that could not be opened.
fn nothing(state: State) -> AnyView {
    let pick = live(move || {
        let any = state.desk().with(|desk| !desk.rows.rows.is_empty());
        any.then(empty::pick)
    });
    view! { <div class="pane-body">{refused(state)}{pick}</div> }.into_any()
}

/// The open conversation.
pub fn thread(state: State, id: &ConversationId) -> AnyView {
    #[cfg(feature = "hydrate")]
    super::canned::tell_choice(state);
    view! {
        {head(state, id)}
        {refused(state)}
        {messages(state)}
        {composer::composer(state, id)}
    }
    .into_any()
}

fn head(state: State, id: &ConversationId) -> AnyView {
    let lang = state.lang;
    let name = text(move || state.of_talk(|talk| talk.thread.row.name.clone()));
    let number = state.of_talk(|talk| talk.thread.number.clone());
    let back = words(move || state.place().with(|place| place.at(None).href()));
    let contact = words(move || state.place().with(|place| place.showing(Pane::Contact).href()));
    let is = text(move || state.of_talk(|talk| talk.thread.row.state.as_str().to_owned()));
    let id = id.clone();
    view! {
        <header class="thread-head">
            <a class="button ghost square back-link" href=back aria-label=say::inbox::back_to_list(lang)><Icon name="chevron-left"/></a>
            <span class="thread-who">{live(move || super::list::face(&name.get()))}</span>
            <div class="grow">
                <h2 dir="auto" tabindex="-1" id="thread-title">{words(move || name.get())}</h2>
                <small class="faint">{number}</small>
            </div>
            {anew(is, move || {
                let is = is.with(|is| ConversationState::parse(is));
                resolve(state, &id, is.unwrap_or_default())
            })}
            <a class="button ghost square contact-link" href=contact aria-label=words(move || say::inbox::about(lang, name.get()))><Icon name="info"/></a>
        </header>
    }
    .into_any()
}

/// *Resolve*, or *Reopen* what is resolved or put off.
pub fn resolve(state: State, id: &ConversationId, is: ConversationState) -> AnyView {
    let lang = state.lang;
    let (to, icon, words) = match is {
        ConversationState::Open => (ConversationState::Resolved, "check", say::inbox::resolve(lang)),
        _ => (ConversationState::Open, "refresh", say::inbox::reopen(lang)),
    };
    let hidden = vec![("conversation", id.to_string()), ("to", to.as_str().to_owned())];
    let button = view! { <button type="submit" class="button small"><Icon name=icon/>{words}</button> };
    form::form::<doors::ChangeState>(state, hidden, button.into_any())
}

/// What was last refused, above the messages.
fn refused(state: State) -> AnyView {
    let told = text(move || state.ui().with(|ui| ui.refused.clone()).unwrap_or_default());
    live(move || {
        let title = told.get();
        (!title.is_empty()).then(|| view! { <Notice tint=Tint::Bad title/> })
    })
}

/// A line of the thread.
#[derive(Clone)]
enum Line {
    Day(Timestamp),
    New,
    Message(Box<MessageView>),
}

/// Messages with their days, what is on its way last. The name of each is its own, and changes whenever it has to be drawn
/// anew.
fn lines(state: State) -> Vec<(String, Line)> {
    let awake = state.awake().get();
    let date = |at: Timestamp| {
        let (year, month, day, ..) = clock::local(at, awake).civil();
        (year, month, day)
    };
    let mut lines = Vec::new();
    let mut last = None;
    let mut add = |message: MessageView, is_new: bool| {
        let day = date(message.at);
        if last.replace(day) != Some(day) {
            // A day may stand here twice: what was not sent is last, however old it is.
            lines.push((format!("day-{}", message.id), Line::Day(message.at)));
        }
        if is_new {
            lines.push(("new".to_owned(), Line::New));
        }
        let files: String = message
            .attachments
            .iter()
            .map(|file| file.state.as_str())
            .collect();
        let status = message.status.map_or("", domain::message::Status::as_str);
        let trouble = message.trouble.is_some();
        let price = message.price.is_some();
        lines.push((
            format!(
                "{}-{status}-{files}-{trouble}-{}-{price}",
                message.id, message.detail.erased
            ),
            Line::Message(Box::new(message)),
        ));
    };
    state.talk().with(|talk| {
        let Some(talk) = talk else { return };
        for message in &talk.thread.messages {
            add(message.clone(), talk.first_new.as_ref() == Some(&message.id));
        }
        state.sending().with(|sending| {
            let here = sending
                .iter()
                .filter(|one| one.conversation == talk.thread.row.id);
            for one in here {
                let there = |message: &MessageView| message.request_id.as_ref() == Some(&one.request_id);
                if !talk.thread.messages.iter().any(there)
                    && let Some(view) = one.view()
                {
                    add(view, false);
                }
            }
        });
    });
    lines
}

fn messages(state: State) -> AnyView {
    let lang = state.lang;
    let to_newest = move || match state.ui().with(|ui| (ui.away, ui.below)) {
        (true, 0) => Some((say::inbox::to_newest(lang), String::new())),
        (true, n) => Some((say::inbox::new_messages(lang), n.to_string())),
        _ => None,
    };
    let before = live(move || {
        if state.of_talk(|talk| talk.thread.earlier.is_some()) {
            view! { <button type="button" class="button small earlier" on:click=move |_| travel::earlier(state)>{say::inbox::earlier(lang)}</button> }.into_any()
        } else {
            view! { <p class="beginning">{say::inbox::beginning(lang)}</p> }.into_any()
        }
    });
    let newest = live(move || {
        to_newest().map(|(words, count)| view! {
        <button type="button" class="button small to-newest" on:click=move |_| composer::to_newest(state) aria-label=words>
            <Icon name="arrow-down"/>{(!count.is_empty()).then(|| view! { <span>{words} " " <b>{count}</b></span> })}
        </button>
    })
    });
    let heard = words(move || state.ui().with(|ui| ui.heard.clone()));
    view! {
        <div class="talk-frame">
            <div class="talk" id="talk" tabindex="0" role="group" aria-label=say::inbox::thread(lang) on:scroll=move |_| composer::scrolled(state)>
                <div class="talk-inner">
                    {before}
                    <ol class="lines">
                        <For each=move || lines(state) key=|(key, _)| key.clone() children=move |(_, one)| line(state, one)/>
                    </ol>
                </div>
            </div>
            {newest}
        </div>
        <p class="for-ears" aria-live="polite">{heard}</p>
    }
    .into_any()
}

fn line(state: State, line: Line) -> AnyView {
    let lang = state.lang;
    match line {
        Line::Day(at) => view! {
            <li class="day"><span>{words(move || clock::day(lang, at, state.now().get(), state.awake().get()))}</span></li>
        }
        .into_any(),
        Line::New => view! { <li class="new-line"><span>{say::inbox::new_line(lang)}</span></li> }.into_any(),
        Line::Message(message) => bubble::bubble(state, *message),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::{
        Lang, Span,
        account::Theme,
        brand::Brand,
        message::{Direction, Kind},
    };

    use super::*;
    use crate::{
        context::RequestInfo,
        inbox::{
            merge::tests::{desk, message, talk},
            pending::Pending,
            state::Start,
        },
    };

    fn info() -> RequestInfo {
        RequestInfo {
            lang: Lang::En,
            now: Timestamp(0),
            brand: Brand {
                id: "b1".parse().unwrap(),
                name: "Autolijn".into(),
                logo: None,
                colour: "#0b6b50".into(),
                support_mail: String::new(),
            },
            me: None,
            unread: 0,
            demo: false,
            theme: Theme::default(),
        }
    }

    #[test]
    fn every_line_has_a_name_of_its_own() {
        let mut thread = talk().thread;
        let a_day = 24 * 60;
        let yesterday = message("m0", Direction::In, -a_day, None);
        thread.messages.insert(0, yesterday.clone());
        let start = Start {
            address: "/inbox/a".into(),
            desk: desk(None),
            thread: Some(thread),
            hits: None,
            choices: None,
            connected: true,
            first: None,
            request_id: "r".into(),
            refused: None,
        };
        let refused = Pending {
            request_id: "5f3a".into(),
            conversation: "a".parse().unwrap(),
            at: yesterday.at + Span::minutes(1),
            kind: Kind::Text,
            note: false,
            path: String::new(),
            form: String::new(),
            words: "Not sent".into(),
            refused: Some("The window is closed.".into()),
        };

        let owner = Owner::new();
        let lines = owner.with(|| {
            provide_context(info());
            let state = State::new(start);
            state.sending().update(|all| all.push(refused));
            lines(state)
        });

        let days = lines.iter().filter(|(_, line)| matches!(line, Line::Day(_)));
        assert_eq!(days.count(), 3, "yesterday, today, and yesterday again");
        let Some((_, Line::Message(last))) = lines.last() else {
            panic!("what was not sent is last");
        };
        assert_eq!(last.body, "Not sent");
        let names: std::collections::BTreeSet<&String> = lines.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), lines.len());
    }
}
