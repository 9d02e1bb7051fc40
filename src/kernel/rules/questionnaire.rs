//! The rules of surveys: their questions can be asked, and their address follows from their id.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::rules::text;
use crate::mapping::{self, Mapped};
use crate::model::Survey;
use crate::model::survey::{Form, Question};

pub(super) fn broken(questionnaire: &Resource) -> Vec<Issue> {
    if !is_survey(questionnaire) {
        return Vec::new();
    }
    let mut broken = Vec::new();
    let own = questionnaire.id().map(|id| mapping::survey_address(id.as_str()));
    if let (Some(own), Some(url)) = (own, text(questionnaire, "url"))
        && own != url
    {
        let message = format!(
            "Responses name a survey by an address that follows from its id: '{own}', not '{url}'. Leave it out, and it is filled in."
        );
        broken.push(Issue::error("wrong-address", message).at_expression("Questionnaire.url"));
    }
    let items = questionnaire.json().get("item").and_then(Value::as_array);
    let survey = Survey::from_fhir(questionnaire).ok();
    for (place, item) in items.into_iter().flatten().enumerate() {
        let at = format!("Questionnaire.item[{place}]");
        let id = item.get("linkId").and_then(Value::as_str).unwrap_or_default();
        match survey.as_ref().and_then(|survey| survey.question(id)) {
            Some(question) => broken.extend(of_question(question, &at)),
            None => {
                let message = format!(
                    "'{id}' is no question of a survey. Those have the type 'text', 'choice' with answer options that are codes, or 'integer' with HL7's extensions minValue and maxValue."
                );
                broken.push(Issue::error("unknown-question-form", message).at_expression(at));
            }
        }
    }
    broken
}

/// What is wrong with a question that stands at a place.
fn of_question(question: &Question, at: &str) -> Vec<Issue> {
    let mut broken = Vec::new();
    match &question.form {
        Form::Text => {}
        Form::Choice { options, .. } => {
            if options.is_empty() {
                let message = format!("The question '{}' has no options to choose from.", question.id);
                broken.push(Issue::error("no-options", message).at_expression(format!("{at}.answerOption")));
            }
            let mut seen = HashSet::new();
            for (place, option) in options.iter().enumerate() {
                if !seen.insert(&option.id) {
                    let message =
                        format!("The question '{}' has the option '{}' twice.", question.id, option.id);
                    let issue = Issue::error("duplicate-option", message);
                    broken.push(issue.at_expression(format!("{at}.answerOption[{place}]")));
                }
            }
        }
        Form::Scale { from, to, labels } => {
            if from >= to {
                let message =
                    format!("The scale of '{}' goes from {from} to {to}; it has to rise.", question.id);
                broken.push(Issue::error("empty-scale", message).at_expression(at.to_owned()));
            }
            for label in labels.iter().filter(|label| !(from..=to).contains(&&label.value)) {
                let message =
                    format!("The label of {} stands outside the scale from {from} to {to}.", label.value);
                broken.push(Issue::error("outside-scale", message).at_expression(at.to_owned()));
            }
        }
    }
    broken
}

/// The survey with its canonical address, where it has none.
pub(super) fn completed(questionnaire: Cow<'_, Resource>) -> Cow<'_, Resource> {
    let has_none = !questionnaire.json().contains_key("url");
    let Some(id) = questionnaire.id().filter(|_| has_none && is_survey(&questionnaire)) else {
        return questionnaire;
    };
    let mut questionnaire = questionnaire.into_owned();
    let address = mapping::survey_address(id.as_str());
    questionnaire.json_mut().insert("url".to_owned(), Value::from(address));
    Cow::Owned(questionnaire)
}

/// Whether a Questionnaire means to be a survey.
pub(super) fn is_survey(questionnaire: &Resource) -> bool {
    Survey::MARK.is_some_and(|mark| mark.marks(questionnaire))
}
