//! What every page and every door knows of the request it serves.

use domain::{
    Lang, Timestamp,
    account::{Me, Theme},
    brand::Brand,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the frame of every page is drawn from. It travels to the browser in the page's `<meta name="boot">`, so
/// that frame and pages are drawn there from the same facts, and nothing outside a route has to wait for data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestInfo {
    /// The language of the person.
    pub lang: Lang,
    /// The server's clock, read once for this request.
    pub now: Timestamp,
    /// What the page looks like: the person's brand, or that of the host name.
    pub brand: Brand,
    /// Who is signed in.
    pub me: Option<Me>,
    /// How many conversations nobody has looked at, where there is an inbox.
    #[serde(default)]
    pub unread: u32,
    /// Whether this is the demo: its logins are offered and the frame says so.
    pub demo: bool,
    /// How pages look on this device.
    #[serde(default)]
    pub theme: Theme,
}

impl RequestInfo {
    /// Whether the person is of the ISV.
    pub fn is_isv(&self) -> bool {
        self.me.as_ref().is_some_and(|me| me.role.is_isv())
    }
}

/// The facts of this request.
pub fn request_info() -> RequestInfo {
    expect_context::<RequestInfo>()
}

/// Who is signed in.
pub fn me() -> Option<Me> {
    request_info().me
}

/// The moment that relative times are told from: the server's clock at first, then it walks on in the browser.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    now: RwSignal<Timestamp>,
    /// How far the server's clock is ahead of the browser's, once the browser knows.
    #[cfg(feature = "hydrate")]
    ahead: StoredValue<domain::Span>,
}

impl Now {
    /// Starts at the server's clock.
    pub fn starting_at(now: Timestamp) -> Self {
        Self {
            now: RwSignal::new(now),
            #[cfg(feature = "hydrate")]
            ahead: StoredValue::new(domain::Span(0)),
        }
    }
    /// The moment, tracked.
    pub fn get(self) -> Timestamp {
        self.now.get()
    }
}

#[cfg(feature = "hydrate")]
impl Now {
    /// Is the page's clock from here on.
    pub fn keep(self) {
        CLOCK.set(Some(self));
    }
    /// The server's clock shows this now.
    pub fn set(self, now: Timestamp) {
        self.ahead.set_value(now - of_browser());
        self.now.set(now);
    }
    /// Walks on.
    pub fn tick(self) {
        self.now.set(of_browser() + self.ahead.get_value());
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    /// The clock of this page.
    static CLOCK: std::cell::Cell<Option<Now>> = const { std::cell::Cell::new(None) };
}

/// What a door told of the server's clock. A page that keeps none, as the desk, which hears it live, lets it pass.
#[cfg(feature = "hydrate")]
pub fn told(now: Timestamp) {
    if let Some(clock) = CLOCK.get() {
        clock.set(now);
    }
}

/// The browser's own clock.
#[cfg(feature = "hydrate")]
fn of_browser() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    let millis = js_sys::Date::now() as i64;
    Timestamp(0) + domain::Span::millis(millis)
}

#[cfg(feature = "ssr")]
pub use server::{actor, from, provide, request_info_of, world};

#[cfg(feature = "ssr")]
mod server {
    use std::sync::Arc;

    use domain::{Code, Problem};
    use leptos::prelude::*;
    use portal::{Actor, From, World};

    use super::RequestInfo;
    use crate::answer::Refusal;

    /// Gives pages and doors what they need. The server calls it for page rendering and for server functions alike.
    pub fn provide(world: Arc<World>, actor: Option<Actor>, from: From, info: RequestInfo) {
        provide_context(info);
        provide_context(world);
        provide_context(actor);
        provide_context(from);
    }

    /// The facts that pages are drawn from, for a person who may be signed in.
    pub fn request_info_of(
        world: &World,
        brand: domain::brand::Brand,
        me: Option<domain::account::Me>,
        theme: domain::account::Theme,
    ) -> RequestInfo {
        RequestInfo {
            lang: domain::Lang::default(),
            now: world.clock.now(),
            brand: me.as_ref().map_or(brand, |me| me.brand.clone()),
            me,
            unread: 0,
            demo: world.settings.demo,
            theme,
        }
    }

    /// Everything a deed may use.
    pub fn world() -> Arc<World> {
        expect_context::<Arc<World>>()
    }

    /// Who asks; a refusal if nobody is signed in.
    pub fn actor() -> Result<Actor, Refusal> {
        use_context::<Option<Actor>>().flatten().ok_or_else(|| {
            let words = domain::say::ui::sign_in_first(crate::i18n::lang());
            Refusal::new(Problem::new(Code::SignInNeeded, words))
        })
    }

    /// From where the request came.
    pub fn from() -> From {
        use_context::<From>().unwrap_or_default()
    }
}
