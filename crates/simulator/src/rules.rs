//! Scripted outcomes: what goes otherwise than well, for whom, and how often.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One instruction to the simulator. Without one, everything goes well.
///
/// ```
/// use simulator::{Outcome, Rule};
/// let once = Rule::new(Outcome::Http429);
/// let for_number = Rule::new(Outcome::Refused(63104)).number("+31612345678").always();
/// let one_call = Rule::new(Outcome::ConnectionCut).call("numbers.buy");
/// # let _ = (once, for_number, one_call);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    #[serde(default)]
    pub scope: Scope,
    pub outcome: Outcome,
    /// How many times it still applies; `None` is until it is removed.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// For outcomes that last: how long, on the simulator's clock and before it is sped up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape serde asks for")]
fn once() -> Option<u32> {
    Some(1)
}

/// Whom a rule is about. Every part that is given must match.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// `AC…`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// A call by its name, such as `accounts.create`; see [`twilio_routes`](crate::twilio_routes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The other side of a message: E.164, or `NL.…` of somebody who hides the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// A template by the name it was submitted with, or its friendly name before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// What is known where a rule could apply.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub number: Option<&'a str>,
    pub account: Option<&'a str>,
    pub call: Option<&'a str>,
    pub person: Option<&'a str>,
    pub template: Option<&'a str>,
}

impl Scope {
    fn covers(&self, place: Place<'_>) -> bool {
        let fits = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
        };
        fits(&self.number, place.number)
            && fits(&self.account, place.account)
            && fits(&self.call, place.call)
            && fits(&self.person, place.person)
            && fits(&self.template, place.template)
    }
}

impl Rule {
    /// Once, for whoever comes first.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            scope: Scope::default(),
            outcome,
            times: once(),
            seconds: None,
        }
    }
    #[must_use]
    pub fn number(mut self, number: &str) -> Self {
        self.scope.number = Some(number.trim_start_matches("whatsapp:").to_owned());
        self
    }
    #[must_use]
    pub fn account(mut self, sid: &str) -> Self {
        self.scope.account = Some(sid.to_owned());
        self
    }
    /// Only the call of this name, such as `senders.create`.
    #[must_use]
    pub fn call(mut self, name: &str) -> Self {
        self.scope.call = Some(name.to_owned());
        self
    }
    /// Only messages to and from this person: E.164, or `NL.…`.
    #[must_use]
    pub fn person(mut self, person: &str) -> Self {
        self.scope.person = Some(person.trim_start_matches("whatsapp:").to_owned());
        self
    }
    /// Only the template of this name.
    #[must_use]
    pub fn template(mut self, name: &str) -> Self {
        self.scope.template = Some(name.to_owned());
        self
    }
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }
    /// For outcomes that last.
    #[must_use]
    pub fn lasting(mut self, duration: Duration) -> Self {
        self.seconds = Some(duration.as_secs());
        self
    }
}

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happens instead of the good outcome. Written as in the quotes in JSON.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Outcome {
            $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] $name,)*
            /// The popup behaves as if *Cancel* had been pressed on this screen, one of
            /// [`crate::SCREENS`]. `cancel_at_PERMISSIONS`
            CancelAt(String),
            /// The registration is refused at once with this code. `error_63101`
            ///
            /// A rule for the call `messages.create` refuses a message instead.
            Refused(u32),
            /// The message is taken and fails later with this code. `fails_63024`
            Fails(u32),
            /// The registration is accepted and ends `OFFLINE` with this reason. `offline_63111`
            EndsOffline(u32),
        }
        impl Outcome {
            /// Every outcome that takes no parameter, for the control page.
            pub const PLAIN: &[(&str, Outcome)] = &[$(($text, Outcome::$name),)*];
        }
    };
}

