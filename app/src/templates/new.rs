//! The form that writes a template. What stands in it is judged as it is typed, by the rules the server uses as well;
//! without WASM every field is shown and the server judges alone.

use domain::{
    FieldError, say,
    template::{Category, Draft, FORM_PLACES, Form, LANGUAGES, Shape, faults, language_words},
};
use leptos::prelude::*;

use super::{
    doors::{CreateTemplate, LoadTaken},
    preview::Message,
};
use crate::{
    answer::Outcome,
    components::{
        Button, Icon, Kind, LinkButton, Load, Page, RefusalNotice, Select, SubTitle, TextArea, TextField,
    },
    door::{Args, PostForm, Posting, bring, parsed},
    i18n::lang,
};

/// The names of all places of a list: in the form from 0, as the server judges them from 1.
macro_rules! places {
    ($before:literal, $after:literal: $($at:literal)+) => {
        [$(concat!($before, $at, $after)),+]
    };
}
const TITLES: [&str; FORM_PLACES] = places!("form[titles][", "]": 0 1 2 3 4 5 6 7 8 9);
const KINDS: [&str; FORM_PLACES] = places!("form[kinds][", "]": 0 1 2 3 4 5 6 7 8 9);
const TARGETS: [&str; FORM_PLACES] = places!("form[targets][", "]": 0 1 2 3 4 5 6 7 8 9);
const LINES: [&str; FORM_PLACES] = places!("form[lines][", "]": 0 1 2 3 4 5 6 7 8 9);
const SAMPLES: [&str; FORM_PLACES] = places!("form[samples][", "]": 0 1 2 3 4 5 6 7 8 9);
const BUTTON_WRONG: [&str; FORM_PLACES] = places!("button_", "": 1 2 3 4 5 6 7 8 9 10);
const TARGET_WRONG: [&str; FORM_PLACES] = places!("target_", "": 1 2 3 4 5 6 7 8 9 10);
const LINE_WRONG: [&str; FORM_PLACES] = places!("line_", "": 1 2 3 4 5 6 7 8 9 10);
const SAMPLE_WRONG: [&str; FORM_PLACES] = places!("sample_", "": 1 2 3 4 5 6 7 8 9 10);

/// Places of a list that are always shown; each one more when the one before it is used.
const ALWAYS: usize = 2;

/// What has been typed so far, and how the server judged the last time.
#[derive(Clone, Copy)]
struct Typed {
    form: RwSignal<Form>,
    /// Whether the page is awake: until then nothing is hidden.
    awake: RwSignal<bool>,
    /// Names and languages that are taken.
    taken: StoredValue<Vec<(String, String)>>,
    answer: Outcome,
}

impl Typed {
    fn draft(self) -> Draft {
        self.form.with(Form::draft)
    }

    /// What is wrong with a field: of one that is still empty only when the form was handed in.
    fn wrong(self, field: &'static str) -> Signal<Option<String>> {
        let told = self.answer;
        Signal::derive(move || {
            let (awake, handed_in) = (self.awake.get(), told.with(Option::is_some));
            let from_server = || {
                let Some(Err(problem)) = told.get() else {
                    return None;
                };
                problem.field(field).map(str::to_owned)
            };
            if !awake {
                return from_server();
            }
            let found = self.faults().into_iter().find(|fault| fault.field == field);
            let is_empty = self.form.with(|form| is_empty(form, field));
            found
                .filter(|_| handed_in || !is_empty)
                .map(|fault| fault.message)
        })
    }

    /// Everything that is wrong, by the rules and by what is there already.
    fn faults(self) -> Vec<FieldError> {
        let draft = self.draft();
        let mut found = faults(lang(), &draft);
        let is_taken =
            |(name, language): &(String, String)| *name == draft.name && *language == draft.language;
        if self.taken.with_value(|taken| taken.iter().any(is_taken)) {
            found.push(FieldError {
                field: "name".to_owned(),
                message: say::templates::name_taken(lang()).to_owned(),
            });
        }
        found
    }

