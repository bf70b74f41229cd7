//! The brand's logo, read once at the start.

use std::path::Path;

use portal::Logo;

/// A logo is on every page. Bytes.
const MOST: usize = 64 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads the file at that path: an SVG or a PNG.
///
/// What an SVG may do is not judged here: it is served so that it can do nothing (`web/brand.rs`).
pub(super) fn read(path: &str) -> Result<Logo, String> {
    let bytes =
        std::fs::read(Path::new(path)).map_err(|why| format!("names a file that cannot be read: {why}"))?;
    if bytes.len() > MOST {
        return Err(format!("names a file of more than {} kB", MOST / 1024));
    }
    let kind = kind(&bytes).ok_or("must name an SVG or a PNG file")?;
    Ok(Logo {
        kind,
        bytes: bytes.into(),
    })
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(PNG) {
        return Some("image/png");
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let starts = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    (starts && text.contains("<svg")).then_some("image/svg+xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> Result<Logo, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("logo");
        std::fs::write(&path, bytes).expect("written");
        read(path.to_str().expect("a path"))
    }

    #[test]
    fn a_drawing_or_a_picture_and_nothing_else() {
        let svg = b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert_eq!(file(svg).map(|logo| logo.kind), Ok("image/svg+xml"));
        let png = [PNG, b"rest"].concat();
        assert_eq!(file(&png).map(|logo| logo.kind), Ok("image/png"));
        for wrong in [
            &b""[..],
            b"<html></html>",
            b"GIF89a",
            b"words about <svg>",
            &[0xff; 8],
        ] {
            assert_eq!(file(wrong), Err("must name an SVG or a PNG file".into()));
        }
        let large = [b"<svg>", vec![b' '; MOST].as_slice()].concat();
        assert!(file(&large).is_err_and(|why| why.contains("64 kB")));
        assert!(read("nowhere/logo.svg").is_err_and(|why| why.contains("cannot be read")));
    }
}
