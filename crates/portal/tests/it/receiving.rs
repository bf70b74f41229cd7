//! What buyers write, as it arrives: of every kind, twice, late, from people who hide their number.

use domain::{
    ConversationId, E164, Span, Timestamp,
    conversation::{ConversationState, SetState},
    integration::Disconnect,
    message::{AttachmentState, Direction, Kind, Status},
    number::NumberKind,
};
use portal::{World, conversations, hooks, jobs, messages, senders};
use proptest::prelude::*;
use simulator::{Attachment, Button, Choice, ContactCard, DeliveredFrom, Inbound, Location, Referral};
use store::{contacts::Contact, conversations::Conversation, messages::Message};

use crate::{
    desk,
    house::{House, houses},
    journey::choice,
};

const JAN: &str = "+31611111111";

type Form = Vec<(String, String)>;

/// A JPEG of 800 by 600 pixels.
pub fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(800, 600)
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a picture");
    bytes.into_inner()
}

impl House {
    /// Jansen's line is connected, and nothing is answered as the test.
    pub async fn line_open(&self) -> E164 {
        self.connect(&self.jansen, choice(NumberKind::SmsCapable)).await;
        let connected = self.integrations(&self.jansen).await.remove(0);
        senders::skip_test(&self.world, &self.jansen.owner, &connected.id)
            .await
            .expect("the test is skipped");
        connected.phone_number
    }

    /// Somebody writes; answers the form that Twilio posts.
    pub fn posted(&self, inbound: &Inbound) -> Form {
        let sid = self.simulator.inbound(inbound).expect("the number hears");
        let forms = self
            .simulator
            .deliveries()
            .into_iter()
            .filter_map(|one| match one.from {
                DeliveredFrom::Twilio { form, .. } => Some(form),
                DeliveredFrom::Meta { .. } => None,
            });
        let has = |form: &Form| {
            form.iter()
                .any(|(key, value)| key == "MessageSid" && *value == sid)
        };
        forms.into_iter().find(has).expect("a webhook was sent")
    }

    /// The webhook is stored and worked on, as the server does it.
    pub async fn hook(&self, kind: &'static str, form: &[(String, String)]) {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let key = |name: &str| {
            form.iter()
                .find(|(key, _)| key == name)
                .map_or("", |(_, value)| value.as_str())
        };
        let hook = hooks::Incoming {
            dealer: Some(self.jansen.id.clone()),
            kind,
            dedupe_key: match kind {
                "status" => format!("{}:{}", key("MessageSid"), key("MessageStatus")),
                _ => key("MessageSid").to_owned(),
            },
            body,
        };
        hooks::accept(&self.world, &[hook]).await.expect("stored");
        jobs::run_until_idle(&self.world).await.expect("jobs run");
    }

    /// Somebody writes, and it is taken in.
    pub async fn hear(&self, inbound: &Inbound) -> Message {
        let form = self.posted(inbound);
        self.hook("inbound", &form).await;
        self.message_of(sid_of(&form)).await.expect("it is there")
    }

    pub async fn message_of(&self, sid: &str) -> Option<Message> {
        let mut db = self.world.store.read().await.expect("a read");
        store::messages::find_by_sid(&mut db, &self.jansen.id, sid)
            .await
            .expect("read")
    }

    async fn line_of(&self, conversation: &ConversationId) -> Conversation {
        let mut db = self.world.store.read().await.expect("a read");
        let row = store::conversations::get(&mut db, &self.jansen.id, conversation).await;
        row.expect("read").expect("there")
    }

    pub async fn conversation_of(&self, message: &Message) -> (Conversation, Contact) {
        let mut db = self.world.store.read().await.expect("a read");
        let dealer = &self.jansen.id;
        let conversation = store::conversations::get(&mut db, dealer, &message.conversation_id).await;
        let conversation = conversation.expect("read").expect("there");
        let contact = store::contacts::get(&mut db, dealer, &conversation.contact_id).await;
        (conversation, contact.expect("read").expect("there"))
    }
}

fn sid_of(form: &Form) -> &str {
    let sid = form.iter().find(|(key, _)| key == "MessageSid");
    &sid.expect("a message has a name").1
}

