//! Nobody speaks to the outside while a write is open: one that waits for somebody else's computer keeps all others
//! of ours waiting.

use super::rust::{Function, code, functions};

/// The parts of the world that lie outside.
const OUTSIDE: &[&str] = &["world.twilio", "world.meta", "world.push", "world.files"];

/// Offences of one file of `portal` or `server`.
pub fn in_text(path: &str, text: &str) -> Vec<String> {
    let functions = functions(&code(text));
    functions
        .iter()
        .flat_map(|function| in_function(path, function))
        .collect()
}

/// A write that was begun and not ended yet.
struct Open {
    name: String,
    /// How many braces deep it was begun, and ended if that was deeper: it is open again behind a block that leaves.
    depth: usize,
    ended: Option<usize>,
}

fn in_function(path: &str, function: &Function) -> Vec<String> {
    let squeezed = Squeezed::of(&function.body, function.line);
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let handed = function.parameters.contains("&mut Db");
    let mut blocks = vec![0];
    for (at, c) in squeezed.text.char_indices() {
        let (before, rest) = squeezed.text.split_at(at);
        match c {
            '{' => blocks.push(at),
            '}' => {
                let block = &before[blocks.pop().unwrap_or_default()..];
                leave(&mut open, blocks.len() + 1, block);
            }
            _ => {}
        }
        if rest.starts_with("store.write()") {
            open.push(Open {
                name: bound(before).to_owned(),
                depth: blocks.len(),
                ended: None,
            });
        }
        for write in &mut open {
            if ends(&write.name, before, rest) {
                write.ended = Some(blocks.len());
            }
        }
        open.retain(|write| write.ended.is_none_or(|ended| ended > write.depth));
        let outside = OUTSIDE.iter().find(|outside| is_word(outside, before, rest));
        let Some(outside) = outside else { continue };
        if handed {
            found.push(format!(
                "{path}:{}: `{outside}` in `{}`, which is handed a connection: the call belongs before the write or after it",
                squeezed.lines[at], function.name
            ));
        } else if let Some(write) = open.iter().find(|write| write.ended.is_none()) {
            found.push(format!(
                "{path}:{}: `{outside}` while the write `{}` is open: commit it or let it go first",
                squeezed.lines[at], write.name
            ));
        }
    }
    found
}

/// What becomes of writes at the end of a block: begun in it, they are over; ended in it, they are open where the block
/// was left on another way.
fn leave(open: &mut Vec<Open>, depth: usize, block: &str) {
    open.retain(|write| write.depth < depth);
    let leaves = ["return", "break", "continue"]
        .iter()
        .any(|word| block.contains(word));
    for write in open.iter_mut() {
        if write.ended.is_some_and(|ended| ended >= depth) {
            write.ended = (!leaves).then_some(depth - 1);
        }
    }
    open.retain(|write| write.ended.is_none_or(|ended| ended > write.depth));
}

/// The name that a statement gives: `db` of `let mut db = …`.
fn bound(before: &str) -> &str {
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default();
    let name = statement.split(['=', ':']).next().unwrap_or_default();
    let name = name.strip_prefix("let").unwrap_or(name);
    name.strip_prefix("mut").unwrap_or(name)
}

fn ends(name: &str, before: &str, rest: &str) -> bool {
    let named = rest.strip_prefix(name).filter(|_| !before.ends_with(is_part));
    named.is_some_and(|rest| rest.starts_with(".commit()"))
        || rest
            .strip_prefix("drop(")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with(')'))
}

fn is_word(word: &str, before: &str, rest: &str) -> bool {
    rest.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(is_part))
        && !before.ends_with(is_part)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Code without blanks, so that a chain of calls reads the same on one line and on five.
struct Squeezed {
    text: String,
    /// In which line each byte stood.
    lines: Vec<usize>,
}

impl Squeezed {
    fn of(body: &str, first: usize) -> Self {
        let (mut text, mut lines, mut line) = (String::new(), Vec::new(), first);
        for c in body.chars() {
            if c == '\n' {
                line += 1;
            }
            if !c.is_whitespace() {
                text.push(c);
                lines.resize(text.len(), line);
            }
        }
        Self { text, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::in_text;

    fn offences(body: &str) -> Vec<String> {
        in_text(
            "crates/portal/src/a/b.rs",
            &format!("async fn b(world: &World) -> Result<()> {{\n{body}\n}}"),
        )
    }

    #[test]
    fn a_call_while_a_write_is_open_is_an_offence() {
        let call = "let mut db = world.store.write().await?;\nworld\n    .twilio\n    .send(&creds).await?;\ndb.commit().await?;";
        assert_eq!(
            offences(call),
            [
                "crates/portal/src/a/b.rs:3: `world.twilio` while the write `db` is open: commit it or let it go first"
            ]
        );
        for outside in ["meta", "push", "files"] {
            let call =
                format!("let mut db = self.world.store.write().await?; let a = (&world.{outside}, 1);");
            assert_eq!(offences(&call).len(), 1, "{outside}");
        }
    }

    #[test]
    fn before_and_after_it_is_none() {
        let around = "world.twilio.ask().await?;\nlet mut db = world.store.write().await?;\ndb.commit().await?;\nworld.meta.ask().await?;";
        assert_eq!(offences(around), Vec::<String>::new());
        let dropped = "let mut db = world.store.write().await?; drop(db); world.files.get(key).await?;";
        assert_eq!(offences(dropped), Vec::<String>::new());
        let in_a_block = "{ let mut db = world.store.write().await?; } world.files.get(key).await?;";
        assert_eq!(offences(in_a_block), Vec::<String>::new());
        let read = "let mut db = world.store.read().await?; world.twilio.ask().await?;";
        assert_eq!(offences(read), Vec::<String>::new());
    }

    #[test]
    fn a_write_that_one_way_ends_is_open_on_the_other() {
        let open = "let mut db = world.store.write().await?; if done { db.commit().await?; return Ok(()); } world.twilio.ask().await?;";
        assert_eq!(offences(open).len(), 1);
        let both = "let mut db = world.store.write().await?; if done { db.commit().await?; } else { drop(db); } world.twilio.ask().await?;";
        assert_eq!(offences(both), Vec::<String>::new());
        let within = "let mut db = world.store.write().await?; if done { drop(db); return world.twilio.ask().await; } db.commit().await?;";
        assert_eq!(offences(within), Vec::<String>::new());
    }

    #[test]
    fn who_is_handed_a_connection_makes_no_call() {
        let text = "async fn b(db: &mut Db, world: &World) { world.files.remove(key).await?; }";
        assert_eq!(in_text("a.rs", text).len(), 1);
        let settings = "async fn b(db: &mut Db, world: &World) { world.metadata(world.settings.meta); }";
        assert_eq!(in_text("a.rs", settings), Vec::<String>::new());
    }
}
