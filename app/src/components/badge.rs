use domain::{
    Timestamp,
    dealer::Tone,
    say,
    sender::{Health, HealthLevel},
};
use leptos::prelude::*;

use super::{Ago, Icon};
use crate::i18n::lang;

/// What a colour means. The words and the shape beside it say the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tint {
    /// Just so you know.
    #[default]
    None,
    /// As it should be.
    Good,
    /// On its way.
    Wait,
    /// Someone may have to look.
    Warn,
    /// Went wrong.
    Bad,
}

impl Tint {
    /// The class that carries the colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::None => "tone-none",
            Self::Good => "tone-good",
            Self::Wait => "tone-wait",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }
    /// A shape of its own for each.
    pub fn icon(self) -> &'static str {
        match self {
            Self::None => "dot",
            Self::Good => "check",
            Self::Wait => "clock",
            Self::Warn => "alert",
            Self::Bad => "x",
        }
    }
}

impl From<Tone> for Tint {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Plain => Self::None,
            Tone::Good => Self::Good,
            Tone::Warn => Self::Warn,
            Tone::Bad => Self::Bad,
        }
    }
}
impl From<HealthLevel> for Tint {
    fn from(level: HealthLevel) -> Self {
        match level {
            HealthLevel::Connected => Self::Good,
            HealthLevel::InReview => Self::Wait,
            HealthLevel::ActionNeeded => Self::Warn,
            HealthLevel::Paused => Self::Bad,
            HealthLevel::Disconnected => Self::None,
        }
    }
}

/// A few words with a colour and a shape.
#[component]
pub fn Badge(
    /// What the colour means.
    tint: Tint,
    /// Another shape than the colour's own.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// The words.
    #[prop(into)]
    words: String,
) -> AnyView {
    let name = icon.unwrap_or(tint.icon());
    view! {
        <span class=format!("badge {}", tint.class())>
            <Icon name/>
            {words}
        </span>
    }
    .into_any()
}

/// The one word for how a number is doing.
#[component]
pub fn HealthBadge(
    /// Which of the five.
    level: HealthLevel,
) -> AnyView {
    view! { <Badge tint=level.into() icon=shape(level) words=name(level)/> }.into_any()
}

/// How a number is doing, as a sentence: *Connected, last message 3 min ago*.
#[component]
pub fn HealthLine(
    /// What is known.
    health: Health,
    /// When a buyer last wrote to it.
    last: Option<Timestamp>,
) -> AnyView {
    let tint = Tint::from(health.level);
    let words = health.words;
    let said = match health.level {
        HealthLevel::Connected => view! { ", " <LastMessage at=last/> }.into_any(),
        _ if words.is_empty() => ().into_any(),
        HealthLevel::ActionNeeded | HealthLevel::Paused => format!(": {words}").into_any(),
        HealthLevel::InReview | HealthLevel::Disconnected => format!(", {words}").into_any(),
    };
    view! {
        <span class=format!("health {}", tint.class())>
            <Icon name=shape(health.level)/>
            <span>
                <b>{name(health.level)}</b>
                {said}
                {health.checked.map(|at| view! { <small class="faint nowrap">" · " {say::ui::checked(lang())} " " <Ago at/></small> })}
            </span>
        </span>
    }
    .into_any()
}

/// When a buyer last wrote: *last message 3 min ago*.
#[component]
pub fn LastMessage(
    /// When; before the first `None`.
    at: Option<Timestamp>,
) -> AnyView {
    let lang = lang();
    match at {
        Some(at) => view! { {say::health::last_message(lang)} " " <Ago at/> }.into_any(),
        None => say::health::no_message(lang).into_any(),
    }
}

fn shape(level: HealthLevel) -> &'static str {
    match level {
        HealthLevel::Connected => "check-circle",
        HealthLevel::InReview => "clock",
        HealthLevel::ActionNeeded => "alert",
        HealthLevel::Paused => "pause",
        HealthLevel::Disconnected => "unplug",
    }
}

fn name(level: HealthLevel) -> &'static str {
    let lang = lang();
    match level {
        HealthLevel::Connected => say::ui::connected(lang),
        HealthLevel::InReview => say::ui::in_review(lang),
        HealthLevel::ActionNeeded => say::ui::action_needed(lang),
        HealthLevel::Paused => say::ui::paused(lang),
        HealthLevel::Disconnected => say::ui::disconnected(lang),
    }
}

/// The first letters of a name.
#[component]
pub fn Avatar(
    /// The name, or a mail address.
    #[prop(into)]
    name: String,
) -> AnyView {
    let letters: String = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next())
        .take(2)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    view! { <span class="avatar" aria-hidden="true">{letters}</span> }.into_any()
}