pub fn says(to: &E164, body: &str) -> Inbound {
    Inbound {
        from: JAN.into(),
        to: to.as_str().into(),
        body: body.into(),
        profile_name: "Jan de Boer".into(),
        ..Inbound::default()
    }
}

#[tokio::test]
async fn the_first_words_make_a_contact_and_a_conversation_that_waits() {
    for house in houses().await {
        let number = house.line_open().await;
        let message = house.hear(&says(&number, "Is de Golf\ner nog?")).await;
        assert_eq!(
            (message.kind, message.direction, message.body.as_str()),
            (Kind::Text, Direction::In, "Is de Golf\ner nog?")
        );
        let (conversation, contact) = house.conversation_of(&message).await;
        assert_eq!(contact.phone.as_ref().map(E164::as_str), Some(JAN));
        assert_eq!(contact.profile_name.as_deref(), Some("Jan de Boer"));
        assert_eq!(
            (conversation.state, conversation.unread),
            (ConversationState::Open, 1)
        );
        assert_eq!(conversation.waiting_since, Some(message.at));
        assert_eq!(conversation.last_inbound_at, Some(message.at));
        assert_eq!(
            (conversation.last_text.as_str(), conversation.last_direction),
            ("Is de Golf er nog?", Direction::In)
        );
        assert_eq!((message.seq, conversation.seq), (conversation.seq, message.seq));
    }
}

#[tokio::test]
async fn every_kind_that_whatsapp_knows_arrives_as_what_it_is() {
    for house in houses().await {
        let number = house.line_open().await;
        let plain = || says(&number, "");
        let file = |kind: &str, bytes: &[u8]| Some(Attachment::new(kind, bytes));
        let place = Location {
            latitude: 52.3702,
            longitude: 4.8952,
            label: "Showroom".into(),
            ..Location::default()
        };
        let card = ContactCard {
            name: "Els".into(),
            phone: "+31687654321".into(),
        };
        let cases = [
            (
                Kind::Image,
                "",
                Inbound {
                    media: file("image/jpeg", &photo()),
                    ..plain()
                },
            ),
            (
                Kind::Audio,
                "",
                Inbound {
                    media: file("audio/ogg", b"OggS"),
                    ..plain()
                },
            ),
            (
                Kind::Video,
                "",
                Inbound {
                    media: file("video/mp4", b"\0\0\0\x18ftypmp42"),
                    ..plain()
                },
            ),
            (
                Kind::Document,
                "",
                Inbound {
                    media: file("application/pdf", b"%PDF-1.7"),
                    ..plain()
                },
            ),
            (
                Kind::Sticker,
                "",
                Inbound {
                    media: file("image/webp", b"RIFF\0\0\0\0WEBP"),
                    ..plain()
                },
            ),
            (
                Kind::Contacts,
                "",
                Inbound {
                    contacts: vec![card],
                    ..plain()
                },
            ),
            (
                Kind::Location,
                "Showroom",
                Inbound {
                    location: Some(place),
                    ..plain()
                },
            ),
            (
                Kind::Answer,
                "Ja",
                Inbound {
                    button: Some(Button {
                        text: "Ja".into(),
                        payload: "yes".into(),
                    }),
                    ..plain()
                },
            ),
            (
                Kind::Answer,
                "SUV",
                Inbound {
                    list: Some(Choice {
                        id: "suv".into(),
                        title: "SUV".into(),
                    }),
                    ..plain()
                },
            ),
            (
                Kind::Unknown,
                "",
                Inbound {
                    message_type: "hologram".into(),
                    ..plain()
                },
            ),
        ];
        for (kind, words, inbound) in cases {
            let message = house.hear(&inbound).await;
            assert_eq!(message.kind, kind, "{inbound:?}");
            let (conversation, _) = house.conversation_of(&message).await;
            assert_eq!(
                (conversation.last_kind, conversation.last_text.as_str()),
                (kind, words)
            );
        }
        let hologram = house
            .hear(&Inbound {
                message_type: "hologram".into(),
                ..plain()
            })
            .await;
        assert!(
            hologram
                .detail
                .other
                .contains(&("MessageType".into(), "hologram".into()))
        );
    }
}

