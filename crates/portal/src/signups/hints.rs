//! What a page or a redirect claims at the end of Meta's window. Number and subaccount are compared before anything is
//! stored; the account is the page's word until Twilio registers a sender with it (`docs/decisions/0011`).

use domain::{E164, FieldError, Lang, Timestamp, number::NumberKind, say::signup as words, signup::Finish};
use store::signups::Signup;

use crate::{Error, Result, World, accounts};

/// Meta's ids, as far as they were given: five to thirty digits each.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub(super) waba: Option<meta::Id>,
    pub(super) business: Option<meta::Id>,
    pub(super) phone_number: Option<meta::Id>,
}

impl Ids {
    pub(super) fn read(finish: &Finish) -> Result<Self> {
        let mut wrong = Vec::new();
        let mut id = |field: &str, text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            let id = text.parse().ok();
            if id.is_none() {
                wrong.push(FieldError {
                    field: field.to_owned(),
                    message: words::bad_id(Lang::default()).to_owned(),
                });
            }
            id
        };
        let ids = Self {
            waba: id("WhatsAppBusinessAccountId", &finish.waba_id),
            business: id("FacebookBusinessId", &finish.business_id),
            phone_number: id("PhoneNumberId", &finish.phone_number_id),
        };
        if wrong.is_empty() {
            Ok(ids)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

/// Compares number and subaccount with what is ours, asking Twilio where we have nothing yet.
pub(super) async fn check(world: &World, signup: &Signup, finish: &Finish, now: Timestamp) -> Result<()> {
    let given = |text: &Option<String>| {
        text.as_deref()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    if let Some(sid) = given(&finish.subaccount_sid) {
        subaccount(world, signup, &sid).await?;
    }
    if let Some(number) = given(&finish.number) {
        // A plus in an address that nobody escaped arrives as a space.
        let plain = number.trim_start_matches("whatsapp:").trim();
        let plain = if plain.starts_with('+') {
            plain.to_owned()
        } else {
            format!("+{plain}")
        };
        let number = plain
            .parse::<E164>()
            .map_err(|_| Error::field("TwilioNumber", words::bad_number(Lang::default())))?;
        self::number(world, signup, &number, now).await?;
    }
    Ok(())
}

async fn subaccount(world: &World, signup: &Signup, sid: &str) -> Result<()> {
    let wrong = || Error::field("SubaccountSid", words::bad_subaccount(Lang::default()));
    let ours = store::subaccounts::get(&mut world.store.read().await?, &signup.dealer_id).await?;
    if let Some(ours) = ours {
        return if ours.account_sid == sid {
            Ok(())
        } else {
            Err(wrong())
        };
    }
    let sid = sid.parse().map_err(|_| wrong())?;
    let parent = accounts::parent(world)?;
    match world.twilio.fetch_account(&parent, &sid).await {
        Ok(account) if account.friendly_name == super::chain::account_name(&signup.dealer_id) => Ok(()),
        Ok(_) => Err(wrong()),
        Err(error) if error.is_not_found() || matches!(error.status(), Some(401 | 403)) => Err(wrong()),
        Err(error) => Err(error.into()),
    }
}

async fn number(world: &World, signup: &Signup, number: &E164, _now: Timestamp) -> Result<()> {
    let wrong = || Error::field("TwilioNumber", words::other_number(Lang::default()));
    if let Some(wanted) = &signup.wanted {
        return if wanted == number { Ok(()) } else { Err(wrong()) };
    }
    if signup.kind == NumberKind::Byo {
        return Err(wrong());
    }
    // We were to choose one: the dealer's account must have it.
    let mut db = world.store.read().await?;
    let creds = match accounts::of_dealer(&mut db, world, &signup.dealer_id).await {
        Ok((_, creds)) => creds,
        Err(Error::Missing) => return Err(wrong()),
        Err(error) => return Err(error),
    };
    drop(db);
    let found = world
        .twilio
        .list_numbers(&creds, &creds.account_sid, Some(number.as_str()))
        .await?;
    if found.is_empty() { Err(wrong()) } else { Ok(()) }
}
