use domain::{conversation::Canned, message::MOST_TEXT, say};
use leptos::prelude::*;

use super::{Deeds, FIRST, row};
use crate::{
    components::{Empty, RefusalNotice, SubTitle, Table, TextArea, TextField, field_error},
    door::PostForm,
    i18n::lang,
};

const PART: &str = "reply";

/// Replies: what is typed for each, and what it says.
pub fn card(replies: Vec<Canned>, is_owner: bool) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let list = if replies.is_empty() {
        let detail = if is_owner {
            say::words::reply_none_detail(lang)
        } else {
            say::words::owners_add(lang)
        };
        view! { <Empty icon="message" title=say::words::reply_none(lang) detail/> }.into_any()
    } else {
        let heads = vec![say::words::short(lang), say::words::text(lang), ""];
        let rows = replies.iter().map(|reply| line(reply, is_owner)).collect_view();
        view! { <Table caption=say::words::replies(lang) heads>{rows}</Table> }.into_any()
    };
    let form = move || {
        let open = deeds.open_in(PART).filter(|_| is_owner)?;
        let known = replies.iter().find(|reply| reply.id.as_str() == open);
        (known.is_some() || open == "new").then(|| form(known))
    };
    view! {
        <section class="card" id=PART>
            <SubTitle title=say::words::replies(lang) lead=say::words::replies_lead(lang)>
                {is_owner.then(|| row::add(PART, say::words::reply_add(lang)))}
            </SubTitle>
            {form}
            {list}
        </section>
    }
    .into_any()
}

fn slashed(reply: &Canned) -> String {
    ["/", &reply.short].concat()
}

fn line(reply: &Canned, is_owner: bool) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let name = slashed(reply);
    let menu = is_owner.then(|| {
        let words = say::words::remove(lang);
        row::menu(PART, reply.id.as_str(), &name, deeds.remove_reply, words)
    });
    view! {
        <tr>
            <th scope="row" class="nowrap">{name}</th>
            <td class="as-written" dir="auto">{reply.text.clone()}</td>
            <td class="end">{menu}</td>
        </tr>
    }
    .into_any()
}

fn form(known: Option<&Canned>) -> AnyView {
    let lang = lang();
    let save = expect_context::<Deeds>().save_reply;
    let id = known.map(|reply| reply.id.to_string());
    let (short, text) = known
        .map(|reply| (reply.short.clone(), reply.text.clone()))
        .unwrap_or_default();
    let title = known.map_or_else(
        || say::words::reply_new(lang).to_owned(),
        |reply| say::words::reply_change(lang, slashed(reply)),
    );
    let most = u32::try_from(MOST_TEXT).unwrap_or(u32::MAX);
    view! {
        <div class="card-body edited">
            <RefusalNotice answer=save.outcome()/>
            <PostForm to=save class="form">
                <h3>{title}</h3>
                <TextField
                    label=say::words::short(lang) name="short" id=FIRST value=short autocomplete="off" max=21
                    hint=say::words::short_hint(lang) wrong=field_error(save.outcome(), "short")
                />
                <TextArea
                    label=say::words::text(lang) name="text" value=text max=most
                    wrong=field_error(save.outcome(), "text")
                />
                {row::foot(id, save)}
            </PostForm>
        </div>
    }
    .into_any()
}
