//! A platform is a DeviceDefinition; its type is its OpenHIE component.

use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, link, links, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::platform::Component;
use crate::model::{Link, Localized, Platform};

const NAME: &str = "user-friendly-name";
const ALIAS: &str = "other";

impl Mapped for Platform {
    const THING: &'static str = "a platform";
    const PROFILE: &'static str = profile::PLATFORM;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("DeviceDefinition");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned {
        elements: &["manufacturerString", "manufacturerReference", "deviceName", "type", "version", "url"],
        extensions: &[extension::DEVICE_DESCRIPTION, extension::SOURCE],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let description = Draft::element();
        let description = match &self.description {
            Some(text) => description.localized("valueMarkdown", text),
            None => description,
        };
        let draft = Draft::profiled(self.id(), Self::PROFILE)
            .nest(extension::DEVICE_DESCRIPTION, description)
            .extend_each(extension::SOURCE, "valueReference", links(&self.sources));
        let draft = match &self.manufacturer {
            Some(Link::Named(name)) => draft.set("manufacturerString", written(name)),
            Some(manufacturer) => draft.set("manufacturerReference", link(manufacturer)),
            None => draft,
        };
        let names = written(&self.name).map(|name| device_name(name, NAME));
        let aliases = self.aliases.iter().filter_map(|alias| written(alias));
        let component = self.component.map(|component| concept(system::OPENHIE_COMPONENT, component.code()));
        draft
            .list("deviceName", names.into_iter().chain(aliases.map(|alias| device_name(alias, ALIAS))))
            .set("type", component)
            .texts("version", &self.versions)
            .text("url", self.url.as_deref())
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let definition = open::<Self>(resource)?;
        let named = |kind| {
            definition.each("deviceName").filter(move |name: &View<'_>| name.word("type") == Some(kind))
        };
        let description = definition.extension(extension::DEVICE_DESCRIPTION).localized("valueMarkdown");
        let manufacturer = definition.text("manufacturerString").map(Link::Named);
        let component = definition.at("type").code(system::OPENHIE_COMPONENT);
        Ok(Self {
            id: definition.text("id"),
            name: named(NAME).find_map(|name| name.text("name")).unwrap_or_default(),
            aliases: named(ALIAS).filter_map(|name| name.text("name")).collect(),
            component: component.and_then(Component::parse),
            description: Some(description).filter(|text| *text != Localized::default()),
            versions: definition.texts("version"),
            manufacturer: definition.link("manufacturerReference").or(manufacturer),
            url: definition.text("url"),
            sources: definition.extension_links(extension::SOURCE),
        })
    }
}

fn device_name(name: Value, kind: &str) -> Value {
    json!({"name": name, "type": kind})
}
