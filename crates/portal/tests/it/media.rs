//! Files of messages: fetched, refused, retried, kept, given to Twilio.

use domain::{
    E164, Span,
    hook::Filter,
    job::JobState,
    message::{AttachmentState, AttachmentView},
};
use portal::{
    Actor, Error, hooks, jobs, media,
    media::{Opened, Upload},
};
use simulator::{Attachment, Inbound, Outcome, Rule};
use store::messages::Message;

use crate::{
    house::{House, houses},
    receiving::{photo, says},
};

impl House {
    async fn picture(&self, kind: &str, bytes: Vec<u8>) -> Message {
        let number = self.line_open().await;
        self.sent_to(&number, kind, bytes).await
    }

    async fn sent_to(&self, number: &E164, kind: &str, bytes: Vec<u8>) -> Message {
        let inbound = Inbound {
            media: Some(Attachment::new(kind, bytes)),
            ..says(number, "")
        };
        self.hear(&inbound).await
    }

    async fn file_of(&self, message: &Message) -> store::attachments::Attachment {
        let mut db = self.world.store.read().await.unwrap();
        let files = store::attachments::list(&mut db, &self.jansen.id, &message.id).await;
        files.unwrap().remove(0)
    }

    async fn seen_by(&self, actor: &Actor, message: &Message) -> portal::Result<Opened> {
        media::open(&self.world, actor, &self.file_of(message).await.id).await
    }
}

fn upload(content_type: &str, bytes: impl Into<Vec<u8>>) -> Upload {
    Upload {
        content_type: content_type.into(),
        name: Some("foto.jpg".into()),
        bytes: bytes.into(),
    }
}

#[tokio::test]
async fn a_picture_is_fetched_kept_and_shown_to_its_dealer_alone() {
    for house in houses().await {
        let message = house.picture("image/jpeg", photo()).await;
        let opened = house.seen_by(&house.jansen.owner, &message).await.unwrap();
        assert_eq!((opened.content_type.as_str(), opened.shown), ("image/jpeg", true));
        assert_eq!(opened.bytes, photo());
        let file = house.file_of(&message).await;
        assert_eq!(
            (file.state, file.small_width, file.small_height),
            (AttachmentState::Kept, Some(640), Some(480))
        );
        let small = media::open_small(&house.world, &house.jansen.owner, &file.id)
            .await
            .unwrap();
        assert!(small.shown && small.bytes.len() < opened.bytes.len() * 4);
        let later = house.message_of(message.sid.as_deref().unwrap()).await.unwrap();
        let told = house.conversation_of(&message).await.0.seq;
        assert!(later.seq > told, "the page sees that it came");
        for other in [&house.linde.owner, &house.admin] {
            assert!(matches!(
                house.seen_by(other, &message).await,
                Err(Error::Missing)
            ));
        }
        let folder = house.folder.path().join(house.jansen.id.as_str());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2);
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_kept_and_never_shown() {
    for house in houses().await {
        let message = house
            .picture("image/jpeg", b"<script>alert(1)</script>".to_vec())
            .await;
        let opened = house.seen_by(&house.jansen.owner, &message).await.unwrap();
        assert_eq!(
            (opened.content_type.as_str(), opened.shown),
            ("application/octet-stream", false)
        );
    }
}

#[tokio::test]
async fn what_is_not_shown_is_served_as_bytes_whatever_its_sender_calls_it() {
    for house in houses().await {
        let number = house.line_open().await;
        for kind in [
            "text/javascript",
            "application/javascript",
            "text/html",
            "image/svg+xml",
            "application/pdf",
        ] {
            let message = house.sent_to(&number, kind, b"%PDF-1;alert(1)".to_vec()).await;
            let opened = house.seen_by(&house.jansen.owner, &message).await.unwrap();
            assert_eq!(
                (opened.content_type.as_str(), opened.shown),
                ("application/octet-stream", false),
                "{kind}"
            );
        }
    }
}

#[tokio::test]
async fn what_fails_once_is_tried_again_and_the_thread_says_so() {
    for house in houses().await {
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("media.fetch"));
        let message = house.picture("image/jpeg", photo()).await;
        let file = house.file_of(&message).await;
        assert_eq!(
            (file.state, file.trouble.as_deref()),
            (AttachmentState::Waiting, Some("retrying"))
        );
        let told = house
            .message_of(message.sid.as_deref().unwrap())
            .await
            .unwrap()
            .seq;
        house.settle_within(Span::minutes(5)).await;
        let file = house.file_of(&message).await;
        assert_eq!((file.state, file.trouble), (AttachmentState::Kept, None));
        assert!(
            house
                .message_of(message.sid.as_deref().unwrap())
                .await
                .unwrap()
                .seq
                > told
        );
    }
}

