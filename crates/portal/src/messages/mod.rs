//! Messages: what buyers write and what becomes of ours.

mod answer_test;
mod budget;
mod closed;
mod compare;
mod contact;
mod content;
mod deliver;
mod heard;
mod inbox;
mod receive;
mod reconcile_unknown;
mod retry;
mod route;
mod send;
mod template;
mod track;
mod turn;
mod typing;
mod wire;
mod wish;

pub(crate) use answer_test::answer_test;
pub(crate) use compare::compare;
pub(crate) use deliver::deliver;
pub(crate) use heard::Heard;
pub(crate) use inbox::Inbox;
pub use receive::receive;
pub(crate) use receive::{receive_in, take};
pub(crate) use reconcile_unknown::reconcile_unknown;
pub use retry::retry;
pub(crate) use route::Route;
pub use send::send;
pub use track::track;
pub(crate) use track::track_in;
pub(crate) use typing::show as show_typing;
pub use typing::typing;
