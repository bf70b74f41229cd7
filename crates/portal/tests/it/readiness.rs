//! Whether the ISV itself can connect dealers.

use std::collections::HashSet;

use domain::{
    Span,
    member::Role,
    readiness::{Finding, Probe},
};
use portal::{Actor, Error, Settings, World, readiness};
use secrecy::ExposeSecret;
use simulator::{Outcome, Rule, Status};
use twilio::{Account, AccountStatus, Credentials};

use crate::outside::{Isv, isvs, person};

async fn probes(world: &World) -> Vec<Probe> {
    readiness::probe(world, &Actor::Machine).await.expect("an answer")
}

fn named<'a>(probes: &'a [Probe], name: &str) -> &'a Probe {
    probes
        .iter()
        .find(|probe| probe.name == name)
        .unwrap_or_else(|| panic!("no probe {name}"))
}

fn red(probes: &[Probe]) -> Vec<&str> {
    let red = probes.iter().filter(|probe| probe.finding == Finding::Red);
    red.map(|probe| probe.name.as_str()).collect()
}

/// Every probe of a world with other settings; each red one must say what to do.
async fn after(isv: &Isv, change: impl FnOnce(&mut Settings)) -> Vec<Probe> {
    let probes = probes(&isv.with(change)).await;
    for probe in probes.iter().filter(|probe| probe.finding == Finding::Red) {
        assert!(!probe.seen.is_empty() && !probe.fix.is_empty(), "{probe:?}");
    }
    probes
}

#[tokio::test]
async fn all_that_can_be_asked_is_green_where_all_is_set() {
    for isv in isvs().await {
        let probes = probes(&isv.world).await;

        assert_eq!(red(&probes), Vec::<&str>::new());
        let green: Vec<_> = probes
            .iter()
            .filter(|probe| probe.finding == Finding::Green)
            .collect();
        let names: Vec<_> = green.iter().map(|probe| probe.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "database",
                "public_url",
                "secret_keys",
                "clock",
                "twilio_credentials",
                "twilio_account",
                "twilio_balance",
                "twilio_own_sender",
                "twilio_solution",
                "meta_credentials",
                "meta_app",
                "meta_config",
                "meta_verify_token",
                "meta_solution",
                "meta_account_update",
            ]
        );
        assert!(green.iter().all(|probe| probe.fix.is_empty()));
        // What a person must look at says where.
        let unknown = probes.iter().filter(|probe| probe.finding == Finding::Unknown);
        assert!(unknown.clone().all(|probe| !probe.fix.is_empty()));
        // And why nobody asked.
        assert!(
            unknown
                .clone()
                .all(|probe| probe.seen.contains("tells no program"))
        );
        let names: Vec<_> = unknown.map(|probe| probe.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "twilio_programme",
                "twilio_senders",
                "meta_app_basics",
                "meta_tech_provider",
                "meta_business_verification",
                "meta_advanced_access",
                "meta_access_verification",
                "meta_live",
                "meta_config_kind",
                "meta_domains",
            ]
        );
        assert!(named(&probes, "meta_domains").fix.contains("portal.example.com"));
    }
}

#[tokio::test]
async fn names_are_unique_and_groups_are_three() {
    for isv in isvs().await {
        let probes = probes(&isv.world).await;
        let names: HashSet<_> = probes.iter().map(|probe| &probe.name).collect();
        assert_eq!(names.len(), probes.len());
        let mut groups: Vec<_> = probes.iter().map(|probe| probe.group.as_str()).collect();
        groups.dedup();
        assert_eq!(groups, ["Forecourt", "Twilio", "Meta"]);
    }
}

#[tokio::test]
async fn a_wrong_token_is_told_once_with_its_setting() {
    for isv in isvs().await {
        let probes = after(&isv, |settings| {
            settings.twilio.auth_token = Some("f".repeat(32).into());
        })
        .await;
        assert_eq!(red(&probes), ["twilio_account"]);
        assert_eq!(
            named(&probes, "twilio_account").setting.as_deref(),
            Some("TWILIO_AUTH_TOKEN")
        );
        for name in ["twilio_balance", "twilio_own_sender"] {
            assert_eq!(named(&probes, name).finding, Finding::Unknown, "{name}");
        }
    }
}

