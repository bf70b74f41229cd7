//! The same promises in a folder and in a bucket.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    routing::get,
};
use files::{Bucket, Error, Files, Place};

/// A bucket in memory: what is signed is taken, what is not is refused.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Shelf {
    async fn open() -> (Self, url::Url) {
        let shelf = Self::default();
        let doors = get(
            |State(shelf): State<Self>, Path(key): Path<String>, query| async move {
                signed(query)?;
                shelf.lock().get(&key).cloned().ok_or(StatusCode::NOT_FOUND)
            },
        )
        .put(
            |State(shelf): State<Self>, Path(key): Path<String>, query, body: Bytes| async move {
                signed(query)?;
                shelf.lock().insert(key, body);
                Ok::<_, StatusCode>(())
            },
        )
        .delete(
            |State(shelf): State<Self>, Path(key): Path<String>, query| async move {
                signed(query)?;
                shelf.lock().remove(&key);
                Ok::<_, StatusCode>(StatusCode::NO_CONTENT)
            },
        );
        let router = Router::new().route("/{*key}", doors).with_state(shelf.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (shelf, url.parse().unwrap())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap()
    }
}

fn signed(RawQuery(query): RawQuery) -> Result<(), StatusCode> {
    let query = query.unwrap_or_default();
    let is_signed = query.contains("X-Amz-Signature=") && query.contains("X-Amz-Credential=key%2F");
    is_signed.then_some(()).ok_or(StatusCode::FORBIDDEN)
}

fn bucket(endpoint: url::Url) -> Place {
    Place::Bucket(Bucket {
        endpoint,
        region: "eu-central-1".into(),
        name: "photos".into(),
        prefix: "forecourt".into(),
        key_id: "key".into(),
        secret_key: "secret".to_owned().into(),
    })
}

#[tokio::test]
async fn what_was_put_is_there_until_it_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let (shelf, url) = Shelf::open().await;
    for place in [Place::Folder(folder.path().join("media")), bucket(url)] {
        let files = Files::at(place);
        assert_eq!(files.get("dealer/one").await.unwrap(), None);
        files.put("dealer/one", b"bytes".to_vec()).await.unwrap();
        files.put("dealer/two", Vec::new()).await.unwrap();
        assert_eq!(
            files.get("dealer/one").await.unwrap().as_deref(),
            Some(&b"bytes"[..])
        );
        assert_eq!(files.get("dealer/two").await.unwrap().as_deref(), Some(&b""[..]));
        files.remove("dealer/one").await.unwrap();
        files.remove("dealer/one").await.unwrap();
        assert_eq!(files.get("dealer/one").await.unwrap(), None);
    }
    let left: Vec<_> = shelf.lock().keys().cloned().collect();
    assert_eq!(left, ["photos/forecourt/dealer/two"]);
}

#[tokio::test]
async fn no_key_leads_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::at(Place::Folder(folder.path().join("media")));
    for key in ["../secret", "/etc/passwd", "dealer/../../secret"] {
        assert!(matches!(files.get(key).await, Err(Error::Key(_))), "{key}");
        assert!(
            matches!(files.put(key, Vec::new()).await, Err(Error::Key(_))),
            "{key}"
        );
    }
}

#[tokio::test]
async fn an_error_never_tells_the_signed_address() {
    // Nobody listens there.
    let files = Files::at(bucket("http://127.0.0.1:1".parse().unwrap()));
    let error = files.get("dealer/one").await.unwrap_err();
    let told = format!("{error:?} {error}");
    assert!(matches!(error, Error::Network(_)));
    assert!(!told.contains("X-Amz") && !told.contains("secret"), "{told}");
}
