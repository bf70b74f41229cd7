//! What the desk holds, and how news change it. The same news twice, late or in another order change nothing more:
//! rows know their count, and a message's status only moves up.

use domain::{
    MessageId, Timestamp,
    conversation::Thread,
    message::Direction,
    window::{LENGTH, Window, window},
};
#[cfg(any(feature = "hydrate", test))]
use domain::{
    conversation::{Changes, ConversationRow, Desk, Filter},
    message::MessageView,
};

/// The open conversation, and what the page knows about it besides.
#[derive(Debug, Clone)]
pub struct Talk {
    /// What the server said.
    pub thread: Thread,
    /// The first message that nobody had looked at when it was opened.
    pub first_new: Option<MessageId>,
    /// When the buyer last wrote.
    pub last_inbound: Option<Timestamp>,
}

impl Talk {
    /// A conversation that has just been opened.
    pub fn of(thread: Thread) -> Self {
        let unread = usize::try_from(thread.row.unread).unwrap_or(0);
        let inbound = thread
            .messages
            .iter()
            .rev()
            .filter(|m| m.direction == Direction::In);
        let first_new = inbound.take(unread).last().map(|m| m.id.clone());
        Self {
            first_new,
            last_inbound: last_inbound(thread.window),
            thread,
        }
    }

    /// Whether free text may be sent now.
    pub fn window(&self, now: Timestamp) -> Window {
        window(self.last_inbound, now)
    }

    #[cfg(any(feature = "hydrate", test))]
    /// Takes a message in; answers whether it is a new one of the buyer's.
    pub fn take(&mut self, news: MessageView) -> bool {
        if news.direction == Direction::In {
            self.last_inbound = self.last_inbound.max(Some(news.at));
        }
        let same = |old: &MessageView| {
            old.id == news.id || (news.request_id.is_some() && old.request_id == news.request_id)
        };
        let all = &mut self.thread.messages;
        if let Some(old) = all.iter_mut().rev().find(|old| same(old)) {
            // Late news. A status is no measure: a message that is sent again goes back to waiting.
            if news.seq >= old.seq {
                *old = news;
            }
            return false;
        }
        let is_in = news.direction == Direction::In;
        let place = all
            .iter()
            .rposition(|old| old.at <= news.at)
            .map_or(0, |at| at + 1);
        // Older than everything here: *Earlier messages* will bring it.
        if place > 0 || all.is_empty() || self.thread.earlier.is_none() {
            all.insert(place, news);
        }
        is_in
    }
}

fn last_inbound(window: Window) -> Option<Timestamp> {
    match window {
        Window::Open { until } | Window::Closing { until } => Some(until - LENGTH),
        Window::Closed { since } => since.map(|since| since - LENGTH),
    }
}

#[cfg(any(feature = "hydrate", test))]
/// Puts changes into list and conversation; answers the new messages of the buyer who is being looked at.
pub fn apply(desk: &mut Desk, talk: &mut Option<Talk>, filter: &Filter, news: Changes) -> Vec<MessageView> {
    desk.seq = desk.seq.max(news.seq);
    desk.counts = news.counts;
    for row in news.rows {
        if let Some(talk) = talk.as_mut().filter(|talk| talk.thread.row.id == row.id)
            && talk.thread.row.seq <= row.seq
        {
            talk.thread.row = row.clone();
        }
        place(desk, filter, row);
    }
    let mut inbound = Vec::new();
    if let Some(talk) = talk {
        for (conversation, message) in news.messages {
            if conversation == talk.thread.row.id && talk.take(message.clone()) {
                inbound.push(message);
            }
        }
    }
    inbound
}

#[cfg(any(feature = "hydrate", test))]
/// Puts a line where it belongs in the list, or takes it out.
fn place(desk: &mut Desk, filter: &Filter, row: ConversationRow) {
    let rows = &mut desk.rows.rows;
    if let Some(old) = rows.iter().position(|old| old.id == row.id) {
        if rows[old].seq > row.seq {
            return;
        }
        rows.remove(old);
    }
    if !filter.keeps(&row, &desk.me) {
        return;
    }
    let at = rows.partition_point(|other| (other.place, &other.id) < (row.place, &row.id));
    // Beyond what has been loaded: the next part brings it.
    if at < rows.len() || desk.rows.next.is_none() {
        rows.insert(at, row);
    }
}

#[cfg(any(feature = "hydrate", test))]
/// Adds the part of the list after `after`, if the list ends there still.
pub fn append(desk: &mut Desk, after: &str, more: domain::Page<ConversationRow>) {
    if desk.rows.next.as_deref() != Some(after) {
        return;
    }
    desk.rows.next = more.next;
    for row in more.rows {
        if !desk.rows.rows.iter().any(|known| known.id == row.id) {
            desk.rows.rows.push(row);
        }
    }
}

#[cfg(any(feature = "hydrate", test))]
/// Adds the messages before those that are here.
pub fn prepend(talk: &mut Talk, before: domain::Page<MessageView>) {
    let thread = &mut talk.thread;
    thread.earlier = before.next;
    let mut all = before.rows;
    all.retain(|message| !thread.messages.iter().any(|known| known.id == message.id));
    all.append(&mut thread.messages);
    thread.messages = all;
}

#[cfg(test)]
pub(super) mod tests;
