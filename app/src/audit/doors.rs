use domain::{DealerId, Page, audit::AuditLine, dealer::DealerList};
use leptos::prelude::*;

use crate::answer::Answer;

/// The log, newest first, of one dealer or of all.
#[server]
pub async fn list_audit(
    #[server(default)] dealer: Option<DealerId>,
    #[server(default)] after: String,
) -> Answer<Page<AuditLine>> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::audit::list(&world(), &actor()?, dealer.as_ref(), after).await?)
}

/// Dealers whose log may be meant.
#[server]
pub async fn find_dealers(text: String) -> Answer<DealerList> {
    use crate::context::{actor, world};
    Ok(portal::dealers::list(&world(), &actor()?, &text, None).await?)
}
