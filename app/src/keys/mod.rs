//! Keys for programs that read the dealer's integrations.

pub mod doors;

use domain::{
    api_key::{ApiKey, NewApiKey},
    say,
};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{
        Ago, Button, CopyField, Empty, Kind, Load, Notice, PageHead, RefusalNotice, SubTitle, Table,
        TextField, Tint, field_error, toast_when_done,
    },
    door::{Args, PostForm, Posting, bring, parsed},
    i18n::lang,
};

/// Ends a key; takes `id`.
#[derive(Clone, Copy)]
struct Withdraw(Posting);

/// `/settings/keys`.
pub fn page() -> AnyView {
    let lang = lang();
    let keys = bring::<doors::LoadKeys>(Args::new);
    let make = Posting::to::<doors::MakeKey>();
    let withdraw = Posting::to::<doors::WithdrawKey>();
    provide_context(Withdraw(withdraw));
    toast_when_done(withdraw.outcome(), say::keys::withdrawn(lang), move || {
        keys.refetch();
    });
    let outcome = make.outcome();
    Effect::new(move |_| {
        if matches!(outcome.get(), Some(Ok(()))) {
            keys.refetch();
        }
    });
    let back = Some(("/account".to_owned(), say::keys::back(lang).to_owned()));
    view! {
        <Title text=say::keys::title(lang)/>
        <div class="page narrow">
            <PageHead title=say::keys::title(lang) back/>
            <p class="lead">{say::keys::lead(lang)}</p>
            <div class="stack">
                {move || make.answer().with(|answer| match answer {
                    Some(Ok(json)) => crate::json::read(json).map(made),
                    _ => None,
                })}
                <section class="card">
                    <SubTitle title=say::keys::new(lang)/>
                    <div class="card-body">
                        <RefusalNotice answer=outcome/>
                        <noscript><p class="hint">{say::keys::needs_script(lang)}</p></noscript>
                        <PostForm to=make class="form">
                            <TextField
                                label=say::keys::name(lang) name="name" hint=say::keys::name_hint(lang)
                                autocomplete="off" required=true wrong=field_error(outcome, "name")
                            />
                            <div><Button kind=Kind::Primary busy=make.pending()>{say::keys::make(lang)}</Button></div>
                        </PostForm>
                    </div>
                </section>
                <RefusalNotice answer=withdraw.outcome()/>
                <Load from=keys draw=|json| parsed(json, draw)/>
            </div>
        </div>
    }
    .into_any()
}

/// The key that was just made.
fn made(new: NewApiKey) -> AnyView {
    let lang = lang();
    view! {
        <Notice tint=Tint::Good title=say::keys::made(lang, &new.name) detail=say::keys::made_how(lang)/>
        <CopyField label=say::keys::key(lang) value=new.secret/>
    }
    .into_any()
}

fn draw(keys: Vec<ApiKey>) -> AnyView {
    let lang = lang();
    if keys.is_empty() {
        return view! { <Empty icon="puzzle" title=say::keys::none(lang) detail=say::keys::none_detail(lang)/> }.into_any();
    }
    let heads = vec![
        say::keys::column_name(lang),
        say::keys::column_made(lang),
        say::keys::column_used(lang),
        "",
    ];
    view! {
        <Table caption=say::keys::list(lang) heads>{keys.into_iter().map(row).collect_view()}</Table>
    }
    .into_any()
}

fn row(key: ApiKey) -> AnyView {
    let lang = lang();
    let Withdraw(withdraw) = expect_context();
    let used = match key.used_at {
        Some(at) => view! { <Ago at/> }.into_any(),
        None => say::keys::never(lang).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{key.name.clone()}</th>
            <td data-name=say::keys::column_made(lang)>
                <Ago at=key.created_at/>" "<span class="sub">{say::keys::made_by(lang, key.made_by)}</span>
            </td>
            <td data-name=say::keys::column_used(lang)>{used}</td>
            <td class="end">
                <PostForm to=withdraw>
                    <input type="hidden" name="id" value=key.id.to_string()/>
                    <Button kind=Kind::Small>
                        {say::keys::withdraw(lang)} <span class="for-ears">{key.name}</span>
                    </Button>
                </PostForm>
            </td>
        </tr>
    }
    .into_any()
}
