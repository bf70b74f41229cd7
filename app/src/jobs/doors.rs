use domain::{
    JobId, Page,
    job::{Job, JobCounts, JobState},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Jobs in a state, newest first, and how many there are in each.
#[server]
pub async fn list_jobs(state: JobState, #[server(default)] after: String) -> Answer<(Page<Job>, JobCounts)> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::jobs::list(&world(), &actor()?, Some(state), after).await?)
}

/// Makes a job that gave up due again.
#[server]
pub async fn retry_job(id: JobId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::jobs::retry(&world(), &actor()?, &id).await?)
}
