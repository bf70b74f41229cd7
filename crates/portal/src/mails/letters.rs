//! The texts of the mails about logins.

use domain::{Lang, Timestamp, say::mail as say};
use store::{Db, invitations::Kind, people::Person};

use super::{NewMail, write, write::brand_of};
use crate::{Error, Result, World, invitations::Link};

/// The mail with a link that sets a password, inside the caller's write.
pub(crate) async fn link(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    person: &Person,
    kind: Kind,
    link: &Link,
) -> Result<()> {
    let lang = Lang::default();
    let brand = brand_of(db, person.dealer.as_ref()).await?.brand;
    let to = match &person.dealer {
        Some(dealer) => store::dealers::get(db, dealer).await?.ok_or(Error::Missing)?.name,
        None => brand.name.clone(),
    };
    let (subject, body) = match kind {
        Kind::First => (
            if to == brand.name {
                say::welcome_subject(lang, &brand.name)
            } else {
                say::invite_subject(lang, &to, &brand.name)
            },
            say::invite_body(lang, &to, &brand.name, &link.url, &brand.support_mail),
        ),
        Kind::Reset => (
            say::reset_subject(lang, &brand.name),
            say::reset_body(lang, &brand.name, &link.url, &brand.support_mail),
        ),
    };
    let mail = NewMail {
        dealer: person.dealer.as_ref(),
        to: &person.email,
        subject,
        body,
    };
    write(db, world, now, mail).await?;
    Ok(())
}
