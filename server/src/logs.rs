//! Log lines on standard error.

use tracing_subscriber::{EnvFilter, fmt};

use crate::settings::LogSettings;

/// Starts logging. A second start in one process changes nothing.
pub fn install(settings: &LogSettings) {
    let filter = EnvFilter::new(&settings.filter);
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // An error means that somebody listens already, which is what we want.
    let _ = if settings.json {
        lines.json().try_init()
    } else {
        lines.compact().try_init()
    };
}
