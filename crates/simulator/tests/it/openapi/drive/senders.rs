use simulator::{MetaEvent, SignupScript};
use twilio::{NewSender, SenderStatus, SenderUpdate};

use super::*;

impl Drive {
    pub(super) async fn senders(&self) {
        let waba = self
            .stage
            .simulator
            .complete_signup(SignupScript::default())
            .await
            .waba_id;
        self.registered(&waba).await;
        self.verified(&waba).await;
        self.unshared().await;
    }

    /// The dealer's own, with all that can be said about it.
    async fn registered(&self, waba: &str) {
        let Self { client, dealer, .. } = self;
        let (inbound, status) = (self.ear.at("/in"), self.ear.at("/status"));
        let sender: NewSender = serde_json::from_value(json!({
            "sender_id": format!("whatsapp:{}", self.number),
            "friendly_name": "Showroom",
            "configuration": {
                "waba_id": waba,
                "verification_method": "sms",
                "voice_application_sid": format!("AP{}", "5".repeat(32)),
                "account_type": "ISVSubAccount",
            },
            "webhook": {
                "callback_url": inbound, "callback_method": "POST",
                "fallback_url": inbound, "fallback_method": "POST",
                "status_callback_url": status, "status_callback_method": "POST",
            },
            "profile": {
                "name": "Autohaus Lindenberg",
                "about": "Cars",
                "address": "Keizersgracht 1, Amsterdam",
                "description": "New and used",
                "vertical": "Automotive",
                "logo_url": "https://p.example/logo.png",
                "banner_url": "https://p.example/banner.png",
                "privacy_url": "https://p.example/privacy",
                "terms_of_service_url": "https://p.example/terms",
                "accent_color": "#003366",
                "websites": [{"website": "https://p.example", "label": "Website"}],
                "emails": [{"email": "info@p.example", "label": "Email"}],
                "phone_numbers": [{"phone_number": "+31201234567", "label": "Phone"}],
            },
        }))
        .unwrap();
        let made = client.create_sender(dealer, &sender).await.unwrap();
        client.fetch_sender(dealer, &made.sid).await.unwrap();
        let online = client.fetch_sender(dealer, &made.sid).await.unwrap();
        assert!(online.status.is_online());
        let renamed =
            json!({"friendly_name": "Workshop", "profile": {"name": "Lindenberg", "about": "Cars and more"}});
        for update in [renamed, json!({"webhook": {"callback_url": inbound}})] {
            let update: SenderUpdate = serde_json::from_value(update).unwrap();
            client.update_sender(dealer, &made.sid, &update).await.unwrap();
        }
        let renamed = client.fetch_sender(dealer, &made.sid).await.unwrap();
        assert_eq!(renamed.pending_display_name.as_deref(), Some("Lindenberg"));
    }

    /// A number that is not Twilio's, whose code a person types in.
    async fn verified(&self, waba: &str) {
        let Self { client, dealer, .. } = self;
        let number = "+31612345678";
        let sender: NewSender = serde_json::from_value(json!({
            "sender_id": format!("whatsapp:{number}"),
            "configuration": {"waba_id": waba},
            "profile": {"name": "Autohaus Lindenberg"},
        }))
        .unwrap();
        let made = client.create_sender(dealer, &sender).await.unwrap();
        let waiting = client.fetch_sender(dealer, &made.sid).await.unwrap();
        assert_eq!(waiting.status, SenderStatus::PendingVerification);
        let right = self.stage.simulator.otp(number).unwrap();
        let wrong = if right == "000000" { "111111" } else { "000000" };
        for code in [wrong, &right] {
            let update = json!({"configuration": {"verification_code": code}});
            let update: SenderUpdate = serde_json::from_value(update).unwrap();
            client.update_sender(dealer, &made.sid, &update).await.unwrap();
            client.fetch_sender(dealer, &made.sid).await.unwrap();
        }
        assert_eq!(client.list_senders(dealer).await.unwrap().len(), 2);
        let pages = "/v2/Channels/Senders?Channel=whatsapp&PageSize=1";
        let page = self.raw(Method::GET, "messaging", pages, Body::None).await;
        let next = page["meta"]["next_page_url"].as_str().unwrap();
        let next = &next[next.find("/v2").unwrap()..];
        self.raw(Method::GET, "messaging", next, Body::None).await;
        client.delete_sender(dealer, &made.sid).await.unwrap();
    }

    /// Another dealer's, who takes the WABA away again.
    async fn unshared(&self) {
        let Self { client, parent, .. } = self;
        let other = client.create_subaccount(parent, "dealer:3").await.unwrap();
        let other = other.credentials().unwrap();
        let waba = self
            .stage
            .simulator
            .complete_signup(SignupScript::default())
            .await
            .waba_id;
        let search = NumberSearch::default();
        let offered = client.search_numbers(parent, &other.account_sid, "NL", NumberType::Mobile, &search);
        let new = NewNumber {
            phone_number: offered.await.unwrap()[0].phone_number.clone(),
            ..NewNumber::default()
        };
        let number = client.buy_number(parent, &other.account_sid, &new).await.unwrap();
        let sender: NewSender = serde_json::from_value(json!({
            "sender_id": format!("whatsapp:{}", number.phone_number),
            "configuration": {"waba_id": waba},
            "profile": {"name": "Garage Vermeer"},
        }))
        .unwrap();
        let made = client.create_sender(&other, &sender).await.unwrap();
        client.fetch_sender(&other, &made.sid).await.unwrap();
        let removed = MetaEvent {
            event: "PARTNER_REMOVED".into(),
            waba_id: waba,
            number: None,
            value: None,
        };
        self.stage.simulator.meta_event(&removed).unwrap();
        self.stage.simulator.settle().await;
        let offline = client.fetch_sender(&other, &made.sid).await.unwrap();
        assert_eq!(offline.status, SenderStatus::Offline);
        assert!(!offline.offline_reasons.is_empty());
    }
}
