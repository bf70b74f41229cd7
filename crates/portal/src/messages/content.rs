//! What a person hands in, in the words of our rows.

use domain::{
    AttachmentId, DealerId, Lang, MessageId, Timestamp, media,
    message::{AttachmentState, Content, Detail, Kind, Location},
    say::sending as words,
};
use store::{Db, attachments::Attachment};

use super::{Route, template};
use crate::{Error, Result};

/// A message before it has a row.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) kind: Kind,
    pub(super) body: String,
    pub(super) detail: Detail,
    attachment: Option<AttachmentId>,
}

impl Written {
    /// Words.
    pub(super) fn text(body: String) -> Self {
        Self {
            kind: Kind::Text,
            body,
            detail: Detail::default(),
            attachment: None,
        }
    }

    /// Checks what a person handed in and looks up what it names.
    pub(super) async fn read(db: &mut Db, route: &Route, content: Content, now: Timestamp) -> Result<Self> {
        let content = clean(content);
        if let Some(fault) = content.fault() {
            return Err(Error::field("body", fault.words(Lang::default())));
        }
        let dealer = &route.conversation.dealer_id;
        Ok(match content {
            Content::Text { body } => Self::text(body.trim_end().to_owned()),
            Content::Location(place) => Self {
                kind: Kind::Location,
                body: place.label.clone(),
                detail: Detail {
                    location: Some(place),
                    ..Detail::default()
                },
                attachment: None,
            },
            Content::Media { attachment, caption } => {
                let attachment = store::attachments::get(db, dealer, &attachment).await?;
                let attachment = attachment.filter(|row| row.message_id.is_none() && limit(row).is_some());
                let attachment = attachment.ok_or_else(|| refused(words::attachment(Lang::default())))?;
                match attachment.state {
                    AttachmentState::Kept => {}
                    AttachmentState::Waiting => {
                        return Err(refused(words::attachment_waiting(Lang::default())));
                    }
                    _ => return Err(refused(words::attachment(Lang::default()))),
                }
                Self {
                    kind: media::kind(&attachment.content_type),
                    body: caption.trim().to_owned(),
                    detail: Detail::default(),
                    attachment: Some(attachment.id),
                }
            }
            Content::Template { template, variables } => {
                let (body, from) = template::render(db, &template, &variables, route, now).await?;
                Self {
                    kind: Kind::Template,
                    body,
                    detail: Detail {
                        template: Some(from),
                        ..Detail::default()
                    },
                    attachment: None,
                }
            }
        })
    }

    /// Gives the file to the message, inside the caller's write.
    pub(super) async fn attach(self, db: &mut Db, dealer: &DealerId, message: &MessageId) -> Result<()> {
        if let Some(file) = self.attachment
            && !store::attachments::set_message(db, dealer, &file, message).await?
        {
            // The sweep was faster.
            return Err(refused(words::attachment(Lang::default())));
        }
        Ok(())
    }
}

fn refused(words: &str) -> Error {
    Error::field("attachment", words)
}

/// Without NUL, of which PostgreSQL keeps none.
fn clean(content: Content) -> Content {
    let clean = |text: String| text.replace('\0', "");
    match content {
        Content::Text { body } => Content::Text { body: clean(body) },
        Content::Media { attachment, caption } => Content::Media {
            attachment,
            caption: clean(caption),
        },
        Content::Location(place) => Content::Location(Location {
            latitude: clean(place.latitude),
            longitude: clean(place.longitude),
            label: clean(place.label),
            address: clean(place.address),
        }),
        Content::Template { template, variables } => {
            let filled = variables.into_iter().map(|(name, value)| (name, clean(value)));
            Content::Template {
                template,
                variables: filled.collect(),
            }
        }
    }
}

fn limit(row: &Attachment) -> Option<u64> {
    media::limit(&row.content_type)
}
