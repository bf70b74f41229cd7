//! Meta's review: the rules that can be known, with the sentences Meta refuses with.

use serde_json::Value;

use crate::clock::Millis;
use crate::twilio::content::{Template, render};

/// A template of a WABA may have this many characters.
const MOST_CHARACTERS: usize = 1024;

/// Why Meta rejects a template, as Twilio writes it; `None` when it does not.
pub fn reason(
    template: &Template,
    taken: bool,
    blocked_until: Option<Millis>,
    now: Millis,
) -> Option<String> {
    let language = &template.language;
    if taken {
        let text = format!("There is already {language} content for this template");
        return Some(written(2_388_024, &text));
    }
    if blocked_until.is_some_and(|until| until > now) {
        let text =
            format!("New {language} content can't be added while the existing content is being deleted");
        return Some(written(2_388_023, &text));
    }
    let (_, shape) = render::richest(&template.types)?;
    let mut found = None;
    for key in ["body", "title", "subtitle"] {
        if let Some(text) = shape[key].as_str() {
            found = found.or_else(|| of_text(text));
        }
    }
    found.or_else(|| of_samples(template, shape))
}

fn of_text(text: &str) -> Option<String> {
    if text.chars().count() > MOST_CHARACTERS {
        return Some(written(
            2_388_040,
            "The message body is longer than 1024 characters",
        ));
    }
    let names = render::variables(text).unwrap_or_default();
    if names.is_empty() {
        return None;
    }
    // A full stop after the last variable is no text.
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '{' && c != '}');
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
        let sentence = "Variables can't be at the start or end of the template";
        return Some(written(2_388_299, sentence));
    }
    if text
        .split("}}")
        .skip(1)
        .any(|rest| rest.trim_start().starts_with("{{"))
    {
        return Some(written(2_388_072, "Variables can't be next to each other"));
    }
    let mut numbers: Vec<usize> = names.iter().filter_map(|name| name.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() == names.len() && numbers.iter().enumerate().any(|(at, number)| *number != at + 1) {
        return Some(written(
            2_388_072,
            "Variables must be numbered in sequence, starting at {{1}}",
        ));
    }
    let fixed = names.iter().fold(text.to_owned(), |text, name| {
        text.replace(&format!("{{{{{name}}}}}"), " ")
    });
    let words = fixed
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count();
    if words < 2 * names.len() + 1 {
        return Some(written(
            2_388_293,
            "This template has too many variables for its length",
        ));
    }
    None
}

fn of_samples(template: &Template, shape: &Value) -> Option<String> {
    let mut missing = false;
    render::texts(shape, &mut |text| {
        for name in render::variables(text).unwrap_or_default() {
            let sample = template.variables.get(&name).and_then(Value::as_str);
            missing |= sample.is_none_or(str::is_empty);
        }
    });
    missing.then(|| {
        written(
            2_388_043,
            "The template is missing sample values for its variables",
        )
    })
}

/// The format that Twilio passes Meta's refusals on in.
pub fn written(sub_code: u32, text: &str) -> String {
    format!("code=100, subCode={sub_code}, userMessage={text}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(body: &str) -> Option<String> {
        let template = Template {
            types: json!({"twilio/text": {"body": body}})
                .as_object()
                .unwrap()
                .clone(),
            variables: json!({"1": "Jan", "2": "Golf"}).as_object().unwrap().clone(),
            ..Template::default()
        };
        reason(&template, false, None, 0)
    }

    #[test]
    fn a_good_template_passes() {
        for good in [
            "Your car is ready",
            "Hi {{1}}, your {{2}} has arrived at our showroom today",
        ] {
            assert_eq!(judged(good), None, "{good}");
        }
    }

    #[test]
    fn each_rule_has_its_sub_code() {
        for (body, sub_code) in [
            ("{{1}} your car is ready for you", 2_388_299),
            ("Your car is ready for you {{1}}.", 2_388_299),
            ("We have seen that {{1}} {{2}} is now ready for you", 2_388_072),
            ("We have seen that your {{2}} is now ready", 2_388_072),
            ("Hi {{1}} there", 2_388_293),
            (&format!("{}x", "y ".repeat(512)), 2_388_040),
        ] {
            let reason = judged(body).unwrap_or_default();
            assert!(
                reason.contains(&format!("subCode={sub_code}, userMessage=")),
                "{body}: {reason}"
            );
        }
    }

    #[test]
    fn every_variable_needs_a_sample() {
        let reason = judged("Hi {{1}}, the {{2}} costs {{3}} euro in the month of May, all taxes in");
        assert!(reason.is_some_and(|reason| reason.contains("2388043")));
    }
}
