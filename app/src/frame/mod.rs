//! What stands round every page of a signed-in person: rail (bottom bar on phones), brand, person.

pub mod doors;
mod find;

use domain::{account::Me, brand::Brand, member::Role, say};
use leptos::{attr::custom::custom_attribute, prelude::*};
use leptos_router::hooks::use_location;

use crate::{
    components::{Avatar, Icon, Menu},
    context::{RequestInfo, request_info},
    i18n::lang,
};

/// A page of the menu.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    href: &'static str,
    name: &'static str,
    icon: &'static str,
}

fn places(info: &RequestInfo) -> Vec<Place> {
    let lang = info.lang;
    let place = |href, name, icon| Place { href, name, icon };
    if info.is_isv() {
        let mut all = vec![
            place("/admin/dealers", say::ui::nav_dealers(lang), "users"),
            place("/admin/readiness", say::ui::nav_readiness(lang), "shield-check"),
            place("/admin/jobs", say::ui::nav_jobs(lang), "layers"),
            place("/admin/outbox", say::ui::nav_outbox(lang), "mail"),
            place("/admin/unmatched", say::ui::nav_unmatched(lang), "puzzle"),
            place("/admin/audit", say::ui::nav_audit(lang), "scroll"),
        ];
        if info.me.as_ref().is_some_and(|me| me.role == Role::Admin) {
            all.push(place("/admin/hooks", say::ui::nav_hooks(lang), "inbox"));
            all.push(place("/admin/people", say::ui::nav_people(lang), "user"));
        }
        all
    } else {
        let mut all = vec![
            place("/", say::ui::nav_home(lang), "home"),
            place("/inbox", say::ui::nav_inbox(lang), "inbox"),
            place("/contacts", say::ui::nav_contacts(lang), "user"),
            place("/templates", say::ui::nav_templates(lang), "template"),
            place("/settings/inbox", say::ui::nav_words(lang), "tag"),
        ];
        if info.me.as_ref().is_some_and(|me| me.role == Role::Owner) {
            all.push(place("/connect", say::ui::nav_connect(lang), "plug"));
            all.push(place("/settings/hours", say::ui::nav_hours(lang), "clock"));
            all.push(place("/figures", say::ui::nav_figures(lang), "calendar"));
        }
        all.push(place("/team", say::ui::nav_team(lang), "users"));
        all.push(place("/account", say::ui::nav_account(lang), "user"));
        all
    }
}

/// How many places fit beside each other at the bottom of a phone.
const ON_PHONES: usize = 4;

/// Rail and top bar, where somebody is signed in and the page is not one that stands alone.
#[component]
pub fn Rail() -> AnyView {
    let info = request_info();
    let Some(me) = info.me.clone() else {
        return ().into_any();
    };
    let lang = info.lang;
    let path = use_location().pathname;
    let alone = move || path.with(|path| stands_alone(path));
    let draw = move || {
        let all = places(&info);
        let to_find = all.clone();
        let rest = all.len().saturating_sub(ON_PHONES);
        let wide = all.len() > ON_PHONES + 1;
        let link = move |place: &Place, class: &'static str| {
            let Place { href, name, icon } = *place;
            let current = move || path.with(|path| is_at(path, href)).then_some("page");
            let tally = (href == "/inbox").then(|| tally(lang, info.unread));
            view! { <li class=class><a href=href rel=crate::components::rel(href) aria-current=current><Icon name=icon/><span>{name}</span>{tally}</a></li> }
        };
        view! {
            <header class="topbar">
                <BrandLink brand=info.brand.clone()/>
                <PersonMenu me=me.clone() class=""/>
            </header>
            <header class="rail">
                <BrandLink brand=info.brand.clone()/>
                <button
                    type="button"
                    class="find-button only-wide"
                    {..custom_attribute("command", "show-modal")}
                    {..custom_attribute("commandfor", find::FIND)}
                    on:click=move |_| crate::components::open_by_hand(find::FIND)
                >
                    <Icon name="search"/><span>{say::ui::search(lang)}</span><kbd>"⌘K"</kbd>
                </button>
                <nav aria-label=say::ui::main_menu(lang)>
                    <ul>
                        {all
                            .iter()
                            .enumerate()
                            .map(|(index, place)| link(place, if wide && index >= ON_PHONES { "only-wide" } else { "" }))
                            .collect_view()}
                        {wide.then(|| view! {
                            <li class="only-phone">
                                <Menu
                                    class="up"
                                    summary=view! { <Icon name="more"/><span>{say::ui::more(lang)}</span> }.into_any()
                                >
                                    {all
                                        .iter()
                                        .rev()
                                        .take(rest)
                                        .rev()
                                        .map(|place| view! { <a href=place.href rel=crate::components::rel(place.href)><Icon name=place.icon/>{place.name}</a> })
                                        .collect_view()}
                                </Menu>
                            </li>
                        })}
                    </ul>
                </nav>
                <PersonMenu me=me.clone() class="up"/>
            </header>
            <find::Find places=to_find is_isv=info.is_isv()/>
        }
    };
    view! { <Show when=move || !alone()>{draw()}</Show> }.into_any()
}

