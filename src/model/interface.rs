//! The addresses that deployments answer on.

use crate::model::code::coded;
use crate::model::{Link, Moment, Ref};

/// An address that a deployment answers on, and what it speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Interface {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Whether it may be used.
    pub status: Status,
    /// How one connects: a code of HL7's endpoint-connection-type, such as `hl7-fhir-rest`, or of our own.
    pub connection: String,
    /// The standards that it speaks, by code.
    pub standards: Vec<String>,
    /// The media types that it accepts.
    pub media_types: Vec<String>,
    /// The address.
    pub address: String,
    /// Who runs it: an organisation, or only its name.
    pub managed_by: Option<Link>,
    /// The deployment that answers.
    pub deployment: Option<Ref>,
    /// How it answered when it was last asked.
    pub last_probe: Option<Probe>,
}

coded! {
    /// Whether an interface may be used, in FHIR's words.
    pub enum Status {
        /// It is expected to answer.
        Active = "active",
        /// It is out of use for a time.
        Suspended = "suspended",
        /// It does not answer as it should.
        Error = "error",
        /// It is out of use.
        Off = "off",
        /// It was entered by mistake.
        EnteredInError = "entered-in-error",
        /// It is for tests only.
        Test = "test",
    }
}

/// How an interface answered when it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// When it was asked.
    pub at: Moment,
    /// What came of it.
    pub outcome: Outcome,
    /// The version that it told.
    pub version: Option<String>,
    /// How long the answer took, in milliseconds.
    pub latency_milliseconds: Option<u32>,
}

coded! {
    /// What came of asking an interface.
    pub enum Outcome {
        /// It answered as it should.
        Reachable = "reachable",
        /// It refused the credentials.
        Refused = "refused",
        /// It answered something else than it should.
        Unexpected = "unexpected",
        /// It did not answer.
        Unreachable = "unreachable",
    }
}
