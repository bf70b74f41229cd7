//! The words with which a buyer says that they do not want to be written to, and that they do again.

use serde::{Deserialize, Serialize};

/// What a buyer asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To hear nothing any more.
    Stop,
    /// To hear from the dealer again.
    Start,
}

/// In English (Twilio's default list, Meta's marketing button), Dutch and Spanish. Only what nobody writes for another
/// reason: CANCEL, END and JA are on Twilio's list for text messages, and are answers here.
const STOP: &[&str] = &[
    "stop",
    "stop all",
    "stopall",
    "stop promotions",
    "unsubscribe",
    "quit",
    "revoke",
    "optout",
    "opt out",
    "afmelden",
    "afmelding",
    "uitschrijven",
    "stoppen",
    "stop ermee",
    "geen berichten meer",
    "baja",
    "darme de baja",
    "dar de baja",
    "cancelar suscripcion",
    "detener",
    "parar",
    "alto",
    "no mas mensajes",
];

const START: &[&str] = &[
    "start",
    "unstop",
    "subscribe",
    "optin",
    "opt in",
    "aanmelden",
    "hervatten",
    "weer aanmelden",
    "alta",
    "darme de alta",
    "reanudar",
];

/// What a whole message asks for. Case, accents and punctuation do not matter; a sentence that only holds such a word
/// is no wish.
pub fn wish(body: &str) -> Option<Wish> {
    // Longer than every phrase: not worth looking at.
    if body.len() > 200 {
        return None;
    }
    let words = plain(body);
    if STOP.contains(&words.as_str()) {
        Some(Wish::Stop)
    } else if START.contains(&words.as_str()) {
        Some(Wish::Start)
    } else {
        None
    }
}

/// Lower case, without accents, words with one space between them.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match bare(letter) {
            // An accent that stands on its own belongs to the letter before it.
            _ if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            Some(letter) => plain.push(letter),
            None if plain.ends_with(' ') || plain.is_empty() => {}
            None => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// A letter without its accent; nothing for what is no letter or digit.
fn bare(letter: char) -> Option<char> {
    Some(match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other if other.is_alphanumeric() => other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_is_a_wish_however_it_is_written() {
        for text in [
            "STOP",
            " stop. ",
            "Stop!!",
            "“Afmelden”",
            "BAJA",
            "Cancelar suscripción",
            "no más mensajes",
            "OPT-OUT",
        ] {
            assert_eq!(wish(text), Some(Wish::Stop), "{text}");
        }
        for text in ["START", "alta", "Weer aanmelden."] {
            assert_eq!(wish(text), Some(Wish::Start), "{text}");
        }
    }

    #[test]
    fn an_accent_may_come_as_a_sign_of_its_own() {
        assert_eq!(wish("no ma\u{301}s mensajes"), Some(Wish::Stop));
    }

    #[test]
    fn a_sentence_with_such_a_word_is_no_wish() {
        for text in [
            "",
            "?!",
            "Can you stop by tomorrow",
            "start-stop systeem?",
            "non stop",
            "end",
            "cancel",
            "ja",
            "de auto wil niet starten",
        ] {
            assert_eq!(wish(text), None, "{text}");
        }
        assert_eq!(wish(&"stop ".repeat(100)), None);
    }
}
