//! The one list of everything that can be asked for, and by whom. The router is built from it, and the test that
//! visits every route as nobody, as another dealer and as the wrong role reads the same list.

use axum::{
    http::Method,
    routing::{MethodRouter, get, post},
};

use super::{
    Shared, brand, contacts, device, gate, health, icon, inbox, integrations, manifest, media, push, signups,
    theme,
};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody; it tells nothing that is anyone's.
    Anyone,
    /// Whoever holds the link; the token in the path says whose it is.
    Link,
    /// A dealer's people.
    Dealer,
    /// A dealer's owners.
    Owner,
    /// Everybody who is signed in.
    Person,
    /// The ISV's people.
    Isv,
    /// The operator's machines.
    Operator,
}

/// One route.
pub struct Row {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// With `{names}`.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
    /// Whether its body may be a file; all others are small.
    pub(super) takes_files: bool,
    /// What answers.
    pub(super) door: fn() -> MethodRouter<Shared>,
}

/// Every route but the pages and their doors.
pub const ROUTES: &[Row] = &[
    row("POST", "/login", Who::Anyone, || post(gate::sign_in)),
    row("POST", "/logout", Who::Anyone, || post(gate::sign_out)),
    row("POST", "/forgot", Who::Anyone, || post(gate::forgot)),
    row("POST", "/reset/{token}", Who::Link, || post(gate::reset)),
    row("POST", "/invite/{token}", Who::Link, || post(gate::accept)),
    row("POST", "/theme", Who::Anyone, || post(theme::choose)),
    row("GET", "/brand.css", Who::Anyone, || get(brand::style)),
    row("GET", "/brand/logo", Who::Anyone, || get(brand::logo)),
    row("GET", "/manifest.webmanifest", Who::Anyone, || {
        get(manifest::manifest)
    }),
    row("GET", "/worker.js", Who::Anyone, || get(device::worker)),
    row("GET", "/offline", Who::Anyone, || get(device::offline)),
    row("GET", "/icon.svg", Who::Anyone, || get(icon::svg)),
    row("GET", "/icon-192.png", Who::Anyone, || get(icon::small)),
    row("GET", "/icon-512.png", Who::Anyone, || get(icon::large)),
    row("POST", "/whatsapp/create-signup-session", Who::Owner, || {
        post(signups::start)
    }),
    row("POST", "/whatsapp/signup/{token}/events", Who::Link, || {
        post(signups::event)
    }),
    row("GET", "/whatsapp/signup/{token}/live", Who::Link, || {
        get(signups::live)
    }),
    row("GET", "/whatsapp/onboarding-callback", Who::Link, || {
        get(signups::redirected)
    }),
    row("POST", "/whatsapp/onboarding-callback", Who::Link, || {
        post(signups::finish)
    }),
    row("GET", "/api/integrations", Who::Dealer, || {
        get(integrations::list)
    }),
    row("GET", "/api/integrations/{id}", Who::Person, || {
        get(integrations::get)
    }),
    row("GET", "/inbox/live", Who::Dealer, || get(inbox::live)),
    row("GET", "/contacts/{id}/export", Who::Dealer, || {
        get(contacts::export)
    }),
    file("/inbox/media", Who::Dealer, || post(media::upload)),
    row("GET", "/media/{id}", Who::Dealer, || get(media::whole)),
    row("GET", "/media/{id}/small", Who::Dealer, || get(media::small)),
    row("GET", "/media/out/{token}", Who::Link, || get(media::out)),
    row("GET", "/push", Who::Dealer, || get(push::key)),
    row("POST", "/push", Who::Dealer, || post(push::subscribe)),
    row("POST", "/push/renew", Who::Dealer, || post(push::renew)),
    row("POST", "/push/forget", Who::Dealer, || post(push::forget)),
    row("POST", "/push/test", Who::Dealer, || post(push::test)),
    row("GET", "/healthz", Who::Anyone, || get(health::alive)),
    row("GET", "/readyz", Who::Anyone, || get(health::ready)),
    row("GET", "/metrics", Who::Operator, || get(health::metrics)),
];

const fn row(method: &'static str, path: &'static str, who: Who, door: fn() -> MethodRouter<Shared>) -> Row {
    Row {
        method,
        path,
        who,
        takes_files: false,
        door,
    }
}

const fn file(path: &'static str, who: Who, door: fn() -> MethodRouter<Shared>) -> Row {
    Row {
        takes_files: true,
        ..row("POST", path, who, door)
    }
}

/// Every page of the app. A page that is not here is not served: who may see it must be decided first.
pub const PAGES: &[(&str, Who)] = &[
    ("/login", Who::Anyone),
    ("/forgot", Who::Anyone),
    ("/reset/{token}", Who::Link),
    ("/invite/{token}", Who::Link),
    ("/whatsapp/signup/{token}", Who::Link),
    ("/", Who::Dealer),
    ("/connect", Who::Owner),
    ("/inbox", Who::Dealer),
    ("/inbox/{id}", Who::Dealer),
    ("/connections/{id}", Who::Person),
    ("/contacts", Who::Dealer),
    ("/contacts/{id}", Who::Dealer),
    ("/figures", Who::Owner),
    ("/team", Who::Dealer),
    ("/account", Who::Person),
    ("/settings/hours", Who::Owner),
    ("/settings/inbox", Who::Dealer),
    ("/settings/keys", Who::Owner),
    ("/templates", Who::Dealer),
    ("/templates/new", Who::Owner),
    ("/admin", Who::Isv),
    ("/admin/dealers", Who::Isv),
    ("/admin/dealers/{id}", Who::Isv),
    ("/admin/readiness", Who::Isv),
    ("/admin/jobs", Who::Isv),
    ("/admin/outbox", Who::Isv),
    ("/admin/outbox/{id}", Who::Isv),
    ("/admin/hooks", Who::Isv),
    ("/admin/hooks/{id}", Who::Isv),
    ("/admin/unmatched", Who::Isv),
    ("/admin/audit", Who::Isv),
    ("/admin/people", Who::Isv),
];

/// The doors of the pages: method and path of every server function in `app`.
pub fn doors() -> Vec<(Method, &'static str)> {
    let mut doors: Vec<_> = server_fn::axum::server_fn_paths()
        .map(|(path, method)| (method, path))
        .collect();
    doors.sort_by_key(|(_, path)| *path);
    doors
}
