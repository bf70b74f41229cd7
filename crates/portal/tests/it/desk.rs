//! The desk: which conversations are listed, what a thread shows, and what a page is told that follows along.

use domain::{
    ConversationId, NumberId, PersonId, Span,
    contact::Address,
    conversation::{Changes, ConversationRow, Filter, SetState, View},
    member::Role,
    message::Direction,
    number::NumberKind,
};
use portal::{Actor, Error, conversations, messages};

use crate::house::{Dealership, House, houses};

/// A dealer's number that buyers write to.
pub struct Line<'a> {
    pub house: &'a House,
    pub dealership: &'a Dealership,
    pub number: String,
    pub id: NumberId,
}

impl House {
    /// A dealer's number, as it is once it was connected.
    pub async fn desk_line<'a>(&'a self, dealership: &'a Dealership, number: &str) -> Line<'a> {
        let now = self.world.clock.now();
        let id: NumberId = self.world.chance.id(now);
        let e164 = number.parse().expect("a number");
        let mut db = self.world.store.write().await.expect("a write");
        store::numbers::insert(&mut db, &dealership.id, &id, &e164, NumberKind::Byo, None, now)
            .await
            .expect("the number is new");
        db.commit().await.expect("saved");
        Line {
            house: self,
            dealership,
            number: number.to_owned(),
            id,
        }
    }
}

impl Line<'_> {
    /// A buyer writes, a second after whoever wrote before; answers the conversation.
    pub async fn hears(&self, from: &str, name: &str, body: &str) -> ConversationId {
        let world = &self.house.world;
        world.clock.advance(Span::seconds(1));
        let sid = format!("SM{:032x}", u128::from_be_bytes(world.chance.bytes()));
        let form = [
            ("MessageSid", sid.as_str()),
            ("From", &format!("whatsapp:{from}")),
            ("To", &format!("whatsapp:{}", self.number)),
            ("ProfileName", name),
            ("Body", body),
        ];
        let form: Vec<_> = form.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        messages::receive(world, &self.dealership.id, &form, world.clock.now())
            .await
            .expect("received");
        let mut db = world.store.read().await.expect("a read");
        let found = store::messages::find_by_sid(&mut db, &self.dealership.id, &sid).await;
        found.expect("read").expect("stored").conversation_id
    }

    pub async fn view(&self, view: View) -> Vec<String> {
        let filter = Filter {
            view,
            ..Filter::default()
        };
        self.names(&self.dealership.owner, &filter).await
    }

    pub async fn names(&self, actor: &Actor, filter: &Filter) -> Vec<String> {
        let page = conversations::list(&self.house.world, actor, filter, None).await;
        page.expect("a list")
            .rows
            .into_iter()
            .map(|row| row.name)
            .collect()
    }

    pub async fn changes(&self, after: i64) -> Changes {
        conversations::changes(&self.house.world, &self.dealership.owner, after)
            .await
            .expect("changes")
    }

    pub async fn row(&self, conversation: &ConversationId) -> ConversationRow {
        conversations::open(&self.house.world, &self.dealership.owner, conversation)
            .await
            .expect("a thread")
            .row
    }
}

pub fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap().0.clone()
}

const JANSEN: &str = "+31201111111";
const LINDE: &str = "+31202222222";

#[tokio::test]
async fn the_list_goes_on_where_it_ended_and_whoever_waits_longest_comes_first() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        for n in 0..120 {
            line.hears(&format!("+316{n:08}"), &format!("Buyer {n:03}"), "Hallo")
                .await;
        }
        let (world, owner, filter) = (&house.world, &house.jansen.owner, Filter::default());

        let mut names = Vec::new();
        let mut after = None;
        let mut pages = 0;
        loop {
            let page = conversations::list(world, owner, &filter, after.as_deref())
                .await
                .unwrap();
            names.extend(page.rows.into_iter().map(|row| row.name));
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }

        let expected: Vec<_> = (0..120).map(|n| format!("Buyer {n:03}")).collect();
        assert_eq!((pages, names), (3, expected), "{}", house.store.engine);
    }
}

