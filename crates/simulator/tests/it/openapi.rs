//! The client and the simulator against Twilio's own OpenAPI files: what is asked for, how, and what is answered.

mod drive;
mod exceptions;
mod exchange;
mod files;
mod renew;
mod schema;
mod tap;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use exceptions::{ELSEWHERE, EXCEPTIONS};
use files::{Files, fits};
use simulator::{Route, twilio_routes};
use tap::Exchange;

#[tokio::test]
async fn what_is_asked_and_answered_is_what_twilio_says() {
    let files = Files::read();

    let exchanges = drive::everything().await;

    let mut used = BTreeSet::new();
    let mut faults = BTreeSet::new();
    for exchange in exchanges
        .iter()
        .filter(|one| elsewhere(&one.method, &one.path).is_none())
    {
        let call = call_of(exchange);
        for fault in exchange::faults(&files, exchange) {
            match exceptions::covering(call, &fault) {
                Some(exception) => _ = used.insert(exception),
                None => _ = faults.insert(format!("{call}: {} {}", fault.field, fault.rule)),
            }
        }
    }
    let faults = Vec::from_iter(faults);
    assert!(faults.is_empty(), "Twilio says otherwise:\n{}", faults.join("\n"));
    for (at, exception) in EXCEPTIONS.iter().enumerate() {
        for field in exception.fields {
            let is_needed = used.contains(&(at, *field));
            assert!(is_needed, "{field} needs no exception any more: {exception:?}");
        }
    }
}

#[tokio::test]
async fn every_call_that_is_played_is_driven_and_answered_well() {
    let exchanges = drive::everything().await;

    for route in twilio_routes() {
        let is_driven = exchanges
            .iter()
            .any(|one| one.status < 400 && route_of(one).call == route.call);
        assert!(is_driven, "{} is played, and the drive leaves it out", route.call);
    }
}

#[test]
fn every_call_of_the_client_is_driven() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let client = source(&here.join("../twilio/src"));
    let drive = source(&here.join("tests/it/openapi"));

    let calls = client.split("pub async fn ").skip(1);
    let calls: BTreeSet<&str> = calls.filter_map(|rest| rest.split('(').next()).collect();
    assert!(calls.contains("send_message"), "{calls:?}");
    for call in calls {
        assert!(drive.contains(&format!(".{call}(")), "{call} is not driven");
    }
}

#[test]
fn every_call_that_is_played_is_twilios() {
    let files = Files::read();

    for (method, path) in played() {
        let known = files.find(&method, &path).is_some();
        let outside = elsewhere(&method, &path);
        assert!(
            known || outside.is_some(),
            "{method} {path} is in no file and has no reason"
        );
        assert!(
            !known || outside.is_none(),
            "{method} {path} is in a file and needs no reason"
        );
    }
}

/// Method and path of every call, as the files write them.
fn played() -> Vec<(String, String)> {
    const KINDS: [&str; 4] = ["Local", "Mobile", "National", "TollFree"];
    let spelled = |route: &Route| {
        let kinds = if route.path.contains("{Type}") {
            &KINDS[..]
        } else {
            &[""]
        };
        let path = |kind: &&str| (route.method.to_owned(), route.path.replace("{Type}", kind));
        kinds.iter().map(path).collect::<Vec<_>>()
    };
    twilio_routes().iter().flat_map(spelled).collect()
}

/// Every file below a folder, as one text.
fn source(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let text = |path: PathBuf| {
        if path.is_dir() {
            source(&path)
        } else {
            std::fs::read_to_string(path).unwrap()
        }
    };
    paths.map(text).collect()
}

/// Why a call is not held against a file.
fn elsewhere(method: &str, path: &str) -> Option<&'static str> {
    let found = ELSEWHERE
        .iter()
        .find(|(known, template, _)| *known == method && fits(template, path));
    found.map(|(_, _, reason)| *reason)
}

/// The call of an exchange, the way the simulator finds it.
fn route_of(exchange: &Exchange) -> &'static Route {
    let path = exchange.path.strip_suffix(".json").unwrap_or(&exchange.path);
    let is_it = |route: &&Route| {
        let template = route.path.strip_suffix(".json").unwrap_or(route.path);
        route.method == exchange.method && fits(template, path)
    };
    let found = twilio_routes().iter().find(is_it);
    found.unwrap_or_else(|| panic!("nobody plays {} {}", exchange.method, exchange.path))
}

fn call_of(exchange: &Exchange) -> &'static str {
    route_of(exchange).call
}
