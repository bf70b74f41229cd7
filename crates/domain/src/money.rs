//! Amounts as Twilio writes them: decimal text. Kept as millionths, never as floats.

/// Millionths of a currency from decimal text such as `1.15` or `-0.0075`; digits after the sixth are cut off.
/// `None` if it is not such a text or does not fit.
pub fn micros(decimal: &str) -> Option<i64> {
    let (sign, digits) = match decimal.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, decimal.trim()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = part.parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(part)?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_becomes_millionths() {
        for (text, micros_of_it) in [
            ("1.15", 1_150_000),
            ("6", 6_000_000),
            ("0.00", 0),
            ("-0.0075", -7_500),
            ("214.5800009", 214_580_000),
            (" 30.00 ", 30_000_000),
        ] {
            assert_eq!(micros(text), Some(micros_of_it), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in [
            "",
            ".",
            ".5",
            "-",
            "1,15",
            "1e3",
            "--1",
            "1.-5",
            "+1",
            "9223372036854775807",
            "€1",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
    }
}
