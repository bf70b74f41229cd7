//! The app: its pages, its doors, and *nothing here*.

use std::sync::{Arc, OnceLock};

use app::context::{RequestInfo, request_info_of};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, get, on},
};
use domain::{Lang, account::Theme};
use leptos::prelude::LeptosOptions;
use portal::World;
use tower::ServiceExt as _;

use super::{
    Shared, Who, brand, files, gate, plain, refusal,
    routes::{PAGES, doors},
    visitor::Visitor,
};
use crate::site::Site;

/// The most that a drawn page may weigh. Bytes.
const PAGE_LIMIT: usize = 8 * 1024 * 1024;

/// Adds every page, every door, and the answer to everything else.
///
/// # Panics
/// If the app has a page or door that the list does not know: that is found by the first start, not by a stranger.
pub fn add(mut router: Router<Shared>, shared: &Shared) -> Router<Shared> {
    for path in listed(&shared.world, &shared.site) {
        let page = PAGES.iter().find(|(known, _)| known == path);
        let who = page.unwrap_or_else(|| panic!("{path} is not in web::PAGES")).1;
        let door = get(move |state: State<Shared>, visitor: Visitor, request: Request| {
            guarded(state, visitor, request, who)
        });
        router = router.route(path, door);
    }
    for (method, path) in doors() {
        let method = MethodFilter::try_from(method).expect("doors are GET or POST");
        router = router.route(path, on(method, door));
    }
    router.fallback(anything_else)
}

/// The pages as the app lists them, which are the same for every router of this process.
///
/// Listed once, before the first of them is drawn: while Leptos 0.8 lists, whatever a page asks for anywhere in the
/// process never comes (`SuppressResourceLoad`), and that page is never answered.
fn listed(world: &Arc<World>, site: &Site) -> &'static [String] {
    static LISTED: OnceLock<Vec<String>> = OnceLock::new();
    LISTED.get_or_init(|| list(world, site))
}

fn list(world: &Arc<World>, site: &Site) -> Vec<String> {
    let info = request_info_of(world, unknown_brand(), None, Theme::default());
    let context = context(world, None, &nobody(), info);
    let shell = shell(&site.options);
    let (list, _) =
        leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(shell, None, context);
    list.iter().map(|route| route.path().to_owned()).collect()
}

fn nobody() -> portal::From {
    portal::From::default()
}

fn unknown_brand() -> domain::brand::Brand {
    domain::brand::Brand {
        id: "none".parse().expect("an id"),
        name: String::new(),
        logo: None,
        colour: String::new(),
        support_mail: String::new(),
    }
}

fn shell(options: &LeptosOptions) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static {
    use leptos::prelude::IntoAny as _;
    let options = options.clone();
    move || app::shell(options.clone()).into_any()
}

/// What pages and doors find: the world, who asks, from where, and what the frame is drawn from.
fn context(
    world: &Arc<World>,
    person: Option<&(portal::Actor, domain::account::Me)>,
    from: &portal::From,
    info: RequestInfo,
) -> impl Fn() + Clone + Send + Sync + 'static {
    let (world, actor, from) = (
        Arc::clone(world),
        person.map(|(actor, _)| actor.clone()),
        from.clone(),
    );
    move || app::context::provide(Arc::clone(&world), actor.clone(), from.clone(), info.clone())
}

/// The facts of a visitor's request.
fn info(world: &World, visitor: &Visitor, brand: domain::brand::Brand) -> RequestInfo {
    let me = visitor.person.as_ref().map(|(_, me)| me.clone());
    request_info_of(world, brand, me, visitor.theme)
}

/// A page, for those it is for. Nobody is asked to sign in; finer rights are the deeds' to decide, and a page that
/// is not somebody's looks like one that does not exist.
async fn guarded(State(shared): State<Shared>, visitor: Visitor, request: Request, who: Who) -> Response {
    let is_isv = visitor.person.as_ref().map(|(_, me)| me.role.is_isv());
    let path = request.uri().path();
    match (who, is_isv) {
        (Who::Dealer | Who::Owner | Who::Person | Who::Isv, None) => {
            let wanted = request
                .uri()
                .path_and_query()
                .map_or(path, |whole| whole.as_str());
            gate::see_other(&sign_in_first(wanted))
        }
        (Who::Dealer, Some(true)) if path == "/" => gate::see_other("/admin"),
        // Somebody signed in has no business at the gate.
        (Who::Anyone, Some(is_isv)) if path == "/login" => {
            gate::see_other(if is_isv { "/admin" } else { "/" })
        }
        _ => draw(&shared, &visitor, request).await,
    }
}

