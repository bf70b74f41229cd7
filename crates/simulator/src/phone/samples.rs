//! Ready-made things to send: real files, small ones.

/// Name, type, bytes.
type Sample = (&'static str, &'static str, &'static [u8]);

const SAMPLES: [Sample; 4] = [
    (
        "golf.jpg",
        "image/jpeg",
        include_bytes!("assets/samples/golf.jpg"),
    ),
    (
        "scratch.jpg",
        "image/jpeg",
        include_bytes!("assets/samples/scratch.jpg"),
    ),
    (
        "trade-in.pdf",
        "application/pdf",
        include_bytes!("assets/samples/trade-in.pdf"),
    ),
    // The type that Twilio names for a voice note.
    (
        "voice.ogg",
        "audio/ogg",
        include_bytes!("assets/samples/voice.ogg"),
    ),
];

pub fn find(name: &str) -> Option<Sample> {
    SAMPLES.into_iter().find(|(known, ..)| *known == name)
}
