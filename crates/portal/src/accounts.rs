//! Who signs in at Twilio, and the addresses that Twilio calls.

use domain::{Code, DealerId, Lang, Span, Timestamp, say::signup as words};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Db, subaccounts::Subaccount};
use twilio::Credentials;

use crate::{Error, Result, World, vault};

/// The name in the vault of a subaccount's auth token.
pub const TOKEN: &str = "twilio_auth_token";
/// The same of the token before, while it may still sign.
const TOKEN_BEFORE: &str = "twilio_auth_token_before";
/// How long the token before counts after we learned of the new one. Twilio signs with the primary token alone, and a
/// promoted one is primary from that moment on: what the old one still signed is under way, or is being tried again by one
/// of Twilio's queues. Hours are enough for those, and all that is left to whoever the old token leaked to.
const BEFORE_COUNTS: Span = Span::hours(2);

/// What signs the webhooks of a subaccount.
#[derive(Debug)]
pub(crate) struct Token {
    /// The auth token.
    pub(crate) secret: SecretString,
    /// From when on it signs no more; `None` is the current one.
    pub(crate) until: Option<Timestamp>,
}

/// The ISV's own account.
pub(crate) fn parent(world: &World) -> Result<Credentials> {
    let settings = &world.settings.twilio;
    let sid = settings.account_sid.as_deref().and_then(|sid| sid.parse().ok());
    match (sid, &settings.auth_token) {
        (Some(account_sid), Some(auth_token)) => Ok(Credentials {
            account_sid,
            auth_token: auth_token.clone(),
        }),
        _ => Err(Error::problem(
            Code::NotConfigured,
            words::not_configured(Lang::default(), &world.settings.support_mail),
        )),
    }
}

/// A dealer's subaccount and what signs its calls.
///
/// # Errors
/// [`Error::Missing`] if it has none yet.
pub(crate) async fn of_dealer(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
) -> Result<(Subaccount, Credentials)> {
    let subaccount = store::subaccounts::get(db, dealer).await?.ok_or(Error::Missing)?;
    let auth_token = vault::get_in(db, world, dealer, TOKEN).await?;
    let account_sid = subaccount
        .account_sid
        .parse()
        .map_err(|why| Error::Internal(format!("the subaccount of dealer {dealer}: {why}")))?;
    Ok((
        subaccount,
        Credentials {
            account_sid,
            auth_token,
        },
    ))
}

/// Asks for the token of a dealer's subaccount again, after it was not accepted: somebody may have rotated it. Answers
/// whether there was a new one. The one before still counts for signatures that are on their way.
pub(crate) async fn renew(world: &World, dealer: &DealerId) -> Result<bool> {
    let mut db = world.store.read().await?;
    let (_, creds) = of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let account = world
        .twilio
        .fetch_account(&parent(world)?, &creds.account_sid)
        .await?;
    let Some(token) = account.auth_token else {
        return Ok(false);
    };
    if token.expose_secret() == creds.auth_token.expose_secret() {
        return Ok(false);
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    vault::put(&mut db, world, now, dealer, TOKEN_BEFORE, &creds.auth_token).await?;
    vault::put(&mut db, world, now, dealer, TOKEN, &token).await?;
    db.commit().await?;
    tracing::info!(dealer = dealer.as_str(), "the token of a subaccount was rotated");
    Ok(true)
}

/// What may sign the webhooks of a dealer's subaccount: its token, and the one before for as long as that counts.
pub(crate) async fn tokens(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    now: Timestamp,
) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    if let Some((secret, _)) = vault::find_in(db, world, dealer, TOKEN).await? {
        tokens.push(Token { secret, until: None });
    }
    if let Some((secret, at)) = vault::find_in(db, world, dealer, TOKEN_BEFORE).await?
        && now < at + BEFORE_COUNTS
    {
        tokens.push(Token {
            secret,
            until: Some(at + BEFORE_COUNTS),
        });
    }
    Ok(tokens)
}

/// Forgets the tokens before whose time is over. For the sweep.
pub(crate) async fn forget_tokens(world: &World) -> Result<()> {
    let before = world.clock.now() - BEFORE_COUNTS;
    let mut db = world.store.write().await?;
    vault::forget_old(&mut db, TOKEN_BEFORE, before).await?;
    db.commit().await?;
    Ok(())
}

/// Where Twilio sends buyers' messages.
pub(crate) fn inbound_url(world: &World, key: &str) -> String {
    world.url(&format!("/webhooks/twilio/{key}/inbound"))
}

/// Where Twilio reports deliveries.
pub(crate) fn status_url(world: &World, key: &str) -> String {
    world.url(&format!("/webhooks/twilio/{key}/status"))
}

/// Where Twilio asks what to do with a call.
pub(crate) fn voice_url(world: &World, key: &str) -> String {
    world.url(&format!("/webhooks/twilio/{key}/voice"))
}
