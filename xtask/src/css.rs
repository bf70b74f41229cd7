//! Parses the stylesheet.
//!
//! cargo-leptos copies a stylesheet it cannot parse as it is, and says nothing; so it is parsed here.

use crate::{process, tools, workspace};
use anyhow::{Result, bail};

/// `cargo xtask css`.
pub fn run(_: &[String]) -> Result<()> {
    tools::for_building()?;
    println!("{}", check()?);
    Ok(())
}

/// Bundles and parses `style/main.css`; gives its size in words.
pub fn check() -> Result<String> {
    let mut parse = process::command("lightningcss");
    parse.args(["--bundle", "--minify", "style/main.css"]);
    let css = process::output(&mut parse)?;
    if css.trim().is_empty() {
        bail!("style/main.css is empty");
    }
    let colours = stray_colours();
    if !colours.is_empty() {
        bail!(
            "colours outside style/tokens.css, the only place a brand may change:\n{}",
            colours.join("\n")
        );
    }
    Ok(format!("{} minified", crate::report::kilobytes(css.len() as u64)))
}

/// Lines with a literal colour in any sheet but the tokens.
fn stray_colours() -> Vec<String> {
    let mut found = Vec::new();
    for file in workspace::files(&workspace::root().join("style"), "css") {
        if file.ends_with("tokens.css") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().enumerate().filter(|(_, line)| has_colour(line));
        found.extend(
            lines.map(|(at, line)| format!("  {}:{}: {}", workspace::short(&file), at + 1, line.trim())),
        );
    }
    found
}

fn has_colour(line: &str) -> bool {
    let code = line.split("/*").next().unwrap_or_default();
    let Some((_, value)) = code.split_once(':') else {
        return false;
    };
    let hex = value.split('#').skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        // Plain black and white belong to nobody: shadows and codes for cameras need them.
        !matches!(&rest[..digits], "fff" | "000" | "ffffff" | "000000")
            && matches!(digits, 3 | 4 | 6 | 8)
            && !rest[digits..].starts_with(|next: char| next.is_alphanumeric() || next == '-')
    });
    // `rgb(from var(--x) …)` derives a colour from a token, which is fine.
    let function = ["rgb(", "rgba(", "hsl(", "oklch("].iter().any(|name| {
        value
            .split(name)
            .skip(1)
            .any(|rest| !rest.trim_start().starts_with("from "))
    });
    hex || function
}

#[cfg(test)]
mod tests {
    use super::has_colour;

    #[test]
    fn a_literal_colour_is_found_and_a_token_is_not() {
        for line in [
            "color: #fa0;",
            "background: rgb(0 0 0 / 50%);",
            "border: 1px solid #A0B1C2",
        ] {
            assert!(has_colour(line), "{line}");
        }
        for line in [
            "color: var(--ink);",
            "#main { margin: 0 }",
            "background: #fff;",
            "background: oklch(from var(--brand) l c h / 10%);",
            "  /* #fff: white */",
        ] {
            assert!(!has_colour(line), "{line}");
        }
    }
}
