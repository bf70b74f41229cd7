//! Background work.

use domain::{
    JobId, Page,
    job::{Job, JobCounts, JobState},
};

use crate::{Actor, Result, World};

/// Jobs in a state, newest first, and how many there are in each. For admins and support.
pub async fn list(
    _world: &World,
    _actor: &Actor,
    _state: Option<JobState>,
    _after: Option<&str>,
) -> Result<(Page<Job>, JobCounts)> {
    todo!()
}

/// Makes a dead job due again. For admins.
pub async fn retry(_world: &World, _actor: &Actor, _id: &JobId) -> Result<()> {
    todo!()
}
