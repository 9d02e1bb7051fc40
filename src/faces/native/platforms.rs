//! `/platforms`: software products.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::Word;
use crate::faces::native::wire::{self, LinkBody, TranslationBody};
use crate::kernel::{Context, Kernel};
use crate::model::platform::Component;
use crate::model::{Link, Localized, Platform};

type ComponentWord = Word<Component>;

/// The platforms.
pub(super) struct Platforms;

/// A software product.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformFields {
    /// Its name.
    #[schema(min_length = 1)]
    name: String,
    /// Other spellings that texts use: `DHIS 2`.
    #[serde(default)]
    aliases: Vec<String>,
    /// Its place in the OpenHIE architecture, or what it is beside it.
    #[serde(default)]
    component: Option<ComponentWord>,
    /// What it is, in a sentence.
    #[serde(default)]
    description: Option<String>,
    /// The sentence in other languages.
    #[serde(default)]
    description_translations: Vec<TranslationBody>,
    /// The versions that are spoken of.
    #[serde(default)]
    versions: Vec<String>,
    /// Who makes it: an organisation, or only its name.
    #[serde(default)]
    manufacturer: Option<LinkBody>,
    /// Its home page.
    #[serde(default)]
    url: Option<String>,
    /// Where this is known from.
    #[serde(default)]
    sources: Vec<LinkBody>,
}

impl Resource for Platforms {
    type Model = Platform;
    type Fields = PlatformFields;
    type Computed = Nothing;

    const PATH: &'static str = "platforms";
    const NAME: &'static str = "Platform";
    const PLURAL: &'static str = "Platforms";
    const ONE: &'static str = "a platform";
    const MANY: &'static str = "platforms";
    const ABOUT: &'static str = "Software products, and their places in the OpenHIE architecture.";
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Component>(
            "component",
            "type",
            "shared-health-record",
            "Their place in the architecture.",
        ),
        Filter::contains("q", "name", "dhis", "A name or another spelling contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name"), ("component", "type")];

    fn fields(platform: &Platform) -> PlatformFields {
        let description = platform.description.as_ref();
        PlatformFields {
            name: platform.name.clone(),
            aliases: platform.aliases.clone(),
            component: platform.component.map(Word),
            description: description.map(|description| description.text.clone()),
            description_translations: description.map(TranslationBody::all).unwrap_or_default(),
            versions: platform.versions.clone(),
            manufacturer: platform.manufacturer.as_ref().map(LinkBody::of),
            url: platform.url.clone(),
            sources: LinkBody::all(&platform.sources),
        }
    }

    fn model(fields: PlatformFields) -> Result<Platform> {
        let description = match (fields.description, fields.description_translations) {
            (None, translations) if translations.is_empty() => None,
            (text, translations) => {
                let text = text.unwrap_or_default();
                Some(TranslationBody::localized(text, translations, "/description")?)
            }
        };
        Ok(Platform {
            id: None,
            name: wire::filled(fields.name, "/name")?,
            aliases: wire::all_filled(fields.aliases, "/aliases")?,
            component: fields.component.map(|component| component.0),
            description,
            versions: wire::all_filled(fields.versions, "/versions")?,
            manufacturer: LinkBody::optional(fields.manufacturer, "/manufacturer")?,
            url: wire::optional(fields.url),
            sources: LinkBody::links(fields.sources, "/sources")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, platforms: &[Platform]) -> Result<Vec<Nothing>> {
        Ok(nothing(platforms))
    }

    fn example() -> PlatformFields {
        let description = Localized::new("An open medical record system.")
            .with("fr", "Un système de dossiers médicaux ouvert.");
        Self::fields(&Platform {
            name: "OpenMRS".to_owned(),
            aliases: vec!["Open MRS".to_owned()],
            component: Some(Component::PointOfCare),
            description: Some(description),
            manufacturer: Some(Link::named("OpenMRS Inc.")),
            url: Some("https://openmrs.org".to_owned()),
            ..Platform::default()
        })
    }
}
