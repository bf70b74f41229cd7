use domain::{
    AttachmentId, ContactId, ConversationId, DealerId, E164, HookId, IntegrationId, Lang, MailId, MessageId,
    PushId, SenderId, SignupId, TemplateId, Timestamp, say::job as words,
};
use serde::{Deserialize, Serialize};

/// Everything that is done in the background, with what it needs. Stored as JSON: fields are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Finds or makes the dealer's Twilio subaccount.
    EnsureSubaccount {
        /// For which session.
        signup: SignupId,
    },
    /// Finds, buys or notes the number.
    EnsureNumber {
        /// For which session.
        signup: SignupId,
    },
    /// Finds or registers the sender.
    RegisterSender {
        /// For which session.
        signup: SignupId,
    },
    /// Hands in the six digits that WhatsApp's call spoke.
    HandInCode {
        /// For which session.
        signup: SignupId,
        /// Which number was called.
        #[serde(default)]
        number: Option<E164>,
        /// The digits.
        code: String,
    },
    /// Looks at the sender until it is online.
    FollowSender {
        /// For which session.
        signup: SignupId,
    },
    /// Compares the webhooks with what we expect, and repairs them.
    CheckWebhooks {
        /// For which session.
        signup: SignupId,
    },
    /// Answers the test message.
    AnswerTest {
        /// Of which integration.
        integration: IntegrationId,
        /// To whom, as Twilio writes it: `whatsapp:+…`.
        to: String,
    },
    /// Takes back what was made for a number that is not to be connected after all.
    LeaveNumber {
        /// Whose.
        dealer: DealerId,
        /// Which.
        number: E164,
        /// Whether it was to be bought: one's own is nobody's to give back.
        bought: bool,
    },
    /// Asks Twilio how a sender is doing.
    CheckHealth {
        /// Which.
        sender: SenderId,
    },
    /// Works on webhooks that were stored together.
    ProcessHooks {
        /// The first of them.
        batch: HookId,
    },
    /// Fetches a picture, recording or document from Twilio.
    FetchMedia {
        /// Which.
        attachment: AttachmentId,
    },
    /// Hands what waits in a conversation to Twilio.
    DeliverMessages {
        /// Which.
        conversation: ConversationId,
    },
    /// Looks at Twilio for a message of ours whose outcome is not known.
    ReconcileUnknown {
        /// Which.
        message: MessageId,
    },
    /// Opens a conversation that was put off.
    Reopen {
        /// Which.
        conversation: ConversationId,
    },
    /// Shows a buyer that somebody is writing.
    ShowTyping {
        /// In which conversation.
        conversation: ConversationId,
        /// When they wrote.
        at: Timestamp,
    },
    /// Brings Twilio in line with a template as it is wanted here.
    CarryTemplate {
        /// Which.
        template: TemplateId,
    },
    /// Reads a dealer's templates from Twilio.
    SyncTemplates {
        /// Whose.
        dealer: DealerId,
    },
    /// Compares a sender's messages with Twilio's list of them.
    CompareMessages {
        /// Which.
        sender: SenderId,
    },
    /// Erases what an erased buyer said.
    EraseMessages {
        /// Who.
        contact: ContactId,
    },
    /// Erases what is older than the dealer keeps it.
    EraseOld {
        /// Whose.
        dealer: DealerId,
    },
    /// Deletes at Twilio what was erased here.
    EraseAtTwilio {
        /// Whose.
        dealer: DealerId,
    },
    /// Hands a mail to the mail server.
    DeliverMail {
        /// Which.
        mail: MailId,
    },
    /// Has people's devices told of a message.
    TellPeople {
        /// Which.
        message: MessageId,
    },
    /// Tells one device.
    Push {
        /// Which.
        push: PushId,
        /// Of which message; none is a test.
        message: Option<MessageId>,
    },
    /// Looks for what is due to be looked at: senders, sessions that ran out, old jobs.
    Sweep,
}

