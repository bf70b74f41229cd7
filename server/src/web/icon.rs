//! The brand's icon: its mark in white or black on its colour, as SVG for browsers and as PNG for phones, which take
//! nothing else on their home screens.

use std::io::Write as _;

use axum::{extract::State, http::HeaderMap, response::Response};
use domain::brand::Brand;
use flate2::{Compression, Crc, write::ZlibEncoder};

use super::{Shared, brand, visitor::Visitor};

/// The strokes of the mark in a square of 32, as in `public/icons.svg` moved by four.
const STROKES: &[&[(f32, f32)]] = &[
    &[
        (7.5, 21.5),
        (7.5, 17.0),
        (10.1, 15.8),
        (12.1, 11.8),
        (12.85, 11.0),
        (13.9, 10.7),
        (18.1, 10.7),
        (19.15, 11.0),
        (19.9, 11.8),
        (21.9, 15.8),
        (24.5, 17.0),
        (24.5, 21.5),
    ],
    &[(10.5, 16.0), (21.5, 16.0)],
    &[(13.3, 21.0), (18.7, 21.0)],
];
/// Its wheels.
const WHEELS: [(f32, f32); 2] = [(11.5, 21.0), (20.5, 21.0)];
const WHEEL: f32 = 1.8;
/// Half the width of a stroke.
const HALF: f32 = 1.0;

/// `GET /icon.svg`.
pub async fn svg(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    brand::drawn(&shared, visitor, &headers, "image/svg+xml", svg_of).await
}

/// `GET /icon-192.png`.
pub async fn small(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    brand::drawn(&shared, visitor, &headers, "image/png", |brand| {
        png_of(brand, 192)
    })
    .await
}

/// `GET /icon-512.png`.
pub async fn large(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    brand::drawn(&shared, visitor, &headers, "image/png", |brand| {
        png_of(brand, 512)
    })
    .await
}

/// The brand's colour and what is drawn on it.
fn colours(brand: &Brand) -> ([u8; 3], [u8; 3]) {
    // The demo's green, should a brand have no readable colour.
    let ground = brand::rgb(&brand.colour).unwrap_or([0x0b, 0x6b, 0x50]);
    (ground, brand::words_on(ground))
}

fn svg_of(brand: &Brand) -> String {
    let hex = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
    let (ground, ink) = colours(brand);
    let lines = STROKES.iter().map(|points| {
        let points = points.iter().map(|(x, y)| format!("{x},{y} "));
        format!("<polyline points=\"{}\"/>", points.collect::<String>().trim_end())
    });
    let wheels = WHEELS
        .iter()
        .map(|(x, y)| format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{WHEEL}\"/>"));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" fill=\"{}\"/>\
         <g fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</g></svg>",
        hex(ground),
        hex(ink),
        2.0 * HALF,
        lines.chain(wheels).collect::<String>(),
    )
}

/// A square of `size` pixels with a palette from the brand's colour to the ink: how much ink a pixel holds is its
/// place in the palette. Source: PNG, third edition, 5 and 11.
fn png_of(brand: &Brand, size: u16) -> Vec<u8> {
    let (ground, ink) = colours(brand);
    let mut palette = Vec::with_capacity(3 * 256);
    for step in 0..=255_u16 {
        let mixed = |at: usize| (u16::from(ground[at]) * (255 - step) + u16::from(ink[at]) * step) / 255;
        palette.extend((0..3).map(|at| u8::try_from(mixed(at)).unwrap_or(u8::MAX)));
    }
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::default());
    let pixels = f32::from(size) / 32.0;
    for y in 0..size {
        let mut row = vec![0; 1 + usize::from(size)];
        for (x, held) in (0..size).zip(&mut row[1..]) {
            let centre = ((f32::from(x) + 0.5) / pixels, (f32::from(y) + 0.5) / pixels);
            *held = share((HALF - distance(centre)) * pixels + 0.5);
        }
        rows.write_all(&row).expect("memory takes it");
    }
    let side = u32::from(size).to_be_bytes();
    // Eight bits a pixel, from a palette; no interlace.
    let header = [side.as_slice(), &side, &[8, 3, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"PLTE", &palette);
    chunk(&mut png, *b"IDAT", &rows.finish().expect("memory takes it"));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// From the middle of the nearest stroke.
fn distance(point: (f32, f32)) -> f32 {
    let lines = STROKES
        .iter()
        .flat_map(|points| points.windows(2))
        .map(|ends| to_line(point, ends[0], ends[1]));
    let wheels = WHEELS
        .iter()
        .map(|(x, y)| ((point.0 - x).hypot(point.1 - y) - WHEEL).abs());
    lines.chain(wheels).fold(f32::MAX, f32::min)
}

fn to_line(point: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let along = ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / (dx * dx + dy * dy);
    let along = along.clamp(0.0, 1.0);
    (point.0 - from.0 - along * dx).hypot(point.1 - from.1 - along * dy)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 255 by then"
)]
fn share(part: f32) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("an icon is small");
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(data);
    png.extend(length.to_be_bytes());
    png.extend(name);
    png.extend(data);
    png.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(colour: &str) -> Brand {
        Brand {
            id: "default".parse().expect("an id"),
            name: String::new(),
            logo: None,
            colour: colour.to_owned(),
            support_mail: String::new(),
        }
    }

    #[test]
    fn the_mark_is_seen_on_every_brand() {
        let yellow = svg_of(&brand("#ffd400"));
        assert!(yellow.contains("fill=\"#ffd400\"") && yellow.contains("stroke=\"#14161a\""));
        assert!(svg_of(&brand("\"/><script>")).contains("fill=\"#0b6b50\""));
    }

    #[test]
    fn a_png_says_how_large_it_is_and_holds_the_ground_at_its_corner() {
        let png = png_of(&brand("#123456"), 192);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(png[16..24], [0, 0, 0, 192, 0, 0, 0, 192]);
        let palette = png
            .windows(4)
            .position(|name| name == b"PLTE")
            .expect("a palette")
            + 4;
        assert_eq!(png[palette..palette + 3], [0x12, 0x34, 0x56]);
        assert_eq!(png[palette + 3 * 255..palette + 3 * 256], [0xff; 3]);
        assert!(png.len() < 16_000, "{} bytes", png.len());
    }

    #[test]
    fn strokes_are_ink_and_the_corner_is_not() {
        assert!(distance((16.0, 16.0)) < 0.01, "the bonnet");
        assert!(distance((0.0, 0.0)) > HALF);
    }
}
