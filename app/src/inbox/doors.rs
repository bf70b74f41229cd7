use std::collections::BTreeMap;

use domain::{
    AttachmentId, ConversationId, LabelId, MessageId, Page, PersonId, TemplateId,
    conversation::{ConversationRow, ConversationState, Desk, Filter, Hit, Thread},
    message::MessageView,
    template::Choices,
};
#[cfg(feature = "ssr")]
use domain::{
    Span,
    conversation::{NewNote, SetState},
    message::{Content, Outgoing},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// List, counts, people, labels.
#[server]
pub async fn load_desk(#[server(default)] filter: Filter) -> Answer<Desk> {
    use crate::context::{actor, world};
    Ok(portal::conversations::desk(&world(), &actor()?, &filter).await?)
}

/// The next part of the list.
#[server]
pub async fn load_rows(#[server(default)] filter: Filter, after: String) -> Answer<Page<ConversationRow>> {
    use crate::context::{actor, world};
    Ok(portal::conversations::list(&world(), &actor()?, &filter, Some(&after)).await?)
}

/// A conversation with its latest messages.
#[server]
pub async fn load_thread(conversation: ConversationId) -> Answer<Thread> {
    use crate::context::{actor, world};
    Ok(portal::conversations::open(&world(), &actor()?, &conversation).await?)
}

/// The messages before those.
#[server]
pub async fn load_earlier(conversation: ConversationId, before: String) -> Answer<Page<MessageView>> {
    use crate::context::{actor, world};
    Ok(portal::conversations::earlier(&world(), &actor()?, &conversation, &before).await?)
}

/// Conversations with these words.
#[server]
pub async fn search_inbox(#[server(default)] words: String) -> Answer<Vec<Hit>> {
    use crate::context::{actor, world};
    Ok(portal::conversations::search(&world(), &actor()?, &words).await?)
}

/// Nothing in it is unread any more.
#[server]
pub async fn mark_read(conversation: ConversationId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::mark_read(&world(), &actor()?, &conversation).await?)
}

/// Gives it to somebody; no person is nobody.
#[server]
pub async fn assign(conversation: ConversationId, #[server(default)] person: String) -> Answer<()> {
    use crate::context::{actor, world};
    let person: Option<PersonId> = person.parse().ok();
    Ok(portal::conversations::assign(&world(), &actor()?, &conversation, person.as_ref()).await?)
}

/// Finishes it, opens it, or puts it off for so many hours.
#[server]
pub async fn change_state(
    conversation: ConversationId,
    to: ConversationState,
    #[server(default)] hours: u16,
) -> Answer<()> {
    use crate::context::{actor, world};
    let world = world();
    let wish = match to {
        ConversationState::Open => SetState::Open,
        ConversationState::Resolved => SetState::Resolved,
        ConversationState::Snoozed => SetState::Snoozed {
            until: world.clock.now() + Span::hours(i64::from(hours)),
        },
    };
    Ok(portal::conversations::set_state(&world, &actor()?, &conversation, wish).await?)
}

/// Gives it exactly these labels.
#[server]
pub async fn set_labels(conversation: ConversationId, #[server(default)] labels: Vec<LabelId>) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::set_labels(&world(), &actor()?, &conversation, &labels).await?)
}

/// Writes a note that only the dealer's people see.
#[server]
pub async fn write_note(
    conversation: ConversationId,
    #[server(default)] request_id: String,
    #[server(default)] body: String,
    #[server(default)] mentions: Vec<PersonId>,
) -> Answer<MessageView> {
    use crate::context::{actor, world};
    let note = NewNote {
        request_id,
        body,
        mentions,
    };
    Ok(portal::conversations::write_note(&world(), &actor()?, &conversation, note).await?)
}

/// Keeps what has been begun.
#[server]
pub async fn save_draft(conversation: ConversationId, #[server(default)] body: String) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::save_draft(&world(), &actor()?, &conversation, &body).await?)
}

/// Sends words.
#[server]
pub async fn send_text(
    conversation: ConversationId,
    request_id: String,
    #[server(default)] body: String,
) -> Answer<MessageView> {
    use crate::context::{actor, world};
    let content = Content::Text { body };
    let outgoing = Outgoing {
        conversation,
        request_id,
        content,
    };
    Ok(portal::messages::send(&world(), &actor()?, outgoing).await?)
}

/// Sends a file that was uploaded before.
#[server]
pub async fn send_media(
    conversation: ConversationId,
    request_id: String,
    attachment: AttachmentId,
    #[server(default)] caption: String,
) -> Answer<MessageView> {
    use crate::context::{actor, world};
    let content = Content::Media { attachment, caption };
    let outgoing = Outgoing {
        conversation,
        request_id,
        content,
    };
    Ok(portal::messages::send(&world(), &actor()?, outgoing).await?)
}

/// Sends a template; `variables` are what stands for `{{1}}`, `{{2}}` …
#[server]
pub async fn send_template(
    conversation: ConversationId,
    request_id: String,
    template: TemplateId,
    #[server(default)] variables: BTreeMap<String, String>,
) -> Answer<MessageView> {
    use crate::context::{actor, world};
    let variables = variables.into_iter().collect();
    let content = Content::Template { template, variables };
    let outgoing = Outgoing {
        conversation,
        request_id,
        content,
    };
    Ok(portal::messages::send(&world(), &actor()?, outgoing).await?)
}

/// Sends where the dealer is.
#[server]
pub async fn send_place(conversation: ConversationId, request_id: String) -> Answer<MessageView> {
    use crate::context::{actor, world};
    Ok(portal::messages::send_place(&world(), &actor()?, conversation, request_id).await?)
}

/// Keeps a list under a name, for the person alone.
#[server]
pub async fn save_view(#[server(default)] name: String, #[server(default)] filter: Filter) -> Answer<()> {
    use crate::context::{actor, world};
    portal::conversations::save_filter(&world(), &actor()?, &name, &filter).await?;
    Ok(())
}

/// Sends again what failed.
#[server]
pub async fn retry_message(message: MessageId) -> Answer<MessageView> {
    use crate::context::{actor, world};
    Ok(portal::messages::retry(&world(), &actor()?, &message).await?)
}

/// Fetches a file again that could not be.
#[server]
pub async fn fetch_file(attachment: AttachmentId) -> Answer<()> {
    use crate::context::{actor, world};
    portal::media::fetch_again(&world(), &actor()?, &attachment).await?;
    Ok(())
}

/// The templates that can be sent in a conversation now, and why the others cannot.
#[server]
pub async fn load_choices(conversation: ConversationId) -> Answer<Choices> {
    use crate::context::{actor, world};
    Ok(portal::templates::usable(&world(), &actor()?, &conversation).await?)
}

/// Shows the buyer that somebody is writing.
#[server]
pub async fn show_typing(conversation: ConversationId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::messages::typing(&world(), &actor()?, &conversation).await?)
}
