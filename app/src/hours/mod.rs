//! Opening hours, holidays, the automatic answer, and who gets a new conversation.

pub mod doors;

use domain::{
    hours::{Date, OfficePage, written},
    say,
};
use leptos::prelude::*;

use self::doors::{LoadHours, SaveHours};
use crate::{
    components::{
        Badge, Button, Kind, Load, Page, RefusalNotice, Select, SubTitle, TextArea, TextField, Tint,
        field_error, toast_when_done,
    },
    door::{Args, PostForm, Posting, bring, parsed},
    i18n::lang,
};

const DAYS: [(&str, &str); 7] = [
    ("form[days][0]", "day_1"),
    ("form[days][1]", "day_2"),
    ("form[days][2]", "day_3"),
    ("form[days][3]", "day_4"),
    ("form[days][4]", "day_5"),
    ("form[days][5]", "day_6"),
    ("form[days][6]", "day_7"),
];

/// `/settings/hours`.
pub fn page() -> AnyView {
    let lang = lang();
    let save = Posting::to::<SaveHours>();
    provide_context(save);
    let hours = bring::<LoadHours>(Args::new);
    toast_when_done(save.outcome(), say::hours::saved(lang), move || hours.refetch());
    view! {
        <Page title=say::hours::title(lang) lead=say::hours::lead(lang) narrow=true>
            <RefusalNotice answer=save.outcome()/>
            <Load from=hours draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

fn draw(page: OfficePage) -> AnyView {
    let lang = lang();
    let save = expect_context::<Posting>();
    let OfficePage {
        hours,
        in_turn,
        is_open,
        zones,
    } = page;
    let (tint, now) = if is_open {
        (Tint::Good, say::hours::open_now(lang))
    } else {
        (Tint::None, say::hours::closed_now(lang))
    };
    let holidays = hours
        .holidays
        .iter()
        .map(Date::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    let answer = if hours.answer.is_empty() {
        say::hours::answer_example(lang).to_owned()
    } else {
        hours.answer.clone()
    };
    let week = hours.week.iter().map(|slots| written(slots)).collect::<Vec<_>>();
    view! {
        <PostForm to=save class="form">
            <section class="card">
                <SubTitle title=say::hours::week(lang) lead=say::hours::week_hint(lang)>
                    <Badge tint words=now/>
                </SubTitle>
                <div class="card-body form">
                    <div class="week"><Week week/></div>
                    <Zone zones zone=hours.zone/>
                    <TextArea
                        label=say::hours::holidays(lang) name="form[holidays]" value=holidays
                        hint=say::hours::holidays_hint(lang) wrong=field_error(save.outcome(), "holidays")
                    />
                </div>
            </section>
            <section class="card">
                <SubTitle title=say::hours::automatic(lang)/>
                <div class="card-body form">
                    <Tick name="form[on]" label=say::hours::on(lang) is_on=hours.is_on/>
                    <TextArea
                        label=say::hours::answer(lang) name="form[answer]" value=answer max=1000
                        hint=say::hours::answer_hint(lang) wrong=field_error(save.outcome(), "answer")
                    />
                    <Tick name="in_turn" label=say::hours::in_turn(lang) is_on=in_turn/>
                    <p class="hint">{say::hours::in_turn_hint(lang)}</p>
                    <div class="foot">
                        <Button kind=Kind::Primary busy=save.pending()>{say::hours::save(lang)}</Button>
                    </div>
                </div>
            </section>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Week(week: Vec<String>) -> AnyView {
    let lang = lang();
    let save = expect_context::<Posting>();
    let names = [
        say::hours::monday(lang),
        say::hours::tuesday(lang),
        say::hours::wednesday(lang),
        say::hours::thursday(lang),
        say::hours::friday(lang),
        say::hours::saturday(lang),
        say::hours::sunday(lang),
    ];
    let days = DAYS.into_iter().zip(names).zip(week);
    days.map(|(((name, field), label), value)| {
        view! { <TextField label name value autocomplete="off" wrong=field_error(save.outcome(), field)/> }
    })
    .collect_view()
    .into_any()
}

/// The zone that is set stands in the list even when it is none of those that are offered.
#[component]
fn Zone(zones: Vec<String>, zone: String) -> AnyView {
    let save = expect_context::<Posting>();
    let mut offered = zones;
    if !offered.contains(&zone) {
        offered.insert(0, zone.clone());
    }
    let options = offered
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    view! {
        <Select
            label=say::hours::zone(lang()) name="form[zone]" options value=zone
            wrong=field_error(save.outcome(), "zone")
        />
    }
    .into_any()
}

#[component]
fn Tick(name: &'static str, label: &'static str, is_on: bool) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=is_on/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}