    /// Whether a place of a list is not needed yet: nothing stands in it, before it, or after it.
    fn not_yet(
        self,
        fields: &'static [&'static str; FORM_PLACES],
        at: usize,
    ) -> impl Fn() -> bool + Copy + Send + Sync {
        move || {
            let free = |form: &Form| fields[at - 1..].iter().all(|field| is_empty(form, field));
            self.awake.get() && at >= ALWAYS && self.form.with(free)
        }
    }

    /// Whether a button only answers with its words.
    fn leads_nowhere(self, at: usize) -> impl Fn() -> bool + Copy + Send + Sync {
        let no_kind = self.without(&["call_to_action", "card"]);
        let answers = move |form: &Form| form.kinds.get(at).is_some_and(|kind| kind == "reply");
        move || self.awake.get() && (no_kind() || self.form.with(answers))
    }

    /// Whether the chosen kind does without a part of the form.
    fn without(self, kinds: &'static [&'static str]) -> impl Fn() -> bool + Copy + Send + Sync {
        move || self.awake.get() && self.form.with(|form| !kinds.contains(&form.kind.as_str()))
    }
}

/// Whether nothing was typed into a field yet.
fn is_empty(form: &Form, field: &str) -> bool {
    let at = |list: &[String], number: &str| {
        let place = number.parse::<usize>().unwrap_or(1).saturating_sub(1);
        list.get(place).is_none_or(String::is_empty)
    };
    match field.split_once('_') {
        Some(("button", number)) => at(&form.titles, number) && at(&form.targets, number),
        Some(("target", number)) => at(&form.targets, number),
        Some(("line", number)) => at(&form.lines, number),
        Some(("sample", number)) => at(&form.samples, number),
        _ => match field {
            "name" => form.name.is_empty(),
            "body" => form.body.is_empty(),
            "subtitle" => form.subtitle.is_empty(),
            "file" => form.file.is_empty(),
            "menu" => form.menu.is_empty(),
            _ => true,
        },
    }
}

/// What a field is called on the page.
fn label(lang: domain::Lang, field: &str) -> String {
    match field.split_once('_') {
        Some(("button", number)) => say::templates::button_title(lang, number),
        Some(("target", number)) => say::templates::button_target(lang, number),
        Some(("line", number)) => say::templates::line(lang, number),
        Some(("sample", number)) => say::templates::sample(lang, format!("{{{{{number}}}}}")),
        _ => match field {
            "name" => say::templates::name(lang),
            "subtitle" => say::templates::subtitle(lang),
            "file" => say::templates::file(lang),
            "menu" => say::templates::menu(lang),
            _ => say::templates::body(lang),
        }
        .to_owned(),
    }
}

/// `/templates/new`.
pub fn page() -> AnyView {
    let lang = lang();
    let taken = bring::<LoadTaken>(Args::new);
    let back = ("/templates".to_owned(), say::templates::back(lang).to_owned());
    view! {
        <Page title=say::templates::new(lang) lead=say::templates::lead(lang) back>
            <Load from=taken draw=|json| parsed(json, draw)/>
        </Page>
    }
    .into_any()
}

fn draw(taken: Vec<(String, String)>) -> AnyView {
    let lang = lang();
    let to = Posting::to::<CreateTemplate>();
    let typed = Typed {
        form: RwSignal::new(Form {
            kind: Shape::KINDS[0].to_owned(),
            ..Form::default()
        }),
        awake: RwSignal::new(false),
        taken: StoredValue::new(taken),
        answer: to.outcome(),
    };
    provide_context(typed);
    Effect::new(move |_| typed.awake.set(true));
    let read = move |event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        if let Some(form) = read_form(&event) {
            typed.form.set(form);
        }
        let _ = &event;
    };
    view! {
            <RefusalNotice answer=to.outcome()/>
            <div class="write-template" on:input=read on:change=read>
                <PostForm to class="form">
                    <Basics/>
                    <Parts/>
                    <Samples/>
                    <div class="foot">
                        <LinkButton href="/templates">{say::ui::cancel(lang)}</LinkButton>
                        <button type="submit" class="button" name="keep" value="1">{say::templates::save_only(lang)}</button>
                        <Button kind=Kind::Primary icon="send" busy=to.pending()>{say::templates::save(lang)}</Button>
                    </div>
                </PostForm>
                <Side/>
            </div>
    }
    .into_any()
}

