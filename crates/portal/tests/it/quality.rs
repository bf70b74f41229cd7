//! Quality and messaging limit of a connected number: what Twilio says of them, and when it is asked.

use domain::{IntegrationId, Span, number::NumberKind};
use portal::{integrations, jobs, senders, signups};
use serde_json::json;
use simulator::MetaEvent;

use crate::{
    house::{House, houses},
    journey::choice,
};

async fn shown(house: &House, id: &IntegrationId) -> (String, String) {
    let page = integrations::open(&house.world, &house.jansen.owner, id)
        .await
        .expect("the page opens");
    (
        page.quality.unwrap_or_default(),
        page.messaging_limit.unwrap_or_default(),
    )
}

fn told(quality: &str, limit: &str) -> (String, String) {
    (quality.to_owned(), limit.to_owned())
}

/// Something happens at Meta to all numbers of an account.
fn happens(house: &House, waba_id: &str, event: &str, value: &str) {
    let event = MetaEvent {
        waba_id: waba_id.to_owned(),
        event: event.to_owned(),
        number: None,
        value: Some(value.to_owned()),
    };
    house.simulator.meta_event(&event).expect("it happens");
}

#[tokio::test]
async fn quality_and_limit_are_shown_as_the_daily_look_and_metas_webhook_find_them() {
    for house in houses().await {
        let world = &house.world;
        jobs::start(world).await.unwrap();
        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        let connected = house.integrations(&house.jansen).await.remove(0);
        let (id, waba_id) = (connected.id, connected.meta.waba_id);
        senders::refresh(world, &house.jansen.owner, &id).await.unwrap();
        assert_eq!(shown(&house, &id).await, told("HIGH", "250 Customers/24hr"));

        // Of the quality Meta tells nobody: the daily look finds it, and so does the button.
        happens(&house, &waba_id, "QUALITY", "YELLOW");
        house.settle_within(Span::hours(26)).await;
        assert_eq!(shown(&house, &id).await, told("MEDIUM", "250 Customers/24hr"));
        happens(&house, &waba_id, "QUALITY", "RED");
        senders::refresh(world, &house.jansen.owner, &id).await.unwrap();
        assert_eq!(shown(&house, &id).await, told("LOW", "250 Customers/24hr"));

        // Of the limit it does, and then nobody waits for a day.
        happens(&house, &waba_id, "LIMIT", "TIER_2K");
        let number = connected.phone_number.as_str().trim_start_matches('+');
        let value = json!({"display_phone_number": number, "event": "THROUGHPUT_UPGRADE",
            "max_daily_conversations_per_business": "TIER_2K"});
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": waba_id, "time": 1_795_251_600,
            "changes": [{"field": "phone_number_quality_update", "value": value}]}]});
        let now = world.clock.now();
        for _ in 0..2 {
            signups::meta_update(world, body.to_string().as_bytes(), now)
                .await
                .unwrap();
        }
        let asked = house.simulator.heard_calls("senders.fetch");
        jobs::run_until_idle(world).await.unwrap();
        assert_eq!(shown(&house, &id).await, told("LOW", "2K Customers/24hr"));
        assert_eq!(house.simulator.heard_calls("senders.fetch"), asked + 1);
    }
}
