//! A discussion point is a Communication whose category is a kind of ours.

use serde_json::json;

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, concept_in_words, link, refer, told, written};
use super::source_document::{read_span, write_span};
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::DiscussionPoint;
use crate::model::discussion::Kind;

impl Mapped for DiscussionPoint {
    const THING: &'static str = "a discussion point";
    const PROFILE: &'static str = profile::DISCUSSION_POINT;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Communication");
    const MARK: Option<Mark> = Some(Mark {
        element: "category",
        parameter: "category",
        system: system::DISCUSSION_KIND,
        code: None,
    });
    const OWNED: Owned = Owned {
        elements: &[
            "partOf",
            "inResponseTo",
            "status",
            "category",
            "topic",
            "about",
            "sent",
            "sender",
            "payload",
        ],
        extensions: &[extension::SUPERSEDES, extension::SOURCE_SPAN],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let draft = Draft::profiled(self.id(), Self::PROFILE).extend_each(
            extension::SUPERSEDES,
            "valueReference",
            self.supersedes.iter().map(refer),
        );
        write_span(draft, self.span.as_ref())
            .list("partOf", self.meeting.as_ref().map(refer))
            .list("inResponseTo", self.in_response_to.as_ref().map(refer))
            .text("status", "completed")
            .list("category", [concept(system::DISCUSSION_KIND, self.kind.code())])
            .set("topic", concept_in_words(self.topic.as_deref()))
            .list("about", self.about.iter().map(refer))
            .set("sent", told(self.said_at))
            .set("sender", self.sender.as_ref().and_then(link))
            .list("payload", written(&self.text).map(|text| json!({"contentString": text})))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let communication = open::<Self>(resource)?;
        let kind = communication
            .each("category")
            .find_map(|category| Kind::parse(category.code(system::DISCUSSION_KIND)?))
            .ok_or_else(|| incomplete::<Self>("category", "a known kind of discussion point"))?;
        let texts: Vec<String> =
            communication.each("payload").filter_map(|payload| payload.text("contentString")).collect();
        Ok(Self {
            id: communication.text("id"),
            kind,
            text: texts.join("\n\n"),
            topic: communication.at("topic").text("text"),
            meeting: communication.target("partOf"),
            said_at: communication.when("sent"),
            sender: communication.link("sender"),
            about: communication.targets("about"),
            in_response_to: communication.target("inResponseTo"),
            supersedes: communication.extension_targets(extension::SUPERSEDES),
            span: read_span(communication),
        })
    }
}
