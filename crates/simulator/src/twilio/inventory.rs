//! The phone numbers that Twilio has for sale here: made up, valid, and the same for the same seed.

use crate::chance::fixed;

/// What can be bought in one country.
pub struct Country {
    pub code: &'static str,
    pub name: &'static str,
    pub offers: &'static [Offer],
}

/// One number type of one country.
pub struct Offer {
    /// As in the path: `Local`, `Mobile`, `National`, `TollFree`.
    pub path: &'static str,
    /// As in a number's `type`.
    pub kind: &'static str,
    /// Country code and area, then `x` for each digit that varies.
    pub pattern: &'static str,
    pub locality: Option<&'static str>,
    pub region: Option<&'static str>,
    pub sms: bool,
    pub mms: bool,
    pub voice: bool,
    /// USD a month, as the pricing API writes it.
    pub price: &'static str,
}

/// How many numbers of each offer exist.
const SHELF: usize = 200;

macro_rules! offer {
    ($path:literal $kind:literal $pattern:literal $place:expr, $caps:literal $price:literal) => {
        Offer {
            path: $path,
            kind: $kind,
            pattern: $pattern,
            locality: $place,
            region: $place,
            sms: contains($caps, b's'),
            mms: contains($caps, b'm'),
            voice: contains($caps, b'v'),
            price: $price,
        }
    };
}

const fn contains(text: &str, letter: u8) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == letter {
            return true;
        }
        at += 1;
    }
    false
}

pub const COUNTRIES: &[Country] = &[
    Country {
        code: "NL",
        name: "Netherlands",
        offers: &[
            offer!("Local" "local" "+3120808xxxx" Some("Amsterdam"), "v" "1.50"),
            offer!("Mobile" "mobile" "+3197010xxxxxx" None, "sv" "6.00"),
            offer!("National" "national" "+318588xxxxx" None, "v" "1.50"),
            offer!("TollFree" "toll free" "+318000xxxxx" None, "v" "30.00"),
        ],
    },
    Country {
        code: "BE",
        name: "Belgium",
        offers: &[
            offer!("Local" "local" "+322588xxxx" Some("Brussels"), "v" "1.50"),
            offer!("Mobile" "mobile" "+3246021xxxx" None, "sv" "3.00"),
            offer!("National" "national" "+327848xxxx" None, "v" "1.50"),
            offer!("TollFree" "toll free" "+3280026xxx" None, "v" "25.00"),
        ],
    },
    Country {
        code: "ES",
        name: "Spain",
        offers: &[
            offer!("Local" "local" "+3491123xxxx" Some("Madrid"), "v" "2.00"),
            offer!("Mobile" "mobile" "+3460021xxxx" None, "sv" "12.00"),
            offer!("National" "national" "+3451888xxxx" None, "v" "2.00"),
            offer!("TollFree" "toll free" "+34900838xxx" None, "v" "25.00"),
        ],
    },
    Country {
        code: "DE",
        name: "Germany",
        offers: &[
            offer!("Local" "local" "+493030807xxx" Some("Berlin"), "v" "1.15"),
            offer!("Mobile" "mobile" "+4915735xxxxxx" None, "sv" "12.00"),
            offer!("National" "national" "+4932221xxxxxx" None, "v" "1.15"),
            offer!("TollFree" "toll free" "+498007236xxx" None, "v" "25.00"),
        ],
    },
    Country {
        code: "GB",
        name: "United Kingdom",
        offers: &[
            offer!("Local" "local" "+442039360xxx" Some("London"), "v" "1.15"),
            offer!("Mobile" "mobile" "+447400xxxxxx" None, "sv" "1.15"),
            offer!("National" "national" "+443300xxxxxx" None, "v" "1.15"),
            offer!("TollFree" "toll free" "+448081xxxxxx" None, "v" "2.15"),
        ],
    },
    Country {
        code: "US",
        name: "United States",
        offers: &[
            offer!("Local" "local" "+1415360xxxx" Some("San Francisco"), "smv" "1.15"),
            offer!("TollFree" "toll free" "+1888430xxxx" None, "smv" "2.15"),
        ],
    },
];

impl Country {
    pub fn find(code: &str) -> Option<&'static Self> {
        COUNTRIES.iter().find(|country| country.code == code)
    }

    pub fn offer(&self, path: &str) -> Option<&'static Offer> {
        let country = Self::find(self.code)?;
        country.offers.iter().find(|offer| offer.path == path)
    }
}

impl Offer {
    /// The numbers on the shelf, in an order that is the same in every run.
    pub fn numbers(&self, seed: u64) -> impl Iterator<Item = String> + '_ {
        let mut seen = std::collections::HashSet::new();
        (0..SHELF)
            .map(move |index| self.fill(seed, index))
            .filter(move |number| seen.insert(number.clone()))
    }

    fn fill(&self, seed: u64, index: usize) -> String {
        let mut rest = fixed(seed, &[self.pattern, &index.to_string()]);
        self.pattern
            .chars()
            .map(|letter| {
                if letter != 'x' {
                    return letter;
                }
                let digit = u32::try_from(rest % 10).unwrap_or(0);
                rest /= 10;
                char::from_digit(digit, 10).unwrap_or('0')
            })
            .collect()
    }

    /// Whether a number with this text could be on this shelf.
    pub fn has(&self, seed: u64, number: &str) -> bool {
        self.numbers(seed).any(|found| found == number)
    }
}

/// The shelf a number stands on.
pub fn shelf_of(seed: u64, number: &str) -> Option<(&'static Country, &'static Offer)> {
    COUNTRIES
        .iter()
        .flat_map(|country| country.offers.iter().map(move |offer| (country, offer)))
        .find(|(_, offer)| number.len() == offer.pattern.len() && offer.has(seed, number))
}
