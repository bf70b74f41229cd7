//! A dealer's home page.

mod checklist;
mod view;

pub use view::view;
