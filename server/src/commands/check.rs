//! `forecourt check`: the *Readiness* page on the terminal.

use std::{fmt::Write as _, process::ExitCode};

use domain::readiness::{Finding, Probe};
use portal::Actor;

use super::said;
use crate::{
    settings::Config,
    start::{self, Error},
};

/// Prints what was found; 1 if something is red.
pub async fn check(config: Config) -> Result<ExitCode, Error> {
    let world = start::open(&config).await?;
    let probes = portal::readiness::probe(&world, &Actor::Machine).await;
    let probes = probes.map_err(|error| said(error, &world))?;
    print!("{}", table(&probes));
    world.store.close().await;
    Ok(if probes.iter().any(|probe| probe.finding == Finding::Red) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn table(probes: &[Probe]) -> String {
    let width = probes
        .iter()
        .map(|probe| probe.title.chars().count())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    let mut group = "";
    for probe in probes {
        if probe.group != group {
            group = &probe.group;
            let _ = writeln!(text, "\n{group}");
        }
        let mark = match probe.finding {
            Finding::Green => "ok ",
            Finding::Red => "RED",
            Finding::Unknown => " ? ",
        };
        let _ = writeln!(text, "  {mark}  {:<width$}  {}", probe.title, probe.seen);
        if !probe.fix.is_empty() {
            let setting = probe
                .setting
                .as_ref()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default();
            let _ = writeln!(text, "       {:<width$}  → {}{setting}", "", probe.fix);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_red_line_says_what_to_do_and_where() {
        let probe = |finding, fix: &str, setting: Option<&str>| Probe {
            name: "n".into(),
            group: "Twilio".into(),
            title: "Account".into(),
            finding,
            seen: "seen".into(),
            fix: fix.into(),
            setting: setting.map(Into::into),
        };
        let probes = [
            probe(Finding::Green, "", None),
            probe(Finding::Red, "Set it", Some("TWILIO_ACCOUNT_SID")),
        ];
        let expected = "\nTwilio\n  ok   Account  seen\n  RED  Account  seen\n                → Set it (TWILIO_ACCOUNT_SID)\n";
        assert_eq!(table(&probes), expected);
    }
}
