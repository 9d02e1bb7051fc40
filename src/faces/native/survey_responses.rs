//! `/survey-responses`, and `/surveys/{id}/responses`: what was answered.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind as ErrorKind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::native::Face;
use crate::faces::native::body;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::list;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::{EXAMPLE_ID, Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText};
use crate::faces::native::surveys::Surveys;
use crate::faces::native::wire::{self, LinkBody};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel};
use crate::mapping;
use crate::model::survey::{Answer, Given};
use crate::model::{Kind, Ref, SurveyResponse};

/// The responses to all surveys.
pub(super) struct SurveyResponses;

/// What one respondent answered. It is made and changed only while the survey is active.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SurveyResponseFields {
    /// The survey.
    survey_id: String,
    /// Who answered; null of an anonymous response, and for callers without the scope `personal`.
    #[serde(default)]
    respondent: Option<LinkBody>,
    /// When.
    #[serde(default)]
    answered_at: Option<WhenText>,
    /// The answers, one for each question that was answered.
    #[serde(default)]
    answers: Vec<AnswerBody>,
}

/// The answer to one question: a text, options or a value, after the question's kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SurveyAnswer)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerBody {
    /// The question's id.
    question_id: String,
    /// The words.
    #[serde(default)]
    text: Option<String>,
    /// The ids of what was chosen.
    #[serde(default)]
    options: Option<Vec<String>>,
    /// The number on the scale.
    #[serde(default)]
    value: Option<i32>,
}

impl AnswerBody {
    fn of(answer: &Answer) -> Self {
        let mut body = Self { question_id: answer.question.clone(), text: None, options: None, value: None };
        match &answer.given {
            Given::Text(text) => body.text = Some(text.clone()),
            Given::Options(options) => body.options = Some(options.clone()),
            Given::Value(value) => body.value = Some(*value),
        }
        body
    }

    fn answer(self, at: &str) -> Result<Answer> {
        let given = match (self.text, self.options, self.value) {
            (Some(text), None, None) => Given::Text(wire::filled(text, &format!("{at}/text"))?),
            (None, Some(options), None) if !options.is_empty() => {
                Given::Options(wire::all_filled(options, &format!("{at}/options"))?)
            }
            (None, None, Some(value)) => Given::Value(value),
            _ => {
                let message = "An answer has one of 'text', 'options' (at least one) and 'value'. What was not answered is left out.";
                return Err(Error::with(
                    ErrorKind::Invalid,
                    Issue::error("wrong-answer", message).at_pointer(at),
                ));
            }
        };
        Ok(Answer { question: wire::filled(self.question_id, &format!("{at}/question_id"))?, given })
    }
}

impl Resource for SurveyResponses {
    type Model = SurveyResponse;
    type Fields = SurveyResponseFields;
    type Computed = Nothing;

