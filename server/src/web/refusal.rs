//! A form that was posted without JavaScript comes back with its refusal in the address (`__path`, `__err`), and the page
//! says there what it says. Sealed for whoever posted it: nobody puts words of their own into the portal's mouth by a link.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Span, Timestamp};
use portal::World;
use url::{Url, form_urlencoded};

use super::visitor::Visitor;

/// What the seals are signed for.
const PURPOSE: &str = "refusal";
/// How long a page may be loaded again and still says it.
const WORKS_FOR: Span = Span::minutes(10);
/// The door, the refusal, and the seal over both.
const NAMES: [&str; 3] = ["__path", "__err", "__seal"];

type Pair = (String, String);

/// Seals the refusal in the address that a form's answer leads to.
pub fn seal(world: &World, visitor: &Visitor, headers: &mut HeaderMap) {
    let place = headers
        .get(header::LOCATION)
        .and_then(|place| place.to_str().ok());
    let Some(mut place) = place.and_then(|place| Url::parse(place).ok()) else {
        return;
    };
    let (ours, mut rest) = apart(place.query().unwrap_or_default());
    if let (Some(path), Some(told)) = (only(&ours, NAMES[0]), only(&ours, NAMES[1])) {
        let until = world.clock.now() + WORKS_FOR;
        let signature = world.vault.sign(PURPOSE, &signed(visitor, until, path, told));
        let seal = format!("{}.{}", until.0, URL_SAFE_NO_PAD.encode(signature));
        let all = [path.to_owned(), told.to_owned(), seal];
        rest.extend(NAMES.map(str::to_owned).into_iter().zip(all));
    }
    place.set_query((!rest.is_empty()).then(|| written(&rest)).as_deref());
    if let Ok(place) = HeaderValue::try_from(place.as_str()) {
        headers.insert(header::LOCATION, place);
    }
}

/// The same page without the refusal in its address, if that is not one of ours to this visitor.
pub fn stripped(world: &World, visitor: &Visitor, uri: &Uri) -> Option<String> {
    let (ours, rest) = apart(uri.query()?);
    if ours.is_empty() || is_sealed(world, visitor, &ours) {
        return None;
    }
    let mut place = uri.path().to_owned();
    if !rest.is_empty() {
        place = format!("{place}?{}", written(&rest));
    }
    let is_local = app::compat::is_local(&place);
    Some(if is_local { place } else { "/".to_owned() })
}

/// Each of the three once, and the seal fits.
fn is_sealed(world: &World, visitor: &Visitor, ours: &[Pair]) -> bool {
    let [Some(path), Some(told), Some(seal)] = NAMES.map(|name| only(ours, name)) else {
        return false;
    };
    let Some((until, signature)) = seal.split_once('.') else {
        return false;
    };
    let (Ok(until), Ok(signature)) = (until.parse(), URL_SAFE_NO_PAD.decode(signature)) else {
        return false;
    };
    let until = Timestamp(until);
    let bytes = signed(visitor, until, path, told);
    world.clock.now() < until && world.vault.verify(PURPOSE, &bytes, &signature)
}

fn signed(visitor: &Visitor, until: Timestamp, path: &str, told: &str) -> Vec<u8> {
    let person = visitor.person.as_ref().map_or("", |(_, me)| me.id.as_str());
    [person, &until.0.to_string(), path, told].join("\n").into_bytes()
}

/// What is ours of a query, and the rest of it.
fn apart(query: &str) -> (Vec<Pair>, Vec<Pair>) {
    let all = form_urlencoded::parse(query.as_bytes()).into_owned();
    all.partition(|(name, _)| NAMES.contains(&name.as_str()))
}

fn only<'a>(pairs: &'a [Pair], name: &str) -> Option<&'a str> {
    let mut found = pairs.iter().filter(|(known, _)| known == name);
    let (_, value) = found.next()?;
    found.next().is_none().then_some(value)
}

fn written(pairs: &[Pair]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
