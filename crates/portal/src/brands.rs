//! Brands.

use domain::brand::Brand;

use crate::{Result, World};

/// The brand of a host name: what pages before login show. Unknown hosts get the default brand.
pub async fn for_host(_world: &World, _host: &str) -> Result<Brand> {
    todo!()
}
