//! What things are: a meeting, an action item, a platform. Pure; it does not know FHIR, JSON or where
//! anything is stored, and it reads no clock.
//!
//! Three conventions hold everywhere. Each thing that is stored by itself has an `id` (absent until it is
//! stored) and points to others by [`Ref`]. A text is never empty: what is not there is `None`. And each closed
//! list of words has `code()`, `parse()`, `definition()` and `ALL`.

pub mod action_item;
pub mod agenda;
mod code;
pub mod community;
pub mod country;
pub mod deployment;
pub mod discussion;
pub mod due;
pub mod integration;
pub mod interface;
pub mod meeting;
pub mod minutes;
mod moment;
pub mod observatory;
pub mod party;
pub mod platform;
mod recurrence;
mod reference;
pub mod series;
pub mod source_document;
pub mod standard;
pub mod survey;
pub mod survey_results;
mod text;

pub use action_item::ActionItem;
pub use agenda::AgendaItem;
pub use code::Code;
pub use community::Community;
pub use country::Country;
pub use deployment::Deployment;
pub use discussion::DiscussionPoint;
pub use due::Due;
pub use integration::Integration;
pub use interface::Interface;
pub use meeting::Meeting;
pub use minutes::Minutes;
pub use moment::{Moment, When};
pub use observatory::Observatory;
pub use party::{Group, Organization, Person, Role};
pub use platform::Platform;
pub use reference::{Kind, Link, Ref};
pub use series::Series;
pub use source_document::{SourceDocument, SourceSpan};
pub use standard::Standard;
pub use survey::{Survey, SurveyResponse};
pub use text::{Localized, Translation};
