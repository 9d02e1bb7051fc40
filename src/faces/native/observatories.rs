//! `/observatories`: those who publish indicators of health.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::Word;
use crate::faces::native::wire::{self, LinkBody, TranslationBody};
use crate::kernel::{Context, Kernel};
use crate::model::observatory::Coverage;
use crate::model::{Kind, Localized, Observatory};

type CoverageWord = Word<Coverage>;

/// The observatories.
pub(super) struct Observatories;

/// A health observatory.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservatoryFields {
    /// Its name.
    #[schema(min_length = 1)]
    name: String,
    /// The name in other languages.
    #[serde(default)]
    name_translations: Vec<TranslationBody>,
    /// Other names that it goes by.
    #[serde(default)]
    aliases: Vec<String>,
    /// How far it looks.
    coverage: CoverageWord,
    /// The country of a national one.
    #[serde(default)]
    country_id: Option<String>,
    /// The organisation that runs it.
    #[serde(default)]
    part_of_id: Option<String>,
    /// Its web page.
    #[serde(default)]
    url: Option<String>,
    /// Where this is known from.
    #[serde(default)]
    sources: Vec<LinkBody>,
}

impl Resource for Observatories {
    type Model = Observatory;
    type Fields = ObservatoryFields;
    type Computed = Nothing;

    const PATH: &'static str = "observatories";
    const NAME: &'static str = "Observatory";
    const PLURAL: &'static str = "Observatories";
    const ONE: &'static str = "an observatory";
    const MANY: &'static str = "observatories";
    const ABOUT: &'static str = "Those who publish indicators of health.";
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Coverage>("coverage", "coverage", "national", "How far they look."),
        Filter::ids("country", "country", "Location", "They look at this country."),
        Filter::ids("part_of", "partof", "Organization", "This organisation runs them."),
        Filter::contains("q", "name", "observatoire", "A name or alias contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name"), ("coverage", "coverage")];

    fn fields(observatory: &Observatory) -> ObservatoryFields {
        ObservatoryFields {
            name: observatory.name.text.clone(),
            name_translations: TranslationBody::all(&observatory.name),
            aliases: observatory.aliases.clone(),
            coverage: Word(observatory.coverage),
            country_id: wire::id_of(Kind::Country, observatory.country.as_ref()),
            part_of_id: wire::id_of(Kind::Organization, observatory.part_of.as_ref()),
            url: observatory.url.clone(),
            sources: LinkBody::all(&observatory.sources),
        }
    }

    fn model(fields: ObservatoryFields) -> Result<Observatory> {
        Ok(Observatory {
            id: None,
            name: TranslationBody::localized(fields.name, fields.name_translations, "/name")?,
            aliases: wire::all_filled(fields.aliases, "/aliases")?,
            coverage: fields.coverage.0,
            country: wire::optional_reference(Kind::Country, fields.country_id, "/country_id")?,
            part_of: wire::optional_reference(Kind::Organization, fields.part_of_id, "/part_of_id")?,
            url: wire::optional(fields.url),
            sources: LinkBody::links(fields.sources, "/sources")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, observatories: &[Observatory]) -> Result<Vec<Nothing>> {
        Ok(nothing(observatories))
    }

    fn example() -> ObservatoryFields {
        Self::fields(&Observatory {
            id: None,
            name: Localized::new("Observatoire africain de la santé")
                .with("en", "African Health Observatory"),
            aliases: vec!["AHO".to_owned()],
            coverage: Coverage::Continental,
            country: None,
            part_of: None,
            url: Some("https://observatoire.example.org".to_owned()),
            sources: Vec::new(),
        })
    }
}
