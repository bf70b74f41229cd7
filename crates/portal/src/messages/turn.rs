use domain::PersonId;
use store::Db;

use super::Inbox;
use crate::Result;

/// Who of the dealer's people gets a new conversation, if they take turns; inside the caller's write. Whoever has not
/// accepted their invitation is left out.
pub(super) async fn take(db: &mut Db, inbox: &mut Inbox<'_>) -> Result<Option<PersonId>> {
    if inbox.office(db).await?.is_none_or(|office| !office.in_turn) {
        return Ok(None);
    }
    let dealer = inbox.dealer;
    // Anew: whose turn it was may have changed within this write.
    let office = store::offices::get(db, dealer).await?;
    let last = office.and_then(|office| office.last_turn);
    let people = store::people::list(db, dealer).await?;
    let mut ids: Vec<PersonId> = people
        .into_iter()
        .filter(|row| row.person.password_hash.is_some())
        .map(|row| row.person.id)
        .collect();
    ids.sort_unstable();
    let after = |last: &PersonId| ids.iter().find(|id| *id > last);
    let next = last.as_ref().and_then(after).or(ids.first()).cloned();
    if let Some(person) = &next {
        store::offices::set_last_turn(db, dealer, person).await?;
    }
    Ok(next)
}
