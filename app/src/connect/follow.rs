//! Progress of a session as the server tells it, live.

use domain::signup::Progress;
use leptos::prelude::*;

/// Starts with what the page was drawn from, and follows the session's server-sent events in the browser. The
/// browser reconnects by itself when the line breaks.
pub fn progress(token: &str, first: Progress) -> RwSignal<Progress> {
    let progress = RwSignal::new(first);
    #[cfg(feature = "hydrate")]
    browser::follow(format!("/whatsapp/signup/{token}/live"), progress);
    #[cfg(not(feature = "hydrate"))]
    let _ = token;
    progress
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::signup::{Progress, SignupState};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    /// What must live as long as the page listens.
    struct Line {
        source: EventSource,
        _heard: Closure<dyn FnMut(MessageEvent)>,
    }

    pub fn follow(address: String, progress: RwSignal<Progress>) {
        let line = StoredValue::new_local(None::<Line>);
        // An effect, so that it starts once the page is awake and never on the server.
        Effect::new(move |_| {
            if line.with_value(Option::is_some) {
                return;
            }
            let Ok(source) = EventSource::new(&address) else { return };
            let heard = Closure::wrap(Box::new(move |event: MessageEvent| {
                let Some(text) = event.data().as_string() else { return };
                let Ok(news) = serde_json::from_str::<Progress>(&text) else { return };
                let over = matches!(
                    news.state,
                    SignupState::Connected | SignupState::Expired | SignupState::Revoked
                );
                if over {
                    line.with_value(|line| line.as_ref().map(|line| line.source.close()));
                }
                progress.set(news);
            }) as Box<dyn FnMut(MessageEvent)>);
            let _ = source.add_event_listener_with_callback("progress", heard.as_ref().unchecked_ref());
            line.set_value(Some(Line { source, _heard: heard }));
        });
        on_cleanup(move || {
            line.try_update_value(|line| {
                if let Some(line) = line.take() {
                    line.source.close();
                }
            });
        });
    }
}
