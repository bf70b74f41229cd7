//! Step 3 in the dashboard: the signup page opens in a window of its own, inside the click, and `page.js` watches
//! it. Every state of that window is drawn at once; the script shows the one that is true.

use domain::{say, signup::OpenSignup};
use leptos::prelude::*;

use super::{
    CHOOSE_ANOTHER,
    help::{HELP, LATER},
};
use crate::{
    components::{Button, CopyField, Icon, Kind, LinkButton, Notice, OpenDialog, RefusalNotice, Tint},
    dealers::doors::WithdrawLink,
    door::{PostForm, Posting},
    i18n::lang,
};

#[component]
pub fn FacebookStep(open: OpenSignup) -> AnyView {
    let lang = lang();
    let withdraw = Posting::to::<WithdrawLink>();
    let address = format!("/whatsapp/signup/{}", open.token);
    let left_at = open.progress.left_at;
    let left = left_at.clone().unwrap_or_default();
    let expires = open.link.ends().to_owned();
    let page = StoredValue::new(address.clone());
    let go = move || {
        view! {
            <form method="get" action=page.get_value() target="whatsapp-signup" data-opens="">
                <Button kind=Kind::Primary size="large" icon="external">{say::connect::facebook_button(lang)}</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="panel" data-window="" data-left=left>
            <header>
                <h2>{say::connect::facebook_title(lang)}</h2>
                <p>{say::connect::facebook_lead(lang)}</p>
            </header>
            <div class="stack" data-when="ready">
                {match open.progress.trouble {
                    Some(reported) => view! { <Notice tint=Tint::Warn title=reported.what detail=reported.act/> }.into_any(),
                    None => left_at.map(|step| view! {
                        <Notice title=say::connect::left_title(lang, step) detail=say::connect::left_detail(lang)/>
                    }).into_any(),
                }}
                <div>{go()}</div>
            </div>
            <div class="waiting" data-when="waiting" role="status" hidden=true>
                <span class="pulse"><Icon name="window"/></span>
                <div>
                    <h3>{say::connect::waiting_title(lang)}</h3>
                    <p class="quiet">{say::connect::waiting_detail(lang)}</p>
                </div>
                <div class="row">
                    <button type="button" class="button primary" data-do="front">{say::connect::to_front(lang)}</button>
                    <button type="button" class="button" data-do="blocked">{say::connect::not_open(lang)}</button>
                    <button type="button" class="button" data-do="closed">{say::connect::i_closed(lang)}</button>
                </div>
            </div>
            <div data-when="blocked" role="status" hidden=true>
                <Notice tint=Tint::Warn title=say::connect::blocked_title(lang) detail=say::connect::blocked_detail(lang)>
                    {go()}
                    <a class="button large" href=address>{say::connect::open_here(lang)}</a>
                </Notice>
            </div>
            <div data-when="closed" role="status" hidden=true>
                <Notice tint=Tint::Warn title=say::connect::closed_title(lang) detail=say::connect::closed_detail(lang)>
                    {go()}
                </Notice>
            </div>
            <div class="row">
                <OpenDialog dialog=LATER kind=Kind::Ghost icon="mail">{say::connect::later(lang)}</OpenDialog>
                <OpenDialog dialog=HELP kind=Kind::Ghost icon="help">{say::connect::help(lang)}</OpenDialog>
                <LinkButton kind=Kind::Ghost href=CHOOSE_ANOTHER>{say::connect::button_number(lang)}</LinkButton>
            </div>
            <details class="guide">
                <summary><Icon name="phone"/><b>{say::connect::other_device(lang)}</b><Icon name="chevron-down"/></summary>
                <p class="quiet">{say::connect::other_device_detail(lang, expires)}</p>
                <CopyField label=say::connect::link(lang) value=open.link.url/>
                <RefusalNotice answer=withdraw.outcome()/>
                <PostForm to=withdraw done=say::connect::withdrawn(lang)>
                    <input type="hidden" name="id" value=open.link.session_id.to_string()/>
                    <Button kind=Kind::Small>{say::connect::withdraw(lang)}</Button>
                </PostForm>
                <p class="small faint">{say::connect::withdraw_detail(lang)}</p>
            </details>
        </section>
    }
    .into_any()
}
