//! Signing in and out, passwords, one's own sessions.

mod accept_invitation;
mod authenticate;
mod browser;
mod change_password;
mod end_login;
mod list_logins;
mod read_invitation;
mod request_reset;
mod session;
mod sign_in;
mod sign_out;

pub use accept_invitation::accept_invitation;
pub use authenticate::authenticate;
pub use change_password::change_password;
pub use end_login::end_login;
pub use list_logins::list_logins;
pub use read_invitation::read_invitation;
pub use request_reset::request_reset;
pub use session::SignedIn;
pub use sign_in::sign_in;
pub use sign_out::{sign_out, sign_out_everywhere};
