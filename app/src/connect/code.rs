//! The six digits, where a person must type them.

use domain::{
    number::CodeBy,
    say,
    signup::{CodeWanted, Progress},
};
use leptos::prelude::*;

use super::doors::{ResendCode, SubmitCode};
use crate::{
    components::{Ago, Button, Kind, RefusalNotice, TextField, field_error, toast_when_done},
    door::{PostForm, Posting},
    i18n::lang,
};

/// Takes the progress out of a door's answer, so that the page need not wait for the next event.
pub fn take(action: Posting, progress: RwSignal<Progress>) {
    let answer = action.answer();
    Effect::new(move |_| {
        if let Some(Ok(news)) = answer.get()
            && let Ok(news) = serde_json::from_str(&news)
        {
            progress.set(news);
        }
    });
}

#[component]
pub fn CodeForm(wanted: CodeWanted, progress: RwSignal<Progress>, token: String) -> AnyView {
    let lang = lang();
    let id = progress.with_untracked(|progress| progress.id.to_string());
    let submit = Posting::to::<SubmitCode>();
    let resend = Posting::to::<ResendCode>();
    take(submit, progress);
    take(resend, progress);
    toast_when_done(resend.outcome(), say::connect::code_sent(lang), || {});
    let lead = match wanted.by {
        CodeBy::Sms => say::connect::code_sms(lang, &wanted.to),
        CodeBy::Voice => say::connect::code_voice(lang, &wanted.to),
    };
    let refused = field_error(submit.outcome(), "code");
    let told = wanted.wrong.clone();
    let wrong = Signal::derive(move || refused.get().or_else(|| told.clone()));
    let (token_again, id_again) = (token.clone(), id.clone());
    let again = move |by: CodeBy, words: &'static str| {
        let (token, id) = (token_again.clone(), id_again.clone());
        view! {
            <PostForm to=resend>
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="by" value=by.as_str()/>
                <Button kind=Kind::Small busy=resend.pending() disabled=wanted.left == 0>{words}</Button>
            </PostForm>
        }
    };
    view! {
        <div class="code-form stack">
            <div>
                <h3>{say::connect::code_title(lang)}</h3>
                <p>{lead}</p>
            </div>
            <RefusalNotice answer=submit.outcome()/>
            <RefusalNotice answer=resend.outcome()/>
            <PostForm to=submit class="form">
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id/>
                <TextField
                    label=say::connect::code_field(lang) name="code" look="code" inputmode="numeric"
                    autocomplete="one-time-code" required=true min=6 max=7 wrong
                />
                <div class="foot">
                    <Button kind=Kind::Primary busy=submit.pending()>{say::connect::code_send(lang)}</Button>
                </div>
            </PostForm>
            <div class="row">
                {again(wanted.by, say::connect::code_again(lang))}
                {(wanted.by == CodeBy::Sms).then(|| again(CodeBy::Voice, say::connect::code_call(lang)))}
                <span class="small faint">{say::connect::code_left(lang, wanted.left)}</span>
            </div>
            {wanted.again_at.map(|at| view! { <p class="small faint">{say::connect::code_again_at(lang)} " " <Ago at/></p> })}
        </div>
    }
    .into_any()
}