#[tokio::test]
async fn each_view_lists_what_it_says() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let open = line.hears("+31611111111", "Open", "Hallo").await;
        let mine = line.hears("+31622222222", "Mine", "Hallo").await;
        let later = line.hears("+31633333333", "Later", "Hallo").await;
        let done = line.hears("+31644444444", "Done", "Hallo").await;
        conversations::mark_read(world, owner, &open).await.unwrap();
        conversations::assign(world, owner, &mine, Some(&id(owner)))
            .await
            .unwrap();
        let until = world.clock.now() + Span::hours(1);
        conversations::set_state(world, owner, &later, SetState::Snoozed { until })
            .await
            .unwrap();
        conversations::set_state(world, owner, &done, SetState::Resolved)
            .await
            .unwrap();

        assert_eq!(line.view(View::All).await, ["Open", "Mine"]);
        assert_eq!(line.view(View::Mine).await, ["Mine"]);
        assert_eq!(line.view(View::Unassigned).await, ["Open"]);
        assert_eq!(line.view(View::Unread).await, ["Mine"]);
        assert_eq!(line.view(View::Snoozed).await, ["Later"]);
        assert_eq!(line.view(View::Resolved).await, ["Done"]);
        assert_eq!(line.view(View::Mentions).await, Vec::<String>::new());

        let desk = conversations::desk(world, owner, &Filter::default())
            .await
            .unwrap();
        let counts = desk.counts;
        assert_eq!(
            (
                counts.all,
                counts.mine,
                counts.unassigned,
                counts.unread,
                counts.snoozed,
                counts.mentions
            ),
            (2, 1, 1, 1, 1, 0)
        );
        assert_eq!(desk.numbers.len(), 1);
        assert_eq!(desk.people.len(), 1);
        assert!(desk.is_owner && desk.me == id(owner));
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_number() {
    for house in houses().await {
        let one = house.desk_line(&house.jansen, JANSEN).await;
        let two = house.desk_line(&house.jansen, "+31203333333").await;
        one.hears("+31611111111", "Jan", "Hallo").await;
        two.hears("+31622222222", "Piet", "Hallo").await;
        let of = |number: &NumberId| Filter {
            number: Some(number.clone()),
            ..Filter::default()
        };
        assert_eq!(one.names(&house.jansen.owner, &of(&one.id)).await, ["Jan"]);
        assert_eq!(one.names(&house.jansen.owner, &of(&two.id)).await, ["Piet"]);
    }
}

#[tokio::test]
async fn a_thread_opens_at_its_end_and_leads_back_to_its_beginning() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let mut conversation = None;
        for n in 0..120 {
            conversation = Some(line.hears("+31611111111", "Jan de Boer", &format!("{n}")).await);
        }
        let conversation = conversation.unwrap();

        let thread = conversations::open(world, owner, &conversation).await.unwrap();
        assert_eq!(thread.contact.name, "Jan de Boer");
        assert_eq!(thread.contact.phone.as_deref(), Some("+31 6 11111111"));
        assert_eq!(thread.number, "+31 20 111 1111");
        assert_eq!(thread.row.unread, 120);
        assert!(thread.window.is_open());
        let mut bodies: Vec<_> = thread.messages.into_iter().map(|message| message.body).collect();
        let mut earlier = thread.earlier;
        while let Some(before) = earlier {
            let page = conversations::earlier(world, owner, &conversation, &before)
                .await
                .unwrap();
            bodies.splice(0..0, page.rows.into_iter().map(|message| message.body));
            earlier = page.next;
        }
        let expected: Vec<_> = (0..120).map(|n| n.to_string()).collect();
        assert_eq!(bodies, expected, "{}", house.store.engine);
    }
}

