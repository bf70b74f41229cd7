//! Notifications on people's devices: who is told of a message, in which words, and what becomes of it at the push
//! service of their browser's maker. See `docs/decisions/0009`.

mod deliver;
mod forget;
mod key;
mod renew;
mod send_test;
mod subscribe;
mod tell;
mod words;

use domain::Span;

pub(crate) use deliver::deliver;
pub use forget::forget;
pub use key::public_key;
pub use renew::renew;
pub use send_test::send_test;
pub use subscribe::{Keys, Subscription, subscribe};
pub(crate) use tell::tell;
pub use words::Note;

/// For how long after a sign-in ran out its browser is still told that there is news, though no names or words. One that
/// was ended is told nothing any more.
pub(crate) const AFTER_SIGN_IN: Span = Span::days(30);
