//! Turns `locales/<language>/<area>.toml` into `say::<area>::<key>(lang, …)`: one function a sentence, so that a
//! missing sentence or a missing value does not compile, and an unused one costs no byte in the browser.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

type Area = BTreeMap<String, String>;
type Language = BTreeMap<String, Area>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    let english = read(Path::new("locales/en"));
    let mut code = String::new();
    for (area, sentences) in &english {
        writeln!(code, "/// The sentences of `locales/*/{area}.toml`.").unwrap();
        writeln!(code, "pub mod {area} {{\nuse crate::Lang;").unwrap();
        for (key, text) in sentences {
            code.push_str(&function(key, text));
        }
        code.push_str("}\n");
    }
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("say.rs");
    fs::write(out, code).unwrap();
}

fn read(folder: &Path) -> Language {
    let mut language = Language::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        let area = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let sentences: Area = toml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        language.insert(area, sentences);
    }
    language
}

fn function(key: &str, text: &str) -> String {
    let names = names(text);
    let doc = text.replace('\n', " ");
    if names.is_empty() {
        return format!(
            "/// {doc}\n#[must_use] pub fn {key}(lang: Lang) -> &'static str {{ match lang {{ Lang::En => {text:?} }} }}\n"
        );
    }
    let mut parameters = String::new();
    for name in &names {
        write!(parameters, ", {name}: impl core::fmt::Display").unwrap();
    }
    format!(
        "/// {doc}\n#[must_use] pub fn {key}(lang: Lang{parameters}) -> String {{ match lang {{ Lang::En => format!({text:?}) }} }}\n"
    )
}

/// The `{names}` in a sentence, in the order in which they first appear.
fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split('}').next().unwrap();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
