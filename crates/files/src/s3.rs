use std::{sync::OnceLock, time::Duration};

use reqwest::{Response, StatusCode};
use rusty_s3::{Credentials, S3Action as _, UrlStyle};
use secrecy::ExposeSecret as _;

use crate::{Bucket, Error, Result};

/// For how long a signed address works. It is used at once; clocks may differ a little.
const SIGNED_FOR: Duration = Duration::from_mins(5);

/// A bucket and how to reach it.
pub(crate) struct Client {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    prefix: String,
    /// Made at the first call: whoever keeps files in a folder needs none.
    http: OnceLock<reqwest::Client>,
}

impl Client {
    pub(crate) fn new(bucket: Bucket) -> Self {
        let Bucket {
            endpoint,
            region,
            name,
            prefix,
            key_id,
            secret_key,
        } = bucket;
        // The one style that every service understands.
        let signer = rusty_s3::Bucket::new(endpoint, UrlStyle::Path, name, region);
        Self {
            bucket: signer.expect("the settings are checked: an address with a host"),
            credentials: Credentials::new(key_id, secret_key.expose_secret()),
            prefix: if prefix.is_empty() {
                prefix
            } else {
                format!("{prefix}/")
            },
            http: OnceLock::new(),
        }
    }

    pub(crate) async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        let key = self.key(key);
        let url = self
            .bucket
            .put_object(Some(&self.credentials), &key)
            .sign(SIGNED_FOR);
        answered(self.http()?.put(url).body(bytes).send().await).map(drop)
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let key = self.key(key);
        let url = self
            .bucket
            .get_object(Some(&self.credentials), &key)
            .sign(SIGNED_FOR);
        match answered(self.http()?.get(url).send().await) {
            Ok(response) => {
                let bytes = response.bytes().await.map_err(network)?;
                Ok(Some(bytes.into()))
            }
            Err(Error::Refused(404)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn remove(&self, key: &str) -> Result<()> {
        let key = self.key(key);
        let url = self
            .bucket
            .delete_object(Some(&self.credentials), &key)
            .sign(SIGNED_FOR);
        match answered(self.http()?.delete(url).send().await) {
            Err(Error::Refused(404)) => Ok(()),
            answer => answer.map(drop),
        }
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn http(&self) -> Result<&reqwest::Client> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // An error means that a provider is already installed, which is what we want.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_mins(1))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(network)?;
        Ok(self.http.get_or_init(|| http))
    }
}

fn answered(answer: reqwest::Result<Response>) -> Result<Response> {
    let response = answer.map_err(network)?;
    match response.status() {
        status if status.is_success() => Ok(response),
        status => Err(Error::Refused(StatusCode::as_u16(&status))),
    }
}

/// The address of a call is signed: whoever reads it may use it.
fn network(error: reqwest::Error) -> Error {
    Error::Network(error.without_url())
}
