//! A person is a Practitioner, an organisation an Organization, either of them in a capacity a
//! PractitionerRole (R4's Appointment admits no Organization as participant), and a group a Group.

use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, concept_in_words, link, links, refer, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::{Group, Organization, Person, Role};

impl Mapped for Person {
    const THING: &'static str = "a person";
    const PROFILE: &'static str = profile::PERSON;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Practitioner");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned { elements: &["name", "telecom"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        let contacts = [contact("email", self.email.as_deref()), contact("phone", self.phone.as_deref())];
        Draft::profiled(self.id(), Self::PROFILE)
            .list("name", written(&self.name).map(|name| json!({"text": name})))
            .list("telecom", contacts.into_iter().flatten())
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let practitioner = open::<Self>(resource)?;
        Ok(Self {
            id: practitioner.text("id"),
            name: whole_name(practitioner.at("name")),
            email: contact_of(practitioner, "email"),
            phone: contact_of(practitioner, "phone"),
        })
    }
}

/// The name as one text, put together from its parts where it is not told whole.
fn whole_name(name: View<'_>) -> String {
    name.text("text").unwrap_or_else(|| {
        let mut parts = name.texts("given");
        parts.extend(name.text("family"));
        parts.join(" ")
    })
}

impl Mapped for Organization {
    const THING: &'static str = "an organisation";
    const PROFILE: &'static str = profile::ORGANISATION;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Organization");
    // Communities and observatories are organisations too.
    const MARK: Option<Mark> = None;
    const OWNED: Owned =
        Owned { elements: &["type", "name", "alias", "telecom", "partOf"], extensions: &[extension::SOURCE] };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .extend_each(extension::SOURCE, "valueReference", links(&self.sources))
            .list("type", [concept(system::ORGANIZATION_TYPE, "organization")])
            .localized("name", &self.name)
            .texts("alias", &self.aliases)
            .list("telecom", contact("url", self.url.as_deref()))
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
            url: contact_of(organization, "url"),
            sources: organization.extension_links(extension::SOURCE),
        })
    }
}

/// A ContactPoint.
pub(super) fn contact(system: &str, value: Option<&str>) -> Option<Value> {
    value.and_then(written).map(|value| json!({"system": system, "value": value}))
}

/// The value of the first ContactPoint of a system.
pub(super) fn contact_of(party: View<'_>, system: &str) -> Option<String> {
    let mut contacts = party.each("telecom").filter(|contact| contact.word("system") == Some(system));
    contacts.find_map(|contact| contact.text("value"))
}

impl Mapped for Role {
    const THING: &'static str = "a role";
    const PROFILE: &'static str = profile::ROLE;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("PractitionerRole");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned { elements: &["practitioner", "organization", "code"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .set("practitioner", self.person.as_ref().and_then(link))
            .set("organization", self.organization.as_ref().and_then(link))
            .list("code", concept_in_words(self.capacity.as_deref()))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let role = open::<Self>(resource)?;
        Ok(Self {
            id: role.text("id"),
            person: role.link("practitioner"),
            organization: role.link("organization"),
            capacity: role.at("code").text("text"),
        })
    }
}

impl Mapped for Group {
    const THING: &'static str = "a group";
    const PROFILE: &'static str = profile::GROUP;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Group");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned { elements: &["type", "actual", "name", "member"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .text("type", "practitioner")
            .set("actual", Value::Bool(true))
            .text("name", self.name.as_deref())
            .list("member", links(&self.members).map(|entity| json!({"entity": entity})))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let group = open::<Self>(resource)?;
        Ok(Self {
            id: group.text("id"),
            name: group.text("name"),
            members: group.each("member").filter_map(|member| member.link("entity")).collect(),
        })
    }
}
