//! One message of a thread.

use domain::{
    Lang, Timestamp,
    message::{Direction, FromTemplate, Kind, Location, MessageView, Origin, Referral, Status},
    say,
};
use leptos::prelude::*;

use super::{clock, doors, files, form, signals::words, state::State};
use crate::components::{Icon, exact};

/// A message, a note, or one on its way.
pub fn bubble(state: State, message: MessageView) -> AnyView {
    let lang = state.lang;
    let is_note = message.direction == Direction::Note;
    let side = match message.direction {
        Direction::In => "bubble in",
        Direction::Out => "bubble out",
        Direction::Note => "bubble note",
    };
    let id = format!("m-{}", message.id);
    let by_machine = message.origin == Origin::Machine;
    let author = (is_note && !by_machine).then(|| {
        let name = message.author.clone();
        let name = name.unwrap_or_else(|| say::inbox::you(lang).to_owned());
        top("note", say::inbox::note_of(lang, name))
    });
    let machine = by_machine.then(|| {
        let words = if is_note {
            say::inbox::machine_note(lang)
        } else {
            say::inbox::machine(lang)
        };
        top("bot", words.to_owned())
    });
    let forwarded = message
        .detail
        .forwarded
        .then(|| top("forward", say::inbox::forwarded(lang).to_owned()));
    let unknown = message.kind == Kind::Unknown && message.body.is_empty();
    let plain = unknown || message.detail.erased;
    let body = if message.detail.erased {
        say::inbox::media_erased(lang).to_owned()
    } else if unknown {
        say::inbox::unknown_kind(lang).to_owned()
    } else {
        message.body.clone()
    };
    let detail = message.detail.clone();
    let price = message.price.as_deref();
    let ticked = message.status.map(|status| tick_of(lang, status, price));
    view! {
        <li class=side id=id>
            <div class="bubble-body">
                {author}{machine}{forwarded}
                {detail.referral.map(|from| referral(lang, from))}
                {message.quoted.clone().map(|words| view! {
                    <blockquote class="quoted" dir="auto"><span class="for-ears">{say::inbox::in_answer_to(lang)} ": "</span>{words}</blockquote>
                })}
                {message.attachments.iter().map(|file| files::file(lang, file, message.kind, &message.body)).collect_view()}
                {message.attachments.iter().map(|file| files::again(state, file)).collect_view()}
                {detail.location.map(|place| location(lang, place))}
                {detail.answer.map(|_| top("reply", say::inbox::button_pressed(lang).to_owned()))}
                {(!body.is_empty()).then(|| view! { <p class="words" class:quiet=plain dir="auto">{linked(&body)}</p> })}
                <span class="when">
                    {time(state, message.at)}
                    {ticked}
                </span>
            </div>
            {detail.template.map(buttons)}
            {trouble(state, &message)}
        </li>
    }
    .into_any()
}

fn top(icon: &'static str, words: String) -> AnyView {
    view! { <span class="bubble-top"><Icon name=icon/>{words}</span> }.into_any()
}

fn time(state: State, at: Timestamp) -> AnyView {
    view! { <time datetime=at.rfc3339() title=exact(at)>{words(move || clock::hour(at, state.awake().get()))}</time> }
        .into_any()
}

/// How far a message came: a shape, and words for ears.
pub fn tick(lang: Lang, status: Status) -> AnyView {
    tick_of(lang, status, None)
}

/// The same, and what it cost.
fn tick_of(lang: Lang, status: Status, price: Option<&str>) -> AnyView {
    let (icon, class, words) = match status {
        Status::Waiting => ("clock", "tick", say::inbox::tick_waiting(lang)),
        Status::Unknown => ("help", "tick", say::inbox::tick_unknown(lang)),
        Status::Queued => ("clock", "tick", say::inbox::tick_queued(lang)),
        Status::Sent => ("check", "tick", say::inbox::tick_sent(lang)),
        Status::Delivered => ("check-check", "tick", say::inbox::tick_delivered(lang)),
        Status::Read => ("check-check", "tick read", say::inbox::tick_read(lang)),
        Status::Failed => ("alert", "tick failed", say::inbox::tick_failed(lang)),
    };
    let words = match price {
        Some(price) => say::inbox::tick_price(lang, words, price),
        None => words.to_owned(),
    };
    let title = words.clone();
    view! { <span class=class title=title><Icon name=icon/><span class="for-ears">{words}</span></span> }
        .into_any()
}

