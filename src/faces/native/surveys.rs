//! `/surveys`: what is asked of the members.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind as ErrorKind, Result};
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::wire::{self, TranslationBody};
use crate::kernel::{Context, Kernel};
use crate::model::survey::{Choice, Form, Kind, Label, Question, Status};
use crate::model::{self, Localized, Survey};

type StatusWord = Word<Status>;
type QuestionKind = Word<Kind>;

/// The surveys.
pub(super) struct Surveys;

/// Questions to the members of a community. Only an active survey is answered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SurveyFields {
    /// What it is called.
    #[schema(min_length = 1)]
    title: String,
    /// The title in other languages.
    #[serde(default)]
    title_translations: Vec<TranslationBody>,
    /// What it is for.
    #[serde(default)]
    description: Option<String>,
    /// The description in other languages.
    #[serde(default)]
    description_translations: Vec<TranslationBody>,
    /// How far it is. `draft` when left out.
    #[serde(default = "draft")]
    status: StatusWord,
    /// The meeting at which it was announced.
    #[serde(default)]
    meeting_id: Option<String>,
    /// The discussion point that announced it.
    #[serde(default)]
    announced_by_id: Option<String>,
    /// From when it may be answered.
    #[serde(default)]
    from: Option<WhenText>,
    /// Until when it may be answered.
    #[serde(default)]
    to: Option<WhenText>,
    /// What is asked, in this order.
    #[serde(default)]
    questions: Vec<QuestionBody>,
}

fn draft() -> Word<Status> {
    Word(Status::Draft)
}

/// One thing that is asked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SurveyQuestion)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionBody {
    /// Its id, by which answers name it. Its place, from 1, when left out.
    #[serde(default)]
    id: Option<String>,
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// The words in other languages.
    #[serde(default)]
    text_translations: Vec<TranslationBody>,
    /// How it is answered.
    kind: QuestionKind,
    /// Whether it must be answered.
    #[serde(default)]
    required: bool,
    /// What may be chosen; of a choice only.
    #[serde(default)]
    options: Vec<OptionBody>,
    /// Whether several may be chosen; of a choice only.
    #[serde(default)]
    several: bool,
    /// The numbers that may be given; of a scale only.
    #[serde(default)]
    scale: Option<ScaleBody>,
}

/// Something to choose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SurveyOption)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionBody {
    /// Its id, by which answers name it. Its place, from 1, when left out.
    #[serde(default)]
    id: Option<String>,
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// The words in other languages.
    #[serde(default)]
    text_translations: Vec<TranslationBody>,
}

/// The whole numbers from one to another, both included.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SurveyScale)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleBody {
    /// The least.
    from: i32,
    /// The most.
    to: i32,
    /// What some of the numbers mean.
    #[serde(default)]
    labels: Vec<LabelBody>,
}

/// What a number on a scale means.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SurveyLabel)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelBody {
    /// The number.
    value: i32,
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// The words in other languages.
    #[serde(default)]
    text_translations: Vec<TranslationBody>,
}

impl QuestionBody {
    fn of(question: &Question) -> Self {
        let mut body = Self {
            id: Some(question.id.clone()),
            text: question.text.text.clone(),
            text_translations: TranslationBody::all(&question.text),
            kind: Word(question.form.kind()),
            required: question.required,
            options: Vec::new(),
            several: false,
            scale: None,
        };
        match &question.form {
            Form::Text => {}
            Form::Choice { options, several } => {
                body.options = options.iter().map(OptionBody::of).collect();
                body.several = *several;
            }
            Form::Scale { from, to, labels } => {
                let labels = labels.iter().map(LabelBody::of).collect();
                body.scale = Some(ScaleBody { from: *from, to: *to, labels });
            }
        }
        body
    }

