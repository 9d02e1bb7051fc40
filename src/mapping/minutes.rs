//! Minutes are a Composition; agenda items and subjects are its sections.

use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, absent, concept, is_blank, link, quantity, refer, told, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::minutes::{Approval, State, Step, Subject};
use crate::model::{AgendaItem, Minutes};

const AGENDA_ITEM: &str = "agenda-item";
const SUBJECT: &str = "subject";

impl Mapped for Minutes {
    const THING: &'static str = "minutes";
    const PROFILE: &'static str = profile::MINUTES;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Composition");
    const MARK: Option<Mark> = Some(Mark {
        element: "type",
        parameter: "type",
        system: system::DOCUMENT_TYPE,
        code: Some("minutes"),
    });
    const OWNED: Owned = Owned {
        elements: &["status", "type", "subject", "date", "author", "title", "attester", "section"],
        extensions: &[extension::REVIEW_STATE, extension::MINUTES_STEP],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let in_review = self.state == State::InReview;
        let in_review = if in_review { Some(Value::from(State::InReview.code())) } else { None };
        let mut authors: Vec<Value> = self.authors.iter().filter_map(link).collect();
        if authors.is_empty() {
            authors.push(absent());
        }
        let agenda = self.agenda.iter().map(write_agenda_item);
        let draft =
            Draft::profiled(self.id(), Self::PROFILE).extend(extension::REVIEW_STATE, "valueCode", in_review);
        self.steps
            .iter()
            .fold(draft, |draft, step| draft.nest(extension::MINUTES_STEP, write_step(step)))
            .text("status", write_state(self.state))
            .set("type", concept(system::DOCUMENT_TYPE, "minutes"))
            .set("subject", self.meeting.as_ref().map(refer))
            .set("date", Value::from(self.date.to_string()))
            .list("author", authors)
            .text("title", self.title.as_str())
            .list("attester", self.approvals.iter().map(write_approval))
            .list("section", agenda.chain(self.subjects.iter().map(write_subject)))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let composition = open::<Self>(resource)?;
        let date = composition.when("date").ok_or_else(|| incomplete::<Self>("date", "a date"))?;
        Ok(Self {
            id: composition.text("id"),
            state: read_state(composition),
            meeting: composition.target("subject"),
            title: composition.text("title").unwrap_or_default(),
            date,
            authors: composition.links("author"),
            agenda: read_agenda(composition),
            subjects: composition
                .each("section")
                .filter(|section| is(*section, SUBJECT))
                .map(read_subject)
                .collect(),
            approvals: composition.each("attester").map(read_approval).collect(),
            steps: composition.extensions(extension::MINUTES_STEP).filter_map(read_step).collect(),
        })
    }
}

fn write_state(state: State) -> &'static str {
    match state {
        State::Draft | State::InReview => "preliminary",
        State::Approved => "final",
        State::Amended => "amended",
    }
}

fn read_state(composition: View<'_>) -> State {
    let review = composition.extension(extension::REVIEW_STATE).word("valueCode").and_then(State::parse);
    match (composition.word("status"), review) {
        (Some("final"), _) => State::Approved,
        (Some("amended"), _) => State::Amended,
        (_, Some(State::InReview)) => State::InReview,
        _ => State::Draft,
    }
}

fn write_step(step: &Step) -> Draft {
    Draft::element()
        .extend("state", "valueCode", Value::from(step.state.code()))
        .extend("at", "valueDateTime", told(step.at))
        .extend("by", "valueReference", step.by.as_ref().and_then(link))
        .extend("reason", "valueString", step.reason.as_deref().and_then(written))
}

fn read_step(step: View<'_>) -> Option<Step> {
    Some(Step {
        state: State::parse(step.extension("state").word("valueCode")?)?,
        at: step.extension("at").when("valueDateTime"),
        by: step.extension("by").link("valueReference"),
        reason: step.extension("reason").text("valueString"),
    })
}

fn write_approval(approval: &Approval) -> Value {
    Draft::element()
        .text("mode", "official")
        .set("time", told(approval.at))
        .set("party", approval.by.as_ref().and_then(link))
        .into_required()
}

fn read_approval(attester: View<'_>) -> Approval {
    Approval { by: attester.link("party"), at: attester.when("time") }
}

fn write_agenda_item(item: &AgendaItem) -> Value {
    let allotted = item.minutes_allotted.map(|minutes| quantity(minutes, "minutes", "min"));
    let content =
        if item.items.is_empty() && item.entries.is_empty() { narrative(&item.title) } else { None };
    Draft::element()
        .extend(extension::MINUTES_ALLOTTED, "valueDuration", allotted)
        .text("title", item.title.as_str())
        .set("code", concept(system::SECTION_TYPE, AGENDA_ITEM))
        .set("text", content)
        .list("entry", item.entries.iter().map(refer))
        .list("section", item.items.iter().map(write_agenda_item))
        .into_required()
}

fn write_subject(subject: &Subject) -> Value {
    let content = if subject.entries.is_empty() { narrative(&subject.title) } else { None };
    Draft::element()
        .extend(extension::SUBJECT_NUMBER, "valueString", subject.number.as_deref().and_then(written))
        .text("title", subject.title.as_str())
        .set("code", concept(system::SECTION_TYPE, SUBJECT))
        .set("text", content)
        .list("entry", subject.entries.iter().map(refer))
        .into_required()
}

fn read_agenda(parent: View<'_>) -> Vec<AgendaItem> {
    let items = parent.each("section").filter(|section| is(*section, AGENDA_ITEM));
    items.map(read_agenda_item).collect()
}

fn read_agenda_item(section: View<'_>) -> AgendaItem {
    AgendaItem {
        title: section.text("title").unwrap_or_default(),
        minutes_allotted: section.extension(extension::MINUTES_ALLOTTED).at("valueDuration").number("value"),
        items: read_agenda(section),
        entries: section.targets("entry"),
    }
}

fn read_subject(section: View<'_>) -> Subject {
    Subject {
        number: section.extension(extension::SUBJECT_NUMBER).text("valueString"),
        title: section.text("title").unwrap_or_default(),
        entries: section.targets("entry"),
    }
}

fn is(section: View<'_>, code: &str) -> bool {
    section.at("code").code(system::SECTION_TYPE) == Some(code)
}

/// A section without entries or sections needs a text; it repeats the title.
fn narrative(title: &str) -> Option<Value> {
    if is_blank(title) {
        return None;
    }
    let mut shown = String::with_capacity(title.len());
    for character in title.chars() {
        match character {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            // XML has no way to write other control characters.
            control if control.is_control() => shown.push(' '),
            other => shown.push(other),
        }
    }
    let page = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{shown}</p></div>");
    Some(json!({"status": "generated", "div": page}))
}
