//! An observatory is an Organization of our type `observatory`.

use serde_json::Value;

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, links, refer};
use super::party::{contact, contact_of};
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Observatory;
use crate::model::observatory::Coverage;

impl Mapped for Observatory {
    const THING: &'static str = "an observatory";
    const PROFILE: &'static str = profile::OBSERVATORY;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Organization");
    const MARK: Option<Mark> = Some(Mark {
        element: "type",
        parameter: "type",
        system: system::ORGANIZATION_TYPE,
        code: Some("observatory"),
    });
    const OWNED: Owned = Owned {
        elements: &["type", "name", "alias", "telecom", "partOf"],
        extensions: &[extension::COVERAGE, extension::COUNTRY, extension::SOURCE],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .extend(extension::COVERAGE, "valueCode", Value::from(self.coverage.code()))
            .extend(extension::COUNTRY, "valueReference", self.country.as_ref().map(refer))
            .extend_each(extension::SOURCE, "valueReference", links(&self.sources))
            .list("type", [concept(system::ORGANIZATION_TYPE, "observatory")])
            .localized("name", &self.name)
            .texts("alias", &self.aliases)
            .list("telecom", contact("url", self.url.as_deref()))
            .set("partOf", self.part_of.as_ref().map(refer))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let organization = open::<Self>(resource)?;
        let coverage = organization.extension(extension::COVERAGE).word("valueCode");
        Ok(Self {
            id: organization.text("id"),
            name: organization.localized("name"),
            aliases: organization.texts("alias"),
            coverage: coverage
                .and_then(Coverage::parse)
                .ok_or_else(|| incomplete::<Self>("extension", "how far it looks (extension 'coverage')"))?,
            country: organization.extension(extension::COUNTRY).target("valueReference"),
            part_of: organization.target("partOf"),
            url: contact_of(organization, "url"),
            sources: organization.extension_links(extension::SOURCE),
        })
    }
}