fn sign_in_first(wanted: &str) -> String {
    if wanted == "/" || !app::compat::is_local(wanted) {
        return "/login".to_owned();
    }
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("/login?next={next}")
}

/// Draws a page to its end. A page whose reader goes away in the middle would otherwise keep everything it was drawn
/// from, because Leptos 0.8 lets go of it only after the last byte.
async fn draw(shared: &Shared, visitor: &Visitor, request: Request) -> Response {
    if let Some(clean) = refusal::stripped(&shared.world, visitor, request.uri()) {
        return gate::see_other(&clean);
    }
    let brand = match brand::of_host(shared, request.headers()).await {
        Ok(brand) => brand,
        Err(error) => return plain::page(&error.into_problem(&shared.world, Lang::default())),
    };
    let unread = match visitor.actor() {
        Some(actor) if actor.dealer().is_ok() => portal::conversations::unread(&shared.world, actor).await,
        _ => Ok(0),
    };
    let info = RequestInfo {
        unread: unread.unwrap_or_default(),
        ..info(&shared.world, visitor, brand)
    };
    let context = context(&shared.world, visitor.person.as_ref(), &visitor.from, info);
    let handler = leptos_axum::render_app_async_with_context(context, shell(&shared.site.options));
    let (parts, body) = handler(request).await.into_parts();
    match to_bytes(body, PAGE_LIMIT).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(error) => {
            let error = portal::Error::Internal(format!("a page could not be drawn to its end: {error}"));
            plain::page(&error.into_problem(&shared.world, Lang::default()))
        }
    }
}

/// A server function.
async fn door(State(shared): State<Shared>, visitor: Visitor, request: Request) -> Response {
    let posted_without_script = accepts_html(request.headers());
    let brand = match brand::of_host(&shared, request.headers()).await {
        Ok(brand) => brand,
        Err(error) => return super::problem::json(&shared.world, error),
    };
    let info = info(&shared.world, &visitor, brand);
    let context = context(&shared.world, visitor.person.as_ref(), &visitor.from, info);
    let mut response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    // The status of a refusal would keep the browser from going back to the form that shows it.
    if posted_without_script && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::SEE_OTHER;
        refusal::seal(&shared.world, &visitor, response.headers_mut());
    }
    let now = HeaderValue::from(shared.world.clock.now().0);
    response.headers_mut().insert(app::door::CLOCK, now);
    response
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A public file, else *nothing here*.
async fn anything_else(State(shared): State<Shared>, visitor: Visitor, request: Request) -> Response {
    let is_reading = request.method() == Method::GET || request.method() == Method::HEAD;
    let name = request.uri().path().rsplit('/').next().unwrap_or_default();
    if is_reading && name.contains('.') {
        let mut asked = Request::builder().method(request.method()).uri(request.uri());
        if let Some(headers) = asked.headers_mut() {
            headers.clone_from(request.headers());
        }
        if let Ok(asked) = asked.body(Body::empty())
            && let Ok(found) = files::public(&shared.site).oneshot(asked).await
            && found.status() != StatusCode::NOT_FOUND
        {
            let keep = HeaderValue::from_static("public, max-age=3600");
            return files::kept(found, &keep).map(Body::new);
        }
    }
    if !is_reading {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = draw(&shared, &visitor, request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_after_signing_in_stays_on_our_origin() {
        assert_eq!(sign_in_first("/"), "/login");
        assert_eq!(
            sign_in_first("/team?a=1&b=2"),
            "/login?next=%2Fteam%3Fa%3D1%26b%3D2"
        );
        assert_eq!(sign_in_first("//evil.test"), "/login");
    }
}
