use domain::{
    NumberId,
    conversation::{Label, SavedFilter},
    say,
};
use leptos::prelude::*;

use super::{Deeds, FIRST, row};
use crate::{
    components::{Empty, RefusalNotice, SubTitle, Table, TextField, field_error},
    door::PostForm,
    i18n::lang,
    inbox,
};

const PART: &str = "view";

/// The person's own views: what each lists.
pub fn card(views: Vec<SavedFilter>, labels: Vec<Label>, numbers: Vec<(NumberId, String)>) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let list = if views.is_empty() {
        view! { <Empty icon="inbox" title=say::words::view_none(lang) detail=say::words::view_none_detail(lang)/> }
            .into_any()
    } else {
        let heads = vec![say::words::view(lang), say::words::shows(lang), ""];
        let rows = views
            .iter()
            .map(|view| line(view, shows(view, &labels, &numbers)))
            .collect_view();
        view! { <Table caption=say::words::views(lang) heads>{rows}</Table> }.into_any()
    };
    let form = move || {
        let open = deeds.open_in(PART)?;
        views.iter().find(|view| view.id.as_str() == open).map(form)
    };
    view! {
        <section class="card" id=PART>
            <SubTitle title=say::words::views(lang) lead=say::words::views_lead(lang)/>
            {form}
            {list}
        </section>
    }
    .into_any()
}

/// What a view lists: `Unread · Test drive`.
fn shows(view: &SavedFilter, labels: &[Label], numbers: &[(NumberId, String)]) -> String {
    let lang = lang();
    let mut parts = vec![inbox::view_name(lang, view.filter.view)];
    if let Some(id) = &view.filter.label {
        let found = labels.iter().find(|label| label.id == *id);
        parts.push(found.map_or_else(
            || say::words::label_gone(lang).to_owned(),
            |label| label.name.clone(),
        ));
    }
    if let Some(id) = &view.filter.number {
        let found = numbers.iter().find(|(known, _)| known == id);
        parts.push(found.map_or_else(
            || say::words::number_gone(lang).to_owned(),
            |(_, number)| number.clone(),
        ));
    }
    parts.join(" · ")
}

fn line(view: &SavedFilter, shows: String) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let menu = row::menu(
        PART,
        view.id.as_str(),
        &view.name,
        deeds.remove_view,
        say::words::remove(lang),
    );
    view! {
        <tr>
            <th scope="row"><a href=inbox::listing(&view.filter) rel="external">{view.name.clone()}</a></th>
            <td data-name=say::words::shows(lang)>{shows}</td>
            <td class="end">{menu}</td>
        </tr>
    }
    .into_any()
}

fn form(view: &SavedFilter) -> AnyView {
    let lang = lang();
    let save = expect_context::<Deeds>().rename_view;
    let (id, name) = (view.id.to_string(), view.name.clone());
    view! {
        <div class="card-body edited">
            <RefusalNotice answer=save.outcome()/>
            <PostForm to=save class="form">
                <h3>{say::words::view_change(lang, &name)}</h3>
                <TextField
                    label=say::words::label_name(lang) name="name" id=FIRST value=name.clone() autocomplete="off"
                    max=40 wrong=field_error(save.outcome(), "name")
                />
                {row::foot(Some(id.clone()), save)}
            </PostForm>
        </div>
    }
    .into_any()
}