#[tokio::test]
async fn what_never_comes_is_shown_with_the_reason() {
    for house in houses().await {
        house
            .simulator
            .script(Rule::new(Outcome::Http500Html).call("media.fetch").times(100));
        let message = house.picture("image/jpeg", photo()).await;
        house.settle_within(Span::hours(8)).await;
        let file = house.file_of(&message).await;
        assert_eq!(
            (file.state, file.trouble.as_deref()),
            (AttachmentState::Failed, Some("unreachable"))
        );
        assert!(matches!(
            house.seen_by(&house.jansen.owner, &message).await,
            Err(Error::Missing)
        ));
    }
}

/// Who has it fetched again.
#[derive(Debug, Clone, Copy)]
enum Again {
    Person,
    JobsPage,
    HooksPage,
}

#[tokio::test]
async fn what_could_not_be_fetched_is_fetched_again_for_whoever_asks() {
    for again in [Again::Person, Again::JobsPage, Again::HooksPage] {
        for house in houses().await {
            let (world, owner) = (&house.world, &house.jansen.owner);
            let down = Rule::new(Outcome::Http500Html).call("media.fetch").times(20);
            house.simulator.script(down);
            let message = house.picture("image/jpeg", photo()).await;
            house.settle_within(Span::hours(8)).await;
            let file = house.file_of(&message).await;
            assert_eq!(file.state, AttachmentState::Failed);

            match again {
                Again::Person => {
                    let stranger = media::fetch_again(world, &house.linde.owner, &file.id).await;
                    assert!(matches!(stranger, Err(Error::Missing)), "{stranger:?}");
                    let view = media::fetch_again(world, owner, &file.id).await.unwrap();
                    assert_eq!(view.state, AttachmentState::Waiting);
                }
                Again::JobsPage => {
                    let dead = jobs::list(world, &house.admin, Some(JobState::Dead), None).await;
                    let id = dead.unwrap().0.rows.remove(0).id;
                    jobs::retry(world, &house.admin, &id).await.unwrap();
                }
                Again::HooksPage => {
                    let filter = Filter {
                        kind: Some("inbound".into()),
                        ..Filter::default()
                    };
                    let all = hooks::list(world, &house.admin, &filter, None).await.unwrap();
                    hooks::replay(world, &house.admin, &all.rows[0].id).await.unwrap();
                }
            }
            jobs::run_until_idle(world).await.unwrap();

            let file = house.file_of(&message).await;
            assert_eq!(
                (file.state, file.trouble),
                (AttachmentState::Kept, None),
                "{again:?}"
            );
            let view = media::fetch_again(world, owner, &file.id).await.unwrap();
            assert_eq!(view.state, AttachmentState::Kept, "it is here: nothing happens");
        }
    }
}

#[tokio::test]
async fn what_is_larger_than_whatsapp_allows_is_not_kept() {
    for house in houses().await {
        let message = house
            .picture("application/pdf", vec![b'%'; 16 * 1024 * 1024 + 1])
            .await;
        let file = house.file_of(&message).await;
        assert_eq!(
            (file.state, file.trouble.as_deref()),
            (AttachmentState::Refused, Some("too_large"))
        );
    }
}

#[tokio::test]
async fn no_credentials_go_where_a_form_points() {
    for house in houses().await {
        let number = house.line_open().await;
        let mut form = house.posted(&says(&number, "kijk"));
        form.push((
            "MediaUrl0".into(),
            "http://169.254.169.254/latest/meta-data".into(),
        ));
        form.push(("MediaContentType0".into(), "image/jpeg".into()));
        house.hook("inbound", &form).await;
        let sid = &form.iter().find(|(key, _)| key == "MessageSid").unwrap().1;
        let file = house.file_of(&house.message_of(sid).await.unwrap()).await;
        assert_eq!(
            (file.state, file.trouble.as_deref()),
            (AttachmentState::Refused, Some("elsewhere"))
        );
    }
}

#[tokio::test]
async fn a_file_is_handed_in_and_forgotten_when_no_message_takes_it_up() {
    for house in houses().await {
        let (world, piet) = (&house.world, &house.jansen.owner);
        let view: AttachmentView = media::upload(world, piet, upload("image/jpeg", photo()))
            .await
            .unwrap();
        assert_eq!(
            (view.state, view.name.as_deref(), view.small),
            (AttachmentState::Kept, Some("foto.jpg"), Some((640, 480)))
        );
        assert_eq!(media::open(world, piet, &view.id).await.unwrap().bytes, photo());
        assert!(matches!(
            media::upload(world, &house.admin, upload("image/jpeg", photo())).await,
            Err(Error::Missing)
        ));
        for wrong in [
            upload("image/gif", *b"GIF8"),
            upload("image/jpeg", *b"GIF8"),
            upload("image/jpeg", []),
        ] {
            assert!(matches!(
                media::upload(world, piet, wrong).await,
                Err(Error::Invalid(_))
            ));
        }
        world.clock.advance(Span::days(3));
        portal::jobs::start(world).await.unwrap();
        house.settle().await;
        assert!(matches!(
            media::open(world, piet, &view.id).await,
            Err(Error::Missing)
        ));
        let folder = house.folder.path().join(house.jansen.id.as_str());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    }
}