    /// The question; `at` is its JSON pointer, and `place` its place in the list.
    fn question(self, place: usize, at: &str) -> Result<Question> {
        let kind = self.kind.0;
        let stray = [
            ("options", Kind::Choice, !self.options.is_empty()),
            ("several", Kind::Choice, self.several),
            ("scale", Kind::Scale, self.scale.is_some()),
        ];
        for (member, of, is_there) in stray {
            if is_there && kind != of {
                let message =
                    format!("A question of the kind '{kind}' has no '{member}'; that is of a '{of}'.");
                return Err(refused("stray-field", message, &format!("{at}/{member}")));
            }
        }
        let form = match (kind, self.scale) {
            (Kind::Text, _) => Form::Text,
            (Kind::Choice, _) => Form::Choice {
                options: OptionBody::options(self.options, &format!("{at}/options"))?,
                several: self.several,
            },
            (Kind::Scale, Some(scale)) => scale.form(&format!("{at}/scale"))?,
            (Kind::Scale, None) => {
                let message = "'scale' is missing: the numbers that may be given, with 'from' and 'to'.";
                return Err(refused("missing-field", message.to_owned(), &format!("{at}/scale")));
            }
        };
        Ok(Question {
            id: named(self.id, place, &format!("{at}/id"))?,
            text: TranslationBody::localized(self.text, self.text_translations, &format!("{at}/text"))?,
            required: self.required,
            form,
        })
    }
}

impl OptionBody {
    fn of(option: &Choice) -> Self {
        Self {
            id: Some(option.id.clone()),
            text: option.text.text.clone(),
            text_translations: TranslationBody::all(&option.text),
        }
    }

    fn options(bodies: Vec<Self>, at: &str) -> Result<Vec<Choice>> {
        let option = |(place, body): (usize, Self)| {
            let at = format!("{at}/{place}");
            Ok(Choice {
                id: named(body.id, place, &format!("{at}/id"))?,
                text: TranslationBody::localized(body.text, body.text_translations, &format!("{at}/text"))?,
            })
        };
        bodies.into_iter().enumerate().map(option).collect()
    }
}

impl ScaleBody {
    fn form(self, at: &str) -> Result<Form> {
        let label = |(place, body): (usize, LabelBody)| {
            let at = format!("{at}/labels/{place}/text");
            let text = TranslationBody::localized(body.text, body.text_translations, &at)?;
            Ok(Label { value: body.value, text })
        };
        let labels = self.labels.into_iter().enumerate().map(label).collect::<Result<_>>()?;
        Ok(Form::Scale { from: self.from, to: self.to, labels })
    }
}

impl LabelBody {
    fn of(label: &Label) -> Self {
        Self {
            value: label.value,
            text: label.text.text.clone(),
            text_translations: TranslationBody::all(&label.text),
        }
    }
}

/// An id, or the place in the list where none is given.
fn named(id: Option<String>, place: usize, at: &str) -> Result<String> {
    id.map_or_else(|| Ok((place + 1).to_string()), |id| wire::filled(id, at))
}

fn refused(code: &'static str, message: String, at: &str) -> Error {
    Error::with(ErrorKind::Invalid, Issue::error(code, message).at_pointer(at))
}

impl Resource for Surveys {
    type Model = Survey;
    type Fields = SurveyFields;
    type Computed = Nothing;

    const PATH: &'static str = "surveys";
    const NAME: &'static str = "Survey";
    const PLURAL: &'static str = "Surveys";
    const ONE: &'static str = "a survey";
    const MANY: &'static str = "surveys";
    const ABOUT: &'static str =
        "Questions to the members: answered in words, by choosing, or by a number on a scale.";
    const FILTERS: &'static [Filter] = &[
        Filter::words(
            "status",
            "status",
            &[("draft", "draft,unknown"), ("active", "active"), ("closed", "retired")],
            "How far they are.",
        ),
        Filter::ids("meeting", "announced-at", "Appointment", "They were announced at this meeting."),
        Filter::ids("announced_by", "announced-by", "Communication", "This discussion point announced them."),
        Filter::days("open", "effective", "They may be answered."),
        Filter::contains("q", "title", "besoins", "The title contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("title", "title"), ("from", "effective")];
    const PLACES: &'static [(&'static str, &'static str)] = &[
        ("Questionnaire.item[#]", "/questions/#"),
        ("Questionnaire.item[#].answerOption", "/questions/#/options"),
        ("Questionnaire.item[#].answerOption[#]", "/questions/#/options/#"),
        ("Questionnaire.item[#].answerOption[#].value.code", "/questions/#/options/#/id"),
        ("Questionnaire.effectivePeriod", "/to"),
    ];

