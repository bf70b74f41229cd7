use domain::say;
use leptos::prelude::*;

use super::doors::AddDealer;
use crate::{
    components::{
        Button, CloseDialog, Dialog, Kind, LinkButton, RefusalNotice, SubTitle, TextField, close_dialog,
        field_error, open_dialog, toast_when_done,
    },
    door::{PostForm, Posting},
    i18n::lang,
};

const DIALOG: &str = "add-dealer";

/// Opens the dialog. Without JavaScript the same form stands on the page at `?add=1`.
#[component]
pub fn AddButton() -> AnyView {
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        open_dialog(DIALOG);
    };
    view! {
        <form method="get" action="/admin/dealers" on:submit=open>
            <input type="hidden" name="add" value="1"/>
            <Button kind=Kind::Primary icon="plus">{say::dealers::add(lang())}</Button>
        </form>
    }
    .into_any()
}

/// Name and owner's mail: in a dialog, or as a card of the page where no script could open one.
#[component]
pub fn AddForm(
    /// As a card of the page.
    on_page: bool,
) -> AnyView {
    let lang = lang();
    let adding = Posting::to::<AddDealer>();
    let answer = adding.outcome();
    toast_when_done(answer, say::dealers::added_done(lang), || close_dialog(DIALOG));
    let leave = if on_page {
        view! { <LinkButton href="/admin/dealers">{say::ui::cancel(lang)}</LinkButton> }
    } else {
        view! { <CloseDialog dialog=DIALOG/> }
    };
    let form = view! {
        <RefusalNotice answer/>
        <PostForm to=adding class="form">
            <TextField
                label=say::dealers::field_name(lang) name="name" hint=say::dealers::field_name_hint(lang)
                autocomplete="off" required=true min=2 max=64 wrong=field_error(answer, "name")
            />
            <TextField
                label=say::dealers::field_owner(lang) name="owner_email" kind="email" inputmode="email"
                hint=say::dealers::field_owner_hint(lang) autocomplete="off" required=true
                wrong=field_error(answer, "owner_email")
            />
            <div class="foot">
                {leave}
                <Button kind=Kind::Primary busy=adding.pending()>{say::dealers::add_submit(lang)}</Button>
            </div>
        </PostForm>
    };
    if on_page {
        view! {
            <section class="card">
                <SubTitle title=say::dealers::add_title(lang) lead=say::dealers::add_lead(lang)/>
                <div class="card-body stack add-here">{form}</div>
            </section>
        }
        .into_any()
    } else {
        view! {
            <Dialog id=DIALOG title=say::dealers::add_title(lang)>
                <p class="quiet">{say::dealers::add_lead(lang)}</p>
                {form}
            </Dialog>
        }
        .into_any()
    }
}
