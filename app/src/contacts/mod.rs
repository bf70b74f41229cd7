//! The dealer's buyers: all of them, and one to look after.

pub mod doors;
mod one;

use domain::{
    contact::{ContactList, ContactRow},
    say,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        Ago, Badge, Button, Empty, Icon, Kind, Load, Page, Pager, RefusalNotice, Table, TextField, Tint,
        field_error, toast_when_done,
    },
    door::{PostForm, Posting, bring, parsed},
    i18n::lang,
};

#[derive(Clone, Copy)]
struct Keep(Posting);

/// `/contacts` and `/contacts/{id}`.
pub fn page(path: &str) -> AnyView {
    match path.strip_prefix("/contacts/") {
        Some(id) if !id.is_empty() => one::page(),
        _ => list(),
    }
}

fn list() -> AnyView {
    let lang = lang();
    let query = use_query_map();
    let contacts = bring::<doors::ListContacts>(move || {
        query.with(|query| {
            ["find", "after"]
                .map(|name| (name, query.get(name).unwrap_or_default()))
                .into()
        })
    });
    let keep = Posting::to::<doors::SetKeepDays>();
    provide_context(Keep(keep));
    toast_when_done(keep.outcome(), say::contacts::keep_saved(lang), move || {
        contacts.refetch();
    });
    view! {
        <Page title=say::contacts::title(lang) lead=say::contacts::lead(lang)>
            <Load from=contacts lines=9 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(data: ContactList) -> AnyView {
    let lang = lang();
    provide_context(Keep(Posting::to::<doors::SetKeepDays>()));
    view! { <Page title=say::contacts::title(lang) lead=say::contacts::lead(lang)>{draw(data)}</Page> }
        .into_any()
}

fn draw(data: ContactList) -> AnyView {
    let lang = lang();
    let (find, further) = use_query_map().with_untracked(|query| {
        (
            query.get("find").unwrap_or_default(),
            query.get("after").is_some(),
        )
    });
    let body = if data.page.rows.is_empty() {
        nothing(!find.trim().is_empty())
    } else {
        let heads = vec![
            say::contacts::name(lang),
            say::contacts::phone(lang),
            say::contacts::state(lang),
            say::contacts::since(lang),
        ];
        view! {
            <Table caption=say::contacts::title(lang) heads>{data.page.rows.into_iter().map(row).collect_view()}</Table>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <form class="filters" role="search" method="get" action="/contacts">
                <div class="with-icon">
                    <Icon name="search"/>
                    <input
                        class="input" type="search" name="find" value=find autocomplete="off"
                        aria-label=say::contacts::find(lang) placeholder=say::contacts::find_example(lang)
                    />
                </div>
                <Button>{say::contacts::search(lang)}</Button>
            </form>
            {body}
            <Pager path="/contacts?" further next=data.page.next/>
            {keeping(data.keep_days, data.may_set)}
        </div>
    }
    .into_any()
}

fn nothing(searched: bool) -> AnyView {
    let lang = lang();
    let (title, detail) = if searched {
        (
            say::contacts::none_found(lang),
            say::contacts::none_found_detail(lang),
        )
    } else {
        (say::contacts::none_title(lang), say::contacts::none_detail(lang))
    };
    view! { <div class="card"><Empty icon="users" title detail/></div> }.into_any()
}

fn row(contact: ContactRow) -> AnyView {
    let lang = lang();
    let phone = contact
        .phone
        .unwrap_or_else(|| say::contacts::hidden(lang).to_owned());
    let stopped = contact.stopped.then(|| {
        view! { <Badge tint=Tint::Warn icon="x" words=say::contacts::stopped(lang)/> }
    });
    view! {
        <tr>
            <th scope="row"><a href=format!("/contacts/{}", contact.id)>{contact.name}</a></th>
            <td data-name=say::contacts::phone(lang) class="nowrap">{phone}</td>
            <td data-name=say::contacts::state(lang)>{stopped}</td>
            <td data-name=say::contacts::since(lang) class="nowrap"><Ago at=contact.since/></td>
        </tr>
    }
    .into_any()
}

/// How long messages are kept: told to everybody, set by owners.
fn keeping(days: Option<u32>, may_set: bool) -> AnyView {
    let lang = lang();
    let Keep(keep) = expect_context();
    let now = match days {
        Some(days) => say::contacts::keep_now(lang, days),
        None => say::contacts::keep_forever(lang).to_owned(),
    };
    let form = may_set.then(|| {
        let value = days.map(|days| days.to_string()).unwrap_or_default();
        view! {
            <RefusalNotice answer=keep.outcome()/>
            <PostForm to=keep class="form">
                <TextField
                    label=say::contacts::keep_days(lang) name="days" value inputmode="numeric" autocomplete="off"
                    wrong=field_error(keep.outcome(), "days")
                />
                <div><Button kind=Kind::Small busy=keep.pending()>{say::contacts::save(lang)}</Button></div>
            </PostForm>
        }
    });
    view! {
        <section class="card stack">
            <h2>{say::contacts::keep(lang)}</h2>
            <p class="quiet">{say::contacts::keep_lead(lang)}" "{now}</p>
            {form}
        </section>
    }
    .into_any()
}
