use domain::{
    HookId, Page,
    hook::{HookLine, HookView},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Webhooks, the latest first: of one dealer, of one kind, with one verdict, where these are given.
#[server]
pub async fn list_hooks(
    #[server(default)] dealer: String,
    #[server(default)] kind: String,
    #[server(default)] verdict: String,
    #[server(default)] after: String,
) -> Answer<Page<HookLine>> {
    use crate::context::{actor, world};
    use domain::hook::{Filter, Verdict};
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let filter = Filter {
        dealer: dealer.parse().ok(),
        kind: given(kind),
        verdict: Verdict::parse(&verdict),
    };
    Ok(portal::hooks::list(&world(), &actor()?, &filter, given(after).as_deref()).await?)
}

/// One webhook with its body.
#[server]
pub async fn open_hook(id: HookId) -> Answer<HookView> {
    use crate::context::{actor, world};
    Ok(portal::hooks::open(&world(), &actor()?, &id).await?)
}

/// Has a webhook worked on again.
#[server]
pub async fn replay_hook(id: HookId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::hooks::replay(&world(), &actor()?, &id).await?)
}