#[tokio::test]
async fn what_led_here_what_is_answered_and_what_nobody_knows_is_kept() {
    for house in houses().await {
        let number = house.line_open().await;
        let first = house.hear(&says(&number, "Welke kleuren?")).await;
        let referral = Referral {
            headline: "Golf vanaf € 199".into(),
            source_id: "120210".into(),
            source_url: "https://fb.me/x".into(),
            ..Referral::default()
        };
        let message = house
            .hear(&Inbound {
                reply_to: first.sid.clone().expect("a name"),
                forwarded: true,
                referral: Some(referral),
                extra: vec![("FutureField".into(), "🚗".into()), ("Nul".into(), "a\0b".into())],
                ..says(&number, "Deze")
            })
            .await;
        let detail = message.detail;
        assert_eq!(detail.replied_sid, first.sid);
        assert!(detail.forwarded);
        let referral = detail.referral.expect("the advertisement");
        assert_eq!(
            (referral.source.as_str(), referral.headline.as_str()),
            ("ad", "Golf vanaf € 199")
        );
        assert!(referral.click.starts_with("ARA"));
        let kept: Vec<_> = detail
            .other
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(kept, [("FutureField", "🚗"), ("Nul", "ab")]);
    }
}

#[tokio::test]
async fn an_answer_shows_what_it_answers_by_its_words_or_by_what_it_is() {
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let number = house.line_open().await;
        let photo = |caption: &str| Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, caption)
        };
        let place = Inbound {
            location: Some(Location {
                latitude: 52.3702,
                longitude: 4.8952,
                ..Location::default()
            }),
            ..says(&number, "")
        };
        let cases = [
            (says(&number, "Welke kleuren?"), "Welke kleuren?"),
            (photo("Deze kras"), "Deze kras"),
            (photo(""), "Photo"),
            (place, "Location"),
        ];
        for (quoted, shown) in cases {
            let first = house.hear(&quoted).await;
            let answer = Inbound {
                reply_to: first.sid.clone().expect("a name"),
                ..says(&number, "Dit bedoel ik")
            };
            let answer = house.hear(&answer).await;
            let thread = conversations::open(world, owner, &answer.conversation_id)
                .await
                .unwrap();
            let view = thread
                .messages
                .into_iter()
                .find(|one| one.id == answer.id)
                .unwrap();
            assert_eq!(view.quoted.as_deref(), Some(shown));
        }
        let of_nothing = Inbound {
            reply_to: "SM00000000000000000000000000000404".into(),
            ..says(&number, "En dit")
        };
        let answer = house.hear(&of_nothing).await;
        let thread = conversations::open(world, owner, &answer.conversation_id)
            .await
            .unwrap();
        assert_eq!(thread.messages.last().unwrap().quoted, None);
    }
}

#[tokio::test]
async fn the_same_message_three_times_is_one() {
    for house in houses().await {
        let number = house.line_open().await;
        let form = house.posted(&Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..says(&number, "")
        });
        for _ in 0..3 {
            let now = house.world.clock.now();
            messages::receive(&house.world, &house.jansen.id, &form, now)
                .await
                .expect("received");
        }
        jobs::run_until_idle(&house.world).await.expect("jobs run");
        let message = house.message_of(sid_of(&form)).await.unwrap();
        let (conversation, _) = house.conversation_of(&message).await;
        assert_eq!(conversation.unread, 1);
        let mut db = house.world.store.read().await.unwrap();
        let files = store::attachments::list(&mut db, &house.jansen.id, &message.id)
            .await
            .unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].state, AttachmentState::Kept, "{:?}", files[0].trouble);
    }
}

#[tokio::test]
async fn a_late_message_does_not_move_the_list_backwards() {
    for house in houses().await {
        let (number, world) = (house.line_open().await, &house.world);
        let (early, late) = (
            house.posted(&says(&number, "eerst")),
            house.posted(&says(&number, "daarna")),
        );
        let start = world.clock.now();
        let at = |minutes| start + Span::minutes(minutes);
        messages::receive(world, &house.jansen.id, &late, at(5))
            .await
            .unwrap();
        messages::receive(world, &house.jansen.id, &early, at(1))
            .await
            .unwrap();
        let (conversation, _) = house
            .conversation_of(&house.message_of(sid_of(&late)).await.unwrap())
            .await;
        assert_eq!(
            (conversation.last_text.as_str(), conversation.last_at),
            ("daarna", at(5))
        );
        assert_eq!(conversation.last_inbound_at, Some(at(5)));
        assert_eq!(
            (conversation.unread, conversation.waiting_since),
            (2, Some(at(1)))
        );
    }
}

