macro_rules! whats {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// Everything that leaves a line. The text is stable: it stands in the database.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum What { $($(#[$doc])* $name,)+ }

        impl What {
            /// Every one, for the words and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

whats! {
    /// Someone signed in.
    SignedIn = "person.signed_in";
    /// Mail and password did not go together.
    SignInFailed = "person.sign_in_failed";
    /// Someone ended the session they came with.
    SignedOut = "person.signed_out";
    /// Someone ended all their other sessions.
    SignedOutEverywhere = "person.signed_out_everywhere";
    /// Someone ended one of their own sessions.
    LoginEnded = "person.login_ended";
    /// Someone set a new password, knowing the old one.
    PasswordChanged = "person.password_changed";
    /// Someone asked for a reset link.
    ResetAsked = "person.reset_asked";
    /// Someone set a new password through a link.
    PasswordReset = "person.password_reset";
    /// Someone set their first password.
    InvitationAccepted = "person.joined";
    /// A person of the ISV was added.
    AdminAdded = "person.admin_added";
    /// An admin invited someone to the ISV.
    AdminInvited = "admin.invited";
    /// An admin took the login of someone of the ISV away.
    AdminRemoved = "admin.removed";
    /// An admin changed the role of someone of the ISV.
    AdminRoleSet = "admin.role_set";
    /// An owner invited someone.
    MemberInvited = "member.invited";
    /// An owner took someone's login away.
    MemberRemoved = "member.removed";
    /// An owner changed someone's role.
    MemberRoleSet = "member.role_set";
    /// A dealer was added.
    DealerAdded = "dealer.added";
    /// Data keys were wrapped with a new key.
    KeysRotated = "vault.rotated";
    /// A signup session began.
    SignupStarted = "signup.started";
    /// The link of a session was mailed.
    SignupLinkSent = "signup.link_sent";
    /// A session's link was withdrawn.
    SignupRevoked = "signup.revoked";
    /// The six digits were handed in.
    SignupCodeGiven = "signup.code_given";
    /// New digits were asked for.
    SignupCodeAsked = "signup.code_asked";
    /// A stuck step was tried again.
    SignupRetried = "signup.retried";
    /// The dealer asked for help.
    SignupHelpAsked = "signup.help_asked";
    /// An unmatched finish was assigned.
    SignupAssigned = "signup.assigned";
    /// A signup's last step was done.
    SignupConnected = "signup.connected";
    /// Someone asked Twilio for a sender's status.
    SenderRefreshed = "sender.refreshed";
    /// Webhook addresses were written again.
    WebhooksRepaired = "sender.webhooks_repaired";
    /// A number was disconnected.
    Disconnected = "sender.disconnected";
    /// A new signup for a known number began.
    Reconnecting = "sender.reconnecting";
    /// An owner changed opening hours or turns.
    HoursChanged = "hours.changed";
    /// The dealer did not want the test message.
    TestSkipped = "sender.test_skipped";
    /// An owner began the test message anew.
    TestAgain = "sender.test_again";
    /// A buyer said that they do not want to be written to.
    ContactStopped = "contact.stopped";
    /// A buyer said that they may be written to again.
    ContactStarted = "contact.started";
    /// A conversation was given to somebody, or to nobody.
    ConversationAssigned = "conversation.assigned";
    /// A conversation was finished.
    ConversationResolved = "conversation.resolved";
    /// A conversation was put off.
    ConversationSnoozed = "conversation.snoozed";
    /// A conversation was opened by hand.
    ConversationOpened = "conversation.opened";
    /// A label was added or changed.
    LabelSaved = "label.saved";
    /// A label was taken away.
    LabelRemoved = "label.removed";
    /// A reply was added or changed.
    CannedSaved = "canned.saved";
    /// A reply was taken away.
    CannedRemoved = "canned.removed";
    /// An owner said where the dealer is.
    PlaceSaved = "place.saved";
    /// An owner took back where the dealer is.
    PlaceRemoved = "place.removed";
    /// A template was written down.
    TemplateCreated = "template.created";
    /// A template was handed in to Meta.
    TemplateSubmitted = "template.submitted";
    /// A template was deleted.
    TemplateDeleted = "template.deleted";
    /// The starters were added.
    TemplatesStarted = "template.starters_added";
    /// An owner made a key for a program.
    ApiKeyMade = "api_key.made";
    /// An owner withdrew a program's key.
    ApiKeyWithdrawn = "api_key.withdrawn";
    /// A buyer's name or notes were changed.
    ContactEdited = "contact.edited";
    /// A buyer's consent was noted.
    ContactConsent = "contact.consent";
    /// Somebody of the dealer's silenced a buyer.
    ContactSilenced = "contact.silenced";
    /// Somebody of the dealer's lets a buyer be written to again.
    ContactUnsilenced = "contact.unsilenced";
    /// Everything about a buyer was saved as a file.
    ContactExported = "contact.exported";
    /// Everything about a buyer was erased.
    ContactErased = "contact.erased";
    /// An owner set how long messages are kept.
    KeepDaysSet = "dealer.keep_days_set";
    /// Somebody of the ISV's looked at what a webhook held.
    HookOpened = "hook.opened";
    /// A webhook was worked on again.
    HookReplayed = "hook.replayed";
    /// A dead job was made due again.
    JobRetried = "job.retried";
}

impl What {
    /// The one of that name, unless it is newer or older than this program.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|what| what.as_str() == text)
    }
}
