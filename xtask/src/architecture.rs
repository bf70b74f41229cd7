//! The rules that keep the crates apart, checked over what Cargo itself says, and a few bans in the source.
//!
//! `docs/architecture.md` gives the reasons.

mod crates;
mod rust;
mod sentences;
mod source;
mod tenants;
mod writes;

use anyhow::{Result, bail};

/// `cargo xtask architecture`.
pub fn run(_: &[String]) -> Result<()> {
    println!("{}", check()?);
    Ok(())
}

/// Checks every rule and names each offence; gives what was looked at, in words.
pub fn check() -> Result<String> {
    let (packages, mut offences) = crates::offences()?;
    let (files, in_source) = source::offences();
    offences.extend(in_source);
    offences.extend(sentences::offences());
    if !offences.is_empty() {
        bail!(
            "{} against the house rules:\n  {}",
            offences.len(),
            offences.join("\n  ")
        );
    }
    Ok(format!(
        "{packages} crates and {files} source files keep the rules"
    ))
}
