//! Which page is at which address. Each area is one piece of WASM, fetched when it is first needed.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{FlatRoutes, Route, Router},
    hooks::{use_location, use_query_map},
    lazy_route, path,
};

use crate::{
    answer::Refusal,
    components::{ToastRegion, Toasts, refusal_page},
    context::{Now, request_info},
    frame::Rail,
    i18n::lang,
};
use domain::{Code, Problem, say};

/// The whole app: facts of the request, frame, pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_facts();
    let info = request_info();
    let brand = info.brand.name.clone();

    let whole_title = move |title: String| {
        let title = if title.is_empty() {
            brand.clone()
        } else {
            format!("{title} · {brand}")
        };
        crate::compat::escaped(title)
    };

    view! {
        <Title formatter=whole_title/>
        <a class="skip" href="#page">{say::ui::skip(info.lang)}</a>
        {info.demo.then(|| view! { <aside class="demo-bar" aria-label=say::ui::demo(info.lang)>{say::ui::demo_bar(info.lang)}</aside> })}
        <Router>
            <div class="frame">
                <Rail/>
                <main id="page">
                    <ErrorBoundary fallback=|_| crashed()>
                        <Pages/>
                    </ErrorBoundary>
                </main>
            </div>
        </Router>
        <ToastRegion/>
    }
}

/// What every view may ask for: the facts of the request, the clock, short messages.
pub(crate) fn provide_facts() {
    #[cfg(not(feature = "ssr"))]
    provide_context(boot());
    let info = request_info();
    provide_context(Toasts::new());
    provide_context(Now::starting_at(info.now));
    walk_on(info.now);
}

#[component]
fn Pages() -> impl IntoView {
    use_query_map().with_untracked(crate::compat::provide_posted_refusal);
    view! {
        <FlatRoutes fallback=|| nothing_here()>
            <Route path=path!("/login") view=light::LoginPage ssr=SsrMode::Async/>
            <Route path=path!("/forgot") view=light::ForgotPage ssr=SsrMode::Async/>
            <Route path=path!("/reset/:token") view=light::SetPasswordPage ssr=SsrMode::Async/>
            <Route path=path!("/invite/:token") view=light::SetPasswordPage ssr=SsrMode::Async/>

            <Route path=path!("/") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/connections/:id") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/figures") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/team") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/account") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/contacts") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/contacts/:id") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/settings/hours") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/settings/inbox") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/settings/keys") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/templates") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/templates/new") view={Lazy::<DealerArea>::new()} ssr=SsrMode::Async/>

            <Route path=path!("/connect") view=light::ConnectPage ssr=SsrMode::Async/>
            <Route path=path!("/inbox") view=light::InboxPage ssr=SsrMode::Async/>
            <Route path=path!("/inbox/:id") view=light::InboxPage ssr=SsrMode::Async/>
            <Route path=path!("/whatsapp/signup/:token") view=light::LinkPage ssr=SsrMode::Async/>

            <Route path=path!("/admin") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/dealers") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/dealers/:id") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/readiness") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/jobs") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/outbox") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/outbox/:id") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/hooks") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/hooks/:id") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/unmatched") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/audit") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/admin/people") view={Lazy::<AdminArea>::new()} ssr=SsrMode::Async/>
        </FlatRoutes>
    }
}

/// The pages that do without the app's WASM (see [`crate::shell`]): drawn by the server alone. A link that leads to one from a page
/// that is awake asks the server for it.
mod light {
    #[cfg(feature = "ssr")]
    pub use crate::{
        connect::{ConnectPage, alone::LinkPage},
        gate::{ForgotPage, LoginPage, SetPasswordPage},
        inbox::InboxPage,
    };

    #[cfg(not(feature = "ssr"))]
    pub use from_the_server::{
        from_the_server as ConnectPage, from_the_server as ForgotPage, from_the_server as InboxPage,
        from_the_server as LinkPage, from_the_server as LoginPage, from_the_server as SetPasswordPage,
    };

    #[cfg(not(feature = "ssr"))]
    mod from_the_server {
        use leptos::prelude::*;

        pub fn from_the_server() -> AnyView {
            Effect::new(|_| {
                let _ = window().location().reload();
            });
            ().into_any()
        }
    }
}

/// The pages of a dealer's people, but for those that are drawn by the server alone (see [`light`]).
struct DealerArea(String);

#[lazy_route]
impl LazyRoute for DealerArea {
    fn data() -> Self {
        Self(current_path())
    }
    fn view(this: Self) -> AnyView {
        #[cfg(feature = "ssr")]
        crate::wake::announce(crate::wake::wake_app());
        match first_two(&this.0) {
            ("", _) => crate::home::page(),
            ("connections", _) => crate::connection::page(),
            ("figures", _) => crate::figures::page(),
            ("team", _) => crate::team::page(),
            ("contacts", _) => crate::contacts::page(&this.0),
            ("settings", "hours") => crate::hours::page(),
            ("settings", "keys") => crate::keys::page(),
            ("settings", "inbox") => crate::words::page(),
            ("templates", _) => crate::templates::page(&this.0),
            ("account", _) => crate::account::page(),
            _ => nothing_here(),
        }
    }
}

/// The pages of the ISV.
struct AdminArea(String);

#[lazy_route]
impl LazyRoute for AdminArea {
    fn data() -> Self {
        Self(current_path())
    }
    fn view(this: Self) -> AnyView {
        #[cfg(feature = "ssr")]
        crate::wake::announce(crate::wake::wake_app());
        match first_two(&this.0) {
            ("admin", "" | "dealers") => crate::dealers::page(&this.0),
            ("admin", "readiness") => crate::readiness::page(),
            ("admin", "jobs") => crate::jobs::page(),
            ("admin", "outbox") => crate::outbox::page(&this.0),
            ("admin", "hooks") => crate::hooks::page(&this.0),
            ("admin", "unmatched") => crate::unmatched::page(),
            ("admin", "audit") => crate::audit::page(),
            ("admin", "people") => crate::admins::page(),
            _ => nothing_here(),
        }
    }
}

fn current_path() -> String {
    use_location().pathname.get_untracked()
}

fn first_two(path: &str) -> (&str, &str) {
    let mut parts = path.trim_start_matches('/').split('/');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// An address that leads nowhere.
pub fn nothing_here() -> AnyView {
    let words = say::ui::not_found(lang());
    let refusal = Refusal::new(Problem::new(Code::NotFound, words));
    view! { <div class="page narrow">{refusal_page(&refusal)}</div> }.into_any()
}

fn crashed() -> AnyView {
    let words = say::ui::crashed(lang());
    let refusal = Refusal::new(Problem::new(Code::Internal, words));
    view! { <div class="page narrow">{refusal_page(&refusal)}</div> }.into_any()
}

/// The facts of the request, from the document's head.
#[cfg(not(feature = "ssr"))]
fn boot() -> crate::context::RequestInfo {
    let boot = document()
        .query_selector("meta[name=boot]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
    crate::json::read(&boot).expect("the server writes the facts of the request into the page")
}

/// Lets the clock walk on in the browser, so that *3 min ago* becomes *4 min ago*.
fn walk_on(start: domain::Timestamp) {
    let now = expect_context::<Now>();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        {
            now.set(start);
            now.keep();
            let _ = set_interval_with_handle(move || now.tick(), std::time::Duration::from_secs(20));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (now, start);
    });
}
