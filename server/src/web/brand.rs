//! `GET /brand.css`: the two custom properties that make a page the brand's.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::{Lang, brand::Brand};

use super::{Shared, plain, visitor::Visitor};

pub async fn style(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    drawn(&shared, visitor, &headers, "text/css; charset=utf-8", css_of).await
}

/// `GET /brand/logo`: the logo of the settings, else the mark that is drawn for every brand.
///
/// An SVG may hold scripts and more. Shown as a picture it runs none; opened by itself it is in a box without any.
pub async fn logo(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    let Some(logo) = &shared.world.settings.brand_logo else {
        return super::icon::svg(State(shared), visitor, headers).await;
    };
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(logo.kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
            ),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    (head, Bytes::from_owner(Arc::clone(&logo.bytes))).into_response()
}

/// Something drawn from the signed-in person's brand, else from the host name's. Browsers keep it for five minutes.
pub async fn drawn<B: IntoResponse>(
    shared: &Shared,
    visitor: Visitor,
    headers: &HeaderMap,
    kind: &'static str,
    draw: impl FnOnce(&Brand) -> B,
) -> Response {
    let brand = match visitor.person {
        Some((_, me)) => Ok(me.brand),
        None => of_host(shared, headers).await,
    };
    match brand {
        Ok(brand) => {
            let kind = HeaderValue::from_static(kind);
            let keep = HeaderValue::from_static("private, max-age=300");
            (
                [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
                draw(&brand),
            )
                .into_response()
        }
        Err(error) => plain::page(&error.into_problem(&shared.world, Lang::default())),
    }
}

/// The brand of the host name in the request. Only what a page looks like follows from it, never an address.
pub async fn of_host(shared: &Shared, headers: &HeaderMap) -> portal::Result<Brand> {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    portal::brands::for_host(&shared.world, host).await
}

fn css_of(brand: &Brand) -> String {
    let Some(rgb) = rgb(&brand.colour) else {
        return String::new();
    };
    let [r, g, b] = words_on(rgb);
    format!(
        ":root {{ --brand: {}; --on-brand: #{r:02x}{g:02x}{b:02x}; }}\n",
        brand.colour
    )
}

/// White where it can be read on that colour, else nearly black.
pub fn words_on(rgb: [u8; 3]) -> [u8; 3] {
    if contrast(luminance(rgb), 1.0) >= 4.5 {
        [0xff; 3]
    } else {
        [0x14, 0x16, 0x1a]
    }
}

/// Red, green and blue of `#rrggbb`.
pub fn rgb(colour: &str) -> Option<[u8; 3]> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// WCAG 2.2, relative luminance.
fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG 2.2, contrast ratio of a darker and a lighter colour.
fn contrast(darker: f64, lighter: f64) -> f64 {
    (lighter + 0.05) / (darker + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn css(colour: &str) -> String {
        css_of(&Brand {
            id: "default".parse().expect("an id"),
            name: String::new(),
            logo: None,
            colour: colour.to_owned(),
            support_mail: String::new(),
        })
    }

    #[test]
    fn words_on_the_brand_colour_can_be_read() {
        assert_eq!(
            css("#0b6b50"),
            ":root { --brand: #0b6b50; --on-brand: #ffffff; }\n"
        );
        assert_eq!(
            css("#ffd400"),
            ":root { --brand: #ffd400; --on-brand: #14161a; }\n"
        );
    }

    #[test]
    fn what_is_no_colour_cannot_become_style() {
        assert_eq!(css("red; } body { display: none"), "");
        assert_eq!(css("#12345€"), "");
    }
}
