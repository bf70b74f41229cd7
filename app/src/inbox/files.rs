//! Pictures, recordings and documents of a message.

use domain::{
    Lang,
    message::{AttachmentState, AttachmentView, Kind},
    say,
};
use leptos::prelude::*;

use super::{doors, form, state::State};
use crate::components::Icon;

/// What is attached: the thing itself once it is here, or where it is.
pub fn file(lang: Lang, file: &AttachmentView, kind: Kind, words: &str) -> AnyView {
    match file.state {
        AttachmentState::Kept => kept(lang, file, words),
        AttachmentState::Waiting => {
            let shape = if matches!(kind, Kind::Image | Kind::Video | Kind::Sticker) {
                "file-wait picture"
            } else {
                "file-wait"
            };
            view! { <span class=shape><Icon name="refresh" spin=true/>{say::inbox::media_waiting(lang)}</span> }
                .into_any()
        }
        AttachmentState::Failed => missing(lang, file, say::inbox::media_failed(lang)),
        AttachmentState::Refused => missing(lang, file, say::inbox::media_refused(lang)),
        AttachmentState::Erased => missing(lang, file, say::inbox::media_erased(lang)),
    }
}

/// The way to have it fetched again, if it could not be.
pub fn again(state: State, file: &AttachmentView) -> Option<AnyView> {
    let button = || {
        view! { <button type="submit" class="button small"><Icon name="refresh"/>{say::inbox::media_again(state.lang)}</button> }
            .into_any()
    };
    (file.state == AttachmentState::Failed)
        .then(|| form::form::<doors::FetchFile>(state, vec![("attachment", file.id.to_string())], button()))
}

fn missing(lang: Lang, file: &AttachmentView, what: &'static str) -> AnyView {
    let name = file
        .name
        .clone()
        .unwrap_or_else(|| sort(lang, &file.content_type).1.to_owned());
    view! {
        <span class="file-card missing">
            <Icon name="alert"/>
            <span><b>{name} " · " {what}</b>{file.trouble.clone().map(|why| view! { <small>{why}</small> })}</span>
        </span>
    }
    .into_any()
}

fn kept(lang: Lang, file: &AttachmentView, words: &str) -> AnyView {
    let href = format!("/media/{}", file.id);
    let (icon, name) = sort(lang, &file.content_type);
    match file.content_type.split('/').next() {
        Some("image") => {
            let (wide, high) = file.small.unzip();
            let source = if file.small.is_some() {
                format!("{href}/small")
            } else {
                href.clone()
            };
            let about = if words.is_empty() {
                say::inbox::open_photo(lang).to_owned()
            } else {
                format!("{}: {words}", say::inbox::open_photo(lang))
            };
            view! {
                <a class="photo" href=href target="_blank" rel="noopener" aria-label=about>
                    <img src=source width=wide height=high alt="" loading="lazy"/>
                </a>
            }
            .into_any()
        }
        Some("video") => {
            view! { <video class="film" controls=true preload="metadata" src=href aria-label=say::inbox::video(lang)></video> }
                .into_any()
        }
        Some("audio") => {
            view! { <audio class="sound" controls=true preload="none" src=href aria-label=say::inbox::voice(lang)></audio> }
                .into_any()
        }
        _ => {
            let title = file.name.clone().unwrap_or_else(|| name.to_owned());
            view! {
                <a class="file-card" href=href download=file.name.clone().unwrap_or_default()>
                    <Icon name=icon/>
                    <span><b>{title}</b><small>{size(file.bytes)}</small></span>
                    <Icon name="download"/>
                    <span class="for-ears">{say::inbox::download(lang)}</span>
                </a>
            }
            .into_any()
        }
    }
}

/// Picture and word for a type of file.
fn sort(lang: Lang, content_type: &str) -> (&'static str, &'static str) {
    match content_type.split('/').next() {
        Some("image") => ("image", say::inbox::kind_image(lang)),
        Some("video") => ("video", say::inbox::kind_video(lang)),
        Some("audio") => ("mic", say::inbox::kind_audio(lang)),
        _ if content_type.contains("vcard") => ("card", say::inbox::kind_contacts(lang)),
        _ => ("file", say::inbox::kind_document(lang)),
    }
}

/// Picture and word for a kind of message, for a line of the list; none for words.
pub fn of_kind(lang: Lang, kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::Text => return None,
        Kind::Answer => ("reply", ""),
        Kind::Image => ("image", say::inbox::kind_image(lang)),
        Kind::Video => ("video", say::inbox::kind_video(lang)),
        Kind::Audio => ("mic", say::inbox::kind_audio(lang)),
        Kind::Document => ("file", say::inbox::kind_document(lang)),
        Kind::Sticker => ("sticker", say::inbox::kind_sticker(lang)),
        Kind::Location => ("pin", say::inbox::kind_location(lang)),
        Kind::Contacts => ("card", say::inbox::kind_contacts(lang)),
        Kind::Template => ("template", say::inbox::kind_template(lang)),
        Kind::Unknown => ("help", say::inbox::kind_unknown(lang)),
    })
}

/// Bytes, for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_as_people_tell_them() {
        for (bytes, words) in [(12, "12 B"), (34_567, "34 kB"), (5_242_880, "5.2 MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
