//! A community is an Organization of our type `community`.

use super::canonical::{profile, system};
use super::draft::{Draft, concept, refer};
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Community;

impl Mapped for Community {
    const THING: &'static str = "a community";
    const PROFILE: &'static str = profile::COMMUNITY;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Organization");
    const MARK: Option<Mark> = Some(Mark {
        element: "type",
        parameter: "type",
        system: system::ORGANIZATION_TYPE,
        code: Some("community"),
    });
    const OWNED: Owned = Owned { elements: &["type", "name", "alias", "partOf"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .list("type", [concept(system::ORGANIZATION_TYPE, "community")])
            .localized("name", &self.name)
            .texts("alias", &self.aliases)
            .set("partOf", self.part_of.as_ref().map(refer))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let organization = open::<Self>(resource)?;
        Ok(Self {
            id: organization.text("id"),
            name: organization.localized("name"),
            aliases: organization.texts("alias"),
            part_of: organization.target("partOf"),
        })
    }
}