/// Words in which addresses are links. They open elsewhere and learn nothing of this page.
fn linked(text: &str) -> AnyView {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let address = piece.trim_end();
        if is_web(address) {
            pieces.push(std::mem::take(&mut plain).into_any());
            let (href, name) = (address.to_owned(), address.to_owned());
            pieces.push(
                view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{name}</a> }
                    .into_any(),
            );
            plain.push_str(&piece[address.len()..]);
        } else {
            plain.push_str(piece);
        }
    }
    pieces.push(plain.into_any());
    pieces.into_any()
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn location(lang: Lang, place: Location) -> AnyView {
    let href = place.map();
    let Location {
        latitude,
        longitude,
        label,
        address,
    } = place;
    let name = if label.is_empty() {
        say::inbox::kind_location(lang).to_owned()
    } else {
        label
    };
    let under = if address.is_empty() {
        format!("{latitude}, {longitude}")
    } else {
        address
    };
    view! {
        <a class="place" href=href target="_blank" rel="noopener noreferrer">
            <Icon name="pin"/>
            <span><b>{name}</b><small>{under}</small><small class="do">{say::inbox::open_map(lang)}</small></span>
        </a>
    }
    .into_any()
}

fn referral(lang: Lang, from: Referral) -> AnyView {
    let title = if from.source == "post" {
        say::inbox::from_post(lang)
    } else {
        say::inbox::from_ad(lang)
    };
    view! {
        <div class="referral">
            <span class="bubble-top"><Icon name="megaphone"/>{title}</span>
            <b dir="auto">{from.headline}</b>
            <small dir="auto">{from.body}</small>
            {is_web(&from.url).then(|| view! {
                <a href=from.url target="_blank" rel="noopener noreferrer nofollow">{say::inbox::open_ad(lang)}</a>
            })}
        </div>
    }
    .into_any()
}

/// The buttons under a template, as the buyer sees them.
fn buttons(template: FromTemplate) -> AnyView {
    view! {
        <div class="bubble-buttons">
            {template.buttons.into_iter().map(|words| view! { <span>{words}</span> }).collect_view()}
        </div>
    }
    .into_any()
}

/// Why it did not arrive, and what can be done.
fn trouble(state: State, message: &MessageView) -> AnyView {
    let lang = state.lang;
    let Some(trouble) = &message.trouble else {
        return unsent(state, message);
    };
    let id = message.id.to_string();
    view! {
        <div class="trouble">
            <p>{trouble.what.clone()} " " {trouble.act.clone()}</p>
            {trouble.retry.then(|| form::form::<doors::RetryMessage>(state, vec![("message", id)], view! {
                <button type="submit" class="button small"><Icon name="refresh"/>{say::inbox::retry(lang)}</button>
            }.into_any()))}
        </div>
    }
    .into_any()
}

/// One that the server would not take: it is only here.
fn unsent(state: State, message: &MessageView) -> AnyView {
    let lang = state.lang;
    let Some(request_id) = message.request_id.clone() else {
        return ().into_any();
    };
    let refused = state.sending().with_untracked(|all| {
        let one = all.iter().find(|one| one.request_id == request_id)?;
        one.refused.clone()
    });
    let Some(words) = refused else {
        return ().into_any();
    };
    let again = request_id.clone();
    view! {
        <div class="trouble">
            <p>{say::inbox::not_sent(lang)} ": " {words}</p>
            <button type="button" class="button small" on:click=move |_| again_with(state, &again)><Icon name="refresh"/>{say::inbox::retry(lang)}</button>
            <button type="button" class="button small ghost" on:click=move |_| drop_it(state, &request_id)>{say::inbox::discard(lang)}</button>
        </div>
    }
    .into_any()
}

fn again_with(state: State, request_id: &str) {
    #[cfg(feature = "hydrate")]
    super::pending::again(state, request_id);
    let _ = (state, request_id);
}

fn drop_it(state: State, request_id: &str) {
    #[cfg(feature = "hydrate")]
    super::pending::discard(state, request_id);
    let _ = (state, request_id);
}
