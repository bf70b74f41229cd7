use domain::say;
use leptos::prelude::*;

use super::help::LATER;
use crate::{
    components::{Button, Icon, Kind, OpenDialog},
    i18n::lang,
};

/// What one needs, and what Meta's window will show: nothing there should be a surprise.
#[component]
pub fn BeforeStep(app_name: String) -> AnyView {
    let lang = lang();
    let needs = [
        (
            say::connect::need_login(lang),
            say::connect::need_login_detail(lang),
        ),
        (
            say::connect::need_portfolio(lang),
            say::connect::need_portfolio_detail(lang),
        ),
        (say::connect::need_new(lang), say::connect::need_new_detail(lang)),
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
                </div>
            </form>
        </section>
    }
    .into_any()
}
