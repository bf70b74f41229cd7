#[cfg(feature = "ssr")]
use domain::conversation::{EditCanned, EditLabel};
use domain::{
    CannedId, FilterId, LabelId,
    conversation::{Colour, Words},
    place::Form,
};
use leptos::prelude::*;

use crate::answer::Answer;

/// Labels, replies, the person's views, the place.
#[server]
pub async fn load_words() -> Answer<Words> {
    use crate::context::{actor, world};
    Ok(portal::conversations::words(&world(), &actor()?).await?)
}

/// Adds a label, or changes the one with that id.
#[server]
pub async fn save_label(
    id: Option<LabelId>,
    #[server(default)] name: String,
    #[server(default)] colour: Colour,
) -> Answer<()> {
    use crate::context::{actor, world};
    portal::conversations::save_label(&world(), &actor()?, EditLabel { id, name, colour }).await?;
    crate::compat::redirect_local(super::PATH);
    Ok(())
}

/// Takes a label away, from conversations too.
#[server]
pub async fn remove_label(id: LabelId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::remove_label(&world(), &actor()?, &id).await?)
}

/// Adds a reply, or changes the one with that id.
#[server]
pub async fn save_reply(
    id: Option<CannedId>,
    #[server(default)] short: String,
    #[server(default)] text: String,
) -> Answer<()> {
    use crate::context::{actor, world};
    portal::conversations::save_canned(&world(), &actor()?, EditCanned { id, short, text }).await?;
    crate::compat::redirect_local(super::PATH);
    Ok(())
}

/// Takes a reply away.
#[server]
pub async fn remove_reply(id: CannedId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::remove_canned(&world(), &actor()?, &id).await?)
}

/// Gives one of the person's views another name.
#[server]
pub async fn rename_view(id: FilterId, #[server(default)] name: String) -> Answer<()> {
    use crate::context::{actor, world};
    portal::conversations::rename_filter(&world(), &actor()?, &id, &name).await?;
    crate::compat::redirect_local(super::PATH);
    Ok(())
}

/// Forgets one of the person's views.
#[server]
pub async fn remove_view(id: FilterId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::conversations::remove_filter(&world(), &actor()?, &id).await?)
}

/// Stores where the dealer is.
#[server]
pub async fn save_place(form: Form) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::places::save(&world(), &actor()?, &form).await?)
}

/// Forgets where the dealer is.
#[server]
pub async fn remove_place() -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::places::remove(&world(), &actor()?).await?)
}
