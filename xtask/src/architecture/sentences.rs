//! No sentence lies in the catalogue that nobody says.

use super::rust::code;
use crate::workspace;
use std::path::Path;

/// Offences: sentences of the English catalogue that no code names.
pub fn offences() -> Vec<String> {
    let root = workspace::root();
    let sources: Vec<Source> = ["app", "crates", "server"]
        .iter()
        .flat_map(|folder| workspace::files(&root.join(folder), "rs"))
        .filter(|file| !file.components().any(|part| part.as_os_str() == "tests"))
        .map(|file| Source::of(&read(&file)))
        .collect();
    let mut found = Vec::new();
    for file in workspace::files(&root.join("crates/domain/locales/en"), "toml") {
        let area = file.file_stem().unwrap_or_default().to_string_lossy();
        for key in unsaid(&area, &read(&file), &sources) {
            found.push(format!(
                "{}: nobody says `{area}::{key}`",
                workspace::short(&file)
            ));
        }
    }
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

/// The keys of an area that no source names.
fn unsaid<'a>(area: &str, catalogue: &'a str, sources: &[Source]) -> Vec<&'a str> {
    let mut keys = keys(catalogue);
    for source in sources {
        let names = source.names(area);
        keys.retain(|key| !names.iter().any(|name| source.says(name, key)));
    }
    keys
}

/// `key = "…"`, but not what looks like one in a text of several lines.
fn keys(catalogue: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut is_text = false;
    for line in catalogue.lines() {
        let key = line.split('=').next().unwrap_or_default().trim();
        if !is_text && line.contains('=') && !key.starts_with('#') {
            keys.push(key);
        }
        is_text ^= line.matches("\"\"\"").count() % 2 == 1;
    }
    keys
}

/// A source file as its words and what stands between them.
struct Source(Vec<String>);

impl Source {
    fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut is_in_word = false;
        for c in code(text).chars() {
            let is_part = c.is_alphanumeric() || c == '_';
            match words.last_mut() {
                Some(word) if is_in_word && is_part => word.push(c),
                Some(word) if c == ':' && word == ":" => word.push(c),
                _ if c.is_whitespace() => {}
                _ => words.push(c.into()),
            }
            is_in_word = is_part;
        }
        Self(words)
    }

    /// What the area is called here: its own name, and others that it was given.
    fn names(&self, area: &str) -> Vec<&str> {
        let given = self.0.windows(3).filter(|words| words[0] == area);
        let given = given.map(|words| &words[if words[1] == "as" { 2 } else { 0 }]);
        let mut names: Vec<&str> = given.map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether it says `name::key`, or has a macro that says `name::$…` of words such as this one.
    fn says(&self, name: &str, key: &str) -> bool {
        let of = || {
            self.0
                .windows(3)
                .filter(|words| words[0] == name && words[1] == "::")
        };
        of().any(|words| words[2] == key)
            || (of().any(|words| words[2] == "$") && self.0.iter().any(|word| word == key))
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, unsaid};

    const CATALOGUE: &str =
        "# Of cars.\nsold = \"Sold\"\nlost = \"\"\"\nseen = last\n\"\"\"\nkept = \"Kept\"\n";

    fn unsaid_in(text: &str) -> Vec<&'static str> {
        unsaid("cars", CATALOGUE, &[Source::of(text)])
    }

    #[test]
    fn a_sentence_that_nobody_says_is_found() {
        assert_eq!(unsaid_in(""), ["sold", "lost", "kept"]);
        assert_eq!(
            unsaid_in("say::cars::sold(lang); say::boats::lost(lang)"),
            ["lost", "kept"]
        );
        assert_eq!(
            unsaid_in("// say::cars::sold\nf(\"cars::lost\"); cars::kept_all()"),
            ["sold", "lost", "kept"]
        );
    }

    #[test]
    fn a_sentence_may_be_said_by_another_name_and_by_a_macro() {
        assert_eq!(
            unsaid_in("use say::{boats, cars as words}; words::sold(lang); words::lost"),
            ["kept"]
        );
        assert_eq!(
            unsaid_in("use say::cars as c; macro_rules! say { ($k:ident) => { c::$k(lang) } } say!(lost)"),
            ["sold", "kept"]
        );
    }
}