    fn fields(survey: &Survey) -> SurveyFields {
        let description = survey.description.as_ref();
        SurveyFields {
            title: survey.title.text.clone(),
            title_translations: TranslationBody::all(&survey.title),
            description: description.map(|text| text.text.clone()),
            description_translations: description.map(TranslationBody::all).unwrap_or_default(),
            status: Word(survey.status),
            meeting_id: wire::id_of(model::Kind::Meeting, survey.meeting.as_ref()),
            announced_by_id: wire::id_of(model::Kind::DiscussionPoint, survey.announced_by.as_ref()),
            from: survey.from.map(Text),
            to: survey.to.map(Text),
            questions: survey.questions.iter().map(QuestionBody::of).collect(),
        }
    }

    fn model(fields: SurveyFields) -> Result<Survey> {
        let described =
            |text| TranslationBody::localized(text, fields.description_translations, "/description");
        let question =
            |(place, body): (usize, QuestionBody)| body.question(place, &format!("/questions/{place}"));
        let announced_by = fields.announced_by_id;
        Ok(Survey {
            id: None,
            title: TranslationBody::localized(fields.title, fields.title_translations, "/title")?,
            description: wire::optional(fields.description).map(described).transpose()?,
            status: fields.status.0,
            meeting: wire::optional_reference(model::Kind::Meeting, fields.meeting_id, "/meeting_id")?,
            announced_by: wire::optional_reference(
                model::Kind::DiscussionPoint,
                announced_by,
                "/announced_by_id",
            )?,
            from: fields.from.map(|when| when.0),
            to: fields.to.map(|when| when.0),
            questions: fields.questions.into_iter().enumerate().map(question).collect::<Result<_>>()?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, surveys: &[Survey]) -> Result<Vec<Nothing>> {
        Ok(nothing(surveys))
    }

    fn example() -> SurveyFields {
        let option = |id: &str, text: Localized| Choice { id: id.to_owned(), text };
        let question =
            |id: &str, text: Localized, required, form| Question { id: id.to_owned(), text, required, form };
        let options = vec![
            option("guides", Localized::new("Des guides").with("en", "Guides")),
            option("courses", Localized::new("Des formations").with("en", "Courses")),
        ];
        let label = |value, text: Localized| Label { value, text };
        let labels = vec![
            label(1, Localized::new("inutile").with("en", "useless")),
            label(5, Localized::new("très utile").with("en", "very useful")),
        ];
        Self::fields(&Survey {
            description: Some(
                Localized::new("Ce dont les membres ont besoin").with("en", "What the members need"),
            ),
            status: Status::Active,
            questions: vec![
                question(
                    "needs",
                    Localized::new("Que vous manque-t-il ?").with("en", "What do you lack?"),
                    true,
                    Form::Choice { options, several: true },
                ),
                question(
                    "usefulness",
                    Localized::new("Les réunions sont-elles utiles ?").with("en", "Are the meetings useful?"),
                    false,
                    Form::Scale { from: 1, to: 5, labels },
                ),
                question(
                    "more",
                    Localized::new("Autre chose ?").with("en", "Anything else?"),
                    false,
                    Form::Text,
                ),
            ],
            ..Survey::new(Localized::new("Besoins des membres").with("en", "Needs of the members"))
        })
    }
}
