//! The vocabulary of FHIR R4: what a resource, a reference, a date and a definition are.
//!
//! It does not know what a meeting is, nor where anything is stored.

pub mod datetime;
pub mod definitions;
pub mod example;
mod id;
pub mod once;
pub mod patch;
pub mod path;
pub mod reference;
mod resource;
mod resource_type;
pub mod subset;
pub mod validate;
pub mod xml;

pub use id::Id;
pub use reference::Reference;
pub use resource::Resource;
pub use resource_type::ResourceType;
