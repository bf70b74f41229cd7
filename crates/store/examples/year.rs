//! Fills a database with a year of messages, for the measurements: `year DATABASE_URL EMAIL MESSAGES UNTIL`. EMAIL is of
//! somebody of the dealer who measures, UNTIL is in seconds since 1970. A twentieth as many buyers, and 200 dealers.

use std::error::Error;

use domain::Timestamp;
use store::{
    Store, people,
    testing::year::{Year, fill},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let mut next = |what: &str| given.next().ok_or(format!("{what} is missing"));
    let store = Store::open(&next("the database")?).await?;
    store.migrate().await?;
    let email = next("the mail address")?;
    let messages: usize = next("how many messages")?.parse()?;
    let until = Timestamp::from_seconds(next("until when")?.parse()?);
    let person = people::find_by_email(&mut store.read().await?, &email).await?;
    let first = person
        .and_then(|person| person.dealer)
        .ok_or("nobody of a dealer has that address")?;
    let year = Year {
        dealers: 200,
        contacts: messages / 20,
        messages,
        until,
    };
    fill(&store, &first, year).await?;
    store.close().await;
    Ok(())
}
