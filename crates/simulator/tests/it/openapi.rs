//! The client and the simulator against Twilio's own OpenAPI files: what is asked for, how, and what is answered.

mod drive;
mod exceptions;
mod exchange;
mod files;
mod renew;
mod schema;
mod tap;

use std::collections::BTreeSet;

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
