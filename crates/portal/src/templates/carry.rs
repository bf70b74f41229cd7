use domain::{DealerId, Span, TemplateId};
use store::templates::Template;
use twilio::{ApprovalStatus, Class, ContentSid, Credentials, NewApproval};

use super::wire;
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work, pause},
};

/// Twilio took this template for approval before.
const SUBMITTED_BEFORE: u32 = 92009;
/// When Meta's word is first asked for.
const FIRST_LOOK: Span = Span::minutes(1);

/// Brings Twilio in line with a template's row: makes it, hands it in, deletes it. Each step looks for its own earlier
/// result, since an answer may have been lost.
pub(crate) async fn carry(world: &World, dealer: &DealerId, id: &TemplateId, turn: Turn) -> Result<Outcome> {
    // Made, handed in, deleted: there are no more steps than these.
    for _ in 0..3 {
        let mut db = world.store.read().await?;
        let row = store::templates::get(&mut db, dealer, id).await?;
        let Some(row) = row.filter(|row| row.deleted_at.is_none()) else {
            return Ok(Outcome::Done);
        };
        let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
        drop(db);
        let is_wanted = row.delete_at.is_none();
        let step = if !is_wanted {
            remove(world, &creds, &row).await
        } else if row.error_code.is_some() {
            return Ok(Outcome::Done);
        } else if row.content_sid.is_none() {
            make(world, &creds, &row).await
        } else if row.submit_at.is_some() && row.submitted_at.is_none() {
            hand_in(world, &creds, &row).await
        } else {
            return Ok(Outcome::Done);
        };
        match step {
            Ok(()) => {}
            Err(Error::Twilio(error))
                if error.status() == Some(401) && accounts::renew(world, dealer).await? => {}
            Err(Error::Twilio(error)) if is_final(&error, turn) && is_wanted => {
                let code = error.code().unwrap_or(20500);
                tracing::info!(template = id.as_str(), %error, "Twilio did not take a template");
                change(world, dealer, id, |row| row.error_code = Some(code)).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Outcome::Done)
}

/// Whether asking again is of no use.
fn is_final(error: &twilio::Error, turn: Turn) -> bool {
    let may_pass = error.outcome_unknown() || matches!(error.class(), Class::Retry | Class::Wait);
    turn.is_last() || !may_pass
}

async fn make(world: &World, creds: &Credentials, row: &Template) -> Result<()> {
    let (dealer, id) = (&row.dealer_id, &row.id);
    if row.attempted_at.is_some()
        && let Some(sid) = find(world, creds, row).await?
    {
        return change(world, dealer, id, |row| {
            row.content_sid = Some(sid.as_str().to_owned());
        })
        .await;
    }
    let now = world.clock.now();
    change(world, dealer, id, |row| row.attempted_at = Some(now)).await?;
    let new = wire::new_content(row).ok_or_else(|| Error::Internal(format!("template {id} has no shape")))?;
    let made = world.twilio.create_content(creds, &new).await?;
    change(world, dealer, id, |row| {
        row.content_sid = Some(made.sid.as_str().to_owned());
    })
    .await
}

async fn hand_in(world: &World, creds: &Credentials, row: &Template) -> Result<()> {
    let sid = sid(row)?;
    let before = world.twilio.fetch_approval(creds, &sid).await?;
    if before.status == ApprovalStatus::Unsubmitted {
        let approval = NewApproval {
            name: row.name.clone(),
            category: row.category.as_str().to_owned().into(),
        };
        match world.twilio.submit_content(creds, &sid, &approval).await {
            Ok(_) => {}
            Err(error) if error.code() == Some(SUBMITTED_BEFORE) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // The answer to handing in says what was asked for, not where it stands.
    let said = world.twilio.fetch_approval(creds, &sid).await?;
    let now = world.clock.now();
    let (dealer, id) = (&row.dealer_id, &row.id);
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let Some(mut row) = store::templates::get(&mut db, dealer, id).await? else {
        return Ok(());
    };
    row.submitted_at = Some(now);
    wire::note(&mut row, &said, now);
    store::templates::save(&mut db, dealer, &row).await?;
    let work = Work::SyncTemplates {
        dealer: dealer.clone(),
    };
    let at = now + pause(world, FIRST_LOOK);
    jobs::enqueue_at(&mut db, world, now, Some(dealer), &work, at).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

async fn remove(world: &World, creds: &Credentials, row: &Template) -> Result<()> {
    let made = match &row.content_sid {
        Some(_) => Some(sid(row)?),
        None if row.attempted_at.is_some() => find(world, creds, row).await?,
        None => None,
    };
    if let Some(sid) = made {
        world.twilio.delete_content(creds, &sid).await?;
    }
    let now = world.clock.now();
    change(world, &row.dealer_id, &row.id, |row| row.deleted_at = Some(now)).await
}

/// What an earlier try made, whose answer was lost.
async fn find(world: &World, creds: &Credentials, row: &Template) -> Result<Option<ContentSid>> {
    let name = wire::friendly_name(row);
    let all = world.twilio.list_content(creds).await?;
    let found = all
        .into_iter()
        .find(|one| one.friendly_name.as_deref() == Some(name.as_str()));
    Ok(found.map(|one| one.sid))
}

fn sid(row: &Template) -> Result<ContentSid> {
    let sid = row.content_sid.as_deref().unwrap_or_default();
    sid.parse()
        .map_err(|why| Error::Internal(format!("template {}: {why}", row.id)))
}

/// Changes a row as it stands now.
async fn change(
    world: &World,
    dealer: &DealerId,
    id: &TemplateId,
    change: impl FnOnce(&mut Template),
) -> Result<()> {
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let Some(mut row) = store::templates::get(&mut db, dealer, id).await? else {
        return Ok(());
    };
    change(&mut row);
    store::templates::save(&mut db, dealer, &row).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
