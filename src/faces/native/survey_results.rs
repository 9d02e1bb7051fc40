//! `/surveys/{id}/results`: what the responses come to, question by question, as JSON or as a table.

mod table;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::error::{Error, Issue, Kind as ErrorKind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::surveys::Surveys;
use crate::faces::native::wire::LinkBody;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel};
use crate::mapping;
use crate::model::survey::{Form, Kind, Status};
use crate::model::survey_results::{Point, Tally, tallies};
use crate::model::{Survey, SurveyResponse};

type StatusWord = Word<Status>;
type QuestionKind = Word<Kind>;

const PATH: &str = "/surveys/{id}/results";

/// How many texts are shown of a question, unless the caller says otherwise, and at the most.
const TEXTS: usize = 20;
const MOST_TEXTS: usize = 1000;

/// Serves them.
pub(super) fn add(face: Face) -> Face {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .maximum(Some(u32::try_from(MOST_TEXTS).unwrap_or(u32::MAX)))
        .default(Some(json!(TEXTS)));
    let word = || ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
    let results = Beside {
        tag: Surveys::PATH,
        path: PATH,
        id: "getSurveyResults",
        summary: "Tells what the responses to a survey come to, question by question.",
        answer: "The results; as a table a row for each option, or for a question without options.",
        parameters: vec![
            parameters::id(Surveys::ONE),
            parameters::query(
                "texts",
                "How many texts to show of each question, the first ones.",
                number,
                json!(5),
            ),
            parameters::query(
                "language",
                "The language of titles and questions, where they have it.",
                word(),
                json!("en"),
            ),
            parameters::query(
                "format",
                "`json` or `csv`, whatever the Accept header says.",
                word(),
                json!("csv"),
            ),
        ],
    };
    let survey = Surveys::model(Surveys::example()).unwrap_or_else(|_| Survey::new(""));
    let survey = Survey { id: Some(EXAMPLE_ID.to_owned()), ..survey };
    let example = ResultsBody::of(&survey, &tallies(&survey, &[]), &Asked::default());
    let table = table::of(&example);
    let document =
        face.document.schema::<ResultsBody>().read_as_table(results, Example::of(&example), &table);
    Face { routes: face.routes.route(PATH, get(handle)), document }
}

/// What the responses to a survey come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyResults)]
struct ResultsBody {
    /// The survey.
    survey_id: Option<String>,
    /// What it is called.
    title: String,
    /// How far it is.
    status: StatusWord,
    /// How many responses there are.
    responses: usize,
    /// What they say, in the order of the questions.
    questions: Vec<QuestionResultBody>,
}

/// What the responses say of one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyQuestionResult)]
struct QuestionResultBody {
    /// The question's id.
    id: String,
    /// The words.
    text: String,
    /// How it is answered.
    kind: QuestionKind,
    /// How many of the responses answer it.
    answered: ShareBody,
    /// How many answers say what the question, as it is now, does not take; they are counted nowhere else.
    outdated: usize,
    /// How often each option was chosen, or each number of the scale was given, of those who answered.
    options: Vec<OptionResultBody>,
    /// The mean of a scale's answers; null when there are none.
    mean: Option<f64>,
    /// The median of a scale's answers; null when there are none.
    median: Option<f64>,
    /// The texts that were answered, the first ones.
    texts: Vec<TextResultBody>,
}

/// A part of a whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Share)]
struct ShareBody {
    /// How many.
    count: usize,
    /// Of how many.
    of: usize,
    /// What that is in percent, to one decimal; null of none.
    percent: Option<f64>,
}

/// How often an option was chosen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyOptionResult)]
struct OptionResultBody {
    /// The option's id, or the number on the scale.
    id: String,
    /// The words; null of a number that has no label.
    text: Option<String>,
    /// How many chose it, of those who answered the question.
    chosen: ShareBody,
}

/// A text that was answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyTextResult)]
struct TextResultBody {
    /// The response that says it.
    response_id: Option<String>,
    /// The words.
    text: String,
    /// When it was answered.
    answered_at: Option<WhenText>,
    /// Who answered; null of an anonymous response, and for callers without the scope `personal`.
    respondent: Option<LinkBody>,
}

impl ShareBody {
    fn of(count: usize, of: usize) -> Self {
        // Counts of responses are far below where a float loses whole numbers.
        let float = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
        let percent = (of > 0).then(|| rounded(float(count) * 100.0 / float(of), 10.0));
        Self { count, of, percent }
    }
}

