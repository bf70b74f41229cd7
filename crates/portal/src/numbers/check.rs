use domain::{
    E164, FieldError, Lang,
    number::{CodeBy, Line, NumberCheck, NumberKind},
    say::number as words,
};
use phonenumber::Type;

use super::{
    for_owners,
    holder::{Holder, holder},
    line::{self, Understood},
};
use crate::{Actor, Error, Result, World};

/// The field's name in every form that asks for a number.
const FIELD: &str = "phoneNumber";

/// Whether a number of one's own can be connected. For owners, and through a signup link.
pub async fn check(world: &World, actor: &Actor, kind: NumberKind, number: &str) -> Result<NumberCheck> {
    for_owners(actor)?;
    let lang = Lang::default();
    if number.trim().is_empty() {
        return Err(Error::field(FIELD, words::number_missing(lang)));
    }
    let home = world.settings.countries.first().map(String::as_str);
    let seen =
        line::understand(number, home).ok_or_else(|| Error::field(FIELD, words::number_unreadable(lang)))?;

    let code_by = code_by(kind, seen.line);
    let problem = match unfit(lang, kind, &seen) {
        Some(message) => Some(message.to_owned()),
        None => connected(world, actor, lang, &seen.number).await?,
    };
    let problems: Vec<FieldError> = problem
        .map(|message| FieldError {
            field: FIELD.to_owned(),
            message,
        })
        .into_iter()
        .collect();
    let notes = if problems.is_empty() {
        notes(lang, kind, seen.line, code_by)
    } else {
        Vec::new()
    };
    Ok(NumberCheck {
        number: seen.number,
        national: seen.national,
        country: seen.country,
        line: seen.line,
        code_by,
        problems,
        notes,
    })
}

/// A number of one's own that WhatsApp takes, and how its code comes unless the dealer chose; otherwise why not, in words.
/// `country` (ISO 3166-1 alpha-2) is meant where no country code was typed.
pub(crate) fn own(
    lang: Lang,
    typed: &str,
    country: &str,
) -> std::result::Result<(E164, CodeBy), &'static str> {
    let seen = line::understand(typed, Some(country)).ok_or_else(|| words::number_unreadable(lang))?;
    match unfit(lang, NumberKind::Byo, &seen) {
        Some(why) => Err(why),
        None => Ok((seen.number, code_by(NumberKind::Byo, seen.line))),
    }
}

/// A bought number's kind says what it can receive; of one's own, the line does.
fn code_by(kind: NumberKind, line: Line) -> CodeBy {
    match (kind, line) {
        (NumberKind::VoiceOnly, _) | (NumberKind::Byo, Line::Landline) => CodeBy::Voice,
        _ => CodeBy::Sms,
    }
}

/// Why WhatsApp would not take it. A number from Twilio's shelf was chosen by what it can receive, so that only its
/// shape is looked at.
fn unfit(lang: Lang, kind: NumberKind, seen: &Understood) -> Option<&'static str> {
    if seen.kind == Type::Unknown {
        return Some(words::number_unknown(lang));
    }
    if seen.has_extension {
        return Some(words::extension(lang));
    }
    if kind.is_bought() || seen.line != Line::Unsupported {
        return None;
    }
    Some(match seen.kind {
        Type::TollFree => words::toll_free(lang),
        Type::PremiumRate | Type::SharedCost => words::premium(lang),
        _ => words::unsupported(lang),
    })
}

/// Who has it already, in words.
async fn connected(world: &World, actor: &Actor, lang: Lang, number: &E164) -> Result<Option<String>> {
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    Ok(match holder(&mut db, dealer, number).await? {
        Holder::Free => None,
        Holder::Connected => Some(words::connected_here(lang).to_owned()),
        Holder::Elsewhere => Some(words::connected_elsewhere(lang, &world.settings.support_mail)),
    })
}

fn notes(lang: Lang, kind: NumberKind, line: Line, code_by: CodeBy) -> Vec<String> {
    if kind.is_bought() {
        return Vec::new();
    }
    let arrives = match (line, code_by) {
        (Line::Either, _) => Some(words::note_either(lang)),
        (_, CodeBy::Voice) => Some(words::note_call(lang)),
        (_, CodeBy::Sms) => None,
    };
    arrives
        .into_iter()
        .chain([words::note_whatsapp(lang)])
        .map(str::to_owned)
        .collect()
}
