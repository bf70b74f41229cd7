//! Pictures, recordings and documents: fetched from Twilio, kept, shown to their dealer, handed in to be sent.

mod clean;
mod fetch;
mod keep;
mod open;
mod out;
mod small;
mod upload;

pub(crate) use clean::clean;
pub use fetch::fetch_again;
pub(crate) use fetch::{fetch, fetch_failed};
pub(crate) use open::name;
pub use open::{Opened, open, open_small, still};
pub use out::read_out;
pub(crate) use out::url as out_url;
pub use upload::{Upload, upload};
