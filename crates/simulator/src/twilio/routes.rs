//! Every call of Twilio's that is played: how it is asked for, what it is called, and who answers.

use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::{
    Api, accounts, applications, content, media, messages, numbers, pricing, registration, regulations,
    senders, sending, typing, updates,
};

pub type Handler = fn(&mut Ctx<'_>, &Caller, &Req) -> Result<Answer, Refusal>;

/// One call.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub(crate) api: Api,
    pub method: &'static str,
    /// As Twilio's OpenAPI files write it; the names in braces are one segment each.
    pub path: &'static str,
    /// What [`Rule::call`](crate::Rule::call) takes and [`Heard`](crate::Heard) tells, such as `accounts.create`.
    pub call: &'static str,
    pub(crate) handler: Handler,
}

const fn route(
    api: Api,
    method: &'static str,
    path: &'static str,
    call: &'static str,
    handler: Handler,
) -> Route {
    Route {
        api,
        method,
        path,
        call,
        handler,
    }
}

/// All of them, in no order that matters.
pub const fn twilio_routes() -> &'static [Route] {
    ROUTES
}

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    route(Api::Core, "POST", "/2010-04-01/Accounts.json", "accounts.create", accounts::create),
    route(Api::Core, "GET", "/2010-04-01/Accounts.json", "accounts.list", accounts::list),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{Sid}.json", "accounts.fetch", accounts::fetch),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{Sid}.json", "accounts.update", accounts::update),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Balance.json", "balance.fetch", accounts::balance),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/Keys.json", "keys.create", accounts::create_key),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Keys.json", "keys.list", accounts::list_keys),
    route(Api::Core, "DELETE", "/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json", "keys.delete", accounts::delete_key),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers.json", "numbers.countries", numbers::countries),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/{CountryCode}.json", "numbers.country", numbers::country),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/{CountryCode}/{Type}.json", "numbers.search", numbers::search),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", "numbers.buy", numbers::buy),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", "numbers.list", numbers::list),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json", "numbers.fetch", numbers::fetch),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json", "numbers.update", numbers::update),
    route(Api::Core, "DELETE", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json", "numbers.delete", numbers::delete),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/Applications.json", "applications.create", applications::create),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Applications.json", "applications.list", applications::list),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Applications/{Sid}.json", "applications.fetch", applications::fetch),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/Applications/{Sid}.json", "applications.update", applications::update),
    route(Api::Core, "DELETE", "/2010-04-01/Accounts/{AccountSid}/Applications/{Sid}.json", "applications.delete", applications::delete),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/Messages.json", "messages.create", sending::create),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Messages.json", "messages.list", messages::list),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", "messages.fetch", messages::fetch),
    route(Api::Core, "POST", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", "messages.update", messages::update),
    route(Api::Core, "DELETE", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", "messages.delete", messages::delete),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json", "media.list", media::list),
    route(Api::Core, "GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json", "media.fetch", media::fetch),
    route(Api::Core, "DELETE", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json", "media.delete", media::delete),
    route(Api::Messaging, "POST", "/v2/Channels/Senders", "senders.create", registration::create),
    route(Api::Messaging, "GET", "/v2/Channels/Senders", "senders.list", senders::list),
    route(Api::Messaging, "GET", "/v2/Channels/Senders/{Sid}", "senders.fetch", senders::fetch),
    route(Api::Messaging, "POST", "/v2/Channels/Senders/{Sid}", "senders.update", updates::update),
    route(Api::Messaging, "DELETE", "/v2/Channels/Senders/{Sid}", "senders.delete", senders::delete),
    route(Api::Messaging, "POST", "/v2/Indicators/Typing.json", "typing.create", typing::create),
    route(Api::Content, "POST", "/v1/Content", "content.create", content::create),
    route(Api::Content, "GET", "/v1/Content", "content.list", content::list),
    route(Api::Content, "GET", "/v1/ContentAndApprovals", "content.list_with_approvals", content::list_with_approvals),
    route(Api::Content, "GET", "/v1/Content/{Sid}", "content.fetch", content::fetch),
    route(Api::Content, "PUT", "/v1/Content/{Sid}", "content.update", content::update),
    route(Api::Content, "DELETE", "/v1/Content/{Sid}", "content.delete", content::delete),
    route(Api::Content, "POST", "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp", "approvals.create", content::submit),
    route(Api::Content, "GET", "/v1/Content/{Sid}/ApprovalRequests", "approvals.fetch", content::fetch_approval),
    route(Api::Pricing, "GET", "/v1/PhoneNumbers/Countries", "pricing.list", pricing::list),
    route(Api::Pricing, "GET", "/v1/PhoneNumbers/Countries/{IsoCountry}", "pricing.fetch", pricing::fetch),
    route(Api::Numbers, "GET", "/v2/RegulatoryCompliance/Regulations", "regulations.list", regulations::list),
];

/// The call that is meant. The ending `.json` makes no difference.
pub fn find(api: Api, req: &Req) -> Option<&'static Route> {
    ROUTES
        .iter()
        .find(|route| route.api == api && route.method == req.method && fits(route.path, &req.parts))
}

/// `parts` come without `.json`, see [`Req::parts`].
fn fits(path: &str, parts: &[String]) -> bool {
    let path = path.strip_suffix(".json").unwrap_or(path);
    let mut wanted = path.split('/').skip(1);
    let all = parts.iter().all(|part| {
        wanted
            .next()
            .is_some_and(|wanted| wanted.starts_with('{') || wanted == part)
    });
    all && wanted.next().is_none()
}
