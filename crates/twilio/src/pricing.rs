//! What numbers cost (`/v1/PhoneNumbers`).

use serde::{Deserialize, Serialize};

use crate::{Client, Credentials, Error, urls::at};

/// Monthly prices of a country's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryPrices {
    /// English name.
    pub country: String,
    /// ISO 3166, two letters.
    pub iso_country: String,
    /// ISO 4217.
    pub price_unit: String,
    pub phone_number_prices: Vec<NumberPrice>,
}

/// The monthly price of one kind of number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPrice {
    /// `local`, `mobile`, `national`, `toll free`.
    pub number_type: String,
    /// Decimal text, before discounts.
    pub base_price: String,
    /// Decimal text, for this account.
    pub current_price: String,
}

impl Client {
    /// Monthly prices of the numbers of `country` (ISO 3166, two letters).
    pub async fn number_prices(&self, creds: &Credentials, country: &str) -> Result<CountryPrices, Error> {
        let url = at(&self.urls.pricing, &["v1", "PhoneNumbers", "Countries", country]);
        self.get(creds, url, "price list").await
    }
}
