use domain::{BrandId, DealerId, MailId, Timestamp, mail::MailState};
use lettre::{Address, message::Mailbox};
use store::{Db, brands::Row};

use crate::{
    Error, Result, World, brands,
    jobs::{self, Work},
};

/// A mail to write. The words come from the catalogue and name the brand, never the tools behind it.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// The dealer it concerns; `None` for people of the ISV.
    pub dealer: Option<&'a DealerId>,
    /// To whom: an address.
    pub to: &'a str,
    /// The subject line.
    pub subject: String,
    /// The text, with links in full. The brand's name is put under it.
    pub body: String,
}

/// Keeps a mail, inside the caller's write. Where SMTP is configured a job delivers it (ring `world.work` after the
/// commit); else the outbox page shows it.
pub async fn write(db: &mut Db, world: &World, now: Timestamp, mail: NewMail<'_>) -> Result<MailId> {
    let brand = brand_of(db, mail.dealer).await?;
    let id: MailId = world.chance.id(now);
    let delivered = world.settings.smtp_url.is_some() && !world.settings.demo;
    let new = store::mails::NewMail {
        id: &id,
        dealer: mail.dealer,
        at: now,
        sender: &sender(&brand),
        recipient: mail.to,
        subject: &mail.subject,
        body: &format!("{}\n\n{}\n", mail.body.trim_end(), brand.brand.name),
        state: if delivered {
            MailState::Waiting
        } else {
            MailState::Kept
        },
    };
    store::mails::insert(db, new).await?;
    if delivered {
        let work = Work::DeliverMail { mail: id.clone() };
        jobs::enqueue(db, world, now, mail.dealer, &work).await?;
    }
    Ok(id)
}

/// What the reader of a mail sees.
pub(crate) async fn brand_of(db: &mut Db, dealer: Option<&DealerId>) -> Result<Row> {
    let id: BrandId = match dealer {
        Some(dealer) => {
            store::dealers::get(db, dealer)
                .await?
                .ok_or(Error::Missing)?
                .brand_id
        }
        None => brands::default_id(),
    };
    brands::get(db, &id).await
}

/// `Brand <address>`; an address that comes with a name of its own keeps only the address.
fn sender(brand: &Row) -> String {
    let address = brand.mail_from.parse::<Mailbox>().map(|mailbox| mailbox.email);
    match address.or_else(|_| brand.mail_from.parse::<Address>()) {
        Ok(address) => Mailbox::new(Some(brand.brand.name.clone()), address).to_string(),
        Err(_) => brand.mail_from.clone(),
    }
}
