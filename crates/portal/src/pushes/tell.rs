use domain::{DealerId, MessageId, PersonId, message::Direction};
use store::{Db, messages::Message};

use super::AFTER_SIGN_IN;
use crate::{
    Result, World,
    jobs::{self, Outcome, Work},
};

/// Finds whom a message is for, and has each of their browsers told: a buyer's message is for the assignee, or for
/// everybody while there is none; a note is for those it names. A job.
pub(crate) async fn tell(world: &World, dealer: &DealerId, message: &MessageId) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let Some(row) = store::messages::get(&mut db, dealer, message).await? else {
        return Ok(Outcome::Done);
    };
    let people = people(&mut db, dealer, &row).await?;
    let people: Vec<&PersonId> = people.iter().collect();
    for push in store::pushes::list_of(&mut db, dealer, &people, now - AFTER_SIGN_IN).await? {
        let work = Work::Push {
            push,
            message: Some(message.clone()),
        };
        jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    }
    db.commit().await?;
    world.work.notify_one();
    Ok(Outcome::Done)
}

async fn people(db: &mut Db, dealer: &DealerId, message: &Message) -> Result<Vec<PersonId>> {
    match message.direction {
        Direction::Out => Ok(Vec::new()),
        Direction::Note => {
            let named = message.detail.mentions.iter();
            Ok(named.filter_map(|id| id.parse().ok()).collect())
        }
        Direction::In => {
            let conversation = store::conversations::get(db, dealer, &message.conversation_id).await?;
            let here = store::people::list(db, dealer).await?;
            let all: Vec<PersonId> = here.into_iter().map(|row| row.person.id).collect();
            // One who left cannot answer: everybody is told.
            let assignee = conversation.and_then(|row| row.assignee_id);
            Ok(match assignee {
                Some(one) if all.contains(&one) => vec![one],
                _ => all,
            })
        }
    }
}