#[tokio::test]
async fn the_buyer_renames_themself_and_the_dealers_name_stays() {
    for house in houses().await {
        let number = house.line_open().await;
        let message = house.hear(&says(&number, "Hoi")).await;
        let (_, mut contact) = house.conversation_of(&message).await;
        contact.own_name = Some("Meneer De Boer".into());
        let mut db = house.world.store.write().await.unwrap();
        store::contacts::save(&mut db, &house.jansen.id, &contact)
            .await
            .unwrap();
        db.commit().await.unwrap();
        house.world.clock.advance(Span::minutes(1));
        let message = house
            .hear(&Inbound {
                profile_name: "Janneman".into(),
                ..says(&number, "Hoi")
            })
            .await;
        let (_, contact) = house.conversation_of(&message).await;
        assert_eq!(contact.own_name.as_deref(), Some("Meneer De Boer"));
        assert_eq!(contact.profile_name.as_deref(), Some("Janneman"));
    }
}

#[tokio::test]
async fn somebody_who_hid_the_number_and_shows_it_is_the_same_person() {
    for house in houses().await {
        let number = house.line_open().await;
        let hidden = Inbound {
            from: String::new(),
            user_id: "NL.1349".into(),
            ..says(&number, "Anoniem")
        };
        let shown = Inbound {
            user_id: "NL.1349".into(),
            ..says(&number, "Met nummer")
        };
        let known_by_number = says(&number, "Alleen nummer");
        // Twilio of before user ids: no `ExternalUserId`.
        let mut by_number = house.posted(&known_by_number);
        by_number.retain(|(key, _)| key != "ExternalUserId");

        let first = house.hear(&hidden).await;
        house.hook("inbound", &by_number).await;
        let (one, contact) = house.conversation_of(&first).await;
        assert_eq!(
            (contact.phone, contact.scoped.as_deref()),
            (None, Some("NL.1349"))
        );
        assert_eq!(one.unread, 1, "two people so far");
        let owner = &house.jansen.owner;
        let changes = async |after| conversations::changes(&house.world, owner, after).await.unwrap();
        let seq = changes(0).await.seq;

        let both = house.hear(&shown).await;
        let (conversation, contact) = house.conversation_of(&both).await;
        assert_eq!(contact.phone.as_ref().map(E164::as_str), Some(JAN));
        assert_eq!(contact.scoped.as_deref(), Some("NL.1349"));
        assert_eq!(
            (conversation.unread, conversation.waiting_since),
            (3, Some(first.at))
        );
        let first = house.message_of(first.sid.as_deref().unwrap()).await.unwrap();
        assert_eq!(first.conversation_id, conversation.id);
        assert!(first.seq > one.seq, "a page that watches sees it move");
        assert!(changes(seq).await.reset, "and one line of the list is gone");
    }
}

/// Somebody writes under a number, Meta's name of them, or both; the conversation.
async fn writes(house: &House, to: &desk::Line<'_>, from: &str, user_id: &str) -> ConversationId {
    let world = &house.world;
    world.clock.advance(Span::seconds(1));
    let sid = format!("SM{:032x}", u128::from_be_bytes(world.chance.bytes()));
    let form = [
        ("MessageSid", sid.as_str()),
        ("From", &format!("whatsapp:{from}")),
        ("ExternalUserId", user_id),
        ("To", &format!("whatsapp:{}", to.number)),
        ("Body", "Hallo"),
    ];
    let form: Form = form.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    messages::receive(world, &house.jansen.id, &form, world.clock.now())
        .await
        .expect("received");
    house.message_of(&sid).await.expect("stored").conversation_id
}