impl Work {
    /// Its stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EnsureSubaccount { .. } => "ensure_subaccount",
            Self::EnsureNumber { .. } => "ensure_number",
            Self::RegisterSender { .. } => "register_sender",
            Self::HandInCode { .. } => "hand_in_code",
            Self::FollowSender { .. } => "follow_sender",
            Self::CheckWebhooks { .. } => "check_webhooks",
            Self::AnswerTest { .. } => "answer_test",
            Self::LeaveNumber { .. } => "leave_number",
            Self::CheckHealth { .. } => "check_health",
            Self::ProcessHooks { .. } => "process_hooks",
            Self::FetchMedia { .. } => "fetch_media",
            Self::DeliverMessages { .. } => "deliver_messages",
            Self::ReconcileUnknown { .. } => "reconcile_unknown",
            Self::Reopen { .. } => "reopen",
            Self::ShowTyping { .. } => "show_typing",
            Self::CarryTemplate { .. } => "carry_template",
            Self::SyncTemplates { .. } => "sync_templates",
            Self::CompareMessages { .. } => "compare_messages",
            Self::EraseMessages { .. } => "erase_messages",
            Self::EraseOld { .. } => "erase_old",
            Self::EraseAtTwilio { .. } => "erase_at_twilio",
            Self::DeliverMail { .. } => "deliver_mail",
            Self::TellPeople { .. } => "tell_people",
            Self::Push { .. } => "push",
            Self::Sweep => "sweep",
        }
    }

    /// What it does, in words. `kind` may be of an older version.
    pub fn words(lang: Lang, kind: &str) -> &'static str {
        match kind {
            "ensure_subaccount" => words::ensure_subaccount(lang),
            "ensure_number" => words::ensure_number(lang),
            "register_sender" => words::register_sender(lang),
            "hand_in_code" => words::hand_in_code(lang),
            "follow_sender" => words::follow_sender(lang),
            "check_webhooks" => words::check_webhooks(lang),
            "answer_test" => words::answer_test(lang),
            "leave_number" => words::leave_number(lang),
            "check_health" => words::check_health(lang),
            "process_hooks" => words::process_hooks(lang),
            "fetch_media" => words::fetch_media(lang),
            "deliver_messages" => words::deliver_messages(lang),
            "reconcile_unknown" => words::reconcile_unknown(lang),
            "reopen" => words::reopen(lang),
            "show_typing" => words::show_typing(lang),
            "carry_template" => words::carry_template(lang),
            "sync_templates" => words::sync_templates(lang),
            "compare_messages" => words::compare_messages(lang),
            "erase_messages" => words::erase_messages(lang),
            "erase_old" => words::erase_old(lang),
            "erase_at_twilio" => words::erase_at_twilio(lang),
            "deliver_mail" => words::deliver_mail(lang),
            "tell_people" => words::tell_people(lang),
            "push" => words::push(lang),
            "sweep" => words::sweep(lang),
            _ => words::unknown(lang),
        }
    }

    /// Of the jobs that are not finished, only one has it.
    pub(super) fn unique_key(&self) -> String {
        let kind = self.kind();
        match self {
            Self::EnsureSubaccount { signup }
            | Self::EnsureNumber { signup }
            | Self::RegisterSender { signup }
            | Self::FollowSender { signup }
            | Self::CheckWebhooks { signup } => format!("{kind}:{signup}"),
            Self::HandInCode { signup, code, .. } => format!("{kind}:{signup}:{code}"),
            Self::AnswerTest { integration, .. } => format!("{kind}:{integration}"),
            Self::LeaveNumber { dealer, number, .. } => format!("{kind}:{dealer}:{number}"),
            Self::CheckHealth { sender } | Self::CompareMessages { sender } => format!("{kind}:{sender}"),
            Self::ProcessHooks { batch } => format!("{kind}:{batch}"),
            Self::FetchMedia { attachment } => format!("{kind}:{attachment}"),
            Self::DeliverMessages { conversation } | Self::Reopen { conversation } => {
                format!("{kind}:{conversation}")
            }
            Self::ReconcileUnknown { message } | Self::TellPeople { message } => format!("{kind}:{message}"),
            Self::ShowTyping { conversation, at } => format!("{kind}:{conversation}:{}", at.0),
            Self::CarryTemplate { template } => format!("{kind}:{template}"),
            Self::SyncTemplates { dealer } | Self::EraseOld { dealer } | Self::EraseAtTwilio { dealer } => {
                format!("{kind}:{dealer}")
            }
            Self::EraseMessages { contact } => format!("{kind}:{contact}"),
            Self::DeliverMail { mail } => format!("{kind}:{mail}"),
            Self::Push { push, message } => {
                let message = message.as_ref().map_or("test", MessageId::as_str);
                format!("{kind}:{push}:{message}")
            }
            Self::Sweep => kind.to_owned(),
        }
    }

    /// Whether only one such job of a dealer runs at a time. What makes or buys something at Twilio looks for its
    /// earlier result first, and two that look at once would both find none.
    pub(super) fn one_at_a_time(&self) -> bool {
        match self {
            Self::EnsureSubaccount { .. }
            | Self::EnsureNumber { .. }
            | Self::RegisterSender { .. }
            | Self::HandInCode { .. }
            | Self::FollowSender { .. }
            | Self::CheckWebhooks { .. }
            | Self::AnswerTest { .. }
            | Self::LeaveNumber { .. }
            | Self::CheckHealth { .. } => true,
            // The key is enough: at most one of a conversation, a template or a device is not finished.
            Self::ProcessHooks { .. }
            | Self::FetchMedia { .. }
            | Self::CompareMessages { .. }
            | Self::EraseMessages { .. }
            | Self::EraseOld { .. }
            | Self::EraseAtTwilio { .. }
            | Self::DeliverMail { .. }
            | Self::Sweep
            | Self::Reopen { .. }
            | Self::DeliverMessages { .. }
            | Self::ReconcileUnknown { .. }
            | Self::ShowTyping { .. }
            | Self::CarryTemplate { .. }
            | Self::SyncTemplates { .. }
            | Self::TellPeople { .. }
            | Self::Push { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of_each() -> Vec<Work> {
        fn id<I: std::str::FromStr<Err: std::fmt::Debug>>() -> I {
            "0199".parse().expect("an id")
        }
        vec![
            Work::EnsureSubaccount { signup: id() },
            Work::EnsureNumber { signup: id() },
            Work::RegisterSender { signup: id() },
            Work::HandInCode {
                signup: id(),
                number: None,
                code: "123456".into(),
            },
            Work::FollowSender { signup: id() },
            Work::CheckWebhooks { signup: id() },
            Work::AnswerTest {
                integration: id(),
                to: "whatsapp:+31612345678".into(),
            },
            Work::LeaveNumber {
                dealer: id(),
                number: "+31612345678".parse().expect("a number"),
                bought: true,
            },
            Work::CheckHealth { sender: id() },
            Work::ProcessHooks { batch: id() },
            Work::FetchMedia { attachment: id() },
            Work::DeliverMessages { conversation: id() },
            Work::ReconcileUnknown { message: id() },
            Work::Reopen { conversation: id() },
            Work::ShowTyping {
                conversation: id(),
                at: Timestamp(1),
            },
            Work::CarryTemplate { template: id() },
            Work::SyncTemplates { dealer: id() },
            Work::CompareMessages { sender: id() },
            Work::EraseMessages { contact: id() },
            Work::EraseOld { dealer: id() },
            Work::EraseAtTwilio { dealer: id() },
            Work::DeliverMail { mail: id() },
            Work::TellPeople { message: id() },
            Work::Push {
                push: id(),
                message: None,
            },
            Work::Sweep,
        ]
    }

    #[test]
    fn every_kind_has_words_and_is_read_back_as_it_was_written() {
        let unknown = Work::words(Lang::En, "from the future");
        for work in one_of_each() {
            assert_ne!(Work::words(Lang::En, work.kind()), unknown, "{work:?}");
            let stored = serde_json::to_string(&work).expect("JSON");
            assert_eq!(serde_json::from_str::<Work>(&stored).expect("the same"), work);
        }
    }

    #[test]
    fn other_work_has_another_key() {
        let keys: std::collections::BTreeSet<_> = one_of_each().iter().map(Work::unique_key).collect();
        assert_eq!(keys.len(), one_of_each().len());
    }
}
