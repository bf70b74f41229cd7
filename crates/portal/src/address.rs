//! Mail addresses.

/// The form in which addresses are kept and compared.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The address in that form, if mail can be sent to it.
pub(crate) fn read(text: &str) -> Option<String> {
    let address = fold(text);
    let fits =
        address.len() <= 254 && !address.contains(|sign: char| sign.is_control() || sign.is_whitespace());
    let (_, host) = address.rsplit_once('@')?;
    let dotted = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    (fits && dotted && address.parse::<lettre::Address>().is_ok()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_spaces_around_make_no_other_address() {
        assert_eq!(read(" Piet@Example.Test ").as_deref(), Some("piet@example.test"));
    }

    #[test]
    fn what_no_mail_reaches_is_not_an_address() {
        for wrong in [
            "",
            "piet",
            "piet@",
            "@example.test",
            "piet@localhost",
            "piet@example.",
            "a b@example.test",
            "piet@exa\nmple.test",
            "<piet@example.test>",
            "piet@example.test, jan@example.test",
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
