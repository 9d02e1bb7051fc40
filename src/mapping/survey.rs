//! A survey is a Questionnaire with our code; each question is one of its items.

use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, coding, refer, told};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::survey::{Choice, Form, Label, Question, Status};
use crate::model::{Localized, Survey};

impl Mapped for Survey {
    const THING: &'static str = "a survey";
    const PROFILE: &'static str = profile::SURVEY;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Questionnaire");
    // R4's own parameter `code` asks for the codes of items.
    const MARK: Option<Mark> = Some(Mark {
        element: "code",
        parameter: "kind",
        system: system::QUESTIONNAIRE_TYPE,
        code: Some("survey"),
    });
    const OWNED: Owned = Owned {
        elements: &["title", "status", "description", "effectivePeriod", "code", "item"],
        extensions: &[extension::ANNOUNCED_AT, extension::ANNOUNCED_BY],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let period = Draft::element().set("start", told(self.from)).set("end", told(self.to));
        let draft = Draft::profiled(self.id(), Self::PROFILE)
            .extend(extension::ANNOUNCED_AT, "valueReference", self.meeting.as_ref().map(refer))
            .extend(extension::ANNOUNCED_BY, "valueReference", self.announced_by.as_ref().map(refer))
            .localized("title", &self.title)
            .text("status", write_status(self.status));
        let draft = match &self.description {
            Some(description) => draft.localized("description", description),
            None => draft,
        };
        draft
            .set("effectivePeriod", period.into_value())
            .list("code", [coding(system::QUESTIONNAIRE_TYPE, "survey")])
            .list("item", self.questions.iter().map(write_question))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let questionnaire = open::<Self>(resource)?;
        let description = questionnaire.localized("description");
        let period = questionnaire.at("effectivePeriod");
        Ok(Self {
            id: questionnaire.text("id"),
            title: questionnaire.localized("title"),
            description: Some(description).filter(|text| *text != Localized::default()),
            status: questionnaire.word("status").map_or(Status::Draft, read_status),
            meeting: questionnaire.extension(extension::ANNOUNCED_AT).target("valueReference"),
            announced_by: questionnaire.extension(extension::ANNOUNCED_BY).target("valueReference"),
            from: period.when("start"),
            to: period.when("end"),
            questions: questionnaire.each("item").filter_map(read_question).collect(),
        })
    }
}

fn write_status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Active => "active",
        Status::Closed => "retired",
    }
}

fn read_status(status: &str) -> Status {
    match status {
        "active" => Status::Active,
        "retired" => Status::Closed,
        _ => Status::Draft,
    }
}

fn write_question(question: &Question) -> Value {
    let draft = Draft::element();
    let draft = match &question.form {
        Form::Scale { from, to, labels } => labels.iter().fold(
            draft.extend(extension::MIN_VALUE, "valueInteger", Value::from(*from)).extend(
                extension::MAX_VALUE,
                "valueInteger",
                Value::from(*to),
            ),
            |draft, label| draft.nest(extension::SCALE_LABEL, write_label(label)),
        ),
        Form::Text | Form::Choice { .. } => draft,
    };
    let draft = draft.text("linkId", question.id.as_str()).localized("text", &question.text);
    let draft = draft.text(
        "type",
        match question.form {
            Form::Text => "text",
            Form::Choice { .. } => "choice",
            Form::Scale { .. } => "integer",
        },
    );
    let draft = draft.set("required", question.required.then_some(Value::Bool(true)));
    match &question.form {
        Form::Choice { options, several } => draft
            .set("repeats", several.then_some(Value::Bool(true)))
            .list("answerOption", options.iter().map(write_option)),
        Form::Text | Form::Scale { .. } => draft,
    }
    .into_required()
}

fn write_option(option: &Choice) -> Value {
    let coding = Draft::element().text("code", option.id.as_str()).localized("display", &option.text);
    json!({"valueCoding": coding.into_required()})
}

fn write_label(label: &Label) -> Draft {
    Draft::element()
        .extend("value", "valueInteger", Value::from(label.value))
        .nest("text", Draft::element().localized("valueString", &label.text))
}

/// The question of an item; `None` of one that is answered in another way.
fn read_question(item: View<'_>) -> Option<Question> {
    let form = match item.word("type")? {
        "text" | "string" => Form::Text,
        "choice" => Form::Choice {
            options: item.each("answerOption").filter_map(read_option).collect(),
            several: item.flag("repeats").unwrap_or_default(),
        },
        "integer" => Form::Scale {
            from: item.extension(extension::MIN_VALUE).integer("valueInteger")?,
            to: item.extension(extension::MAX_VALUE).integer("valueInteger")?,
            labels: item.extensions(extension::SCALE_LABEL).filter_map(read_label).collect(),
        },
        _ => return None,
    };
    Some(Question {
        id: item.text("linkId")?,
        text: item.localized("text"),
        required: item.flag("required").unwrap_or_default(),
        form,
    })
}

fn read_option(option: View<'_>) -> Option<Choice> {
    let coding = option.at("valueCoding");
    Some(Choice { id: coding.text("code")?, text: coding.localized("display") })
}

fn read_label(label: View<'_>) -> Option<Label> {
    let value = label.extension("value").integer("valueInteger")?;
    Some(Label { value, text: label.extension("text").localized("valueString") })
}