/// Name, language, purpose, kind.
#[component]
fn Basics() -> AnyView {
    let lang = lang();
    let typed = expect_context::<Typed>();
    let languages = LANGUAGES.map(|code| (code.to_owned(), language_words(lang, code)));
    let categories = Category::CHOICES.map(|one| (one.as_str().to_owned(), one.words(lang).to_owned()));
    let kinds = Shape::KINDS.map(|kind| (kind.to_owned(), Shape::kind_words(lang, kind).to_owned()));
    view! {
        <TextField
            label=say::templates::name(lang) name="form[name]" hint=say::templates::name_hint(lang) autocomplete="off"
            max=512 wrong=typed.wrong("name")
        />
        <div class="pair">
            <Select label=say::templates::language(lang) name="form[language]" options=languages.to_vec()/>
            <Select label=say::templates::kind(lang) name="form[kind]" options=kinds.to_vec()/>
        </div>
        <Select
            label=say::templates::category(lang) name="form[category]" options=categories.to_vec()
            hint=say::templates::category_hint(lang)
        />
        <p class="notice tone-none" hidden=typed.without(&["list"])><Icon name="info"/>{say::templates::list_kept(lang)}</p>
        <TextArea
            label=say::templates::body(lang) name="form[body]" max=1024
            hint=say::templates::body_hint(lang, "{{1}}", "{{2}}") wrong=typed.wrong("body")
        />
    }
    .into_any()
}

