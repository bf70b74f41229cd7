//! Bans that neither Cargo nor clippy can express, found by reading the source.

use super::{tenants, writes};
use crate::workspace;
use std::path::Path;

/// One thing the source must not say.
struct Ban {
    /// Paths it holds for, by their beginning.
    within: &'static [&'static str],
    /// Paths it does not hold for, by their beginning.
    except: &'static [&'static str],
    /// Any of these in a line of code is an offence.
    words: &'static [&'static str],
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        within: &["app/"],
        except: &["app/src/components/text_area.rs"],
        words: &["<textarea"],
        why: "Leptos 0.8 does not escape its text; use the TextArea component",
    },
    Ban {
        within: &["app/", "server/"],
        except: &[],
        words: &["SsrMode::Static"],
        why: "static routes of leptos_axum 0.8 write files without checking the path",
    },
    Ban {
        within: &["app/", "server/"],
        except: &["app/src/compat.rs"],
        words: &["leptos_axum::redirect", "redirect as leptos_redirect"],
        why: "it panics on some paths and follows foreign ones; use the one in compat.rs",
    },
    Ban {
        within: &["app/"],
        except: &[],
        words: &[" style=\"", " style={", " style=move", " style=format", " style:"],
        why: "the content security policy forbids inline styles; use a class",
    },
    Ban {
        within: &["app/"],
        // A QR code: an SVG that our own server drew.
        except: &["app/src/components/copy.rs"],
        words: &["inner_html"],
        why: "raw HTML is not escaped",
    },
    Ban {
        within: &["app/src/"],
        except: &["app/src/gallery"],
        words: &[
            " title=\"",
            " detail=\"",
            " lead=\"",
            " label=\"",
            " hint=\"",
            " aria-label=\"",
        ],
        why: "what people read comes from the catalogue, crates/domain/locales; use domain::say",
    },
    Ban {
        within: &["crates/domain/src/"],
        except: &[],
        words: &[
            "SystemTime",
            "Instant::",
            "std::fs",
            "std::net",
            "std::env::",
            "std::process",
            "std::thread",
            "RandomState",
        ],
        why: "domain has no clock, no chance and no I/O",
    },
    Ban {
        within: &["crates/", "app/"],
        except: &[
            "app/src/compat.rs",
            "crates/domain/build.rs",
            "crates/store/src/testing",
            "crates/simulator/tests/",
        ],
        words: &["env::var(", "env::var_os(", "env::vars("],
        why: "only the binary reads the environment; pass settings as values",
    },
    Ban {
        within: &["app/", "frontend/", "server/", "crates/", "xtask/"],
        except: &["xtask/src/architecture/source.rs"],
        words: &["#[allow(", "#![allow("],
        why: "write #[expect(…, reason = \"…\")], which tells when it is no longer needed",
    },
    Ban {
        within: &["app/", "server/", "crates/"],
        except: &["crates/meta/", "crates/simulator/"],
        words: &["ends_with(\"facebook.com\")", "ends_with(\".facebook.com\")"],
        why: "evilfacebook.com ends so, too; parse the origin and compare the host",
    },
];

/// How many files were read, and each offence in words.
pub fn offences() -> (usize, Vec<String>) {
    let root = workspace::root();
    let (mut found, mut used) = (Vec::new(), Vec::new());
    let mut count = 0;
    for folder in ["app", "frontend", "server", "crates", "xtask"] {
        for file in workspace::files(&root.join(folder), "rs") {
            count += 1;
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let path = workspace::short(&file);
            found.extend(in_text(&path, &text));
            if path.starts_with("crates/portal/src/") || path.starts_with("server/src/") {
                found.extend(writes::in_text(&path, &text));
            }
            if let Some(name) = path.strip_prefix("crates/store/src/") {
                found.extend(tenants::in_text(name, &text, &mut used));
            }
        }
    }
    found.extend(tenants::unneeded(&used));
    found.extend(misplaced_folders(&root));
    (count, found)
}

fn in_text(path: &str, text: &str) -> Vec<String> {
    let starts = |list: &[&str]| list.iter().any(|start| path.starts_with(start));
    let bans: Vec<&Ban> = BANS
        .iter()
        .filter(|ban| starts(ban.within) && !starts(ban.except))
        .collect();
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for ban in &bans {
            if let Some(word) = ban.words.iter().find(|word| says(code, word)) {
                found.push(format!("{path}:{}: `{}`: {}", at + 1, word.trim(), ban.why));
            }
        }
    }
    found
}

/// Whether the code holds the word; one that ends in a colon must go on without a space, as an attribute does.
fn says(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let mut next = code[at + word.len()..].chars();
        match word.chars().next_back() {
            Some(':') => next
                .next()
                .is_some_and(|next| !next.is_whitespace() && next != ':'),
            // An attribute with nothing in it says nothing.
            Some('"') => next.next() != Some('"'),
            _ => true,
        }
    })
}

/// Names that say nothing about what lies inside.
fn misplaced_folders(root: &Path) -> Vec<String> {
    let vague = ["common", "utils", "util", "helpers", "misc"];
    let mut found = Vec::new();
    for folder in ["app", "server", "crates"] {
        for file in workspace::files(&root.join(folder), "rs") {
            let parent = file.parent().and_then(Path::file_name).unwrap_or_default();
            let stem = file.file_stem().unwrap_or_default();
            if vague.iter().any(|name| stem == *name || parent == *name) {
                found.push(format!(
                    "{}: name it after what it holds",
                    workspace::short(&file)
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::in_text;

    #[test]
    fn a_ban_holds_where_it_should_and_nowhere_else() {
        let page = "view! { <textarea>{text}</textarea> }";
        assert_eq!(in_text("app/src/inbox/composer.rs", page).len(), 1);
        assert_eq!(in_text("app/src/components/text_area.rs", page).len(), 0);
    }

    #[test]
    fn a_comment_may_name_what_is_banned() {
        assert_eq!(
            in_text("app/src/compat.rs", "// not SsrMode::Static: see below").len(),
            0
        );
        assert_eq!(in_text("app/src/lib.rs", "ssr=SsrMode::Static(routes)").len(), 1);
    }

    #[test]
    fn an_inline_style_is_an_offence_and_a_field_is_not() {
        assert_eq!(in_text("app/src/home.rs", r#"<div style="color:red">"#).len(), 1);
        assert_eq!(
            in_text("app/src/home.rs", "<div style:width=move || w()>").len(),
            1
        );
        assert_eq!(
            in_text("app/src/home.rs", "let style = Style { style: 1 };").len(),
            0
        );
        assert_eq!(in_text("app/src/home.rs", "let style = class();").len(), 0);
    }

    #[test]
    fn words_for_people_come_from_the_catalogue() {
        let said = r#"<Notice title="That did not work"/>"#;
        assert_eq!(in_text("app/src/home/mod.rs", said).len(), 1);
        assert_eq!(
            in_text("app/src/home/mod.rs", "<Notice title=say::home::title(lang)/>").len(),
            0
        );
        assert_eq!(in_text("app/src/shell.rs", r#"<Notice title=""/>"#).len(), 0);
    }

    #[test]
    fn the_domain_cannot_look_at_the_clock() {
        assert_eq!(in_text("crates/domain/src/time.rs", "SystemTime::now()").len(), 1);
        assert_eq!(
            in_text("crates/portal/src/world.rs", "SystemTime::now()").len(),
            0
        );
    }
}
