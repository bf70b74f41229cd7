//! Trims Twilio's OpenAPI files to the calls that are played.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::files::{NAMES, folder};
use super::played;

/// Words for people, and what nothing here is held against. A name below `properties` is never one of these.
const LEFT_OUT: [&str; 9] = [
    "description",
    "example",
    "examples",
    "headers",
    "operationId",
    "security",
    "servers",
    "summary",
    "tags",
];

/// `TWILIO_OAI=<twilio-oai>/spec/json cargo test -p simulator --test it openapi::renew -- --ignored`
#[test]
#[ignore = "writes tests/openapi from a copy of github.com/twilio/twilio-oai"]
fn renew() {
    let from =
        PathBuf::from(env::var_os("TWILIO_OAI").expect("TWILIO_OAI names the folder with Twilio's files"));
    for name in NAMES {
        let bytes = std::fs::read(from.join(name)).unwrap();
        let trimmed = trimmed(&serde_json::from_slice(&bytes).unwrap());
        let mut text = Vec::new();
        let lines = serde_json::ser::PrettyFormatter::with_indent(b" ");
        let mut writer = serde_json::Serializer::with_formatter(&mut text, lines);
        trimmed.serialize(&mut writer).unwrap();
        text.push(b'\n');
        std::fs::write(folder().join(name), text).unwrap();
    }
}

/// The paths that are played and the schemas that they lead to.
fn trimmed(file: &Value) -> Value {
    let mut paths = Map::new();
    for (method, path) in played() {
        let method = method.to_lowercase();
        if let Some(says) = file["paths"][&path].get(&method) {
            paths.entry(path).or_insert_with(|| json!({}))[method] = plain(says, false);
        }
    }
    let mut wanted = BTreeSet::new();
    references(&paths.clone().into(), &mut wanted);
    let mut schemas = Map::new();
    while let Some(name) = wanted.pop_first() {
        let schema = plain(&file["components"]["schemas"][&name], false);
        let mut more = BTreeSet::new();
        references(&schema, &mut more);
        schemas.insert(name, schema);
        wanted.extend(more.into_iter().filter(|name| !schemas.contains_key(name)));
    }
    json!({
        "openapi": file["openapi"],
        "info": {"title": file["info"]["title"], "version": file["info"]["version"], "license": file["info"]["license"]},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn plain(value: &Value, are_names: bool) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| are_names || !LEFT_OUT.contains(&key.as_str()) && !key.starts_with("x-"))
            .map(|(key, value)| (key.clone(), plain(value, key == "properties" && !are_names)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| plain(item, false)).collect(),
        other => other.clone(),
    }
}

/// The names of the schemas that `value` points at.
fn references(value: &Value, names: &mut BTreeSet<String>) {
    if let Some(target) = value["$ref"].as_str() {
        names.extend(target.rsplit('/').next().map(str::to_owned));
    }
    match value {
        Value::Object(object) => object.values().for_each(|inside| references(inside, names)),
        Value::Array(items) => items.iter().for_each(|inside| references(inside, names)),
        _ => {}
    }
}

#[test]
fn trimming_keeps_what_is_played_and_what_it_leads_to() {
    let file = json!({
        "openapi": "3.0.1",
        "info": {"title": "Twilio", "version": "1.0.0", "license": {"name": "Apache 2.0"}, "contact": {}},
        "paths": {
            "/v1/Content": {"get": {"description": "Lists", "responses": {"200": {"$ref": "#/c/page"}}}, "patch": {}},
            "/v1/Letters": {"get": {}},
        },
        "components": {"schemas": {
            "page": {"properties": {"description": {"$ref": "#/c/words"}, "properties": {"example": 1}}},
            "words": {"type": "string", "x-twilio": {}},
            "other": {},
        }},
    });
    assert_eq!(
        trimmed(&file),
        json!({
            "openapi": "3.0.1",
            "info": {"title": "Twilio", "version": "1.0.0", "license": {"name": "Apache 2.0"}},
            "paths": {"/v1/Content": {"get": {"responses": {"200": {"$ref": "#/c/page"}}}}},
            "components": {"schemas": {
                "page": {"properties": {"description": {"$ref": "#/c/words"}, "properties": {}}},
                "words": {"type": "string"},
            }},
        })
    );
}
