use domain::{
    Code, DealerId, Lang, TemplateId, Timestamp,
    say::templates as words,
    template::{self, Draft, LANGUAGES},
};
use store::{Db, templates::Template};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Work},
};

/// Writes a template down and has it made at Twilio and, if it is wanted and can be, handed in to Meta. For owners.
pub async fn create(world: &World, actor: &Actor, draft: Draft, hand_in: bool) -> Result<TemplateId> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    let faults = template::faults(lang, &draft);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if !LANGUAGES.contains(&draft.language.as_str()) {
        return Err(Error::field("language", words::language_choose(lang)));
    }
    let now = world.clock.now();
    let name = draft.name.clone();
    let mut db = world.store.write().await?;
    let id = match add(&mut db, world, dealer, draft, hand_in, now).await {
        Err(Error::Store(store::Error::Taken(_))) => {
            return Err(Error::field("name", words::name_taken(lang)));
        }
        added => added?,
    };
    Line::new(What::TemplateCreated)
        .by(actor)
        .of(dealer)
        .on(&name)
        .with("handed_in", hand_in)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(id)
}

/// Adds a draft that was checked, and its job; inside the caller's write.
pub(super) async fn add(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    draft: Draft,
    hand_in: bool,
    now: Timestamp,
) -> Result<TemplateId> {
    if store::subaccounts::get(db, dealer).await?.is_none() {
        return Err(Error::problem(
            Code::NotConnected,
            words::not_connected(Lang::default()),
        ));
    }
    let id: TemplateId = world.chance.id(now);
    let hand_in = hand_in && draft.shape.can_be_submitted();
    let row = Template {
        id: id.clone(),
        dealer_id: dealer.clone(),
        content_sid: None,
        name: draft.name,
        language: draft.language,
        category: draft.category,
        meta_category: None,
        kind: draft.shape.kind().to_owned(),
        shape: Some(draft.shape),
        samples: draft.samples,
        status: None,
        reason: None,
        submit_at: hand_in.then_some(now),
        submitted_at: None,
        attempted_at: None,
        error_code: None,
        synced_at: None,
        created_at: now,
        delete_at: None,
        deleted_at: None,
    };
    store::templates::insert(db, dealer, &row).await?;
    enqueue(db, world, dealer, &id, now).await?;
    Ok(id)
}

/// Has Twilio brought in line with a template's row, inside the caller's write.
pub(super) async fn enqueue(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    id: &TemplateId,
    now: Timestamp,
) -> Result<()> {
    let work = Work::CarryTemplate { template: id.clone() };
    jobs::enqueue(db, world, now, Some(dealer), &work).await
}
