//! Background work, as the jobs page shows it.

use serde::{Deserialize, Serialize};

use crate::{DealerId, JobId, Timestamp};

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Due now or later.
    Waiting,
    /// A worker holds its lease.
    Running,
    /// Finished.
    Done,
    /// Gave up; a person may retry it.
    Dead,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Dead];

    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which job.
    pub id: JobId,
    /// What it does: a stable name such as `register_sender`.
    pub kind: String,
    /// What it does, in words.
    pub words: String,
    /// Where it is.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is due, or was last touched.
    pub at: Timestamp,
    /// Why the last try failed.
    pub error: Option<String>,
    /// Which dealer it works for.
    pub dealer: Option<DealerId>,
    /// That dealer's name.
    pub dealer_name: Option<String>,
}

/// How many jobs are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCounts {
    /// Due now or later.
    pub waiting: u32,
    /// Being worked on.
    pub running: u32,
    /// Given up.
    pub dead: u32,
}
