//! What the store does with the rows of dealers, it does for one dealer: it is told which.

use super::rust::{code, functions};

/// Files whose rows are no dealer's, or not only: no function of theirs need be told.
const FILES: &[(&str, &str)] = &[
    ("brands.rs", "a brand has many dealers"),
    ("db.rs", "the connection itself"),
    ("dealers.rs", "the ISV's list of dealers; a new row is a dealer"),
    (
        "hooks.rs",
        "taken in for all and worked on for all, each with its dealer in the row",
    ),
    ("invitations.rs", "belong to a person, who has a dealer or none"),
    ("jobs.rs", "one queue for all, each with its dealer in the row"),
    ("limits.rs", "count strangers too"),
    ("logins.rs", "belong to a person, who has a dealer or none"),
    ("mails.rs", "the ISV's outbox; a mail may be to nobody's person"),
    (
        "meta_words.rs",
        "Meta names no dealer, and may speak before one is known",
    ),
    ("people.rs", "a person has a dealer or none"),
    ("testing.rs", "starts databases"),
    ("unmatched.rs", "nobody knows yet whose they are"),
];

/// Functions that are told of no dealer, each with its reason.
const FUNCTIONS: &[(&str, &str, &str)] = &[
    (
        "api_keys.rs",
        "find_by_secret",
        "whoever holds the key is its dealer",
    ),
    (
        "attachments.rs",
        "list_loose",
        "the sweep looks after all dealers' files",
    ),
    ("audit.rs", "insert", "the line names its dealer, or is the ISV's"),
    ("audit.rs", "list_all", "the ISV's log"),
    ("erasures.rs", "delete_erased", "the sweep, when a time is over"),
    ("erasures.rs", "delete_searches", "the sweep, when a time is over"),
    (
        "integrations.rs",
        "find_by_id",
        "the ISV opens any; a dealer's is compared afterwards",
    ),
    (
        "messages.rs",
        "list_waiting",
        "the sweep looks for forgotten messages of all",
    ),
    (
        "numbers.rs",
        "find_holder",
        "whether a number is another dealer's; compared, never shown",
    ),
    ("pushes.rs", "delete_over", "the sweep, when a sign-in is over"),
    (
        "reconciliations.rs",
        "list_due",
        "the sweep begins the comparisons of all",
    ),
    ("reconciliations.rs", "save", "the row names its dealer"),
    (
        "registrations.rs",
        "list_since",
        "WhatsApp counts a number's registrations, whoever tried",
    ),
    (
        "retentions.rs",
        "list",
        "the sweep erases what dealers no longer keep",
    ),
    ("secrets.rs", "count_by_key", "the operator's keys"),
    ("secrets.rs", "delete_old", "the sweep, when a time is over"),
    ("secrets.rs", "get_own", "the operator's own, and no dealer's"),
    ("secrets.rs", "insert_own", "the operator's own, and no dealer's"),
    (
        "secrets.rs",
        "list_not_wrapped_by",
        "a new key wraps all dealers' secrets",
    ),
    (
        "secrets.rs",
        "list_own_not_sealed_by",
        "the operator's own, and no dealer's",
    ),
    ("secrets.rs", "set_own", "the operator's own, and no dealer's"),
    (
        "senders.rs",
        "list_unchecked",
        "the sweep begins the checks of all",
    ),
    ("signups.rs", "expire", "the sweep, when a time is over"),
    (
        "signups.rs",
        "find_by_id",
        "whoever holds the signed link; the ISV assigns",
    ),
    (
        "signups.rs",
        "list_in_window",
        "Meta's webhook names no dealer: which sessions could be meant",
    ),
    (
        "signups.rs",
        "list_new_dealers",
        "the week's quota counts all dealers",
    ),
    (
        "signups.rs",
        "list_of_waba",
        "Meta's webhook names an account and no dealer",
    ),
    (
        "subaccounts.rs",
        "find_by_hook_key",
        "the one way from a webhook to a dealer",
    ),
    (
        "subaccounts.rs",
        "find_by_waba",
        "Meta's webhook names an account and no dealer",
    ),
    (
        "subaccounts.rs",
        "list_hook_keys",
        "tells a stranger's key without asking for each",
    ),
    (
        "templates.rs",
        "list_unsynced",
        "the daily look begins for all dealers",
    ),
];

/// Offences of one file of the store, `name` within its `src`; notes in `used` what an exception was needed for.
pub fn in_text(name: &str, text: &str, used: &mut Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for function in functions(&code(text)) {
        let is_door = function.qualifiers.trim_end() == "pub async";
        if !is_door || function.parameters.contains("DealerId") {
            continue;
        }
        let whole = FILES.iter().any(|(file, _)| *file == name);
        let alone = FUNCTIONS
            .iter()
            .any(|(file, door, _)| *file == name && *door == function.name);
        if whole {
            used.push(name.to_owned());
        } else if alone {
            used.push(format!("{name} {}", function.name));
        } else {
            found.push(format!(
                "crates/store/src/{name}: `{}` takes no `DealerId`: take one, or give the reason in \
                 xtask/src/architecture/tenants.rs",
                function.name
            ));
        }
    }
    found
}

/// Exceptions that nothing needs any more.
pub fn unneeded(used: &[String]) -> Vec<String> {
    let files = FILES.iter().map(|(file, _)| (*file).to_owned());
    let doors = FUNCTIONS.iter().map(|(file, door, _)| format!("{file} {door}"));
    files
        .chain(doors)
        .filter(|exception| !used.contains(exception))
        .map(|exception| format!("xtask/src/architecture/tenants.rs: nothing needs `{exception}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{in_text, unneeded};

    const LISTS_ALL: &str =
        "/// Everybody's.\npub async fn list(db: &mut Db, limit: u32) -> Result<Vec<Contact>> { all() }";

    #[test]
    fn a_door_of_the_store_asks_whose_rows_it_is_about() {
        let mut used = Vec::new();
        assert_eq!(in_text("contacts.rs", LISTS_ALL, &mut used).len(), 1);
        let asks = LISTS_ALL.replace("limit: u32", "dealer: &DealerId");
        assert_eq!(in_text("contacts.rs", &asks, &mut used).len(), 0);
        let within = LISTS_ALL.replace("pub async", "async");
        assert_eq!(in_text("contacts.rs", &within, &mut used).len(), 0);
        assert_eq!(used, Vec::<String>::new());
    }

    #[test]
    fn an_exception_holds_for_what_it_names_and_is_missed_when_it_is_gone() {
        let mut used = Vec::new();
        assert_eq!(in_text("brands.rs", LISTS_ALL, &mut used).len(), 0);
        assert_eq!(in_text("retentions.rs", LISTS_ALL, &mut used).len(), 0);
        assert_eq!(used, ["brands.rs", "retentions.rs list"]);
        let other = LISTS_ALL.replace("fn list", "fn list_more");
        assert_eq!(in_text("retentions.rs", &other, &mut used).len(), 1);
        let unneeded = unneeded(&used);
        assert!(!unneeded.iter().any(|said| said.contains("brands.rs")));
        assert!(unneeded.iter().any(|said| said.contains("`db.rs`")));
    }
}