impl ResultsBody {
    fn of(survey: &Survey, tallies: &[Tally<'_>], asked: &Asked) -> Self {
        Self {
            survey_id: survey.id.clone(),
            title: survey.title.in_language(asked.language()).to_owned(),
            status: Word(survey.status),
            responses: tallies.first().map_or(0, |tally| tally.responses),
            questions: tallies.iter().map(|tally| QuestionResultBody::of(tally, asked)).collect(),
        }
    }
}

impl QuestionResultBody {
    fn of(tally: &Tally<'_>, asked: &Asked) -> Self {
        let question = tally.question;
        let option = |(point, count): &(Point<'_>, usize)| OptionResultBody {
            id: match point {
                Point::Option(id) => (*id).to_owned(),
                Point::Value(value) => value.to_string(),
            },
            text: words(&question.form, *point, asked),
            chosen: ShareBody::of(*count, tally.answered),
        };
        let text = |(response, text): &(&SurveyResponse, &str)| TextResultBody {
            response_id: response.id.clone(),
            text: (*text).to_owned(),
            answered_at: response.answered_at.map(Text),
            respondent: response.respondent.as_ref().map(LinkBody::of),
        };
        Self {
            id: question.id.clone(),
            text: question.text.in_language(asked.language()).to_owned(),
            kind: Word(question.form.kind()),
            answered: ShareBody::of(tally.answered, tally.responses),
            outdated: tally.outdated,
            options: tally.counts.iter().map(option).collect(),
            mean: tally.middle.map(|middle| rounded(middle.mean, 100.0)),
            median: tally.middle.map(|middle| middle.median),
            texts: tally.texts.iter().take(asked.texts).map(text).collect(),
        }
    }
}

/// The words of an option, or the label of a number.
fn words(form: &Form, point: Point<'_>, asked: &Asked) -> Option<String> {
    let text = match (form, point) {
        (Form::Choice { options, .. }, Point::Option(id)) => {
            options.iter().find(|option| option.id == id).map(|option| &option.text)
        }
        (Form::Scale { labels, .. }, Point::Value(value)) => {
            labels.iter().find(|label| label.value == value).map(|label| &label.text)
        }
        _ => None,
    };
    text.map(|text| text.in_language(asked.language()).to_owned())
}

/// A number to as many parts of one.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}

/// What the caller asks for.
#[derive(Debug)]
struct Asked {
    texts: usize,
    language: Option<String>,
    table: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { texts: TEXTS, language: None, table: false }
    }
}

impl Asked {
    fn read(uri: &Uri, headers: &HeaderMap) -> Result<Self> {
        let mut asked = Self::default();
        let mut format = None;
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let wrong = match (name.as_ref(), value.as_ref()) {
                ("texts", value) => match value.parse() {
                    Ok(number) if number <= MOST_TEXTS => {
                        asked.texts = number;
                        continue;
                    }
                    _ => Issue::error("invalid-parameter-value", "'texts' is a number from 0 to 1000."),
                },
                ("language", value) if !value.is_empty() => {
                    asked.language = Some(value.to_owned());
                    continue;
                }
                ("format", "csv" | "json") => {
                    format = Some(value == "csv");
                    continue;
                }
                ("language" | "format", _) => {
                    let message = "'language' is a language such as 'fr', and 'format' is 'json' or 'csv'.";
                    Issue::error("invalid-parameter-value", message)
                }
                _ => {
                    let message =
                        format!("Results have no parameter '{name}'. They have: texts, language, format.");
                    Issue::error("unknown-parameter", message)
                }
            };
            return Err(Error::with(ErrorKind::Invalid, wrong.at_parameter(name.as_ref())));
        }
        asked.table = match format {
            Some(table) => table,
            None => accepts_table(headers)?,
        };
        Ok(asked)
    }

    fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }
}

/// Whether the caller would rather have a table: whichever of the two formats it names first.
fn accepts_table(headers: &HeaderMap) -> Result<bool> {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else {
        return Ok(false);
    };
    let types = accept.split(',').map(|one| one.split(';').next().unwrap_or_default().trim());
    let known = types.filter_map(|name| match name {
        "text/csv" | "text/*" => Some(true),
        "application/json" | "application/*" | "*/*" | "" => Some(false),
        _ => None,
    });
    known.into_iter().next().ok_or_else(|| {
        let message =
            "This is answered as application/json or text/csv, and the Accept header admits neither.";
        Error::with(ErrorKind::NotAcceptable, Issue::error("not-acceptable", message).at_parameter("Accept"))
    })
}

/// `GET /api/v1/surveys/{id}/results`.
async fn handle(
    State(shared): State<Shared>,
    Reading(context): Reading,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let asked = Asked::read(&uri, &headers)?;
    let key = item::key::<Surveys>(&id)?;
    let (_, survey) = item::present::<Surveys>(&shared.kernel, &context, &key).await?;
    let responses = responses(&shared.kernel, &context, &id).await?;
    let results = ResultsBody::of(&survey, &tallies(&survey, &responses), &asked);
    if asked.table {
        let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        return Ok((StatusCode::OK, kind, table::of(&results)).into_response());
    }
    Ok(axum::Json(results).into_response())
}

/// Every whole response to a survey.
async fn responses(kernel: &Kernel, context: &Context, id: &str) -> Result<Vec<SurveyResponse>> {
    let address = mapping::survey_address(id);
    let search = [("questionnaire", address.as_str()), ("status", "completed,amended")];
    lookup::found(kernel, context, &search).await
}
