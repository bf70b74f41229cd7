use domain::{
    Lang,
    dealer::TimelineEntry,
    integration::{Connection, WebhookCheck},
    number::NumberKind,
    say,
    sender::{Health, Remedy},
};
use leptos::prelude::*;

use super::{
    doors, look_again,
    presses::{Presses, who_acts},
};
use crate::{
    components::{
        Ago, Badge, Button, CopyInline, Empty, HealthLine, Icon, Kind, Notice, Qr, RefusalNotice, SubTitle,
        Timeline, Tint, toast_when_done,
    },
    door::{PostForm, Posting},
    i18n::lang,
};

/// Twilio's word for what buyers make of the messages; a new one as it is.
fn quality(lang: Lang, word: String) -> String {
    match word.as_str() {
        "HIGH" => say::connection::quality_high(lang).to_owned(),
        "MEDIUM" => say::connection::quality_medium(lang).to_owned(),
        "LOW" => say::connection::quality_low(lang).to_owned(),
        "UNKNOWN" => say::connection::quality_unknown(lang).to_owned(),
        _ => word,
    }
}

/// Twilio's text for the limit, `10K Customers/24hr`, in our words where it reads like that.
fn limit(lang: Lang, text: String) -> String {
    match text.strip_suffix(" Customers/24hr") {
        Some(people) => say::connection::limit_of(lang, people),
        None => text,
    }
}

