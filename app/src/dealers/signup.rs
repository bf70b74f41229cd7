use domain::{
    SignupId,
    member::Role,
    number::NumberKind,
    say,
    signup::{Button as Act, OpenSignup, SignupState, StepState, StepView, Trouble},
};
use leptos::prelude::*;

use super::{
    doors::{RetrySignup, SendLinkAgain, WithdrawLink},
    story::look_again,
};
use crate::{
    components::{
        Ago, Badge, Button, CloseDialog, CopyField, Dialog, Icon, Kind, Notice, OpenDialog, RefusalNotice,
        SubTitle, Tint, close_dialog, toast_when_done,
    },
    context::me,
    door::{PostForm, Posting},
    i18n::lang,
};

/// The signup that is under way: where it is, what is in its way, and its link.
#[component]
pub fn Current(open: OpenSignup) -> AnyView {
    let lang = lang();
    let progress = open.progress;
    let (tint, words) = standing(progress.state);
    let number = progress.number.unwrap_or_else(|| kind(open.kind).to_owned());
    let lead = format!("{} · {number}", progress.display_name);
    let left_at = progress
        .left_at
        .map(|step| view! { <Notice title=say::dealers::left_at(lang, step)/> });
    let waits = progress.state == SignupState::Open;
    let admin = me().is_some_and(|me| me.role == Role::Admin);
    view! {
        <section class="card">
            <SubTitle title=say::dealers::signup(lang) lead><Badge tint words/></SubTitle>
            <div class="card-body stack">
                {progress.trouble.map(|trouble| view! { <InTheWay id=progress.id.clone() trouble/> })}
                {left_at.filter(|_| waits)}
                <ol class="steps">{progress.steps.into_iter().map(step).collect_view()}</ol>
            </div>
            <div class="card-foot signup-link">
                <CopyField label=say::dealers::link(lang) value=open.link.url/>
                <SendAgain id=open.link.session_id.clone()/>
                {admin.then(|| view! { <Withdraw id=open.link.session_id/> })}
            </div>
        </section>
    }
    .into_any()
}

fn standing(state: SignupState) -> (Tint, &'static str) {
    let lang = lang();
    match state {
        SignupState::Open => (Tint::Wait, say::dealers::state_open(lang)),
        SignupState::GoingLive => (Tint::Wait, say::dealers::state_going_live(lang)),
        SignupState::CodeNeeded => (Tint::Warn, say::dealers::state_code_needed(lang)),
        SignupState::Stuck => (Tint::Bad, say::dealers::state_stuck(lang)),
        SignupState::Connected => (Tint::Good, say::dealers::state_connected(lang)),
        SignupState::Expired => (Tint::None, say::dealers::state_expired(lang)),
        SignupState::Revoked => (Tint::None, say::dealers::state_revoked(lang)),
    }
}

fn kind(kind: NumberKind) -> &'static str {
    let lang = lang();
    match kind {
        NumberKind::SmsCapable => say::dealers::kind_sms(lang),
        NumberKind::VoiceOnly => say::dealers::kind_voice(lang),
        NumberKind::Byo => say::dealers::kind_byo(lang),
    }
}

fn step(step: StepView) -> AnyView {
    let lang = lang();
    let (class, icon, words) = match step.state {
        StepState::Done => ("done", "check", say::ui::done(lang)),
        StepState::Running => ("now", "", say::dealers::running(lang)),
        StepState::NeedsYou => ("needs", "hand", say::dealers::needs_dealer(lang)),
        StepState::Stuck => ("failed", "alert", say::dealers::stuck(lang)),
        StepState::Later => ("todo", "", ""),
    };
    let current = matches!(
        step.state,
        StepState::Running | StepState::NeedsYou | StepState::Stuck
    );
    let aside = match (step.at, words) {
        (Some(at), _) if step.state == StepState::Done => view! { <Ago at/> }.into_any(),
        (_, "") => step.usual.into_any(),
        (_, words) => words.into_any(),
    };
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="mark">{(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}</span>
            <span class="name">{step.title}</span>
            <span class="usual">{aside}</span>
        </li>
    }
    .into_any()
}

/// What is in the way: what happened, who must act, and the step again where that can help.
#[component]
fn InTheWay(id: SignupId, trouble: Trouble) -> AnyView {
    let lang = lang();
    let retry = Posting::to::<RetrySignup>();
    let answer = retry.outcome();
    toast_when_done(answer, say::dealers::retried(lang), look_again());
    let Trouble {
        what,
        mut act,
        button,
        code,
        retry_at,
    } = trouble;
    if let Some(code) = code {
        act = format!("{act} ({})", say::dealers::code(lang, code));
    }
    view! {
        <RefusalNotice answer/>
        <Notice tint=Tint::Warn title=what detail=act>
            {retry_at.map(|at| view! { <span class="who">{say::ui::try_again(lang)} " " <Ago at/></span> })}
            {(button == Some(Act::Retry)).then(|| view! {
                <PostForm to=retry>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button icon="refresh" busy=retry.pending()>{say::dealers::retry(lang)}</Button>
                </PostForm>
            })}
        </Notice>
    }
    .into_any()
}

/// *Send the link again*, to the owner.
#[component]
fn SendAgain(id: SignupId) -> AnyView {
    let lang = lang();
    let sending = Posting::to::<SendLinkAgain>();
    let answer = sending.outcome();
    toast_when_done(answer, say::dealers::sent_again(lang), look_again());
    view! {
        <PostForm to=sending>
            <input type="hidden" name="id" value=id.to_string()/>
            <Button icon="mail" busy=sending.pending()>{say::dealers::send_again(lang)}</Button>
        </PostForm>
        <RefusalNotice answer/>
    }
    .into_any()
}

/// The dialog that withdraws the link.
const WITHDRAW: &str = "withdraw";

/// *Withdraw the link*: whoever has it can go on no longer. Said first, because what was begun is taken back with it.
#[component]
fn Withdraw(id: SignupId) -> AnyView {
    let lang = lang();
    let withdrawing = Posting::to::<WithdrawLink>();
    let answer = withdrawing.outcome();
    let again = look_again();
    toast_when_done(answer, say::connect::withdrawn(lang), move || {
        close_dialog(WITHDRAW);
        again();
    });
    view! {
        <OpenDialog dialog=WITHDRAW kind=Kind::Ghost>{say::connect::withdraw(lang)}</OpenDialog>
        <Dialog id=WITHDRAW title=say::connect::withdraw(lang)>
            <p class="quiet">{say::dealers::withdraw_lead(lang)}</p>
            <RefusalNotice answer/>
            <PostForm to=withdrawing class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="foot">
                    <CloseDialog dialog=WITHDRAW/>
                    <Button kind=Kind::Danger busy=withdrawing.pending()>{say::dealers::withdraw(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}
