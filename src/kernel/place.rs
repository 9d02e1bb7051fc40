//! Where what is said about an entry stands in the caller's input: an entry of a Bundle (R4, section 3.1.0.11), or
//! nowhere but in the request itself.

use crate::error::{At, Error};

/// Headers that a request states for one resource, and the members of a Bundle's entry that stand for them.
const CONDITIONS: [(&str, &str); 2] = [("If-Match", "ifMatch"), ("If-None-Match", "ifNoneMatch")];

/// An entry's place, as a FHIRPath expression: `Bundle.entry[3]`. None when the request is about one resource alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Place(pub(super) Option<String>);

impl Place {
    /// The place of the entry's resource.
    pub(super) fn resource(&self) -> Option<String> {
        self.0.as_ref().map(|entry| format!("{entry}.resource"))
    }

    /// The place in the whole input of something about the resource, or about a condition of the request.
    pub(super) fn of(&self, at: Option<At>) -> Option<At> {
        let (Some(entry), Some(resource)) = (&self.0, self.resource()) else { return at };
        match at {
            Some(At::Expression(expression)) => {
                let within = expression.split_once('.').map(|(_, within)| format!("{resource}.{within}"));
                Some(At::Expression(within.unwrap_or(resource)))
            }
            Some(At::Parameter(name)) => {
                let member = CONDITIONS.iter().find(|(header, _)| *header == name);
                Some(member.map_or(At::Parameter(name), |(_, member)| {
                    At::Expression(format!("{entry}.request.{member}"))
                }))
            }
            None => Some(At::Expression(resource)),
            pointer => pointer,
        }
    }

    /// The error with its places in the whole input.
    pub(super) fn located(&self, error: Error) -> Error {
        error.map_places(|at| self.of(at))
    }
}
