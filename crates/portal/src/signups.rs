//! The signup: from *Connect WhatsApp* to *Connected*.

use domain::{
    DealerId, SignupId, UnmatchedId,
    number::CodeBy,
    signup::{
        BrowserEvent, ConnectPage, EventAnswer, Finish, Progress, Quota, SignupLink, SignupView, StartSignup,
        Unmatched,
    },
};

use crate::{Actor, From, Result, World};

/// What the connect page shows when it opens. For owners.
pub async fn connect_page(_world: &World, _actor: &Actor) -> Result<ConnectPage> {
    todo!()
}

/// Makes a session and its signed link; the same open one is returned, not a second. For owners.
pub async fn start(_world: &World, _actor: &Actor, _input: StartSignup) -> Result<SignupLink> {
    todo!()
}

/// Who the holder of a link is. Checks MAC, expiry and revocation; changes nothing.
pub async fn enter(_world: &World, _token: &str, _from: From) -> Result<Actor> {
    todo!()
}

/// The signup page. For whoever holds the link.
pub async fn open(_world: &World, _actor: &Actor) -> Result<SignupView> {
    todo!()
}

/// Where a session is. For the holder of its link, the dealer's people and the ISV's.
pub async fn progress(_world: &World, _actor: &Actor, _id: &SignupId) -> Result<Progress> {
    todo!()
}

/// Appends what the browser saw; nothing in it is believed. For whoever holds the link.
pub async fn record_event(_world: &World, _actor: &Actor, _event: BrowserEvent) -> Result<EventAnswer> {
    todo!()
}

/// The end of Meta's window, told by page or redirect. Idempotent; every hint is checked with Twilio.
pub async fn finish(_world: &World, _from: From, _finish: Finish) -> Result<Progress> {
    todo!()
}

/// The six digits, typed by the dealer. For the holder of the link and owners.
pub async fn submit_code(_world: &World, _actor: &Actor, _id: &SignupId, _code: &str) -> Result<Progress> {
    todo!()
}

/// Asks WhatsApp for new digits, within the ten registrations. For the holder of the link and owners.
pub async fn resend_code(_world: &World, _actor: &Actor, _id: &SignupId, _by: CodeBy) -> Result<Progress> {
    todo!()
}

/// Tries the stuck step again. For the holder of the link, owners and the ISV's people.
pub async fn retry(_world: &World, _actor: &Actor, _id: &SignupId) -> Result<Progress> {
    todo!()
}

/// Mails the link again to the dealer's owner (or to the address given). For owners and the ISV's people.
pub async fn send_link(_world: &World, _actor: &Actor, _id: &SignupId, _to: Option<&str>) -> Result<()> {
    todo!()
}

/// Tells the ISV that the dealer wants help. For the holder of the link and owners.
pub async fn ask_for_help(_world: &World, _actor: &Actor, _id: &SignupId, _message: &str) -> Result<()> {
    todo!()
}

/// Withdraws a link that is still open. For owners and admins.
pub async fn revoke(_world: &World, _actor: &Actor, _id: &SignupId) -> Result<()> {
    todo!()
}

/// The ISV's rolling quota. For admins and support.
pub async fn quota(_world: &World, _actor: &Actor) -> Result<Quota> {
    todo!()
}

/// Finishes that match no session. For admins and support.
pub async fn list_unmatched(_world: &World, _actor: &Actor) -> Result<Vec<Unmatched>> {
    todo!()
}

/// Gives such a finish to a session. For admins.
pub async fn assign(_world: &World, _actor: &Actor, _id: &UnmatchedId, _signup: &SignupId) -> Result<()> {
    todo!()
}

/// Starts a session for a dealer and mails its owner the link. For admins and support.
pub async fn invite(_world: &World, _actor: &Actor, _dealer: &DealerId) -> Result<SignupLink> {
    todo!()
}
