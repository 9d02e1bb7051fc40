//! The ids of what is imported.

use jiff::civil::Date;
use sha1::{Digest, Sha1};

use crate::fhir::Id;
use crate::minutes::passage::fold;

/// Derives the ids of one import.
#[derive(Debug)]
pub(super) struct Identity {
    /// The SHA-1 of the document.
    pub(super) sha1: [u8; 20],
    /// The document's own part of each id.
    document: String,
    community: String,
    /// The series, or the community where there is none.
    series: String,
}

impl Identity {
    /// Prepares the ids of what a document says of a community's meeting. `rule` tells the community's series
    /// apart.
    pub(super) fn new(bytes: &[u8], community: &str, rule: Option<&str>) -> Self {
        let sha1: [u8; 20] = Sha1::digest(bytes).into();
        let document = sha1.iter().map(|byte| format!("{byte:02x}")).collect();
        let community = fold(community);
        let series = format!("{community}|{}", rule.unwrap_or("once"));
        Self { sha1, document, community, series }
    }

    pub(super) fn community(&self) -> String {
        derive(&["community", &self.community])
    }

    pub(super) fn series(&self) -> String {
        derive(&["series", &self.series])
    }

    /// A meeting of the series on a day: planned by one document, recorded by another, and yet the same.
    pub(super) fn meeting(&self, date: Date) -> String {
        derive(&["meeting", &self.series, &date.to_string()])
    }

    pub(super) fn organization(&self, name: &str) -> String {
        derive(&["organization", &fold(name)])
    }

    /// A person is known by name within a community: elsewhere somebody else may have the same one.
    pub(super) fn person(&self, name: &str) -> String {
        derive(&["person", &self.community, &fold(name)])
    }

    pub(super) fn role(&self, person: &str, organization: &str) -> String {
        derive(&["role", &self.community, &fold(person), &fold(organization)])
    }

    pub(super) fn group(&self, names: &[String]) -> String {
        derive(&["group", &self.community, &fold(&names.join(" "))])
    }

    /// The record of a meeting, whichever document tells it.
    pub(super) fn minutes(&self, date: Date) -> String {
        derive(&["minutes", &self.series, &date.to_string()])
    }

    /// The file that tells what the last import of a meeting's minutes said.
    pub(super) fn said(&self, date: Date) -> String {
        derive(&["said", &self.series, &date.to_string()])
    }

    /// The document, and the file that holds its bytes.
    pub(super) fn document(&self, kind: &str) -> String {
        derive(&["document", &self.document, kind])
    }

    /// Something that the document says first, by its kind and its place in it. Another attempt gives another id.
    pub(super) fn within(&self, kind: &str, place: usize, attempt: usize) -> String {
        derive(&["document", &self.document, kind, &place.to_string(), &attempt.to_string()])
    }
}

fn derive(parts: &[&str]) -> String {
    Id::derived(&format!("minutes|{}", parts.join("|"))).as_str().to_owned()
}
