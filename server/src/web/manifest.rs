//! `GET /manifest.webmanifest`: the brand as an app on somebody's phone.

use axum::{extract::State, http::HeaderMap, response::Response};
use domain::brand::Brand;
use serde_json::json;

use super::{Shared, brand, visitor::Visitor};

/// The signed-in person's brand, else the host name's.
pub async fn manifest(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    brand::drawn(
        &shared,
        visitor,
        &headers,
        "application/manifest+json",
        manifest_of,
    )
    .await
}

fn manifest_of(brand: &Brand) -> String {
    let icon = |src: &str, sizes: &str, kind: &str| json!({"src": src, "sizes": sizes, "type": kind});
    let mut large = icon("/icon-512.png", "512x512", "image/png");
    // Full to the edge, with the mark well inside: launchers may cut it to their own shape.
    large["purpose"] = "any maskable".into();
    json!({
        "id": "/",
        "name": brand.name,
        "short_name": brand.name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": brand.colour,
        "background_color": brand.colour,
        "icons": [
            icon("/icon.svg", "any", "image/svg+xml"),
            icon("/icon-192.png", "192x192", "image/png"),
            large,
        ],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_brands_and_nobody_elses() {
        let brand = Brand {
            id: "default".parse().expect("an id"),
            name: "Auto \"Lijn\"".to_owned(),
            logo: None,
            colour: "#123456".to_owned(),
            support_mail: String::new(),
        };
        let text = manifest_of(&brand);
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read["name"], "Auto \"Lijn\"");
        assert_eq!(read["theme_color"], "#123456");
        assert!(!text.contains("Forecourt"), "{text}");
    }
}
