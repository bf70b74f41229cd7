//! Twilio's OpenAPI files, as far as they are carried in `tests/openapi`.

use std::path::Path;

use serde_json::Value;

/// The files with calls that are played.
pub const NAMES: [&str; 3] = [
    "twilio_api_v2010.json",
    "twilio_content_v1.json",
    "twilio_messaging_v2.json",
];

pub struct Files(Vec<Value>);

/// What a file says about one call.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    /// The whole file, for its `$ref`s.
    pub file: &'a Value,
    /// The path with its names in braces.
    pub path: &'a str,
    pub says: &'a Value,
}

pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openapi"))
}

impl Files {
    pub fn read() -> Self {
        let read = |name: &str| {
            let bytes = std::fs::read(folder().join(name)).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        };
        Self(NAMES.map(read).into())
    }

    /// What is said about a path, given whole or with its names in braces.
    pub fn find(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let method = method.to_lowercase();
        self.0.iter().find_map(|file| {
            let (path, item) = file["paths"]
                .as_object()?
                .iter()
                .find(|(known, _)| fits(known, path))?;
            let says = item.get(&method)?;
            Some(Operation { file, path, says })
        })
    }
}

/// Whether a path is that of a call: segment by segment, where one in braces stands for any.
pub fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut is) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), is.next()) {
            (None, None) => return true,
            (Some(wanted), Some(is)) if wanted == is || value_of(wanted, is).is_some() => {}
            _ => return false,
        }
    }
}

/// `{Sid}.json` and `PN….json` give `Sid` and `PN…`.
pub fn value_of<'a>(template: &'a str, segment: &'a str) -> Option<(&'a str, &'a str)> {
    let (name, ending) = template.strip_prefix('{')?.split_once('}')?;
    let value = segment.strip_suffix(ending)?;
    // A name without an ending must not swallow one.
    (ending == ".json" || !has_ending(value)).then_some((name, value))
}

fn has_ending(segment: &str) -> bool {
    Path::new(segment)
        .extension()
        .is_some_and(|ending| ending == "json")
}

mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_by_its_segments_and_its_ending() {
        for (template, path, is) in [
            ("/v1/Content/{Sid}", "/v1/Content/HX1", true),
            ("/v1/Content/{Sid}", "/v1/Content/{Sid}", true),
            ("/v1/Content/{Sid}", "/v1/Content", false),
            ("/v1/Content/{Sid}", "/v1/Content/HX1/ApprovalRequests", false),
            ("/v1/Content/{Sid}", "/v1/Content/HX1.json", false),
            ("/A/{AccountSid}/Keys/{Sid}.json", "/A/AC1/Keys/SK1.json", true),
            ("/A/{AccountSid}/Keys/{Sid}.json", "/A/AC1/Keys/SK1", false),
            ("/A/{AccountSid}/Keys.json", "/A/AC1/Keys.json", true),
        ] {
            assert_eq!(fits(template, path), is, "{template} {path}");
        }
    }
}
