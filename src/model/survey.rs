//! What is asked of the members, and what they answer.

use crate::model::code::coded;
use crate::model::{Link, Localized, Ref, When};

/// Questions that a community asks its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// What it is called.
    pub title: Localized,
    /// What it is for.
    pub description: Option<Localized>,
    /// How far it is.
    pub status: Status,
    /// The meeting at which it was announced.
    pub meeting: Option<Ref>,
    /// The discussion point that announced it.
    pub announced_by: Option<Ref>,
    /// From when it may be answered.
    pub from: Option<When>,
    /// Until when it may be answered.
    pub to: Option<When>,
    /// What is asked, in this order.
    pub questions: Vec<Question>,
}

impl Survey {
    /// A draft without questions.
    pub fn new(title: impl Into<Localized>) -> Self {
        Self {
            id: None,
            title: title.into(),
            description: None,
            status: Status::Draft,
            meeting: None,
            announced_by: None,
            from: None,
            to: None,
            questions: Vec::new(),
        }
    }

    /// The question of this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }
}

coded! {
    /// How far a survey is. Only an active one is answered.
    pub enum Status {
        /// Being written.
        Draft = "draft",
        /// Open for answers.
        Active = "active",
        /// No longer answered.
        Closed = "closed",
    }
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its id, by which answers name it; unique within the survey.
    pub id: String,
    /// The words.
    pub text: Localized,
    /// Whether it must be answered.
    pub required: bool,
    /// What an answer looks like.
    pub form: Form,
}

/// What an answer looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Words.
    Text,
    /// One or several of these options.
    Choice {
        /// What may be chosen.
        options: Vec<Choice>,
        /// Whether several may be chosen.
        several: bool,
    },
    /// A whole number between two others, both included.
    Scale {
        /// The least.
        from: i32,
        /// The most.
        to: i32,
        /// What some of the numbers mean.
        labels: Vec<Label>,
    },
}

impl Form {
    /// The word for it.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Choice { .. } => Kind::Choice,
            Self::Scale { .. } => Kind::Scale,
        }
    }
}

coded! {
    /// A kind of question.
    pub enum Kind {
        /// Answered in words.
        Text = "text",
        /// Answered by choosing.
        Choice = "choice",
        /// Answered by a number on a scale.
        Scale = "scale",
    }
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its id, by which answers name it; unique within the question.
    pub id: String,
    /// The words.
    pub text: Localized,
}

/// What a number on a scale means.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The number.
    pub value: i32,
    /// The words.
    pub text: Localized,
}

/// What one respondent answered.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyResponse {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// The survey.
    pub survey: Ref,
    /// Who answered; nobody is named of an anonymous response.
    pub respondent: Option<Link>,
    /// When.
    pub answered_at: Option<When>,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// What was answered.
    pub given: Given,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Words.
    Text(String),
    /// The ids of what was chosen; never none.
    Options(Vec<String>),
    /// A number on a scale.
    Value(i32),
}
