//! The domain in FHIR R4: for each thing, which resource it is and which element carries what, in both
//! directions. What the domain can hold comes back equal; what others wrote beside it stays.
//!
//! It does not know where resources are stored nor how a face spells them.

mod action_item;
pub mod canonical;
pub mod code_system;
mod community;
mod country;
mod deployment;
mod discussion;
mod draft;
mod due;
mod integration;
mod interface;
mod meeting;
mod minutes;
mod observatory;
mod overlay;
mod party;
mod platform;
pub mod reference;
mod series;
mod source_document;
mod survey;
mod survey_response;
mod view;

pub use action_item::status_of;
pub use overlay::overlay;
pub use survey_response::{survey_address, survey_of};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::mapping::view::View;

/// A thing of the domain that is stored as one FHIR resource.
pub trait Mapped: Sized + PartialEq {
    /// What the thing is called in a sentence: `an action item`.
    const THING: &'static str;
    /// The canonical address of the profile that its resources keep.
    const PROFILE: &'static str;
    /// The type of its resource.
    const RESOURCE_TYPE: ResourceType;
    /// What tells its resources from others of the type; `None` when all of the type are such things.
    const MARK: Option<Mark>;
    /// What the mapping writes. Everything else in a resource belongs to others.
    const OWNED: Owned;

    /// The thing's id, once it is stored.
    fn id(&self) -> Option<&str>;

    /// Gives the thing an id.
    fn set_id(&mut self, id: String);

    /// The thing as a resource: valid, and with nothing in it that the thing does not say.
    fn to_fhir(&self) -> Resource;

    /// The thing that a resource tells of. A resource that is no such thing is refused; elements that the
    /// thing has no place for are passed over.
    fn from_fhir(resource: &Resource) -> Result<Self>;
}

/// What tells the resources of a thing from others of the same type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The element that holds the mark: a CodeableConcept, or an Identifier.
    pub element: &'static str,
    /// The search parameter that finds it.
    pub parameter: &'static str,
    /// The code's system.
    pub system: &'static str,
    /// The code; `None` when any code of the system will do.
    pub code: Option<&'static str>,
}

/// The parts of a resource that the mapping of a thing writes.
#[derive(Debug, Clone, Copy)]
pub struct Owned {
    /// Elements at the top of the resource.
    pub elements: &'static [&'static str],
    /// Addresses of extensions at the top of the resource.
    pub extensions: &'static [&'static str],
}

/// Looks into a resource, unless it is not the thing that is asked for.
fn open<T: Mapped>(resource: &Resource) -> Result<View<'_>> {
    let view = View::of(resource);
    let right_type = resource.resource_type() == T::RESOURCE_TYPE;
    if right_type && T::MARK.is_none_or(|mark| mark.is_on(view)) {
        return Ok(view);
    }
    let found = resource.resource_type();
    let why = match T::MARK {
        Some(Mark { element, system, code: Some(code), .. }) => {
            format!("that is a {} whose '{element}' has the code '{code}' of {system}", T::RESOURCE_TYPE)
        }
        Some(Mark { element, system, .. }) => {
            format!("that is a {} whose '{element}' is of {system}", T::RESOURCE_TYPE)
        }
        None => format!("that is a {}", T::RESOURCE_TYPE),
    };
    let message = format!("This {found} is not {}: {why}.", T::THING);
    let issue = Issue::error("other-thing", message).at_expression(found.name());
    Err(Error::with(Kind::Unprocessable, issue))
}

impl Mark {
    /// Whether a resource carries the mark, so that it means to be such a thing.
    pub fn marks(&self, resource: &Resource) -> bool {
        self.is_on(View::of(resource))
    }

    fn is_on(&self, resource: View<'_>) -> bool {
        resource.each(self.element).any(|element| {
            let identifier = element.word("system") == Some(self.system) && element.word("value").is_some();
            match (self.code, element.code(self.system)) {
                (Some(code), found) => found == Some(code),
                (None, found) => found.is_some() || identifier,
            }
        })
    }
}

/// The error for a resource of the right type that lacks what makes it the thing.
fn incomplete<T: Mapped>(element: &str, what: &str) -> Error {
    let resource_type = T::RESOURCE_TYPE;
    let message = format!("This {resource_type} is not {}: it lacks {what}.", T::THING);
    let issue = Issue::error("incomplete-thing", message);
    Error::with(Kind::Unprocessable, issue.at_expression(format!("{resource_type}.{element}")))
}

/// Writes the members of [`Mapped`] that are the same for every thing.
macro_rules! identified {
    () => {
        fn id(&self) -> Option<&str> {
            self.id.as_deref()
        }

        fn set_id(&mut self, id: String) {
            self.id = Some(id);
        }
    };
}

use identified;
