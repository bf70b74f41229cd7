//! The desk: the list of conversations, a thread, what changed, and what people do with a conversation besides
//! answering it.
//!
//! Owners and agents of the dealer may do all of it; only owners change labels and replies, and see the figures.

mod signatures;

pub use signatures::*;
