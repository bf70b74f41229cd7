use domain::{DealerId, Lang, TemplateId, message::FromTemplate, say::sending as words};
use store::Db;

use crate::{Error, Result};

pub(super) async fn render(
    _db: &mut Db,
    _dealer: &DealerId,
    _id: &TemplateId,
    _variables: &[(String, String)],
    _window_is_open: bool,
) -> Result<(String, FromTemplate)> {
    Err(Error::field("template", words::template_gone(Lang::default())))
}
