//! Signing in and out, passwords, one's own sessions.

use domain::{
    LoginId,
    account::{Invitation, Login, Me},
};
use secrecy::SecretString;

use crate::{Actor, From, Result, World};

/// A sign-in that worked.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the session cookie.
    pub cookie: SecretString,
    /// Where the person lands.
    pub home: &'static str,
}

/// Checks mail and password. Wrong mail and wrong password answer alike, in the same time.
pub async fn sign_in(
    _world: &World,
    _email: &str,
    _password: &SecretString,
    _from: From,
) -> Result<SignedIn> {
    todo!()
}

/// Who the cookie is, or `None`. Moves the session's idle expiry.
pub async fn authenticate(_world: &World, _cookie: &str, _from: From) -> Result<Option<(Actor, Me)>> {
    todo!()
}

/// Ends the session the actor came with.
pub async fn sign_out(_world: &World, _actor: &Actor) -> Result<()> {
    todo!()
}

/// Ends all sessions of the person but the one the actor came with.
pub async fn sign_out_everywhere(_world: &World, _actor: &Actor) -> Result<()> {
    todo!()
}

/// Ends one of the person's own sessions.
pub async fn end_login(_world: &World, _actor: &Actor, _login: &LoginId) -> Result<()> {
    todo!()
}

/// The person's own sessions, the current one first.
pub async fn list_logins(_world: &World, _actor: &Actor) -> Result<Vec<Login>> {
    todo!()
}

/// Sets a new password and ends the other sessions.
pub async fn change_password(
    _world: &World,
    _actor: &Actor,
    _old: &SecretString,
    _new: &SecretString,
) -> Result<()> {
    todo!()
}

/// Mails a reset link if there is such a person; answers alike if not.
pub async fn request_reset(_world: &World, _email: &str, _from: From) -> Result<()> {
    todo!()
}

/// What an invitation or reset link is for.
pub async fn read_invitation(_world: &World, _token: &str) -> Result<Invitation> {
    todo!()
}

/// Sets the password through an invitation or reset link, and signs in. `name` is for first passwords.
pub async fn accept_invitation(
    _world: &World,
    _token: &str,
    _name: Option<&str>,
    _password: &SecretString,
    _from: From,
) -> Result<SignedIn> {
    todo!()
}