#[tokio::test]
async fn a_page_that_follows_misses_nothing_and_is_told_nothing_twice() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let other = house.desk_line(&house.linde, LINDE).await;
        let filter = Filter::default();
        let desk = conversations::desk(&house.world, &house.jansen.owner, &filter).await;
        let mut seq = desk.unwrap().seq;
        let mut told = Vec::new();
        for n in 0..5 {
            line.hears("+31611111111", "Jan", &format!("{n} a")).await;
            other.hears("+31611111111", "Jan", "not for Jansen").await;
            line.hears("+31622222222", "Piet", &format!("{n} b")).await;

            let changes = line.changes(seq).await;
            assert!(!changes.reset && changes.seq > seq);
            assert_eq!(changes.rows.len(), 2);
            assert_eq!(changes.counts.unread, 2);
            told.extend(changes.messages.into_iter().map(|(_, message)| message.body));
            seq = changes.seq;
        }
        let expected: Vec<_> = (0..5)
            .flat_map(|n| [format!("{n} a"), format!("{n} b")])
            .collect();
        assert_eq!(told, expected, "{}", house.store.engine);
        assert_eq!(
            line.changes(seq).await,
            Changes {
                seq,
                ..Changes::default()
            }
        );
    }
}

#[tokio::test]
async fn a_page_that_was_away_for_long_is_told_to_load_again() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        for n in 0..201 {
            line.hears("+31611111111", "Jan", &format!("{n}")).await;
        }
        let changes = line.changes(0).await;
        assert!(changes.reset && changes.messages.is_empty() && changes.rows.is_empty());
        let last = line.changes(changes.seq - 1).await;
        assert_eq!((last.messages.len(), last.reset), (1, false));
        // The count of another database.
        assert!(line.changes(changes.seq + 7).await.reset);
    }
}

#[tokio::test]
async fn what_was_looked_at_is_not_unread() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let (world, owner) = (&house.world, &house.jansen.owner);
        let conversation = line.hears("+31611111111", "Jan", "Hallo").await;
        let seq = line.changes(0).await.seq;
        conversations::mark_read(world, owner, &conversation)
            .await
            .unwrap();
        assert_eq!(line.row(&conversation).await.unread, 0);
        let changes = line.changes(seq).await;
        assert_eq!((changes.rows.len(), changes.messages.len()), (1, 0));

        conversations::mark_read(world, owner, &conversation)
            .await
            .unwrap();
        assert_eq!(
            line.changes(changes.seq).await.rows.len(),
            0,
            "there was nothing to write"
        );
        // Still waiting: looking is not answering.
        assert!(line.row(&conversation).await.waiting_since.is_some());
    }
}

#[tokio::test]
async fn who_hides_their_number_has_a_name_to_be_listed_by() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        assert!("NL.1349abc".parse::<Address>().is_ok());
        line.hears("NL.1349abc", "", "Hallo").await;
        line.hears("+31611111111", " ", "Hallo").await;
        assert_eq!(
            line.view(View::All).await,
            ["Someone on WhatsApp", "+31 6 11111111"]
        );
    }
}

#[tokio::test]
async fn strangers_find_nothing_and_the_isv_has_no_desk() {
    for house in houses().await {
        let line = house.desk_line(&house.jansen, JANSEN).await;
        let conversation = line.hears("+31611111111", "Jan", "Hallo").await;
        let world = &house.world;
        let agent = house
            .hire(&house.jansen, "kees@jansen.example", Role::Agent)
            .await;
        let thread = conversations::open(world, &agent, &conversation).await.unwrap();
        assert_eq!(thread.messages[0].direction, Direction::In);

        for actor in [&house.linde.owner, &house.admin] {
            let missing = [
                conversations::open(world, actor, &conversation).await.map(drop),
                conversations::mark_read(world, actor, &conversation).await,
                conversations::assign(world, actor, &conversation, None).await,
                conversations::set_state(world, actor, &conversation, SetState::Resolved).await,
                conversations::set_labels(world, actor, &conversation, &[]).await,
                conversations::save_draft(world, actor, &conversation, "x").await,
            ];
            for result in missing {
                assert!(matches!(result, Err(Error::Missing)), "{result:?}");
            }
        }
        let desk = conversations::desk(world, &house.linde.owner, &Filter::default())
            .await
            .unwrap();
        assert!(desk.rows.rows.is_empty() && desk.seq == 0);
        assert!(
            conversations::desk(world, &house.admin, &Filter::default())
                .await
                .is_err()
        );
        assert!(conversations::changes(world, &house.admin, 0).await.is_err());
        let back = conversations::earlier(world, &house.linde.owner, &conversation, "9.x")
            .await
            .unwrap();
        assert!(back.rows.is_empty());
    }
}
