//! The two ways out that keep everything: a link for later, and a question to the ISV.

use domain::{SignupId, say};
use leptos::prelude::*;

use super::doors::{AskForHelp, SendLink};
use crate::{
    components::{Button, CloseDialog, Dialog, Kind, RefusalNotice, TextArea, TextField, field_error},
    context::request_info,
    door::{PostForm, Posting},
    i18n::lang,
};

/// The dialog that mails the link.
pub const LATER: &str = "later";
/// The dialog that asks for help.
pub const HELP: &str = "help";

/// Mails the link of the session: to whom one likes, or, where nobody is signed in, to the dealer's owner.
#[component]
pub fn Later(
    id: SignupId,
    /// The link's token, where nobody is signed in.
    #[prop(into)]
    token: String,
    /// When the link ends, in words.
    until: String,
) -> AnyView {
    let lang = lang();
    let way = Posting::to::<SendLink>();
    let answer = way.outcome();
    let alone = !token.is_empty();
    let lead = if alone {
        say::connect::later_lead_alone(lang, until)
    } else {
        say::connect::later_lead(lang, until)
    };
    view! {
        <Dialog id=LATER title=say::connect::later_title(lang)>
            <p class="quiet">{lead}</p>
            <RefusalNotice answer/>
            <PostForm to=way class="form" done=say::connect::later_sent(lang)>
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id.to_string()/>
                {(!alone).then(|| view! {
                    <TextField
                        label=say::connect::later_to(lang) name="to" kind="email" autocomplete="email"
                        hint=say::connect::later_hint(lang) wrong=field_error(answer, "to")
                    />
                })}
                <div class="foot">
                    <CloseDialog dialog=LATER/>
                    <Button kind=Kind::Primary>{say::ui::send(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}

/// Tells the ISV what is in the way.
#[component]
pub fn Help(
    id: SignupId,
    /// The link's token, where nobody is signed in.
    #[prop(into)]
    token: String,
) -> AnyView {
    let lang = lang();
    let brand = request_info().brand.name;
    let way = Posting::to::<AskForHelp>();
    let answer = way.outcome();
    view! {
        <Dialog id=HELP title=say::connect::help_title(lang)>
            <p class="quiet">{say::connect::help_lead(lang, brand)}</p>
            <RefusalNotice answer/>
            <PostForm to=way class="form" done=say::connect::help_sent(lang)>
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id.to_string()/>
                <TextArea
                    label=say::connect::help_message(lang) name="message" max=2000
                    wrong=field_error(answer, "message")
                />
                <div class="foot">
                    <CloseDialog dialog=HELP/>
                    <Button kind=Kind::Primary>{say::ui::send(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}