#[tokio::test]
async fn of_two_conversations_that_become_one_an_open_one_stays_open() {
    let later = |world: &World, hours| SetState::Snoozed {
        until: world.clock.now() + Span::hours(hours),
    };
    for house in houses().await {
        let (world, owner) = (&house.world, &house.jansen.owner);
        let sales = house.desk_line(&house.jansen, "+31201111111").await;
        let garage = house.desk_line(&house.jansen, "+31203333333").await;
        let mut put_off = Vec::new();
        for (n, first, second, both) in [
            (0, SetState::Open, SetState::Resolved, ConversationState::Open),
            (1, SetState::Resolved, SetState::Open, ConversationState::Open),
            (2, SetState::Open, later(world, 20), ConversationState::Open),
            (3, later(world, 20), SetState::Open, ConversationState::Open),
            (
                4,
                later(world, 20),
                SetState::Resolved,
                ConversationState::Snoozed,
            ),
            (
                5,
                SetState::Resolved,
                later(world, 20),
                ConversationState::Snoozed,
            ),
            (
                6,
                SetState::Resolved,
                SetState::Resolved,
                ConversationState::Resolved,
            ),
        ] {
            let (number, name) = (format!("+3161234567{n}"), format!("NL.134{n}"));
            let hidden = format!("whatsapp:{name}");
            let unnamed = writes(&house, &garage, &name, &hidden).await;
            let numbered = writes(&house, &garage, &number, "").await;
            let wishes = [(&unnamed, first), (&numbered, second)];
            for (conversation, wish) in wishes {
                conversations::set_state(world, owner, conversation, wish)
                    .await
                    .unwrap();
            }

            // On the other number they show who they are.
            writes(&house, &sales, &number, &hidden).await;

            let row = house.line_of(&numbered).await;
            assert_eq!(row.state, both, "{n}");
            let (is_snoozed, is_done) = (
                both == ConversationState::Snoozed,
                both == ConversationState::Resolved,
            );
            assert_eq!(row.snoozed_until.is_some(), is_snoozed, "{n}");
            assert_eq!(row.waiting_since.is_some(), !is_done, "{n}");
            put_off.extend(is_snoozed.then_some(numbered));
        }

        // What is put off comes back, whichever of the two it was.
        world.clock.advance(Span::hours(21));
        jobs::run_until_idle(world).await.unwrap();
        for conversation in &put_off {
            let row = house.line_of(conversation).await;
            assert_eq!((row.state, row.snoozed_until), (ConversationState::Open, None));
        }
    }
}

#[tokio::test]
async fn a_message_to_no_number_of_the_dealers_is_kept_raw_and_told() {
    for house in houses().await {
        let number = house.line_open().await;
        let mut form = house.posted(&says(&number, "Hoi"));
        form.retain(|(key, _)| key != "To");
        form.push(("To".into(), "whatsapp:+3197099999999".into()));
        house.hook("inbound", &form).await;
        let page = jobs::list(&house.world, &house.admin, None, None)
            .await
            .unwrap()
            .0;
        let job = page
            .rows
            .iter()
            .find(|job| job.kind == "process_hooks")
            .expect("the job waits");
        assert!(
            job.error
                .as_deref()
                .unwrap_or_default()
                .contains("+3197099999999"),
            "{job:?}"
        );
    }
}

#[tokio::test]
async fn a_stop_word_silences_the_buyer_until_they_start_again() {
    for house in houses().await {
        let number = house.line_open().await;
        house.hear(&says(&number, "Wat kost hij?")).await;
        house.world.clock.advance(Span::minutes(1));
        let stop = house.hear(&says(&number, "Afmelden!")).await;
        let (conversation, contact) = house.conversation_of(&stop).await;
        assert_eq!(
            (contact.stopped_at, contact.stopped_word.as_deref()),
            (Some(stop.at), Some("Afmelden!"))
        );
        assert_eq!(conversation.last_text, "Afmelden!", "the note is no last word");
        let thread = async || {
            let mut db = house.world.store.read().await.unwrap();
            let start = store::Cursor::start();
            store::messages::list(&mut db, &house.jansen.id, &stop.conversation_id, &start, 50)
                .await
                .unwrap()
        };
        let note = thread().await.remove(0);
        assert_eq!(note.direction, Direction::Note);
        assert!(note.body.contains("Afmelden!"), "{}", note.body);

        house.world.clock.advance(Span::minutes(1));
        house.hear(&says(&number, "stop")).await;
        assert_eq!(thread().await.len(), 4, "stopped already: nothing more to tell");
        let again =
            portal::contacts::set_stopped(&house.world, &house.jansen.owner, &contact.id, false).await;
        assert!(
            matches!(again, Err(portal::Error::Invalid(_))),
            "only they undo it: {again:?}"
        );
        house.world.clock.advance(Span::minutes(1));
        let start = house
            .hear(&Inbound {
                opt_out: Some("START".into()),
                ..says(&number, "Toch wel")
            })
            .await;
        let (_, contact) = house.conversation_of(&start).await;
        assert_eq!((contact.stopped_at, contact.stopped_word), (None, None));
        let audit = portal::audit::list(&house.world, &house.admin, Some(&house.jansen.id), None)
            .await
            .unwrap();
        let told: Vec<_> = audit
            .rows
            .iter()
            .map(|line| line.what.as_str())
            .filter(|what| what.starts_with("contact."))
            .collect();
        assert_eq!(told, ["contact.started", "contact.stopped"]);
    }
}