    const PATH: &'static str = "survey-responses";
    const NAME: &'static str = "SurveyResponse";
    const PLURAL: &'static str = "SurveyResponses";
    const ONE: &'static str = "a survey response";
    const MANY: &'static str = "survey responses";
    const ABOUT: &'static str =
        "What was answered, each response as a whole. Who answered is shown only with the scope `personal`.";
    const BASE: &'static [(&'static str, &'static str)] = &[("status", "completed,amended")];
    const FILTERS: &'static [Filter] = &[
        Filter::canonical("survey", "questionnaire", mapping::survey_address, "They respond to this survey."),
        Filter::days("answered", "authored", "They were given."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("answered_at", "authored")];
    const PLACES: &'static [(&'static str, &'static str)] = &[
        ("QuestionnaireResponse.questionnaire", "/survey_id"),
        ("QuestionnaireResponse.item", "/answers"),
        ("QuestionnaireResponse.item[#].linkId", "/answers/#/question_id"),
        ("QuestionnaireResponse.item[#].answer", "/answers/#"),
        ("QuestionnaireResponse.item[#].answer[#].value.ofType(integer)", "/answers/#/value"),
        ("QuestionnaireResponse.item[#].answer[#].value.ofType(Coding)", "/answers/#/options/#"),
    ];

    fn fields(response: &SurveyResponse) -> SurveyResponseFields {
        SurveyResponseFields {
            survey_id: response.survey.id.clone(),
            respondent: response.respondent.as_ref().map(LinkBody::of),
            answered_at: response.answered_at.map(Text),
            answers: response.answers.iter().map(AnswerBody::of).collect(),
        }
    }

    fn model(fields: SurveyResponseFields) -> Result<SurveyResponse> {
        let survey = wire::optional_reference(Kind::Survey, Some(fields.survey_id), "/survey_id")?;
        let survey = survey.filter(|survey| survey.kind == Kind::Survey).ok_or_else(|| {
            let issue = Issue::error("invalid-id", "'survey_id' is the id of a survey.");
            Error::with(ErrorKind::Invalid, issue.at_pointer("/survey_id"))
        })?;
        let answer = |(place, body): (usize, AnswerBody)| body.answer(&format!("/answers/{place}"));
        Ok(SurveyResponse {
            id: None,
            survey,
            respondent: LinkBody::optional(fields.respondent, "/respondent")?,
            answered_at: fields.answered_at.map(|when| when.0),
            answers: fields.answers.into_iter().enumerate().map(answer).collect::<Result<_>>()?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, responses: &[SurveyResponse]) -> Result<Vec<Nothing>> {
        Ok(nothing(responses))
    }

    fn example() -> SurveyResponseFields {
        let answer = |question: &str, given| Answer { question: question.to_owned(), given };
        Self::fields(&SurveyResponse {
            id: None,
            survey: Ref::new(Kind::Survey, EXAMPLE_ID),
            respondent: None,
            answered_at: None,
            answers: vec![
                answer("needs", Given::Options(vec!["guides".to_owned()])),
                answer("usefulness", Given::Value(4)),
                answer("more", Given::Text("Un annuaire des intégrateurs".to_owned())),
            ],
        })
    }
}

const PATH: &str = "/surveys/{id}/responses";

/// Serves the responses below their survey.
pub(super) fn add(face: Face) -> Face {
    let of_survey = |id, summary, answer, parameters| Beside {
        tag: Surveys::PATH,
        path: PATH,
        id,
        summary,
        answer,
        parameters,
    };
    let mut asked = vec![parameters::id(Surveys::ONE)];
    asked.extend(parameters::of_list::<SurveyResponses>().into_iter().filter(|one| one.name != "survey"));
    let all = of_survey(
        "listResponsesOfSurvey",
        "Lists the responses to a survey.",
        "A page of them; the next ones are at /survey-responses, where the Link header leads.",
        asked,
    );
    let one = of_survey(
        "createResponseToSurvey",
        "Adds a response to an active survey.",
        "The response that was made.",
        vec![parameters::id(Surveys::ONE)],
    );
    let example = Example::whole::<SurveyResponses>();
    let document = face.document.read(all, Example::page::<SurveyResponses>()).append(
        one,
        Example::fields::<SurveyResponses>(),
        example,
    );
    Face { routes: face.routes.route(PATH, get(list_of).post(add_to)), document }
}

/// `GET /api/v1/surveys/{id}/responses`.
async fn list_of(
    State(shared): State<Shared>,
    Reading(context): Reading,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    item::present::<Surveys>(&shared.kernel, &context, &item::key::<Surveys>(&id)?).await?;
    let asked = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned();
    let pairs = asked.chain([("survey".to_owned(), id)]).collect();
    list::answer::<SurveyResponses>(&shared, &context, pairs).await
}

/// `POST /api/v1/surveys/{id}/responses`.
async fn add_to(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    item::present::<Surveys>(&shared.kernel, &context, &item::key::<Surveys>(&id)?).await?;
    let mut fields: Value = body::read(&headers, &bytes)?;
    if let Value::Object(members) = &mut fields {
        let said = members.entry("survey_id").or_insert_with(|| Value::from(id.as_str()));
        if said.as_str() != Some(id.as_str()) {
            let message =
                format!("The address names the survey '{id}'; leave 'survey_id' out, or say the same.");
            let issue = Issue::error("other-survey", message).at_pointer("/survey_id");
            return Err(Error::with(ErrorKind::Invalid, issue).into());
        }
    }
    item::create_of::<SurveyResponses>(&shared, &context, body::fields(fields)?).await
}
