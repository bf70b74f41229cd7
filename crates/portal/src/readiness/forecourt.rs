//! The machine, its database and its own settings.

use domain::{Lang, Span, Timestamp, readiness::Probe, say::readiness_probe as words};
use url::{Host, Url};

use super::asked::{Asked, in_time, too_late};
use crate::{SecretKey, World};

const GROUP: &str = "Forecourt";
/// How far our clock may be off. Meta's codes live for 30 seconds, our links for days.
const DRIFT: Span = Span::seconds(30);

pub(super) async fn probes(world: &World, lang: Lang) -> Vec<Probe> {
    vec![
        database(world, lang).await,
        public_url(lang, &world.settings.public_url, world.settings.demo),
        secret_keys(lang, &world.settings.secret_keys),
        clock(world, lang).await,
    ]
}

async fn database(world: &World, lang: Lang) -> Probe {
    let asked = Asked {
        name: "database",
        group: GROUP,
        title: words::database(lang),
        setting: Some("FORECOURT_DATABASE_URL"),
    };
    match in_time(world.store.is_ready()).await {
        Some(Ok(true)) => asked.green(words::database_read(lang)),
        Some(Ok(false)) => asked.red(words::database_behind(lang), words::database_behind_fix(lang)),
        Some(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database cannot be read"
            );
            asked.red(words::database_unread(lang), words::database_unread_fix(lang))
        }
        None => asked.red(too_late(lang), words::database_unread_fix(lang)),
    }
}

fn public_url(lang: Lang, url: &Url, demo: bool) -> Probe {
    let asked = Asked {
        name: "public_url",
        group: GROUP,
        title: words::public_url(lang),
        setting: Some("FORECOURT_PUBLIC_URL"),
    };
    let fix = words::public_url_fix(lang);
    match (url.scheme(), is_loopback(url)) {
        (_, true) if demo => asked.green(words::public_url_demo(lang, url)),
        (_, true) => asked.red(words::public_url_here(lang, url), fix),
        ("https", false) => asked.green(words::public_url_https(lang, url)),
        (_, false) => asked.red(words::public_url_plain(lang, url), fix),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    }
}

fn secret_keys(lang: Lang, keys: &[SecretKey]) -> Probe {
    let asked = Asked {
        name: "secret_keys",
        group: GROUP,
        title: words::secret_keys(lang),
        setting: Some("FORECOURT_SECRET_KEYS"),
    };
    match keys {
        [] => asked.red(words::secret_keys_missing(lang), words::secret_keys_fix(lang)),
        [only] => asked.green(words::secret_keys_one(lang, &only.id)),
        [first, ..] => asked.green(words::secret_keys_seen(lang, keys.len(), &first.id)),
    }
}

/// Compares our clock with Meta's, which needs no login.
async fn clock(world: &World, lang: Lang) -> Probe {
    let asked = Asked {
        name: "clock",
        group: GROUP,
        title: words::clock(lang),
        setting: None,
    };
    let before = world.clock.now();
    match in_time(world.meta.time()).await {
        Some(Ok(Some(seconds))) => {
            let theirs = Timestamp::from_seconds(seconds);
            compare(lang, asked, theirs, (before, world.clock.now()))
        }
        _ => asked.for_people(lang, words::clock_unseen_fix(lang)),
    }
}

/// `theirs` was told to the whole second, some time between the two moments of ours.
fn compare(lang: Lang, asked: Asked, theirs: Timestamp, ours: (Timestamp, Timestamp)) -> Probe {
    let ahead = ours.0 - (theirs + Span::seconds(1));
    let behind = theirs - ours.1;
    if ahead > DRIFT {
        asked.red(
            words::clock_ahead(lang, ahead.as_seconds()),
            words::clock_fix(lang),
        )
    } else if behind > DRIFT {
        asked.red(
            words::clock_behind(lang, behind.as_seconds()),
            words::clock_fix(lang),
        )
    } else {
        asked.green(words::clock_seen(lang))
    }
}

#[cfg(test)]
mod tests {
    use domain::readiness::Finding::{self, Green, Red};

    use super::*;

    fn of(url: &str, demo: bool) -> Finding {
        public_url(Lang::En, &url.parse().expect("an address"), demo).finding
    }

    #[test]
    fn only_the_demo_may_live_on_this_machine() {
        for url in [
            "http://127.0.0.1:3000",
            "http://localhost:3000",
            "http://[::1]:3000",
            "https://localhost",
        ] {
            assert_eq!((of(url, true), of(url, false)), (Green, Red), "{url}");
        }
    }

    #[test]
    fn the_outside_needs_https() {
        assert_eq!(of("https://portal.example.com", false), Green);
        assert_eq!(of("http://portal.example.com", false), Red);
        assert_eq!(of("http://portal.example.com", true), Red);
    }

    #[test]
    fn a_clock_may_be_off_by_seconds_and_not_by_minutes() {
        let theirs = Timestamp::from_seconds(1_795_252_230);
        for (off, finding) in [
            (Span::seconds(0), Green),
            (Span::millis(900), Green),
            (Span::seconds(29), Green),
            (Span::seconds(-29), Green),
            (Span::minutes(2), Red),
            (Span::minutes(-2), Red),
        ] {
            let asked = Asked {
                name: "clock",
                group: GROUP,
                title: "",
                setting: None,
            };
            // The answer took a second and a half.
            let ours = (theirs + off, theirs + off + Span::millis(1_500));
            let probe = compare(Lang::En, asked, theirs, ours);
            assert_eq!(probe.finding, finding, "{off:?}: {}", probe.seen);
        }
    }

    #[test]
    fn without_a_key_nothing_is_kept_secret() {
        assert_eq!(secret_keys(Lang::En, &[]).finding, Red);
    }
}
