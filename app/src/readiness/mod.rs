//! Whether the ISV itself can connect dealers: each prerequisite as a probe with its reason and its fix.

pub mod doors;

use domain::{
    readiness::{Finding, Probe},
    say,
};
use leptos::prelude::*;

use crate::{
    components::{Badge, Loaded, Notice, Page, SubTitle, Tint},
    i18n::lang,
};

/// `/admin/readiness`.
pub fn page() -> AnyView {
    let lang = lang();
    let loaded = Resource::new_blocking(|| (), |()| doors::load_readiness());
    let again = view! {
        <button type="button" class="button" on:click=move |_| loaded.refetch()>
            <crate::components::Icon name="refresh"/>
            {say::readiness::look_again(lang)}
        </button>
    };
    view! {
        <Page title=say::readiness::title(lang) lead=say::readiness::lead(lang) action=again.into_any()>
            <Loaded from=loaded lines=9 draw/>
        </Page>
    }
    .into_any()
}

fn draw(probes: Vec<Probe>) -> AnyView {
    let lang = lang();
    let red = probes.iter().filter(|probe| probe.finding == Finding::Red).count();
    let summary = if red == 0 {
        view! { <Notice tint=Tint::Good title=say::readiness::all_good(lang) detail=say::readiness::all_good_detail(lang)/> }
    } else {
        view! { <Notice tint=Tint::Warn title=say::readiness::red(lang) detail=say::readiness::red_detail(lang, red)/> }
    };
    let mut groups: Vec<(String, Vec<Probe>)> = Vec::new();
    for probe in probes {
        match groups.iter_mut().find(|(group, _)| *group == probe.group) {
            Some((_, probes)) => probes.push(probe),
            None => groups.push((probe.group.clone(), vec![probe])),
        }
    }
    view! {
        {summary}
        {groups
            .into_iter()
            .map(|(group, probes)| {
                view! {
                    <section class="card">
                        <SubTitle title=group/>
                        <ul class="rows">{probes.into_iter().map(row).collect_view()}</ul>
                    </section>
                }
            })
            .collect_view()}
    }
    .into_any()
}

fn row(probe: Probe) -> AnyView {
    let lang = lang();
    let (tint, icon, words) = match probe.finding {
        Finding::Green => (Tint::Good, "check", say::readiness::good(lang)),
        Finding::Red => (Tint::Bad, "x", say::readiness::missing(lang)),
        Finding::Unknown => (Tint::None, "eye", say::readiness::unknown(lang)),
    };
    view! {
        <li>
            <div class="grow">
                <b>{probe.title}</b>
                <span class="sub">{probe.seen}</span>
                {(!probe.fix.is_empty()).then(|| view! { <span>{probe.fix}</span> })}
                {probe.setting.map(|name| view! { <span class="sub">{say::readiness::setting(lang)} " " <code>{name}</code></span> })}
            </div>
            <Badge tint icon words/>
        </li>
    }
    .into_any()
}
