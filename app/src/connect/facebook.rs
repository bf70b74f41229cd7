//! Step 3 in the dashboard: the signup page opens in a window of its own, inside the click, and this page watches it.

use domain::{
    say,
    signup::{OpenSignup, Progress},
};
use leptos::prelude::*;

use super::help::{HELP, Help, LATER, Later};
use crate::{
    components::{Button, CopyField, Icon, Kind, Notice, OpenDialog, Tint},
    i18n::lang,
};

/// What became of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Window {
    NotYet,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "Only browsers open windows."))]
    Open,
    Blocked,
    Closed,
}

#[component]
pub fn FacebookStep(open: OpenSignup, progress: RwSignal<Progress>) -> AnyView {
    let lang = lang();
    let address = StoredValue::new(format!("/whatsapp/signup/{}", open.token));
    let window = RwSignal::new(Window::NotYet);
    let watch = Watch::new(address, window);
    let id = open.link.session_id.clone();
    let left_at = Memo::new(move |_| progress.with(|progress| progress.left_at.clone()));
    // A cancel told by the server is news about the window too: it is over.
    Effect::new(move |before: Option<Option<String>>| {
        let now = left_at.get();
        if before.is_some_and(|before| before != now) && now.is_some() {
            window.set(Window::NotYet);
        }
        now
    });
    let expires = open.link.expires_at.clone();
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        watch.open();
    };
    let button = move || -> AnyView {
        view! {
            <form method="get" action=address.get_value() target="whatsapp-signup" on:submit=start>
                <Button kind=Kind::Primary size="large" icon="external">{say::connect::facebook_button(lang)}</Button>
            </form>
        }
        .into_any()
    };
    let stage = move || match window.get() {
        Window::Open => view! {
            <div class="waiting" role="status">
                <span class="pulse"><Icon name="window"/></span>
                <div>
                    <h3>{say::connect::waiting_title(lang)}</h3>
                    <p class="quiet">{say::connect::waiting_detail(lang)}</p>
                </div>
                <div class="row">
                    <button type="button" class="button primary" on:click=move |_| watch.to_front()>{say::connect::to_front(lang)}</button>
                    <button type="button" class="button" on:click=move |_| watch.give_up(Window::Blocked)>{say::connect::not_open(lang)}</button>
                    <button type="button" class="button" on:click=move |_| watch.give_up(Window::Closed)>{say::connect::i_closed(lang)}</button>
                </div>
            </div>
        }
        .into_any(),
        Window::Blocked => view! {
            <Notice tint=Tint::Warn title=say::connect::blocked_title(lang) detail=say::connect::blocked_detail(lang)>
                {button()}
                <a class="button" href=address.get_value() rel="external">{say::connect::open_here(lang)}</a>
            </Notice>
        }
        .into_any(),
        Window::Closed => view! {
            <Notice tint=Tint::Warn title=say::connect::closed_title(lang) detail=say::connect::closed_detail(lang)>
                {button()}
            </Notice>
        }
        .into_any(),
        Window::NotYet => view! {
            {left_at.get().map(|step| view! {
                <Notice title=say::connect::left_title(lang, step) detail=say::connect::left_detail(lang)/>
            })}
            <div>{button()}</div>
        }
        .into_any(),
    };
    view! {
        <section class="panel">
            <header>
                <h2>{say::connect::facebook_title(lang)}</h2>
                <p>{say::connect::facebook_lead(lang)}</p>
            </header>
            <div class="stack">{stage}</div>
            <div class="row">
                <OpenDialog dialog=LATER kind=Kind::Ghost icon="mail">{say::connect::later(lang)}</OpenDialog>
                <OpenDialog dialog=HELP kind=Kind::Ghost icon="help">{say::connect::help(lang)}</OpenDialog>
            </div>
            <details class="guide">
                <summary><Icon name="phone"/><b>{say::connect::other_device(lang)}</b><Icon name="chevron-down"/></summary>
                <p class="quiet">{say::connect::other_device_detail(lang, expires)}</p>
                <CopyField label=say::connect::link(lang) value=open.link.url.clone()/>
            </details>
            <Later id=id.clone()/>
            <Help id token=""/>
        </section>
    }
    .into_any()
}

/// The signup page's window. Only a browser has one.
#[derive(Clone, Copy)]
struct Watch {
    address: StoredValue<String>,
    state: RwSignal<Window>,
    #[cfg(feature = "hydrate")]
    window: StoredValue<Option<web_sys::Window>, LocalStorage>,
}

impl Watch {
    fn new(address: StoredValue<String>, state: RwSignal<Window>) -> Self {
        Self {
            address,
            state,
            #[cfg(feature = "hydrate")]
            window: StoredValue::new_local(None),
        }
    }

    /// Opens it. Must run inside the click, before anything waits, or browsers block it.
    fn open(self) {
        #[cfg(feature = "hydrate")]
        {
            let address = self.address.get_value();
            let opened = leptos::prelude::window()
                .open_with_url_and_target_and_features(&address, "whatsapp-signup", "popup,width=600,height=780")
                .ok()
                .flatten();
            self.state.set(if opened.is_some() { Window::Open } else { Window::Blocked });
            self.window.set_value(opened);
            self.look_again();
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (self.address, self.state);
    }

    fn to_front(self) {
        #[cfg(feature = "hydrate")]
        self.window.with_value(|window| window.as_ref().map(web_sys::Window::focus));
    }

    fn give_up(self, state: Window) {
        #[cfg(feature = "hydrate")]
        self.window.with_value(|window| window.as_ref().map(web_sys::Window::close));
        self.state.set(state);
    }

    /// Notices a window that was closed. A moment later the server's news may still say that it was finished.
    #[cfg(feature = "hydrate")]
    fn look_again(self) {
        set_timeout(
            move || {
                let gone = self
                    .window
                    .try_with_value(|window| window.as_ref().is_none_or(|window| window.closed().unwrap_or(true)));
                match gone {
                    Some(true) if self.state.try_get_untracked() == Some(Window::Open) => self.state.set(Window::Closed),
                    Some(false) => self.look_again(),
                    _ => {}
                }
            },
            std::time::Duration::from_millis(700),
        );
    }
}
