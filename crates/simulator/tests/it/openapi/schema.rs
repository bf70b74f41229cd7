//! Whether a JSON value is what a schema of OpenAPI 3.0 says: the part of it that Twilio's files use, and stricter in
//! one thing, because a property that is not declared is a fault. A keyword that is not known here panics, so that
//! nothing new in a renewed file goes unseen.

use serde_json::{Map, Value};

/// What is wrong and where, such as `answer.senders[].status`.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub rule: String,
}

impl Fault {
    pub fn new(field: &str, rule: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            rule: rule.into(),
        }
    }
}

/// Words for people, and those that are looked at with their neighbours.
const NO_RULE: [&str; 6] = [
    "title",
    "default",
    "nullable",
    "format",
    "required",
    "additionalProperties",
];

/// Everything about `value` that `schema` forbids. `file` is the document that its `$ref`s point into.
pub fn check(file: &Value, schema: &Value, value: &Value, field: &str) -> Vec<Fault> {
    let may_be_null = schema["nullable"] == true;
    let schema = resolved(file, schema);
    if value.is_null() {
        let is_fine = may_be_null || schema["nullable"] == true || schema["type"].is_null();
        let fault = (!is_fine).then(|| Fault::new(field, "is null, which is not allowed"));
        return Vec::from_iter(fault);
    }
    let mut faults: Vec<Fault> = schema
        .as_object()
        .expect("a schema is an object")
        .iter()
        .filter_map(|(keyword, wanted)| broken(keyword, wanted, value))
        .map(|rule| Fault::new(field, rule))
        .collect();
    faults.extend(shape(schema, value).map(|rule| Fault::new(field, rule)));
    match value {
        Value::Object(object) => faults.extend(properties(file, schema, object, field)),
        Value::Array(items) if !schema["items"].is_null() => {
            let inside = format!("{field}[]");
            faults.extend(
                items
                    .iter()
                    .flat_map(|item| check(file, &schema["items"], item, &inside)),
            );
        }
        _ => {}
    }
    faults
}

/// What a `$ref` points at, or the schema itself.
pub fn resolved<'a>(file: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(target) = schema["$ref"].as_str() else {
        return schema;
    };
    let path = target.strip_prefix('#').expect("a reference stays in its file");
    let found = file.pointer(path).expect("a reference has its schema");
    resolved(file, found)
}

/// The rule of one keyword that the value breaks.
fn broken(keyword: &str, wanted: &Value, value: &Value) -> Option<String> {
    let text = value.as_str();
    let longest = |length: usize| wanted.as_u64().is_some_and(|most| length as u64 > most);
    let shortest = |length: usize| wanted.as_u64().is_some_and(|least| (length as u64) < least);
    let is_broken = match keyword {
        "type" => !is_type(wanted.as_str().expect("a type is a word"), value),
        "enum" => !wanted.as_array().expect("an enum is a list").contains(value),
        "pattern" => text.is_some_and(|text| !is_like(wanted.as_str().expect("a pattern is a text"), text)),
        "minLength" => text.is_some_and(|text| shortest(text.chars().count())),
        "maxLength" => text.is_some_and(|text| longest(text.chars().count())),
        "minItems" => value.as_array().is_some_and(|items| shortest(items.len())),
        "maxItems" => value.as_array().is_some_and(|items| longest(items.len())),
        "minimum" => value
            .as_f64()
            .is_some_and(|number| number < wanted.as_f64().unwrap()),
        "maximum" => value
            .as_f64()
            .is_some_and(|number| number > wanted.as_f64().unwrap()),
        "properties" | "items" => false,
        known if NO_RULE.contains(&known) => false,
        other => panic!("the checker does not know the keyword {other}"),
    };
    is_broken.then(|| format!("breaks {keyword} {wanted} with {value}"))
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the checker does not know the type {other}"),
    }
}

