//! Step 4: the real steps, ticking off as the server tells them.

use domain::{
    SignupId, say,
    signup::{Button as Act, Progress, SignupState, Step, StepState, StepView, Trouble},
};
use leptos::prelude::*;

use super::{
    CHOOSE_ANOTHER,
    code::CodeForm,
    doors::RetryStep,
    help::HELP,
    test_step::{TestStep, Wanted},
};
use crate::{
    components::{Ago, Button, Icon, Kind, LinkButton, Notice, OpenDialog, RefusalNotice, Tint},
    door::{PostForm, Posting},
    i18n::lang,
};

/// *Going live*, then *Connected*, with every step.
#[component]
pub fn Live(
    progress: Progress,
    /// The token in the session's address.
    token: String,
    /// Whether this is the page of a link, where nobody is signed in.
    #[prop(optional)]
    alone: bool,
) -> AnyView {
    let lang = lang();
    let said = now_in_words(&progress);
    let connected = progress.state == SignupState::Connected;
    let header = if connected {
        view! { <Connected progress=progress.clone() alone/> }.into_any()
    } else {
        // On a phone the steps that are done push the field out of sight.
        let lead = if progress.code.is_some() {
            view! { <p>{say::connect::live_lead_code(lang)} " " <a href="#field-code">{say::connect::live_to_code(lang)}</a></p> }.into_any()
        } else {
            view! { <p>{say::connect::live_lead(lang)}</p> }.into_any()
        };
        view! {
            <header>
                <h2>{say::connect::live_title(lang)}</h2>
                {lead}
            </header>
        }
        .into_any()
    };
    let holder = if alone { token.clone() } else { String::new() };
    let test = Wanted::of(&progress);
    let Progress {
        id,
        steps,
        trouble,
        code,
        ..
    } = progress;
    let (trouble_id, trouble_holder) = (id.clone(), holder.clone());
    // What a trouble has beside it stands there once.
    let helped = trouble.is_some();
    let chooses = trouble
        .as_ref()
        .is_some_and(|trouble| trouble.button == Some(Act::Number));
    let (help, choose) = (!connected && !helped, !connected && !alone && !chooses);
    view! {
        <section class="panel">
            <p class="for-ears" role="status">{said}</p>
            {header}
            {trouble.map(|trouble| view! { <Stuck trouble id=trouble_id holder=trouble_holder token alone/> })}
            <ol class="steps">
                {steps
                    .into_iter()
                    .map(|step| {
                        let more = match (step.step, step.state) {
                            (Step::Verification, StepState::NeedsYou) => code
                                .clone()
                                .map(|wanted| view! { <CodeForm wanted id=id.clone() token=holder.clone()/> }.into_any()),
                            (Step::Test, _) => test.clone().map(|test| view! { <TestStep test token=holder.clone()/> }.into_any()),
                            _ => None,
                        };
                        view! { <StepLine step more/> }
                    })
                    .collect_view()}
            </ol>
            {(help || choose).then(|| view! {
                <div class="row">
                    {help.then(|| view! { <OpenDialog dialog=HELP kind=Kind::Ghost icon="help">{say::connect::help(lang)}</OpenDialog> })}
                    {choose.then(|| view! { <LinkButton kind=Kind::Ghost href=CHOOSE_ANOTHER>{say::connect::button_number(lang)}</LinkButton> })}
                </div>
            })}
            <noscript><LinkButton href="" icon="refresh">{say::connect::look_again(lang)}</LinkButton></noscript>
        </section>
    }
    .into_any()
}

fn now_in_words(progress: &Progress) -> String {
    let lang = lang();
    let open = progress.steps.iter().find(|step| step.state != StepState::Done);
    let open = open.map(|step| {
        let state = match step.state {
            StepState::NeedsYou => say::connect::step_needs_you(lang),
            StepState::Stuck => say::connect::step_stuck(lang),
            _ => say::connect::now(lang),
        };
        format!("{}: {state}", step.title)
    });
    let connected = say::connect::connected_title(lang);
    match open {
        None => connected.to_owned(),
        Some(open) if progress.state == SignupState::Connected => format!("{connected}. {open}"),
        Some(open) => open,
    }
}

