//! Brands. There is one, from the settings; every dealer belongs to it.

use domain::{BrandId, brand::Brand};
use store::Db;

use crate::{Error, Result, World};

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

fn from_settings(world: &World) -> store::brands::Row {
    let settings = &world.settings;
    store::brands::Row {
        brand: Brand {
            id: default_id(),
            name: settings.brand_name.clone(),
            logo: None,
            colour: settings.brand_colour.clone(),
            support_mail: settings.support_mail.clone(),
        },
        host: None,
        mail_from: settings.mail_from.clone(),
    }
}
