use domain::{DealerId, E164, NumberId, SignupId, number::NumberKind};
use store::{
    signups::{Signup, Trouble},
    subaccounts::Subaccount,
};
use twilio::{Credentials, NewNumber, Number, NumberSearch, NumberType, NumberUpdate};

use super::{super::take::UNCONFIRMED, session, trouble};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work},
    story::{self, Happening},
    telephone,
};

/// Twilio: the number is not available (any more).
const TAKEN: u32 = 21422;
/// How many numbers may be bought and given back again, never connected, for WABAs that only the browser told of.
const TRIES: i64 = 3;
/// Where to look for a number when the dealer left the choice to us, best first.
const SHELVES: [NumberType; 3] = [NumberType::Mobile, NumberType::Local, NumberType::National];

/// Why there is no number.
enum Stop {
    Failed(Error),
    Stuck(Option<u32>, Option<&'static str>, String),
    /// Somebody took what we had chosen; the next run chooses another.
    ChooseAgain,
    /// The dealer chose a number meanwhile, or the session was withdrawn: what follows from that is under way.
    Changed,
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Finds, buys or notes the number.
pub(crate) async fn ensure_number(
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    turn: Turn,
) -> Result<Outcome> {
    let Some(signup) = session(world, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    if signup.number_id.is_some() {
        go_on(world, &signup, None).await?;
        return Ok(Outcome::Done);
    }
    match get(world, &signup).await {
        Ok((number, sid)) => {
            go_on(world, &signup, Some((&number, sid.as_deref()))).await?;
            Ok(Outcome::Done)
        }
        Err(Stop::Failed(error)) => trouble::failed(world, &signup, turn, error).await,
        Err(Stop::Stuck(code, word, why)) => trouble::stuck(world, &signup, code, word, why).await,
        Err(Stop::ChooseAgain) => {
            let mut db = world.store.write().await?;
            store::signups::choose(&mut db, dealer, &signup, None).await?;
            db.commit().await?;
            Ok(Outcome::Again {
                why: "the number we chose was taken".into(),
                at: world.clock.now(),
            })
        }
        Err(Stop::Changed) => Ok(Outcome::Done),
    }
}

/// The number, and Twilio's name of it if it is Twilio's.
async fn get(world: &World, signup: &Signup) -> Result<(E164, Option<String>), Stop> {
    let mut db = world.store.read().await?;
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, &signup.dealer_id).await?;
    if let Some(number) = &signup.wanted {
        let holder = store::numbers::find_holder(&mut db, number).await?;
        if holder.is_some_and(|held| held.dealer_id != signup.dealer_id) {
            return Err(Stop::Stuck(
                None,
                Some("elsewhere"),
                "the number is another dealer's".into(),
            ));
        }
    }
    drop(db);
    if signup.kind.is_bought() && !may_buy(world, signup, &subaccount).await? {
        return Err(Stop::Stuck(
            None,
            Some(UNCONFIRMED),
            "neither Meta nor Twilio has confirmed the WhatsApp account, and it has a number to try".into(),
        ));
    }
    let voice_url =
        (signup.kind == NumberKind::VoiceOnly).then(|| accounts::voice_url(world, &subaccount.hook_key));
    match (&signup.wanted, signup.kind) {
        (Some(number), NumberKind::Byo) => Ok((number.clone(), None)),
        (None, NumberKind::Byo) => Err(Stop::Stuck(None, Some("elsewhere"), "no number was named".into())),
        (Some(number), _) => {
            let bought = find_or_buy(world, signup, &creds, number, voice_url.as_deref()).await?;
            Ok((number.clone(), Some(bought.sid.as_str().to_owned())))
        }
        (None, _) => {
            // Chosen and stored before it is bought: a second run buys the same one or finds it bought.
            let number = choose(world, signup, &creds).await?;
            let bought = find_or_buy(world, signup, &creds, &number, voice_url.as_deref()).await?;
            Ok((number, Some(bought.sid.as_str().to_owned())))
        }
    }
}

/// Whether money may be spent on this session. With a WABA that Meta or Twilio has confirmed, always; with one that only
/// the browser told of, for one number at a time, and for [`TRIES`] in all: Twilio judges a WABA no sooner than a number is
/// registered with it. A forged finish costs those numbers, in the dealer's own subaccount, and no more.
async fn may_buy(world: &World, signup: &Signup, subaccount: &Subaccount) -> Result<bool> {
    let by_twilio = subaccount.waba_id.is_some() && subaccount.waba_id == signup.waba_id;
    if by_twilio || signup.facebook_by.as_deref() != Some("page") {
        return Ok(true);
    }
    let mut db = world.store.read().await?;
    let connected = store::integrations::list(&mut db, &signup.dealer_id).await?;
    let held = store::numbers::list(&mut db, &signup.dealer_id).await?;
    let is_another_try = |held: &store::numbers::Number| {
        held.number_sid.is_some()
            && Some(&held.number) != signup.wanted.as_ref()
            && !connected.iter().any(|one| one.number_id == held.id)
    };
    let given_back = store::numbers::count_given_back(&mut db, &signup.dealer_id).await?;
    Ok(given_back < TRIES && !held.iter().any(is_another_try))
}

async fn find_or_buy(
    world: &World,
    signup: &Signup,
    creds: &Credentials,
    number: &E164,
    voice_url: Option<&str>,
) -> Result<Number, Stop> {
    let found = world
        .twilio
        .list_numbers(creds, &creds.account_sid, Some(number.as_str()))
        .await?;
    if let Some(found) = found.into_iter().next() {
        return Ok(answer_calls(world, creds, found, voice_url).await?);
    }
    let new = NewNumber {
        phone_number: number.as_str().to_owned(),
        friendly_name: Some(signup.display_name.chars().take(64).collect()),
        voice_url: voice_url.map(str::to_owned),
        ..NewNumber::default()
    };
    match world.twilio.buy_number(creds, &creds.account_sid, &new).await {
        Ok(bought) => Ok(bought),
        Err(error) if error.code() == Some(TAKEN) && !signup.wanted_by_dealer => Err(Stop::ChooseAgain),
        Err(error) if error.code() == Some(TAKEN) => {
            Err(Stop::Stuck(Some(TAKEN), None, crate::with_causes(&error)))
        }
        Err(error) => Err(error.into()),
    }
}

/// A number bought earlier may still lack the address that answers WhatsApp's call.
async fn answer_calls(
    world: &World,
    creds: &Credentials,
    number: Number,
    voice_url: Option<&str>,
) -> Result<Number, twilio::Error> {
    match voice_url {
        Some(url) if number.voice_url.as_deref() != Some(url) => {
            let update = NumberUpdate {
                voice_url: Some(url.to_owned()),
                ..NumberUpdate::default()
            };
            world
                .twilio
                .update_number(creds, &creds.account_sid, &number.sid, &update)
                .await
        }
        _ => Ok(number),
    }
}

/// The first number on the shelf that needs no papers, stored as the one to buy.
async fn choose(world: &World, signup: &Signup, creds: &Credentials) -> Result<E164, Stop> {
    let sms = signup.kind == NumberKind::SmsCapable;
    let wanted = NumberSearch {
        sms: Some(sms),
        voice: (!sms).then_some(true),
        limit: Some(20),
        ..NumberSearch::default()
    };
    for shelf in SHELVES {
        let found = world
            .twilio
            .search_numbers(creds, &creds.account_sid, &signup.country, shelf, &wanted)
            .await?;
        for offer in found {
            let papers = offer
                .address_requirements
                .as_deref()
                .is_some_and(|papers| papers != "none");
            let Ok(number) = offer.phone_number.parse::<E164>() else {
                continue;
            };
            if papers || offer.capabilities.sms != sms {
                continue;
            }
            let mut db = world.store.write().await?;
            match store::signups::choose(&mut db, &signup.dealer_id, signup, Some(&number)).await {
                Ok(true) => {
                    db.commit().await?;
                    return Ok(number);
                }
                Ok(false) => return Err(Stop::Changed),
                // Another open session of the dealer is about to buy this one.
                Err(store::Error::Taken(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Err(Stop::Stuck(
        None,
        Some("no_numbers"),
        format!("no number for sale in {}", signup.country),
    ))
}

async fn go_on(world: &World, signup: &Signup, got: Option<(&E164, Option<&str>)>) -> Result<()> {
    let now = world.clock.now();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    if let Some((number, sid)) = got {
        // A number kept after an earlier disconnect has its row.
        let kept = store::numbers::find_holder(&mut db, number)
            .await?
            .filter(|held| held.dealer_id == *dealer);
        let row = if let Some(kept) = kept {
            kept
        } else {
            let row: NumberId = world.chance.id(now);
            store::numbers::insert(&mut db, dealer, &row, number, signup.kind, sid, now).await?;
            let shown = telephone::national(number);
            let happening = Happening {
                signup: Some(id),
                who: story::TWILIO,
                what: if sid.is_some() {
                    "number.bought"
                } else {
                    "number.noted"
                },
                about: Some(&shown),
                ..Happening::default()
            };
            story::tell(&mut db, world, now, dealer, happening).await?;
            store::numbers::get(&mut db, dealer, &row)
                .await?
                .ok_or(Error::Missing)?
        };
        if !store::signups::set_number(&mut db, dealer, id, &row, now).await? {
            // Another one was chosen meanwhile, or the session was withdrawn.
            let work = Work::LeaveNumber {
                dealer: dealer.clone(),
                number: number.clone(),
                bought: signup.kind.is_bought(),
            };
            jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
            let work = Work::EnsureNumber { signup: id.clone() };
            jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
            db.commit().await?;
            world.work.notify_one();
            return Ok(());
        }
    }
    store::signups::set_trouble(&mut db, dealer, id, &Trouble::default(), now).await?;
    jobs::enqueue(
        &mut db,
        world,
        now,
        Some(dealer),
        &Work::RegisterSender { signup: id.clone() },
    )
    .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
