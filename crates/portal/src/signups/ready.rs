//! Whether the ISV itself can connect a dealer now.

use domain::{Code, DealerId, Lang, Problem, Timestamp, say::signup as words};
use store::Db;

use super::quota;
use crate::{Result, World};

/// What is missing in the settings, if anything. Without it Meta's window would share nothing with Twilio.
pub(super) fn missing(world: &World) -> Option<Problem> {
    let lang = Lang::default();
    let support = &world.settings.support_mail;
    let settings = &world.settings;
    if settings.twilio.partner_solution_id.is_none() {
        let detail = words::solution_missing(lang, support);
        return Some(Problem::new(Code::PartnerSolutionIdMissing, detail));
    }
    let set = settings.twilio.account_sid.is_some()
        && settings.twilio.auth_token.is_some()
        && settings.meta.app_id.is_some()
        && settings.meta.config_id.is_some();
    (!set).then(|| Problem::new(Code::NotConfigured, words::not_configured(lang, support)))
}

/// Why the dealer cannot connect now, if so: a missing setting, or a full quota for one that is new to Meta.
pub(crate) async fn blocked(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    now: Timestamp,
) -> Result<Option<Problem>> {
    if let Some(problem) = missing(world) {
        return Ok(Some(problem));
    }
    if store::signups::has_finished(db, dealer).await? {
        return Ok(None);
    }
    let quota = quota::count(db, world, now).await?;
    Ok(quota.free_at.map(|at| Problem {
        retry_at: Some(at),
        ..Problem::new(Code::QuotaFull, words::quota_full(Lang::default()))
    }))
}
