use domain::{DealerId, PersonId};
use store::Db;

use crate::Result;

/// Who of the dealer's people gets a new conversation, if they take turns; inside the caller's write. Whoever has not
/// accepted their invitation is left out.
pub(super) async fn take(db: &mut Db, dealer: &DealerId) -> Result<Option<PersonId>> {
    let office = store::offices::get(db, dealer).await?;
    let Some(office) = office.filter(|office| office.in_turn) else {
        return Ok(None);
    };
    let people = store::people::list(db, dealer).await?;
    let mut ids: Vec<PersonId> = people
        .into_iter()
        .filter(|row| row.person.password_hash.is_some())
        .map(|row| row.person.id)
        .collect();
    ids.sort_unstable();
    let after = |last: &PersonId| ids.iter().find(|id| *id > last);
    let next = office.last_turn.as_ref().and_then(after).or(ids.first()).cloned();
    if let Some(person) = &next {
        store::offices::set_last_turn(db, dealer, person).await?;
    }
    Ok(next)
}
