//! Pages in Twilio's two dialects.

use serde_json::{Map, Value, json};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::http::{Answer, Params, Req};

/// One page of a list whose items are already in order.
struct Page<'a> {
    number: usize,
    size: usize,
    items: &'a [Value],
    start: usize,
    more: bool,
}

fn cut<'a>(query: &Params, all: &'a [Value], default_size: usize) -> Page<'a> {
    let size = query.number("PageSize").unwrap_or(default_size).clamp(1, 1000);
    let number = query.number("Page").unwrap_or(0);
    // The token names the last item of the page before, so that new items do not shift the pages.
    let after = query
        .given("PageToken")
        .and_then(|token| token.strip_prefix("PA"))
        .and_then(|sid| {
            all.iter()
                .position(|item| item["sid"].as_str() == Some(sid))
                .map(|at| at + 1)
        });
    let start = after.unwrap_or(number * size).min(all.len());
    let end = (start + size).min(all.len());
    Page {
        number,
        size,
        items: &all[start..end],
        start,
        more: end < all.len(),
    }
}

fn query(page: &Page<'_>, filters: &Params, number: usize, token: Option<&str>) -> String {
    let mut text = Serializer::new(String::new());
    for (name, value) in &filters.0 {
        if !["PageSize", "Page", "PageToken"].contains(&name.as_str()) {
            text.append_pair(name, value);
        }
    }
    text.append_pair("PageSize", &page.size.to_string())
        .append_pair("Page", &number.to_string());
    if let Some(token) = token {
        text.append_pair("PageToken", token);
    }
    text.finish()
}

fn next_token(page: &Page<'_>) -> Option<String> {
    let last = page.items.last().filter(|_| page.more)?;
    Some(format!("PA{}", last["sid"].as_str().unwrap_or_default()))
}

/// The 2010 dialect: flat fields and addresses relative to the host.
pub fn classic(req: &Req, key: &str, all: &[Value]) -> Answer {
    let page = cut(&req.query, all, 50);
    let path = format!("/{}.json", req.parts.join("/"));
    let at = |number, token: Option<&str>| format!("{path}?{}", query(&page, &req.query, number, token));
    let next = next_token(&page).map(|token| at(page.number + 1, Some(&token)));
    let previous = page.number.checked_sub(1).map(|number| at(number, None));
    let mut body = Map::new();
    body.insert("first_page_uri".into(), at(0, None).into());
    body.insert("next_page_uri".into(), next.into());
    body.insert("previous_page_uri".into(), previous.into());
    body.insert("uri".into(), at(page.number, req.query.get("PageToken")).into());
    body.insert("page".into(), page.number.into());
    body.insert("page_size".into(), page.size.into());
    body.insert("start".into(), page.start.into());
    body.insert(
        "end".into(),
        (page.start + page.items.len())
            .saturating_sub(1)
            .max(page.start)
            .into(),
    );
    body.insert(key.into(), page.items.into());
    Answer::json(200, &body.into())
}

/// The newer dialect: `meta` and absolute addresses.
pub fn modern(base: &Url, req: &Req, key: &str, all: &[Value], default_size: usize) -> Answer {
    let page = cut(&req.query, all, default_size);
    let path = format!("{}/{}", base.as_str().trim_end_matches('/'), req.parts.join("/"));
    let at = |number, token: Option<&str>| format!("{path}?{}", query(&page, &req.query, number, token));
    let next = next_token(&page).map(|token| at(page.number + 1, Some(&token)));
    let previous = page.number.checked_sub(1).map(|number| at(number, None));
    let mut body = Map::new();
    body.insert(key.into(), page.items.into());
    body.insert(
        "meta".into(),
        json!({
            "page": page.number,
            "page_size": page.size,
            "first_page_url": at(0, None),
            "previous_page_url": previous,
            "url": at(page.number, req.query.get("PageToken")),
            "next_page_url": next,
            "key": key,
        }),
    );
    Answer::json(200, &body.into())
}
