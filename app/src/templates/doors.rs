use domain::{
    TemplateId,
    template::{Form, Templates},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// The page of templates.
#[server]
pub async fn load_templates() -> Answer<Templates> {
    use crate::context::{actor, world};
    Ok(portal::templates::list(&world(), &actor()?).await?)
}

/// Names and languages that are taken.
#[server]
pub async fn load_taken() -> Answer<Vec<(String, String)>> {
    use crate::context::{actor, world};
    Ok(portal::templates::taken(&world(), &actor()?).await?)
}

/// Writes a template down and, unless it is kept, hands it in.
#[server]
pub async fn create_template(form: Form, keep: Option<String>) -> Answer<()> {
    use crate::context::{actor, world};
    portal::templates::create(&world(), &actor()?, form.draft(), keep.is_none()).await?;
    crate::compat::redirect_local("/templates");
    Ok(())
}

/// Hands a template in that was kept.
#[server]
pub async fn submit_template(template: TemplateId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::templates::submit(&world(), &actor()?, &template).await?)
}

/// Deletes a template.
#[server]
pub async fn delete_template(template: TemplateId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::templates::delete(&world(), &actor()?, &template).await?)
}

/// Adds the starter set.
#[server]
pub async fn add_starters() -> Answer<usize> {
    use crate::context::{actor, world};
    Ok(portal::templates::add_starters(&world(), &actor()?).await?)
}

/// Reads the templates from Twilio now.
#[server]
pub async fn sync_templates() -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::templates::sync(&world(), &actor()?).await?)
}