/// What is delivered in the stories below: which of the hooks, in this order.
fn deliveries(of: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..of, 0..2 * of)
}

/// Number, scoped name, own name, whether they said stop.
type Somebody = (Option<String>, Option<String>, Option<String>, bool);
/// Unread, since when it waits, when the buyer last wrote, when anybody did, the last words.
type Line = (u32, Option<Timestamp>, Option<Timestamp>, Timestamp, String);
/// Twilio's name, words, status, code, when.
type Said = (Option<String>, String, Option<Status>, Option<u32>, Timestamp);

/// Everything but the names that chance gives.
#[derive(Debug, PartialEq)]
struct EndState {
    contact: Somebody,
    line: Line,
    messages: Vec<Said>,
}

async fn end_state(house: &House, last: &str) -> EndState {
    let message = house.message_of(last).await.expect("it is there");
    let (line, contact) = house.conversation_of(&message).await;
    let mut db = house.world.store.read().await.unwrap();
    let start = store::Cursor::start();
    let all = store::messages::list(&mut db, &house.jansen.id, &line.id, &start, 100)
        .await
        .unwrap();
    let said = all.into_iter().filter(|one| one.direction != Direction::Note);
    EndState {
        contact: (
            contact.phone.map(|phone| phone.as_str().to_owned()),
            contact.scoped,
            contact.profile_name,
            contact.stopped_at.is_some(),
        ),
        line: (
            line.unread,
            line.waiting_since,
            line.last_inbound_at,
            line.last_at,
            line.last_text,
        ),
        messages: said
            .map(|one| (one.sid, one.body, one.status, one.error_code, one.at))
            .collect(),
    }
}

/// The hooks of one afternoon: kind, form, when it came.
fn afternoon(house: &House, number: &E164) -> Vec<(&'static str, Form, Timestamp)> {
    let start = house.world.clock.now();
    let hidden = || Inbound {
        from: String::new(),
        user_id: "NL.1349".into(),
        profile_name: String::new(),
        ..says(number, "")
    };
    let shown = || Inbound {
        user_id: "NL.1349".into(),
        ..says(number, "")
    };
    let inbound = [
        Inbound {
            body: "Hoi".into(),
            ..hidden()
        },
        Inbound {
            body: "Stop".into(),
            ..shown()
        },
        Inbound {
            body: "Nog iemand?".into(),
            profile_name: "Jan".into(),
            ..shown()
        },
        Inbound {
            body: "start".into(),
            profile_name: "Janneman".into(),
            ..shown()
        },
        Inbound {
            media: Some(Attachment::new("image/jpeg", photo())),
            ..hidden()
        },
    ];
    let mut hooks = Vec::new();
    for (minute, one) in (1..).zip(&inbound) {
        let mut form = house.posted(one);
        if minute == 3 {
            // Known by number only.
            form.retain(|(key, _)| key != "ExternalUserId");
        }
        hooks.push(("inbound", form, start + Span::minutes(minute)));
    }
    hooks
}

/// News of one message of ours, as callbacks.
fn callbacks(sid: &str, id: &str, words: &[&str]) -> Vec<(&'static str, Form, Timestamp)> {
    let form = |word: &str| -> Form {
        let code = if word == "failed" { "63016" } else { "" };
        let fields = [
            ("MessageSid", sid),
            ("MessageStatus", word),
            ("ErrorCode", code),
            (hooks::MESSAGE, id),
        ];
        fields
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    };
    words
        .iter()
        .map(|word| ("status", form(word), Timestamp(0)))
        .collect()
}

