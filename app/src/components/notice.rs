use domain::say;
use leptos::prelude::*;

use super::{Icon, Tint, exact};
use crate::{answer::Outcome, i18n::lang};

/// Something the person should know before going on.
#[component]
pub fn Notice(
    /// What the colour means.
    #[prop(optional)]
    tint: Tint,
    /// What happened.
    #[prop(into)]
    title: String,
    /// What it means, who must act.
    #[prop(optional, into)]
    detail: String,
    /// Its id, where a control points to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let name = if tint == Tint::None { "info" } else { tint.icon() };
    let name = if tint == Tint::Bad { "alert" } else { name };
    view! {
        <div class=format!("notice {}", tint.class()) id=id role=(tint == Tint::Bad).then_some("alert")>
            <Icon name/>
            <div>
                <b>{title}</b>
                {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                {children.map(|children| view! { <div class="do">{children()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// Why a form was refused, above it: nothing while all is well, or while only a field is at fault.
#[component]
pub fn RefusalNotice(
    /// How the form's action ended.
    answer: Outcome,
) -> AnyView {
    let lang = lang();
    (move || {
        let Some(Err(problem)) = answer.get() else {
            return ().into_any();
        };
        if !problem.fields.is_empty() {
            return ().into_any();
        }
        let mut detail = Vec::new();
        if let Some(at) = problem.retry_at {
            detail.push(say::ui::try_again_at(lang, exact(at)));
        }
        if let Some(reference) = &problem.reference {
            detail.push(say::ui::reference(lang, reference));
        }
        view! { <Notice tint=Tint::Bad title=problem.detail detail=detail.join(" ")/> }.into_any()
    })
    .into_any()
}
