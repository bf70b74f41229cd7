use domain::{DealerId, E164};
use store::signups::Signup;
use twilio::{
    form::VoiceCall,
    twiml::{self, Record},
};

use super::spoken_code;
use crate::{
    Result, World, accounts,
    jobs::{self, Work},
    story::{self, Happening},
};

/// Seconds of Meta's call that are recorded: it says the code three times.
const LONGEST: u32 = 60;
/// Seconds of silence that end the recording.
const SILENCE: u32 = 10;

/// What to do with a call to a number of the dealer: pass WhatsApp's call with the code on, or record it and read the
/// digits from what was understood. `key` is the one in the address that was called. Answers TwiML.
pub async fn voice(world: &World, dealer: &DealerId, key: &str, form: &[(String, String)]) -> Result<String> {
    let call = VoiceCall::of(form);
    let Some(signup) = waiting(world, dealer, call.to()).await? else {
        return Ok(twiml::empty());
    };
    let mut said = [call.transcription_text(), call.speech_result(), call.digits()]
        .into_iter()
        .flatten();
    if let Some(code) = said.find_map(spoken_code::read) {
        hand_in(world, &signup, code).await?;
        return Ok(twiml::empty());
    }
    // A transcription that came without digits, or failed.
    if call.transcription_status().is_some() || call.transcription_text().is_some() {
        not_understood(world, &signup).await?;
        return Ok(twiml::empty());
    }
    // The recording has ended; its transcription comes later.
    if call.recording_url().is_some() || call.get("DialCallStatus").is_some() {
        return Ok(twiml::empty());
    }
    if let Some(forward_to) = &signup.forward_to {
        told(world, &signup, "code.forwarded", Some(forward_to.as_str())).await?;
        return Ok(twiml::dial(forward_to.as_str(), call.to()));
    }
    let url = accounts::voice_url(world, key);
    Ok(twiml::say_and_record(&Record {
        action: Some(&url),
        transcribe_callback: Some(&url),
        max_length: LONGEST,
        timeout: SILENCE,
        ..Record::default()
    }))
}

/// The dealer's session whose number is called while its code is waited for.
async fn waiting(world: &World, dealer: &DealerId, to: Option<&str>) -> Result<Option<Signup>> {
    let Some(to) = to.and_then(|to| to.parse::<E164>().ok()) else {
        return Ok(None);
    };
    let mut db = world.store.read().await?;
    let open = store::signups::list_open(&mut db, dealer).await?;
    Ok(open
        .into_iter()
        .find(|signup| signup.wanted.as_ref() == Some(&to) && signup.waba_id.is_some()))
}

async fn hand_in(world: &World, signup: &Signup, code: String) -> Result<()> {
    let now = world.clock.now();
    let dealer = &signup.dealer_id;
    let mut db = world.store.write().await?;
    let work = Work::HandInCode {
        signup: signup.id.clone(),
        code,
    };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    let happening = Happening {
        signup: Some(&signup.id),
        who: story::MACHINE,
        what: "code.heard",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

async fn not_understood(world: &World, signup: &Signup) -> Result<()> {
    let mut db = world.store.write().await?;
    store::signups::add_lost_call(&mut db, &signup.dealer_id, &signup.id).await?;
    db.commit().await?;
    told(world, signup, "code.not_heard", None).await
}

async fn told(world: &World, signup: &Signup, what: &str, about: Option<&str>) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let happening = Happening {
        signup: Some(&signup.id),
        who: story::META,
        what,
        about,
        ..Happening::default()
    };
    story::tell(&mut db, world, now, &signup.dealer_id, happening).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
