use std::collections::BTreeSet;

use domain::{
    Code, DealerId, Lang, Span, TemplateId, Timestamp, say::templates as words, template::Category,
};
use store::{
    Db,
    templates::{Sync, Template},
};
use twilio::ContentWithApproval;

use super::wire;
use crate::{
    Actor, Error, Result, World, accounts,
    jobs::{Outcome, pause},
    limits,
};

/// How often Meta's word is asked for while it is awaited.
const OFTEN: Span = Span::minutes(5);
/// A template may appear in Twilio's list so much later than the call that made it was begun.
const SETTLES: Span = Span::minutes(5);

/// Reads the dealer's templates from Twilio now. For the dealer's people.
pub async fn sync(world: &World, actor: &Actor) -> Result<()> {
    let dealer = actor.dealer()?;
    actor.person()?;
    let has_account = store::subaccounts::get(&mut world.store.read().await?, dealer)
        .await?
        .is_some();
    if !has_account {
        return Err(Error::problem(
            Code::NotConnected,
            words::not_connected(Lang::default()),
        ));
    }
    let mut db = world.store.write().await?;
    limits::TEMPLATES
        .count(&mut db, dealer.as_str(), world.clock.now())
        .await?;
    db.commit().await?;
    read(world, dealer).await.map(drop)
}

/// The same as a job: once a day, and again soon while Meta's word is awaited.
pub(crate) async fn job(world: &World, dealer: &DealerId) -> Result<Outcome> {
    match read(world, dealer).await {
        Ok(true) => Ok(Outcome::Later(world.clock.now() + pause(world, OFTEN))),
        Err(Error::Twilio(error))
            if error.status() == Some(401) && accounts::renew(world, dealer).await? =>
        {
            Ok(Outcome::Later(world.clock.now()))
        }
        // Or disconnected meanwhile.
        Ok(false) | Err(Error::Missing) => Ok(Outcome::Done),
        Err(error) => Err(error),
    }
}

/// Answers whether a word is awaited.
async fn read(world: &World, dealer: &DealerId) -> Result<bool> {
    let begun = world.clock.now();
    let mut db = world.store.read().await?;
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let found = match world.twilio.list_content_with_approvals(&creds).await {
        Ok(found) => found,
        Err(error) => {
            note_trouble(world, dealer).await?;
            return Err(error.into());
        }
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let rows = store::templates::list(&mut db, dealer).await?;
    let mut awaited = false;
    for row in &rows {
        let said = found.iter().find(|one| is_same(row, one));
        let after = after(row, said, begun, now);
        awaited |= after.deleted_at.is_none() && after.standing().is_under_way();
        if after != *row {
            store::templates::save(&mut db, dealer, &after).await?;
        }
    }
    let mut taken: Taken = rows.iter().map(named).collect();
    for one in found
        .iter()
        .filter(|one| !rows.iter().any(|row| is_same(row, one)))
    {
        let row = discovered(world, dealer, &taken, one, now);
        awaited |= row.standing().is_under_way();
        // At Twilio two may bear the same.
        taken.insert(named(&row));
        insert(&mut db, dealer, row).await?;
    }
    let sync = Sync {
        at: now,
        trouble: None,
    };
    store::templates::set_sync(&mut db, dealer, &sync).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(awaited)
}

/// Names and languages of a dealer's templates: no two of them share both.
type Taken = BTreeSet<(String, String)>;

fn named(row: &Template) -> (String, String) {
    (row.name.clone(), row.language.clone())
}

/// One that was deleted here may still be listed for a moment: it is there already.
async fn insert(db: &mut Db, dealer: &DealerId, row: Template) -> Result<()> {
    let sid = row.content_sid.clone().unwrap_or_default();
    if store::templates::find_by_sid(db, dealer, &sid).await?.is_none() {
        store::templates::insert(db, dealer, &row).await?;
    }
    Ok(())
}

/// By Twilio's name, or by the one we gave it when the answer that brought Twilio's was lost.
fn is_same(row: &Template, one: &ContentWithApproval) -> bool {
    match &row.content_sid {
        Some(sid) => sid == one.content.sid.as_str(),
        None => one.content.friendly_name.as_deref() == Some(wire::friendly_name(row).as_str()),
    }
}

fn after(row: &Template, said: Option<&ContentWithApproval>, begun: Timestamp, now: Timestamp) -> Template {
    let mut after = row.clone();
    match said {
        Some(said) => {
            after.content_sid = Some(said.content.sid.as_str().to_owned());
            wire::note(&mut after, &said.approval, now);
        }
        // Made long before Twilio was asked, and not there: somebody deleted it elsewhere.
        None if row.content_sid.is_some() && row.attempted_at.unwrap_or(row.created_at) < begun - SETTLES => {
            after.deleted_at = Some(now);
        }
        None => {}
    }
    after
}

/// A template that was made elsewhere.
fn discovered(
    world: &World,
    dealer: &DealerId,
    taken: &Taken,
    one: &ContentWithApproval,
    now: Timestamp,
) -> Template {
    let id: TemplateId = world.chance.id(now);
    let sid = one.content.sid.as_str();
    let (shape, kind) = wire::shape(&one.content.types);
    let names = [one.approval.name.as_ref(), one.content.friendly_name.as_ref()];
    let mut name = names
        .into_iter()
        .flatten()
        .next()
        .cloned()
        .unwrap_or_else(|| sid.to_owned());
    while taken.contains(&(name.clone(), one.content.language.clone())) {
        name = format!("{name} {sid}");
    }
    let category = one
        .approval
        .category
        .as_ref()
        .and_then(|word| Category::parse(word.as_str()));
    let mut row = Template {
        id,
        dealer_id: dealer.clone(),
        content_sid: Some(sid.to_owned()),
        name,
        language: one.content.language.clone(),
        category: category.unwrap_or_default(),
        meta_category: None,
        shape,
        kind,
        samples: one.content.variables.clone().into_iter().collect(),
        status: None,
        reason: None,
        submit_at: None,
        submitted_at: None,
        attempted_at: None,
        error_code: None,
        synced_at: None,
        created_at: now,
        delete_at: None,
        deleted_at: None,
    };
    wire::note(&mut row, &one.approval, now);
    row
}

async fn note_trouble(world: &World, dealer: &DealerId) -> Result<()> {
    let mut db = world.store.write().await?;
    let before = store::templates::last_sync(&mut db, dealer).await?;
    let sync = Sync {
        at: before.map_or(Timestamp(0), |sync| sync.at),
        trouble: Some("silent".into()),
    };
    store::templates::set_sync(&mut db, dealer, &sync).await?;
    db.commit().await?;
    Ok(())
}
