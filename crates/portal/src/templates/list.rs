use domain::{
    Lang, Timestamp, dictionary,
    member::Role,
    say::templates as words,
    template::{self, Category, Standing, TemplateRow, Templates},
};
use store::templates::Template;

use super::add_starters;
use crate::{Actor, Result, World};

/// The page of templates. For the dealer's people.
pub async fn list(world: &World, actor: &Actor) -> Result<Templates> {
    let dealer = actor.dealer()?;
    actor.person()?;
    let lang = Lang::default();
    let mut db = world.store.read().await?;
    let mut rows = store::templates::list(&mut db, dealer).await?;
    // What was made at once stands by its name.
    rows.sort_by(|a, b| {
        let by_name = || (&a.name, &a.language).cmp(&(&b.name, &b.language));
        b.created_at.cmp(&a.created_at).then_with(by_name)
    });
    let sync = store::templates::last_sync(&mut db, dealer).await?;
    let connected = store::subaccounts::get(&mut db, dealer).await?.is_some();
    let trouble = sync.as_ref().and_then(|sync| sync.trouble.as_ref());
    let starters = add_starters::missing(&rows);
    Ok(Templates {
        synced_at: sync.as_ref().map(|sync| sync.at).filter(|at| *at > Timestamp(0)),
        trouble: trouble.map(|_| words::silent(lang).to_owned()),
        connected,
        may_edit: matches!(
            actor,
            Actor::Person {
                role: Role::Owner,
                ..
            }
        ),
        starters: starters.into_iter().map(|draft| draft.name).collect(),
        rows: rows.into_iter().map(|row| view(lang, row)).collect(),
    })
}

fn view(lang: Lang, row: Template) -> TemplateRow {
    let standing = row.standing();
    let meta = row.meta_category.as_deref().and_then(Category::parse);
    let unusable = template::usable(standing, row.shape.as_ref(), false).err();
    TemplateRow {
        category: meta.unwrap_or(row.category),
        asked_category: meta.filter(|meta| *meta != row.category).map(|_| row.category),
        reason: reason(lang, &row, standing),
        unusable: unusable.map(|why| why.words(lang).to_owned()),
        preview: row.shape.as_ref().map(|shape| shape.preview(&row.samples)),
        synced_at: row.synced_at,
        standing,
        id: row.id,
        name: row.name,
        language: row.language,
    }
}

/// Meta's own sentence, or the dictionary's for a code.
fn reason(lang: Lang, row: &Template, standing: Standing) -> Option<String> {
    match (standing, row.error_code) {
        (Standing::Failed, Some(code)) => {
            let entry = dictionary::entry(lang, code);
            Some(format!("{} {}", entry.what, entry.act))
        }
        (Standing::Rejected, _) => {
            let said = row.reason.as_deref().unwrap_or_default();
            // `code=100, subCode=2388299, userMessage=Variables can't be at the start or end of the template`
            let sentence = said
                .split_once("userMessage=")
                .map_or(said, |(_, sentence)| sentence)
                .trim();
            let sentence = if sentence.is_empty() {
                words::rejected_plain(lang)
            } else {
                sentence
            };
            Some(sentence.to_owned())
        }
        _ => None,
    }
}
