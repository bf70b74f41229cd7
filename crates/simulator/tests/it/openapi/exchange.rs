//! One request and its answer, held against what Twilio says about the call.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::files::{Files, Operation, value_of};
use super::schema::{Fault, check, resolved};
use super::tap::Exchange;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Everything in which they differ. The answer to a refused request is Twilio's error, of which the files say nothing.
pub fn faults(files: &Files, exchange: &Exchange) -> Vec<Fault> {
    let Some(operation) = files.find(&exchange.method, &exchange.path) else {
        return vec![Fault::new("path", "is not in Twilio's files")];
    };
    let mut faults = parameters(operation, exchange);
    faults.extend(sent(operation, exchange));
    if exchange.status < 400 {
        faults.extend(answered(operation, exchange));
    }
    faults
}

/// What stands in the path and in the query.
fn parameters(operation: Operation<'_>, exchange: &Exchange) -> Vec<Fault> {
    let in_path = operation.path.split('/').zip(exchange.path.split('/'));
    let in_path = in_path.filter_map(|(name, segment)| value_of(name, segment));
    let in_path = in_path
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let in_query = form_urlencoded::parse(exchange.query.as_bytes())
        .into_owned()
        .collect();
    [("path", in_path), ("query", in_query)]
        .into_iter()
        .flat_map(|(place, pairs)| fields(operation.file, &group(operation.says, place), pairs, place))
        .collect()
}

