//! The ISV's app at Meta.

use domain::{Lang, readiness::Probe, say::readiness_probe as words};
use meta::{App, Error};
use secrecy::SecretString;

use super::asked::{Asked, in_time, too_late};
use crate::{MetaSettings, World};

const GROUP: &str = "Meta";

pub(super) async fn probes(world: &World, lang: Lang) -> Vec<Probe> {
    let settings = &world.settings.meta;
    let (set, known) = credentials(lang, settings);
    let app = match known {
        Some((id, secret)) => app(world, lang, id, secret).await,
        None => app_asked(lang).after(lang, &set.title),
    };
    let mut probes = vec![set, app, config(lang, settings), verify_token(lang, settings)];
    probes.extend(for_people(world, lang));
    probes
}

fn credentials(lang: Lang, settings: &MetaSettings) -> (Probe, Option<(&str, &SecretString)>) {
    let asked = Asked {
        name: "meta_credentials",
        group: GROUP,
        title: words::meta_credentials(lang),
        setting: Some("META_APP_ID"),
    };
    let fix = words::meta_credentials_fix(lang);
    match (settings.app_id.as_deref(), &settings.app_secret) {
        (None, _) => (asked.red(words::meta_credentials_no_id(lang), fix), None),
        (_, None) => {
            let asked = asked.setting("META_APP_SECRET");
            (asked.red(words::meta_credentials_no_secret(lang), fix), None)
        }
        (Some(id), Some(secret)) => (
            asked.green(words::meta_credentials_seen(lang, id)),
            Some((id, secret)),
        ),
    }
}

fn app_asked(lang: Lang) -> Asked {
    Asked {
        name: "meta_app",
        group: GROUP,
        title: words::meta_app(lang),
        setting: Some("META_APP_SECRET"),
    }
}

async fn app(world: &World, lang: Lang, id: &str, secret: &SecretString) -> Probe {
    let asked = app_asked(lang);
    let error = match in_time(world.meta.app(id, secret)).await {
        None => return asked.red(too_late(lang), words::meta_silent_fix(lang)),
        Some(Ok(App { id: answered, name })) => {
            return if answered == id {
                asked.green(words::meta_app_seen(lang, name))
            } else {
                let asked = asked.setting("META_APP_ID");
                asked.red(
                    words::meta_app_other(lang, answered),
                    words::meta_credentials_fix(lang),
                )
            };
        }
        Some(Err(error)) => error,
    };
    if matches!(error, Error::Graph { .. }) && !error.is_transient() {
        return asked.red(words::meta_app_refused(lang), words::meta_app_refused_fix(lang));
    }
    tracing::warn!(
        error = &error as &dyn std::error::Error,
        "Meta could not be asked"
    );
    asked.red(words::meta_app_strange(lang, error), words::meta_silent_fix(lang))
}

fn config(lang: Lang, settings: &MetaSettings) -> Probe {
    let asked = Asked {
        name: "meta_config",
        group: GROUP,
        title: words::meta_config(lang),
        setting: Some("META_CONFIG_ID"),
    };
    let fix = words::meta_config_fix(lang);
    match settings.config_id.as_deref() {
        None => asked.red(words::not_set(lang), fix),
        Some(id) if id.parse::<::meta::Id>().is_err() => asked.red(words::meta_config_shape(lang, id), fix),
        Some(id) => asked.green(id),
    }
}

fn verify_token(lang: Lang, settings: &MetaSettings) -> Probe {
    let asked = Asked {
        name: "meta_verify_token",
        group: GROUP,
        title: words::meta_verify_token(lang),
        setting: Some("META_WEBHOOK_VERIFY_TOKEN"),
    };
    if settings.verify_token.is_some() {
        asked.green(words::set(lang))
    } else {
        asked.red(words::not_set(lang), words::meta_verify_token_fix(lang))
    }
}

/// What Meta tells only to people who are signed in to its dashboard.
fn for_people(world: &World, lang: Lang) -> [Probe; 6] {
    let url = &world.settings.public_url;
    let host = url.host_str().unwrap_or_default();
    let hook = world.url("/webhooks/meta");
    [
        (
            "meta_live",
            words::meta_live(lang),
            words::meta_live_fix(lang).to_owned(),
        ),
        (
            "meta_advanced_access",
            words::meta_advanced_access(lang),
            words::meta_advanced_access_fix(lang).to_owned(),
        ),
        (
            "meta_access_verification",
            words::meta_access_verification(lang),
            words::meta_access_verification_fix(lang).to_owned(),
        ),
        (
            "meta_domains",
            words::meta_domains(lang),
            words::meta_domains_fix(lang, host, url),
        ),
        (
            "meta_solution",
            words::meta_solution(lang),
            words::meta_solution_fix(lang).to_owned(),
        ),
        (
            "meta_account_update",
            words::meta_account_update(lang),
            words::meta_account_update_fix(lang, hook),
        ),
    ]
    .map(|(name, title, look)| {
        let asked = Asked {
            name,
            group: GROUP,
            title,
            setting: None,
        };
        asked.for_people(lang, look)
    })
}