#[tokio::test]
async fn missing_twilio_settings_are_named() {
    for isv in isvs().await {
        let setting = |probes: &[Probe]| named(probes, "twilio_credentials").setting.clone();

        let no_sid = after(&isv, |settings| settings.twilio.account_sid = None).await;
        assert_eq!(red(&no_sid), ["twilio_credentials"]);
        assert_eq!(setting(&no_sid).as_deref(), Some("TWILIO_ACCOUNT_SID"));

        let no_token = after(&isv, |settings| settings.twilio.auth_token = None).await;
        assert_eq!(red(&no_token), ["twilio_credentials"]);
        assert_eq!(setting(&no_token).as_deref(), Some("TWILIO_AUTH_TOKEN"));

        let bad_sid = after(&isv, |settings| {
            settings.twilio.account_sid = Some("SK1".to_owned());
        })
        .await;
        assert_eq!(red(&bad_sid), ["twilio_credentials"]);
        let asked =
            ["accounts.fetch", "balance.fetch", "senders.list"].map(|call| isv.simulator.heard_calls(call));
        assert_eq!(asked, [0; 3], "nobody is asked with half a login");
    }
}

#[tokio::test]
async fn a_missing_or_misspelt_solution_is_red() {
    for isv in isvs().await {
        for id in [None, Some("12ab34"), Some("")] {
            let probes = after(&isv, |settings| {
                settings.twilio.partner_solution_id = id.map(str::to_owned);
            })
            .await;
            assert_eq!(red(&probes), ["twilio_solution"], "{id:?}");
            let setting = named(&probes, "twilio_solution").setting.as_deref();
            assert_eq!(setting, Some("TWILIO_PARTNER_SOLUTION_ID"));
        }
    }
}

#[tokio::test]
async fn a_suspended_account_is_red() {
    for isv in isvs().await {
        let child = subaccount(&isv).await;
        let parent = parent(&isv);
        isv.world
            .twilio
            .set_account_status(&parent, &child.sid, AccountStatus::Suspended)
            .await
            .expect("suspended");
        let probes = after(&isv, |settings| sign_in_as(settings, &child)).await;
        assert!(red(&probes).contains(&"twilio_account"));
        let seen = &named(&probes, "twilio_account").seen;
        assert!(seen.contains("suspended"), "{seen}");
    }
}

#[tokio::test]
async fn an_empty_purse_is_red_beside_what_else_is_wrong() {
    for isv in isvs().await {
        // At the simulator, as at Twilio, a subaccount has no purse of its own.
        let child = subaccount(&isv).await;
        let probes = after(&isv, |settings| sign_in_as(settings, &child)).await;
        assert_eq!(red(&probes), ["twilio_account", "twilio_balance"]);
        assert_eq!(named(&probes, "twilio_balance").seen, "0.00 USD.");
        let seen = &named(&probes, "twilio_account").seen;
        assert!(seen.contains("subaccount"), "{seen}");
    }
}

#[tokio::test]
async fn the_isv_needs_a_sender_of_its_own_that_is_online() {
    for isv in isvs().await {
        let online = probes(&isv.world).await;
        assert_eq!(named(&online, "twilio_own_sender").seen, "+12025550143, online.");

        isv.simulator.set_own_sender(Some(Status::Offline));
        let offline = after(&isv, |_| ()).await;
        assert_eq!(red(&offline), ["twilio_own_sender"]);
        assert_eq!(
            named(&offline, "twilio_own_sender").seen,
            "+12025550143 is OFFLINE."
        );

        isv.simulator.set_own_sender(None);
        let none = after(&isv, |_| ()).await;
        assert_eq!(red(&none), ["twilio_own_sender"]);
        let probe = named(&none, "twilio_own_sender");
        assert!(probe.fix.contains("Twilio Console"), "{probe:?}");
    }
}

