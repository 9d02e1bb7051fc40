//! A deployment is a Device.

use serde_json::json;

use super::canonical::{extension, profile};
use super::draft::{Draft, link, links, refer, written};
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Deployment;
use crate::model::deployment::Status;

impl Mapped for Deployment {
    const THING: &'static str = "a deployment";
    const PROFILE: &'static str = profile::DEPLOYMENT;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Device");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned {
        elements: &["definition", "status", "deviceName", "version", "owner", "location", "url", "note"],
        extensions: &[extension::SOURCE],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let name = self.name.as_deref().and_then(written);
        let version = self.version.as_deref().and_then(written);
        let notes = self.notes.iter().filter_map(|note| written(note));
        Draft::profiled(self.id(), Self::PROFILE)
            .extend_each(extension::SOURCE, "valueReference", links(&self.sources))
            .set("definition", self.platform.as_ref().map(refer))
            .text("status", self.status.code())
            .list("deviceName", name.map(|name| json!({"name": name, "type": "user-friendly-name"})))
            .list("version", version.map(|version| json!({"value": version})))
            .set("owner", self.owner.as_ref().and_then(link))
            .set("location", self.country.as_ref().map(refer))
            .text("url", self.url.as_deref())
            .list("note", notes.map(|note| json!({"text": note})))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let device = open::<Self>(resource)?;
        Ok(Self {
            id: device.text("id"),
            name: device.at("deviceName").text("name"),
            platform: device.target("definition"),
            version: device.at("version").text("value"),
            owner: device.link("owner"),
            country: device.target("location"),
            url: device.text("url"),
            status: device.word("status").and_then(Status::parse).unwrap_or(Status::Unknown),
            notes: device.each("note").filter_map(|note| note.text("text")).collect(),
            sources: device.extension_links(extension::SOURCE),
        })
    }
}
