use domain::{
    number::NumberKind,
    sender::HealthLevel,
    signup::{SignupState, Step, StepState},
};
use simulator::SignupScript;

use crate::{
    house::houses,
    journey::{at, choice},
};

#[tokio::test]
async fn a_dealer_who_goes_through_the_window_is_connected() {
    for house in houses().await {
        let holder = house.start(&house.jansen, choice(NumberKind::SmsCapable)).await;
        assert_eq!(holder.link.state, SignupState::Open);

        let window = house.go_through_window(&holder, SignupScript::default()).await;
        let progress = house.expect_state(&holder, SignupState::GoingLive).await;
        assert_eq!(at(&progress, Step::Subaccount), StepState::Running);
        house.settle().await;

        let progress = house.expect_state(&holder, SignupState::Connected).await;
        assert!(progress.qr_svg.is_some_and(|svg| svg.contains("<svg")));
        let [integration] = &house.integrations(&house.jansen).await[..] else { panic!("one integration") };
        let config = house.simulator.config();
        let [account] = &house.simulator.subaccounts()[..] else { panic!("one subaccount") };
        let [number] = &house.simulator.numbers()[..] else { panic!("one number") };
        let [sender] = &house.simulator.senders()[..] else { panic!("one sender") };
        assert_eq!(integration.id, progress.integration.expect("an integration"));
        assert_eq!(integration.status, HealthLevel::Connected);
        assert_eq!(integration.phone_number.as_str(), number.phone_number);
        assert_eq!(integration.meta.waba_id, window.waba_id);
        assert_eq!(integration.meta.facebook_business_id.as_ref(), Some(&window.business_id));
        assert_eq!(integration.meta.twilio_subaccount_sid, account.sid);
        assert_eq!(integration.meta.sender_id, sender.sid);
        assert_eq!(integration.meta.registered_via, "twilio_embedded_signup");
        assert_eq!(integration.meta.solution_id.as_ref(), Some(&config.solution_id));
        assert_eq!(integration.meta.config_id.as_ref(), Some(&config.config_id));
        assert_eq!(number.account, account.sid);
    }
}
