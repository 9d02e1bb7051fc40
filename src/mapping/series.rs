//! A series is a Schedule; how it recurs is an extension of ours.

use serde_json::Value;

use super::canonical::{extension, profile};
use super::draft::{Draft, absent, link, told, written};
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Series;
use crate::model::series::Recurrence;

impl Mapped for Series {
    const THING: &'static str = "a series of meetings";
    const PROFILE: &'static str = profile::SERIES;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Schedule");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned {
        elements: &["active", "actor", "comment"],
        extensions: &[extension::SCHEDULE_NAME, extension::RECURRENCE],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let recurrence = Draft::element()
            .extend("rule", "valueString", self.recurrence.rule.as_deref().and_then(written))
            .extend("zone", "valueString", self.recurrence.zone.as_deref().and_then(written))
            .extend("first-start", "valueDateTime", told(self.recurrence.first_start))
            .extend("label", "valueString", self.recurrence.label.as_deref().and_then(written));
        let mut actors: Vec<Value> = self.organisers.iter().filter_map(link).collect();
        if actors.is_empty() {
            actors.push(absent());
        }
        Draft::profiled(self.id(), Self::PROFILE)
            .extend(extension::SCHEDULE_NAME, "valueString", self.name.as_deref().and_then(written))
            .nest(extension::RECURRENCE, recurrence)
            .set("active", Value::Bool(self.active))
            .list("actor", actors)
            .text("comment", self.comment.as_deref())
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let schedule = open::<Self>(resource)?;
        let recurrence = schedule.extension(extension::RECURRENCE);
        Ok(Self {
            id: schedule.text("id"),
            name: schedule.extension(extension::SCHEDULE_NAME).text("valueString"),
            // R4 does not say what a missing flag means; a schedule that nobody closed is in use.
            active: schedule.flag("active").unwrap_or(true),
            organisers: schedule.links("actor"),
            recurrence: Recurrence {
                label: recurrence.extension("label").text("valueString"),
                rule: recurrence.extension("rule").text("valueString"),
                zone: recurrence.extension("zone").text("valueString"),
                first_start: recurrence.extension("first-start").when("valueDateTime"),
            },
            comment: schedule.text("comment"),
        })
    }
}
