//! The last step: a message each way. Nothing waits for it.

use domain::{IntegrationId, Timestamp, integration::TestMessage, say, signup::Progress};
use leptos::prelude::*;

use crate::{
    components::{Ago, Badge, Button, Kind, Qr, RefusalNotice, Tint},
    connection::doors::SkipTest,
    door::{PostForm, Posting},
    i18n::lang,
};

/// What there is to do and to see, once the number is connected.
#[derive(Debug, Clone)]
pub struct Wanted {
    integration: IntegrationId,
    number: String,
    seen: TestMessage,
    qr_svg: String,
    chat: String,
}

impl Wanted {
    /// `None` before the number is connected.
    pub fn of(progress: &Progress) -> Option<Self> {
        Some(Self {
            integration: progress.integration.clone()?,
            number: progress.number.clone()?,
            seen: progress.test.clone()?,
            qr_svg: progress.qr_svg.clone()?,
            chat: progress.chat.clone()?,
        })
    }
}

/// What was seen each way; while something is missing also how to send it, and the way past it.
#[component]
pub fn TestStep(test: Wanted, token: String) -> AnyView {
    let lang = lang();
    let skip = Posting::to::<SkipTest>();
    let TestMessage {
        received,
        answered,
        skipped,
    } = test.seen;
    let open = answered.is_none() && skipped.is_none();
    let ways = view! {
        <ul class="ways">
            {way(say::connect::test_yours(lang), received, say::connect::test_arrived(lang), say::connect::test_waited(lang))}
            {way(say::connect::test_ours(lang), answered, say::connect::test_delivered(lang), say::connect::test_after(lang))}
        </ul>
    };
    if !open {
        return if answered.is_some() {
            ways.into_any()
        } else {
            say::connect::test_skipped(lang).into_any()
        };
    }
    view! {
        <div class="test-step">
            <div class="stack">
                <p>{say::connect::test_lead(lang)}</p>
                {ways}
                <RefusalNotice answer=skip.outcome()/>
                <div class="row">
                    <a class="button small" href=test.chat target="_blank" rel="noopener">{say::connect::qr_open(lang)}</a>
                    <PostForm to=skip>
                        <input type="hidden" name="token" value=token/>
                        <input type="hidden" name="id" value=test.integration.to_string()/>
                        <Button kind=Kind::Small>{say::connect::test_skip(lang)}</Button>
                    </PostForm>
                </div>
            </div>
            <Qr svg=test.qr_svg label=say::connect::qr(lang, &test.number)/>
        </div>
    }
    .into_any()
}

/// One way: what was sent, and what was seen of it.
fn way(name: &'static str, at: Option<Timestamp>, seen: &'static str, waits: &'static str) -> AnyView {
    let state = match at {
        Some(at) => {
            view! { <Badge tint=Tint::Good words=seen/> <small class="faint"><Ago at/></small> }.into_any()
        }
        None => view! { <Badge tint=Tint::Wait words=waits/> }.into_any(),
    };
    view! { <li class="row"><span>{name}</span>{state}</li> }.into_any()
}