async fn deliver(house: &House, (kind, form, at): &(&'static str, Form, Timestamp)) {
    let (world, dealer) = (&house.world, &house.jansen.id);
    let taken = match *kind {
        "inbound" => messages::receive(world, dealer, form, *at).await,
        _ => messages::track(world, dealer, form).await,
    };
    taken.expect("taken");
}

/// A message of ours of which nothing is known yet but that it was tried.
async fn tried(house: &House, line: &Conversation, at: Timestamp) -> Message {
    let mut db = house.world.store.write().await.unwrap();
    let seq = store::inboxes::next(&mut db, &house.jansen.id).await.unwrap();
    let message = Message {
        id: house.world.chance.id(at),
        dealer_id: house.jansen.id.clone(),
        conversation_id: line.id.clone(),
        direction: Direction::Out,
        origin: domain::message::Origin::Machine,
        author_id: None,
        kind: Kind::Text,
        body: "Wij zijn gesloten".into(),
        detail: domain::message::Detail::default(),
        request_id: None,
        sid: None,
        status: Some(Status::Unknown),
        error_code: None,
        attempted_at: Some(at),
        attempts: 1,
        price: None,
        price_unit: None,
        at,
        seq,
    };
    store::messages::insert(&mut db, &house.jansen.id, &message)
        .await
        .unwrap();
    db.commit().await.unwrap();
    message
}

async fn any_order(order: &[usize], news: &[&str]) {
    for house in houses().await {
        let number = house.line_open().await;
        let mut all = afternoon(&house, &number);
        let last = sid_of(&all[4].1).to_owned();
        // The conversation must be there for our own message to be in it.
        let first = &all[order.first().copied().unwrap_or_default() % 5];
        deliver(&house, first).await;
        let line = house
            .conversation_of(&house.message_of(sid_of(&first.1)).await.unwrap())
            .await
            .0;
        let ours = tried(&house, &line, all[0].2 - Span::minutes(30)).await;
        let sid = format!("SM{}", "7".repeat(32));
        all.extend(callbacks(&sid, ours.id.as_str(), news));

        for at in order {
            deliver(&house, &all[at % all.len()]).await;
        }
        for hook in &all {
            deliver(&house, hook).await;
        }

        let state = end_state(&house, &last).await;
        assert_eq!(
            state.contact,
            (
                Some(JAN.to_owned()),
                Some("NL.1349".to_owned()),
                Some("Janneman".to_owned()),
                false
            )
        );
        let at = |place: usize| all[place].2;
        assert_eq!(state.line, (5, Some(at(0)), Some(at(4)), at(4), String::new()));
        let bodies: Vec<_> = state
            .messages
            .iter()
            .rev()
            .map(|(_, body, ..)| body.as_str())
            .collect();
        assert_eq!(
            bodies,
            ["Wij zijn gesloten", "Hoi", "Stop", "Nog iemand?", "start", ""]
        );
        let ours = state.messages.last().unwrap();
        let (status, code) = match news {
            [.., "failed"] => (Status::Failed, Some(63_016)),
            _ => (Status::Read, None),
        };
        assert_eq!(
            (ours.0.as_deref(), ours.2, ours.3),
            (Some(sid.as_str()), Some(status), code)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hooks_in_any_order_and_any_number_end_in_the_same_state(order in deliveries(9), fails in any::<bool>()) {
        let news: &[&str] = if fails { &["queued", "sent", "failed"] } else { &["sent", "failed", "delivered", "read"] };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(any_order(&order, news));
    }
}

#[tokio::test]
async fn what_was_written_to_a_number_that_is_let_go_meanwhile_is_shown() {
    for house in houses().await {
        let number = house.line_open().await;
        let form = house.posted(&says(&number, "Is de Golf er nog?"));
        let goodbye = Disconnect {
            id: house.integrations(&house.jansen).await.remove(0).id,
            confirmation: house.jansen.name.to_owned(),
            release_number: true,
        };
        senders::disconnect(&house.world, &house.jansen.owner, goodbye)
            .await
            .unwrap();

        house.hook("inbound", &form).await;

        let message = house.message_of(sid_of(&form)).await.expect("it is there");
        let (conversation, _) = house.conversation_of(&message).await;
        assert_eq!(conversation.unread, 1);
    }
}