/// How it is doing, in words and in facts.
#[component]
pub fn HealthCard(connection: Connection, presses: Presses) -> AnyView {
    let lang = lang();
    let health = connection.health;
    let not_told = || say::connection::not_told(lang).to_owned();
    let kind = match connection.kind {
        NumberKind::SmsCapable => say::connection::kind_sms(lang),
        NumberKind::VoiceOnly => say::connection::kind_voice(lang),
        NumberKind::Byo => say::connection::kind_byo(lang),
    };
    let gone = connection.disconnected_at.is_some();
    let todo = todo(&health, &connection.id.to_string(), presses);
    view! {
        <section class="card">
            <SubTitle title=say::connection::health(lang)/>
            <div class="card-body stack">
                <p><HealthLine health last=connection.last_inbound/></p>
                {todo}
                <dl class="facts">
                    {(!gone).then(|| view! {
                        <dt>{say::connection::twilio_status(lang)}</dt>
                        <dd class="mono">{connection.sender_status.as_str().to_owned()}</dd>
                    })}
                    <dt>{say::connection::quality(lang)}</dt>
                    <dd>{connection.quality.map_or_else(not_told, |word| quality(lang, word))}</dd>
                    <dt>{say::connection::limit(lang)}</dt>
                    <dd>{connection.messaging_limit.map_or_else(not_told, |text| limit(lang, text))}</dd>
                    <dt>{say::connection::last_inbound(lang)}</dt>
                    <dd>{connection.last_inbound.map_or_else(|| say::ui::never(lang).into_any(), |at| view! { <Ago at/> }.into_any())}</dd>
                    <dt>{say::connection::kind(lang)}</dt>
                    <dd>{kind}</dd>
                    <dt>{say::connection::connected_since(lang)}</dt>
                    <dd><Ago at=connection.connected_at/></dd>
                    {connection.disconnected_at.map(|at| view! {
                        <dt>{say::connection::disconnected_since(lang)}</dt>
                        <dd><Ago at/></dd>
                    })}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

/// What is to be done, who must do it, and the one button.
fn todo(health: &Health, id: &str, presses: Presses) -> AnyView {
    if health.act.is_empty() {
        return ().into_any();
    }
    let code = health.code.map(|code| say::connection::code(lang(), code));
    let detail = [who_acts(health.who), code.as_deref().unwrap_or_default()];
    let detail = detail.join(" ").trim().to_owned();
    let title = health.act.clone();
    match health.button.and_then(|remedy| presses.remedy(remedy, id)) {
        Some(button) => view! { <Notice tint=Tint::Warn title detail>{button}</Notice> }.into_any(),
        None => view! { <Notice tint=Tint::Warn title detail/> }.into_any(),
    }
}

/// The test message each way, or its skipping.
#[component]
pub fn FirstMessage(connection: Connection, owner: bool) -> AnyView {
    let lang = lang();
    let reload = look_again();
    let skip = Posting::to::<doors::SkipTest>();
    toast_when_done(skip.outcome(), say::connection::test_skipped_now(lang), reload);
    let again = Posting::to::<doors::TestAgain>();
    toast_when_done(again.outcome(), say::connection::test_again_now(lang), reload);
    let test = connection.test;
    let (id, id_again) = (connection.id.to_string(), connection.id.to_string());
    let chat = connection.number.wa_me();
    let open = test.received.is_none() && test.skipped.is_none();
    let may_repeat = owner && !open && connection.disconnected_at.is_none();
    let line = |tint: Tint, words: &'static str, at: Option<domain::Timestamp>| {
        view! { <p class="row"><Badge tint words/>{at.map(|at| view! { <small class="faint"><Ago at/></small> })}</p> }
    };
    let state = match (test.received, test.answered, test.skipped) {
        (_, Some(at), _) => line(Tint::Good, say::connection::test_answered(lang), Some(at)),
        (Some(at), None, _) => line(Tint::Good, say::connection::test_received(lang), Some(at)),
        (None, None, Some(at)) => line(Tint::None, say::connection::test_skipped(lang), Some(at)),
        (None, None, None) => line(Tint::Wait, say::connection::test_waiting(lang), None),
    };
    view! {
        <section class="card">
            <SubTitle title=say::connection::test_title(lang)/>
            <div class="card-body stack">
                {state}
                {open.then(|| view! { <p class="quiet small">{say::connection::test_lead(lang)}</p> })}
                {may_repeat.then(|| view! { <p class="quiet small">{say::connection::test_again_hint(lang)}</p> })}
                <RefusalNotice answer=again.outcome()/>
                <Qr svg=connection.qr_svg label=say::connection::qr(lang, &connection.national)/>
                <div class="row">
                    <a class="button small" href=chat target="_blank" rel="noopener">{say::connection::open_chat(lang)}</a>
                    {(owner && open).then(|| view! {
                        <PostForm to=skip>
                            <input type="hidden" name="id" value=id/>
                            <Button kind=Kind::Small busy=skip.pending()>{say::connection::test_skip(lang)}</Button>
                        </PostForm>
                    })}
                    {may_repeat.then(|| view! {
                        <PostForm to=again>
                            <input type="hidden" name="id" value=id_again/>
                            <Button kind=Kind::Small busy=again.pending()>{say::connection::test_again(lang)}</Button>
                        </PostForm>
                    })}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// Where Twilio sends messages, against where we expect them.
#[component]
pub fn Webhooks(connection: Connection, presses: Presses) -> AnyView {
    let lang = lang();
    if connection.webhooks.is_empty() {
        return ().into_any();
    }
    let ok = connection.webhooks.iter().all(|check| check.ok);
    // Where nothing worse is wrong, the health above has the button.
    let here = !ok && connection.health.button != Some(Remedy::Repair);
    let lead = if ok {
        say::connection::webhooks_ok(lang)
    } else {
        say::connection::webhooks_bad(lang)
    };
    view! {
        <section class="card" id="webhooks">
            <SubTitle title=say::connection::webhooks(lang) lead>
                {here.then(|| presses.repair(&connection.id.to_string()))}
            </SubTitle>
            <ul class="rows">{connection.webhooks.into_iter().map(webhook).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn webhook(check: WebhookCheck) -> AnyView {
    let lang = lang();
    let name = match check.name.as_str() {
        "inbound" => say::connection::webhook_inbound(lang).to_owned(),
        "status" => say::connection::webhook_status(lang).to_owned(),
        other => other.to_owned(),
    };
    let (tint, words) = if check.ok {
        (Tint::Good, say::connection::in_place(lang))
    } else {
        (Tint::Bad, say::connection::elsewhere(lang))
    };
    view! {
        <li>
            <div class="grow">
                <b>{name}</b>
                <span class="sub mono">{check.expected.clone()}</span>
                {(!check.ok).then(|| view! { <span class="sub">{say::connection::actual(lang)} ": " <span class="mono">{check.actual}</span></span> })}
            </div>
            <Badge tint words/>
        </li>
    }
    .into_any()
}

/// The outside ids, for whoever speaks to Twilio's or Meta's support.
#[component]
pub fn Ids(connection: Connection) -> AnyView {
    let lang = lang();
    let meta = connection.meta;
    let rows = [
        (say::connection::waba(lang), Some(meta.waba_id)),
        (
            say::connection::subaccount(lang),
            Some(meta.twilio_subaccount_sid),
        ),
        (say::connection::sender(lang), Some(meta.sender_id)),
        (say::connection::business(lang), meta.facebook_business_id),
        (say::connection::phone_number_id(lang), meta.phone_number_id),
        (say::connection::solution(lang), meta.solution_id),
        (say::connection::config(lang), meta.config_id),
        (say::connection::via(lang), Some(meta.registered_via)),
    ];
    view! {
        <details class="card ids later">
            <summary class="card-head"><h2>{say::connection::ids(lang)}</h2><Icon name="chevron-down"/></summary>
            <dl class="card-body stack">
                {rows
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .map(|(name, value)| view! { <div><dt class="small faint">{name}</dt><dd><CopyInline value/></dd></div> })
                    .collect_view()}
            </dl>
        </details>
    }
    .into_any()
}

/// What happened, newest first.
#[component]
pub fn Events(events: Vec<TimelineEntry>) -> AnyView {
    let lang = lang();
    view! {
        <section class="card later">
            <SubTitle title=say::connection::events(lang)/>
            <div class="card-body">
                {if events.is_empty() {
                    view! { <Empty icon="scroll" title=say::connection::no_events(lang)/> }.into_any()
                } else {
                    view! { <Timeline entries=events/> }.into_any()
                }}
            </div>
        </section>
    }
    .into_any()
}
