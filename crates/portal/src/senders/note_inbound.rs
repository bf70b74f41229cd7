use domain::{
    DealerId, E164, Span, Timestamp,
    optout::{self, Wish},
};
use twilio::form::InboundMessage;

use crate::{
    Result, World,
    jobs::{self, Work},
    story::{self, Happening},
};

/// How long after connecting the first message counts as the test and is answered.
const TEST: Span = Span::days(7);

/// Notes that a buyer wrote. The first message ever to a number is the test: it is answered, so that both directions
/// are seen to work. May come twice and late.
pub async fn note_inbound(
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
    received: Timestamp,
) -> Result<()> {
    let message = InboundMessage::of(form);
    let to = message
        .to()
        .and_then(|to| to.strip_prefix("whatsapp:").unwrap_or(to).parse::<E164>().ok());
    let Some(to) = to else { return Ok(()) };
    if !is_news(world, dealer, &to, received).await? {
        return Ok(());
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let Some(sender) = store::senders::find_by_number(&mut db, dealer, &to).await? else {
        return Ok(());
    };
    store::senders::set_last_inbound(&mut db, dealer, &sender.id, received).await?;
    if let Some(integration) = store::integrations::find_by_sender(&mut db, dealer, &sender.id).await?
        && integration.disconnected_at.is_none()
        && store::integrations::set_test_received(&mut db, dealer, &integration.id, received).await?
    {
        let happening = Happening {
            sender: Some(&sender.id),
            who: story::MACHINE,
            what: "test.received",
            ..Happening::default()
        };
        story::tell(&mut db, world, now, dealer, happening).await?;
        // Who asks for no messages gets none, not even this one.
        let asks =
            optout::wish(message.button_text().or(message.body()).unwrap_or_default()) == Some(Wish::Stop);
        let wanted = integration.test_skipped_at.is_none() && now - integration.connected_at < TEST && !asks;
        if let Some(from) = message.from().filter(|_| wanted) {
            let work = Work::AnswerTest {
                integration: integration.id,
                to: from.to_owned(),
            };
            jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
        }
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// Whether a message says anything new: the first one to a number does, and then one a minute. A busy number costs
/// no write for the others.
async fn is_news(world: &World, dealer: &DealerId, to: &E164, received: Timestamp) -> Result<bool> {
    let mut db = world.store.read().await?;
    let Some(sender) = store::senders::find_by_number(&mut db, dealer, to).await? else {
        return Ok(false);
    };
    let seen = sender
        .last_inbound_at
        .is_some_and(|at| received - at < Span::minutes(1));
    let integration = store::integrations::find_by_sender(&mut db, dealer, &sender.id).await?;
    Ok(!seen || integration.is_some_and(|row| row.test_received_at.is_none()))
}
