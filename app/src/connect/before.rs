use domain::say;
use leptos::prelude::*;

use super::{CHOOSE_ANOTHER, help::LATER};
use crate::{
    components::{Button, Icon, Kind, LinkButton, OpenDialog},
    i18n::lang,
};

/// What one needs, and what Meta's window will show: nothing there should be a surprise.
#[component]
pub fn BeforeStep(
    app_name: String,
    /// The WhatsApp account that was here before and is no longer shared: it is the one to choose.
    account: Option<String>,
) -> AnyView {
    let lang = lang();
    let (which, why) = match account {
        Some(account) => (
            say::connect::need_same(lang, account),
            say::connect::need_same_detail(lang),
        ),
        None => (
            say::connect::need_new(lang).to_owned(),
            say::connect::need_new_detail(lang),
        ),
    };
    let needs = [
        (
            say::connect::need_login(lang),
            say::connect::need_login_detail(lang),
        ),
        (
            say::connect::need_portfolio(lang),
            say::connect::need_portfolio_detail(lang),
        ),
        (which.as_str(), why),
        (say::connect::need_web(lang), say::connect::need_web_detail(lang)),
    ];
    view! {
        <section class="panel">
            <header>
                <h2>{say::connect::before_title(lang)}</h2>
                <p>{say::connect::before_lead(lang)}</p>
            </header>
            <ul class="bullets">
                {needs
                    .into_iter()
                    .map(|(what, why)| (what.to_owned(), why.to_owned()))
                    .map(|(what, why)| view! { <li><Icon name="check"/><div><b>{what}</b><small>{why}</small></div></li> })
                    .collect_view()}
            </ul>
            <div class="stack-s">
                <h3>{say::connect::meta_shows(lang)}</h3>
                <p class="quiet">{say::connect::meta_shows_detail(lang, &app_name)}</p>
                <div class="preview" aria-hidden="true">
                    <span class="bar"><i></i><i></i><i></i></span>
                    <b>{say::connect::meta_looks(lang, &app_name)}</b>
                    <span class="fake">{say::connect::meta_continue(lang)}</span>
                </div>
            </div>
            <form class="form" method="get" action="/connect">
                <input type="hidden" name="step" value="facebook"/>
                <div class="foot">
                    <Button kind=Kind::Primary>{say::connect::ready(lang)}</Button>
                    <OpenDialog dialog=LATER kind=Kind::Ghost icon="mail">{say::connect::later(lang)}</OpenDialog>
                    <LinkButton kind=Kind::Ghost href=CHOOSE_ANOTHER>{say::connect::button_number(lang)}</LinkButton>
                </div>
            </form>
        </section>
    }
    .into_any()
}
