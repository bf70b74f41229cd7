//! Which crate may depend on which.

use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;

/// What each of our crates may use of the others, outside its tests.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("twilio", &["domain"]),
    ("meta", &["domain"]),
    ("files", &[]),
    ("push", &[]),
    ("portal", &["domain", "files", "push", "store", "twilio", "meta"]),
    ("simulator", &["domain", "twilio", "meta"]),
    ("app", &["domain", "portal"]),
    ("frontend", &["app"]),
    (
        "server",
        &[
            "app",
            "domain",
            "files",
            "portal",
            "store",
            "twilio",
            "meta",
            "simulator",
        ],
    ),
    ("xtask", &[]),
];

/// Crates from outside that only some of ours may use, outside their tests.
const RESERVED: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("reqwest", &["files", "push", "twilio", "meta", "simulator"]),
    ("axum", &["app", "server", "simulator"]),
    ("leptos", &["app", "frontend", "server"]),
    ("leptos_axum", &["app", "server"]),
    ("wasm-bindgen", &["app", "frontend"]),
    ("web-sys", &["app", "frontend"]),
    ("clap", &["server"]),
    ("dotenvy", &["server"]),
];

/// `domain` has no clock, no chance, no I/O: what it may use at all is this.
const DOMAIN: &[&str] = &["serde", "serde_json", "thiserror"];

/// What the page must never carry to the browser.
const NOT_IN_WASM: &[&str] = &[
    "axum",
    "files",
    "hyper",
    "meta",
    "phonenumber",
    "portal",
    "push",
    "reqwest",
    "server",
    "simulator",
    "sqlx",
    "store",
    "tokio",
    "twilio",
];

/// How many of our crates were read, and each offence in words.
pub fn offences() -> Result<(usize, Vec<String>)> {
    let metadata = process::output(&mut process::cargo([
        "metadata",
        "--format-version=1",
        "--no-deps",
        "--locked",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let mut found = Vec::new();
    for package in packages {
        let name = package["name"].as_str().context("a package has no name")?;
        let wanted: Vec<(&str, &str)> = package["dependencies"]
            .as_array()
            .context("a package has no dependencies")?
            .iter()
            .filter_map(|dependency| {
                Some((
                    dependency["name"].as_str()?,
                    dependency["kind"].as_str().unwrap_or("normal"),
                ))
            })
            .collect();
        found.extend(of_package(name, &wanted));
    }
    let tree = process::output(&mut process::cargo([
        "tree",
        "--locked",
        "--package=frontend",
        "--target=wasm32-unknown-unknown",
        "--edges=normal",
        "--prefix=none",
    ]))?;
    found.extend(in_wasm(&tree));
    Ok((packages.len(), found))
}

/// Offences of one crate, given each dependency's name and kind (`normal`, `build`, `dev`).
fn of_package(name: &str, dependencies: &[(&str, &str)]) -> Vec<String> {
    let Some((_, allowed)) = EDGES.iter().find(|(ours, _)| *ours == name) else {
        return vec![format!(
            "{name} is a new crate: give it its place in xtask/src/architecture/crates.rs"
        )];
    };
    let ours = |dependency: &str| EDGES.iter().any(|(name, _)| *name == dependency);
    let mut found = Vec::new();
    for (dependency, kind) in dependencies {
        if *dependency == "sqlx" && name != "store" {
            found.push(format!(
                "{name} uses sqlx, even if only for {kind}: only store speaks SQL"
            ));
        }
        if *kind != "normal" {
            continue;
        }
        if ours(dependency) && *dependency != name && !allowed.contains(dependency) {
            found.push(format!("{name} depends on {dependency}"));
        }
        if let Some((_, holders)) = RESERVED.iter().find(|(reserved, _)| reserved == dependency)
            && *dependency != "sqlx"
            && !holders.contains(&name)
        {
            found.push(format!(
                "{name} uses {dependency}, which belongs to {}",
                holders.join(", ")
            ));
        }
        if name == "domain" && !DOMAIN.contains(dependency) {
            found.push(format!(
                "domain uses {dependency}: it has no clock, no chance and no I/O"
            ));
        }
    }
    found
}

/// Offences in the output of `cargo tree`, one `name version` a line.
fn in_wasm(tree: &str) -> Vec<String> {
    let mut found: Vec<String> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| NOT_IN_WASM.contains(name))
        .map(|name| format!("the page carries {name} to the browser"))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::{in_wasm, of_package};

    #[test]
    fn sql_outside_the_store_is_an_offence_even_in_a_test() {
        assert_eq!(of_package("portal", &[("sqlx", "dev")]).len(), 1);
        assert_eq!(
            of_package("store", &[("sqlx", "normal"), ("domain", "normal")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn http_belongs_to_the_doors_and_to_tests() {
        assert_eq!(of_package("portal", &[("reqwest", "normal")]).len(), 1);
        assert_eq!(
            of_package("portal", &[("reqwest", "dev"), ("simulator", "dev")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn deeds_do_not_know_their_listeners() {
        assert_eq!(
            of_package("portal", &[("app", "normal"), ("server", "normal")]).len(),
            2
        );
        assert_eq!(of_package("domain", &[("rand", "normal")]).len(), 1);
        assert_eq!(of_package("helpers", &[]).len(), 1);
    }

    #[test]
    fn a_server_crate_in_the_page_is_named_once() {
        let tree = "frontend v0.1.0\napp v0.1.0\ntokio v1.54.1\ntokio v1.54.1 (*)\nserde v1.0.0";
        assert_eq!(in_wasm(tree), ["the page carries tokio to the browser"]);
    }
}
