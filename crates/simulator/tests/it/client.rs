//! The product's own doors understand everything the simulator says.

use std::time::Duration;

use meta::webhook::AccountUpdate;
use serde_json::json;
use simulator::{Ending, Inbound, MetaEvent, Outcome, Rule, SignupScript};
use twilio::{
    AccountStatus, Client, Credentials, MessageFilter, MessageStatus, NewMessage, NewNumber, NewSender,
    NumberSearch, NumberType, NumberUpdate, SenderStatus, SenderUpdate, Urls,
};

use crate::ear::Ear;
use crate::stage::Stage;

struct Doors {
    stage: Stage,
    twilio: Client,
    parent: Credentials,
}

async fn doors() -> Doors {
    let stage = Stage::set().await;
    let urls = stage.simulator.urls();
    let urls = Urls {
        api: urls.api,
        messaging: urls.messaging,
        content: urls.content,
        numbers: urls.numbers,
        pricing: urls.pricing,
    };
    let twilio = Client::new(twilio::http_client().unwrap(), urls);
    let parent = stage.parent();
    let parent = Credentials {
        account_sid: parent.sid.parse().unwrap(),
        auth_token: parent.token.into(),
    };
    Doors {
        stage,
        twilio,
        parent,
    }
}

fn sender(number: &str, waba: &str) -> NewSender {
    serde_json::from_value(json!({
        "sender_id": format!("whatsapp:{number}"),
        "configuration": {"waba_id": waba},
        "profile": {"name": "Autohaus Lindenberg", "vertical": "Automotive"},
    }))
    .unwrap()
}

#[tokio::test]
async fn the_whole_chain_goes_through_the_typed_door() {
    let Doors {
        stage,
        twilio,
        parent,
    } = doors().await;
    assert!(!twilio.balance(&parent).await.unwrap().currency.is_empty());
    let account = twilio.create_subaccount(&parent, "dealer:1").await.unwrap();
    let found = twilio.find_subaccounts(&parent, "dealer:1").await.unwrap();
    assert_eq!((found.len(), &found[0].sid), (1, &account.sid));
    let dealer = found[0].credentials().unwrap();

    let search = NumberSearch {
        sms: Some(true),
        limit: Some(3),
        ..NumberSearch::default()
    };
    let offered = twilio
        .search_numbers(&parent, &account.sid, "NL", NumberType::Mobile, &search)
        .await
        .unwrap();
    assert_eq!(offered.len(), 3);
    let prices = twilio.number_prices(&parent, "NL").await.unwrap();
    assert!(
        prices
            .phone_number_prices
            .iter()
            .any(|price| price.number_type == "mobile")
    );
    let new = NewNumber {
        phone_number: offered[0].phone_number.clone(),
        ..NewNumber::default()
    };
    let number = twilio.buy_number(&parent, &account.sid, &new).await.unwrap();
    let listed = twilio
        .list_numbers(&parent, &account.sid, Some(&number.phone_number))
        .await
        .unwrap();
    assert_eq!(listed[0].sid, number.sid);
    let update = NumberUpdate {
        voice_url: Some("https://p.example/v".into()),
        ..NumberUpdate::default()
    };
    let updated = twilio
        .update_number(&parent, &account.sid, &number.sid, &update)
        .await
        .unwrap();
    assert_eq!(updated.voice_url.as_deref(), Some("https://p.example/v"));

    let waba = stage.waba().await;
    let made = twilio
        .create_sender(&dealer, &sender(&number.phone_number, &waba))
        .await
        .unwrap();
    assert_eq!(made.status, SenderStatus::Creating);
    twilio.fetch_sender(&dealer, &made.sid).await.unwrap();
    let online = twilio.fetch_sender(&dealer, &made.sid).await.unwrap();
    assert!(online.status.is_online());
    assert_eq!(twilio.list_senders(&dealer).await.unwrap().len(), 1);
    let own = twilio.list_senders(&parent).await.unwrap();
    assert!(own.iter().all(|sender| sender.sid != made.sid), "no dealer's");

    let inbound = Inbound {
        from: "+31655555555".into(),
        to: number.phone_number.clone(),
        ..Inbound::default()
    };
    // Without a callback_url nobody is told, but the window is open.
    assert!(stage.simulator.inbound(&inbound).is_err());
    let message = NewMessage {
        from: format!("whatsapp:{}", number.phone_number),
        to: "whatsapp:+31655555555".into(),
        body: Some("Hallo".into()),
        ..NewMessage::default()
    };
    let sent = twilio
        .send_message(&dealer, &account.sid, &message)
        .await
        .unwrap();
    stage.simulator.settle().await;
    let after = twilio
        .fetch_message(&dealer, &account.sid, &sent.sid)
        .await
        .unwrap();
    assert_eq!(
        (after.status, after.price_unit.as_deref()),
        (MessageStatus::Read, Some("USD"))
    );
    let messages = twilio
        .list_messages(&dealer, &account.sid, &MessageFilter::default())
        .await
        .unwrap();
    assert_eq!(messages.len(), 2);

    twilio.delete_sender(&dealer, &made.sid).await.unwrap();
    twilio.delete_sender(&dealer, &made.sid).await.unwrap();
    twilio
        .release_number(&parent, &account.sid, &number.sid)
        .await
        .unwrap();
    let closed = twilio
        .set_account_status(&parent, &account.sid, AccountStatus::Closed)
        .await
        .unwrap();
    assert_eq!(closed.status, AccountStatus::Closed);
}

