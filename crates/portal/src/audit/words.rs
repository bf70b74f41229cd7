use domain::{Lang, member::Role, say::audit_line as say};
use serde_json::Value;

use super::What;

/// What a line tells, in words. A name that is newer or older than this program stands for itself.
pub fn words(lang: Lang, what: &str, subject: &str, detail: &str) -> String {
    let Some(known) = What::parse(what) else {
        return what.to_owned();
    };
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let role = detail["role"].as_str().map_or("", |name| role(lang, name));
    match known {
        What::SignedIn => say::person_signed_in(lang).to_owned(),
        What::SignInFailed => say::person_sign_in_failed(lang).to_owned(),
        What::SignedOut => say::person_signed_out(lang).to_owned(),
        What::SignedOutEverywhere => say::person_signed_out_everywhere(lang).to_owned(),
        What::LoginEnded => say::person_login_ended(lang).to_owned(),
        What::PasswordChanged => say::person_password_changed(lang).to_owned(),
        What::ResetAsked => say::person_reset_asked(lang).to_owned(),
        What::PasswordReset => say::person_password_reset(lang).to_owned(),
        What::InvitationAccepted => say::person_joined(lang).to_owned(),
        // Older lines name no role: there were only admins.
        What::AdminAdded if role.is_empty() => say::person_admin_added(lang, subject, say::role_admin(lang)),
        What::AdminAdded => say::person_admin_added(lang, subject, role),
        What::AdminInvited => say::admin_invited(lang, subject, role),
        What::AdminRemoved => say::admin_removed(lang, subject),
        What::AdminRoleSet => say::admin_role_set(lang, subject, role),
        What::MemberInvited => say::member_invited(lang, subject, role),
        What::MemberRemoved => say::member_removed(lang, subject),
        What::MemberRoleSet => say::member_role_set(lang, subject, role),
        What::DealerAdded => say::dealer_added(lang, subject),
        What::KeysRotated => say::vault_rotated(lang).to_owned(),
        What::SignupStarted => say::signup_started(lang).to_owned(),
        What::SignupLinkSent => say::signup_link_sent(lang, subject),
        What::SignupRevoked => say::signup_revoked(lang).to_owned(),
        What::SignupCodeGiven => say::signup_code_given(lang).to_owned(),
        What::SignupCodeAsked => say::signup_code_asked(lang).to_owned(),
        What::SignupRetried => say::signup_retried(lang).to_owned(),
        What::SignupHelpAsked => say::signup_help_asked(lang).to_owned(),
        What::SignupAssigned => say::signup_assigned(lang).to_owned(),
        What::SignupConnected => say::signup_connected(lang, subject),
        What::SenderRefreshed => say::sender_refreshed(lang, subject),
        What::HoursChanged => say::hours_changed(lang).to_owned(),
        What::WebhooksRepaired => say::sender_webhooks_repaired(lang, subject),
        What::Disconnected => say::sender_disconnected(lang, subject),
        What::Reconnecting => say::sender_reconnecting(lang, subject),
        What::TestSkipped => say::sender_test_skipped(lang).to_owned(),
        What::TestAgain => say::sender_test_again(lang).to_owned(),
        What::ContactStopped => say::contact_stopped(lang).to_owned(),
        What::ContactStarted => say::contact_started(lang).to_owned(),
        What::ConversationAssigned if subject.is_empty() => say::conversation_let_go(lang).to_owned(),
        What::ConversationAssigned => say::conversation_assigned(lang, subject),
        What::ConversationResolved => say::conversation_resolved(lang).to_owned(),
        What::ConversationSnoozed => say::conversation_snoozed(lang).to_owned(),
        What::ConversationOpened => say::conversation_opened(lang).to_owned(),
        What::LabelSaved => say::label_saved(lang, subject),
        What::LabelRemoved => say::label_removed(lang, subject),
        What::CannedSaved => say::canned_saved(lang, subject),
        What::CannedRemoved => say::canned_removed(lang, subject),
        What::PlaceSaved => say::place_saved(lang).to_owned(),
        What::PlaceRemoved => say::place_removed(lang).to_owned(),
        What::TemplateCreated => say::template_created(lang, subject),
        What::TemplateSubmitted => say::template_submitted(lang, subject),
        What::TemplateDeleted => say::template_deleted(lang, subject),
        What::TemplatesStarted => say::template_starters_added(lang).to_owned(),
        What::ApiKeyMade => say::api_key_made(lang, subject),
        What::ApiKeyWithdrawn => say::api_key_withdrawn(lang, subject),
        What::ContactEdited => say::contact_edited(lang).to_owned(),
        What::ContactConsent => say::contact_consent(lang).to_owned(),
        What::ContactSilenced => say::contact_silenced(lang).to_owned(),
        What::ContactUnsilenced => say::contact_unsilenced(lang).to_owned(),
        What::ContactExported => say::contact_exported(lang).to_owned(),
        What::ContactErased => say::contact_erased(lang).to_owned(),
        What::KeepDaysSet if subject.is_empty() => say::keep_for_ever(lang).to_owned(),
        What::KeepDaysSet => say::keep_days_set(lang, subject),
        What::HookOpened => say::hook_opened(lang).to_owned(),
        What::HookReplayed => say::hook_replayed(lang).to_owned(),
        What::JobRetried => say::job_retried(lang).to_owned(),
    }
}

fn role(lang: Lang, name: &str) -> &'static str {
    match Role::parse(name) {
        Some(Role::Owner) => say::role_owner(lang),
        Some(Role::Agent) => say::role_agent(lang),
        Some(Role::Admin) => say::role_admin(lang),
        Some(Role::Support) => say::role_support(lang),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_words() {
        for what in What::ALL {
            let words = words(Lang::En, what.as_str(), "Piet", r#"{"role":"agent"}"#);
            assert_ne!(words, what.as_str());
            assert!(!words.contains("  ") && !words.ends_with(' '), "{words}");
        }
    }

    #[test]
    fn a_line_of_another_version_stands_for_itself() {
        assert_eq!(words(Lang::En, "fax.sent", "", "{}"), "fax.sent");
        assert_eq!(words(Lang::En, "person.signed_in", "", "not json"), "Signed in");
        assert_eq!(
            words(Lang::En, "person.admin_added", "kim@portal.example", "{}"),
            "Added kim@portal.example as administrator"
        );
    }
}
