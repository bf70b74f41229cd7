use domain::{
    conversation::{Colour, Label},
    say,
};
use leptos::prelude::*;

use super::{Deeds, FIRST, row};
use crate::{
    components::{Empty, RefusalNotice, SubTitle, Table, TextField, field_error, label_class},
    door::PostForm,
    i18n::lang,
};

const PART: &str = "label";

/// Labels: what each is called, its colour, how many conversations carry it.
pub fn card(labels: Vec<(Label, u32)>, is_owner: bool) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let list = if labels.is_empty() {
        let detail = if is_owner {
            say::words::label_none_detail(lang)
        } else {
            say::words::owners_add(lang)
        };
        view! { <Empty icon="tag" title=say::words::label_none(lang) detail/> }.into_any()
    } else {
        let heads = vec![say::words::label(lang), say::words::carried(lang), ""];
        let rows = labels
            .iter()
            .map(|(label, n)| line(label, *n, is_owner))
            .collect_view();
        view! { <Table caption=say::words::labels(lang) heads>{rows}</Table> }.into_any()
    };
    let form = move || {
        let open = deeds.open_in(PART).filter(|_| is_owner)?;
        let known = labels.iter().find(|(label, _)| label.id.as_str() == open);
        (known.is_some() || open == "new").then(|| form(known.map(|(label, _)| label)))
    };
    view! {
        <section class="card" id=PART>
            <SubTitle title=say::words::labels(lang) lead=say::words::labels_lead(lang)>
                {is_owner.then(|| row::add(PART, say::words::label_add(lang)))}
            </SubTitle>
            {form}
            {list}
        </section>
    }
    .into_any()
}

fn line(label: &Label, conversations: u32, is_owner: bool) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let words = if conversations > 0 {
        say::words::label_remove_from(lang)
    } else {
        say::words::remove(lang)
    };
    let menu = is_owner.then(|| row::menu(PART, label.id.as_str(), &label.name, deeds.remove_label, words));
    view! {
        <tr>
            <th scope="row"><span class=label_class(label.colour)>{label.name.clone()}</span></th>
            <td data-name=say::words::carried(lang)>{conversations}</td>
            <td class="end">{menu}</td>
        </tr>
    }
    .into_any()
}

fn form(known: Option<&Label>) -> AnyView {
    let lang = lang();
    let save = expect_context::<Deeds>().save_label;
    let id = known.map(|label| label.id.to_string());
    let name = known.map(|label| label.name.clone()).unwrap_or_default();
    let now = known.map(|label| label.colour).unwrap_or_default();
    let title = known.map_or_else(
        || say::words::label_new(lang).to_owned(),
        |label| say::words::label_change(lang, &label.name),
    );
    let colours = Colour::ALL.into_iter().map(move |colour| {
        view! {
            <label class="check">
                <input type="radio" name="colour" value=colour.as_str() checked=colour == now/>
                <span class=label_class(colour)>{colour_name(colour)}</span>
            </label>
        }
    });
    view! {
        <div class="card-body edited">
            <RefusalNotice answer=save.outcome()/>
            <PostForm to=save class="form">
                <h3>{title}</h3>
                <TextField
                    label=say::words::label_name(lang) name="name" id=FIRST value=name autocomplete="off" max=30
                    wrong=field_error(save.outcome(), "name")
                />
                <fieldset class="field">
                    <legend>{say::words::colour(lang)}</legend>
                    <div class="colours">{colours.collect_view()}</div>
                </fieldset>
                {row::foot(id, save)}
            </PostForm>
        </div>
    }
    .into_any()
}

fn colour_name(colour: Colour) -> &'static str {
    let lang = lang();
    match colour {
        Colour::Grey => say::words::grey(lang),
        Colour::Red => say::words::red(lang),
        Colour::Amber => say::words::amber(lang),
        Colour::Green => say::words::green(lang),
        Colour::Blue => say::words::blue(lang),
        Colour::Violet => say::words::violet(lang),
    }
}
