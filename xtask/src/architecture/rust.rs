//! Reads Rust just far enough for the rules: what is code, and which functions there are.

/// A function with a body.
pub struct Function {
    pub name: String,
    /// As it is written before `fn`: `pub async `, `pub(crate) `.
    pub qualifiers: String,
    /// Between the parentheses.
    pub parameters: String,
    /// Between the braces.
    pub body: String,
    /// In which line its body begins, from 1.
    pub line: usize,
}

/// The text with comments and what stands in quotes made blank; lines stay where they are.
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let long = blank(rest);
        if long == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            // A name that ends in `r` or `b` does not begin a string.
            if first.is_alphanumeric() || first == '_' {
                let name = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(rest.len());
                out.push_str(&rest[..name]);
                rest = &rest[name..];
            }
        } else {
            out.extend(rest[..long].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[long..];
        }
    }
    out
}

/// How many bytes at the beginning are a comment, a string or a character.
fn blank(text: &str) -> usize {
    let to = |end: Option<usize>, more: usize| end.map_or(text.len(), |end| end + more);
    if text.starts_with("//") {
        return to(text.find('\n'), 0);
    }
    if text.starts_with("/*") {
        return to(text.find("*/"), 2);
    }
    let plain = text.strip_prefix('b').unwrap_or(text);
    if let Some(raw) = plain.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let start = text.len() - raw.len() + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            return to(text[start..].find(&end).map(|at| at + start), end.len());
        }
    }
    let start = text.len() - plain.len() + 1;
    match plain.chars().next() {
        Some('"') => to(unescaped(&text[start..], '"').map(|at| at + start), 1),
        // A character, and not a lifetime.
        Some('\'') => match plain.chars().nth(2) {
            _ if plain[1..].starts_with('\\') => to(unescaped(&text[start..], '\'').map(|at| at + start), 1),
            Some('\'') => start + plain[1..].chars().next().map_or(0, char::len_utf8) + 1,
            _ => 0,
        },
        _ => 0,
    }
}

/// Where the mark first stands without a backslash before it.
fn unescaped(text: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == mark && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// Every function of a text that [`code`] made, those inside others too.
pub fn functions(code: &str) -> Vec<Function> {
    let starts = code.match_indices("fn ").filter(|(at, _)| {
        let before = code[..*at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    });
    starts.filter_map(|(at, _)| function(code, at)).collect()
}

fn function(code: &str, at: usize) -> Option<Function> {
    let name_at = at + 3;
    let name_end = name_at + code[name_at..].find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let open = name_end + past_generics(&code[name_end..])?;
    let close = open + closing(&code[open..], '(', ')')?;
    let brace = close + code[close..].find(['{', ';'])?;
    if code[brace..].starts_with(';') {
        return None;
    }
    let end = brace + closing(&code[brace..], '{', '}')?;
    let line_start = code[..at].rfind(['\n', '{', '}', ';']).map_or(0, |at| at + 1);
    Some(Function {
        name: code[name_at..name_end].to_owned(),
        qualifiers: code[line_start..at].trim_start().to_owned(),
        parameters: code[open + 1..close].to_owned(),
        body: code[brace + 1..end].to_owned(),
        line: code[..brace].lines().count(),
    })
}

/// Where the parameters begin, behind `<…>` if there is one.
fn past_generics(text: &str) -> Option<usize> {
    if !text.starts_with('<') {
        return text.starts_with('(').then_some(0);
    }
    // The arrow of a bound on a function is no end.
    let end = closing(&text.replace("->", "  "), '<', '>')?;
    text[end + 1..].starts_with('(').then_some(end + 1)
}

/// Where the bracket that the text begins with is closed.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
        }
        (depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::{code, functions};

    #[test]
    fn what_is_said_is_not_code() {
        assert_eq!(code("a // {\nb").replace(' ', ""), "a\nb");
        assert_eq!(code(r#"a("{\"{") b"#).replace(' ', ""), "a()b");
        assert_eq!(code(r##"a(r#"{"{"#) b"##).replace(' ', ""), "a()b");
        assert_eq!(code(r"a('{', '\'', '\\') b").replace(' ', ""), "a(,,)b");
        assert_eq!(code("fn a<'a>(b: &'a str) {}"), "fn a<'a>(b: &'a str) {}");
    }

    #[test]
    fn functions_have_their_parameters_and_their_bodies() {
        let text = "trait T { fn no(&self); }\n\
                    pub async fn one<F: Fn(&str) -> bool>(db: &mut Db, of: F) -> Result<(u8, u8)> where F: Copy {\n    two(|| { 1 })\n}\n\
                    fn two() { }";
        let found = functions(&code(text));
        let names: Vec<_> = found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["one", "two"]);
        assert_eq!(found[0].qualifiers, "pub async ");
        assert_eq!(found[0].parameters, "db: &mut Db, of: F");
        assert_eq!((found[0].body.trim(), found[0].line), ("two(|| { 1 })", 2));
    }
}
