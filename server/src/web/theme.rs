//! `POST /theme`: how pages look on this device. Kept in a cookie and not with the person: a phone at night and a desk
//! by day are two things. The server reads it, so that a page is drawn right at once.

use axum::{
    Form,
    http::{HeaderValue, header},
    response::Response,
};
use axum_extra::extract::cookie::CookieJar;
use domain::account::Theme;
use serde::Deserialize;

use super::gate::see_other;

const COOKIE: &str = "theme";

#[derive(Deserialize)]
pub struct ThemeForm {
    #[serde(default)]
    theme: Theme,
}

/// Notes the choice and goes back to the page that offers it.
pub async fn choose(Form(form): Form<ThemeForm>) -> Response {
    let mut response = see_other("/account");
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie(form.theme));
    response
}

/// The choice that a browser brings; what is unreadable counts as none.
pub fn of(jar: &CookieJar) -> Theme {
    jar.get(COOKIE)
        .and_then(|cookie| Theme::parse(cookie.value()))
        .unwrap_or_default()
}

fn cookie(theme: Theme) -> HeaderValue {
    let year = 365 * 24 * 60 * 60;
    // To follow the device is to have no choice noted.
    let max_age = if theme == Theme::System { 0 } else { year };
    let text = format!(
        "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}",
        theme.as_str()
    );
    HeaderValue::try_from(text).expect("a theme's name is letters")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn read(text: &'static str) -> Theme {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(text));
        of(&CookieJar::from_headers(&headers))
    }

    #[test]
    fn only_a_choice_of_ours_is_read_and_only_a_choice_is_kept() {
        assert_eq!(read("a=b; theme=dark"), Theme::Dark);
        assert_eq!(read("theme=light"), Theme::Light);
        assert_eq!(read("theme=\"><script>"), Theme::System);
        assert_eq!(read("a=b"), Theme::System);
        assert!(
            cookie(Theme::Dark)
                .to_str()
                .expect("plain")
                .starts_with("theme=dark; Path=/;")
        );
        assert!(
            cookie(Theme::System)
                .to_str()
                .expect("plain")
                .ends_with("Max-Age=0")
        );
    }
}