/// What only some kinds have.
#[component]
fn Parts() -> AnyView {
    let lang = lang();
    let typed = expect_context::<Typed>();
    let doing = [
        ("reply".to_owned(), say::templates::button_reply(lang).to_owned()),
        ("url".to_owned(), say::templates::button_url(lang).to_owned()),
        ("phone".to_owned(), say::templates::button_phone(lang).to_owned()),
    ];
    view! {
        <div hidden=typed.without(&["media", "card"])>
            <TextField
                label=say::templates::file(lang) name="form[file]" kind="url" hint=say::templates::file_hint(lang)
                autocomplete="off" wrong=typed.wrong("file")
            />
        </div>
        <div hidden=typed.without(&["card"])>
            <TextField label=say::templates::subtitle(lang) name="form[subtitle]" autocomplete="off" wrong=typed.wrong("subtitle")/>
        </div>
        <div class="form" hidden=typed.without(&["quick_reply", "call_to_action", "card"])>
            {(0..FORM_PLACES)
                .map(|at| view! {
                    <div class="pair" hidden=typed.not_yet(&BUTTON_WRONG, at)>
                        <TextField
                            label=say::templates::button_title(lang, at + 1) name=TITLES[at] autocomplete="off"
                            wrong=typed.wrong(BUTTON_WRONG[at])
                        />
                        <div hidden=typed.without(&["call_to_action", "card"])>
                            <Select
                                label=say::templates::button_kind(lang, at + 1) name=KINDS[at] options=doing.to_vec() value="url"
                            />
                        </div>
                        <div hidden=typed.leads_nowhere(at)>
                            <TextField
                                label=say::templates::button_target(lang, at + 1) name=TARGETS[at] autocomplete="off"
                                wrong=typed.wrong(TARGET_WRONG[at])
                            />
                        </div>
                    </div>
                })
                .collect_view()}
        </div>
        <div class="form" hidden=typed.without(&["list"])>
            <TextField label=say::templates::menu(lang) name="form[menu]" autocomplete="off" wrong=typed.wrong("menu")/>
            {(0..FORM_PLACES)
                .map(|at| view! {
                    <div hidden=typed.not_yet(&LINE_WRONG, at)>
                        <TextField
                            label=say::templates::line(lang, at + 1) name=LINES[at] autocomplete="off"
                            hint=if at == 0 { say::templates::line_hint(lang) } else { "" } wrong=typed.wrong(LINE_WRONG[at])
                        />
                    </div>
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

/// An example for each blank that is used.
#[component]
fn Samples() -> AnyView {
    let lang = lang();
    let typed = expect_context::<Typed>();
    let uses = move |at: usize| {
        let name = (at + 1).to_string();
        typed.draft().shape.variables().contains(&name)
    };
    let none = move || typed.awake.get() && typed.draft().shape.variables().is_empty();
    view! {
        <fieldset class="field" hidden=none>
            <legend>{say::templates::samples(lang)}</legend>
            <p class="hint">{say::templates::samples_hint(lang)}</p>
            {(0..FORM_PLACES)
                .map(|at| view! {
                    <div hidden=move || typed.awake.get() && !uses(at)>
                        <TextField
                            label=say::templates::sample(lang, format!("{{{{{}}}}}", at + 1)) name=SAMPLES[at]
                            autocomplete="off" wrong=typed.wrong(SAMPLE_WRONG[at])
                        />
                    </div>
                })
                .collect_view()}
        </fieldset>
    }
    .into_any()
}

/// What the buyer sees, and what is still in the way; while it is typed.
#[component]
fn Side() -> AnyView {
    let lang = lang();
    let typed = expect_context::<Typed>();
    let preview = move || {
        let draft = typed.draft();
        let preview = draft.shape.preview(&draft.samples);
        if preview.body.trim().is_empty() {
            return view! { <p class="sub">{say::templates::preview_none(lang)}</p> }.into_any();
        }
        view! { <Message preview/> }.into_any()
    };
    let rules = move || {
        let found = typed.faults();
        if found.is_empty() {
            return view! { <p class="tone-good"><Icon name="check"/>{say::templates::rules_good(lang)}</p> }
                .into_any();
        }
        let words = found
            .into_iter()
            .map(|fault| view! { <li><b>{label(lang, &fault.field)}</b>" "{fault.message}</li> })
            .collect_view();
        view! { <ul class="rules">{words}</ul> }.into_any()
    };
    view! {
        <aside class="card" hidden=move || !typed.awake.get()>
            <SubTitle title=say::templates::preview(lang)/>
            <div class="card-body stack">{preview}</div>
            <SubTitle title=say::templates::rules(lang)/>
            <div class="card-body stack" aria-live="polite">{rules}</div>
        </aside>
    }
    .into_any()
}

/// The form round what was just typed into.
#[cfg(feature = "hydrate")]
fn read_form(event: &leptos::ev::Event) -> Option<Form> {
    use wasm_bindgen::JsCast;
    let touched = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let form = touched
        .closest("form")
        .ok()??
        .dyn_into::<web_sys::HtmlFormElement>()
        .ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let texts = |names: &[&str]| names.iter().map(|name| text(name)).collect::<Vec<_>>();
    Some(Form {
        name: text("form[name]"),
        language: text("form[language]"),
        category: text("form[category]"),
        kind: text("form[kind]"),
        body: text("form[body]"),
        subtitle: text("form[subtitle]"),
        file: text("form[file]"),
        menu: text("form[menu]"),
        titles: texts(&TITLES),
        kinds: texts(&KINDS),
        targets: texts(&TARGETS),
        lines: texts(&LINES),
        samples: texts(&SAMPLES),
    })
}
