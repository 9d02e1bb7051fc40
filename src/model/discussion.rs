//! What was said.

use crate::model::code::coded;
use crate::model::{Link, Ref, SourceSpan, When};

/// One thing said in a meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscussionPoint {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// What kind of saying it is.
    pub kind: Kind,
    /// The words.
    pub text: String,
    /// The subject that it belongs to.
    pub topic: Option<String>,
    /// The meeting.
    pub meeting: Option<Ref>,
    /// When it was said.
    pub said_at: Option<When>,
    /// Who said it.
    pub sender: Option<Link>,
    /// What it is about: platforms, countries, organisations.
    pub about: Vec<Ref>,
    /// The question that it answers.
    pub in_response_to: Option<Ref>,
    /// The decisions that this one replaces.
    pub supersedes: Vec<Ref>,
    /// Where the source document has it.
    pub span: Option<SourceSpan>,
}

impl DiscussionPoint {
    /// Something said, of which nothing but the words is known.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            id: None,
            kind,
            text: text.into(),
            topic: None,
            meeting: None,
            said_at: None,
            sender: None,
            about: Vec::new(),
            in_response_to: None,
            supersedes: Vec::new(),
            span: None,
        }
    }
}

coded! {
    /// A kind of saying.
    pub enum Kind {
        /// Something presented.
        Presentation = "presentation",
        /// Something asked.
        Question = "question",
        /// What was answered.
        Answer = "answer",
        /// What was decided.
        Decision = "decision",
        /// What is needed.
        Need = "need",
        /// What was thought of the meeting itself.
        Feedback = "feedback",
        /// Anything else that was told.
        Information = "information",
    }
}
