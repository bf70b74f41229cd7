//! What the three lists have in common: the menu of a line, the end of a form, and the way to a new one.

use domain::say;
use leptos::prelude::*;

use super::PATH;
use crate::{
    components::{Button, Icon, Kind, LinkButton, Menu},
    door::{PostForm, Posting},
    i18n::lang,
};

/// Where the form of a thing is; the card's id is the part's name.
pub fn at(part: &str, id: &str) -> String {
    [PATH, "?", part, "=", id, "#", part].concat()
}

/// *Edit* and *Remove* of a line.
pub fn menu(part: &'static str, id: &str, name: &str, remove: Posting, words: &'static str) -> AnyView {
    let lang = lang();
    let label = say::words::actions(lang, name);
    let title = label.clone();
    let (href, id) = (at(part, id), id.to_owned());
    let summary = view! { <span class="button ghost small square" title=title><Icon name="more"/><span class="for-ears">{label}</span></span> };
    view! {
        <Menu summary=summary.into_any()>
            <a href=href><Icon name="note"/>{say::words::edit(lang)}</a>
            <PostForm to=remove>
                <input type="hidden" name="id" value=id.clone()/>
                <button type="submit" class="warns"><Icon name="trash"/>{words}</button>
            </PostForm>
        </Menu>
    }
    .into_any()
}

/// Where one more is made.
pub fn add(part: &'static str, words: &'static str) -> AnyView {
    view! { <LinkButton href=at(part, "new") kind=Kind::Small icon="plus">{words}</LinkButton> }.into_any()
}

/// The end of a form, and the id of what it changes.
pub fn foot(id: Option<String>, save: Posting) -> AnyView {
    let lang = lang();
    let words = if id.is_some() {
        say::words::save(lang)
    } else {
        say::words::add(lang)
    };
    view! {
        {id.map(|id| view! { <input type="hidden" name="id" value=id/> })}
        <div class="foot">
            <Button kind=Kind::Primary busy=save.pending()>{words}</Button>
            <LinkButton href=PATH>{say::words::cancel(lang)}</LinkButton>
        </div>
    }
    .into_any()
}
