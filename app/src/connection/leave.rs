//! Disconnecting, which is typed out.

use domain::{integration::Connection, say};
use leptos::prelude::*;

use super::{doors, look_again};
use crate::{
    components::{
        Button, Choice, CloseDialog, Dialog, Kind, RefusalNotice, TextField, close_dialog, field_error,
        toast_when_done,
    },
    context::me,
    door::{PostForm, Posting},
    i18n::lang,
};

/// The dialog that disconnects.
pub const DISCONNECT: &str = "disconnect";

#[component]
pub fn Disconnect(connection: Connection) -> AnyView {
    let lang = lang();
    let again = look_again();
    let action = Posting::to::<doors::Disconnect>();
    let answer = action.outcome();
    toast_when_done(answer, say::connection::disconnected(lang), move || {
        close_dialog(DISCONNECT);
        again();
    });
    let dealer = me().and_then(|me| me.dealer_name).unwrap_or_default();
    let bought = connection.kind.is_bought();
    view! {
        <Dialog id=DISCONNECT title=say::connection::disconnect_title(lang, &connection.national)>
            <p class="quiet">{say::connection::disconnect_lead(lang)}</p>
            <RefusalNotice answer/>
            <PostForm to=action class="form">
                <input type="hidden" name="id" value=connection.id.to_string()/>
                {bought.then(|| view! {
                    <div class="choices">
                        <Choice
                            name="release_number" value="false" title=say::connection::disconnect_keep(lang)
                            detail=say::connection::disconnect_keep_detail(lang) checked=true
                        />
                        <Choice
                            name="release_number" value="true" title=say::connection::disconnect_release(lang)
                            detail=say::connection::disconnect_release_detail(lang)
                        />
                    </div>
                })}
                <TextField
                    label=say::connection::disconnect_confirm(lang, dealer) name="confirmation" required=true
                    autocomplete="off" wrong=field_error(answer, "confirmation")
                />
                <div class="foot">
                    <CloseDialog dialog=DISCONNECT/>
                    <Button kind=Kind::Danger busy=action.pending()>{say::connection::disconnect(lang)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
    .into_any()
}
