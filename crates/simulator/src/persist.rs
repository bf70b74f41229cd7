//! The state file: read at the start, written after every change.

use crate::clock::Millis;
use crate::config::Config;
use crate::state::State;
use crate::twilio::senders::{Sender, Status};

/// The stored state, or a fresh one when there is no file or it does not fit this configuration.
pub fn load(config: &Config) -> State {
    let stored = config.state_file.as_ref().and_then(|path| match std::fs::read(path) {
        Ok(bytes) => match serde_json::from_slice::<State>(&bytes) {
            Ok(state) => Some(state),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "state file cannot be read; starting fresh");
                None
            }
        },
        Err(_) => None,
    });
    let Some(mut state) = stored.filter(|state| state.account(&config.parent_sid).is_some()) else {
        return State::new(config);
    };
    if config.meta_webhook.is_some() {
        state.meta_webhook.clone_from(&config.meta_webhook);
    }
    // A file from before the ISV had one of its own.
    if state
        .senders
        .iter()
        .all(|sender| sender.account != config.parent_sid)
    {
        state.senders.push(Sender::of_the_isv(config, Status::Online));
    }
    state
}

pub fn save(config: &Config, state: &mut State, skipped: Millis) {
    let Some(path) = &config.state_file else { return };
    state.skipped = skipped;
    // Beside and then over it: a kill in the middle leaves the old file whole.
    let beside = path.with_extension("tmp");
    let written = serde_json::to_vec(state)
        .map_err(std::io::Error::other)
        .and_then(|bytes| std::fs::write(&beside, bytes))
        .and_then(|()| std::fs::rename(&beside, path));
    if let Err(error) = written {
        tracing::warn!(path = %path.display(), %error, "state file cannot be written");
    }
}
