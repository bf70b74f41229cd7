use std::collections::BTreeMap;

use domain::{
    DealerId, E164, Span, Timestamp,
    optout::{self, Wish},
};
use store::{Db, integrations::Integration, senders::Sender};
use twilio::form::InboundMessage;

use crate::{
    Result, World,
    jobs::{self, Work},
    story::{self, Happening},
};

/// How long after connecting the first message counts as the test and is answered.
const TEST: Span = Span::days(7);
/// The same after an owner asked for it again: buyers write to the number by now.
const AGAIN: Span = Span::minutes(15);

/// The dealer's numbers that one write has noted something of, with their connections.
#[derive(Debug, Default)]
pub(crate) struct Lines(BTreeMap<E164, Option<Line>>);

#[derive(Debug)]
struct Line {
    sender: Sender,
    integration: Option<Integration>,
}

/// Notes that a buyer wrote. The first message ever to a number is the test: it is answered, so that both directions
/// are seen to work, and so is the first one after an owner asked for another test. May come twice and late.
pub async fn note_inbound(
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
    received: Timestamp,
) -> Result<()> {
    let mut db = world.store.write().await?;
    note_inbound_in(&mut db, world, dealer, &mut Lines::default(), form, received).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// The same inside the caller's write. For the work on webhooks.
pub(crate) async fn note_inbound_in(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    lines: &mut Lines,
    form: &[(String, String)],
    received: Timestamp,
) -> Result<()> {
    let message = InboundMessage::of(form);
    let to = message
        .to()
        .and_then(|to| to.strip_prefix("whatsapp:").unwrap_or(to).parse::<E164>().ok());
    let Some(to) = to else { return Ok(()) };
    let Some(line) = lines.of(db, dealer, &to).await? else {
        return Ok(());
    };
    if !line.is_news(received) {
        return Ok(());
    }
    let sender = &mut line.sender;
    store::senders::set_last_inbound(db, dealer, &sender.id, received).await?;
    sender.last_inbound_at = sender.last_inbound_at.max(Some(received));
    let Some(integration) = &mut line.integration else {
        return Ok(());
    };
    if integration.disconnected_at.is_some() || !is_awaited(integration, received) {
        return Ok(());
    }
    store::integrations::set_test_received(db, dealer, &integration.id, received).await?;
    integration.test_received_at = Some(received);
    let happening = Happening {
        sender: Some(&sender.id),
        who: story::MACHINE,
        what: "test.received",
        ..Happening::default()
    };
    let now = world.clock.now();
    story::tell(db, world, now, dealer, happening).await?;
    // Who asks for no messages gets none, not even this one.
    let asks = optout::wish(message.button_text().or(message.body()).unwrap_or_default()) == Some(Wish::Stop);
    let is_soon = match integration.test_again_at {
        None => now - integration.connected_at < TEST,
        Some(again) => now - again < AGAIN,
    };
    let wanted = integration.test_skipped_at.is_none() && is_soon && !asks;
    if let Some(from) = message.from().filter(|_| wanted) {
        let work = Work::AnswerTest {
            integration: integration.id.clone(),
            to: from.to_owned(),
        };
        jobs::enqueue(db, world, now, Some(dealer), &work).await?;
    }
    Ok(())
}

/// Whether what came then is the test: the first message since it began.
fn is_awaited(integration: &Integration, received: Timestamp) -> bool {
    integration.test_received_at.is_none() && integration.test_again_at.is_none_or(|again| again <= received)
}

impl Lines {
    /// The line of a number of the dealer's, unless it has no sender.
    async fn of(&mut self, db: &mut Db, dealer: &DealerId, to: &E164) -> Result<Option<&mut Line>> {
        if !self.0.contains_key(to) {
            let line = match store::senders::find_by_number(db, dealer, to).await? {
                Some(sender) => Some(Line {
                    integration: store::integrations::find_by_sender(db, dealer, &sender.id).await?,
                    sender,
                }),
                None => None,
            };
            self.0.insert(to.clone(), line);
        }
        Ok(self.0.get_mut(to).and_then(Option::as_mut))
    }
}

impl Line {
    /// Whether a message says anything new: the first one to a number does, and then one a minute. A busy number costs
    /// no write for the others.
    fn is_news(&self, received: Timestamp) -> bool {
        let seen = self
            .sender
            .last_inbound_at
            .is_some_and(|at| received - at < Span::minutes(1));
        !seen
            || self
                .integration
                .as_ref()
                .is_some_and(|row| is_awaited(row, received))
    }
}
