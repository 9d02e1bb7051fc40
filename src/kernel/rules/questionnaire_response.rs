//! The rules of responses to surveys: they answer what is asked, while it is asked.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::rules::{Beside, questionnaire, text};
use crate::mapping::{Mapped, survey_of};
use crate::model::survey::{Form, Question, Status};
use crate::model::{Survey, When};

pub(super) fn broken(response: &Resource, stored: Option<&Resource>, beside: &Beside<'_>) -> Vec<Issue> {
    let (is, was) = (survey_of(response), stored.and_then(survey_of));
    if was.is_some() && was != is {
        let message = "A response stays with the survey that it was made for.";
        return vec![
            Issue::error("other-survey", message).at_expression("QuestionnaireResponse.questionnaire"),
        ];
    }
    // What was entered by mistake says so, whatever it was.
    let (Some(id), false) = (is, text(response, "status") == Some("entered-in-error")) else {
        return Vec::new();
    };
    let survey = beside.survey.filter(|found| questionnaire::is_survey(found));
    let Some(survey) = survey.and_then(|found| Survey::from_fhir(found).ok()) else {
        let message = format!("There is no survey with the id '{id}' to respond to.");
        let issue = Issue::error("unknown-survey", message);
        return vec![issue.at_expression("QuestionnaireResponse.questionnaire")];
    };
    // A tag may still be set when no more answers are taken.
    let same_answers = stored.is_some_and(|stored| stored.json().get("item") == response.json().get("item"));
    if let Some(why) = closed(&survey, beside.now).filter(|_| !same_answers) {
        let issue = Issue::error("survey-not-open", why);
        return vec![issue.at_expression("QuestionnaireResponse.questionnaire")];
    }
    let mut broken = wrong_answers(&survey, response);
    // What is still being filled in may lack answers.
    if matches!(text(response, "status"), Some("completed" | "amended")) {
        broken.extend(missing_answers(&survey, response));
    }
    broken
}

/// Why a survey takes no answers now.
fn closed(survey: &Survey, now: When) -> Option<String> {
    match (survey.status, survey.from, survey.to) {
        (Status::Draft, ..) => {
            Some("The survey is a draft: nobody can answer it before it is active.".to_owned())
        }
        (Status::Closed, ..) => Some("The survey is closed; it takes no more answers.".to_owned()),
        (_, Some(from), _) if now.is_before(from) => Some(format!("The survey may be answered from {from}.")),
        (_, _, Some(to)) if to.is_before(now) => Some(format!("The survey could be answered until {to}.")),
        _ => None,
    }
}

fn wrong_answers(survey: &Survey, response: &Resource) -> Vec<Issue> {
    let mut broken = Vec::new();
    let mut seen = HashSet::new();
    for (place, item) in items(response).enumerate() {
        let at = format!("QuestionnaireResponse.item[{place}]");
        let id = link_id(item);
        let Some(question) = survey.question(id) else {
            let known: Vec<&str> = survey.questions.iter().map(|question| question.id.as_str()).collect();
            let message = format!("The survey has no question '{id}'. It has: {}.", known.join(", "));
            broken.push(Issue::error("unknown-question", message).at_expression(format!("{at}.linkId")));
            continue;
        };
        if !seen.insert(id) {
            let message = format!("The question '{id}' is answered twice.");
            broken.push(Issue::error("duplicate-answer", message).at_expression(format!("{at}.linkId")));
        }
        broken.extend(wrong_answer(question, item, &at));
    }
    broken
}

/// What is wrong with the answer to a question.
fn wrong_answer(question: &Question, item: &Value, at: &str) -> Vec<Issue> {
    let id = &question.id;
    let given: Vec<&Value> = answers(item).collect();
    let wrong_kind = |what: &str| {
        let message = format!("The question '{id}' is answered {what}.");
        vec![Issue::error("wrong-answer", message).at_expression(format!("{at}.answer"))]
    };
    match &question.form {
        Form::Text => match given.as_slice() {
            [] => Vec::new(),
            [one] if one.get("valueString").is_some() => Vec::new(),
            _ => wrong_kind("with one text"),
        },
        Form::Scale { from, to, .. } => match given.as_slice() {
            [] => Vec::new(),
            [one] => match one.get("valueInteger").and_then(Value::as_i64) {
                Some(value) if (i64::from(*from)..=i64::from(*to)).contains(&value) => Vec::new(),
                Some(value) => {
                    let message =
                        format!("{value} is not on the scale of '{id}', which goes from {from} to {to}.");
                    let place = format!("{at}.answer[0].value.ofType(integer)");
                    vec![Issue::error("outside-scale", message).at_expression(place)]
                }
                None => wrong_kind("with a whole number"),
            },
            _ => wrong_kind("with one number"),
        },
        Form::Choice { options, several } => {
            let codes: Vec<_> =
                given.iter().map(|one| one.get("valueCoding")?.get("code")?.as_str()).collect();
            if codes.iter().any(Option::is_none) {
                return wrong_kind("with the code of an option");
            }
            if codes.len() > 1 && !several {
                return wrong_kind("with one option only");
            }
            let mut seen = HashSet::new();
            let mut broken = Vec::new();
            for (place, code) in codes.into_iter().flatten().enumerate() {
                let place = format!("{at}.answer[{place}].value.ofType(Coding)");
                if options.iter().all(|option| option.id != code) {
                    let known: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
                    let message = format!("'{code}' is no option of '{id}'. It has: {}.", known.join(", "));
                    broken.push(Issue::error("unknown-option", message).at_expression(place));
                } else if !seen.insert(code) {
                    let message = format!("The option '{code}' of '{id}' is chosen twice.");
                    broken.push(Issue::error("duplicate-answer", message).at_expression(place));
                }
            }
            broken
        }
    }
}

fn missing_answers(survey: &Survey, response: &Resource) -> Vec<Issue> {
    let answered: HashSet<&str> =
        items(response).filter(|item| answers(item).next().is_some()).map(link_id).collect();
    let missing = survey
        .questions
        .iter()
        .filter(|question| question.required && !answered.contains(question.id.as_str()));
    let issue = |question: &Question| {
        let message = format!("The question '{}' must be answered.", question.id);
        Issue::error("missing-answer", message).at_expression("QuestionnaireResponse.item")
    };
    missing.map(issue).collect()
}

fn items(response: &Resource) -> impl Iterator<Item = &Value> {
    response.json().get("item").and_then(Value::as_array).into_iter().flatten()
}

fn answers(item: &Value) -> impl Iterator<Item = &Value> {
    item.get("answer").and_then(Value::as_array).into_iter().flatten()
}

fn link_id(item: &Value) -> &str {
    item.get("linkId").and_then(Value::as_str).unwrap_or_default()
}
