//! How the browser speaks to doors: text in, text out, one code path for all of them.
//!
//! Leptos' own `ServerAction`, `ActionForm` and typed resources are compiled anew for every door, which costs
//! several kilobytes of WASM each. Here a door is only its address: what it brings stays the JSON it travelled in
//! until the page draws it, and a form is posted as the browser would post it.

use domain::{Code, Problem, say};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use crate::answer::{Answer, Outcome, Refusal};

/// What a door is asked: fields as a form has them.
pub type Args = Vec<(&'static str, String)>;

/// The header in which every door's answer tells the server's clock, microseconds since 1970: pages tell times from it,
/// and a demo's clock jumps.
pub const CLOCK: &str = "x-forecourt-now";

/// What a door brings, as JSON.
pub type Brought = Resource<Answer<String>>;

/// Loads from a door, and again whenever `args` changes. The page waits for it, so that status and title are right.
#[cfg(feature = "ssr")]
pub fn bring<S>(args: impl Fn() -> Args + Send + Sync + 'static) -> Brought
where
    S: ServerFn<Error = Refusal> + DeserializeOwned + 'static,
    S::Output: serde::Serialize,
{
    Resource::new_blocking(args, |args| async move {
        let text = serde_qs::to_string(&args.into_iter().collect::<std::collections::BTreeMap<_, _>>());
        let asked: S = text
            .and_then(|text| serde_qs::from_str(&text))
            .map_err(|_| Refusal::missing())?;
        let brought = asked.run_body().await?;
        serde_json::to_string(&brought).map_err(|_| {
            Refusal(Problem::new(
                Code::Internal,
                say::ui::error_title(crate::i18n::lang()),
            ))
        })
    })
}

/// Loads from a door, and again whenever `args` changes.
#[cfg(not(feature = "ssr"))]
pub fn bring<S: ServerFn>(args: impl Fn() -> Args + Send + Sync + 'static) -> Brought {
    bring_from(S::PATH, Box::new(args))
}

#[cfg(not(feature = "ssr"))]
fn bring_from(path: &'static str, args: Box<dyn Fn() -> Args + Send + Sync>) -> Brought {
    Resource::new_blocking(args, move |args| ask(path, args))
}

/// Reads what was brought and draws it. Meant for a closure without captures: `draw=|json| parsed(json, draw)`.
pub fn parsed<T: DeserializeOwned>(json: &str, draw: fn(T) -> AnyView) -> AnyView {
    match crate::json::read(json) {
        Some(thing) => draw(thing),
        None => crate::components::refusal_view(&outdated()),
    }
}

/// The server says something that this page does not understand: it is newer than the page.
pub fn outdated() -> Refusal {
    Refusal(Problem::new(
        Code::Internal,
        say::ui::page_outdated(crate::i18n::lang()),
    ))
}

/// Asks a door from the browser. On the server nothing asks this way.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(clippy::unused_async, unused_variables, reason = "Only browsers ask.")
)]
pub async fn ask(path: &'static str, args: Args) -> Answer<String> {
    #[cfg(feature = "hydrate")]
    {
        let body = browser::encoded(&args);
        send_wrapper::SendWrapper::new(async move { browser::post(path, &body).await.map(|(text, _)| text) })
            .await
    }
    #[cfg(not(feature = "hydrate"))]
    Err(outdated())
}

/// Hands a form's body to a door. For pages that are awake without the router.
#[cfg(feature = "hydrate")]
pub async fn hand_in(path: &str, form: &str) -> Answer<String> {
    let (path, form) = (path.to_owned(), form.to_owned());
    send_wrapper::SendWrapper::new(async move { browser::post(&path, &form).await.map(|(text, _)| text) })
        .await
}

/// A form's way to its door, and how it ended. Several forms of a page may share one.
#[derive(Clone, Copy)]
pub struct Posting {
    path: &'static str,
    answer: RwSignal<Option<Answer<String>>>,
    pending: RwSignal<bool>,
}

impl Posting {
    /// The way to that door.
    pub fn to<S: ServerFn>() -> Self {
        Self::at(S::PATH)
    }

    fn at(path: &'static str) -> Self {
        // Posted without JavaScript, the refusal came back in the address.
        let refused = use_context::<crate::compat::PostedRefusal>()
            .filter(|posted| posted.path == path)
            .map(|posted| Err(posted.refusal));
        Self {
            path,
            answer: RwSignal::new(refused),
            pending: RwSignal::new(false),
        }
    }

    /// How it ended.
    pub fn outcome(self) -> Outcome {
        Signal::derive(move || {
            self.answer.with(|answer| match answer {
                None => None,
                Some(Ok(_)) => Some(Ok(())),
                Some(Err(refusal)) => Some(Err(refusal.0.clone())),
            })
        })
    }

    /// What the door answered, as JSON.
    pub fn answer(self) -> Signal<Option<Answer<String>>> {
        self.answer.into()
    }

