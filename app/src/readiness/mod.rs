//! Whether the ISV itself can connect dealers: each prerequisite as a probe, with what was seen and what to do.

pub mod doors;

use domain::{
    readiness::{Finding, Probe},
    say,
};
use leptos::prelude::*;

use crate::{
    components::{Badge, Button, Empty, Icon, Kind, Load, Page, SubTitle, Tint},
    door::{Args, bring, parsed},
    i18n::lang,
};

/// `/admin/readiness`.
pub fn page() -> AnyView {
    let probes = bring::<doors::LoadReadiness>(Args::new);
    let looking = RwSignal::new(false);
    Effect::new(move |_| {
        probes.track();
        looking.set(false);
    });
    let again = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        looking.set(true);
        probes.refetch();
    };
    whole(
        again,
        looking,
        view! { <Load from=probes lines=12 draw=|json| parsed(json, draw)/> }.into_any(),
    )
}

/// The page once its data is here.
#[cfg(all(test, feature = "ssr"))]
pub fn gallery(probes: Vec<Probe>) -> AnyView {
    whole(|_| (), RwSignal::new(false), draw(probes))
}

fn whole(
    again: impl FnMut(leptos::ev::SubmitEvent) + Send + 'static,
    looking: RwSignal<bool>,
    found: AnyView,
) -> AnyView {
    let lang = lang();
    let action = view! {
        <form method="get" action="/admin/readiness" on:submit=again>
            <Button kind=Kind::Primary icon="refresh" busy=looking>{say::readiness::again(lang)}</Button>
        </form>
    };
    view! {
        <Page title=say::readiness::title(lang) lead=say::readiness::lead(lang) action=action.into_any()>{found}</Page>
    }
    .into_any()
}

fn draw(probes: Vec<Probe>) -> AnyView {
    let lang = lang();
    if probes.is_empty() {
        return view! {
            <div class="card">
                <Empty icon="shield-check" title=say::readiness::none_title(lang) detail=say::readiness::none_detail(lang)/>
            </div>
        }
        .into_any();
    }
    view! {
        <Summary tally=Tally::of(&probes)/>
        {by_group(probes).into_iter().map(|(name, probes)| view! { <Group name probes/> }).collect_view()}
    }
    .into_any()
}

/// How many probes found what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally {
    all: usize,
    green: usize,
    red: usize,
}

impl Tally {
    fn of(probes: &[Probe]) -> Self {
        let count = |finding| probes.iter().filter(|probe| probe.finding == finding).count();
        Self {
            all: probes.len(),
            green: count(Finding::Green),
            red: count(Finding::Red),
        }
    }
}

/// The probes under their headings, both in the order in which they came.
fn by_group(probes: Vec<Probe>) -> Vec<(String, Vec<Probe>)> {
    let mut groups: Vec<(String, Vec<Probe>)> = Vec::new();
    for probe in probes {
        match groups.iter_mut().find(|(name, _)| *name == probe.group) {
            Some((_, of)) => of.push(probe),
            None => groups.push((probe.group.clone(), vec![probe])),
        }
    }
    groups
}

#[component]
fn Summary(tally: Tally) -> AnyView {
    let lang = lang();
    let Tally { all, green, red } = tally;
    let (tint, icon, stops) = match red {
        0 => (
            Tint::Good,
            "check-circle",
            say::readiness::nothing_red(lang).to_owned(),
        ),
        1 => (Tint::Bad, "alert", say::readiness::red_one(lang).to_owned()),
        n => (Tint::Bad, "alert", say::readiness::red_many(lang, n)),
    };
    let unknown = match all - green - red {
        0 => String::new(),
        1 => say::readiness::unknown_one(lang).to_owned(),
        n => say::readiness::unknown_many(lang, n),
    };
    view! {
        <section class="card verdict">
            <span class=format!("mark {}", tint.class())><Icon name=icon/></span>
            <div class="grow">
                <h2>{say::readiness::ready(lang, green, all)}</h2>
                <p>{stops} " " {unknown}</p>
            </div>
            <meter class="meter" min="0" max=all value=green aria-hidden="true"></meter>
        </section>
    }
    .into_any()
}

#[component]
fn Group(name: String, probes: Vec<Probe>) -> AnyView {
    let lang = lang();
    let Tally { all, green, .. } = Tally::of(&probes);
    view! {
        <section class="card">
            <SubTitle title=name><span class="small faint number">{say::readiness::ready(lang, green, all)}</span></SubTitle>
            <ul class="probes">{probes.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn line(probe: Probe) -> AnyView {
    let lang = lang();
    let Probe {
        title,
        finding,
        seen,
        fix,
        setting,
        ..
    } = probe;
    let (tint, icon, words) = match finding {
        Finding::Green => (Tint::Good, "check", say::readiness::green(lang)),
        Finding::Red => (Tint::Bad, "x", say::readiness::red(lang)),
        Finding::Unknown => (Tint::Wait, "help", say::readiness::unknown(lang)),
    };
    view! {
        <li>
            <span class=format!("mark {}", tint.class())><Icon name=icon/></span>
            <div>
                <h3>{title}</h3>
                <p class="quiet">{seen}</p>
                {(!fix.is_empty()).then(|| view! { <p class="fix"><b>{say::readiness::fix(lang)} ": "</b>{fix}</p> })}
                {setting.filter(|_| finding != Finding::Green).map(|name| view! { <p class="small faint">{say::readiness::setting(lang)} " " <code>{name}</code></p> })}
            </div>
            <Badge tint icon words/>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(group: &str, name: &str, finding: Finding) -> Probe {
        let text = String::new();
        Probe {
            name: name.into(),
            group: group.into(),
            title: text.clone(),
            finding,
            seen: text.clone(),
            fix: text,
            setting: None,
        }
    }

    #[test]
    fn probes_stand_under_their_heading_in_the_order_they_came() {
        let groups = by_group(vec![
            probe("Twilio", "a", Finding::Green),
            probe("Meta", "b", Finding::Red),
            probe("Twilio", "c", Finding::Unknown),
        ]);

        let names: Vec<(&str, Vec<&str>)> = groups
            .iter()
            .map(|(group, of)| (group.as_str(), of.iter().map(|p| p.name.as_str()).collect()))
            .collect();
        assert_eq!(names, [("Twilio", vec!["a", "c"]), ("Meta", vec!["b"])]);
    }

    #[test]
    fn what_cannot_be_tested_is_neither_ready_nor_in_the_way() {
        let tally = Tally::of(&[
            probe("Meta", "a", Finding::Green),
            probe("Meta", "b", Finding::Unknown),
            probe("Meta", "c", Finding::Red),
        ]);
        assert_eq!(
            tally,
            Tally {
                all: 3,
                green: 1,
                red: 1
            }
        );
    }
}
