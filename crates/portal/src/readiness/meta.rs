//! The ISV's app at Meta.

use domain::{
    Lang,
    readiness::{Finding, Probe},
    say::readiness_probe as words,
};
use futures::future::join;
use meta::{App, Error, Solution, Subscription};
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
    let (solution, update) = match known {
        Some(app_is) if app.finding == Finding::Green => {
            join(solution(world, lang, app_is), account_update(world, lang, app_is)).await
        }
        _ => (
            solution_asked(lang).after(lang, &app.title),
            update_asked(lang).after(lang, &app.title),
        ),
    };
    let mut probes = vec![set, app, config(lang, settings), verify_token(lang, settings)];
    probes.extend([solution, update]);
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
        None => return silent(lang, asked, None),
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
    silent(lang, asked, Some(&error))
}

/// No answer in time (`None`), or one that says nothing about what was asked.
fn silent(lang: Lang, asked: Asked, error: Option<&Error>) -> Probe {
    let seen = match error {
        None => too_late(lang),
        Some(error) => {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                probe = asked.name,
                "Meta could not be asked"
            );
            words::meta_app_strange(lang, error)
        }
    };
    asked.red(seen, words::meta_silent_fix(lang))
}

fn solution_asked(lang: Lang) -> Asked {
    Asked {
        name: "meta_solution",
        group: GROUP,
        title: words::meta_solution(lang),
        setting: None,
    }
}

/// The state of the Partner Solution. Only an active one works in Meta's window.
async fn solution(world: &World, lang: Lang, (app, secret): (&str, &SecretString)) -> Probe {
    let asked = solution_asked(lang);
    let id = world.settings.twilio.partner_solution_id.as_deref();
    let Some(id) = id.filter(|id| id.parse::<::meta::Id>().is_ok()) else {
        return asked.after(lang, words::twilio_solution(lang));
    };
    match in_time(world.meta.solution(app, secret, id)).await {
        Some(Ok(solution)) => judge_solution(lang, asked, &solution),
        // Whether Meta tells an app of a solution depends on who owns it: silence is no fault of the solution.
        Some(Err(error)) if matches!(error, Error::Graph { .. }) && !error.is_transient() => asked.found(
            Finding::Unknown,
            words::meta_solution_untold(lang, error),
            words::meta_solution_fix(lang),
        ),
        unclear => silent(lang, asked, unclear.and_then(Result::err).as_ref()),
    }
}

fn judge_solution(lang: Lang, asked: Asked, solution: &Solution) -> Probe {
    let Solution { name, status, .. } = solution;
    if status == "ACTIVE" {
        asked.green(words::meta_solution_seen(lang, name))
    } else {
        asked.red(
            words::meta_solution_state(lang, name, status),
            words::meta_solution_fix(lang),
        )
    }
}

fn update_asked(lang: Lang) -> Asked {
    Asked {
        name: "meta_account_update",
        group: GROUP,
        title: words::meta_account_update(lang),
        setting: None,
    }
}

/// Whether Meta calls our webhook about accounts. Without it a finish whose browser died is never completed.
async fn account_update(world: &World, lang: Lang, (app, secret): (&str, &SecretString)) -> Probe {
    let asked = update_asked(lang);
    match in_time(world.meta.subscriptions(app, secret)).await {
        Some(Ok(told)) => judge_update(lang, asked, &told, &world.url("/webhooks/meta")),
        unclear => silent(lang, asked, unclear.and_then(Result::err).as_ref()),
    }
}

fn judge_update(lang: Lang, asked: Asked, told: &[Subscription], ours: &str) -> Probe {
    let about = told
        .iter()
        .find(|about| about.object == "whatsapp_business_account");
    let seen = match about {
        None => words::meta_account_update_none(lang).to_owned(),
        Some(about) if about.callback_url != ours => {
            words::meta_account_update_elsewhere(lang, &about.callback_url)
        }
        Some(about) if !about.active => words::meta_account_update_off(lang).to_owned(),
        Some(about) if about.fields.iter().all(|field| field.name != "account_update") => {
            words::meta_account_update_field(lang).to_owned()
        }
        Some(_) => return asked.green(words::meta_account_update_seen(lang, ours)),
    };
    asked.red(seen, words::meta_account_update_fix(lang, ours))
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

/// What Meta tells only to people who are signed in to its dashboard, in the order in which it is done.
fn for_people(world: &World, lang: Lang) -> [Probe; 8] {
    let url = &world.settings.public_url;
    let host = url.host_str().unwrap_or_default();
    let domains = words::meta_domains_fix(lang, host, url);
    [
        (
            "meta_app_basics",
            words::meta_app_basics(lang),
            words::meta_app_basics_fix(lang),
        ),
        (
            "meta_tech_provider",
            words::meta_tech_provider(lang),
            words::meta_tech_provider_fix(lang),
        ),
        (
            "meta_business_verification",
            words::meta_business_verification(lang),
            words::meta_business_verification_fix(lang),
        ),
        (
            "meta_advanced_access",
            words::meta_advanced_access(lang),
            words::meta_advanced_access_fix(lang),
        ),
        (
            "meta_access_verification",
            words::meta_access_verification(lang),
            words::meta_access_verification_fix(lang),
        ),
        ("meta_live", words::meta_live(lang), words::meta_live_fix(lang)),
        (
            "meta_config_kind",
            words::meta_config_kind(lang),
            words::meta_config_kind_fix(lang),
        ),
        ("meta_domains", words::meta_domains(lang), domains.as_str()),
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

#[cfg(test)]
mod tests {
    use meta::Field;

    use super::*;

    const OURS: &str = "https://portal.example.com/webhooks/meta";

    fn told(change: impl FnOnce(&mut Subscription)) -> Finding {
        let mut about = Subscription {
            object: "whatsapp_business_account".to_owned(),
            callback_url: OURS.to_owned(),
            active: true,
            fields: ["messages", "account_update"]
                .map(|name| Field {
                    name: name.to_owned(),
                })
                .into(),
        };
        change(&mut about);
        judge_update(Lang::En, update_asked(Lang::En), &[about], OURS).finding
    }

    #[test]
    fn only_our_address_told_of_accounts_is_green() {
        assert_eq!(told(|_| ()), Finding::Green);
        assert_eq!(told(|about| about.active = false), Finding::Red);
        assert_eq!(told(|about| about.fields.truncate(1)), Finding::Red);
        assert_eq!(told(|about| about.callback_url.push('x')), Finding::Red);
        assert_eq!(told(|about| about.object = "page".to_owned()), Finding::Red);
    }

    #[test]
    fn a_solution_works_only_while_it_is_active() {
        for (status, finding) in [
            ("ACTIVE", Finding::Green),
            ("PENDING", Finding::Red),
            ("PENDING_DEACTIVATION", Finding::Red),
            ("", Finding::Red),
        ] {
            let solution = Solution {
                id: "303".to_owned(),
                name: "Twilio".to_owned(),
                status: status.to_owned(),
            };
            let probe = judge_solution(Lang::En, solution_asked(Lang::En), &solution);
            assert_eq!(probe.finding, finding, "{status}");
        }
    }
}
