//! A response to a survey is a QuestionnaireResponse that names the survey by its canonical address, which follows
//! from the survey's id.

use serde_json::{Value, json};

use super::canonical::{BASE, profile};
use super::draft::{Draft, link, told, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, incomplete, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::survey::{Answer, Given};
use crate::model::{Kind, Ref, SurveyResponse};

impl Mapped for SurveyResponse {
    const THING: &'static str = "a response to a survey";
    const PROFILE: &'static str = profile::SURVEY_RESPONSE;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("QuestionnaireResponse");
    // What it is a response to tells it; R4 has no element for a code of the response itself.
    const MARK: Option<Mark> = None;
    const OWNED: Owned =
        Owned { elements: &["questionnaire", "status", "authored", "author", "item"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        Draft::profiled(self.id(), Self::PROFILE)
            .text("questionnaire", survey_address(&self.survey.id).as_str())
            .text("status", "completed")
            .set("authored", told(self.answered_at))
            .set("author", self.respondent.as_ref().and_then(link))
            .list("item", self.answers.iter().map(write_answer))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let response = open::<Self>(resource)?;
        let survey = survey_of(resource)
            .ok_or_else(|| incomplete::<Self>("questionnaire", "the canonical address of a survey"))?;
        Ok(Self {
            id: response.text("id"),
            survey: Ref::new(Kind::Survey, survey),
            respondent: response.link("author"),
            answered_at: response.when("authored"),
            answers: response.each("item").filter_map(read_answer).collect(),
        })
    }
}

/// The canonical address of the survey with this id.
pub fn survey_address(id: &str) -> String {
    format!("{BASE}/Questionnaire/{id}")
}

/// The id of the survey that a resource responds to; `None` when it responds to no survey.
pub fn survey_of(resource: &Resource) -> Option<&str> {
    let canonical = View::of(resource).word("questionnaire")?;
    let id = canonical.strip_prefix(BASE)?.strip_prefix("/Questionnaire/")?;
    // A survey has no versions that could be told apart.
    id.split('|').next().filter(|id| !id.is_empty())
}

fn write_answer(answer: &Answer) -> Value {
    let given = match &answer.given {
        Given::Text(text) => written(text).map(|text| json!({"valueString": text})).into_iter().collect(),
        Given::Options(ids) => ids.iter().map(|id| json!({"valueCoding": {"code": id}})).collect(),
        Given::Value(value) => vec![json!({"valueInteger": value})],
    };
    Draft::element().text("linkId", answer.question.as_str()).list("answer", given).into_required()
}

/// The answer of an item; `None` when nothing was answered, or in another way.
fn read_answer(item: View<'_>) -> Option<Answer> {
    let first = item.at("answer");
    let given = if let Some(text) = first.text("valueString") {
        Given::Text(text)
    } else if let Some(value) = first.integer("valueInteger") {
        Given::Value(value)
    } else {
        let chosen = item.each("answer").filter_map(|answer| answer.at("valueCoding").text("code"));
        Some(chosen.collect::<Vec<_>>()).filter(|chosen| !chosen.is_empty()).map(Given::Options)?
    };
    Some(Answer { question: item.text("linkId")?, given })
}
