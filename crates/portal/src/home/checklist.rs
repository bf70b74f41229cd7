use domain::{DealerId, Lang, home::ChecklistItem, say::checklist as words};
use store::{Db, signups::Signup};

use crate::{Result, telephone};

/// The five things to do before the first buyer, read off the rows.
pub(super) async fn of(db: &mut Db, dealer: &DealerId, sessions: &[Signup]) -> Result<Vec<ChecklistItem>> {
    let lang = Lang::default();
    let integrations = store::integrations::list(db, dealer).await?;
    let connected = integrations
        .iter()
        .rev()
        .find(|row| row.disconnected_at.is_none());
    let current: Vec<&Signup> = sessions
        .iter()
        .filter(|signup| signup.revoked_at.is_none())
        .collect();
    let numbers = store::numbers::list(db, dealer).await?;
    let wanted = numbers
        .first()
        .map(|row| row.number.clone())
        .or_else(|| current.iter().find_map(|s| s.wanted.clone()));
    let chosen = connected.is_some() || current.iter().any(|signup| signup.ended_at.is_none());
    let facebook = connected.is_some() || current.iter().any(|signup| signup.waba_id.is_some());
    let tested = connected.is_some_and(|row| row.test_answered_at.is_some() || row.test_skipped_at.is_some());
    let received = connected.is_some_and(|row| row.test_received_at.is_some());
    let team = store::people::list(db, dealer).await?.len() > 1;
    let connection =
        connected.map_or_else(|| "/connect".to_owned(), |row| format!("/connections/{}", row.id));
    let item = |title: &str, detail: String, done, href: &str| ChecklistItem {
        title: title.to_owned(),
        detail,
        done,
        href: href.to_owned(),
    };
    let number_detail = match wanted.filter(|_| chosen) {
        Some(number) => words::number_chosen(lang, telephone::national(&number)),
        None if chosen => words::number_ours(lang).to_owned(),
        None => words::number_why(lang).to_owned(),
    };
    Ok(vec![
        item(words::number(lang), number_detail, chosen, "/connect"),
        item(
            words::facebook(lang),
            words::facebook_why(lang).to_owned(),
            facebook,
            "/connect",
        ),
        item(
            words::connected(lang),
            words::connected_why(lang).to_owned(),
            connected.is_some(),
            &connection,
        ),
        item(
            words::test(lang),
            if received && !tested {
                words::test_half(lang)
            } else {
                words::test_why(lang)
            }
            .to_owned(),
            tested,
            &connection,
        ),
        item(words::team(lang), words::team_why(lang).to_owned(), team, "/team"),
    ])
}
