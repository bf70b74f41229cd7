use domain::{message::Location, say};
use leptos::prelude::*;

use super::Deeds;
use crate::{
    components::{Button, Kind, RefusalNotice, SubTitle, TextField, field_error},
    context::me,
    door::PostForm,
    i18n::lang,
};

/// Where the dealer is: told to everybody, set by owners.
pub fn card(place: Option<Location>, is_owner: bool) -> AnyView {
    let lang = lang();
    let remove = expect_context::<Deeds>().remove_place;
    let may_remove = is_owner && place.is_some();
    let button = may_remove.then(|| {
        view! {
            <PostForm to=remove>
                <Button kind=Kind::Small icon="trash" busy=remove.pending()>{say::words::remove(lang)}</Button>
            </PostForm>
        }
    });
    let inside = if is_owner { form(place) } else { told(place) };
    view! {
        <section class="card" id="place">
            <SubTitle title=say::words::place(lang) lead=say::words::place_lead(lang)>{button}</SubTitle>
            <div class="card-body">{inside}</div>
        </section>
    }
    .into_any()
}

fn told(place: Option<Location>) -> AnyView {
    let lang = lang();
    let Some(place) = place else {
        return view! { <p class="quiet">{say::words::place_none(lang)}</p> }.into_any();
    };
    let map = on_map(&place);
    view! { <p><b>{place.label}</b></p><p>{place.address}</p>{map} }.into_any()
}

fn on_map(place: &Location) -> AnyView {
    view! {
        <a href=place.map() target="_blank" rel="noopener external">{say::words::place_map(lang())}</a>
    }
    .into_any()
}

fn form(place: Option<Location>) -> AnyView {
    let lang = lang();
    let save = expect_context::<Deeds>().save_place;
    let wrong = move |field| field_error(save.outcome(), field);
    let map = place.as_ref().map(on_map);
    let at = place
        .as_ref()
        .map(|place| [&*place.latitude, ", ", &*place.longitude].concat());
    // What buyers see most likely is the dealer's name.
    let (label, address) = place.map_or_else(
        || {
            let name = me().and_then(|me| me.dealer_name);
            (name.unwrap_or_default(), String::new())
        },
        |place| (place.label, place.address),
    );
    view! {
        <RefusalNotice answer=save.outcome()/>
        <PostForm to=save class="form">
            <div class="pair">
                <TextField
                    label=say::words::place_name(lang) name="form[label]" value=label autocomplete="organization"
                    max=100 wrong=wrong("label")
                />
                <TextField
                    label=say::words::place_address(lang) name="form[address]" value=address
                    autocomplete="street-address" max=200 wrong=wrong("address")
                />
            </div>
            <TextField
                label=say::words::place_at(lang) name="form[at]" value=at.unwrap_or_default() autocomplete="off"
                hint=say::words::place_at_hint(lang) wrong=wrong("at")
            />
            <div class="foot">
                <Button busy=save.pending()>{say::words::save(lang)}</Button>
                {map}
            </div>
        </PostForm>
    }
    .into_any()
}
