//! Secrets at rest.

/// Holds the secret keys.
#[derive(Debug)]
pub struct Vault;