    /// What was refused is of no more interest.
    #[cfg(feature = "hydrate")]
    pub fn forget_refusal(self) {
        if self
            .answer
            .with_untracked(|answer| matches!(answer, Some(Err(_))))
        {
            self.answer.set(None);
        }
    }

    /// While the answer is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }
}

/// A form that posts to a door: by itself without JavaScript, in place with it.
#[component]
pub fn PostForm(
    /// Its way.
    to: Posting,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// What is said when it worked, on pages without WASM.
    #[prop(optional)]
    done: Option<&'static str>,
    /// The parts that follow what is chosen in it, on pages without WASM.
    #[prop(optional)]
    looks: Option<&'static str>,
    /// Whether the page goes back to its top when it worked, on pages without WASM.
    #[prop(optional)]
    top: bool,
    /// Fields and buttons.
    children: Children,
) -> AnyView {
    let offline = say::ui::offline(crate::i18n::lang());
    let navigate = StoredValue::new(leptos_router::hooks::use_navigate());
    let submit = move |event: leptos::ev::SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        browser::submit(to, &event, navigate);
        let _ = navigate;
    };
    view! {
        <form
            method="post"
            action=to.path
            class=class
            data-post=""
            data-done=done
            data-looks=looks
            data-top=top.then_some("")
            data-offline=offline
            on:submit=submit
        >
            {children()}
        </form>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{Code, Problem, say};
    use leptos::prelude::*;
    use leptos_router::NavigateOptions;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    use super::{Args, Posting};
    use crate::answer::{Answer, Refusal};

    /// On a form while its answer is on its way.
    const SENDING: &str = "data-sending";

    /// The fields as a form's body.
    pub fn encoded(args: &Args) -> String {
        let Ok(body) = web_sys::UrlSearchParams::new() else {
            return String::new();
        };
        for (name, value) in args {
            body.append(name, value);
        }
        body.to_string().into()
    }

    pub fn submit(
        to: Posting,
        event: &leptos::ev::SubmitEvent,
        navigate: StoredValue<impl Fn(&str, NavigateOptions) + Send + Sync + 'static>,
    ) {
        let Some(form) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok())
        else {
            return;
        };
        // Enter pressed twice is one press.
        if form.has_attribute(SENDING) {
            return;
        }
        let _ = form.set_attribute(SENDING, "");
        let body = web_sys::FormData::new_with_form(&form)
            .and_then(|data| web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data));
        // A button with a name says which of several was pressed; a form's data alone does not.
        if let (Ok(body), Some(button)) = (&body, event.submitter())
            && let Some(name) = button.get_attribute("name")
        {
            body.append(&name, &button.get_attribute("value").unwrap_or_default());
        }
        let body = body
            .map(|body| String::from(body.to_string()))
            .unwrap_or_default();
        to.pending.set(true);
        spawn_local(async move {
            let answered = post(to.path, &body).await;
            let _ = form.remove_attribute(SENDING);
            // The page may be gone by now.
            if to.pending.try_set(false).is_some() {
                return;
            }
            let (answer, onward) = match answered {
                Ok((text, onward)) => (Ok(text), onward),
                Err(refusal) => (Err(refusal), None),
            };
            if answer.is_ok() {
                form.reset();
            }
            to.answer.set(Some(answer));
            if let Some(path) = onward {
                if crate::components::rel(&path).is_some() {
                    let _ = window().location().assign(&path);
                    return;
                }
                navigate.with_value(|navigate| navigate(&path, NavigateOptions::default()));
            }
        });
    }

    /// Posts a form's body: the answer's text, and where the door wants the browser to go.
    pub async fn post(path: &str, body: &str) -> Answer<(String, Option<String>)> {
        let offline = |_: JsValue| {
            Refusal(Problem::new(
                Code::Unavailable,
                say::ui::offline(domain::Lang::default()),
            ))
        };
        let how = web_sys::RequestInit::new();
        how.set_method("POST");
        how.set_body(&JsValue::from_str(body));
        let headers = web_sys::Headers::new().map_err(offline)?;
        headers
            .set("content-type", "application/x-www-form-urlencoded")
            .map_err(offline)?;
        headers.set("accept", "application/json").map_err(offline)?;
        how.set_headers(&headers);
        let sent = JsFuture::from(window().fetch_with_str_and_init(path, &how))
            .await
            .map_err(offline)?;
        let response: web_sys::Response = sent.unchecked_into();
        let now = response.headers().get(super::CLOCK).ok().flatten();
        if let Some(now) = now.and_then(|now| now.parse().ok()) {
            crate::context::told(domain::Timestamp(now));
        }
        let onward = response
            .headers()
            .get("serverfnredirect")
            .ok()
            .flatten()
            .and_then(|_| response.headers().get("location").ok().flatten());
        let text = JsFuture::from(response.text().map_err(offline)?)
            .await
            .map_err(offline)?;
        let text = text.as_string().unwrap_or_default();
        if response.ok() {
            Ok((text, onward))
        } else {
            Err(crate::json::read(&text).unwrap_or_else(super::outdated))
        }
    }
}
