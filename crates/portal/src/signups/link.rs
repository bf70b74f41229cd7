use domain::{
    SignupId,
    signup::{SignupLink, SignupState},
};
use store::signups::Signup;

use crate::World;

/// What the tokens are signed for.
pub(super) const PURPOSE: &str = "signup";

/// The signed token of a session: the same as long as it expires at the same time.
pub(super) fn token(world: &World, signup: &Signup) -> String {
    world
        .vault
        .seal_token(PURPOSE, signup.id.as_str(), signup.expires_at)
}

/// The session's link, on our own origin.
pub(super) fn of(world: &World, signup: &Signup, state: SignupState) -> SignupLink {
    SignupLink {
        session_id: SignupId::clone(&signup.id),
        url: url(world, signup),
        expires_at: signup.expires_at.rfc3339(),
        state,
    }
}

/// The address of the session's page.
pub(super) fn url(world: &World, signup: &Signup) -> String {
    world.url(&format!("/whatsapp/signup/{}", token(world, signup)))
}
