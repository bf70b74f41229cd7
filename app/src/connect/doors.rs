#![expect(
    clippy::too_many_arguments,
    reason = "The arguments of a door are the fields of its form."
)]

use domain::{
    SignupId,
    number::{CodeBy, NumberCheck, NumberKind, NumberOffer},
    signup::{ConnectPage, OpenSignup, Progress, SignupLink, SignupView},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Who asks: the holder of the link if one is given, else who is signed in.
#[cfg(feature = "ssr")]
pub(crate) async fn holder(token: &str) -> Answer<portal::Actor> {
    use crate::context::{actor, from, world};
    if token.is_empty() {
        actor()
    } else {
        Ok(portal::signups::enter(&world(), token, from()).await?)
    }
}

/// What the connect page shows when it opens.
#[server]
pub async fn load_connect() -> Answer<ConnectPage> {
    use crate::context::{actor, world};
    Ok(portal::signups::connect_page(&world(), &actor()?).await?)
}

/// A session by its name, also when it is no longer open.
#[server]
pub async fn load_session(id: SignupId) -> Answer<OpenSignup> {
    use crate::context::{actor, world};
    Ok(portal::signups::session(&world(), &actor()?, &id).await?)
}

/// Numbers that can be bought now.
#[server]
pub async fn search_numbers(kind: NumberKind, country: String, contains: String) -> Answer<Vec<NumberOffer>> {
    use crate::context::{actor, world};
    let query = domain::number::NumberQuery {
        kind,
        country,
        contains,
    };
    Ok(portal::numbers::search(&world(), &actor()?, query).await?)
}

/// Whether a number of one's own can be connected.
#[server]
pub async fn check_number(number: String) -> Answer<NumberCheck> {
    use crate::context::{actor, world};
    Ok(portal::numbers::check(&world(), &actor()?, NumberKind::Byo, &number).await?)
}

/// Makes the session, or returns the open one. `offer` counts for bought numbers, `own_number` for one's own.
#[server]
pub async fn start_signup(
    phone_number_type: NumberKind,
    #[server(default)] offer: String,
    #[server(default)] own_number: String,
    #[server(default)] country: String,
    #[server(default)] display_name: String,
    #[server(default)] vertical: String,
    #[server(default)] code_by: Option<CodeBy>,
    #[server(default)] forward_to: String,
    #[server(default)] session_id: Option<SignupId>,
) -> Answer<SignupLink> {
    use crate::context::{actor, world};
    let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let own = phone_number_type == NumberKind::Byo;
    let input = domain::signup::StartSignup {
        phone_number_type,
        phone_number: if own { Some(own_number) } else { given(offer) },
        // The country is asked of numbers to buy.
        country: given(country).filter(|_| !own),
        display_name: given(display_name),
        vertical: given(vertical),
        code_by: code_by.filter(|_| own),
        forward_to: given(forward_to),
        session_id,
    };
    let link = portal::signups::start(&world(), &actor()?, input).await?;
    // The session's own page, whatever step the address asked for.
    crate::compat::redirect_local("/connect");
    Ok(link)
}

/// The page of a link.
#[server]
pub async fn open_link(token: String) -> Answer<SignupView> {
    let holder = holder(&token).await?;
    Ok(portal::signups::open(&crate::context::world(), &holder).await?)
}

/// The six digits.
#[server]
pub async fn submit_code(#[server(default)] token: String, id: SignupId, code: String) -> Answer<Progress> {
    let holder = holder(&token).await?;
    Ok(portal::signups::submit_code(&crate::context::world(), &holder, &id, &code).await?)
}

/// New digits; for a number of ours, with whom its call is passed on to.
#[server]
pub async fn resend_code(
    #[server(default)] token: String,
    id: SignupId,
    by: CodeBy,
    #[server(default)] forward_to: Option<String>,
) -> Answer<Progress> {
    let (world, holder) = (crate::context::world(), holder(&token).await?);
    Ok(portal::signups::resend_code(&world, &holder, &id, by, forward_to.as_deref()).await?)
}

/// The stuck step again.
#[server]
pub async fn retry_step(#[server(default)] token: String, id: SignupId) -> Answer<Progress> {
    let holder = holder(&token).await?;
    Ok(portal::signups::retry(&crate::context::world(), &holder, &id).await?)
}

/// Mails the link: to the address given, or to the owner.
#[server]
pub async fn send_link(
    #[server(default)] token: String,
    id: SignupId,
    #[server(default)] to: String,
) -> Answer<()> {
    let holder = holder(&token).await?;
    let to = Some(to.trim()).filter(|to| !to.is_empty());
    Ok(portal::signups::send_link(&crate::context::world(), &holder, &id, to).await?)
}

/// Tells the ISV that the dealer wants help.
#[server]
pub async fn ask_for_help(
    #[server(default)] token: String,
    id: SignupId,
    #[server(default)] message: String,
) -> Answer<()> {
    let holder = holder(&token).await?;
    Ok(portal::signups::ask_for_help(&crate::context::world(), &holder, &id, &message).await?)
}
