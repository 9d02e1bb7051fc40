//! `/interfaces`: the addresses that deployments answer on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{MomentText, Text, Word};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::interface::{Outcome, Probe, Status};
use crate::model::{Interface, Kind};

type StatusWord = Word<Status>;
type OutcomeWord = Word<Outcome>;

/// The interfaces.
pub(super) struct Interfaces;

/// An address that a deployment answers on, and what it speaks.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterfaceFields {
    /// What it is called.
    #[serde(default)]
    name: Option<String>,
    /// Whether it may be used. `active` when left out.
    #[serde(default = "active")]
    status: StatusWord,
    /// How one connects: a code of HL7's endpoint-connection-type, such as `hl7-fhir-rest`, or of our own.
    #[serde(default)]
    connection: Option<String>,
    /// The standards that it speaks, by code: `fhir-r4`.
    #[serde(default)]
    standards: Vec<String>,
    /// The media types that it accepts.
    #[serde(default)]
    media_types: Vec<String>,
    /// The address.
    #[schema(min_length = 1)]
    address: String,
    /// Who runs it: an organisation, or only its name.
    #[serde(default)]
    managed_by: Option<LinkBody>,
    /// The deployment that answers.
    #[serde(default)]
    deployment_id: Option<String>,
    /// How it answered when it was last asked.
    #[serde(default)]
    last_probe: Option<ProbeBody>,
}

fn active() -> Word<Status> {
    Word(Status::Active)
}

/// How an interface answered when it was asked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Probe)]
#[serde(deny_unknown_fields)]
pub(super) struct ProbeBody {
    /// When it was asked.
    at: MomentText,
    /// What came of it.
    outcome: OutcomeWord,
    /// The version that it told.
    #[serde(default)]
    version: Option<String>,
    /// How long the answer took, in milliseconds.
    #[serde(default)]
    latency_milliseconds: Option<u32>,
}

impl ProbeBody {
    fn of(probe: &Probe) -> Self {
        Self {
            at: Text(probe.at),
            outcome: Word(probe.outcome),
            version: probe.version.clone(),
            latency_milliseconds: probe.latency_milliseconds,
        }
    }

    fn probe(self) -> Probe {
        Probe {
            at: self.at.0,
            outcome: self.outcome.0,
            version: wire::optional(self.version),
            latency_milliseconds: self.latency_milliseconds,
        }
    }
}

impl Resource for Interfaces {
    type Model = Interface;
    type Fields = InterfaceFields;
    type Computed = Nothing;

    const PATH: &'static str = "interfaces";
    const NAME: &'static str = "Interface";
    const PLURAL: &'static str = "Interfaces";
    const ONE: &'static str = "an interface";
    const MANY: &'static str = "interfaces";
    const ABOUT: &'static str = "The addresses that deployments answer on, and what they speak.";
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Status>("status", "status", "active", "Whether they may be used."),
        Filter::ids("deployment", "deployment", "Device", "This deployment answers."),
        Filter::ids("managed_by", "organization", "Organization", "This organisation runs them."),
        Filter::exactly("standard", "payload-type", "fhir-r4", "They speak this standard."),
        Filter::exactly("connection", "connection-type", "hl7-fhir-rest", "How one connects."),
        Filter::exactly("address", "address", "https://fhir.example.org/r4", "The address."),
        Filter::contains("q", "name", "fhir", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name"), ("status", "status")];

    fn fields(interface: &Interface) -> InterfaceFields {
        InterfaceFields {
            name: interface.name.clone(),
            status: Word(interface.status),
            connection: wire::optional(Some(interface.connection.clone())),
            standards: interface.standards.clone(),
            media_types: interface.media_types.clone(),
            address: interface.address.clone(),
            managed_by: interface.managed_by.as_ref().map(LinkBody::of),
            deployment_id: wire::id_of(Kind::Deployment, interface.deployment.as_ref()),
            last_probe: interface.last_probe.as_ref().map(ProbeBody::of),
        }
    }

    fn model(fields: InterfaceFields) -> Result<Interface> {
        Ok(Interface {
            id: None,
            name: wire::optional(fields.name),
            status: fields.status.0,
            connection: fields.connection.unwrap_or_default(),
            standards: wire::all_filled(fields.standards, "/standards")?,
            media_types: wire::all_filled(fields.media_types, "/media_types")?,
            address: wire::filled(fields.address, "/address")?,
            managed_by: LinkBody::optional(fields.managed_by, "/managed_by")?,
            deployment: wire::optional_reference(Kind::Deployment, fields.deployment_id, "/deployment_id")?,
            last_probe: fields.last_probe.map(ProbeBody::probe),
        })
    }

    async fn compute(_: &Kernel, _: &Context, interfaces: &[Interface]) -> Result<Vec<Nothing>> {
        Ok(nothing(interfaces))
    }

    fn example() -> InterfaceFields {
        Self::fields(&Interface {
            id: None,
            name: Some("Dossiers, FHIR".to_owned()),
            status: Status::Active,
            connection: "hl7-fhir-rest".to_owned(),
            standards: vec!["fhir-r4".to_owned()],
            media_types: vec!["application/fhir+json".to_owned()],
            address: "https://fhir.example.org/r4".to_owned(),
            managed_by: None,
            deployment: None,
            last_probe: None,
        })
    }
}
