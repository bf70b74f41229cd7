//! From JSON to what the desk holds. Derived readers weigh two to nine kilobytes of WASM a type, and the desk has
//! thirty; here one reader makes a tree of values, and each type picks its fields. What is missing is empty.

use domain::{
    AttachmentId, CannedId, ContactId, ConversationId, FilterId, LabelId, MessageId, NumberId, Page,
    PersonId, TemplateId, Timestamp,
    contact::{Consent, ContactView},
    conversation::{
        Canned, Changes, Colour, ConversationRow, ConversationState, Counts, Desk, Filter, Hit, Label,
        Mention, SavedFilter, Thread, View,
    },
    message::{
        AttachmentState, AttachmentView, Detail, Direction, FromTemplate, Kind, Location, MessageTrouble,
        MessageView, Origin, Referral, Status,
    },
    template::{Button, ButtonKind, Choice, Choices, Line, Shape},
    window::Window,
};
use serde_json::Value;

use super::state::{First, Start};

/// Something that travels as JSON.
pub trait Read: Sized {
    /// From a value; `None` if it is another thing.
    fn read(json: &Value) -> Option<Self>;
}

/// From text.
pub fn read<T: Read>(json: &str) -> Option<T> {
    T::read(&serde_json::from_str(json).ok()?)
}

impl Read for String {
    fn read(json: &Value) -> Option<Self> {
        Some(json.as_str().unwrap_or_default().to_owned())
    }
}
impl Read for bool {
    fn read(json: &Value) -> Option<Self> {
        Some(json.as_bool().unwrap_or_default())
    }
}
impl Read for i64 {
    fn read(json: &Value) -> Option<Self> {
        json.as_i64()
    }
}
impl Read for u64 {
    fn read(json: &Value) -> Option<Self> {
        json.as_u64()
    }
}
impl Read for u32 {
    fn read(json: &Value) -> Option<Self> {
        u32::try_from(json.as_u64()?).ok()
    }
}
impl Read for Timestamp {
    fn read(json: &Value) -> Option<Self> {
        json.as_i64().map(Self)
    }
}
impl<T: Read> Read for Option<T> {
    fn read(json: &Value) -> Option<Self> {
        if json.is_null() {
            Some(None)
        } else {
            T::read(json).map(Some)
        }
    }
}
impl<T: Read> Read for Vec<T> {
    fn read(json: &Value) -> Option<Self> {
        json.as_array()
            .map_or_else(|| Some(Self::new()), |all| all.iter().map(T::read).collect())
    }
}
impl<A: Read, B: Read> Read for (A, B) {
    fn read(json: &Value) -> Option<Self> {
        Some((A::read(&json[0])?, B::read(&json[1])?))
    }
}

/// Types that are one text.
macro_rules! by_name {
    ($read:ident: $($kind:ty),+ $(,)?) => {$(
        impl Read for $kind {
            fn read(json: &Value) -> Option<Self> {
                by_name!(@$read json.as_str()?)
            }
        }
    )+};
    (@id $text:expr) => { $text.parse().ok() };
    (@word $text:expr) => { Self::parse($text) };
}
by_name!(id: AttachmentId, CannedId, ContactId, ConversationId, FilterId, LabelId, MessageId, NumberId, PersonId, TemplateId);
by_name!(word: AttachmentState, ButtonKind, Colour, Consent, ConversationState, Direction, Kind, Origin, Status, View);

/// Types that are fields of their names.
macro_rules! by_field {
    ($($kind:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Read for $kind {
            fn read(json: &Value) -> Option<Self> {
                Some(Self { $($field: Read::read(&json[stringify!($field)])?,)+ })
            }
        }
    )+};
}
by_field! {
    AttachmentView { id, content_type, name, bytes, state, small, trouble }
    Button { kind, title, target }
    Canned { id, short, text }
    Changes { seq, rows, messages, counts, reset }
    Choice { id, name, language, shape, variables }
    Choices { usable, unusable }
    ContactView {
        id, name, profile_name, own_name, phone, notes, consent, consent_at, consent_how, stopped_at, since,
    }
    ConversationRow {
        id, contact, number, name, last, last_kind, last_direction, last_status, last_at, unread, waiting_since, state,
        snoozed_until, assignee, labels, mention, place, seq,
    }
    Counts { all, mine, unassigned, unread, snoozed, mentions }
    Desk { rows, seq, counts, people, labels, numbers, canned, filters, me, is_owner, now }
    Detail { location, answer, replied_sid, forwarded, referral, template, mentions, other, erased }
    Filter { view, label, number }
    First { number, chat, qr_svg }
    FromTemplate { content_sid, name, variables, buttons }
    Hit { conversation, contact, name, message, at, excerpt }
    Label { id, name, colour }
    Line { title, detail }
    Location { latitude, longitude, label, address }
    MessageTrouble { what, act, code, retry }
    MessageView {
        id, request_id, direction, origin, author, kind, body, detail, quoted, attachments, status, trouble, at,
        seq,
    }
    Referral { source, source_id, url, headline, body, click }
    SavedFilter { id, name, filter }
    Start { address, desk, thread, hits, choices, connected, first, request_id, refused }
    Thread { row, contact, number, window, messages, earlier, draft }
}

impl<T: Read> Read for Page<T> {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            rows: Read::read(&json["rows"])?,
            next: Read::read(&json["next"])?,
        })
    }
}
impl Read for Mention {
    fn read(json: &Value) -> Option<Self> {
        Some(match json.as_str()? {
            "seen" => Self::Seen,
            "new" => Self::New,
            _ => Self::None,
        })
    }
}
impl Read for Window {
    fn read(json: &Value) -> Option<Self> {
        let (name, json) = json.as_object()?.iter().next()?;
        let until = &json["until"];
        Some(match name.as_str() {
            "open" => Self::Open {
                until: Read::read(until)?,
            },
            "closing" => Self::Closing {
                until: Read::read(until)?,
            },
            _ => Self::Closed {
                since: Read::read(&json["since"])?,
            },
        })
    }
}
impl Read for Shape {
    fn read(json: &Value) -> Option<Self> {
        let (name, json) = json.as_object()?.iter().next()?;
        let text = |name: &str| String::read(&json[name]);
        let (body, buttons) = (text("body")?, &json["buttons"]);
        Some(match name.as_str() {
            "text" => Self::Text { body },
            "media" => Self::Media {
                body,
                url: text("url")?,
            },
            "quick_reply" => Self::QuickReply {
                body,
                buttons: Read::read(buttons)?,
            },
            "call_to_action" => Self::CallToAction {
                body,
                buttons: Read::read(buttons)?,
            },
            "list" => Self::List {
                body,
                button: text("button")?,
                lines: Read::read(&json["lines"])?,
            },
            "card" => Self::Card {
                title: text("title")?,
                subtitle: text("subtitle")?,
                picture: text("picture")?,
                buttons: Read::read(buttons)?,
            },
            _ => return None,
        })
    }
}
