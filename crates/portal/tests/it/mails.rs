use std::sync::{Arc, Mutex};

use domain::{Span, mail::MailState, member::Role, number::NumberKind};
use portal::{Error, jobs, mails, members, people, signups};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

use crate::{
    house::{House, desk, houses, houses_with},
    journey::choice,
};

/// A mail server that takes mail, or refuses its recipient with that answer. Answers its address and what it was sent.
async fn mail_server(refusal: Option<&'static str>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let taken = Arc::new(Mutex::new(Vec::new()));
    let mails = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 ready\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.split([' ', ':']).next().unwrap() {
                    "RCPT" => refusal.unwrap_or("250 fine"),
                    "DATA" => {
                        write.write_all(b"354 go on\r\n").await.unwrap();
                        let mut mail = String::new();
                        while let Ok(Some(line)) = lines.next_line().await {
                            if line == "." {
                                break;
                            }
                            mail.push_str(&line);
                            mail.push('\n');
                        }
                        mails.lock().unwrap().push(mail);
                        "250 taken"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 fine",
                };
                if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    (address, taken)
}

async fn invite_someone(house: &House) -> domain::mail::Mail {
    members::invite(
        &house.world,
        &house.jansen.owner,
        "kees@jansen.example",
        Role::Agent,
    )
    .await
    .unwrap();
    mails::list(&house.world, &house.admin, None)
        .await
        .unwrap()
        .rows
        .remove(0)
}

#[tokio::test]
async fn without_a_mail_server_mails_are_kept_for_the_outbox() {
    for house in houses().await {
        let mail = invite_someone(&house).await;
        assert_eq!(mail.state, MailState::Kept);
        assert_eq!(mail.subject, "Autobedrijf Jansen invites you to Autolijn");
        assert_eq!(mail.dealer_name.as_deref(), Some("Autobedrijf Jansen"));
        assert_eq!(
            mails::get(&house.world, &house.admin, &mail.id).await.unwrap(),
            mail
        );

        mails::deliver(&house.world, &mail.id).await.unwrap();
        assert_eq!(
            mails::get(&house.world, &house.admin, &mail.id)
                .await
                .unwrap()
                .state,
            MailState::Kept
        );
    }
}

#[tokio::test]
async fn with_a_mail_server_a_mail_is_sent_once_in_the_name_of_the_brand() {
    let (address, taken) = mail_server(None).await;
    for house in houses_with(|settings| settings.smtp_url = Some(address.clone().into())).await {
        taken.lock().unwrap().clear();
        let mail = invite_someone(&house).await;
        assert_eq!(mail.state, MailState::Waiting);

        jobs::run_until_idle(&house.world).await.unwrap();
        mails::deliver(&house.world, &mail.id).await.unwrap();

        assert_eq!(
            mails::get(&house.world, &house.admin, &mail.id)
                .await
                .unwrap()
                .state,
            MailState::Sent
        );
        let taken = taken.lock().unwrap();
        assert_eq!(taken.len(), 1);
        let sent = taken[0].to_lowercase();
        assert!(sent.contains("from: autolijn <post@portal.example>"), "{sent}");
        assert!(sent.contains("to: kees@jansen.example"), "{sent}");
        assert!(
            sent.contains(&format!("message-id: <{}@portal.example>", mail.id)),
            "{sent}"
        );
        assert!(!sent.contains("forecourt") && !sent.contains("twilio"), "{sent}");
    }
}

#[tokio::test]
async fn a_mail_refused_for_good_says_why_and_one_refused_for_now_is_tried_again() {
    for (answer, state) in [
        ("550 no such mailbox", MailState::Failed),
        ("451 come back later", MailState::Waiting),
    ] {
        let (address, _) = mail_server(Some(answer)).await;
        for house in houses_with(|settings| settings.smtp_url = Some(address.clone().into())).await {
            let mail = invite_someone(&house).await;

            let done = mails::deliver(&house.world, &mail.id).await;

            let mail = mails::get(&house.world, &house.admin, &mail.id).await.unwrap();
            assert_eq!(mail.state, state);
            assert_eq!(done.is_err(), state == MailState::Waiting, "the job runs again");
            assert_eq!(
                mail.error.is_some_and(|why| why.contains("no such mailbox")),
                state == MailState::Failed
            );
        }
    }
}

#[tokio::test]
async fn no_mail_to_a_dealer_names_the_tools_behind_the_brand() {
    for house in houses().await {
        invite_someone(&house).await;
        house.world.clock.advance(Span::seconds(1));
        people::request_reset(&house.world, "piet@jansen.example", desk())
            .await
            .unwrap();

        house.connect(&house.jansen, choice(NumberKind::SmsCapable)).await;
        signups::invite(&house.world, &house.admin, &house.linde.id)
            .await
            .unwrap();
        let rows = mails::list(&house.world, &house.admin, None).await.unwrap().rows;

        assert_eq!(
            rows.len(),
            4,
            "invited, reset, connected, the link to connect with"
        );
        for mail in rows {
            let text = format!("{} {}", mail.subject, mail.body).to_lowercase();
            for vendor in ["forecourt", "twilio"] {
                assert!(!text.contains(vendor), "{text}");
            }
            assert!(
                text.contains("autolijn") && text.contains("https://portal.example/"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn only_admins_read_mails_because_they_hold_links() {
    for house in houses().await {
        let mail = invite_someone(&house).await;
        let owner = &house.jansen.owner;
        assert!(matches!(
            mails::list(&house.world, owner, None).await,
            Err(Error::Missing)
        ));
        assert!(matches!(
            mails::get(&house.world, owner, &mail.id).await,
            Err(Error::Missing)
        ));
        let nowhere = mails::get(&house.world, &house.admin, &"nowhere".parse().unwrap()).await;
        assert!(matches!(nowhere, Err(Error::Missing)));
    }
}
