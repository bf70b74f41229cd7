use std::collections::BTreeMap;

use domain::{
    DealerId, HookId, Lang, Page,
    hook::{Filter, HookLine, HookView, Verdict},
    say::hooks as words,
};
use store::{Db, hooks::Line};

use crate::{
    Actor, Error, Result, World,
    audit::{self, What},
};

const PAGE: usize = 50;
/// How many are looked through for one page of a choice.
const LOOKED_THROUGH: u32 = 5_000;

/// Webhooks, the latest first. For admins: they hold what buyers wrote.
pub async fn list(
    world: &World,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
) -> Result<Page<HookLine>> {
    actor.admin()?;
    let mut db = world.store.read().await?;
    let before: Option<HookId> = after.and_then(|id| id.parse().ok());
    let read = store::hooks::list(&mut db, before.as_ref(), LOOKED_THROUGH).await?;
    let read_all = read.len() < LOOKED_THROUGH as usize;
    let last_read = read.last().map(|line| line.id.clone());
    let mut fits: Vec<Line> = read
        .into_iter()
        .filter(|line| is_asked_for(filter, line))
        .take(PAGE + 1)
        .collect();
    let next = if fits.len() > PAGE {
        fits.truncate(PAGE);
        fits.last().map(|line| line.id.clone())
    } else {
        // Further back there may be more that fit.
        last_read.filter(|_| !read_all)
    };
    let mut names = BTreeMap::new();
    let mut rows = Vec::with_capacity(fits.len());
    for line in fits {
        rows.push(shown(&mut db, &mut names, line).await?);
    }
    Ok(Page {
        rows,
        next: next.map(String::from),
    })
}

/// One webhook with its body. For admins; that they looked stands in the log, because it holds what a buyer wrote.
pub async fn open(world: &World, actor: &Actor, id: &HookId) -> Result<HookView> {
    actor.admin()?;
    let mut db = world.store.write().await?;
    let (line, body) = store::hooks::find_by_id(&mut db, id)
        .await?
        .ok_or(Error::Missing)?;
    audit::Line::new(What::HookOpened)
        .by(actor)
        .of(line.dealer().as_ref())
        .on(id.as_str())
        .write(&mut db, world, world.clock.now())
        .await?;
    db.commit().await?;
    let mut db = world.store.read().await?;
    let is_form = line.kind != "meta";
    Ok(HookView {
        done_at: line.done_at(),
        line: shown(&mut db, &mut BTreeMap::new(), line).await?,
        fields: if is_form {
            twilio::form::parse(body.as_bytes())
        } else {
            Vec::new()
        },
        body: if is_form { String::new() } else { body },
    })
}

fn is_asked_for(filter: &Filter, line: &Line) -> bool {
    filter
        .dealer
        .as_ref()
        .is_none_or(|dealer| line.dealer().as_ref() == Some(dealer))
        && filter.kind.as_ref().is_none_or(|kind| line.kind == *kind)
        && filter.verdict.is_none_or(|wanted| verdict(line) == wanted)
}

fn verdict(line: &Line) -> Verdict {
    Verdict::of(line.done_at().is_some(), line.trouble.is_some())
}

async fn shown(db: &mut Db, names: &mut BTreeMap<DealerId, Option<String>>, line: Line) -> Result<HookLine> {
    let lang = Lang::default();
    let dealer = line.dealer();
    let dealer_name = match &dealer {
        Some(id) => {
            if !names.contains_key(id) {
                let name = store::dealers::get(db, id).await?.map(|dealer| dealer.name);
                names.insert(id.clone(), name);
            }
            names.get(id).cloned().flatten()
        }
        None => None,
    };
    Ok(HookLine {
        words: match line.kind.as_str() {
            "inbound" => words::kind_inbound(lang),
            "status" => words::kind_status(lang),
            "voice" => words::kind_voice(lang),
            "meta" => words::kind_meta(lang),
            _ => words::kind_other(lang),
        }
        .to_owned(),
        verdict: verdict(&line),
        at: line.received_at,
        id: line.id,
        kind: line.kind,
        dealer,
        dealer_name,
        trouble: line.trouble,
    })
}