/// The id of the count beside *Inbox*; the desk keeps it right while it is open.
pub const UNREAD: &str = "unread";

/// How many conversations nobody has looked at.
fn tally(lang: domain::Lang, unread: u32) -> AnyView {
    view! { <b class="tally" id=UNREAD hidden={unread == 0} title=say::ui::unread(lang)>{unread}</b> }
        .into_any()
}

/// Pages that are seen before or without signing in.
fn stands_alone(path: &str) -> bool {
    ["/login", "/forgot", "/reset", "/invite", "/whatsapp"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn is_at(path: &str, href: &str) -> bool {
    match href {
        "/" => path == "/" || path.starts_with("/connections/"),
        "/admin/dealers" if path == "/admin" => true,
        _ => path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')),
    }
}

/// The brand, and the way home.
#[component]
pub fn BrandLink(
    /// Name, logo, colour.
    brand: Brand,
) -> AnyView {
    let picture = match brand.logo {
        Some(logo) => view! { <img src=logo alt=brand.name width="120" height="28"/> }.into_any(),
        None => {
            view! { <span class="brand-mark"><Icon name="mark"/></span><span>{brand.name}</span> }.into_any()
        }
    };
    view! { <a class="brand" href="/">{picture}</a> }.into_any()
}

/// The person, and what concerns only them.
#[component]
fn PersonMenu(me: Me, class: &'static str) -> AnyView {
    let lang = lang();
    let role = role_name(me.role);
    let place = me.dealer_name.clone().unwrap_or_else(|| role.to_owned());
    let summary = if class.is_empty() {
        view! { <Avatar name=me.name.clone()/> }.into_any()
    } else {
        view! {
            <Avatar name=me.name.clone()/>
            <span><b>{me.name.clone()}</b><small>{place}</small></span>
            <Icon name="chevrons"/>
        }
        .into_any()
    };
    let class = if class.is_empty() { "person" } else { "person up" };
    view! {
        <Menu class label=say::ui::your_account(lang) summary>
            <p class="who"><b>{me.name}</b>{me.email}</p>
            <hr/>
            <a href="/account"><Icon name="user"/>{say::ui::nav_account(lang)}</a>
            <form method="post" action="/logout">
                <button type="submit"><Icon name="log-out"/>{say::ui::sign_out(lang)}</button>
            </form>
        </Menu>
    }
    .into_any()
}

/// A role in the person's language.
pub fn role_name(role: Role) -> &'static str {
    let lang = lang();
    match role {
        Role::Owner => say::ui::role_owner(lang),
        Role::Agent => say::ui::role_agent(lang),
        Role::Admin => say::ui::role_admin(lang),
        Role::Support => say::ui::role_support(lang),
    }
}
