use domain::{LoginId, account::Login};
use leptos::prelude::*;

use crate::answer::Answer;

/// The person's own sign-ins.
#[server]
pub async fn load_logins() -> Answer<Vec<Login>> {
    use crate::context::{actor, world};
    Ok(portal::people::list_logins(&world(), &actor()?).await?)
}

/// Ends one of them.
#[server]
pub async fn end_login(login: LoginId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::people::end_login(&world(), &actor()?, &login).await?)
}

/// Ends all but this one.
#[server]
pub async fn end_other_logins() -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::people::sign_out_everywhere(&world(), &actor()?).await?)
}

/// Sets a new password and ends the other sign-ins.
#[server]
pub async fn change_password(old: String, new: String) -> Answer<()> {
    use crate::context::{actor, world};
    let (old, new) = (old.into(), new.into());
    Ok(portal::people::change_password(&world(), &actor()?, &old, &new).await?)
}
