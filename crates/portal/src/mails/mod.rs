//! Mails: written in the brand's name, kept in the same write as what caused them, delivered later.

mod deliver;
mod get;
pub(crate) mod letters;
mod list;
mod write;

pub use deliver::deliver;
pub use get::get;
pub use list::list;
pub(crate) use write::brand_of;
pub use write::{NewMail, write};
