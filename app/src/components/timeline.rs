use domain::{dealer::TimelineEntry, say};
use leptos::prelude::*;

use super::{Ago, Icon, Tint};
use crate::i18n::lang;

/// Things that happened, newest first, each in words, with ids and codes for who asks.
#[component]
pub fn Timeline(
    /// The things.
    entries: Vec<TimelineEntry>,
) -> AnyView {
    view! { <ol class="timeline">{entries.into_iter().map(line).collect_view()}</ol> }.into_any()
}

fn line(entry: TimelineEntry) -> AnyView {
    let lang = lang();
    let TimelineEntry {
        at,
        who,
        words,
        what,
        tone,
        detail,
    } = entry;
    let tint = Tint::from(tone);
    let icon = if tint == Tint::None {
        symbol(&what)
    } else {
        tint.icon()
    };
    view! {
        <li>
            <span class=format!("mark {}", tint.class())><Icon name=icon/></span>
            <div>
                <div class="what"><span>{words}</span><Ago at/></div>
                <div class="more">
                    <span>{who}</span>
                    <details class="behind">
                        <summary>{say::ui::details(lang)}</summary>
                        <p class="mono"><span>{what}</span> {detail.map(|detail| view! { <span>{detail}</span> })}</p>
                    </details>
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// A picture for what is neither good nor bad, by the first part of its name.
fn symbol(what: &str) -> &'static str {
    match what.split('.').next().unwrap_or_default() {
        "person" | "member" => "user",
        "dealer" => "users",
        "signup" => "plug",
        "window" | "facebook" => "window",
        "number" | "sender" | "subaccount" => "phone",
        "link" | "mail" => "mail",
        "help" => "help",
        "vault" => "lock",
        _ => "dot",
    }
}
