use domain::{Page, audit::AuditLine};
use leptos::prelude::*;

use crate::answer::Answer;

/// The log, newest first.
#[server]
pub async fn load_audit(after: Option<String>) -> Answer<Page<AuditLine>> {
    use crate::context::{actor, world};
    Ok(portal::audit::list(&world(), &actor()?, None, after.as_deref()).await?)
}
