//! What can be pressed about a number's health: each button once, for whoever may press it; others read who can.

use domain::{dictionary::Who, member::Role, say, sender::Remedy};
use leptos::prelude::*;

use super::{doors, look_again};
use crate::{
    components::{Button, Icon, Kind, RefusalNotice, toast_when_done},
    context::{me, request_info},
    door::{PostForm, Posting},
    i18n::lang,
};

/// Where Meta tells a business what it wants of it. Source: Meta, "Business Support Home".
const BUSINESS_SUPPORT_HOME: &str = "https://business.facebook.com/business-support-home/";

/// The ways to the doors behind the buttons. Their refusals are told in one place, wherever the button stands.
#[derive(Clone, Copy)]
pub struct Presses {
    refresh: Posting,
    repair: Posting,
    reconnect: Posting,
}

impl Presses {
    /// None has been pressed.
    pub fn new() -> Self {
        let lang = lang();
        let presses = Self {
            refresh: Posting::to::<doors::RefreshStatus>(),
            repair: Posting::to::<doors::RepairWebhooks>(),
            reconnect: Posting::to::<doors::Reconnect>(),
        };
        let again = look_again();
        toast_when_done(presses.refresh.outcome(), say::connection::refreshed(lang), again);
        toast_when_done(presses.repair.outcome(), say::connection::repaired(lang), again);
        presses
    }

    /// Why one of them was refused.
    pub fn refusals(self) -> AnyView {
        view! {
            <RefusalNotice answer=self.refresh.outcome()/>
            <RefusalNotice answer=self.repair.outcome()/>
            <RefusalNotice answer=self.reconnect.outcome()/>
        }
        .into_any()
    }

    /// The one button of a trouble, or who can press it; `None` where nothing helps this person.
    pub fn remedy(self, remedy: Remedy, id: &str) -> Option<AnyView> {
        let lang = lang();
        let role = me().map(|me| me.role);
        match remedy {
            Remedy::Refresh => Some(self.refresh(id)),
            Remedy::Repair => Some(self.repair(id)),
            Remedy::Reconnect if role == Some(Role::Owner) => Some(self.reconnect(id)),
            Remedy::Reconnect => Some(who_can(say::connection::reconnect_by(lang))),
            Remedy::Meta => Some(elsewhere(
                BUSINESS_SUPPORT_HOME,
                say::connection::business_support_home(lang),
            )),
            // Whoever would be asked is the one who looks.
            Remedy::Help if role.is_some_and(Role::is_isv) => None,
            Remedy::Help => Some(ask_for_help()),
        }
    }

    /// Asks Twilio now. For all who see the page.
    pub fn refresh(self, id: &str) -> AnyView {
        let id = id.to_owned();
        view! {
            <PostForm to=self.refresh>
                <input type="hidden" name="id" value=id/>
                <Button icon="refresh" busy=self.refresh.pending()>{say::connection::refresh(lang())}</Button>
            </PostForm>
        }
        .into_any()
    }

    /// Writes our webhook addresses at Twilio again. For owners and for the ISV's admins.
    pub fn repair(self, id: &str) -> AnyView {
        let lang = lang();
        let id = id.to_owned();
        let may = me().is_some_and(|me| matches!(me.role, Role::Owner | Role::Admin));
        if !may {
            return who_can(say::connection::repair_by(lang));
        }
        view! {
            <PostForm to=self.repair>
                <input type="hidden" name="id" value=id/>
                <Button kind=Kind::Small icon="wrench" busy=self.repair.pending()>{say::connection::repair(lang)}</Button>
            </PostForm>
        }
        .into_any()
    }

    /// Starts a new signup for the same number. For owners.
    pub fn reconnect(self, id: &str) -> AnyView {
        let id = id.to_owned();
        view! {
            <PostForm to=self.reconnect>
                <input type="hidden" name="id" value=id/>
                <Button kind=Kind::Primary icon="plug" busy=self.reconnect.pending()>{say::connection::reconnect(lang())}</Button>
            </PostForm>
        }
        .into_any()
    }
}

/// Who must act, as the person who reads it says it; nothing where nobody has to.
pub fn who_acts(who: Who) -> &'static str {
    let lang = lang();
    let isv = request_info().is_isv();
    match who {
        Who::Dealer if isv => say::health::who_dealer(lang),
        Who::Dealer => say::health::who_company(lang),
        Who::Isv => say::health::who_us(lang),
        Who::Meta => say::health::who_meta(lang),
        Who::Twilio => say::health::who_twilio(lang),
        Who::Nobody => "",
    }
}

fn who_can(words: &'static str) -> AnyView {
    view! { <span class="who">{words}</span> }.into_any()
}

fn elsewhere(href: &'static str, words: &'static str) -> AnyView {
    view! {
        <a class="button small" href=href target="_blank" rel="noopener">
            <Icon name="external"/>
            {words}
        </a>
    }
    .into_any()
}

fn ask_for_help() -> AnyView {
    let mail = request_info().brand.support_mail;
    view! {
        <a class="button small" href=format!("mailto:{mail}")>
            <Icon name="help"/>
            {say::connection::help(lang())}
        </a>
    }
    .into_any()
}
