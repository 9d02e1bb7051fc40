//! `/deployments`: platforms running somewhere for someone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::Word;
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::deployment::Status;
use crate::model::{Deployment, Kind, Link};

type StatusWord = Word<Status>;

/// The deployments.
pub(super) struct Deployments;

/// A platform running somewhere for someone.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeploymentFields {
    /// What it is called: `Bahmni, Nepal`.
    #[serde(default)]
    name: Option<String>,
    /// The platform that runs.
    #[serde(default)]
    platform_id: Option<String>,
    /// The version of the platform that runs.
    #[serde(default)]
    platform_version: Option<String>,
    /// For whom it runs: an organisation, or only its name.
    #[serde(default)]
    owner: Option<LinkBody>,
    /// The country where it runs.
    #[serde(default)]
    country_id: Option<String>,
    /// Its address for people.
    #[serde(default)]
    url: Option<String>,
    /// Whether it runs. `unknown` when left out.
    #[serde(default = "unknown")]
    status: StatusWord,
    /// What it is used for, and other remarks.
    #[serde(default)]
    notes: Vec<String>,
    /// Where this is known from.
    #[serde(default)]
    sources: Vec<LinkBody>,
}

fn unknown() -> Word<Status> {
    Word(Status::Unknown)
}

impl Resource for Deployments {
    type Model = Deployment;
    type Fields = DeploymentFields;
    type Computed = Nothing;

    const PATH: &'static str = "deployments";
    const NAME: &'static str = "Deployment";
    const PLURAL: &'static str = "Deployments";
    const ONE: &'static str = "a deployment";
    const MANY: &'static str = "deployments";
    const ABOUT: &'static str = "Platforms running somewhere for someone.";
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Status>("status", "status", "active", "Whether they run."),
        Filter::ids("platform", "definition", "DeviceDefinition", "They run this platform."),
        Filter::ids("country", "location", "Location", "They run in this country."),
        Filter::ids("owner", "organization", "Organization", "They run for this organisation."),
        Filter::contains("q", "device-name", "hôpital", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "device-name"), ("status", "status")];

    fn fields(deployment: &Deployment) -> DeploymentFields {
        DeploymentFields {
            name: deployment.name.clone(),
            platform_id: wire::id_of(Kind::Platform, deployment.platform.as_ref()),
            platform_version: deployment.version.clone(),
            owner: deployment.owner.as_ref().map(LinkBody::of),
            country_id: wire::id_of(Kind::Country, deployment.country.as_ref()),
            url: deployment.url.clone(),
            status: Word(deployment.status),
            notes: deployment.notes.clone(),
            sources: LinkBody::all(&deployment.sources),
        }
    }

    fn model(fields: DeploymentFields) -> Result<Deployment> {
        Ok(Deployment {
            id: None,
            name: wire::optional(fields.name),
            platform: wire::optional_reference(Kind::Platform, fields.platform_id, "/platform_id")?,
            version: wire::optional(fields.platform_version),
            owner: LinkBody::optional(fields.owner, "/owner")?,
            country: wire::optional_reference(Kind::Country, fields.country_id, "/country_id")?,
            url: wire::optional(fields.url),
            status: fields.status.0,
            notes: wire::all_filled(fields.notes, "/notes")?,
            sources: LinkBody::links(fields.sources, "/sources")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, deployments: &[Deployment]) -> Result<Vec<Nothing>> {
        Ok(nothing(deployments))
    }

    fn example() -> DeploymentFields {
        Self::fields(&Deployment {
            id: None,
            name: Some("OpenMRS, hôpital régional".to_owned()),
            platform: None,
            version: Some("2.12".to_owned()),
            owner: Some(Link::named("Ministère de la Santé")),
            country: None,
            url: Some("https://dossiers.example.org".to_owned()),
            status: Status::Active,
            notes: vec!["Dossiers des consultations externes".to_owned()],
            sources: Vec::new(),
        })
    }
}
