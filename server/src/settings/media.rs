//! Where pictures, recordings and documents are kept.

use std::path::{Path, PathBuf};

use files::{Bucket, Place};
use secrecy::SecretString;
use url::Url;

use super::{
    Fault,
    read::{Reader, protected},
};

const URL: &str = "FORECOURT_MEDIA_URL";
const KEY_ID: &str = "FORECOURT_MEDIA_KEY_ID";
const SECRET_KEY: &str = "FORECOURT_MEDIA_SECRET_KEY";

/// What the variable says.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Folder(PathBuf),
    Bucket { name: String, prefix: String },
}

pub(super) fn place(reader: &mut Reader<'_>) -> Place {
    match reader.read(URL, said) {
        Some(Said::Folder(path)) => Place::Folder(path),
        Some(Said::Bucket { name, prefix }) => Place::Bucket(bucket(reader, name, prefix)),
        None => Place::Folder(beside(reader.source.get("FORECOURT_DATABASE_URL"))),
    }
}

fn bucket(reader: &mut Reader<'_>, name: String, prefix: String) -> Bucket {
    let region = reader
        .text("FORECOURT_MEDIA_REGION")
        .unwrap_or_else(|| "eu-central-1".into());
    let amazon = format!("https://s3.{region}.amazonaws.com");
    let endpoint = reader
        .read("FORECOURT_MEDIA_ENDPOINT", protected)
        .or_else(|| Url::parse(&amazon).ok());
    let endpoint = endpoint.unwrap_or_else(|| {
        let why = "must be letters, digits and dashes";
        reader.faults.push(Fault::new("FORECOURT_MEDIA_REGION", why));
        Url::parse("https://s3.amazonaws.com").expect("a constant address")
    });
    for variable in [KEY_ID, SECRET_KEY] {
        if reader.source.get(variable).is_none() {
            let why = "is missing, although FORECOURT_MEDIA_URL names a bucket";
            reader.faults.push(Fault::new(variable, why));
        }
    }
    Bucket {
        endpoint,
        region,
        name,
        prefix,
        key_id: reader.text(KEY_ID).unwrap_or_default(),
        secret_key: reader
            .secret(SECRET_KEY)
            .unwrap_or_else(|| SecretString::from(String::new())),
    }
}

fn said(text: &str) -> Result<Said, String> {
    if let Some(path) = text.strip_prefix("file://").filter(|path| !path.is_empty()) {
        return Ok(Said::Folder(path.into()));
    }
    let Some(rest) = text.strip_prefix("s3://") else {
        return Err("must start with file:// or s3://".into());
    };
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_end_matches('/');
    let plain = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._/".contains(&b))
    };
    if name.is_empty() || !plain(name) || !plain(prefix) {
        return Err("must name a bucket and perhaps a prefix".into());
    }
    Ok(Said::Bucket {
        name: name.to_owned(),
        prefix: prefix.to_owned(),
    })
}

/// The folder `media` beside an SQLite database; in the working folder's `data` for PostgreSQL.
fn beside(database_url: Option<&str>) -> PathBuf {
    let file = database_url
        .unwrap_or("sqlite://data/forecourt.db")
        .strip_prefix("sqlite:");
    let file = file.map(|file| {
        file.trim_start_matches("//")
            .split('?')
            .next()
            .unwrap_or_default()
    });
    let folder = file.and_then(|file| Path::new(file).parent().map(Path::to_owned));
    folder.unwrap_or_else(|| "data".into()).join("media")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_or_a_bucket_and_nothing_else() {
        assert_eq!(said("file:///srv/media"), Ok(Said::Folder("/srv/media".into())));
        assert_eq!(said("file://data/media"), Ok(Said::Folder("data/media".into())));
        let bucket = |name: &str, prefix: &str| Said::Bucket {
            name: name.into(),
            prefix: prefix.into(),
        };
        assert_eq!(said("s3://photos"), Ok(bucket("photos", "")));
        assert_eq!(said("s3://photos/a/b/"), Ok(bucket("photos", "a/b")));
        for text in ["", "file://", "s3://", "s3:///x", "s3://a b", "/srv", "https://x"] {
            assert!(said(text).is_err(), "{text}");
        }
    }

    #[test]
    fn files_lie_beside_the_database_unless_told_otherwise() {
        for (url, folder) in [
            (None, "data/media"),
            (Some("sqlite://data/forecourt.db"), "data/media"),
            (Some("sqlite:///srv/f/x.db?mode=rwc"), "/srv/f/media"),
            (Some("postgres://u@h/d"), "data/media"),
        ] {
            assert_eq!(beside(url), PathBuf::from(folder), "{url:?}");
        }
    }
}
