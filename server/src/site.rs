//! Where the built site is: scripts, styles and pictures that the pages name.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use leptos::config::{Env, LeptosOptions};

use crate::settings::SiteHints;

/// The name that cargo-leptos gives to the files of the page; see `[[workspace.metadata.leptos]]`.
const OUTPUT_NAME: &str = "forecourt";

/// The built site.
#[derive(Debug, Clone)]
pub struct Site {
    /// For Leptos, which writes the names of the files into the pages.
    pub options: LeptosOptions,
    /// The folder that holds `pkg/` and the public files.
    pub root: Arc<Path>,
    /// Whether the files in `pkg/` carry a hash of their content in their name, so that they never change.
    pub hashed: bool,
}

impl Site {
    /// Finds the site: where cargo-leptos says it is, or in `site/` beside the binary.
    ///
    /// # Errors
    /// One line: what is missing and how to make it. A debug build goes on without a site, so that the server can be
    /// worked on alone; its pages then come without style and script.
    pub fn find(hints: &SiteHints) -> Result<Self, String> {
        let beside = env::current_exe()
            .ok()
            .and_then(|exe| exe.parent().map(Path::to_owned))
            .unwrap_or_default();
        let site = Self::find_at(hints, &beside);
        match site {
            Err(why) if cfg!(debug_assertions) => {
                tracing::warn!("{why}; pages come without style and script");
                Ok(Self::at(PathBuf::from("site"), false, hints))
            }
            site => site,
        }
    }

    fn find_at(hints: &SiteHints, beside: &Path) -> Result<Self, String> {
        let hash_file = beside.join("hash.txt");
        let root = hints.root.clone().unwrap_or_else(|| beside.join("site"));
        if !root.join("pkg").is_dir() {
            return Err(format!(
                "the folder {} with the built pages is missing; `cargo xtask build` makes it",
                root.display()
            ));
        }
        let hashed = hints.hashed.unwrap_or_else(|| hash_file.is_file());
        if hashed {
            let named = fs::read_to_string(&hash_file)
                .map_err(|_| format!("{} is missing; it belongs beside the binary", hash_file.display()))?;
            whole(&named, &root.join("pkg"))?;
        } else if !root.join("pkg").join(format!("{OUTPUT_NAME}.js")).is_file() {
            return Err(format!(
                "{} is missing; it belongs beside the binary and names the files in {}",
                hash_file.display(),
                root.display()
            ));
        }
        Ok(Self::at(root, hashed, hints))
    }

    fn at(root: PathBuf, hashed: bool, hints: &SiteHints) -> Self {
        let environment = if hints.watch { Env::DEV } else { Env::PROD };
        let options = LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(root.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .env(environment)
            .hash_files(hashed)
            .reload_port(hints.reload_port.unwrap_or(3001))
            .build();
        Self {
            options,
            root: root.into(),
            hashed,
        }
    }

    /// A site without files, for tests of the server alone.
    pub fn none() -> Self {
        Self::at(PathBuf::from("/nonexistent"), false, &SiteHints::default())
    }
}

/// Says whether `hash.txt` (`js: 1a2b…`) names files that are there: a mix of two builds would show an empty page.
fn whole(named: &str, pkg: &Path) -> Result<(), String> {
    let hashes: BTreeMap<&str, &str> = named
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(kind, hash)| (kind.trim(), hash.trim()))
        .collect();
    for kind in ["js", "css"] {
        let Some(hash) = hashes.get(kind) else {
            return Err(format!("hash.txt names no {kind} file; build again"));
        };
        let file = pkg.join(format!("{OUTPUT_NAME}.{hash}.{kind}"));
        if !file.is_file() {
            return Err(format!(
                "hash.txt names {}, which is missing; build again",
                file.display()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "js: 1\ncss: 2\nwasm: 3\n").expect("a file");
        }
        folder
    }

    fn find(files: &[&str]) -> Result<Site, String> {
        Site::find_at(&SiteHints::default(), folder(files).path())
    }

    #[test]
    fn a_release_has_its_site_and_hashes_beside_it() {
        let site = find(&["hash.txt", "site/pkg/forecourt.1.js", "site/pkg/forecourt.2.css"]);
        assert!(site.expect("a whole site").hashed);
    }

    #[test]
    fn what_is_missing_is_said_before_the_first_page() {
        assert!(find(&[]).expect_err("no site").contains("cargo xtask build"));
        let unnamed = find(&["site/pkg/forecourt.1.js"]).expect_err("no hashes");
        assert!(unnamed.contains("hash.txt is missing"), "{unnamed}");
        let mixed = find(&["hash.txt", "site/pkg/forecourt.9.js"]).expect_err("two builds");
        assert!(mixed.contains("forecourt.1.js, which is missing"), "{mixed}");
    }

    #[test]
    fn a_build_without_hashes_needs_no_hash_file() {
        assert!(!find(&["site/pkg/forecourt.js"]).expect("a plain site").hashed);
    }
}
