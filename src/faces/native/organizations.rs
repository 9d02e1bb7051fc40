//! `/organizations`: those that are neither communities nor observatories, which have lists of their own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire::{self, LinkBody, TranslationBody};
use crate::fhir;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::{Community, Kind, Localized, Observatory, Organization};

/// The organisations.
pub(super) struct Organizations;

/// An organisation.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationFields {
    /// Its name.
    #[schema(min_length = 1)]
    name: String,
    /// The name in other languages.
    #[serde(default)]
    name_translations: Vec<TranslationBody>,
    /// Other names that it goes by.
    #[serde(default)]
    aliases: Vec<String>,
    /// The organisation that it belongs to.
    #[serde(default)]
    part_of_id: Option<String>,
    /// Its web page.
    #[serde(default)]
    url: Option<String>,
    /// Where this is known from.
    #[serde(default)]
    sources: Vec<LinkBody>,
}

impl Resource for Organizations {
    type Model = Organization;
    type Fields = OrganizationFields;
    type Computed = Nothing;

    const PATH: &'static str = "organizations";
    const NAME: &'static str = "Organization";
    const PLURAL: &'static str = "Organizations";
    const ONE: &'static str = "an organisation";
    const MANY: &'static str = "organisations";
    const ABOUT: &'static str =
        "Organisations. Communities and observatories are not among them; they have lists of their own.";
    const BASE: &'static [(&'static str, &'static str)] = &[
        ("type:not", "https://w3id.org/relais/fhir/CodeSystem/organization-type|community"),
        ("type:not", "https://w3id.org/relais/fhir/CodeSystem/organization-type|observatory"),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::ids("part_of", "partof", "Organization", "They belong to this organisation."),
        Filter::contains("q", "name", "ministère", "A name or alias contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name")];

    fn admits(resource: &fhir::Resource, _: &Organization) -> bool {
        let others = [Community::MARK, Observatory::MARK];
        !others.iter().flatten().any(|mark| mark.marks(resource))
    }

    fn fields(organization: &Organization) -> OrganizationFields {
        OrganizationFields {
            name: organization.name.text.clone(),
            name_translations: TranslationBody::all(&organization.name),
            aliases: organization.aliases.clone(),
            part_of_id: wire::id_of(Kind::Organization, organization.part_of.as_ref()),
            url: organization.url.clone(),
            sources: LinkBody::all(&organization.sources),
        }
    }

    fn model(fields: OrganizationFields) -> Result<Organization> {
        Ok(Organization {
            id: None,
            name: TranslationBody::localized(fields.name, fields.name_translations, "/name")?,
            aliases: wire::all_filled(fields.aliases, "/aliases")?,
            part_of: wire::optional_reference(Kind::Organization, fields.part_of_id, "/part_of_id")?,
            url: wire::optional(fields.url),
            sources: LinkBody::links(fields.sources, "/sources")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, organizations: &[Organization]) -> Result<Vec<Nothing>> {
        Ok(nothing(organizations))
    }

    fn example() -> OrganizationFields {
        let name = Localized::new("Ministère de la Santé").with("en", "Ministry of Health");
        let url = Some("https://sante.example.org".to_owned());
        Self::fields(&Organization { name, url, ..Organization::default() })
    }
}
