//! The ISV's account with Twilio.

use domain::{
    Lang, money,
    readiness::{Finding, Probe},
    say::readiness_probe as words,
};
use futures::future::join;
use twilio::{Account, AccountStatus, Balance, Credentials, Error, Sender};

use super::asked::{Asked, in_time, too_late};
use crate::{TwilioSettings, World};

const GROUP: &str = "Twilio";

pub(super) async fn probes(world: &World, lang: Lang) -> Vec<Probe> {
    let settings = &world.settings.twilio;
    let (set, creds) = credentials(lang, settings);
    let (account, balance) = match &creds {
        Some(creds) => join(account(world, lang, creds), balance(world, lang, creds)).await,
        None => (
            account_asked(lang).after(lang, &set.title),
            balance_asked(lang).after(lang, &set.title),
        ),
    };
    let own_sender = match creds {
        Some(creds) if account.finding == Finding::Green => own_sender(world, lang, &creds).await,
        _ => own_sender_asked(lang).after(lang, &account.title),
    };
    let for_people = |name, title, look: &str| {
        let asked = Asked {
            name,
            group: GROUP,
            title,
            setting: None,
        };
        asked.for_people(lang, look)
    };
    vec![
        set,
        account,
        balance,
        own_sender,
        solution(lang, settings),
        for_people(
            "twilio_programme",
            words::twilio_programme(lang),
            words::twilio_programme_fix(lang),
        ),
        for_people(
            "twilio_senders",
            words::twilio_senders(lang),
            words::twilio_senders_fix(lang),
        ),
    ]
}

fn credentials(lang: Lang, settings: &TwilioSettings) -> (Probe, Option<Credentials>) {
    let asked = Asked {
        name: "twilio_credentials",
        group: GROUP,
        title: words::twilio_credentials(lang),
        setting: Some("TWILIO_ACCOUNT_SID"),
    };
    let fix = words::twilio_credentials_fix(lang);
    let Some(sid) = settings.account_sid.as_deref() else {
        return (asked.red(words::twilio_credentials_no_sid(lang), fix), None);
    };
    let Ok(account_sid) = sid.parse() else {
        return (asked.red(words::twilio_credentials_bad_sid(lang), fix), None);
    };
    let Some(auth_token) = settings.auth_token.clone() else {
        let asked = asked.setting("TWILIO_AUTH_TOKEN");
        return (asked.red(words::twilio_credentials_no_token(lang), fix), None);
    };
    let creds = Credentials {
        account_sid,
        auth_token,
    };
    (
        asked.green(words::twilio_credentials_seen(lang, sid)),
        Some(creds),
    )
}

fn account_asked(lang: Lang) -> Asked {
    Asked {
        name: "twilio_account",
        group: GROUP,
        title: words::twilio_account(lang),
        setting: Some("TWILIO_AUTH_TOKEN"),
    }
}

async fn account(world: &World, lang: Lang, creds: &Credentials) -> Probe {
    let asked = account_asked(lang);
    match in_time(world.twilio.fetch_account(creds, &creds.account_sid)).await {
        Some(Ok(account)) => judge(lang, asked, &account),
        Some(Err(error)) if is_refused(&error) => asked.red(
            words::twilio_account_refused(lang),
            words::twilio_account_refused_fix(lang),
        ),
        unclear => silent(world, lang, asked, unclear.and_then(Result::err).as_ref()),
    }
}

fn own_sender_asked(lang: Lang) -> Asked {
    Asked {
        name: "twilio_own_sender",
        group: GROUP,
        title: words::twilio_own_sender(lang),
        setting: None,
    }
}

/// The ISV's own first sender. On Twilio's other hosts the parent's login sees the parent's senders and no dealer's.
async fn own_sender(world: &World, lang: Lang, creds: &Credentials) -> Probe {
    let asked = own_sender_asked(lang);
    match in_time(world.twilio.list_senders(creds)).await {
        Some(Ok(senders)) => judge_own_sender(lang, asked, &senders),
        unclear => silent(world, lang, asked, unclear.and_then(Result::err).as_ref()),
    }
}

