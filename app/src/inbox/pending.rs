//! What has been written and not yet confirmed. It is kept in the browser until the server has it, so a reload or a bad
//! line loses nothing; and each carries the name the browser gave it, so what is handed in twice is sent once.

use domain::{
    ConversationId, Timestamp,
    message::{Direction, Kind, MessageView, Origin, Status},
};

/// One message or note on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The browser's name of it.
    pub request_id: String,
    /// In which conversation.
    pub conversation: ConversationId,
    /// When it was written.
    pub at: Timestamp,
    /// What it is.
    pub kind: Kind,
    /// Whether it is a note.
    pub note: bool,
    /// The door.
    pub path: String,
    /// What the door is handed: a form's body.
    pub form: String,
    /// Its words, for the page.
    pub words: String,
    /// Why the server refused it.
    pub refused: Option<String>,
}

impl Pending {
    #[cfg(any(feature = "hydrate", test))]
    /// One text, for the browser's store: a line for each part, the words last. Why it was refused stands beside what
    /// it is: what was refused once goes out only when somebody says so.
    pub fn kept(&self) -> String {
        let mut way = if self.note { "note" } else { "out" }.to_owned();
        if let Some(why) = &self.refused {
            way.push(' ');
            way.push_str(&why.replace('\n', " "));
        }
        let at = self.at.0.to_string();
        [
            self.conversation.as_str(),
            &at,
            self.kind.as_str(),
            &way,
            &self.path,
            &self.form,
            &self.words,
        ]
        .join("\n")
    }

    #[cfg(any(feature = "hydrate", test))]
    /// From that text.
    pub fn restored(request_id: &str, kept: &str) -> Option<Self> {
        let mut parts = kept.splitn(7, '\n');
        let (conversation, at, kind, way) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (way, refused) = way
            .split_once(' ')
            .map_or((way, None), |(way, why)| (way, Some(why)));
        Some(Self {
            request_id: request_id.to_owned(),
            conversation: conversation.parse().ok()?,
            at: Timestamp(at.parse().ok()?),
            kind: Kind::parse(kind)?,
            note: way == "note",
            path: parts.next()?.to_owned(),
            form: parts.next()?.to_owned(),
            words: parts.next()?.to_owned(),
            refused: refused.map(str::to_owned),
        })
    }

    /// As it stands in the thread meanwhile.
    pub fn view(&self) -> Option<MessageView> {
        Some(MessageView {
            id: self.request_id.parse().ok()?,
            request_id: Some(self.request_id.clone()),
            direction: if self.note {
                Direction::Note
            } else {
                Direction::Out
            },
            origin: Origin::Person,
            author: None,
            kind: self.kind,
            body: self.words.clone(),
            detail: domain::message::Detail::default(),
            quoted: None,
            attachments: Vec::new(),
            status: Some(if self.refused.is_some() {
                Status::Failed
            } else {
                Status::Waiting
            }),
            trouble: None,
            price: None,
            at: self.at,
            // Whatever the server says of it is newer.
            seq: 0,
        })
    }
}

#[cfg(feature = "hydrate")]
pub use browser::{again, discard, resume, send};

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{Code, message::MessageView};
    use wasm_bindgen_futures::spawn_local;

    use super::Pending;
    use crate::{
        door,
        inbox::{browser, form, state::State},
        json::read,
    };

    fn place(state: State) -> String {
        let me = state.desk().with_untracked(|desk| desk.me.as_str().to_owned());
        format!("sending:{me}:")
    }

    /// Keeps it in the browser's store, as it stands now.
    fn keep(state: State, pending: &Pending) {
        let name = format!("{}{}", place(state), pending.request_id);
        browser::keep(&name, Some(&pending.kept()));
    }

    /// Keeps a message, shows it, and hands it to the server.
    pub fn send(state: State, pending: Pending) {
        keep(state, &pending);
        state.sending().update(|all| all.push(pending));
        hand_in(state);
    }

    /// Takes one back that was refused.
    pub fn discard(state: State, request_id: &str) {
        browser::keep(&format!("{}{request_id}", place(state)), None);
        state
            .sending()
            .update(|all| all.retain(|one| one.request_id != request_id));
    }

    /// Hands one in again that was refused.
    pub fn again(state: State, request_id: &str) {
        judge(state, request_id, None);
        hand_in(state);
    }

    /// Goes on with what an earlier page did not get through.
    pub fn resume(state: State) {
        let mut found: Vec<Pending> = browser::kept(&place(state))
            .iter()
            .filter_map(|(request_id, kept)| Pending::restored(request_id, kept))
            .collect();
        found.sort_by_key(|one| one.at);
        if found.is_empty() {
            return;
        }
        state.sending().set(found);
        hand_in(state);
    }

    thread_local! {
        static UNDER_WAY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }

    /// Hands in one after the other, in the order they were written, again and again while the line is bad.
    fn hand_in(state: State) {
        if UNDER_WAY.replace(true) {
            return;
        }
        spawn_local(async move {
            let mut pause = 1_000;
            while let Some(next) = next(state) {
                match door::hand_in(&next.path, &next.form).await {
                    Ok(json) => {
                        pause = 1_000;
                        arrived(state, &next, &json);
                    }
                    Err(refusal) if refusal.0.code == Code::Unavailable => {
                        browser::pause(pause).await;
                        pause = (pause * 2).min(30_000);
                    }
                    Err(refusal) => judge(state, &next.request_id, Some(form::why(refusal))),
                }
            }
            UNDER_WAY.set(false);
        });
    }

    fn next(state: State) -> Option<Pending> {
        state
            .sending()
            .with_untracked(|all| all.iter().find(|one| one.refused.is_none()).cloned())
    }

    fn arrived(state: State, sent: &Pending, json: &str) {
        if let Some(message) = read::<MessageView>(json)
            && state.open().as_ref() == Some(&sent.conversation)
        {
            state.take(message);
        }
        discard(state, &sent.request_id);
    }

    /// Notes why one was refused, or that it is not any more.
    fn judge(state: State, request_id: &str, refused: Option<String>) {
        state.sending().update(|all| {
            if let Some(one) = all.iter_mut().find(|one| one.request_id == request_id) {
                one.refused = refused;
                keep(state, one);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_as_it_was() {
        let pending = Pending {
            request_id: "5f3a".into(),
            conversation: "c1".parse().unwrap(),
            at: Timestamp(1_795_252_230_000_000),
            kind: Kind::Text,
            note: false,
            path: "/api/app/inbox/doors/send_text".into(),
            form: "body=Hello%0Athere".into(),
            words: "Hello\nthere\n".into(),
            refused: None,
        };
        assert_eq!(Pending::restored("5f3a", &pending.kept()), Some(pending.clone()));
        let refused = Pending {
            refused: Some("The window is closed.\nSend a template.".into()),
            ..pending
        };
        let restored = Pending::restored("5f3a", &refused.kept()).unwrap();
        assert_eq!(
            restored.refused.as_deref(),
            Some("The window is closed. Send a template."),
            "it does not go out by itself"
        );
        assert_eq!((restored.note, restored.words), (false, refused.words));
        assert_eq!(Pending::restored("5f3a", "c1\n12\ntext"), None);
    }
}
