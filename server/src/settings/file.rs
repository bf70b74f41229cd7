//! `.env` files.

use std::{collections::BTreeMap, path::Path};

/// Adds what `file` says and is not said already. A file that is not there says nothing.
///
/// # Errors
/// One line that names the file, when it cannot be read or a line of it makes no sense.
pub fn add(values: &mut BTreeMap<String, String>, file: &Path) -> Result<(), String> {
    if !file.is_file() {
        return Ok(());
    }
    let broken = |why: &dyn std::fmt::Display| format!("{} cannot be used: {why}", file.display());
    let lines = dotenvy::from_path_iter(file).map_err(|why| broken(&why))?;
    for (number, line) in lines.enumerate() {
        // The error of the reader repeats the line, which may hold a secret.
        let (name, value) = line.map_err(|_| broken(&format!("entry {} is not NAME=value", number + 1)))?;
        values.entry(name).or_insert(value);
    }
    Ok(())
}
