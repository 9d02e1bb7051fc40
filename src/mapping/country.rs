//! A country is a Location whose identifier is a code of ISO 3166-1.

use serde_json::json;

use super::canonical::{profile, system};
use super::draft::{Draft, concept, written};
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Country;

impl Mapped for Country {
    const THING: &'static str = "a country";
    const PROFILE: &'static str = profile::COUNTRY;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Location");
    const MARK: Option<Mark> =
        Some(Mark { element: "identifier", parameter: "identifier", system: system::ISO_3166, code: None });
    const OWNED: Owned =
        Owned { elements: &["identifier", "status", "name", "alias", "physicalType"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        let code = written(&self.iso_code).map(|code| json!({"system": system::ISO_3166, "value": code}));
        Draft::profiled(self.id(), Self::PROFILE)
            .list("identifier", code)
            .text("status", "active")
            .localized("name", &self.name)
            .texts("alias", &self.aliases)
            .set("physicalType", concept(system::LOCATION_PHYSICAL_TYPE, "jdn"))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let location = open::<Self>(resource)?;
        let iso_code = location
            .each("identifier")
            .filter(|identifier| identifier.word("system") == Some(system::ISO_3166))
            .find_map(|identifier| identifier.text("value"))
            .ok_or_else(|| incomplete::<Self>("identifier", "a code of ISO 3166-1"))?;
        Ok(Self {
            id: location.text("id"),
            iso_code,
            name: location.localized("name"),
            aliases: location.texts("alias"),
        })
    }
}
