use domain::{DealerId, E164};
use store::{Db, signups::Signup};
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

/// What to do with a call to a number of the dealer: pass WhatsApp's call with the code on, or record it, so that the
/// digits can be read from what is understood. `key` is the one in the address that was called. Answers TwiML.
///
/// What became of a call is not acted on here: its webhook is kept, and worked on by [`note_call_in`].
pub async fn voice(world: &World, dealer: &DealerId, key: &str, form: &[(String, String)]) -> Result<String> {
    let call = VoiceCall::of(form);
    // The recording has ended, and its transcription comes later; or it is here.
    if call.recording_url().is_some() || call.get("DialCallStatus").is_some() || News::of(&call).is_some() {
        return Ok(twiml::empty());
    }
    let signup = waiting(&mut world.store.read().await?, dealer, call.to()).await?;
    let Some(signup) = signup else {
        return Ok(twiml::empty());
    };
    if let Some(forward_to) = &signup.forward_to {
        let mut db = world.store.write().await?;
        told(
            &mut db,
            world,
            &signup,
            "code.forwarded",
            Some(forward_to.as_str()),
        )
        .await?;
        db.commit().await?;
        world.changed.notify_waiters();
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

/// What became of a call, inside the caller's write: the digits that were understood are handed in by a job, and a call
/// without them leaves it to the dealer. For the work on webhooks.
pub(crate) async fn note_call_in(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
) -> Result<()> {
    let call = VoiceCall::of(form);
    let Some(news) = News::of(&call) else {
        return Ok(());
    };
    let Some(signup) = waiting(db, dealer, call.to()).await? else {
        return Ok(());
    };
    match news {
        News::Code(code) => {
            let work = Work::HandInCode {
                signup: signup.id.clone(),
                number: signup.wanted.clone(),
                code,
            };
            jobs::enqueue(db, world, world.clock.now(), Some(dealer), &work).await?;
            told(db, world, &signup, "code.heard", None).await
        }
        News::NotUnderstood => {
            store::signups::add_lost_call(db, dealer, &signup.id).await?;
            told(db, world, &signup, "code.not_heard", None).await
        }
    }
}

/// What a webhook says about a call that is over.
enum News {
    /// Six digits were understood.
    Code(String),
    /// A transcription came without digits, or failed.
    NotUnderstood,
}

impl News {
    fn of(call: &VoiceCall<'_>) -> Option<Self> {
        let mut said = [call.transcription_text(), call.speech_result(), call.digits()]
            .into_iter()
            .flatten();
        if let Some(code) = said.find_map(spoken_code::read) {
            return Some(Self::Code(code));
        }
        let transcribed = call.transcription_status().is_some() || call.transcription_text().is_some();
        transcribed.then_some(Self::NotUnderstood)
    }
}

/// The dealer's session whose number is called while its code is waited for.
async fn waiting(db: &mut Db, dealer: &DealerId, to: Option<&str>) -> Result<Option<Signup>> {
    let Some(to) = to.and_then(|to| to.parse::<E164>().ok()) else {
        return Ok(None);
    };
    let open = store::signups::list_open(db, dealer).await?;
    Ok(open
        .into_iter()
        .find(|signup| signup.wanted.as_ref() == Some(&to) && signup.waba_id.is_some()))
}

async fn told(db: &mut Db, world: &World, signup: &Signup, what: &str, about: Option<&str>) -> Result<()> {
    let happening = Happening {
        signup: Some(&signup.id),
        who: if what == "code.heard" {
            story::MACHINE
        } else {
            story::META
        },
        what,
        about,
        ..Happening::default()
    };
    story::tell(db, world, world.clock.now(), &signup.dealer_id, happening).await
}
