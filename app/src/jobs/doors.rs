use domain::{
    JobId, Page,
    job::{Job, JobCounts, JobState},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Jobs in a state (all without one), and how many there are in each.
#[server]
pub async fn load_jobs(state: Option<JobState>, after: Option<String>) -> Answer<(Page<Job>, JobCounts)> {
    use crate::context::{actor, world};
    Ok(portal::jobs::list(&world(), &actor()?, state, after.as_deref()).await?)
}

/// Makes a dead job due again.
#[server]
pub async fn retry_job(id: JobId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::jobs::retry(&world(), &actor()?, &id).await?)
}
