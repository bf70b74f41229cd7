//! The audit log: read side. Deeds write their line in their own transaction with `store::audit::insert`.

use domain::{DealerId, Page, audit::AuditLine};

use crate::{Actor, Result, World};

/// The log, newest first, of one dealer or of all. For admins and support.
pub async fn list(
    _world: &World,
    _actor: &Actor,
    _dealer: Option<&DealerId>,
    _after: Option<&str>,
) -> Result<Page<AuditLine>> {
    todo!()
}
