//! What is asked for, before it is known what is found.

use std::time::Duration;

use domain::{
    Lang,
    readiness::{Finding, Probe},
    say::readiness_probe as words,
};

/// The longest that one outside call is waited for: a person is looking at an empty page meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// One prerequisite.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Stable: other programs know it by this.
    pub(super) name: &'static str,
    pub(super) group: &'static str,
    pub(super) title: &'static str,
    pub(super) setting: Option<&'static str>,
}

impl Asked {
    pub(super) fn green(self, seen: impl Into<String>) -> Probe {
        self.found(Finding::Green, seen, "")
    }

    pub(super) fn red(self, seen: impl Into<String>, fix: impl Into<String>) -> Probe {
        self.found(Finding::Red, seen, fix)
    }

    /// Only a person can tell; `look` says where.
    pub(super) fn for_people(self, lang: Lang, look: impl Into<String>) -> Probe {
        let why = match self.group {
            "Meta" => words::not_from_here_meta(lang),
            "Twilio" => words::not_from_here_twilio(lang),
            _ => words::not_from_here(lang),
        };
        self.found(Finding::Unknown, why, look)
    }

    /// Cannot be asked before `first`, another prerequisite's title, is as it should be.
    pub(super) fn after(self, lang: Lang, first: &str) -> Probe {
        self.found(Finding::Unknown, words::not_asked(lang, first), "")
    }

    /// The other prerequisite with this setting instead.
    pub(super) fn setting(self, setting: &'static str) -> Self {
        Self {
            setting: Some(setting),
            ..self
        }
    }

    pub(super) fn found(self, finding: Finding, seen: impl Into<String>, fix: impl Into<String>) -> Probe {
        Probe {
            name: self.name.to_owned(),
            group: self.group.to_owned(),
            title: self.title.to_owned(),
            finding,
            seen: seen.into(),
            fix: fix.into(),
            setting: self.setting.map(str::to_owned),
        }
    }
}

/// The answer, or `None` if it does not come in time.
pub(super) async fn in_time<T>(call: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, call).await.ok()
}

/// What to say when it does not.
pub(super) fn too_late(lang: Lang) -> String {
    words::no_answer(lang, PATIENCE.as_secs())
}
