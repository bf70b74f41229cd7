//! Every route, visited by everybody it is not for. A route that this file does not know fails the test.

use std::collections::BTreeSet;

use domain::member::Role;
use serde_json::Value;
use server::web::{PAGES, ROUTES, Who, doors};

use crate::house::{ADMIN, AGENT, Browser, Connected, House, OWNER, STRANGER, SUPPORT, house};

/// Who comes by.
struct Visitors {
    nobody: Browser,
    /// Owner of the dealer whose things are asked for.
    owner: Browser,
    agent: Browser,
    /// Owner of another dealer.
    stranger: Browser,
    admin: Browser,
    support: Browser,
}

/// What is asked for: things of Autobedrijf Jansen.
struct Things {
    connected: Connected,
    dealer: String,
    person: String,
    login: String,
    mail: String,
    job: String,
    invitation: String,
}

/// A door, what it is asked, and whom it is for.
struct Door {
    path: &'static str,
    /// Form fields, with the names of things in braces.
    asked: &'static str,
    who: Who,
    /// Whether it needs the one right among those it is for: an owner, an admin.
    only_the_first: bool,
}

const fn door(path: &'static str, asked: &'static str, who: Who) -> Door {
    Door { path, asked, who, only_the_first: false }
}

const fn first(path: &'static str, asked: &'static str, who: Who) -> Door {
    Door { path, asked, who, only_the_first: true }
}

/// Every door of the pages.
const DOORS: &[Door] = &[
    door("/api/gate/doors/read_invitation", "token=nonsense", Who::Link),
];

async fn visitors(house: &House) -> Visitors {
    house.add(AGENT, Role::Agent, Some(OWNER)).await;
    house.add(SUPPORT, Role::Support, None).await;
    Visitors {
        nobody: Browser::default(),
        owner: house.sign_in(OWNER).await,
        agent: house.sign_in(AGENT).await,
        stranger: house.sign_in(STRANGER).await,
        admin: house.sign_in(ADMIN).await,
        support: house.sign_in(SUPPORT).await,
    }
}

#[tokio::test]
async fn print_doors() {
    let _house = house().await;
    for (method, path) in doors() { println!("{method} {path}"); }
}
