//! The mails around a signup.

use domain::{DealerId, Lang, Timestamp, member::Role, say::letter as words};
use store::{Db, signups::Signup};

use super::{link, view};
use crate::{
    Actor, Error, Result, World,
    mails::{self, NewMail},
};

/// The link of a session, to whoever is to finish it.
pub(super) async fn link(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    signup: &Signup,
    to: &str,
) -> Result<()> {
    let lang = Lang::default();
    let dealer = name(db, &signup.dealer_id).await?;
    let until = signup.expires_at.rfc3339();
    let mail = NewMail {
        dealer: Some(&signup.dealer_id),
        to,
        subject: words::link_subject(lang, &dealer),
        body: words::link_body(lang, &dealer, &until[..10], link::url(world, signup)),
    };
    mails::write(db, world, now, mail).await.map(drop)
}

/// A dealer's call for help, to the ISV's support.
pub(super) async fn help(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    actor: &Actor,
    signup: &Signup,
    message: &str,
) -> Result<()> {
    let lang = Lang::default();
    let dealer = name(db, &signup.dealer_id).await?;
    let progress = view::progress(db, world, signup, now).await?;
    let at = progress
        .steps
        .iter()
        .find(|step| step.at.is_none())
        .map_or("", |step| step.title.as_str());
    let trouble = progress.trouble.map(|trouble| trouble.what).unwrap_or_default();
    let page = world.url(&format!("/admin/dealers/{}", signup.dealer_id));
    let mail = NewMail {
        dealer: Some(&signup.dealer_id),
        to: &world.settings.support_mail,
        subject: words::help_subject(lang, &dealer),
        body: words::help_body(lang, actor.name(), &dealer, message, at, trouble, page),
    };
    mails::write(db, world, now, mail).await.map(drop)
}

/// To the dealer's owners: it is done.
pub(super) async fn connected(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    signup: &Signup,
    number: &str,
    integration: &str,
) -> Result<()> {
    let lang = Lang::default();
    let dealer = name(db, &signup.dealer_id).await?;
    let page = world.url(&format!("/connections/{integration}"));
    for row in store::people::list(db, &signup.dealer_id).await? {
        if row.person.role != Role::Owner {
            continue;
        }
        let mail = NewMail {
            dealer: Some(&signup.dealer_id),
            to: &row.person.email,
            subject: words::connected_subject(lang, number),
            body: words::connected_body(lang, &dealer, number, &page),
        };
        mails::write(db, world, now, mail).await?;
    }
    Ok(())
}

async fn name(db: &mut Db, dealer: &DealerId) -> Result<String> {
    Ok(store::dealers::get(db, dealer).await?.ok_or(Error::Missing)?.name)
}
