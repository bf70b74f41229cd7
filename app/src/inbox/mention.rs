//! Whom a note names: `@` and a name.

use domain::PersonId;

/// The people whose name stands behind an `@`, the whole of it or its first word, however it is written. Where the whole
/// name of somebody stands, nobody else with the same first name is meant.
pub fn named(people: &[(PersonId, String)], text: &str) -> Vec<PersonId> {
    let text = text.to_lowercase();
    let mut found: Vec<PersonId> = Vec::new();
    for (at, _) in text.match_indices('@') {
        // An address of a mailbox names nobody.
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let rest = &text[at + 1..];
        let whole = meant(people, rest, |name| name);
        let some = if whole.is_empty() {
            meant(people, rest, |name| {
                name.split_whitespace().next().unwrap_or(name)
            })
        } else {
            whole
        };
        for person in some {
            if !found.contains(person) {
                found.push(person.clone());
            }
        }
    }
    found
}

/// Those whose name, as `part` shortens it, the text begins with.
fn meant<'a>(people: &'a [(PersonId, String)], text: &str, part: fn(&str) -> &str) -> Vec<&'a PersonId> {
    let begins = |name: &str| {
        let name = part(name.trim()).to_lowercase();
        let rest = text.strip_prefix(&name).filter(|_| !name.is_empty());
        rest.is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
    };
    let meant = people.iter().filter(|(_, name)| begins(name));
    meant.map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        let people: Vec<(PersonId, String)> = [
            ("jan", "Jan"),
            ("janneke", "Janneke Smit"),
            ("kees", "Kees de Boer"),
            ("kees2", "Kees Bakker"),
        ]
        .map(|(id, name)| (id.parse().unwrap(), name.to_owned()))
        .to_vec();
        let found = super::named(&people, text);
        let found: Vec<_> = found.iter().map(PersonId::as_str).collect();
        found.join(" ")
    }

    #[test]
    fn a_name_behind_an_at_is_meant_and_not_the_beginning_of_another() {
        assert_eq!(named("@Janneke, kijk even"), "janneke");
        assert_eq!(named("@Jan"), "jan");
        assert_eq!(named("vraag het @jan!"), "jan");
        assert_eq!(named("(@Janneke Smit)"), "janneke");
        assert_eq!(named("@Jansen @Ja @ mail@jan.nl"), "");
    }

    #[test]
    fn a_first_name_means_all_who_have_it_and_a_whole_name_one() {
        assert_eq!(named("@KEES: bel terug"), "kees kees2");
        assert_eq!(named("@kees de boer"), "kees");
        assert_eq!(named("@Kees Bakker en @Jan en @jan"), "kees2 jan");
    }
}
