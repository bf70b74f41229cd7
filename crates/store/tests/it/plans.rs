//! What the desk asks while somebody waits is answered from an index, however much there is: no statement reads a
//! table from end to end, and no list is sorted after it was read.

use std::{
    fmt::Debug,
    sync::{Mutex, OnceLock},
};

use domain::{
    ConversationId, DealerId, MessageId, PersonId, Timestamp,
    conversation::{Filter, View},
};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use store::{
    Cursor, Db, attachments, contacts, conversations, erasures, inboxes, labels, mentions, messages, people,
    replies, testing, words,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _, registry};

/// Tables that grow with what people write.
const LARGE: &[&str] = &[
    "contacts",
    "conversations",
    "messages",
    "attachments",
    "words",
    "replies",
    "erased_copies",
    "erased_sids",
];

/// Every statement that the driver says it ran.
static SAID: OnceLock<Mutex<Vec<String>>> = OnceLock::new();

struct Listener;

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Listener);
        }
    }
}

impl Visit for Listener {
    fn record_str(&mut self, field: &Field, text: &str) {
        if field.name() == "db.statement" && !text.is_empty() {
            let said = SAID.get_or_init(Mutex::default);
            said.lock().unwrap().push(text.trim().to_owned());
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// What erasing asks, in a write that others wait for.
async fn erase(db: &mut Db) {
    let (dealer, message): (DealerId, MessageId) = ("d".parse().unwrap(), "m".parse().unwrap());
    let buyer = "b".parse().unwrap();
    erasures::list_of_contact(db, &dealer, &buyer, 200).await.unwrap();
    erasures::list_before(db, &dealer, Timestamp(1), 200)
        .await
        .unwrap();
    erasures::erase(db, &dealer, &message, Timestamp(1), 1)
        .await
        .unwrap();
    erasures::erase_late_news(db, &dealer, Some(&message), "SM1")
        .await
        .unwrap();
    erasures::list_copies(db, &dealer, Timestamp(1), 50)
        .await
        .unwrap();
    erasures::next_copy_due(db, &dealer).await.unwrap();
    erasures::delete_copy(db, &dealer, "SM1", Timestamp(1))
        .await
        .unwrap();
    erasures::is_erased(db, &dealer, "SM1").await.unwrap();
    erasures::delete_erased(db, Timestamp(1)).await.unwrap();
    messages::list_unanswered(db, &dealer, &"c".parse().unwrap())
        .await
        .unwrap();
}

/// Everything that list, thread, live page and search ask.
async fn ask(db: &mut Db) {
    let dealer: DealerId = "d".parse().unwrap();
    let me: PersonId = "p".parse().unwrap();
    let conversation: ConversationId = "c".parse().unwrap();
    for view in View::ALL {
        for (label, number) in [(None, None), (Some("l"), Some("n"))] {
            let filter = Filter {
                view,
                label: label.map(|id| id.parse().unwrap()),
                number: number.map(|id| id.parse().unwrap()),
            };
            conversations::list(db, &dealer, &me, &filter, &conversations::top(), 51)
                .await
                .unwrap();
        }
    }
    conversations::count_views(db, &dealer, &me).await.unwrap();
    conversations::list_of(db, &dealer, &[&conversation])
        .await
        .unwrap();
    conversations::list_with(db, &dealer, &[&"b".parse().unwrap()])
        .await
        .unwrap();
    conversations::list_changed(db, &dealer, 7, 201).await.unwrap();
    messages::list(db, &dealer, &conversation, &Cursor::start(), 51)
        .await
        .unwrap();
    messages::list_changed(db, &dealer, 7, 201).await.unwrap();
    messages::list_of(db, &dealer, &[&"m".parse().unwrap()])
        .await
        .unwrap();
    replies::find_first(db, &dealer, &conversation).await.unwrap();
    messages::list_quoted(db, &dealer, &["SM1"]).await.unwrap();
    attachments::list_of(db, &dealer, &[&"m".parse().unwrap()])
        .await
        .unwrap();
    contacts::list_of(db, &dealer, &[&"b".parse().unwrap()])
        .await
        .unwrap();
    labels::list_of(db, &dealer, &[&conversation]).await.unwrap();
    mentions::list_of(db, &dealer, &me, &[&conversation])
        .await
        .unwrap();
    people::list_names(db, &dealer).await.unwrap();
    inboxes::watch(db, &dealer, &"l".parse().unwrap(), Timestamp(1))
        .await
        .unwrap();
    words::find_messages(db, &dealer, &words::Asked::of("golf"), 50)
        .await
        .unwrap();
    words::find_contacts(db, &dealer, &words::Asked::of("golf"), 10)
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_that_somebody_waits_for_reads_a_table_from_end_to_end() {
    let subscriber = registry().with(Listener);
    tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    let store = testing::sqlite().await;
    let mut db = store.read().await.unwrap();
    ask(&mut db).await;
    drop(db);
    let mut db = store.write().await.unwrap();
    erase(&mut db).await;
    drop(db);

    let said = SAID
        .get()
        .expect("the driver says what it runs")
        .lock()
        .unwrap()
        .clone();
    // Tests that run beside this one are heard as well; PostgreSQL's own words are not SQLite's.
    let mut asked: Vec<_> = said
        .into_iter()
        .filter(|sql| {
            (sql.starts_with("select") || sql.starts_with("update"))
                && !sql.contains("json_array_elements")
                && !sql.contains("tsquery")
        })
        .filter(|sql| {
            LARGE.iter().any(|table| {
                sql.contains(&format!(" from {table}")) || sql.starts_with(&format!("update {table} "))
            })
        })
        .collect();
    asked.sort();
    asked.dedup();
    assert!(asked.len() >= 15, "{}", asked.len());
    let mut c = SqliteConnection::connect(&store.url).await.unwrap();
    let mut faults = Vec::new();
    for sql in asked {
        let plan = sqlx::query(AssertSqlSafe(format!("explain query plan {sql}")));
        for step in plan.fetch_all(&mut c).await.unwrap() {
            let step: String = step.get("detail");
            if is_slow(&step, &sql) {
                faults.push(format!("{step}: {sql}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_slow(step: &str, sql: &str) -> bool {
    let scans = LARGE
        .iter()
        .any(|table| step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} USING")));
    // The few that name a person, or are named one by one, may be sorted.
    let is_short = sql.contains("from mentions") || sql.contains("json_each");
    // What is named is not looked for among all of the dealer's.
    let is_named = sql.starts_with("update") || sql.contains("json_each");
    let walks = is_named && step.starts_with("SEARCH") && step.ends_with("(dealer_id=?)");
    scans || walks || step.contains("TEMP B-TREE FOR ORDER BY") && !is_short
}
