//! `/questions`: what was asked, each question with its answers.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::discussion_points::{
    self, BY_COMMUNITY, BY_COUNTRY, BY_DAY, BY_MEETING, BY_ORGANIZATION, BY_PLATFORM, BY_SENDER,
    BY_SENDER_ORGANIZATION, BY_SERIES, BY_TEXT, BY_TOPIC, DiscussionPointFields,
};
use crate::faces::native::lookup;
use crate::faces::native::resource::{Filter, Flag, Resource};
use crate::fhir;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::DiscussionPoint;
use crate::model::discussion::Kind;

/// The questions.
pub(super) struct Questions;

/// What followed from a question.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct QuestionComputed {
    /// What was answered, in the order of making.
    answers: Vec<AnswerBody>,
    /// Whether there is an answer.
    answered: bool,
}

/// An answer to a question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub(super) struct AnswerBody {
    /// Its id among the discussion points.
    id: String,
    /// The words.
    text: String,
}

impl Resource for Questions {
    type Model = DiscussionPoint;
    type Fields = DiscussionPointFields;
    type Computed = QuestionComputed;

    const PATH: &'static str = "questions";
    const NAME: &'static str = "Question";
    const PLURAL: &'static str = "Questions";
    const ONE: &'static str = "a question";
    const MANY: &'static str = "questions";
    const ABOUT: &'static str = "What was asked, and what was answered.";
    const BASE: &'static [(&'static str, &'static str)] = &[("category", "question")];
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = &[
        BY_MEETING,
        BY_SERIES,
        BY_COMMUNITY,
        BY_PLATFORM,
        BY_COUNTRY,
        BY_ORGANIZATION,
        BY_SENDER,
        BY_SENDER_ORGANIZATION,
        BY_DAY,
        BY_TOPIC,
        BY_TEXT,
    ];
    const FLAGS: &'static [Flag] =
        &[Flag { name: "answered", about: "Whether there is an answer.", narrows: &[] }];
    const SORTS: &'static [(&'static str, &'static str)] = discussion_points::SORTS;

    fn admits(_: &fhir::Resource, point: &DiscussionPoint) -> bool {
        point.kind == Kind::Question
    }

    fn fields(question: &DiscussionPoint) -> DiscussionPointFields {
        DiscussionPointFields::of(question)
    }

    fn model(fields: DiscussionPointFields) -> Result<DiscussionPoint> {
        fields.point_of(Kind::Question)
    }

    async fn compute(
        kernel: &Kernel,
        context: &Context,
        questions: &[DiscussionPoint],
    ) -> Result<Vec<QuestionComputed>> {
        let ids = questions.iter().filter_map(Mapped::id);
        let target = DiscussionPoint::RESOURCE_TYPE;
        let found: Vec<DiscussionPoint> =
            lookup::pointing(kernel, context, "in-response-to", target, ids).await?;
        let mut by_question: HashMap<String, Vec<AnswerBody>> = HashMap::new();
        for answer in found {
            if let (Some(question), Some(id)) = (answer.in_response_to, answer.id) {
                by_question.entry(question.id).or_default().push(AnswerBody { id, text: answer.text });
            }
        }
        let computed = |question: &DiscussionPoint| {
            let answers = question.id().and_then(|id| by_question.remove(id)).unwrap_or_default();
            QuestionComputed { answered: !answers.is_empty(), answers }
        };
        Ok(questions.iter().map(computed).collect())
    }

    fn flag(computed: &QuestionComputed, name: &str) -> bool {
        name == "answered" && computed.answered
    }

    fn example() -> DiscussionPointFields {
        let text = "Le registre se raccorde-t-il à la plateforme nationale ?";
        Self::fields(&DiscussionPoint {
            topic: Some("Présentation du registre".to_owned()),
            ..DiscussionPoint::new(Kind::Question, text)
        })
    }
}
