//! Small pictures for the thread: scaled down, turned upright, without whatever else was in the file.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};
use tokio::sync::Semaphore;

/// The longer side of a small picture, in pixels: what the thread shows, twice as sharp.
const SIDE: u32 = 640;
/// The longest side of a picture that is opened, in pixels.
const LONGEST: u32 = 12_000;
/// The most memory that opening a picture may take, in bytes: 24 million pixels of four bytes.
const MOST_MEMORY: u64 = 96 * 1024 * 1024;
const QUALITY: u8 = 78;

/// Pictures are opened one at a time: each takes much memory for a moment.
static TURN: Semaphore = Semaphore::const_new(1);

/// A small picture: JPEG, or WebP where something can be seen through it.
pub(super) struct Small {
    pub(super) bytes: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The bytes again, and their small picture. `None` for what is no picture, is broken, or is too large to open.
pub(super) async fn of(content_type: &str, bytes: Vec<u8>) -> (Vec<u8>, Option<Small>) {
    let format = match content_type {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        "image/webp" => ImageFormat::WebP,
        _ => return (bytes, None),
    };
    let _turn = TURN.acquire().await;
    let kept = bytes.clone();
    let made = tokio::task::spawn_blocking(move || make(&bytes, format)).await;
    match made {
        Ok(Ok(small)) => (kept, Some(small)),
        Ok(Err(error)) => {
            tracing::info!(%error, "no small picture could be made");
            (kept, None)
        }
        Err(error) => {
            tracing::warn!(%error, "making a small picture broke off");
            (kept, None)
        }
    }
}

fn make(bytes: &[u8], format: ImageFormat) -> image::ImageResult<Small> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    if decoder.total_bytes() > MOST_MEMORY {
        let kind = image::error::LimitErrorKind::InsufficientMemory;
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(
            kind,
        )));
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let mut out = Vec::new();
    if picture.color().has_alpha() {
        picture
            .to_rgba8()
            .write_with_encoder(WebPEncoder::new_lossless(&mut out))?;
    } else {
        picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
    }
    Ok(Small {
        bytes: out,
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, alpha: bool, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let picture = if alpha {
            DynamicImage::new_rgba8(width, height)
        } else {
            DynamicImage::new_rgb8(width, height)
        };
        picture.write_to(&mut out, format).expect("a picture");
        out.into_inner()
    }

    async fn small(content_type: &str, bytes: Vec<u8>) -> Option<Small> {
        let (kept, small) = of(content_type, bytes.clone()).await;
        assert_eq!(kept, bytes, "the file itself is never changed");
        small
    }

    #[tokio::test]
    async fn a_large_picture_becomes_small_and_keeps_its_shape() {
        let small = small("image/jpeg", picture(1600, 800, false, ImageFormat::Jpeg))
            .await
            .expect("a picture");
        assert_eq!((small.width, small.height), (640, 320));
        assert!(domain::media::begins_as("image/jpeg", &small.bytes));
    }

    #[tokio::test]
    async fn what_can_be_seen_through_stays_so() {
        let small = small("image/webp", picture(512, 512, true, ImageFormat::WebP))
            .await
            .expect("a picture");
        assert_eq!((small.width, small.height), (512, 512));
        assert!(domain::media::begins_as("image/webp", &small.bytes));
    }

    #[tokio::test]
    async fn a_bomb_is_not_opened_and_no_picture_is_no_harm() {
        // A PNG that says it is 30,000 pixels wide and high, and is nothing else.
        let mut bomb = picture(1, 1, false, ImageFormat::Png);
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(small("image/png", bomb).await.is_none());
        assert!(
            small("image/jpeg", b"\xff\xd8\xff and then nothing".to_vec())
                .await
                .is_none()
        );
        assert!(small("application/pdf", b"%PDF-".to_vec()).await.is_none());
    }
}
