//! The two engines hold the same tables, and every table knows whose its rows are.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use store::testing;

/// Tables without a `dealer_id`, each with its reason.
const WITHOUT_A_DEALER: &[(&str, &str)] = &[
    ("_sqlx_migrations", "which migrations ran"),
    ("brands", "a brand has many dealers"),
    ("dealers", "its id is the dealer's id"),
    ("invitations", "belong to a person, who has a dealer or none"),
    ("limits", "count strangers too"),
    ("logins", "belong to a person, who has a dealer or none"),
    (
        "meta_words",
        "Meta names no dealer, and may speak before one is known",
    ),
    ("own_secrets", "the operator's, and no dealer's"),
    ("unmatched", "nobody knows yet whose they are"),
];

/// Tables in which the engines differ, each with its reason.
const FORKED: &[(&str, &str)] = &[
    (
        "words",
        "each engine's index of words is its own: SQLite keeps it beside the row, PostgreSQL in it",
    ),
    (
        "words_index",
        "SQLite's index of words, with the tables that it makes for itself",
    ),
];

fn is_forked(name: &str) -> bool {
    FORKED.iter().any(|(table, _)| {
        let rest = name.strip_prefix(table);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '(']))
    })
}

/// Column name → nullable.
type Columns = BTreeMap<String, bool>;

async fn sqlite(url: &str) -> (BTreeMap<String, Columns>, BTreeSet<String>) {
    let mut c = SqliteConnection::connect(url).await.unwrap();
    let mut tables = BTreeMap::new();
    let names = sqlx::query(
        "select t.name, p.name, p.\"notnull\", p.pk from sqlite_schema t, pragma_table_info(t.name) p
         where t.type = 'table' and t.name not like 'sqlite_%'",
    );
    for row in names.fetch_all(&mut c).await.unwrap() {
        let nullable = row.get::<i64, _>(2) == 0 && row.get::<i64, _>(3) == 0;
        let columns: &mut Columns = tables.entry(row.get(0)).or_default();
        columns.insert(row.get(1), nullable);
    }
    let indexes = sqlx::query(
        "select t.name || '(' || (select group_concat(name) from pragma_index_info(i.name)) || ')'
         from sqlite_schema t, pragma_index_list(t.name) i where t.type = 'table' and i.\"unique\" = 1",
    );
    let unique = indexes
        .fetch_all(&mut c)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    (tables, unique)
}

async fn postgres(url: &str) -> (BTreeMap<String, Columns>, BTreeSet<String>) {
    let mut c = PgConnection::connect(url).await.unwrap();
    let mut tables = BTreeMap::new();
    let names = sqlx::query(
        "select table_name::text, column_name::text, is_nullable = 'YES' from information_schema.columns
         where table_schema = 'public'",
    );
    for row in names.fetch_all(&mut c).await.unwrap() {
        let columns: &mut Columns = tables.entry(row.get(0)).or_default();
        columns.insert(row.get(1), row.get(2));
    }
    let indexes = sqlx::query(
        "select t.relname::text || '(' || (
             select string_agg(a.attname::text, ',' order by k.n)
             from unnest(i.indkey::int2[]) with ordinality k(attnum, n)
             join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum) || ')'
         from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace s on s.oid = t.relnamespace
         where s.nspname = 'public' and i.indisunique",
    );
    let unique = indexes
        .fetch_all(&mut c)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    (tables, unique)
}

#[tokio::test]
async fn both_engines_hold_the_same_tables_columns_and_unique_keys() {
    let (a, b) = (testing::sqlite().await, testing::postgres().await);
    let (mut sqlite, postgres) = (sqlite(&a.url).await, postgres(&b.url).await);
    sqlite.0.remove("_sqlx_migrations");
    let mut tables = postgres.0;
    tables.remove("_sqlx_migrations");
    sqlite.0.retain(|table, _| !is_forked(table));
    tables.retain(|table, _| !is_forked(table));
    assert_eq!(sqlite.0, tables);
    let ours = |keys: BTreeSet<String>| -> BTreeSet<String> {
        keys.into_iter()
            .filter(|key| !key.starts_with("_sqlx") && !is_forked(key))
            .collect()
    };
    assert_eq!(ours(sqlite.1), ours(postgres.1));
}

#[tokio::test]
async fn every_table_knows_whose_its_rows_are() {
    let store = testing::sqlite().await;
    for (table, columns) in sqlite(&store.url).await.0 {
        if table.starts_with("words_index") {
            continue;
        }
        let excused = WITHOUT_A_DEALER.iter().any(|(name, _)| *name == table);
        assert_ne!(columns.contains_key("dealer_id"), excused, "{table}");
    }
}

#[tokio::test]
async fn two_conversations_that_become_one_leave_nothing_behind() {
    let store = testing::sqlite().await;
    let pointing: BTreeSet<String> = sqlite(&store.url)
        .await
        .0
        .into_iter()
        .filter(|(_, columns)| columns.contains_key("conversation_id"))
        .map(|(table, _)| table)
        .collect();
    assert_eq!(pointing, store::unions::TABLES.map(str::to_owned).into());
}
