//! The brand: what a dealer sees instead of the ISV's tools.

use serde::{Deserialize, Serialize};

use crate::BrandId;

/// Name, logo and colour of a brand, as pages and mails use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Which brand.
    pub id: BrandId,
    /// What dealers call the product.
    pub name: String,
    /// The address of its logo on our own origin, if it has one.
    pub logo: Option<String>,
    /// The brand colour, `#rrggbb`.
    pub colour: String,
    /// Where dealers turn for help: a mail address.
    pub support_mail: String,
}
