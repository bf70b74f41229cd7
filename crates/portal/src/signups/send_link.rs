use domain::{Lang, SignupId, member::Role, say::signup as words};

use super::{access, letters};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    limits,
    story::{self, Happening},
};

/// Mails the link again to the dealer's owner, or to the address given. For the holder of the link, who cannot name an
/// address, owners and the ISV's people.
pub async fn send_link(world: &World, actor: &Actor, id: &SignupId, to: Option<&str>) -> Result<()> {
    let lang = Lang::default();
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let signup = access::helped(&mut db, actor, id).await?;
    let to = to.filter(|_| !matches!(actor, Actor::Link { .. }));
    let dealer = &signup.dealer_id;
    if signup.ended_at.is_some() {
        return Err(Error::Conflict("the session has ended".into()));
    }
    let to = match (to.map(str::trim).filter(|to| !to.is_empty()), actor) {
        (Some(to), _) => {
            if !looks_like_mail(to) {
                return Err(Error::field("to", words::mail_invalid(lang)));
            }
            to.to_lowercase()
        }
        // An owner who leaves it empty means themself.
        (
            None,
            Actor::Person {
                dealer: Some(_),
                email,
                ..
            },
        ) => email.clone(),
        (None, _) => {
            let members = store::people::list(&mut db, dealer).await?;
            let owner = members.into_iter().find(|row| row.person.role == Role::Owner);
            owner
                .ok_or_else(|| Error::field("to", words::no_owner(lang)))?
                .person
                .email
        }
    };
    limits::LINK_MAILS.count(&mut db, id.as_str(), now).await?;
    letters::link(&mut db, world, now, &signup, &to).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "link.sent",
        about: Some(&to),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::SignupLinkSent)
        .by(actor)
        .of(dealer)
        .on(&to)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

fn looks_like_mail(text: &str) -> bool {
    text.len() <= 254
        && !text.chars().any(char::is_whitespace)
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}