/// The parameters of one place, as the schema of an object.
fn group(says: &Value, place: &str) -> Value {
    let all = says["parameters"].as_array().into_iter().flatten();
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for one in all.filter(|one| one["in"] == place) {
        let name = one["name"].as_str().expect("a parameter has a name");
        properties.insert(name.to_owned(), one["schema"].clone());
        if one["required"] == true {
            required.push(name);
        }
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// The request's body.
fn sent(operation: Operation<'_>, exchange: &Exchange) -> Vec<Fault> {
    let wanted = &operation.says["requestBody"];
    if exchange.body.is_empty() {
        let is_missing = wanted["required"] == true;
        return Vec::from_iter(is_missing.then(|| Fault::new("body", "is required and missing")));
    }
    let kind = exchange.content_type.split(';').next().unwrap_or_default();
    let schema = &wanted["content"][kind]["schema"];
    if schema.is_null() {
        return vec![Fault::new("body", format!("is {kind:?}, which is not declared"))];
    }
    if kind == FORM {
        let pairs = form_urlencoded::parse(&exchange.body).into_owned().collect();
        return fields(operation.file, schema, pairs, "form");
    }
    match serde_json::from_slice(&exchange.body) {
        Ok(body) => check(operation.file, schema, &body, "body"),
        Err(_) => vec![Fault::new("body", "is not JSON")],
    }
}

/// Names and values, which are texts on the wire and something else in the schema.
fn fields(file: &Value, schema: &Value, pairs: Vec<(String, String)>, place: &str) -> Vec<Fault> {
    let declared = &resolved(file, schema)["properties"];
    let (mut object, mut faults) = (Map::new(), Vec::new());
    for (name, text) in pairs {
        let schema = resolved(file, &declared[&name]);
        if schema["type"] == "array" {
            let item = meant(resolved(file, &schema["items"]), text);
            let items = object.entry(name).or_insert_with(|| json!([]));
            items.as_array_mut().expect("made as a list").push(item);
        } else if object.insert(name.clone(), meant(schema, text)).is_some() {
            faults.push(Fault::new(&format!("{place}.{name}"), "is given twice"));
        }
    }
    faults.extend(check(file, schema, &object.into(), place));
    faults
}

/// The text as the type that is wanted, or as it is where it is not of that type.
fn meant(schema: &Value, text: String) -> Value {
    let wants_text = schema["type"] == "string" || schema["type"].is_null();
    let value = (!wants_text).then(|| serde_json::from_str(&text).ok()).flatten();
    value.unwrap_or(Value::String(text))
}

/// The answer's status, kind and body.
fn answered(operation: Operation<'_>, exchange: &Exchange) -> Vec<Fault> {
    let status = exchange.status.to_string();
    let Some(wanted) = operation.says["responses"].get(&status) else {
        return vec![Fault::new("status", format!("{status} is not declared"))];
    };
    let Some(schema) = wanted.pointer("/content/application~1json/schema") else {
        let is_fine = exchange.answer.is_empty();
        return Vec::from_iter((!is_fine).then(|| Fault::new("answer", "is not declared")));
    };
    if exchange.answer_type != JSON {
        return vec![Fault::new(
            "answer",
            format!("is {:?}, not JSON", exchange.answer_type),
        )];
    }
    match serde_json::from_slice(&exchange.answer) {
        Ok(answer) => check(operation.file, schema, &answer, "answer"),
        Err(_) => vec![Fault::new("answer", "is not JSON")],
    }
}

mod tests {
    use super::*;

    /// A message as the client sends it and as Twilio answers.
    fn message() -> Exchange {
        let account = format!("AC{}", "0".repeat(32));
        Exchange {
            method: "POST".into(),
            path: format!("/2010-04-01/Accounts/{account}/Messages.json"),
            query: String::new(),
            content_type: FORM.into(),
            body: b"To=whatsapp%3A%2B31655555555&Body=Hallo&MediaUrl=https%3A%2F%2Fa.example%2F1".into(),
            status: 201,
            answer_type: JSON.into(),
            answer: br#"{"status":"queued","price":null}"#.into(),
        }
    }

    fn told(change: impl FnOnce(&mut Exchange)) -> Vec<String> {
        let mut exchange = message();
        change(&mut exchange);
        let faults = faults(&Files::read(), &exchange).into_iter();
        faults
            .map(|fault| format!("{}: {}", fault.field, fault.rule))
            .collect()
    }

    #[test]
    fn a_right_exchange_has_no_fault() {
        assert_eq!(told(|_| {}), [""; 0]);
        assert_eq!(told(|one| one.status = 400), [""; 0]);
    }

    #[test]
    fn a_path_or_a_method_that_twilio_does_not_have_is_told() {
        let missing = ["path: is not in Twilio's files"];
        assert_eq!(told(|one| one.path = "/2010-04-01/Letters.json".into()), missing);
        assert_eq!(told(|one| one.method = "PATCH".into()), missing);
    }

    #[test]
    fn the_path_keeps_its_sids() {
        let other = told(|one| one.path = one.path.replace("AC", "ZZ"));
        assert!(
            other[0].starts_with("path.AccountSid: breaks pattern"),
            "{other:?}"
        );
    }

    #[test]
    fn an_unknown_parameter_is_told_wherever_it_stands() {
        let form = told(|one| one.body.extend(b"&Colour=red"));
        assert_eq!(form, ["form.Colour: is not declared"]);
        let query = told(|one| one.query = "Page=1".into());
        assert_eq!(query, ["query.Page: is not declared"]);
    }

    #[test]
    fn a_parameter_of_the_wrong_type_is_told() {
        let wrong = told(|one| one.body.extend(b"&ValidityPeriod=long"));
        assert_eq!(
            wrong,
            [r#"form.ValidityPeriod: breaks type "integer" with "long""#]
        );
        assert_eq!(
            told(|one| one.body.extend(b"&ValidityPeriod=60&ProvideFeedback=true")),
            [""; 0]
        );
    }

    #[test]
    fn a_parameter_that_is_required_and_one_given_twice_are_told() {
        assert_eq!(
            told(|one| one.body = b"Body=Hallo".into()),
            ["form.To: is required and missing"]
        );
        let twice = told(|one| one.body.extend(b"&Body=Hallo"));
        assert_eq!(twice, ["form.Body: is given twice"]);
        assert_eq!(
            told(|one| one.body.extend(b"&MediaUrl=https%3A%2F%2Fa.example%2F2")),
            [""; 0]
        );
    }

    #[test]
    fn json_in_place_of_a_form_is_told() {
        assert_eq!(
            told(|one| one.content_type = JSON.into()),
            ["body: is \"application/json\", which is not declared"]
        );
    }

    #[test]
    fn an_answer_with_another_status_kind_or_property_is_told() {
        assert_eq!(told(|one| one.status = 200), ["status: 200 is not declared"]);
        let kind = told(|one| one.answer_type = "text/xml".into());
        assert_eq!(kind, [r#"answer: is "text/xml", not JSON"#]);
        assert_eq!(
            told(|one| one.answer = br#"{"mood":"good","num_media":0}"#.into()),
            [
                "answer.mood: is not declared",
                "answer.num_media: breaks type \"string\" with 0"
            ]
        );
    }
}
