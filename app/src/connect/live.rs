//! Step 4: the real steps, ticking off as the server tells them.

use domain::{
    say,
    signup::{Button as Act, Progress, SignupState, Step, StepState, StepView, Trouble},
};
use leptos::prelude::*;

use super::{
    code::CodeForm,
    doors::{RetryStep, StartOver},
    help::{HELP, Help},
};
use crate::{
    components::{Ago, Button, Icon, Kind, LinkButton, Notice, OpenDialog, Qr, RefusalNotice, Tint},
    door::{PostForm, Posting},
    i18n::lang,
};

/// *Going live*, until it is *Connected*. `token` is the link's where nobody is signed in, else the session's own.
#[component]
pub fn Live(
    progress: RwSignal<Progress>,
    /// The token in the session's address.
    token: String,
    /// Whether this is the page of a link, where nobody is signed in.
    #[prop(optional)]
    alone: bool,
) -> AnyView {
    let lang = lang();
    let connected = Memo::new(move |_| progress.with(|progress| progress.state == SignupState::Connected));
    let holder = if alone { token } else { String::new() };
    let id = progress.with_untracked(|progress| progress.id.clone());
    let steps = Memo::new(move |_| progress.with(|progress| progress.steps.clone()));
    let trouble = Memo::new(move |_| progress.with(|progress| progress.trouble.clone()));
    let code = Memo::new(move |_| progress.with(|progress| progress.code.clone()));
    let said = move || steps.with(|steps| now_in_words(steps));
    view! {
        <section class="panel">
            <p class="for-ears" role="status">{said}</p>
            {move || {
                if connected.get() {
                    return view! { <Connected progress=progress.get_untracked() alone/> }.into_any();
                }
                let holder = holder.clone();
                let (for_code, for_trouble, for_help) = (holder.clone(), holder.clone(), holder);
                let id = id.clone();
                view! {
                    <header>
                        <h2>{say::connect::live_title(lang)}</h2>
                        <p>{say::connect::live_lead(lang)}</p>
                    </header>
                    {move || trouble.get().map(|trouble| view! { <Stuck trouble progress token=for_trouble.clone() alone/> })}
                    <ol class="steps">
                        {move || {
                            let token = for_code.clone();
                            steps.get().into_iter().map(|step| view! { <StepLine step code progress token=token.clone()/> }).collect_view()
                        }}
                    </ol>
                    <Help id token=for_help/>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

fn now_in_words(steps: &[StepView]) -> String {
    let lang = lang();
    let Some(step) = steps.iter().find(|step| step.state != StepState::Done) else {
        return say::connect::connected_title(lang).to_owned();
    };
    let state = match step.state {
        StepState::NeedsYou => say::connect::step_needs_you(lang),
        StepState::Stuck => say::connect::step_stuck(lang),
        _ => say::connect::now(lang),
    };
    format!("{}: {state}", step.title)
}

#[component]
fn StepLine(
    step: StepView,
    code: Memo<Option<domain::signup::CodeWanted>>,
    progress: RwSignal<Progress>,
    token: String,
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
    let current = matches!(step.state, StepState::Running | StepState::NeedsYou | StepState::Stuck);
    let asks = step.step == Step::Verification && step.state == StepState::NeedsYou;
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="mark">{(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}</span>
            <span class="name">{step.title}</span>
            <span class="usual">{usual}</span>
            {asks.then(|| {
                view! { <div class="more">{move || code.get().map(|wanted| view! { <CodeForm wanted progress token=token.clone()/> })}</div> }
            })}
        </li>
    }
    .into_any()
}

/// What is in the way: what happened, who must act, one button.
#[component]
fn Stuck(trouble: Trouble, progress: RwSignal<Progress>, token: String, alone: bool) -> AnyView {
    let lang = lang();
    let id = progress.with_untracked(|progress| progress.id.to_string());
    let retry = Posting::to::<RetryStep>();
    super::code::take(retry, progress);
    let over = Posting::to::<StartOver>();
    let over_answer = over.outcome();
    let reload = use_context::<super::Reload>();
    Effect::new(move |_| {
        if let (true, Some(super::Reload(page))) = (matches!(over_answer.get(), Some(Ok(()))), reload) {
            page.refetch();
        }
    });
    let retry_id = id.clone();
    let again = move || {
        view! {
            <PostForm to=retry>
                <input type="hidden" name="token" value=token.clone()/>
                <input type="hidden" name="id" value=retry_id.clone()/>
                <Button kind=Kind::Primary icon="refresh" busy=retry.pending()>{say::connect::button_retry(lang)}</Button>
            </PostForm>
        }
    };
    let button = match trouble.button {
        Some(Act::Retry) => again().into_any(),
        Some(Act::Facebook) => view! { <FacebookAgain progress alone/> }.into_any(),
        Some(Act::Number) if !alone => view! {
            <PostForm to=over>
                <input type="hidden" name="id" value=id/>
                <Button kind=Kind::Primary busy=over.pending()>{say::connect::button_number(lang)}</Button>
            </PostForm>
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

/// Through Meta's window once more, on the page of the link.
#[component]
fn FacebookAgain(progress: RwSignal<Progress>, alone: bool) -> AnyView {
    let lang = lang();
    let _ = progress;
    let token = use_context::<super::Token>().map(|token| token.0).unwrap_or_default();
    let address = format!("/whatsapp/signup/{token}");
    view! {
        <form method="get" action=address target=(!alone).then_some("whatsapp-signup")>
            <input type="hidden" name="again" value="1"/>
            <Button kind=Kind::Primary icon="external">{say::connect::facebook_button(lang)}</Button>
        </form>
    }
    .into_any()
}

/// Nothing is missing.
#[component]
fn Connected(progress: Progress, alone: bool) -> AnyView {
    let lang = lang();
    let number = progress.number.unwrap_or_default();
    let label = say::connect::qr(lang, &number);
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
            <div class="stack">
                <span class="tick"><Icon name="check"/></span>
                <div>
                    <h2>{say::connect::connected_title(lang)}</h2>
                    <p class="quiet">{say::connect::connected_lead(lang, progress.display_name, &number)}</p>
                </div>
                <p>{say::connect::connected_next(lang)}</p>
                <div class="row">{onward}</div>
            </div>
            {progress.qr_svg.map(|svg| view! { <Qr svg label/> })}
        </div>
    }
    .into_any()
}
