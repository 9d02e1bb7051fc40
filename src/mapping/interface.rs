//! An interface is an Endpoint.

use serde_json::Value;

use super::canonical::{extension, profile, system};
use super::draft::{Draft, absent, coding, concept, link, quantity, refer, written};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::Interface;
use crate::model::interface::{Outcome, Probe, Status};

/// HL7's ways to connect; any other code is one of ours.
const HL7_CONNECTIONS: [&str; 14] = [
    "dicom-qido-rs",
    "dicom-stow-rs",
    "dicom-wado-rs",
    "dicom-wado-uri",
    "direct-project",
    "hl7-fhir-msg",
    "hl7-fhir-rest",
    "hl7v2-mllp",
    "ihe-iid",
    "ihe-pdq",
    "ihe-pix",
    "ihe-xca",
    "ihe-xdr",
    "ihe-xds",
];

impl Mapped for Interface {
    const THING: &'static str = "an interface";
    const PROFILE: &'static str = profile::INTERFACE;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Endpoint");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned {
        elements: &[
            "status",
            "connectionType",
            "name",
            "managingOrganization",
            "payloadType",
            "payloadMimeType",
            "address",
        ],
        extensions: &[extension::DEPLOYMENT, extension::LAST_PROBE],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let hl7 = HL7_CONNECTIONS.contains(&self.connection.as_str());
        let connections = if hl7 { system::HL7_CONNECTION_TYPE } else { system::CONNECTION_TYPE };
        let connection =
            written(&self.connection).map_or_else(absent, |_| coding(connections, &self.connection));
        let standards = self.standards.iter().filter(|code| written(code).is_some());
        let mut payloads: Vec<Value> =
            standards.map(|code| concept(system::INTEROPERABILITY_STANDARD, code)).collect();
        if payloads.is_empty() {
            payloads.push(concept(system::HL7_PAYLOAD_TYPE, "any"));
        }
        let probe = self.last_probe.as_ref().map_or_else(Draft::element, write_probe);
        Draft::profiled(self.id(), Self::PROFILE)
            .extend(extension::DEPLOYMENT, "valueReference", self.deployment.as_ref().map(refer))
            .nest(extension::LAST_PROBE, probe)
            .text("status", self.status.code())
            .set("connectionType", connection)
            .text("name", self.name.as_deref())
            .set("managingOrganization", self.managed_by.as_ref().and_then(link))
            .list("payloadType", payloads)
            .texts("payloadMimeType", &self.media_types)
            .text("address", self.address.as_str())
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let endpoint = open::<Self>(resource)?;
        let standards = endpoint
            .each("payloadType")
            .filter_map(|payload| payload.code(system::INTEROPERABILITY_STANDARD));
        Ok(Self {
            id: endpoint.text("id"),
            name: endpoint.text("name"),
            status: endpoint.word("status").and_then(Status::parse).unwrap_or(Status::Off),
            connection: endpoint.at("connectionType").text("code").unwrap_or_default(),
            standards: standards.map(str::to_owned).collect(),
            media_types: endpoint.texts("payloadMimeType"),
            address: endpoint.text("address").unwrap_or_default(),
            managed_by: endpoint.link("managingOrganization"),
            deployment: endpoint.extension(extension::DEPLOYMENT).target("valueReference"),
            last_probe: read_probe(endpoint.extension(extension::LAST_PROBE)),
        })
    }
}

fn write_probe(probe: &Probe) -> Draft {
    Draft::element()
        .extend("when", "valueInstant", Value::from(probe.at.to_string()))
        .extend("outcome", "valueCode", Value::from(probe.outcome.code()))
        .extend("version", "valueString", probe.version.as_deref().and_then(written))
        .extend(
            "latency",
            "valueDuration",
            probe.latency_milliseconds.map(|latency| quantity(latency, "milliseconds", "ms")),
        )
}

fn read_probe(probe: View<'_>) -> Option<Probe> {
    Some(Probe {
        at: probe.extension("when").moment("valueInstant")?,
        outcome: Outcome::parse(probe.extension("outcome").word("valueCode")?)?,
        version: probe.extension("version").text("valueString"),
        latency_milliseconds: probe.extension("latency").at("valueDuration").number("value"),
    })
}
