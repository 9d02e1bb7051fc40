//! An integration is a Basic with our code: its one end is the subject, all else are extensions of ours.

use serde_json::Value;

use super::canonical::{extension, profile, system};
use super::draft::{Draft, coding, concept, link, links, quantity, refer, told, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Integration;
use crate::model::integration::{Duration, Effort, Status, Unit};

impl Mapped for Integration {
    const THING: &'static str = "an integration";
    const PROFILE: &'static str = profile::INTEGRATION;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Basic");
    const MARK: Option<Mark> = Some(Mark {
        element: "code",
        parameter: "code",
        system: system::BASIC_TYPE,
        code: Some("integration"),
    });
    const OWNED: Owned = Owned {
        elements: &["code", "subject"],
        extensions: &[
            extension::TARGET,
            extension::INTERMEDIARY,
            extension::STANDARD,
            extension::INTEGRATION_STATUS,
            extension::AS_OF,
            extension::COUNTRY,
            extension::EFFORT,
            extension::NOTE,
            extension::SOURCE,
        ],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let standards = self.standards.iter().filter(|code| written(code).is_some());
        let standards = standards.map(|code| coding(system::INTEROPERABILITY_STANDARD, code));
        let effort = self.effort.as_ref().map_or_else(Draft::element, write_effort);
        Draft::profiled(self.id(), Self::PROFILE)
            .extend(extension::TARGET, "valueReference", link(&self.to))
            .extend_each(extension::INTERMEDIARY, "valueReference", links(&self.intermediaries))
            .extend_each(extension::STANDARD, "valueCoding", standards)
            .extend(extension::INTEGRATION_STATUS, "valueCode", Value::from(self.status.code()))
            .extend(extension::AS_OF, "valueDateTime", told(self.as_of))
            .extend_each(extension::COUNTRY, "valueReference", self.countries.iter().map(refer))
            .nest(extension::EFFORT, effort)
            .extend_each(extension::NOTE, "valueString", self.notes.iter().filter_map(|note| written(note)))
            .extend_each(extension::SOURCE, "valueReference", links(&self.sources))
            .set("code", concept(system::BASIC_TYPE, "integration"))
            .set("subject", link(&self.from))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let basic = open::<Self>(resource)?;
        let from =
            basic.link("subject").ok_or_else(|| incomplete::<Self>("subject", "the end it starts from"))?;
        let to = basic.extension(extension::TARGET).link("valueReference");
        let to =
            to.ok_or_else(|| incomplete::<Self>("extension", "the end it goes to (extension 'target')"))?;
        let status = basic.extension(extension::INTEGRATION_STATUS).word("valueCode").and_then(Status::parse);
        let standards = basic
            .extensions(extension::STANDARD)
            .filter_map(|standard| standard.at("valueCoding").code(system::INTEROPERABILITY_STANDARD));
        Ok(Self {
            id: basic.text("id"),
            from,
            to,
            intermediaries: basic.extension_links(extension::INTERMEDIARY),
            standards: standards.map(str::to_owned).collect(),
            // Without a status it is no more than a report.
            status: status.unwrap_or(Status::Reported),
            as_of: basic.extension(extension::AS_OF).when("valueDateTime"),
            countries: basic.extension_targets(extension::COUNTRY),
            effort: read_effort(basic.extension(extension::EFFORT)),
            notes: basic.extensions(extension::NOTE).filter_map(|note| note.text("valueString")).collect(),
            sources: basic.extension_links(extension::SOURCE),
        })
    }
}

fn write_effort(effort: &Effort) -> Draft {
    let [low, high] = [effort.low, effort.high]
        .map(|bound| bound.map(|Duration { value, unit }| quantity(value, unit.name(), unit.code())));
    Draft::element().extend("low", "valueDuration", low).extend("high", "valueDuration", high).extend(
        "text",
        "valueString",
        effort.text.as_deref().and_then(written),
    )
}

fn read_effort(effort: View<'_>) -> Option<Effort> {
    if !effort.exists() {
        return None;
    }
    let bound = |name| {
        let duration = effort.extension(name).at("valueDuration");
        let unit = Unit::parse(duration.code(system::UCUM)?)?;
        Some(Duration { value: duration.number("value")?, unit })
    };
    Some(Effort {
        low: bound("low"),
        high: bound("high"),
        text: effort.extension("text").text("valueString"),
    })
}
