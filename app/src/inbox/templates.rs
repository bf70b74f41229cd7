//! Templates: the only words that reach a buyer who has not written for a day.

use domain::{
    say,
    template::{Choice, Choices, Preview, Value, language_words},
    window::Window,
};
use leptos::{attr::custom::custom_attribute, prelude::*};
use server_fn::ServerFn;

use super::{
    doors,
    signals::{live, text},
    state::State,
};
use crate::components::{Empty, Icon, LinkButton};

/// Why only a template can be sent, and which there are.
pub fn picker(state: State) -> AnyView {
    let all = live(move || {
        let choices = state.choices().get();
        // Nothing else draws it anew: somebody may be filling one in.
        untrack(|| choices.map(|choices| list(state, &choices)))
    });
    // Also where the window has just closed.
    #[cfg(feature = "hydrate")]
    super::travel::load_choices(state);
    view! { <div class="templates">{why(state)}{all}</div> }.into_any()
}

fn why(state: State) -> AnyView {
    let lang = state.lang;
    let words = text(move || {
        let name = state.of_talk(|talk| talk.thread.row.name.clone());
        match state.window() {
            Window::Closed { since: Some(_) } => say::inbox::window_closed(lang, name),
            Window::Closed { since: None } => say::inbox::window_never(lang, name),
            _ => String::new(),
        }
    });
    live(move || {
        let words = words.get();
        (!words.is_empty()).then(|| view! { <p class="window-closed"><Icon name="clock"/>{words}</p> })
    })
}

fn list(state: State, choices: &Choices) -> AnyView {
    let lang = state.lang;
    let none = choices.usable.is_empty();
    let only = choices.usable.len() == 1;
    let usable = choices
        .usable
        .iter()
        .map(|choice| one(state, choice.clone(), only));
    let usable = usable.collect_view();
    let unusable = choices.unusable.iter().map(|(name, why)| {
        view! { <li><b>{name.clone()}</b><span>{say::inbox::unusable(lang, why)}</span></li> }
    });
    let unusable = unusable.collect_view();
    view! {
        {none.then(|| view! {
            <Empty icon="template" title=say::inbox::template_none_title(lang) detail=say::inbox::template_none_detail(lang)><LinkButton href="/templates">{say::inbox::template_manage(lang)}</LinkButton></Empty>
        })}
        {usable}
        <ul class="unusable">{unusable}</ul>
    }
    .into_any()
}

/// One template: its name, and behind it what to fill in and what the buyer sees.
fn one(state: State, choice: Choice, is_open: bool) -> AnyView {
    let lang = state.lang;
    let values = RwSignal::new(
        choice
            .variables
            .iter()
            .map(|(name, _)| (name.clone(), String::new()))
            .collect::<Vec<Value>>(),
    );
    let shape = choice.shape.clone();
    let kind = domain::message::Kind::Template;
    let seen = move || values.with(|values| shape.preview(values));
    let shown = seen.clone();
    let fields = choice.variables.into_iter().enumerate().map(|(index, (name, example))| {
        let id = format!("value-{}-{name}", choice.id);
        let typed = move |event: leptos::ev::Event| {
            let typed = event_target_value(&event);
            values.update(|values| values[index].1 = typed);
        };
        view! {
            <div class="field">
                <label for=id.clone()>{say::inbox::template_value(lang, format!("{{{{{name}}}}}"))}</label>
                <input class="input" id=id name=format!("variables[{name}]") required=true placeholder=example on:input=typed/>
            </div>
        }
    });
    let fields = fields.collect_view();
    let (conversation, request_id) = (
        state.open().map(|id| id.to_string()),
        state.fixed(|fixed| fixed.request_id.clone()),
    );
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        super::writing::send_form(
            state,
            &event,
            kind,
            doors::SendTemplate::PATH,
            untrack(&seen).body,
        );
        let _ = (&seen, kind);
    };
    let name = state.of_talk(|talk| talk.thread.row.name.clone());
    view! {
        <details {..custom_attribute("name", "template")} class="choice-template" open=is_open>
            <summary><Icon name="template"/><b>{choice.name}</b><small class="faint">{language_words(lang, &choice.language)}</small></summary>
            <form method="post" action=doors::SendTemplate::PATH on:submit=submit>
                <input type="hidden" name="conversation" value=conversation/>
                <input type="hidden" name="request_id" value=request_id/>
                <input type="hidden" name="template" value=choice.id.to_string()/>
                {fields}
                <p class="small faint">{say::inbox::template_preview(lang, name)}</p>
                {live(move || preview(shown()))}
                <button type="submit" class="button primary"><Icon name="send"/>{say::inbox::template_send(lang)}</button>
            </form>
        </details>
    }
    .into_any()
}

/// What the buyer will see.
fn preview(preview: Preview) -> AnyView {
    view! {
        <div class="bubble out preview-bubble">
            <div class="bubble-body">
                {preview.has_file.then(|| view! { <span class="file-wait"><Icon name="image"/></span> })}
                <p class="words" dir="auto">{preview.body}</p>
                {(!preview.footer.is_empty()).then(|| view! { <small class="faint">{preview.footer}</small> })}
            </div>
            <div class="bubble-buttons">{preview.buttons.into_iter().map(|words| view! { <span>{words}</span> }).collect_view()}</div>
            <ul>{preview.lines.into_iter().map(|line| view! { <li><b>{line.title}</b> " " <small>{line.detail}</small></li> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}
