use domain::{
    Lang, Page,
    job::{Job, JobCounts, JobState},
};
use store::Cursor;

use super::Work;
use crate::{Actor, Result, World};

const PAGE: u32 = 50;

/// Jobs in a state, newest first, and how many there are in each. For admins and support.
pub async fn list(
    world: &World,
    actor: &Actor,
    state: Option<JobState>,
    after: Option<&str>,
) -> Result<(Page<Job>, JobCounts)> {
    actor.isv()?;
    let mut db = world.store.read().await?;
    let mut rows = store::jobs::list(&mut db, state, &Cursor::read(after), PAGE + 1).await?;
    let counts = store::jobs::count(&mut db).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| {
        let cursor = Cursor {
            at: row.created_at,
            id: row.id.as_str().to_owned(),
        };
        cursor.to_string()
    });
    let rows = rows.into_iter().map(view).collect();
    Ok((Page { rows, next }, counts))
}

fn view(row: store::jobs::Row) -> Job {
    Job {
        words: Work::words(Lang::En, &row.kind).to_owned(),
        at: row.finished_at.unwrap_or(row.due_at),
        id: row.id,
        kind: row.kind,
        state: row.state,
        attempts: row.attempts,
        error: row.last_error,
        dealer: row.dealer,
        dealer_name: row.dealer_name,
    }
}
