//! What car dealers write most, ready to be handed in.

use super::{Category, Draft, Shape, Value};

/// What a starter says in one language.
struct Words {
    language: &'static str,
    body: &'static str,
    buttons: &'static [&'static str],
    samples: &'static [&'static str],
}

const fn words(
    language: &'static str,
    body: &'static str,
    buttons: &'static [&'static str],
    samples: &'static [&'static str],
) -> Words {
    Words {
        language,
        body,
        buttons,
        samples,
    }
}

const TEST_DRIVE: [Words; 3] = [
    words(
        "en",
        "Hi {{1}}, your test drive of the {{2}} is planned for {{3}} at our showroom. Bring your driving licence. \
         Does this still suit you?",
        &["Yes, see you then", "Another time"],
        &["Anna", "Volkswagen Golf", "Friday 14:00"],
    ),
    words(
        "nl",
        "Hoi {{1}}, je proefrit met de {{2}} staat gepland op {{3}} in onze showroom. Neem je rijbewijs mee. Komt dit \
         nog uit?",
        &["Ja, tot dan", "Ander moment"],
        &["Anna", "Volkswagen Golf", "vrijdag 14:00"],
    ),
    words(
        "es",
        "Hola {{1}}, tu prueba del {{2}} está prevista para el {{3}} en nuestro concesionario. Trae tu carné de \
         conducir. ¿Te sigue viniendo bien?",
        &["Sí, hasta entonces", "Otro momento"],
        &["Ana", "Volkswagen Golf", "viernes a las 14:00"],
    ),
];

const SERVICE_DUE: [Words; 3] = [
    words(
        "en",
        "Hi {{1}}, according to our workshop your {{2}} is due for its service. Shall we plan an appointment with you?",
        &["Plan it", "Not now"],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "nl",
        "Hoi {{1}}, volgens onze werkplaats is je {{2}} toe aan een onderhoudsbeurt. Zullen we een afspraak met je \
         inplannen?",
        &["Plan maar in", "Nu niet"],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "es",
        "Hola {{1}}, según nuestro taller a tu {{2}} le toca la revisión. ¿Quieres que reservemos una cita contigo?",
        &["Sí, reservar", "Ahora no"],
        &["Ana", "Volkswagen Golf"],
    ),
];

const QUOTE_READY: [Words; 3] = [
    words(
        "en",
        "Hi {{1}}, the quote for the {{2}} that you asked us for is ready. Shall we send it to you here?",
        &["Send it", "Call me"],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "nl",
        "Hoi {{1}}, de offerte voor de {{2}} waar je om vroeg ligt klaar. Zullen we hem je hier toesturen?",
        &["Stuur maar", "Bel mij"],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "es",
        "Hola {{1}}, el presupuesto del {{2}} que nos pediste está listo. ¿Te lo enviamos por aquí?",
        &["Enviar", "Llamadme"],
        &["Ana", "Volkswagen Golf"],
    ),
];

const CAR_ARRIVED: [Words; 3] = [
    words(
        "en",
        "Hi {{1}}, good news: your {{2}} has arrived at our showroom. When would you like to come and collect it?",
        &[],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "nl",
        "Hoi {{1}}, goed nieuws: je {{2}} is aangekomen in onze showroom. Wanneer wil je hem komen ophalen?",
        &[],
        &["Anna", "Volkswagen Golf"],
    ),
    words(
        "es",
        "Hola {{1}}, buenas noticias: tu {{2}} ha llegado a nuestro concesionario. ¿Cuándo quieres venir a recogerlo?",
        &[],
        &["Ana", "Volkswagen Golf"],
    ),
];

/// Test drive, service due, quote ready, car arrived: each in English, Dutch and Spanish.
pub fn starters() -> Vec<Draft> {
    let sets = [
        ("test_drive", Category::Utility, &TEST_DRIVE),
        ("service_due", Category::Marketing, &SERVICE_DUE),
        ("quote_ready", Category::Utility, &QUOTE_READY),
        ("car_arrived", Category::Utility, &CAR_ARRIVED),
    ];
    let all = sets.into_iter();
    all.flat_map(|(name, category, languages)| {
        languages.iter().map(move |words| draft(name, category, words))
    })
    .collect()
}

fn draft(name: &str, category: Category, words: &Words) -> Draft {
    let body = words.body.to_owned();
    let buttons: Vec<String> = words.buttons.iter().map(|button| (*button).to_owned()).collect();
    let samples = words.samples.iter().enumerate();
    let sample = |(at, sample): (usize, &&str)| -> Value { ((at + 1).to_string(), (*sample).to_owned()) };
    Draft {
        name: name.to_owned(),
        language: words.language.to_owned(),
        category,
        shape: if buttons.is_empty() {
            Shape::Text { body }
        } else {
            Shape::QuickReply { body, buttons }
        },
        samples: samples.map(sample).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lang, template::faults};

    #[test]
    fn every_starter_keeps_every_rule() {
        let all = starters();
        assert_eq!(all.len(), 12);
        for starter in &all {
            let faults = faults(Lang::En, starter);
            assert!(
                faults.is_empty(),
                "{} {}: {faults:?}",
                starter.name,
                starter.language
            );
            assert_eq!(starter.shape.variables().len(), starter.samples.len());
        }
    }
}
