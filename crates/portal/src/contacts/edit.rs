use domain::{ContactId, Lang, Timestamp, contact::Consent, say::contacts as words};
use store::contacts::Contact;

use super::open;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

const LONGEST_NAME: usize = 80;
const LONGEST_NOTES: usize = 4_000;
const LONGEST_HOW: usize = 500;

/// What the dealer says of a buyer.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What they are called here; empty takes their own name again.
    pub name: String,
    /// What is worth knowing.
    pub notes: String,
    /// Name and notes that the form was drawn with: only what is another now was changed by whoever hands it in. Without
    /// them both were.
    pub was: Option<(String, String)>,
}

/// Names a buyer and notes what is worth knowing. What a colleague wrote meanwhile is not written over. For the dealer's
/// people.
pub async fn edit(world: &World, actor: &Actor, id: &ContactId, edit: Edit) -> Result<()> {
    let lang = Lang::default();
    let (name, notes) = (tidy(&edit.name), tidy(&edit.notes));
    let was = edit.was.map(|(name, notes)| (tidy(&name), tidy(&notes)));
    change(world, actor, id, |contact, _| {
        if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(Error::field("name", words::name_too_long(lang, LONGEST_NAME)));
        }
        if notes.chars().count() > LONGEST_NOTES {
            return Err(Error::field("notes", words::notes_too_long(lang, LONGEST_NOTES)));
        }
        let (name_was, notes_was) = was.unzip();
        let name_now = contact.own_name.as_deref().unwrap_or_default();
        let name = merged("name", name, name_was, name_now)?;
        let notes = merged("notes", notes, notes_was, &contact.notes)?;
        let own_name = Some(name).filter(|name| !name.is_empty());
        let is_new = contact.own_name != own_name || contact.notes != notes;
        contact.own_name = own_name;
        contact.notes = notes;
        Ok(is_new.then_some(What::ContactEdited))
    })
    .await
}

/// A field's words without what nobody sees. Browsers end lines in two ways.
fn tidy(text: &str) -> String {
    text.replace('\0', "").replace("\r\n", "\n").trim().to_owned()
}

/// What a field becomes: `now` where the form did not change it, else what was typed, if all that stands there now was seen
/// by whoever typed it.
fn merged(field: &str, typed: String, was: Option<String>, now: &str) -> Result<String> {
    let Some(was) = was else { return Ok(typed) };
    // Saved before lines were tidied.
    let now = tidy(now);
    if typed == was {
        return Ok(now);
    }
    if now == was || (!now.is_empty() && typed.contains(&now)) {
        return Ok(typed);
    }
    let told = words::changed_meanwhile(Lang::default(), now);
    Err(Error::field(field, told))
}

/// Notes whether a buyer agreed to be written to, and how that is known. For the dealer's people.
pub async fn set_consent(
    world: &World,
    actor: &Actor,
    id: &ContactId,
    consent: Consent,
    how: &str,
) -> Result<()> {
    let lang = Lang::default();
    let how = how.replace('\0', "").trim().to_owned();
    change(world, actor, id, |contact, now| {
        if how.chars().count() > LONGEST_HOW {
            return Err(Error::field("how", words::how_too_long(lang, LONGEST_HOW)));
        }
        if consent == Consent::Given && how.is_empty() {
            return Err(Error::field("how", words::how_missing(lang)));
        }
        let is_known = consent != Consent::Unknown;
        let how = Some(how).filter(|how| is_known && !how.is_empty());
        if contact.consent == consent && contact.consent_how == how {
            // Said again; since when it is known stays.
            return Ok(None);
        }
        contact.consent = consent;
        contact.consent_at = is_known.then_some(now);
        contact.consent_how = how;
        Ok(Some(What::ContactConsent))
    })
    .await
}

/// Silences a buyer who said so elsewhere, or undoes it. What buyers wrote themselves only they undo. For the dealer's
/// people.
pub async fn set_stopped(world: &World, actor: &Actor, id: &ContactId, stopped: bool) -> Result<()> {
    change(world, actor, id, |contact, now| {
        if contact.stopped_at.is_some() == stopped {
            return Ok(None);
        }
        if let Some(word) = contact.stopped_word.as_ref().filter(|_| !stopped) {
            return Err(Error::field(
                "stopped",
                words::stopped_themselves(Lang::default(), word),
            ));
        }
        contact.stopped_at = stopped.then_some(now);
        contact.stopped_word = None;
        contact.word_at = Some(now);
        Ok(Some(if stopped {
            What::ContactSilenced
        } else {
            What::ContactUnsilenced
        }))
    })
    .await
}

/// One change of a buyer, with its line in the log; `None` when there is none. Whoever may not see them is told that, not
/// what is wrong. Their conversations have changed with them: the lines of the list show the name.
async fn change(
    world: &World,
    actor: &Actor,
    id: &ContactId,
    change: impl FnOnce(&mut Contact, Timestamp) -> Result<Option<What>>,
) -> Result<()> {
    let dealer = actor.dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let mut contact = open::seen(&mut db, actor, id).await?;
    if contact.erased_at.is_some() {
        return Err(Error::Conflict("the contact is erased".into()));
    }
    let Some(what) = change(&mut contact, now)? else {
        return Ok(());
    };
    store::contacts::save(&mut db, dealer, &contact).await?;
    for conversation in store::conversations::list_of_contact(&mut db, dealer, id).await? {
        store::conversations::save(&mut db, dealer, &conversation, seq).await?;
    }
    Line::new(what)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