outcomes! {
    /// An error screen at the number; *Report a problem* sends `CANCEL` with the error fields.
    ErrorReport = "error_report",
    /// The same as older versions sent it: event `ERROR`.
    LegacyError = "legacy_error",
    /// An event name that nobody has documented yet, before the real end.
    UnknownEvent = "unknown_event",
    /// The window closes half-way without a message.
    ClosedWithoutAWord = "closed",
    /// The SDK cannot be loaded, as with an ad blocker.
    SdkBlocked = "sdk_blocked",
    /// Everything is finished at Meta, but the page hears nothing: the opener is gone, or the page's
    /// domain is not on the app's list.
    NoOpener = "no_opener",
    /// The person chooses to use a number later.
    FinishWithoutNumber = "finish_without_number",
    /// The same, and the message names a phone number id nevertheless.
    FinishOnlyWabaWithNumber = "finish_only_waba_with_number",
    /// `FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING` with a WABA id and nothing else.
    FinishCoexistence = "finish_coexistence",
    /// The last message is posted twice.
    FinishTwice = "finish_twice",
    /// `FB.login` answers before the message is posted.
    CallbackFirst = "callback_first",
    /// `FB.login` answers after the message is posted.
    MessageFirst = "message_first",
    PartnerAddedBefore = "partner_added_before",
    PartnerAddedAfter = "partner_added_after",
    PartnerAddedNever = "partner_added_never",
    /// Meta's webhook comes, without the solution.
    PartnerAddedWithoutSolutionId = "partner_added_without_solution_id",
    PartnerAddedTwice = "partner_added_twice",
    /// The number is still in use in a WhatsApp app.
    NumberOnWhatsapp = "number_on_whatsapp",
    /// The code that is entered is not the right one, whatever it is.
    OtpWrong = "otp_wrong",
    /// The code arrives late: five minutes unless `seconds` says otherwise.
    OtpLate = "otp_late",
    /// The code is too old when it is entered.
    OtpExpired = "otp_expired",
    /// No code arrives at all.
    OtpNever = "otp_never",
    /// A second code although the number was verified in the popup.
    OtpAgain = "otp_again",
    /// `TWILIO_REVIEW` for half an hour or for `seconds`.
    TwilioReview = "twilio_review",
    /// `OFFLINE` for a moment just after registering.
    TransientOffline = "transient_offline",
    /// 429 with `Retry-After`; nothing was done.
    Http429 = "http_429",
    /// The work is done and 500 is answered.
    Http500Unknown = "http_500_unknown",
    /// 500 with a page of HTML; nothing was done.
    Http500Html = "http_500_html",
    /// 503; nothing was done.
    Http503 = "http_503",
    /// The answer takes its time: two seconds, or `seconds`, in real time.
    Slow = "slow",
    /// The work is done and the connection is cut before the answer.
    ConnectionCut = "connection_cut",
    /// A status callback or inbound message is not delivered.
    WebhookLost = "webhook_lost",
    /// A status callback or inbound message is delivered twice.
    WebhookTwice = "webhook_twice",
    /// Twilio's next webhook is signed over the URL with its default port written out.
    SignedWithPort = "signed_with_port",
    /// Status callbacks arrive in the wrong order.
    WebhooksReordered = "webhooks_reordered",
    /// The recipient read at once: `delivered` is never reported.
    ReadWithoutDelivered = "read_without_delivered",
    /// The recipient has blocked the business: the message stays `sent`.
    StuckAtSent = "stuck_at_sent",
    /// The message fails after `sent`.
    FailsAfterSent = "fails_after_sent",
    /// The recipient reads, and tells nobody.
    NeverRead = "never_read",
    /// The recipient reads ten minutes after `delivered`, or after `seconds`.
    ReadLate = "read_late",
    /// A status callback or inbound message arrives a minute late, or after `seconds`.
    WebhookLate = "webhook_late",
    /// Meta rejects the template.
    TemplateRejected = "template_rejected",
    /// Meta approves the template as marketing, whatever it was submitted as.
    TemplateRecategorized = "template_recategorized",
    /// The template stays `received`; deleting it and making it anew helps.
    TemplateStuck = "template_stuck",
    /// The approved template is paused for three hours.
    TemplatePaused = "template_paused",
    /// The approved template is disabled for good.
    TemplateDisabled = "template_disabled",
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CancelAt(step) => write!(f, "cancel_at_{step}"),
            Self::Refused(code) => write!(f, "error_{code}"),
            Self::Fails(code) => write!(f, "fails_{code}"),
            Self::EndsOffline(code) => write!(f, "offline_{code}"),
            plain => {
                let found = Self::PLAIN.iter().find(|(_, outcome)| outcome == plain);
                f.write_str(found.map_or("", |(text, _)| text))
            }
        }
    }
}

impl FromStr for Outcome {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let code = |digits: &str| {
            digits
                .parse()
                .map_err(|_| format!("{text:?} needs an error code"))
        };
        if let Some((_, outcome)) = Self::PLAIN.iter().find(|(name, _)| *name == text) {
            return Ok(outcome.clone());
        }
        if let Some(step) = text.strip_prefix("cancel_at_") {
            let step = step.to_ascii_uppercase();
            return if crate::SCREENS.contains(&step.as_str()) {
                Ok(Self::CancelAt(step))
            } else {
                Err(format!("{step:?} is not a screen of the popup"))
            };
        }
        if let Some(digits) = text.strip_prefix("error_") {
            return code(digits).map(Self::Refused);
        }
        if let Some(digits) = text.strip_prefix("fails_") {
            return code(digits).map(Self::Fails);
        }
        if let Some(digits) = text.strip_prefix("offline_") {
            return code(digits).map(Self::EndsOffline);
        }
        Err(format!("{text:?} is not an outcome"))
    }
}

impl Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The rules in force, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rules(Vec<Rule>);

impl Rules {
    pub fn add(&mut self, rule: Rule) {
        self.0.push(rule);
    }

    pub fn all(&self) -> &[Rule] {
        &self.0
    }

    pub fn remove(&mut self, index: usize) {
        if index < self.0.len() {
            self.0.remove(index);
        }
    }

    /// Uses up and returns the first rule that covers the place and is wanted there.
    pub fn take(&mut self, place: Place<'_>, wanted: impl Fn(&Outcome) -> bool) -> Option<Rule> {
        self.take_first(place, |rule| wanted(&rule.outcome))
    }

    /// The same among the rules that name this very call.
    pub fn take_for_call(&mut self, place: Place<'_>, wanted: impl Fn(&Outcome) -> bool) -> Option<Rule> {
        self.take_first(place, |rule| rule.scope.call.is_some() && wanted(&rule.outcome))
    }

    fn take_first(&mut self, place: Place<'_>, wanted: impl Fn(&Rule) -> bool) -> Option<Rule> {
        let index = self
            .0
            .iter()
            .position(|rule| wanted(rule) && rule.scope.covers(place))?;
        let rule = &mut self.0[index];
        let taken = rule.clone();
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(index);
            }
        }
        Some(taken)
    }

    /// Whether this very outcome was scripted here; uses it up.
    pub fn is(&mut self, place: Place<'_>, outcome: &Outcome) -> bool {
        self.take(place, |found| found == outcome).is_some()
    }
}