#[component]
fn StepLine(
    step: StepView,
    /// What the step asks for or shows.
    more: Option<AnyView>,
) -> AnyView {
    let lang = lang();
    let (class, icon) = match step.state {
        StepState::Done => ("done", "check"),
        StepState::Running => ("now", ""),
        StepState::NeedsYou => ("needs", "hand"),
        StepState::Stuck => ("failed", "alert"),
        StepState::Later => ("todo", ""),
    };
    let usual = match (step.state, step.at) {
        (StepState::Done, Some(at)) => view! { <Ago at/> }.into_any(),
        (StepState::Done, None) => say::ui::done(lang).into_any(),
        _ => step.usual.into_any(),
    };
    let current = matches!(
        step.state,
        StepState::Running | StepState::NeedsYou | StepState::Stuck
    );
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="mark">{(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}</span>
            <span class="name">{step.title}</span>
            <span class="usual">{usual}</span>
            {more.map(|more| view! { <div class="more">{more}</div> })}
        </li>
    }
    .into_any()
}

/// What is in the way: what happened, who must act, one button.
#[component]
fn Stuck(trouble: Trouble, id: SignupId, holder: String, token: String, alone: bool) -> AnyView {
    let lang = lang();
    let retry = Posting::to::<RetryStep>();
    let button = match trouble.button {
        Some(Act::Retry) => view! {
            <PostForm to=retry>
                <input type="hidden" name="token" value=holder/>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button kind=Kind::Primary icon="refresh">{say::connect::button_retry(lang)}</Button>
            </PostForm>
        }
        .into_any(),
        // Through Meta's window once more, on the page of the link.
        Some(Act::Facebook) => view! {
            <form method="get" action=format!("/whatsapp/signup/{token}") target=(!alone).then_some("whatsapp-signup") data-opens=(!alone).then_some("")>
                <Button kind=Kind::Primary icon="external">{say::connect::facebook_button(lang)}</Button>
            </form>
        }
        .into_any(),
        Some(Act::Number) if !alone => view! {
            <LinkButton kind=Kind::Primary href=CHOOSE_ANOTHER>{say::connect::button_number(lang)}</LinkButton>
        }
        .into_any(),
        _ => ().into_any(),
    };
    let mut detail = trouble.act;
    if let Some(code) = trouble.code {
        detail = format!("{detail} ({})", say::connect::trouble_code(lang, code));
    }
    view! {
        <RefusalNotice answer=retry.outcome()/>
        <Notice tint=Tint::Warn title=trouble.what detail>
            {trouble.retry_at.map(|at| view! { <span class="who">{say::ui::try_again(lang)} " " <Ago at/></span> })}
            {button}
            <OpenDialog dialog=HELP icon="help">{say::connect::help(lang)}</OpenDialog>
        </Notice>
    }
    .into_any()
}

/// Nothing is missing; the test message below may still come.
#[component]
fn Connected(progress: Progress, alone: bool) -> AnyView {
    let lang = lang();
    let number = progress.number.unwrap_or_default();
    let onward = match progress.integration.filter(|_| !alone) {
        Some(id) => view! {
            <LinkButton kind=Kind::Primary href=format!("/connections/{id}")>{say::connect::see_connection(lang)}</LinkButton>
            <LinkButton href="/team">{say::connect::invite_team(lang)}</LinkButton>
        }
        .into_any(),
        None => view! { <p class="quiet">{say::connect::may_close(lang)}</p> }.into_any(),
    };
    view! {
        <div class="success">
            <span class="tick"><Icon name="check"/></span>
            <div>
                <h2>{say::connect::connected_title(lang)}</h2>
                <p class="quiet">{say::connect::connected_lead(lang, progress.display_name, &number)}</p>
            </div>
            <div class="row">{onward}</div>
        </div>
    }
    .into_any()
}
