//! Calls to a number that waits for its code, as Twilio tells of them.

use domain::DealerId;
use portal::hooks::{self, Incoming};

use crate::house::House;

/// What Twilio posts about a call.
pub type Form = Vec<(String, String)>;

/// A call to that number.
pub fn call(to: &str, more: &[(&str, &str)]) -> Form {
    let base = [("CallSid", "CA1"), ("To", to), ("From", "+16504885500")];
    base.iter()
        .chain(more)
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// What Twilio has written down of a call that said this code.
pub fn transcript(number: &str, code: &str) -> Form {
    let spoken = code.chars().map(String::from).collect::<Vec<_>>().join(", ");
    let text = format!("Your WhatsApp code is {spoken}. Your WhatsApp code is {spoken}.");
    call(
        number,
        &[
            ("RecordingUrl", "https://x/RE1"),
            ("TranscriptionStatus", "completed"),
            ("TranscriptionText", &text),
        ],
    )
}

impl House {
    /// Stores a webhook about a call, as the server does before it does anything else.
    pub async fn store_call(&self, dealer: &DealerId, form: &Form) {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let hook = Incoming {
            dealer: Some(dealer.clone()),
            kind: "voice",
            dedupe_key: body.clone(),
            body,
        };
        hooks::accept(&self.world, &[hook]).await.expect("stored");
    }
}
