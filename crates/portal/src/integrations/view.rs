use domain::{
    DealerId, Timestamp,
    home::ConnectionCard,
    integration::{Integration, IntegrationMeta},
};
use store::Db;

use crate::{
    Result, World,
    senders::{self, access::Connected},
    telephone,
};

/// As the API answers it.
pub(super) fn wire(world: &World, connected: &Connected, now: Timestamp) -> Integration {
    let row = &connected.integration;
    let health = senders::health(world, row, &connected.sender, &connected.subaccount, now);
    Integration {
        id: row.id.clone(),
        status: health.level,
        phone_number: connected.number.number.clone(),
        meta: meta(connected),
    }
}

/// The outside ids.
pub(super) fn meta(connected: &Connected) -> IntegrationMeta {
    let row = &connected.integration;
    IntegrationMeta {
        waba_id: row.waba_id.clone(),
        twilio_subaccount_sid: connected.subaccount.account_sid.clone(),
        facebook_business_id: row.business_id.clone(),
        sender_id: connected.sender.sender_sid.clone(),
        registered_via: row.registered_via.clone(),
        phone_number_id: row.phone_number_id.clone(),
        solution_id: row.solution_id.clone(),
        config_id: row.config_id.clone(),
    }
}

/// As the home page shows it.
fn card(world: &World, connected: &Connected, now: Timestamp) -> ConnectionCard {
    let row = &connected.integration;
    ConnectionCard {
        id: row.id.clone(),
        national: telephone::national(&connected.number.number),
        number: connected.number.number.clone(),
        display_name: connected.sender.display_name.clone(),
        health: senders::health(world, row, &connected.sender, &connected.subaccount, now),
        last_inbound: connected.sender.last_inbound_at,
    }
}

/// A dealer's numbers as the home page and the ISV's pages show them, oldest first. One that was connected anew is
/// shown once.
pub(crate) async fn cards(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    now: Timestamp,
) -> Result<Vec<ConnectionCard>> {
    let rows = store::integrations::list(db, dealer).await?;
    let mut cards = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let newer = rows[at + 1..]
            .iter()
            .any(|other| other.number_id == row.number_id);
        if row.disconnected_at.is_some() && newer {
            continue;
        }
        let connected = senders::access::with_rows(db, row.clone()).await?;
        cards.push(card(world, &connected, now));
    }
    Ok(cards)
}
