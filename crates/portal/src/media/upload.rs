use domain::{
    AttachmentId, Lang, media,
    message::{AttachmentState, AttachmentView},
    say::media as words,
};
use store::attachments::Attachment;

use super::keep;
use crate::{Actor, Error, Result, World, limits, message_views};

/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file that somebody wants to send.
#[derive(Debug)]
pub struct Upload {
    /// As the browser says: `image/jpeg` …
    pub content_type: String,
    /// The file's name.
    pub name: Option<String>,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Keeps a file that is to be sent; a message takes it up later. For the dealer's people.
pub async fn upload(world: &World, actor: &Actor, upload: Upload) -> Result<AttachmentView> {
    let (person, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let lang = Lang::default();
    check(lang, &upload)?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    limits::UPLOADS.count(&mut db, person.as_str(), now).await?;
    db.commit().await?;
    let id: AttachmentId = world.chance.id(now);
    let mut row = Attachment {
        id,
        dealer_id: dealer.clone(),
        message_id: None,
        content_type: String::new(),
        name: upload.name.as_deref().and_then(file_name),
        bytes: 0,
        state: AttachmentState::Waiting,
        source_url: None,
        stored: None,
        small_stored: None,
        small_width: None,
        small_height: None,
        trouble: None,
        created_at: now,
    };
    keep::keep(world, &mut row, &upload.content_type, upload.bytes).await?;
    let mut db = world.store.write().await?;
    store::attachments::insert(&mut db, dealer, &row).await?;
    db.commit().await?;
    Ok(message_views::attachment(lang, row))
}

fn check(lang: Lang, upload: &Upload) -> Result<()> {
    let refused = |why: String| Err(Error::field("file", why));
    let Some(most) = media::limit(&upload.content_type) else {
        return refused(words::kind_refused(lang).to_owned());
    };
    if upload.bytes.is_empty() {
        return refused(words::empty(lang).to_owned());
    }
    if upload.bytes.len() as u64 > most {
        return refused(words::too_large(lang, most / (1024 * 1024)));
    }
    if !media::begins_as(&upload.content_type, &upload.bytes) {
        return refused(words::not_what_it_says(lang).to_owned());
    }
    Ok(())
}

/// The last part of a path, on one line.
fn file_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let line: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    let line = line.trim();
    (!line.is_empty() && line != "." && line != "..").then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_the_last_part_and_no_way() {
        for (name, kept) in [
            ("golf.jpg", Some("golf.jpg")),
            ("C:\\Users\\Piet\\offerte.pdf", Some("offerte.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("a\r\nb.pdf", Some("ab.pdf")),
            ("..", None),
            ("/", None),
            (" ", None),
        ] {
            assert_eq!(file_name(name).as_deref(), kept, "{name}");
        }
    }
}
