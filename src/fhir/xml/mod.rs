//! Resources as XML and back (R4, section 2.6.1), driven by the element tables: no type has code of its own.
//!
//! Both directions keep what JSON holds: the digits of decimals, ids and extensions of primitives, contained
//! resources, and narrative to the letter. Writing cannot fail. Reading is strict: what the tables do not have is
//! an issue with its place (a FHIRPath expression) and line. It does not check what a valid resource needs, which
//! is the validator's, nor what is stored.
//!
//! | code | what is wrong |
//! |---|---|
//! | `invalid-xml` | the text is not well-formed XML in UTF-8, or has a DOCTYPE |
//! | `wrong-namespace` | an element is in another namespace than FHIR's, or a narrative in another than XHTML's |
//! | `unknown-element`, `unknown-attribute` | the structure has nothing of this name |
//! | `unexpected-text` | text between elements; values are attributes |
//! | `wrong-order` | an element stands after one that the standard puts behind it |
//! | `too-many` | an element that does not repeat stands twice, or two resources stand in one place |
//! | `empty` | an element without value, extensions or elements |
//! | `invalid-value` | a text that is no boolean or number where the type is one |
//! | `unknown-resource-type` | a resource of a type that R4 does not have |
//! | `too-deep` | more levels of elements than are read |

mod narrative;
mod read;
#[cfg(test)]
mod tests;
pub(in crate::fhir) mod tokens;
mod write;

pub(in crate::fhir) use write::is_allowed;

pub(in crate::fhir) use write::escape;

use crate::error::Result;
use crate::fhir::Resource;

/// The namespace of FHIR's elements.
pub(in crate::fhir) const FHIR: &str = "http://hl7.org/fhir";
/// The namespace of narratives.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// How XML is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line, for programs.
    Compact,
    /// An element on each line, for people. Narratives stay as they are.
    Indented,
}

/// Reads a resource. What is wrong with it is an error with all issues that were found, at most a hundred.
pub fn read(text: &[u8]) -> Result<Resource> {
    read::resource(text)
}

/// Writes a resource, its elements in the order of the standard. What XML cannot say is left out or replaced, and
/// the validator refuses nearly all of it: members that R4 does not have, and characters that XML does not allow.
pub fn write(resource: &Resource, layout: Layout) -> String {
    write::document(resource, layout)
}

/// Writes a resource that is given as JSON text, such as a stored version.
pub fn from_json(text: &[u8], layout: Layout) -> Result<String> {
    Ok(write(&Resource::stored(text)?, layout))
}
