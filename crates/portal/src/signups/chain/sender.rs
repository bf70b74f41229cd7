use domain::{AuditId, DealerId, E164, SenderId, SignupId, Span, Timestamp, sender::MetaWordKind};
use store::{
    Db,
    meta_words::MetaWord,
    senders::NewSender as NewRow,
    signups::{Signup, Trouble},
    subaccounts::Subaccount,
};
use twilio::{Credentials, Sender, SenderStatus};

use super::{super::budget, profile, session, still, trouble};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work, pause},
    story::{self, Happening},
    telephone,
};

/// When to look for the first time. Twilio asks for minutes between requests about one registration.
const FIRST_LOOK: Span = Span::seconds(60);
/// Twilio's and Meta's word for a used-up budget.
const BUDGET_USED: u32 = 20249;

/// What a run came to.
enum End {
    Sender(Box<Sender>),
    BudgetUsed(Timestamp),
}

/// Finds or registers the sender.
pub(crate) async fn register_sender(
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    turn: Turn,
) -> Result<Outcome> {
    let Some(signup) = session(world, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    if signup.sender_id.is_some() && !signup.replace_sender {
        return go_on(world, &signup, None).await;
    }
    let mut db = world.store.read().await?;
    let number = match &signup.number_id {
        Some(number) => store::numbers::get(&mut db, dealer, number).await?,
        None => None,
    };
    let number = number.ok_or_else(|| Error::Internal(format!("signup {id} has no number yet")))?;
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    match find_or_register(world, &signup, &subaccount, &creds, &number.number).await {
        Ok(End::Sender(sender)) => go_on(world, &signup, Some((&sender, &subaccount, &number.number))).await,
        Ok(End::BudgetUsed(at)) => {
            let trouble = Trouble {
                code: Some(BUDGET_USED),
                word: None,
                retry_at: Some(at),
                stuck: true,
            };
            trouble::later(
                world,
                &signup,
                trouble,
                "ten registrations in 72 hours are used up".into(),
            )
            .await
        }
        Err(error) => trouble::failed(world, &signup, turn, error).await,
    }
}

async fn find_or_register(
    world: &World,
    signup: &Signup,
    subaccount: &Subaccount,
    creds: &Credentials,
    number: &E164,
) -> Result<End> {
    let sender_id = number.whatsapp();
    let found = find(world, creds, &sender_id).await?;
    // What an earlier run asked for without hearing the answer is known now.
    let mut db = world.store.write().await?;
    store::registrations::settle(&mut db, &signup.dealer_id, number, found.is_some()).await?;
    db.commit().await?;
    if let Some(found) = found {
        let same_account =
            found.configuration.waba_id.is_none() || found.configuration.waba_id == signup.waba_id;
        let as_good_as_none =
            signup.replace_sender && (found.status == SenderStatus::Offline || !same_account);
        if !as_good_as_none {
            return Ok(End::Sender(Box::new(found)));
        }
        if let Some(at) = budget_used(world, number).await? {
            return Ok(End::BudgetUsed(at));
        }
        world.twilio.delete_sender(creds, &found.sid).await?;
    }
    if let Some(at) = budget_used(world, number).await? {
        return Ok(End::BudgetUsed(at));
    }
    // Counted before it is asked for: an answer that is lost may have been an attempt all the same.
    let now = world.clock.now();
    let attempt: AuditId = world.chance.id(now);
    let mut db = world.store.write().await?;
    store::registrations::insert(&mut db, &signup.dealer_id, attempt.as_str(), number, now).await?;
    db.commit().await?;
    let new = profile::sender(world, signup, subaccount, sender_id.clone());
    match world.twilio.create_sender(creds, &new).await {
        Ok(sender) => Ok(End::Sender(Box::new(sender))),
        Err(error) => {
            if matches!(error.status(), Some(400..=499)) {
                let mut db = world.store.write().await?;
                store::registrations::mark_refused(&mut db, &signup.dealer_id, attempt.as_str()).await?;
                db.commit().await?;
                // "It is there already" in one of its spellings: an earlier answer was lost.
                if let Some(found) = find(world, creds, &sender_id).await? {
                    return Ok(End::Sender(Box::new(found)));
                }
            }
            Err(error.into())
        }
    }
}

/// The sender that Twilio has for a number, if any.
pub(super) async fn find(world: &World, creds: &Credentials, sender_id: &str) -> Result<Option<Sender>> {
    let senders = world.twilio.list_senders(creds).await?;
    Ok(senders.into_iter().find(|sender| sender.sender_id == sender_id))
}

async fn budget_used(world: &World, number: &E164) -> Result<Option<Timestamp>> {
    let now = world.clock.now();
    Ok(budget::of(&mut world.store.read().await?, number, now)
        .await?
        .free_at)
}

async fn go_on(
    world: &World,
    signup: &Signup,
    got: Option<(&Sender, &Subaccount, &E164)>,
) -> Result<Outcome> {
    let now = world.clock.now();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    let mut db = world.store.write().await?;
    if !still(&mut db, signup).await? {
        return Ok(Outcome::Done);
    }
    if let (Some((sender, subaccount, number)), Some(number_id)) = (got, &signup.number_id) {
        let sid = sender.sid.as_str();
        let row = if let Some(known) = store::senders::find_by_sid(&mut db, dealer, sid).await? {
            known.id
        } else {
            if let Some(old) = store::senders::find_by_number(&mut db, dealer, number).await? {
                store::senders::mark_deleted(&mut db, dealer, &old.id, now).await?;
            }
            let row: SenderId = world.chance.id(now);
            let waba_id = sender
                .configuration
                .waba_id
                .clone()
                .or_else(|| signup.waba_id.clone())
                .unwrap_or_default();
            let new = NewRow {
                id: &row,
                number: number_id,
                sender_sid: sid,
                waba_id: &waba_id,
                display_name: sender.profile.name.as_deref().unwrap_or(&signup.display_name),
                status: sender.status.as_str(),
                inbound_url: sender.webhook.callback_url.as_deref().unwrap_or_default(),
                status_url: sender.webhook.status_callback_url.as_deref().unwrap_or_default(),
                registered_at: now,
            };
            store::senders::insert(&mut db, dealer, &new).await?;
            let shown = telephone::national(number);
            let happening = Happening {
                signup: Some(id),
                sender: Some(&row),
                who: story::TWILIO,
                what: "sender.registered",
                about: Some(&shown),
                raw: Some(sid),
                ..Happening::default()
            };
            story::tell(&mut db, world, now, dealer, happening).await?;
            row
        };
        store::signups::set_sender(&mut db, dealer, id, &row, now).await?;
        store::registrations::settle(&mut db, dealer, number, true).await?;
        // Twilio has accepted it: this WABA and this subaccount belong together from now on. Of a sender that was there
        // before, its own is the one, whatever the window said.
        let told = sender.configuration.waba_id.as_ref().or(signup.waba_id.as_ref());
        if let Some(waba_id) = told
            && subaccount.waba_id.as_ref() != Some(waba_id)
        {
            let same = signup.waba_id.as_ref() == Some(waba_id);
            let business = signup.business_id.as_deref().filter(|_| same);
            store::subaccounts::set_waba(&mut db, dealer, waba_id, business).await?;
        }
        if let Some(waba_id) = told.filter(|_| sender.status != SenderStatus::Offline) {
            shared(&mut db, dealer, waba_id, now).await?;
        }
    }
    store::signups::set_trouble(&mut db, dealer, id, &Trouble::default(), now).await?;
    let work = Work::FollowSender { signup: id.clone() };
    jobs::enqueue_at(
        &mut db,
        world,
        now,
        Some(dealer),
        &work,
        now + pause(world, FIRST_LOOK),
    )
    .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}

/// Twilio uses the WABA: what Meta said earlier of it being taken away, and repeats perhaps, is over.
async fn shared(db: &mut Db, dealer: &DealerId, waba_id: &str, now: Timestamp) -> Result<()> {
    let word = MetaWord {
        waba_id,
        kind: MetaWordKind::Share,
        word: None,
        // Meta tells whole seconds: what it says in this one still counts.
        said_at: Timestamp::from_seconds(now.as_seconds()),
    };
    if store::meta_words::set(db, word).await? {
        let worst = store::meta_words::worst(db, waba_id).await?;
        store::senders::set_meta_word(db, dealer, waba_id, worst.as_deref()).await?;
        store::subaccounts::set_waba_lost(db, dealer, None).await?;
    }
    Ok(())
}
