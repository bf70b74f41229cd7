//! The few pages that stand without the app: when it cannot be drawn, or must not be.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse as _,
};
use domain::{Code, Lang, Problem, say};
use tower_http::csrf::{ProtectionError, ResponseForProtectionError};

use super::problem;

/// A sentence, a reference number if there is one, and the way home.
pub fn page(problem: &Problem) -> Response<Body> {
    let lang = Lang::default();
    let reference = problem
        .reference
        .as_ref()
        .map(|number| format!("<p>{}</p>", escape(&say::ui::reference(lang, number))))
        .unwrap_or_default();
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{}</title></head><body><main><h1>{}</h1>{reference}<p><a href=\"/\">{}</a></p></main></body></html>",
        lang.tag(),
        escape(say::ui::error_title(lang)),
        escape(&problem.detail),
        escape(say::server::go_home(lang)),
    );
    let mut response = (problem::status(problem), Body::from(html)).into_response();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Answers a request that another site made a browser send.
#[derive(Debug, Clone, Copy)]
pub struct Foreign;

impl ResponseForProtectionError<Body> for Foreign {
    fn response_for_protection_error(&mut self, _: ProtectionError) -> Response<Body> {
        let mut response = page(&Problem::new(Code::Denied, say::server::foreign(Lang::default())));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_sentence_stays_a_sentence() {
        assert_eq!(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    }
}
