//! Names of the countries that numbers are bought in.

use crate::{Lang, say::country as c};

/// The name of a country by its ISO 3166-1 alpha-2 code; one that is not listed stands for itself.
pub fn name(lang: Lang, code: &str) -> String {
    let name = match code {
        "AT" => c::at(lang),
        "AU" => c::au(lang),
        "BE" => c::be(lang),
        "BG" => c::bg(lang),
        "BR" => c::br(lang),
        "CA" => c::ca(lang),
        "CH" => c::ch(lang),
        "CL" => c::cl(lang),
        "CO" => c::co(lang),
        "CY" => c::cy(lang),
        "CZ" => c::cz(lang),
        "DE" => c::de(lang),
        "DK" => c::dk(lang),
        "EE" => c::ee(lang),
        "ES" => c::es(lang),
        "FI" => c::fi(lang),
        "FR" => c::fr(lang),
        "GB" => c::gb(lang),
        "GR" => c::gr(lang),
        "HR" => c::hr(lang),
        "HU" => c::hu(lang),
        "IE" => c::ie(lang),
        "IL" => c::il(lang),
        "IT" => c::it(lang),
        "LT" => c::lt(lang),
        "LU" => c::lu(lang),
        "LV" => c::lv(lang),
        "MT" => c::mt(lang),
        "MX" => c::mx(lang),
        "NL" => c::nl(lang),
        "NO" => c::no(lang),
        "NZ" => c::nz(lang),
        "PE" => c::pe(lang),
        "PL" => c::pl(lang),
        "PT" => c::pt(lang),
        "RO" => c::ro(lang),
        "SE" => c::se(lang),
        "SI" => c::si(lang),
        "SK" => c::sk(lang),
        "US" => c::us(lang),
        "ZA" => c::za(lang),
        other => other,
    };
    name.to_owned()
}
