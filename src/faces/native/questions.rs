//! `/questions`: what was asked, each question with its answers.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::discussion_points::{self, DiscussionPointFields};
use crate::faces::native::lookup;
use crate::faces::native::resource::{Filter, Flag, NOT_IN_ERROR, Resource};
use crate::faces::native::spelled::{Text, WhenText};
use crate::faces::native::wire::{self, LinkBody};
use crate::fhir;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::discussion::Kind;
use crate::model::{self, DiscussionPoint};

/// The questions.
pub(super) struct Questions;

/// What followed from a question.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct QuestionComputed {
    /// What was answered, in the order of making.
    answers: Vec<AnswerBody>,
    /// Whether there is an answer.
    answered: bool,
    /// `answered` once there is an answer, `open` until then.
    status: QuestionStatus,
}

/// How far a question is.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum QuestionStatus {
    /// Nobody has answered yet.
    #[default]
    Open,
    /// There is an answer.
    Answered,
}

/// An answer to a question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub(super) struct AnswerBody {
    /// Its id among the discussion points.
    id: String,
    /// The words.
    text: String,
    /// The meeting at which it was given, which may be a later one.
    meeting_id: Option<String>,
    /// When it was given.
    said_at: Option<WhenText>,
    /// Who gave it.
    sender: Option<LinkBody>,
}

impl AnswerBody {
    /// An answer on the wire.
    pub(super) fn of(answer: &DiscussionPoint) -> Self {
        Self {
            id: answer.id.clone().unwrap_or_default(),
            text: answer.text.clone(),
            meeting_id: wire::id_of(model::Kind::Meeting, answer.meeting.as_ref()),
            said_at: answer.said_at.map(Text),
            sender: answer.sender.as_ref().map(LinkBody::of),
        }
    }
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
    const BASE: &'static [(&'static str, &'static str)] = &[("category", "question"), NOT_IN_ERROR];
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = discussion_points::FILTERS;
    const FLAGS: &'static [Flag] =
        &[Flag { name: "answered", about: "Whether there is an answer.", narrows: &[] }];
    const PLACES: &'static [(&'static str, &'static str)] = discussion_points::PLACES;
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
            lookup::pointing_not_in_error(kernel, context, "in-response-to", target, ids).await?;
        let mut by_question: HashMap<String, Vec<AnswerBody>> = HashMap::new();
        for answer in found {
            let body = AnswerBody::of(&answer);
            if let Some(question) = answer.in_response_to {
                by_question.entry(question.id).or_default().push(body);
            }
        }
        let computed = |question: &DiscussionPoint| {
            let answers = question.id().and_then(|id| by_question.remove(id)).unwrap_or_default();
            let status = if answers.is_empty() { QuestionStatus::Open } else { QuestionStatus::Answered };
            QuestionComputed { answered: !answers.is_empty(), answers, status }
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
