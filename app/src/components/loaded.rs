use domain::{Code, Problem, say};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{Empty, LinkButton, Skeleton, Tint, exact};
use crate::{answer::Refusal, i18n::lang};

/// Draws what a door brings: the shape of it while it is on its way, its refusal in words, or the thing.
#[component]
pub fn Load(
    /// Where it comes from.
    from: crate::door::Brought,
    /// How many lines its shape has.
    #[prop(default = 5)]
    lines: usize,
    /// Whether it is the whole page, with its title.
    #[prop(optional)]
    whole: bool,
    /// Draws it: `|json| parsed(json, draw)`.
    draw: fn(&str) -> AnyView,
) -> AnyView {
    view! {
        <Transition fallback=move || view! { <Skeleton lines/> }>
            {move || Suspend::new(async move {
                match from.await {
                    Ok(json) => draw(&json),
                    Err(refusal) if whole => refusal_page(&refusal),
                    Err(refusal) => refusal_view(&refusal),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// A refusal in the place of what was asked for: what happened, who must act, one button.
pub fn refusal_view(refusal: &Refusal) -> AnyView {
    drawn(refusal, false)
}

/// A refusal in the place of a whole page.
pub fn refusal_page(refusal: &Refusal) -> AnyView {
    drawn(refusal, true)
}

fn drawn(refusal: &Refusal, whole: bool) -> AnyView {
    let lang = lang();
    let Problem {
        code,
        detail,
        retry_at,
        reference,
        ..
    } = &refusal.0;
    let (icon, title, tint) = match code {
        Code::NotFound => ("search", say::ui::not_found_title(lang), Tint::None),
        Code::Denied => ("lock", say::ui::denied_title(lang), Tint::None),
        Code::SignInNeeded => ("lock", say::ui::sign_in_title(lang), Tint::None),
        Code::NotConfigured | Code::PartnerSolutionIdMissing => {
            ("settings", say::ui::not_set_up_title(lang), Tint::None)
        }
        Code::Unavailable => ("cloud-off", say::ui::unavailable_title(lang), Tint::Bad),
        _ => ("alert", say::ui::error_title(lang), Tint::Bad),
    };
    let mut words = detail.clone();
    if let Some(at) = retry_at {
        words = format!("{words} {}", say::ui::try_again_at(lang, exact(*at)));
    }
    if let Some(reference) = reference {
        words = format!("{words} {}", say::ui::reference(lang, reference));
    }
    let action = match code {
        Code::NotFound | Code::Denied => view! { <LinkButton href="/">{say::ui::go_home(lang)}</LinkButton> },
        Code::SignInNeeded => view! { <LinkButton href="/login">{say::ui::sign_in(lang)}</LinkButton> },
        _ => view! { <LinkButton href="" icon="refresh">{say::ui::try_again(lang)}</LinkButton> },
    };
    view! {
        {whole.then(|| view! { <Title text=title/> })}
        <div class="card">
            <Empty icon title detail=words tint whole>
                {action}
            </Empty>
        </div>
    }
    .into_any()
}
