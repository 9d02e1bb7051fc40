//! `/countries`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire::{self, TranslationBody};
use crate::kernel::{Context, Kernel};
use crate::model::{Country, Localized};

/// The countries.
pub(super) struct Countries;

/// A country.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryFields {
    /// Its ISO 3166-1 alpha-3 code: `GMB`.
    #[schema(min_length = 1)]
    iso_code: String,
    /// Its short name.
    #[schema(min_length = 1)]
    name: String,
    /// The name in other languages.
    #[serde(default)]
    name_translations: Vec<TranslationBody>,
    /// Other names that texts use: `Gambie`.
    #[serde(default)]
    aliases: Vec<String>,
}

impl Resource for Countries {
    type Model = Country;
    type Fields = CountryFields;
    type Computed = Nothing;

    const PATH: &'static str = "countries";
    const NAME: &'static str = "Country";
    const PLURAL: &'static str = "Countries";
    const ONE: &'static str = "a country";
    const MANY: &'static str = "countries";
    const ABOUT: &'static str = "Countries, by ISO 3166-1.";
    const FILTERS: &'static [Filter] = &[
        Filter::exactly("iso_code", "identifier", "GMB", "The ISO 3166-1 alpha-3 code."),
        Filter::contains("q", "name", "gamb", "A name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name"), ("iso_code", "identifier")];

    fn fields(country: &Country) -> CountryFields {
        CountryFields {
            iso_code: country.iso_code.clone(),
            name: country.name.text.clone(),
            name_translations: TranslationBody::all(&country.name),
            aliases: country.aliases.clone(),
        }
    }

    fn model(fields: CountryFields) -> Result<Country> {
        Ok(Country {
            id: None,
            iso_code: wire::filled(fields.iso_code, "/iso_code")?,
            name: TranslationBody::localized(fields.name, fields.name_translations, "/name")?,
            aliases: wire::all_filled(fields.aliases, "/aliases")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, countries: &[Country]) -> Result<Vec<Nothing>> {
        Ok(nothing(countries))
    }

    fn example() -> CountryFields {
        Self::fields(&Country {
            id: None,
            iso_code: "GMB".to_owned(),
            name: Localized::new("The Gambia").with("fr", "Gambie"),
            aliases: vec!["Gambia".to_owned()],
        })
    }
}
