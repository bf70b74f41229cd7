//! Which files travel by WhatsApp: their types, how large they may be, and how their bytes begin.

use crate::message::Kind;

/// The most that Twilio takes and gives, in bytes. Source: Twilio, "WhatsApp media": 16 MB.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// The most that WhatsApp takes as a picture, in bytes. Source: Meta, "Supported media types": 5 MB.
const MOST_OF_A_PICTURE: u64 = 5 * 1024 * 1024;

/// What may be sent to a buyer: the type, and how large it may be in bytes. Source: Twilio, "Supported file types for
/// WhatsApp". Stickers need a size and a shape of their own and are left out.
const SENDABLE: &[(&str, u64)] = &[
    ("image/jpeg", MOST_OF_A_PICTURE),
    ("image/png", MOST_OF_A_PICTURE),
    ("audio/aac", MOST_BYTES),
    ("audio/amr", MOST_BYTES),
    ("audio/mp4", MOST_BYTES),
    ("audio/mpeg", MOST_BYTES),
    ("audio/ogg", MOST_BYTES),
    ("video/3gpp", MOST_BYTES),
    ("video/mp4", MOST_BYTES),
    ("application/pdf", MOST_BYTES),
    ("application/msword", MOST_BYTES),
    ("application/vnd.ms-excel", MOST_BYTES),
    ("application/vnd.ms-powerpoint", MOST_BYTES),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        MOST_BYTES,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        MOST_BYTES,
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        MOST_BYTES,
    ),
];

/// A type without its parameters, in lower case: `audio/ogg; codecs=opus` is `audio/ogg`.
pub fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// How large a file of that type may be to be sent, in bytes; `None` if WhatsApp does not take it.
pub fn limit(content_type: &str) -> Option<u64> {
    let essence = essence(content_type);
    let found = SENDABLE.iter().find(|(name, _)| *name == essence);
    found.map(|(_, most)| *most)
}

/// What kind of message a file makes.
pub fn kind(content_type: &str) -> Kind {
    let essence = essence(content_type);
    match essence.as_str() {
        "text/vcard" | "text/x-vcard" | "text/directory" => Kind::Contacts,
        "image/webp" => Kind::Sticker,
        other => match other.split('/').next() {
            Some("image") => Kind::Image,
            Some("audio") => Kind::Audio,
            Some("video") => Kind::Video,
            _ => Kind::Document,
        },
    }
}

/// Whether a browser may show a file of that type on our own origin: nothing in it can run.
pub fn may_be_shown(content_type: &str) -> bool {
    let essence = essence(content_type);
    matches!(
        essence.as_str(),
        "image/jpeg" | "image/png" | "image/webp" | "image/gif"
    ) || ((essence.starts_with("audio/") || essence.starts_with("video/")) && limit(&essence).is_some())
}

/// Whether bytes begin as a file of that type does. Types whose files begin in no special way are believed.
pub fn begins_as(content_type: &str, bytes: &[u8]) -> bool {
    let starts = |sign: &[u8]| bytes.starts_with(sign);
    // ISO base media: four bytes of length, then `ftyp`.
    let is_iso = bytes.get(4..8) == Some(b"ftyp");
    match essence(content_type).as_str() {
        "image/jpeg" => starts(b"\xff\xd8\xff"),
        "image/png" => starts(b"\x89PNG\r\n\x1a\n"),
        "image/gif" => starts(b"GIF8"),
        "image/webp" => starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        "audio/ogg" => starts(b"OggS"),
        "audio/amr" => starts(b"#!AMR"),
        // An ID3 tag, or the first eleven bits of a frame.
        "audio/mpeg" => starts(b"ID3") || matches!(bytes, [0xff, next, ..] if next & 0xe0 == 0xe0),
        "audio/aac" => matches!(bytes, [0xff, next, ..] if next & 0xf0 == 0xf0),
        "audio/mp4" | "video/mp4" | "video/3gpp" => is_iso,
        "application/pdf" => starts(b"%PDF-"),
        "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => {
            starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        }
        office if office.starts_with("application/vnd.openxmlformats-officedocument.") => {
            starts(b"PK\x03\x04")
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_are_no_part_of_a_type() {
        assert_eq!(essence(" Audio/OGG; codecs=opus"), "audio/ogg");
        assert_eq!(limit("AUDIO/ogg; codecs=opus"), Some(MOST_BYTES));
        assert_eq!(limit("image/jpeg"), Some(5 * 1024 * 1024));
        for other in ["image/webp", "image/svg+xml", "text/html", "application/zip", ""] {
            assert_eq!(limit(other), None, "{other}");
        }
    }

    #[test]
    fn a_file_makes_a_message_of_its_kind() {
        for (content_type, is) in [
            ("image/jpeg", Kind::Image),
            ("image/webp", Kind::Sticker),
            ("audio/ogg; codecs=opus", Kind::Audio),
            ("video/3gpp", Kind::Video),
            ("text/vcard", Kind::Contacts),
            ("application/pdf", Kind::Document),
            ("", Kind::Document),
        ] {
            assert_eq!(kind(content_type), is, "{content_type}");
        }
    }

    #[test]
    fn what_could_run_is_never_shown() {
        for content_type in [
            "image/svg+xml",
            "text/html",
            "application/pdf",
            "application/xml",
            "video/x-new",
            "",
        ] {
            assert!(!may_be_shown(content_type), "{content_type}");
        }
        for content_type in ["image/jpeg", "image/webp", "audio/ogg; codecs=opus", "video/mp4"] {
            assert!(may_be_shown(content_type), "{content_type}");
        }
    }

    #[test]
    fn bytes_must_begin_as_their_type_does() {
        for (content_type, bytes) in [
            ("image/jpeg", &b"\xff\xd8\xff\xe0"[..]),
            ("image/png", b"\x89PNG\r\n\x1a\nmore"),
            ("image/webp", b"RIFF\0\0\0\0WEBPVP8 "),
            ("audio/ogg; codecs=opus", b"OggS"),
            ("audio/mpeg", b"\xff\xfb\x90"),
            ("audio/aac", b"\xff\xf1\x50"),
            ("video/mp4", b"\0\0\0\x18ftypmp42"),
            ("application/pdf", b"%PDF-1.7"),
            ("text/vcard", b"BEGIN:VCARD"),
        ] {
            assert!(begins_as(content_type, bytes), "{content_type}");
        }
        for content_type in [
            "image/jpeg",
            "image/png",
            "image/webp",
            "audio/ogg",
            "audio/mpeg",
            "video/mp4",
            "application/pdf",
        ] {
            for bytes in [&b""[..], b"<html>", b"MZ\x90\0\x03\0\0\0\x04\0\0\0"] {
                assert!(!begins_as(content_type, bytes), "{content_type}");
            }
        }
    }
}
