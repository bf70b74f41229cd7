use std::time::{Duration, UNIX_EPOCH};

use domain::{MailId, Timestamp, mail::MailState};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use secrecy::ExposeSecret as _;
use store::mails::Row;

use crate::{Error, Result, World};

/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Hands a waiting mail to the mail server: the job that follows from writing one. Run twice, it sends once, unless
/// the first run was cut off between the server's answer and ours; then both copies carry the same `Message-ID`.
///
/// # Errors
/// [`Error::Internal`] if the server did not take it now and may later.
pub async fn deliver(world: &World, id: &MailId) -> Result<()> {
    let mut db = world.store.read().await?;
    let row = store::mails::get(&mut db, id).await?.ok_or(Error::Missing)?;
    drop(db);
    let Some(smtp) = world
        .settings
        .smtp_url
        .as_ref()
        .filter(|_| row.mail.state == MailState::Waiting)
    else {
        return Ok(());
    };
    let sent = match message(world, &row) {
        Ok(message) => {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp.expose_secret())
                .map_err(|why| Error::Internal(format!("FORECOURT_SMTP_URL: {why}")))?
                .timeout(Some(PATIENCE))
                .build();
            match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(why) if why.is_permanent() => Err(why.to_string()),
                Err(why) => {
                    return Err(Error::Internal(format!(
                        "the mail server did not take mail {id}: {why}"
                    )));
                }
            }
        }
        Err(why) => Err(why),
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    match sent {
        Ok(()) => store::mails::settle(&mut db, id, MailState::Sent, None, now).await?,
        Err(why) => {
            tracing::warn!(mail = %id, "the mail server refused a mail");
            store::mails::settle(&mut db, id, MailState::Failed, Some(&why), now).await?;
        }
    }
    db.commit().await?;
    Ok(())
}

fn message(world: &World, row: &Row) -> Result<Message, String> {
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|why| format!("{text:?}: {why}"));
    let host = world.settings.public_url.host_str().unwrap_or("localhost");
    Message::builder()
        .from(mailbox(&row.sender)?)
        .to(mailbox(&row.mail.to)?)
        .subject(row.mail.subject.clone())
        .message_id(Some(format!("<{}@{host}>", row.mail.id)))
        .date(UNIX_EPOCH + since_1970(row.mail.at))
        .header(ContentType::TEXT_PLAIN)
        .body(row.mail.body.clone())
        .map_err(|why| why.to_string())
}

fn since_1970(at: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(at.0).unwrap_or_default())
}
