use domain::{
    ConversationId, Lang,
    contact::Consent,
    say,
    template::{self, Category, Choice, Choices},
    window::window,
};

use crate::{Actor, Error, Result, World};

/// The templates that can be sent in a conversation now, and those that cannot, with why. For the dealer's people.
pub async fn usable(world: &World, actor: &Actor, conversation: &ConversationId) -> Result<Choices> {
    let dealer = actor.dealer()?;
    actor.person()?;
    let mut db = world.store.read().await?;
    let conversation = store::conversations::get(&mut db, dealer, conversation).await?;
    let conversation = conversation.ok_or(Error::Missing)?;
    let is_open = window(conversation.last_inbound_at, world.clock.now()).is_open();
    let mut choices = Choices::default();
    let contact = store::contacts::get(&mut db, dealer, &conversation.contact_id).await?;
    let refuses = contact.is_some_and(|contact| contact.consent == Consent::Refused);
    let mut rows = store::templates::list(&mut db, dealer).await?;
    rows.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
    for row in rows {
        let lang = Lang::default();
        if refuses && row.billed_as() == Category::Marketing {
            let why = say::sending::no_consent(lang).to_owned();
            choices.unusable.push((row.name, why));
            continue;
        }
        match (
            template::usable(row.standing(), row.shape.as_ref(), is_open),
            row.shape,
        ) {
            (Ok(()), Some(shape)) => choices.usable.push(Choice {
                variables: examples(&shape, &row.samples),
                id: row.id,
                name: row.name,
                language: row.language,
                shape,
            }),
            (Ok(()), None) => {}
            (Err(why), _) => choices.unusable.push((row.name, why.words(lang).to_owned())),
        }
    }
    Ok(choices)
}

fn examples(shape: &template::Shape, samples: &[template::Value]) -> Vec<template::Value> {
    let example = |name: String| {
        let found = samples.iter().find(|(key, _)| *key == name);
        let sample = found.map(|(_, sample)| sample.clone()).unwrap_or_default();
        (name, sample)
    };
    shape.variables().into_iter().map(example).collect()
}