/// The patterns of Twilio's files are SIDs: letters, or letters to choose from, and 32 hexadecimal digits.
fn is_like(pattern: &str, text: &str) -> bool {
    let kinds = pattern
        .strip_prefix('^')
        .and_then(|rest| rest.strip_suffix("[0-9a-fA-F]{32}$"));
    let kinds = kinds.unwrap_or_else(|| panic!("the checker does not know the pattern {pattern}"));
    kinds.trim_matches(['(', ')']).split('|').any(|kind| {
        let digits = text.strip_prefix(kind).unwrap_or_default();
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Dates and addresses. What else `format` may say (`phone-number`, `currency` …) has no rule of its own.
fn shape(schema: &Value, value: &Value) -> Option<String> {
    let (format, text) = (schema["format"].as_str()?, value.as_str()?);
    let is_like = |pattern: &str| {
        let fits = |(wanted, is): (char, char)| match wanted {
            '0' => is.is_ascii_digit(),
            'A' => is.is_ascii_alphabetic(),
            other => other == is,
        };
        pattern.chars().count() == text.chars().count() && pattern.chars().zip(text.chars()).all(fits)
    };
    let is_right = match format {
        "date-time" => is_like("0000-00-00T00:00:00Z"),
        "date-time-rfc-2822" => is_like("AAA, 00 AAA 0000 00:00:00 +0000"),
        // Twilio writes an empty text where no address is set.
        "uri" => text.is_empty() || url::Url::parse(text).is_ok(),
        _ => true,
    };
    (!is_right).then(|| format!("breaks format {format} with {value}"))
}

fn properties(file: &Value, schema: &Value, object: &Map<String, Value>, field: &str) -> Vec<Fault> {
    let declared = schema["properties"].as_object();
    let others = &schema["additionalProperties"];
    // An object of which nothing is said may hold anything.
    let is_free = declared.is_none() && others.is_null() || *others == true;
    let mut faults = Vec::new();
    for (name, value) in object {
        let inside = format!("{field}.{name}");
        match declared.and_then(|declared| declared.get(name)) {
            Some(schema) => faults.extend(check(file, schema, value, &inside)),
            None if others.is_object() => faults.extend(check(file, others, value, &inside)),
            None if is_free => {}
            None => faults.push(Fault::new(&inside, "is not declared")),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !object.contains_key(name) {
            faults.push(Fault::new(&format!("{field}.{name}"), "is required and missing"));
        }
    }
    faults
}

mod tests {
    use serde_json::json;

    use super::*;

    /// The faults of a value against a sender that is made up.
    fn faults(value: Value) -> Vec<String> {
        let file = json!({"components": {"schemas": {
            "status": {"type": "string", "enum": ["ONLINE", "OFFLINE"]},
            "site": {"type": "object", "nullable": true, "properties": {"label": {"type": "string"}}},
        }}});
        let schema = json!({
            "type": "object",
            "required": ["sid"],
            "properties": {
                "sid": {"type": "string", "minLength": 34, "maxLength": 34, "pattern": "^(XE|XF)[0-9a-fA-F]{32}$"},
                "status": {"$ref": "#/components/schemas/status"},
                "pages": {"type": "integer", "minimum": 1, "maximum": 1000},
                "since": {"type": "string", "format": "date-time", "nullable": true},
                "made": {"type": "string", "format": "date-time-rfc-2822"},
                "url": {"type": "string", "format": "uri"},
                "sites": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/site"}},
                "samples": {"type": "object", "additionalProperties": {"type": "string"}},
                "anything": {"type": "object"},
            },
        });
        let told = |fault: Fault| format!("{} {}", fault.field, fault.rule);
        check(&file, &schema, &value, "x").into_iter().map(told).collect()
    }

    fn sid() -> String {
        format!("XE{}", "0aF".repeat(11).split_at(32).0)
    }

    #[test]
    fn what_the_schema_says_has_no_fault() {
        let whole = json!({
            "sid": sid(), "status": "ONLINE", "pages": 1, "since": null, "made": "Thu, 24 Aug 2023 05:01:45 +0000",
            "url": "https://twilio.com/x", "sites": [{"label": "a"}, null], "samples": {"1": "a"},
            "anything": {"a": [1, {"b": null}]},
        });
        assert_eq!(faults(whole), [""; 0]);
        assert_eq!(
            faults(json!({"sid": sid(), "since": "2015-07-30T19:00:00Z", "url": ""})),
            [""; 0]
        );
    }

    #[test]
    fn what_is_not_declared_is_named_also_inside() {
        assert_eq!(
            faults(json!({"sid": sid(), "colour": 1})),
            ["x.colour is not declared"]
        );
        assert_eq!(
            faults(json!({"sid": sid(), "sites": [{"label": "a", "rank": 1}]})),
            ["x.sites[].rank is not declared"]
        );
    }

    #[test]
    fn what_is_required_must_be_there() {
        assert_eq!(faults(json!({})), ["x.sid is required and missing"]);
    }

    #[test]
    fn a_wrong_type_is_named() {
        assert_eq!(
            faults(json!({"sid": sid(), "pages": "1", "samples": {"1": 1}})),
            [
                "x.pages breaks type \"integer\" with \"1\"",
                "x.samples.1 breaks type \"string\" with 1"
            ]
        );
        assert_eq!(faults(json!([])), ["x breaks type \"object\" with []"]);
    }

    #[test]
    fn null_is_for_what_is_nullable() {
        assert_eq!(
            faults(json!({"sid": null, "status": null})),
            [
                "x.sid is null, which is not allowed",
                "x.status is null, which is not allowed"
            ]
        );
    }

    #[test]
    fn words_patterns_limits_and_formats_hold() {
        for (name, value, rule) in [
            ("sid", json!(format!("XG{}", "0".repeat(32))), "pattern"),
            ("sid", json!(format!("XF{}", "g".repeat(32))), "pattern"),
            ("sid", json!(format!("XF{}", "0".repeat(33))), "maxLength"),
            ("sid", json!("XF0"), "minLength"),
            ("status", json!("AWAY"), "enum"),
            ("pages", json!(0), "minimum"),
            ("pages", json!(1001), "maximum"),
            ("pages", json!(1.5), "type"),
            ("since", json!("2015-07-30 19:00:00"), "format date-time"),
            ("made", json!("2015-07-30T19:00:00Z"), "format date-time-rfc-2822"),
            ("url", json!("/v1/x"), "format uri"),
            ("sites", json!([null, null, null]), "maxItems"),
        ] {
            let mut whole = json!({"sid": sid()});
            whole[name] = value;
            let found = faults(whole);
            let wanted = format!("x.{name} breaks {rule}");
            assert!(
                found.iter().any(|fault| fault.starts_with(&wanted)),
                "{wanted}: {found:?}"
            );
        }
    }

    #[test]
    #[should_panic(expected = "does not know the keyword oneOf")]
    fn a_keyword_that_is_new_does_not_pass_unseen() {
        check(&json!({}), &json!({"oneOf": []}), &json!(1), "x");
    }
}
