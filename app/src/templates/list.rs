use domain::{
    say,
    template::{Standing, TemplateRow, Templates, language_words},
};
use leptos::prelude::*;

use super::{
    doors::{AddStarters, DeleteTemplate, LoadTemplates, SubmitTemplate, SyncTemplates},
    preview::Message,
};
use crate::{
    components::{
        Ago, Badge, Button, Empty, GoButton, Icon, Kind, LinkButton, Load, Menu, Notice, Page, RefusalNotice,
        SubTitle, Table, Tint, toast_when_done,
    },
    context::me,
    door::{Args, Brought, PostForm, Posting, bring, parsed},
    i18n::lang,
};

/// What can be done with the list, shared by all rows.
#[derive(Clone, Copy)]
struct Deeds {
    templates: Brought,
    submit: Posting,
    delete: Posting,
    starters: Posting,
    sync: Posting,
}

/// `/templates`.
pub fn page() -> AnyView {
    let lang = lang();
    let templates = bring::<LoadTemplates>(Args::new);
    let deeds = Deeds {
        templates,
        submit: Posting::to::<SubmitTemplate>(),
        delete: Posting::to::<DeleteTemplate>(),
        starters: Posting::to::<AddStarters>(),
        sync: Posting::to::<SyncTemplates>(),
    };
    provide_context(deeds);
    let reload = move || templates.refetch();
    toast_when_done(deeds.submit.outcome(), say::templates::submitted(lang), reload);
    toast_when_done(deeds.delete.outcome(), say::templates::deleted(lang), reload);
    toast_when_done(
        deeds.starters.outcome(),
        say::templates::starters_added(lang),
        reload,
    );
    toast_when_done(deeds.sync.outcome(), say::templates::sync_done(lang), reload);
    let is_owner = me().is_some_and(|me| me.role == domain::member::Role::Owner);
    let action = is_owner.then(|| {
        view! { <GoButton to="/templates/new" kind=Kind::Primary icon="plus">{say::templates::new(lang)}</GoButton> }.into_any()
    });
    view! {
        <Page
            title=say::templates::title(lang)
            lead=say::templates::lead(lang)
            action=action.unwrap_or_else(|| ().into_any())
        >
            <RefusalNotice answer=deeds.submit.outcome()/>
            <RefusalNotice answer=deeds.delete.outcome()/>
            <RefusalNotice answer=deeds.starters.outcome()/>
            <RefusalNotice answer=deeds.sync.outcome()/>
            <Load from=templates draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

fn draw(page: Templates) -> AnyView {
    let lang = lang();
    if !page.connected && page.rows.is_empty() {
        return off(page.may_edit);
    }
    look_again(&page.rows);
    let (may_edit, is_empty) = (page.may_edit, page.rows.is_empty());
    let trouble = page.trouble.map(|why| {
        view! { <Notice tint=Tint::Warn title=say::templates::sync_trouble(lang, why)/> }
    });
    let heads = vec![
        say::templates::column_template(lang),
        say::templates::status(lang),
        say::templates::language(lang),
        say::templates::category(lang),
        "",
    ];
    view! {
        {trouble}
        {(may_edit && !page.starters.is_empty()).then(|| view! { <Starters left=page.starters.len()/> })}
        <section class="card">
            <SubTitle title=say::templates::list(lang)>
                <Synced at=page.synced_at/>
            </SubTitle>
            {if is_empty {
                view! { <Empty icon="template" title=say::templates::none_title(lang) detail=say::templates::none_detail(lang)/> }.into_any()
            } else {
                view! {
                    <Table caption=say::templates::list(lang) heads>
                        {page.rows.into_iter().map(|row| view! { <Row row may_edit/> }).collect_view()}
                    </Table>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

/// Follows what is under way: our own work takes seconds, Meta's word minutes.
fn look_again(rows: &[TemplateRow]) {
    let is_ours = |standing| matches!(standing, Standing::Making | Standing::Deleting);
    let wait = if rows.iter().any(|row| is_ours(row.standing)) {
        2
    } else if rows.iter().any(|row| row.standing.is_under_way()) {
        30
    } else {
        return;
    };
    let templates = expect_context::<Deeds>().templates;
    #[cfg(feature = "hydrate")]
    {
        let again = move || templates.refetch();
        if let Ok(timer) = set_timeout_with_handle(again, std::time::Duration::from_secs(wait)) {
            on_cleanup(move || timer.clear());
        }
    }
    let _ = (templates, wait);
}

fn off(is_owner: bool) -> AnyView {
    let lang = lang();
    let detail = if is_owner {
        say::templates::off_detail(lang)
    } else {
        say::templates::off_detail_agent(lang)
    };
    let connect = is_owner.then(|| view! { <LinkButton href="/connect" kind=Kind::Primary>{say::templates::connect(lang)}</LinkButton> });
    view! {
        <div class="card">
            <Empty icon="plug" title=say::templates::off_title(lang) detail>{connect}</Empty>
        </div>
    }
    .into_any()
}

/// When Twilio was last asked, and the button that asks again.
#[component]
fn Synced(at: Option<domain::Timestamp>) -> AnyView {
    let lang = lang();
    let sync = expect_context::<Deeds>().sync;
    let when = match at {
        Some(at) => view! { {say::templates::synced(lang)} " " <Ago at/> }.into_any(),
        None => say::templates::never_synced(lang).into_any(),
    };
    view! {
        <div class="synced">
            <span class="sub">{when}</span>
            <PostForm to=sync>
                <Button kind=Kind::Small icon="refresh" busy=sync.pending()>{say::templates::sync(lang)}</Button>
            </PostForm>
        </div>
    }
    .into_any()
}

#[component]
fn Starters(left: usize) -> AnyView {
    let lang = lang();
    let add = expect_context::<Deeds>().starters;
    view! {
        <section class="card">
            <SubTitle title=say::templates::starters(lang) lead=say::templates::starters_lead(lang)>
                <PostForm to=add>
                    <Button icon="plus" busy=add.pending()>{say::templates::starters_add(lang)}</Button>
                </PostForm>
            </SubTitle>
            <p class="card-body sub">{say::templates::starters_left(lang, left)}</p>
        </section>
    }
    .into_any()
}

fn tint(standing: Standing) -> Tint {
    match standing {
        Standing::Approved => Tint::Good,
        Standing::Making | Standing::Received | Standing::Pending | Standing::Deleting => Tint::Wait,
        Standing::Paused | Standing::Other => Tint::Warn,
        Standing::Rejected | Standing::Disabled | Standing::Failed => Tint::Bad,
        Standing::Unsubmitted => Tint::None,
    }
}

#[component]
fn Row(row: TemplateRow, may_edit: bool) -> AnyView {
    let lang = lang();
    // What is said of it: Meta's reason, else why it cannot be sent.
    let said = row.reason.clone().or_else(|| row.unusable.clone());
    let asked = row
        .asked_category
        .map(|asked| view! { <span class="sub">{say::templates::asked_as(lang, asked.words(lang))}</span> });
    let menu = may_edit && row.standing != Standing::Deleting;
    let preview = row.preview.clone().map(|preview| view! { <Message preview/> });
    view! {
        <tr>
            <th scope="row">{row.name.clone()}{preview}</th>
            <td data-name=say::templates::status(lang)>
                <Badge tint=tint(row.standing) words=row.standing.words(lang)/>
                {said.map(|said| view! { <span class="sub">{said}</span> })}
                {row.synced_at.map(|at| view! { <span class="sub"><Ago at/></span> })}
            </td>
            <td data-name=say::templates::language(lang)>{language_words(lang, &row.language)}</td>
            <td data-name=say::templates::category(lang)>{row.category.words(lang)}{asked}</td>
            <td class="end">{menu.then(|| view! { <RowMenu row/> })}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn RowMenu(row: TemplateRow) -> AnyView {
    let lang = lang();
    let deeds = expect_context::<Deeds>();
    let id = row.id.to_string();
    let deleted = id.clone();
    let may_submit = matches!(row.standing, Standing::Unsubmitted | Standing::Failed);
    let label = say::templates::actions(
        lang,
        format!("{} {}", row.name, language_words(lang, &row.language)),
    );
    let title = label.clone();
    let summary = view! { <span class="button ghost small square" title=title><Icon name="more"/><span class="for-ears">{label}</span></span> };
    view! {
        <Menu summary=summary.into_any()>
            {may_submit.then(|| view! {
                <PostForm to=deeds.submit>
                    <input type="hidden" name="template" value=id/>
                    <button type="submit"><Icon name="send"/>{say::templates::submit(lang)}</button>
                </PostForm>
            })}
            <PostForm to=deeds.delete>
                <input type="hidden" name="template" value=deleted/>
                <button type="submit" class="warns"><Icon name="trash"/>{say::templates::delete(lang)}</button>
            </PostForm>
        </Menu>
    }
    .into_any()
}
