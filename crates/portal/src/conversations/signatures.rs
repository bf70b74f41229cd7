//! Agreed with the pages; each moves into a file of its own as it is written.

use domain::{
    CannedId, ConversationId, FilterId, LabelId, Page, PersonId,
    conversation::{
        Canned, Changes, ConversationRow, Desk, EditCanned, EditLabel, Filter, Hit, Label, NewNote, SavedFilter,
        SetState, Thread,
    },
    message::MessageView,
};

use crate::{Actor, Error, Result, World};

macro_rules! agreed {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) -> $answer:ty;)+) => {$(
        $(#[$doc])*
        pub async fn $name(_world: &World, actor: &Actor $(, $arg: $kind)*) -> Result<$answer> {
            actor.dealer()?;
            $(let _ = $arg;)*
            Err(Error::Missing)
        }
    )+};
}

agreed! {
    /// Everything the desk needs to be drawn first.
    desk(filter: &Filter) -> Desk;
    /// The lines of a view; `after` is `Page::next` of the part before.
    list(filter: &Filter, after: Option<&str>) -> Page<ConversationRow>;
    /// A conversation with its latest messages.
    open(conversation: &ConversationId) -> Thread;
    /// The messages before those, oldest first; `before` is `Thread::earlier`, and `next` leads further back.
    earlier(conversation: &ConversationId, before: &str) -> Page<MessageView>;
    /// What changed after the count `after`.
    changes(after: i64) -> Changes;
    /// Nothing in it is unread any more, and its notes have been seen by the asking person.
    mark_read(conversation: &ConversationId) -> ();
    /// Gives it to somebody, or to nobody.
    assign(conversation: &ConversationId, person: Option<&PersonId>) -> ();
    /// Finishes it, puts it off or opens it.
    set_state(conversation: &ConversationId, wish: SetState) -> ();
    /// Gives it exactly these labels.
    set_labels(conversation: &ConversationId, labels: &[LabelId]) -> ();
    /// Writes a note that only the dealer's people see.
    write_note(conversation: &ConversationId, note: NewNote) -> MessageView;
    /// Keeps what the asking person has begun to write; empty words forget it.
    save_draft(conversation: &ConversationId, body: &str) -> ();
    /// Conversations with these words in a message or in the contact, newest first, at most 50.
    search(words: &str) -> Vec<Hit>;
    /// Adds or changes a label. For owners.
    save_label(edit: EditLabel) -> Label;
    /// Takes a label away, from conversations too. For owners.
    remove_label(label: &LabelId) -> ();
    /// Adds or changes a reply. For owners.
    save_canned(edit: EditCanned) -> Canned;
    /// Takes a reply away. For owners.
    remove_canned(canned: &CannedId) -> ();
    /// Keeps a filter under a name, for the asking person.
    save_filter(name: &str, filter: &Filter) -> SavedFilter;
    /// Forgets one.
    remove_filter(filter: &FilterId) -> ();
}
