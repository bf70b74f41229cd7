//! What waits to be sent: when it goes out, and before whom.

use domain::{Span, number::NumberKind};
use portal::{jobs, messages};
use simulator::{Inbound, Outcome, Rule};

use crate::{
    house::{Dealership, House, houses, houses_with},
    journey::choice,
    sending::{Talk, text},
};

impl House {
    /// A buyer writes to a dealer whose line is connected.
    async fn talk_of(&self, dealership: &Dealership, from: &str) -> Talk {
        let number = self.integrations(dealership).await[0].phone_number.clone();
        let written = Inbound {
            from: from.into(),
            to: number.as_str().into(),
            body: "Is de Golf er nog?".into(),
            ..Inbound::default()
        };
        let sid = self.simulator.inbound(&written).expect("the number hears");
        let form = [
            ("MessageSid", sid.as_str()),
            ("From", &format!("whatsapp:{from}")),
            ("To", &number.whatsapp()),
            ("Body", "Is de Golf er nog?"),
        ];
        let form: Vec<_> = form.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        messages::receive(&self.world, &dealership.id, &form, self.world.clock.now())
            .await
            .unwrap();
        let mut db = self.world.store.read().await.unwrap();
        let message = store::messages::find_by_sid(&mut db, &dealership.id, &sid).await;
        let conversation = message.unwrap().expect("stored").conversation_id;
        Talk { number, conversation }
    }

    /// How many messages Twilio was handed for a buyer.
    fn handed_to(&self, buyer: &str) -> usize {
        let to = format!("whatsapp:{buyer}");
        self.simulator
            .messages()
            .iter()
            .filter(|one| one.to == to)
            .count()
    }
}

#[tokio::test]
async fn twilio_says_how_long_to_wait_and_is_believed() {
    for house in houses().await {
        let talk = house.talk().await;
        house
            .simulator
            .script(Rule::new(Outcome::Http429).call("messages.create"));
        let calls = || house.simulator.heard_calls("messages.create");
        house.write(&talk, "r-1", "Hallo").await.unwrap();
        house.work().await;
        assert_eq!(calls(), 1);

        // It answered `Retry-After: 1`.
        house.world.clock.advance(Span::millis(900));
        house.work().await;
        assert_eq!(calls(), 1, "too soon");
        house.world.clock.advance(Span::millis(100));
        house.work().await;
        assert_eq!((calls(), house.handed()), (2, vec!["Hallo".to_owned()]));
    }
}

#[tokio::test]
async fn a_dealer_with_much_to_send_holds_up_no_other() {
    for house in houses_with(|settings| settings.send_rate = 3).await {
        let lot = &house.jansen;
        house.connect(lot, choice(NumberKind::SmsCapable)).await;
        house.connect(&house.linde, choice(NumberKind::SmsCapable)).await;
        let mut handed = Vec::new();
        for n in 0..40 {
            let buyer = format!("+316110000{n:02}");
            let talk = house.talk_of(lot, &buyer).await;
            for m in 0..2 {
                house
                    .write_as(&lot.owner, &talk, &format!("r-{n}-{m}"), text("Ja hoor"))
                    .await
                    .unwrap();
            }
            handed.push(buyer);
        }
        let buyer = "+31622222222";
        let talk = house.talk_of(&house.linde, buyer).await;
        house
            .write_as(&house.linde.owner, &talk, "r-1", text("Ja, nog wel"))
            .await
            .unwrap();
        let before = house.handed_to(buyer);

        jobs::run_due(&house.world).await.unwrap();

        let of_jansen: usize = handed.iter().map(|buyer| house.handed_to(buyer)).sum();
        assert_eq!(house.handed_to(buyer), before + 1, "the last that was written");
        assert!(of_jansen <= 3, "{of_jansen} in the first second");
        house.settle_within(Span::minutes(2)).await;
        let of_jansen: usize = handed.iter().map(|buyer| house.handed_to(buyer)).sum();
        assert_eq!(of_jansen, 80);
    }
}

#[tokio::test]
async fn what_waits_without_a_job_is_given_one() {
    for house in houses().await {
        let talk = house.talk().await;
        let view = house.write(&talk, "r-1", "Hallo").await.unwrap();
        // Its job is lost.
        let mut db = house.world.store.write().await.unwrap();
        let now = house.world.clock.now();
        for job in store::jobs::claim(&mut db, now, now, "somebody", 100)
            .await
            .unwrap()
        {
            store::jobs::finish(&mut db, &job, now).await.unwrap();
        }
        db.commit().await.unwrap();
        house.work().await;
        assert!(house.message(&view).await.sid.is_none());

        house.world.clock.advance(Span::minutes(11));
        jobs::start(&house.world).await.unwrap();
        house.work().await;

        assert_eq!(house.handed(), ["Hallo"]);
    }
}
