//! The database itself keeps the audit log as it was written.

use domain::{AuditId, Timestamp};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use store::{Cursor, audit, testing::stores};

#[tokio::test]
async fn a_line_is_neither_changed_nor_deleted() {
    for store in stores().await {
        let id: AuditId = "one".parse().unwrap();
        let mut db = store.write().await.unwrap();
        let line = audit::NewAudit {
            id: &id,
            at: Timestamp(1),
            dealer: None,
            who: "piet",
            from: "",
            what: "person.signed_in",
            subject: "",
            detail: "{}",
        };
        audit::insert(&mut db, line).await.unwrap();
        db.commit().await.unwrap();

        for statement in ["update audit set who = 'nobody'", "delete from audit"] {
            let refused = if store.is_sqlite() {
                let mut c = SqliteConnection::connect(&store.url).await.unwrap();
                sqlx::query(statement).execute(&mut c).await.map(drop)
            } else {
                let mut c = PgConnection::connect(&store.url).await.unwrap();
                sqlx::query(statement).execute(&mut c).await.map(drop)
            };
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("only added to"), "{}: {refused}", store.engine);
        }

        let mut db = store.read().await.unwrap();
        assert_eq!(
            audit::list_all(&mut db, &Cursor::start(), 10).await.unwrap()[0].who,
            "piet"
        );
    }
}
