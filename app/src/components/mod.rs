//! The parts that pages are made of. Native elements first, each labelled and usable by keyboard.

mod badge;
mod button;
mod choice;
mod copy;
mod dialog;
mod empty;
mod field;
mod icon;
mod label;
mod loaded;
mod menu;
mod notice;
mod page;
mod stepper;
mod table;
mod tabs;
mod text_area;
mod time;
mod timeline;
mod toast;

/// `external` for addresses that the server draws without WASM: the router must leave them to the browser.
pub fn rel(href: &str) -> Option<&'static str> {
    let light = ["/connect", "/inbox", "/whatsapp/", "/login", "/forgot"];
    (light.iter().any(|start| href.starts_with(start)) && !href.starts_with("/connections"))
        .then_some("external")
}

pub use badge::{Avatar, Badge, HealthBadge, HealthLine, LastMessage, Tint};
pub use button::{Button, GoButton, Kind, LinkButton, OpenDialog};
pub use choice::{Check, Choice};
pub use copy::{CopyField, CopyInline, Qr};
pub use dialog::{CloseDialog, Dialog, close_dialog, open_by_hand, open_dialog};
pub use empty::{Empty, Skeleton};
pub use field::{Select, TextField, Wrong, field_error};
pub use icon::Icon;
pub use label::{label_class, labels_key};
pub use loaded::{Load, refusal_page, refusal_view};
pub use menu::Menu;
pub use notice::{Notice, RefusalNotice};
pub use page::{Page, PageHead, SubTitle};
pub use stepper::{Stepper, StepperItem};
pub use table::{Pager, Table};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use time::{Ago, date, exact, length, moment};
pub use timeline::Timeline;
pub use toast::{ToastRegion, Toasts, toast_when_done};