fn judge_own_sender(lang: Lang, asked: Asked, senders: &[Sender]) -> Probe {
    let number = |sender: &Sender| sender.sender_id.trim_start_matches("whatsapp:").to_owned();
    let online = senders.iter().find(|sender| sender.status.is_online());
    match (online, senders.first()) {
        (Some(online), _) => asked.green(words::twilio_own_sender_seen(lang, number(online))),
        (None, Some(other)) => asked.red(
            words::twilio_own_sender_state(lang, number(other), other.status.as_str()),
            words::twilio_own_sender_state_fix(lang),
        ),
        (None, None) => asked.red(
            words::twilio_own_sender_none(lang),
            words::twilio_own_sender_fix(lang),
        ),
    }
}

fn judge(lang: Lang, asked: Asked, account: &Account) -> Probe {
    let name = &account.friendly_name;
    let asked = asked.setting("TWILIO_ACCOUNT_SID");
    if account.status != AccountStatus::Active {
        let seen = words::twilio_account_status(lang, name, account.status.as_str());
        return asked.red(seen, words::twilio_account_status_fix(lang));
    }
    if account
        .owner_account_sid
        .as_ref()
        .is_some_and(|owner| *owner != account.sid)
    {
        return asked.red(
            words::twilio_account_child(lang, name),
            words::twilio_account_child_fix(lang),
        );
    }
    if account.kind.as_deref() == Some("Trial") {
        return asked.red(
            words::twilio_account_trial(lang, name),
            words::twilio_account_trial_fix(lang),
        );
    }
    asked.green(words::twilio_account_seen(lang, name))
}

fn balance_asked(lang: Lang) -> Asked {
    Asked {
        name: "twilio_balance",
        group: GROUP,
        title: words::twilio_balance(lang),
        setting: None,
    }
}

async fn balance(world: &World, lang: Lang, creds: &Credentials) -> Probe {
    let asked = balance_asked(lang);
    match in_time(world.twilio.balance(creds)).await {
        Some(Ok(Balance {
            balance, currency, ..
        })) => {
            let seen = words::twilio_balance_seen(lang, &balance, currency);
            if money::micros(&balance).is_some_and(|micros| micros > 0) {
                asked.green(seen)
            } else {
                asked.red(seen, words::twilio_balance_fix(lang))
            }
        }
        // The account's own probe says what to do about it.
        Some(Err(error)) if is_refused(&error) => asked.after(lang, words::twilio_account(lang)),
        unclear => silent(world, lang, asked, unclear.and_then(Result::err).as_ref()),
    }
}

/// 401, and what Twilio says instead when the account of the token is not the one that was asked for.
fn is_refused(error: &Error) -> bool {
    matches!(error.status(), Some(401 | 403 | 404))
}

/// No answer in time (`None`), or one that says nothing about the setting.
fn silent(world: &World, lang: Lang, asked: Asked, error: Option<&Error>) -> Probe {
    let urls = world.twilio.urls();
    let url = match asked.name {
        "twilio_own_sender" => &urls.messaging,
        _ => &urls.api,
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let seen = match error {
        None => too_late(lang),
        Some(error) => {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                probe = asked.name,
                "Twilio could not be asked"
            );
            words::twilio_account_strange(lang, error)
        }
    };
    asked.red(seen, words::twilio_silent_fix(lang, host))
}

fn solution(lang: Lang, settings: &TwilioSettings) -> Probe {
    let asked = Asked {
        name: "twilio_solution",
        group: GROUP,
        title: words::twilio_solution(lang),
        setting: Some("TWILIO_PARTNER_SOLUTION_ID"),
    };
    let fix = words::twilio_solution_fix(lang);
    match settings.partner_solution_id.as_deref() {
        None => asked.red(words::not_set(lang), fix),
        Some(id) if id.parse::<::meta::Id>().is_err() => {
            asked.red(words::twilio_solution_shape(lang, id), fix)
        }
        Some(id) => asked.green(words::twilio_solution_seen(lang, id)),
    }
}