#[tokio::test]
async fn one_silence_hides_no_other_answer() {
    for isv in isvs().await {
        for (call, name) in [
            ("balance.fetch", "twilio_balance"),
            ("senders.list", "twilio_own_sender"),
        ] {
            for outcome in [Outcome::ConnectionCut, Outcome::Http500Html, Outcome::Http503] {
                isv.simulator.script(Rule::new(outcome.clone()).call(call));
                let probes = after(&isv, |_| ()).await;
                assert_eq!(red(&probes), [name], "{outcome:?}");
                assert_eq!(named(&probes, "twilio_account").finding, Finding::Green);
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_app_or_secret_is_red() {
    for isv in isvs().await {
        let secret = after(&isv, |settings| {
            settings.meta.app_secret = Some("0".repeat(32).into());
        })
        .await;
        assert_eq!(red(&secret), ["meta_app"]);
        assert_eq!(
            named(&secret, "meta_app").setting.as_deref(),
            Some("META_APP_SECRET")
        );

        let app = after(&isv, |settings| {
            settings.meta.app_id = Some("1234567890".to_owned());
        })
        .await;
        assert_eq!(red(&app), ["meta_app"]);
    }
}

#[tokio::test]
async fn missing_meta_settings_are_named() {
    for isv in isvs().await {
        let probes = after(&isv, |settings| {
            settings.meta.app_secret = None;
            settings.meta.config_id = None;
            settings.meta.verify_token = None;
        })
        .await;
        assert_eq!(
            red(&probes),
            ["meta_credentials", "meta_config", "meta_verify_token"]
        );
        let settings: Vec<_> = ["meta_credentials", "meta_config", "meta_verify_token"]
            .map(|name| named(&probes, name).setting.clone().expect("a setting"))
            .into();
        assert_eq!(
            settings,
            ["META_APP_SECRET", "META_CONFIG_ID", "META_WEBHOOK_VERIFY_TOKEN"]
        );

        let no_app = after(&isv, |settings| settings.meta.app_id = None).await;
        assert_eq!(red(&no_app), ["meta_credentials"]);
        let bad_config = after(&isv, |settings| settings.meta.config_id = Some("abc".to_owned())).await;
        assert_eq!(red(&bad_config), ["meta_config"]);
    }
}

#[tokio::test]
async fn an_address_that_the_outside_cannot_reach_is_red() {
    for isv in isvs().await {
        let here = |settings: &mut Settings| {
            settings.public_url = "http://127.0.0.1:3000".parse().expect("an address");
        };
        let probes = after(&isv, here).await;
        assert_eq!(red(&probes), ["public_url", "meta_account_update"]);
        let told = named(&probes, "meta_account_update");
        assert!(
            told.seen.contains("https://portal.example.com/webhooks/meta"),
            "{}",
            told.seen
        );
        assert!(
            told.fix.contains("http://127.0.0.1:3000/webhooks/meta"),
            "{}",
            told.fix
        );

        let hook = "http://127.0.0.1:3000/webhooks/meta";
        isv.simulator.set_meta_webhook(hook.parse().expect("an address"));
        let demo = after(&isv, |settings| {
            here(settings);
            settings.demo = true;
        })
        .await;
        assert_eq!(red(&demo), Vec::<&str>::new());
        assert!(named(&demo, "public_url").seen.contains("demo"));
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_with_how_much() {
    for isv in isvs().await {
        for (off, word) in [(Span::minutes(5), "ahead"), (Span::minutes(-5), "behind")] {
            let probes = probes(&isv.off_by(off)).await;
            assert_eq!(red(&probes), ["clock"]);
            let clock = named(&probes, "clock");
            assert!(
                clock.seen.contains(word) && !clock.fix.is_empty(),
                "{}",
                clock.seen
            );
        }
    }
}

#[tokio::test]
async fn a_solution_that_meta_does_not_know_is_for_people_to_look_at() {
    for isv in isvs().await {
        let probes = after(&isv, |settings| {
            settings.twilio.partner_solution_id = Some("999999999999999".to_owned());
        })
        .await;
        assert_eq!(red(&probes), Vec::<&str>::new());
        let solution = named(&probes, "meta_solution");
        assert_eq!(solution.finding, Finding::Unknown);
        assert!(
            solution.seen.contains("999999999999999") && !solution.fix.is_empty(),
            "{solution:?}"
        );
    }
}

#[tokio::test]
async fn a_closed_database_is_red() {
    for isv in isvs().await {
        isv.store.close().await;
        let probes = after(&isv, |_| ()).await;
        assert_eq!(red(&probes), ["database"]);
    }
}

#[tokio::test]
async fn no_probe_tells_a_secret() {
    for isv in isvs().await {
        let said = format!("{:?}", probes(&isv.world).await);
        let config = isv.simulator.config();
        for secret in [
            config.parent_token.as_str(),
            config.app_secret.as_str(),
            "checks-the-handshake",
        ] {
            assert!(!said.contains(secret));
        }
    }
}

#[tokio::test]
async fn dealers_do_not_see_it() {
    for isv in isvs().await {
        let dealer = "de-boer".parse().expect("an id");
        let owner = person(Role::Owner, Some(&dealer));
        assert!(matches!(
            readiness::probe(&isv.world, &owner).await,
            Err(Error::Missing)
        ));
        for role in [Role::Admin, Role::Support] {
            assert!(readiness::probe(&isv.world, &person(role, None)).await.is_ok());
        }
    }
}

fn parent(isv: &Isv) -> Credentials {
    let config = isv.simulator.config();
    Credentials {
        account_sid: config.parent_sid.parse().expect("a SID"),
        auth_token: config.parent_token.clone().into(),
    }
}

async fn subaccount(isv: &Isv) -> Account {
    isv.world
        .twilio
        .create_subaccount(&parent(isv), "De Boer")
        .await
        .expect("a subaccount")
}

fn sign_in_as(settings: &mut Settings, account: &Account) {
    let token = account
        .auth_token
        .as_ref()
        .expect("its token")
        .expose_secret()
        .to_owned();
    settings.twilio.account_sid = Some(account.sid.to_string());
    settings.twilio.auth_token = Some(token.into());
}
