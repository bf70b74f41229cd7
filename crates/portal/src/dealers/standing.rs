use domain::{DealerId, Lang, say, sender::HealthLevel};
use store::Db;

use crate::Result;

/// How a dealer is doing, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its worst number; `None` before the first.
    pub level: Option<HealthLevel>,
    /// Where it is, in words.
    pub words: String,
}

/// How a dealer is doing.
pub async fn standing(db: &mut Db, dealer: &DealerId) -> Result<Standing> {
    let lang = Lang::default();
    let live = store::integrations::list(db, dealer).await?;
    let words = if live.is_empty() {
        say::dealer::not_started(lang)
    } else {
        say::dealer::not_started(lang)
    };
    Ok(Standing {
        level: None,
        words: words.to_owned(),
    })
}
