//! Brands. There is one, from the settings; every dealer belongs to it.

use std::fmt::Write as _;

use domain::{BrandId, brand::Brand};
use sha2::{Digest as _, Sha256};
use store::Db;

use crate::{Error, Logo, Result, World};

/// The id of the brand that the settings describe.
pub(crate) fn default_id() -> BrandId {
    "default".parse().expect("it has the shape of an id")
}

/// Gives the default brand the settings' name, colour and addresses. Done at every start, before anything else.
pub async fn ensure_default(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::brands::put(&mut db, &from_settings(world), now).await?;
    db.commit().await?;
    Ok(())
}

/// The brand of a host name: what pages before login show. Unknown hosts get the default brand.
pub async fn for_host(world: &World, host: &str) -> Result<Brand> {
    let host = host
        .rsplit_once(':')
        .map_or(host, |(name, _port)| name)
        .to_lowercase();
    let mut db = world.store.read().await?;
    let row = store::brands::find_by_host(&mut db, &host, &default_id()).await?;
    Ok(row.unwrap_or_else(|| from_settings(world)).brand)
}

/// The brand of that id, with what its mails need.
pub(crate) async fn get(db: &mut Db, id: &BrandId) -> Result<store::brands::Row> {
    store::brands::get(db, id).await?.ok_or_else(|| {
        Error::Internal(format!(
            "brand {id} is missing: brands::ensure_default was not called"
        ))
    })
}

/// The logo's address on our own origin. Another picture has another, so that no browser shows the one before.
fn address(logo: &Logo) -> String {
    let print = Sha256::digest(&logo.bytes);
    let print = print.iter().take(6).fold(String::new(), |mut print, byte| {
        let _ = write!(print, "{byte:02x}");
        print
    });
    format!("/brand/logo?v={print}")
}

fn from_settings(world: &World) -> store::brands::Row {
    let settings = &world.settings;
    store::brands::Row {
        brand: Brand {
            id: default_id(),
            name: settings.brand_name.clone(),
            logo: settings.brand_logo.as_ref().map(address),
            colour: settings.brand_colour.clone(),
            support_mail: settings.support_mail.clone(),
        },
        host: None,
        mail_from: settings.mail_from.clone(),
    }
}
