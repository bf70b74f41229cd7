//! What a dealer's people sort conversations by and what they need not write twice: labels, saved replies, each
//! person's own views, and the location.

pub mod doors;
mod labels;
mod place;
mod replies;
mod row;
mod views;

use domain::{conversation::Words, say};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Load, Page, RefusalNotice, toast_when_done},
    door::{Args, Posting, bring, parsed},
    i18n::lang,
};

/// The page's address.
pub const PATH: &str = "/settings/inbox";

/// The id of the first field of the form that is open.
const FIRST: &str = "first-field";

/// The parts of which one thing can be open to be changed.
const PARTS: [&str; 3] = ["label", "reply", "view"];

/// What can be done, and what is open to be changed: the address says it, so that it works without JavaScript.
#[derive(Clone, Copy)]
struct Deeds {
    save_label: Posting,
    remove_label: Posting,
    save_reply: Posting,
    remove_reply: Posting,
    rename_view: Posting,
    remove_view: Posting,
    save_place: Posting,
    remove_place: Posting,
    /// The part, and the id of the thing or `new`.
    open: Memo<Option<(&'static str, String)>>,
}

impl Deeds {
    fn new() -> Self {
        let query = use_query_map();
        let open = move |part: &'static str| query.with(|query| query.get(part)).map(|id| (part, id));
        Self {
            save_label: Posting::to::<doors::SaveLabel>(),
            remove_label: Posting::to::<doors::RemoveLabel>(),
            save_reply: Posting::to::<doors::SaveReply>(),
            remove_reply: Posting::to::<doors::RemoveReply>(),
            rename_view: Posting::to::<doors::RenameView>(),
            remove_view: Posting::to::<doors::RemoveView>(),
            save_place: Posting::to::<doors::SavePlace>(),
            remove_place: Posting::to::<doors::RemovePlace>(),
            open: Memo::new(move |_| PARTS.into_iter().find_map(open)),
        }
    }

    /// What of that part is open.
    fn open_in(self, part: &str) -> Option<String> {
        self.open.with(|open| {
            open.as_ref()
                .filter(|(at, _)| *at == part)
                .map(|(_, id)| id.clone())
        })
    }
}

/// `/settings/inbox`.
pub fn page() -> AnyView {
    let lang = lang();
    let deeds = Deeds::new();
    provide_context(deeds);
    let words = bring::<doors::LoadWords>(Args::new);
    for (posting, told) in [
        (deeds.save_label, say::words::label_saved(lang)),
        (deeds.remove_label, say::words::label_removed(lang)),
        (deeds.save_reply, say::words::reply_saved(lang)),
        (deeds.remove_reply, say::words::reply_removed(lang)),
        (deeds.rename_view, say::words::view_saved(lang)),
        (deeds.remove_view, say::words::view_removed(lang)),
        (deeds.save_place, say::words::place_saved(lang)),
        (deeds.remove_place, say::words::place_removed(lang)),
    ] {
        toast_when_done(posting.outcome(), told, move || words.refetch());
    }
    #[cfg(feature = "hydrate")]
    Effect::new(move |before: Option<()>| {
        deeds.open.track();
        if before.is_some() {
            opened([deeds.save_label, deeds.save_reply, deeds.rename_view]);
        }
    });
    view! {
        <Page title=say::words::title(lang) lead=say::words::lead(lang)>
            <Load from=words lines=9 draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

/// Another form is open: what was wrong in the last one is not wrong in this one, and this one is written in next.
#[cfg(feature = "hydrate")]
fn opened(saves: [Posting; 3]) {
    use wasm_bindgen::JsCast;

    for posting in saves {
        posting.forget_refusal();
    }
    request_animation_frame(|| {
        let field = document().get_element_by_id(FIRST);
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(data: Words) -> AnyView {
    let lang = lang();
    provide_context(Deeds::new());
    view! { <Page title=say::words::title(lang) lead=say::words::lead(lang)>{draw(data)}</Page> }.into_any()
}

fn draw(words: Words) -> AnyView {
    let deeds = expect_context::<Deeds>();
    let is_owner = words.is_owner;
    let names = words.labels.iter().map(|(label, _)| label.clone()).collect();
    view! {
        <div class="stack">
            <RefusalNotice answer=deeds.remove_label.outcome()/>
            <RefusalNotice answer=deeds.remove_reply.outcome()/>
            <RefusalNotice answer=deeds.remove_view.outcome()/>
            <RefusalNotice answer=deeds.remove_place.outcome()/>
            {labels::card(words.labels, is_owner)}
            {replies::card(words.canned, is_owner)}
            {views::card(words.filters, names, words.numbers)}
            {place::card(words.place, is_owner)}
        </div>
    }
    .into_any()
}