#[tokio::test]
async fn refusals_and_unknown_outcomes_have_their_class() {
    let Doors {
        stage,
        twilio,
        parent,
    } = doors().await;
    let account = twilio.create_subaccount(&parent, "dealer:1").await.unwrap();
    let dealer = account.credentials().unwrap();
    let waba = stage.waba().await;

    stage.simulator.script(Rule::new(Outcome::Refused(63101)));
    let refused = twilio
        .create_sender(&dealer, &sender("+31612345678", &waba))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), refused.status(), refused.outcome_unknown()),
        (Some(63101), Some(400), false)
    );

    stage.simulator.script(Rule::new(Outcome::Http429));
    let busy = twilio
        .create_sender(&dealer, &sender("+31612345678", &waba))
        .await
        .unwrap_err();
    assert_eq!(
        (busy.code(), busy.retry_after()),
        (Some(20429), Some(Duration::from_secs(1)))
    );

    for outcome in [Outcome::Http500Unknown, Outcome::ConnectionCut] {
        stage.simulator.script(Rule::new(outcome).call("accounts.create"));
        let lost = twilio.create_subaccount(&parent, "dealer:2").await.unwrap_err();
        assert!(lost.outcome_unknown(), "{lost:?}");
    }
    assert_eq!(
        twilio.find_subaccounts(&parent, "dealer:2").await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_code_typed_by_the_dealer_goes_through_the_typed_door() {
    let Doors {
        stage,
        twilio,
        parent,
    } = doors().await;
    let dealer = twilio
        .create_subaccount(&parent, "dealer:1")
        .await
        .unwrap()
        .credentials()
        .unwrap();
    let waba = stage.waba().await;
    let made = twilio
        .create_sender(&dealer, &sender("+31612345678", &waba))
        .await
        .unwrap();
    let waiting = twilio.fetch_sender(&dealer, &made.sid).await.unwrap();
    assert_eq!(waiting.status, SenderStatus::PendingVerification);
    let enter = |code: &str| -> SenderUpdate {
        serde_json::from_value(json!({"configuration": {"verification_code": code}})).unwrap()
    };
    let right = stage.simulator.otp("+31612345678").unwrap();
    let wrong = if right == "000000" { "111111" } else { "000000" };
    twilio
        .update_sender(&dealer, &made.sid, &enter(wrong))
        .await
        .unwrap();
    let told = twilio.fetch_sender(&dealer, &made.sid).await.unwrap();
    assert_eq!(told.offline_reasons[0].code, "63116");
    twilio
        .update_sender(&dealer, &made.sid, &enter(&right))
        .await
        .unwrap();
    assert!(
        twilio
            .fetch_sender(&dealer, &made.sid)
            .await
            .unwrap()
            .status
            .is_online()
    );
}

#[tokio::test]
async fn the_door_to_meta_understands_messages_webhooks_and_graph() {
    let Doors { stage, .. } = doors().await;
    let ear = Ear::silent().await;
    stage.simulator.set_meta_webhook(ear.at("/meta"));
    let config = stage.simulator.config().clone();
    let done = stage.simulator.complete_signup(SignupScript::default()).await;
    let events: Vec<_> = done
        .messages
        .iter()
        .filter_map(|text| meta::embedded_signup::parse(text).ok())
        .collect();
    let ids = events.iter().find_map(|message| message.event.ids()).unwrap();
    assert_eq!(ids.waba_id.as_ref().unwrap().as_str(), done.waba_id);
    for screen in simulator::SCREENS {
        let script = SignupScript {
            ending: Ending::Cancel(screen.into()),
            ..SignupScript::default()
        };
        let messages = stage.simulator.complete_signup(script).await.messages;
        assert!(
            messages
                .iter()
                .any(|text| meta::embedded_signup::parse(text).is_ok())
        );
    }
    stage.simulator.settle().await;
    for name in [
        "PARTNER_REMOVED",
        "PARTNER_APP_UNINSTALLED",
        "DISABLED_UPDATE",
        "ACCOUNT_DELETED",
        "LIMIT",
        "NAME",
    ] {
        let event = MetaEvent {
            event: name.into(),
            waba_id: done.waba_id.clone(),
            number: Some("+31612345678".into()),
            value: None,
        };
        stage.simulator.meta_event(&event).unwrap();
    }
    stage.simulator.settle().await;
    let heard = ear.heard("/meta");
    assert_eq!(heard.len(), 7);
    for one in heard {
        let signature = one.header(meta::signature::HEADER);
        assert!(meta::signature::verify(
            config.app_secret.as_bytes(),
            &one.body,
            signature
        ));
        let told = meta::webhook::parse(&one.body).unwrap();
        assert_eq!(told.len(), 1);
        assert!(!matches!(told[0].update, AccountUpdate::Other { .. }), "{told:?}");
    }

    let graph = meta::Client::new(
        twilio::http_client().unwrap(),
        stage.simulator.urls().graph,
        "v25.0",
    );
    let secret = config.app_secret.clone().into();
    assert_eq!(
        graph.app(&config.app_id, &secret).await.unwrap().id,
        config.app_id
    );
    assert!(
        graph
            .app(&config.app_id, &"wrong".to_owned().into())
            .await
            .is_err()
    );
    let code = done.code.unwrap().into();
    graph.exchange_code(&config.app_id, &secret, &code).await.unwrap();
    assert!(graph.exchange_code(&config.app_id, &secret, &code).await.is_err());
}
