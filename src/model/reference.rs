//! How things point to one another.

use std::fmt;

use crate::model::code::coded;

coded! {
    /// What kind of thing a [`Ref`] points to.
    pub enum Kind {
        /// An organisation: a community and an observatory are organisations too.
        Organization = "organization",
        /// A person.
        Person = "person",
        /// A person or an organisation acting in a capacity.
        Role = "role",
        /// A group of members, such as a distribution list.
        Group = "group",
        /// A series of meetings.
        Series = "series",
        /// A meeting.
        Meeting = "meeting",
        /// The record of a meeting.
        Minutes = "minutes",
        /// Something said.
        DiscussionPoint = "discussion-point",
        /// Something to do.
        ActionItem = "action-item",
        /// A software product.
        Platform = "platform",
        /// A platform running somewhere.
        Deployment = "deployment",
        /// An address that a deployment answers on.
        Interface = "interface",
        /// A link between two platforms.
        Integration = "integration",
        /// A country.
        Country = "country",
        /// The document that minutes were read from.
        SourceDocument = "source-document",
        /// The bytes of a document.
        File = "file",
        /// Questions to the members.
        Survey = "survey",
        /// What one respondent answered.
        SurveyResponse = "survey-response",
        /// Something that relais has no word for, or that lives elsewhere; the id is its whole address.
        Elsewhere = "elsewhere",
    }
}

/// Points to one thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ref {
    /// What it points to.
    pub kind: Kind,
    /// The thing's id; for [`Kind::Elsewhere`] its address.
    pub id: String,
}

impl Ref {
    /// A reference to the thing of this kind and id.
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// A reference to a page or a resource elsewhere.
    pub fn elsewhere(address: impl Into<String>) -> Self {
        Self::new(Kind::Elsewhere, address)
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// Points to a thing, or only says its name: an owner of whom the minutes give nothing but a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Link {
    /// A thing that relais can point to, and what the text calls it.
    To {
        /// The thing.
        target: Ref,
        /// Its name as written, where that was kept.
        name: Option<String>,
    },
    /// Only a name.
    Named(String),
}

impl Link {
    /// A link without a name.
    pub fn to(target: Ref) -> Self {
        Self::To { target, name: None }
    }

    /// A link with a name.
    pub fn to_named(target: Ref, name: impl Into<String>) -> Self {
        Self::To { target, name: Some(name.into()) }
    }

    /// Only a name.
    pub fn named(name: impl Into<String>) -> Self {
        Self::Named(name.into())
    }

    /// The link of a target, a name, or both; `None` of neither.
    pub fn of(target: Option<Ref>, name: Option<String>) -> Option<Self> {
        match (target, name) {
            (Some(target), name) => Some(Self::To { target, name }),
            (None, Some(name)) => Some(Self::Named(name)),
            (None, None) => None,
        }
    }

    /// What it points to, if it does.
    pub fn target(&self) -> Option<&Ref> {
        match self {
            Self::To { target, .. } => Some(target),
            Self::Named(_) => None,
        }
    }

    /// The name that it says, if it says one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::To { name, .. } => name.as_deref(),
            Self::Named(name) => Some(name),
        }
    }
}
