//! The six digits, where a person must type them.

use domain::{SignupId, number::CodeBy, say, signup::CodeWanted};
use leptos::prelude::*;

use super::doors::{ResendCode, SubmitCode};
use crate::{
    components::{Ago, Button, Kind, RefusalNotice, TextField, field_error},
    door::{PostForm, Posting},
    i18n::lang,
};

#[component]
pub fn CodeForm(wanted: CodeWanted, id: SignupId, token: String) -> AnyView {
    let lang = lang();
    let submit = Posting::to::<SubmitCode>();
    let resend = Posting::to::<ResendCode>();
    let lead = match wanted.by {
        CodeBy::Sms => say::connect::code_sms(lang, &wanted.to),
        // Nobody could pick up: the call came to us, and did not come or was not understood.
        CodeBy::Voice if wanted.forward_to.as_deref() == Some("") => say::connect::code_lost(lang).to_owned(),
        CodeBy::Voice => say::connect::code_voice(lang, &wanted.to),
    };
    let refused = field_error(submit.outcome(), "code");
    let told = wanted.wrong.clone();
    let wrong = Signal::derive(move || refused.get().or_else(|| told.clone()));
    let id = id.to_string();
    let (token_again, id_again) = (token.clone(), id.clone());
    let passed_on = wanted.forward_to.clone();
    let class = if passed_on.is_some() { "form" } else { "" };
    let again = move |by: CodeBy, words: &'static str| {
        let (token, id) = (token_again.clone(), id_again.clone());
        let passed_on = passed_on.clone().map(|number| view! {
            <TextField
                label=say::connect::forward(lang) name="forward_to" kind="tel" autocomplete="off" value=number
                hint=say::connect::forward_hint(lang) wrong=field_error(resend.outcome(), "forward_to")
            />
        });
        view! {
            <PostForm to=resend class=class done=say::connect::code_sent(lang)>
                {passed_on}
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="by" value=by.as_str()/>
                <Button kind=Kind::Small disabled=wanted.left == 0>{words}</Button>
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
                    <Button kind=Kind::Primary>{say::connect::code_send(lang)}</Button>
                </div>
            </PostForm>
            <div class="row">
                {again(wanted.by, say::connect::code_again(lang))}
                {wanted.other.map(|other| again(other, match other {
                    CodeBy::Sms => say::connect::code_text(lang),
                    CodeBy::Voice => say::connect::code_call(lang),
                }))}
                <span class="small faint">{say::connect::code_left(lang, wanted.left)}</span>
            </div>
            {wanted.again_at.map(|at| view! { <p class="small faint">{say::connect::code_again_at(lang)} " " <Ago at/></p> })}
        </div>
    }
    .into_any()
}
